/**
 * How is it said that this program itself refuses, before the daemon is asked?
 *
 * In the form of a refusal by the daemon, so that a script sees no difference.
 */
import type { Context } from './call.ts'
import { exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'

/** Prints the refusal and returns its code. `who`: the node that refuses. */
export function printRefusal(
  { terminal }: Context,
  text: string,
  told: { readonly who: string; readonly json: boolean },
): ExitCode {
  if (told.json) terminal.out(JSON.stringify({ result: 'refused', text, exitCode: exitCodes.refused }))
  else terminal.error(`${told.who}: refused: ${text}`)
  return exitCodes.refused
}
