/**
 * Which firmware profiles are installed here, and what do their files say?
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { ProfileLookup } from '../config/profile.ts'
import { textOf } from '../daemon/settings-texts.ts'
import type { Folders } from './folders.ts'
import { attempt } from './settings.ts'

const ending = '.yaml'

/** Names of all of them, sorted; of several with one name the first folder's counts. */
export function installedNames({ profiles }: Pick<Folders, 'profiles'>): readonly string[] {
  const names = profiles
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => {
      const found = attempt('list', folder, () => readdirSync(folder))
      return found.filter((file) => file.endsWith(ending)).map((file) => file.slice(0, -ending.length))
    })
  return [...new Set(names)].sort()
}

/** Finds a profile by its name. Throws OpError when its file cannot be read. */
export function lookupIn(folders: readonly string[]): ProfileLookup {
  return (name) => {
    const file = folders.map((folder) => join(folder, `${name}${ending}`)).find((path) => existsSync(path))
    return file === undefined ? undefined : { file, text: textOf(file) }
  }
}

/** Name and folders of what the caller wrote: a file, beside which others may lie, or the name of an installed profile. */
export function namedProfile(
  written: string,
  { profiles }: Pick<Folders, 'profiles'>,
): { readonly name: string; readonly folders: readonly string[] } {
  const isFile = statSync(written, { throwIfNoEntry: false })?.isFile() ?? false
  if (!isFile || !written.endsWith(ending)) return { name: written, folders: profiles }
  const path = resolve(written)
  return { name: basename(path, ending), folders: [dirname(path), ...profiles] }
}
