/**
 * `hapair config show`: which settings hold here, defaults included, and where does each come from?
 */
import { showSettings } from '../../config/show.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { settingsHere } from '../settings.ts'

/** Prints one line per value, or one JSON object with a text per key. */
export async function configShowCommand(context: Context, call: Call): Promise<ExitCode> {
  const { terminal, folders } = context
  const lines = showSettings(settingsHere(folders), { origin: flag(call, 'origin') })
  if (flag(call, 'json')) terminal.out(JSON.stringify(Object.fromEntries(lines.map(split)), undefined, 2))
  else for (const line of lines) terminal.out(line)
  return await Promise.resolve(exitCodes.done)
}

/** Key and rest of a line; the origin stays part of the text. */
function split(line: string): [string, string] {
  const at = line.indexOf(': ')
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at + 2)]
}
