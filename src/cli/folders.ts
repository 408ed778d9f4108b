/**
 * Where do settings, profiles and sockets lie?
 *
 * The options before the command win, then the environment, then the places of an installed system. Only when no
 * socket is found there are the settings read, because they may name another place for it.
 */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpError } from '../base/op-error.ts'
import { controlSocketName, statusSocketName } from '../control/protocol.ts'

/** The places. Profiles are looked for in order. */
export type Folders = { readonly run: string; readonly config: string; readonly profiles: readonly string[] }

/** Folders as they were asked for. */
export type FolderWishes = { readonly run?: string; readonly config?: string; readonly profile?: string }

const installed = { run: '/run/hapair', config: '/etc/hapair' }

/** Profiles that came with the program, and those of the site. */
const siteProfiles = 'profiles'
const ownProfiles = fileURLToPath(new URL('../../firmware-profiles', import.meta.url))

/** Finds the places. */
export async function findFolders(
  wishes: FolderWishes,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Folders> {
  const config = wishes.config ?? environment['HAPAIR_CONFIG_FOLDER'] ?? installed.config
  const profile = wishes.profile ?? environment['HAPAIR_PROFILE_FOLDER']
  const profiles = [...(profile === undefined ? [] : [profile]), join(config, siteProfiles), ownProfiles]
  const run = wishes.run ?? environment['HAPAIR_RUN_FOLDER']
  return { run: run ?? (await runFolder({ config, profiles })), config, profiles }
}

async function runFolder(folders: Omit<Folders, 'run'>): Promise<string> {
  const found = [controlSocketName, statusSocketName].some((name) => existsSync(join(installed.run, name)))
  if (found) return installed.run
  // Loaded only here: the parser of the settings would double the time that a command takes to start.
  const { readSettings } = await import('../daemon/settings-files.ts')
  try {
    const read = readSettings(folders)
    return read.ok ? dirname(read.site.controlSocket) : installed.run
  } catch (error) {
    // Without readable settings the usual place is as good as any; the command that needs them says what is wrong.
    if (error instanceof OpError) return installed.run
    throw error
  }
}
