/**
 * Who must say yes before something is ended, removed or moved?
 *
 * On a terminal the person who sits there, after reading the effects; elsewhere only `--yes` will do, because a script
 * that hangs at a question is worse than one that is told what is missing (CLI-17, CLI-19).
 */
import type { Context } from './call.ts'
import { CommandError, exitCodes } from './exit-codes.ts'

/** Returns when it is agreed. Throws CommandError: not agreed, or nobody can be asked. */
export async function agree(context: Context, effects: readonly string[], yes: boolean): Promise<void> {
  if (yes) return
  const { terminal } = context
  if (!terminal.interactive) {
    throw new CommandError(
      exitCodes.usage,
      'hapair: nobody can be asked here; add --yes to do it, or --dry-run to see what it does',
    )
  }
  for (const line of effects) terminal.error(line)
  if (await terminal.confirm('Go on?')) return
  throw new CommandError(exitCodes.refused, 'hapair: not confirmed; nothing was changed')
}

/**
 * Returns when the word was typed, after the effects were read. No `--yes` stands for it: a script must not be able to.
 * Throws CommandError: another word, or nobody can be asked.
 */
export async function agreeTyped(context: Context, effects: readonly string[], word: string): Promise<void> {
  const { terminal } = context
  if (!terminal.interactive) {
    const text = 'hapair: this needs a confirmation that is typed on a terminal; --yes does not stand for it'
    throw new CommandError(exitCodes.usage, text)
  }
  for (const line of effects) terminal.error(line)
  if ((await terminal.ask(`Type "${word}" to go on: `)).trim() === word) return
  throw new CommandError(exitCodes.refused, 'hapair: not confirmed; nothing was changed')
}
