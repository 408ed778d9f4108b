/**
 * What does an error of `node:fs` say in our words?
 *
 * Node names the errno in `code`; anything else is passed on as text. A program error is not turned into one of the
 * world: it is thrown again.
 */
import { OpError } from '../base/op-error.ts'

/** The error of a call of `node:fs` as OpError. Rethrows what carries no errno: that is an error of the program. */
export function fileError(operation: string, path: string, cause: unknown): OpError {
  if (!(cause instanceof Error) || !('code' in cause) || typeof cause.code !== 'string') throw cause
  return new OpError(operation, path, { type: 'refused', errno: cause.code }, cause)
}
