/**
 * `hapair completion`: what does bash need to complete the words of this command?
 */
import { renderCompletion } from '../render-completion.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Prints the script. */
export async function completionCommand({ terminal }: Context, _call: Call): Promise<ExitCode> {
  terminal.out(renderCompletion().trimEnd())
  return await Promise.resolve(exitCodes.done)
}
