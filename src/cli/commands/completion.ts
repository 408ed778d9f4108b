/**
 * `hapair completion`: what does bash need to complete the words of this command?
 */
import { renderCompletion } from '../render-completion.ts'
import type { Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Prints the script. */
export async function completionCommand({ terminal }: Context): Promise<ExitCode> {
  terminal.out(renderCompletion().trimEnd())
  return await Promise.resolve(exitCodes.done)
}
