/**
 * Where do settings, profiles and sockets lie?
 *
 * The options before the command win, as for hapaird, then the places of an installed system. Only when no socket is
 * found there are the settings read, because they may name another place for it.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpError } from '../base/op-error.ts'
import { controlSocketName, statusSocketName } from '../control/protocol.ts'

/** The places. Profiles are looked for in order. */
export type Folders = { readonly run: string; readonly config: string; readonly profiles: readonly string[] }

/** Folders as they were asked for. */
export type FolderWishes = {
  readonly run: string | undefined
  readonly config: string | undefined
  readonly profiles: readonly string[]
}

const installed = { run: '/run/hapair', config: '/etc/hapair', profiles: '/etc/hapair/profiles' }

/** Profiles that came with the program. */
const shippedProfiles = fileURLToPath(new URL('../../firmware-profiles', import.meta.url))

/** Finds the places. */
export async function findFolders(wishes: FolderWishes): Promise<Folders> {
  const config = wishes.config ?? installed.config
  const profiles = wishes.profiles.length > 0 ? wishes.profiles : [installed.profiles, shippedProfiles]
  return { run: wishes.run ?? (await runFolder({ config, profiles })), config, profiles }
}

async function runFolder(folders: Omit<Folders, 'run'>): Promise<string> {
  const found = [controlSocketName, statusSocketName].some((name) => existsSync(join(installed.run, name)))
  if (found) return installed.run
  // Loaded only here: the parser of the settings would double the time that a command takes to start.
  const { loadHere } = await import('./settings.ts')
  try {
    const read = loadHere(folders)
    return read.ok ? dirname(read.site.controlSocket) : installed.run
  } catch (error) {
    // Without readable settings the usual place is as good as any; the command that needs them says what is wrong.
    if (error instanceof OpError) return installed.run
    throw error
  }
}
