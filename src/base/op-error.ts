/**
 * How does a wrong world speak: a device, the kernel or a tool that did not do what it was asked?
 *
 * One error type carries what was attempted, on what, and what came back. Edges throw it; performers turn it into an
 * `effect-failed` fact. The text follows one ladder: timed out, cancelled, refused by the kernel, killed, exit code.
 */

/** What came back, the first that applies. */
export type OpFailure =
  | { readonly type: 'timed-out'; readonly afterMs: number }
  | { readonly type: 'cancelled' }
  | { readonly type: 'refused'; readonly errno: string; readonly text?: string }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'exited'; readonly code: number; readonly text?: string }
  | { readonly type: 'other'; readonly text: string }

/** An operation on the world that failed. `operation` is a verb phrase, `target` the device, file or address. */
export class OpError extends Error {
  override name = 'OpError'
  readonly operation: string
  readonly target: string
  readonly failure: OpFailure

  constructor(operation: string, target: string, failure: OpFailure, cause?: unknown) {
    super(`${operation} ${target}: ${failureText(failure)}`, cause === undefined ? undefined : { cause })
    this.operation = operation
    this.target = target
    this.failure = failure
  }
}

/** The failure in words, without operation and target. */
export function failureText(failure: OpFailure): string {
  switch (failure.type) {
    case 'timed-out':
      return `timed out after ${failure.afterMs} ms`
    case 'cancelled':
      return 'cancelled'
    case 'refused':
      return `refused by the kernel (${failure.errno}${failure.text === undefined ? '' : `: ${failure.text}`})`
    case 'killed':
      return `killed by ${failure.signal}`
    case 'exited':
      return `exit code ${failure.code}${failure.text === undefined ? '' : `: ${failure.text}`}`
    case 'other':
      return failure.text
  }
}
