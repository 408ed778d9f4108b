/**
 * `hapair profile show [NAME]`: what does a firmware profile say, with all that it extends?
 */
import { checkProfile, profileLines } from '../../config/check-profile.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { lookupIn } from '../installed-profiles.ts'
import { badSettings, settingsHere } from '../settings.ts'

/** Prints a line for each value, and the profile that it is from. Throws CommandError when the profile is wrong. */
export async function profileShowCommand({ terminal, folders }: Context, call: Call): Promise<ExitCode> {
  const name = call.arguments[0] ?? settingsHere(folders).profiles.at(-1)
  if (name === undefined) throw new CommandError(exitCodes.failed, 'hapair: the settings name no firmware profile')
  const { problems, site } = checkProfile(name, lookupIn(folders.profiles))
  if (site === undefined) throw badSettings(problems)
  const lines = profileLines(site)
  if (flag(call, 'json')) terminal.out(JSON.stringify({ profile: name, values: lines }, undefined, 2))
  else for (const { path, value, profile } of lines) terminal.out(`${path}: ${value}  (${profile})`)
  return await Promise.resolve(exitCodes.done)
}
