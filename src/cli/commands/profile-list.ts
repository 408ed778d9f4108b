/**
 * `hapair profile list`: which firmware profiles are there, and which one is in use?
 */
import { OpError } from '../../base/op-error.ts'
import { checkProfile, profileDescription } from '../../config/check-profile.ts'
import { flag } from '../call.ts'
import type { Call, Context } from '../call.ts'
import { exitCodes } from '../exit-codes.ts'
import type { ExitCode } from '../exit-codes.ts'
import { installedNames, lookupIn } from '../installed-profiles.ts'
import { loadHere } from '../settings.ts'
import type { SettingsPlaces } from '../settings.ts'

/** Prints one line for each. */
export async function profileListCommand({ terminal, folders }: Context, call: Call): Promise<ExitCode> {
  const used = usedHere(folders)
  const lookup = lookupIn(folders.profiles)
  const profiles = installedNames(folders).map((name) => {
    const { problems, site } = checkProfile(name, lookup)
    const text = site === undefined ? '' : profileDescription(site)
    return { name, description: text, file: lookup(name)?.file ?? '', used: name === used, problems: problems.length }
  })
  if (flag(call, 'json')) terminal.out(JSON.stringify({ profiles }, undefined, 2))
  else {
    const width = Math.max(...profiles.map(({ name }) => name.length))
    for (const { name, description, used: inUse, problems } of profiles) {
      const state = problems > 0 ? terminal.paint('bad', 'wrong; see hapair profile check') : description
      terminal.out(`${inUse ? '*' : ' '} ${name.padEnd(width)}  ${state}`)
    }
  }
  return await Promise.resolve(exitCodes.done)
}

/** Name of the profile in use; undefined when there is none, or the settings cannot be read. */
function usedHere(folders: SettingsPlaces): string | undefined {
  try {
    const read = loadHere(folders)
    return read.ok ? read.site.profiles.at(-1) : undefined
  } catch (error) {
    if (error instanceof OpError) return undefined
    throw error
  }
}
