/**
 * `hapair profile check FILE`: is a firmware profile right, before it is installed?
 */
import { checkProfile } from '../../config/check-profile.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { lookupIn, namedProfile } from '../installed-profiles.ts'
import { renderCheck } from './config-check.ts'

/** Prints every problem of the profile and of those that it extends. */
export async function profileCheckCommand({ terminal, folders }: Context, call: Call): Promise<ExitCode> {
  const { name, folders: places } = namedProfile(call.arguments[0] ?? '', folders)
  const { problems } = checkProfile(name, lookupIn(places))
  if (flag(call, 'json')) terminal.out(JSON.stringify({ profile: name, problems }, undefined, 2))
  else for (const line of renderCheck(problems, [])) terminal.out(line)
  return await Promise.resolve(problems.length === 0 ? exitCodes.done : exitCodes.badSettings)
}
