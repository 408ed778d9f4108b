/**
 * Where do the texts of the settings come from?
 *
 * Two files in one folder, profiles in the first of several folders that has one. The daemon and the command line read
 * them the same way, so that "check passed" means that the daemon starts.
 */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { loadSettings } from '../config/load.ts'
import type { LoadResult } from '../config/load.ts'

/** Largest settings file, bytes. */
const fileBytesMax = 1 << 20

/** Folders that are asked for a profile, in order. */
export type SettingsFolders = { readonly config: string; readonly profiles: readonly string[] }

/** The text of a file of at most 1 MiB. @throws OpError */
export function textOf(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > fileBytesMax) {
      throw new OpError('read', path, { type: 'other', text: `larger than ${fileBytesMax} bytes` })
    }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof OpError) throw cause
    throw new OpError(
      'read',
      path,
      { type: 'other', text: cause instanceof Error ? cause.message : 'no reason' },
      cause,
    )
  }
}

/** Reads and judges the settings; `pairText` in place of the text of pair.yaml. @throws OpError when a file cannot be read */
export function readSettings(folders: SettingsFolders, pairText?: string): LoadResult {
  const pairFile = join(folders.config, 'pair.yaml')
  const nodeFile = join(folders.config, 'node.yaml')
  const profiles = (name: string): { file: string; text: string } | undefined => {
    for (const folder of folders.profiles) {
      const file = join(folder, `${name}.yaml`)
      if (statSync(file, { throwIfNoEntry: false }) !== undefined) return { file, text: textOf(file) }
    }
    return undefined
  }
  return loadSettings({
    pairText: pairText ?? textOf(pairFile),
    nodeText: textOf(nodeFile),
    pairFile,
    nodeFile,
    profiles,
  })
}
