/**
 * May this program be run as root?
 *
 * Only when nobody but its owner can have changed it: the file, every folder above it, and the same for what the path
 * leads to by links. Both ways are walked, because a link in a sound folder may lead through one that others can write.
 * Asked before every run, since a file can change in between.
 * Sources: check_security in keepalived/core/notify.c, whose rule this is; path_resolution(7).
 */
import { lstat, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { fileError } from './file-error.ts'

/** Where programs without a path are looked for. */
export const programFolders: readonly string[] = ['/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Bits of a mode that let others than the owner write, or become somebody else; and what makes a folder safe again. */
const writableByOthers = 0o022
const sticky = 0o1000
const setIds = 0o6000
const executable = 0o100

/** The path that `path` leads to. `trustedUid`: whose files are run beside root's; root but in tests. @throws OpError */
export async function soundProgram(path: string, trustedUid = 0): Promise<string> {
  const refuse = (where: string, text: string): OpError => new OpError('run', where, { type: 'other', text })
  const target = await onDisk('find', path, () => realpath(path))
  for (const one of [...pathsTo(path), ...pathsTo(target)]) {
    const { uid, mode, isLink } = await onDisk('look at', one, async () => {
      const found = await lstat(one)
      return { uid: found.uid, mode: found.mode, isLink: found.isSymbolicLink() }
    })
    if (uid !== trustedUid && uid !== 0) throw refuse(one, 'does not belong to root')
    if (!isLink && (mode & writableByOthers) !== 0 && (mode & sticky) === 0) throw refuse(one, 'others may write it')
  }
  const file = await onDisk('look at', target, () => stat(target))
  if (!file.isFile()) throw refuse(target, 'is no regular file')
  if ((file.mode & setIds) !== 0) throw refuse(target, 'has a set-user-id or set-group-id bit')
  if ((file.mode & writableByOthers) !== 0) throw refuse(target, 'others may write it')
  if ((file.mode & executable) === 0) throw refuse(target, 'is not executable')
  return target
}

/** First place of a program by its name, or the path itself. @throws OpError when it is nowhere */
export async function findProgram(name: string, folders: readonly string[] = programFolders): Promise<string> {
  if (isAbsolute(name)) return name
  for (const folder of folders) {
    const found = await isThere(join(folder, name))
    if (found) return join(folder, name)
  }
  throw new OpError('find', name, { type: 'other', text: `it is in none of ${folders.join(', ')}` })
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile()
  } catch (cause) {
    // What cannot be looked at is not there for us.
    fileError('look at', path, cause)
    return false
  }
}

/** The path and every folder above it. */
function pathsTo(path: string): readonly string[] {
  const above = dirname(path)
  return above === path ? [path] : [...pathsTo(above), path]
}

async function onDisk<T>(operation: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw fileError(operation, path, cause)
  }
}
