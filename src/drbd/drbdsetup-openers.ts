/**
 * Which processes have what open, as /proc tells?
 *
 * Only links are read, never what they point to: a file system that hangs cannot hang this. A process that ends while it
 * is looked at is left out. Bounded in processes and in open files of each.
 * Rejected: fuser(1) and lsof(8), which are not on every machine and look at the files themselves.
 */
import { readdir, readFile, readlink } from 'node:fs/promises'
import { findOpeners, openersMax } from './mount.ts'
import type { MountPlace, Opener, OpenPaths } from './mount.ts'

/** Most processes and open files of one process that are looked at. */
const processesMax = 10_000
const filesMax = 4096

/** Errors of a process that has gone, or that we may not look into. */
const passing: ReadonlySet<unknown> = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM'])

/** Processes that keep a volume busy, at most `openersMax`. */
export async function readOpeners(place: MountPlace, root = '/proc'): Promise<readonly Opener[]> {
  const found: OpenPaths[] = []
  for (const entry of (await readdir(root)).slice(0, processesMax)) {
    if (!/^\d+$/.test(entry)) continue
    const process = await readProcess(`${root}/${entry}`, Number(entry))
    if (findOpeners([process], place).length > 0) found.push(process)
    if (found.length >= openersMax) break
  }
  return findOpeners(found, place)
}

async function readProcess(folder: string, pid: number): Promise<OpenPaths> {
  const files = (await orNothing(readdir(`${folder}/fd`))) ?? []
  const links = [...['cwd', 'root', 'exe'], ...files.slice(0, filesMax).map((file) => `fd/${file}`)]
  const paths: string[] = []
  for (const link of links) {
    const path = await orNothing(readlink(`${folder}/${link}`))
    if (path !== undefined) paths.push(path)
  }
  const name = (await orNothing(readFile(`${folder}/comm`, 'utf8')))?.trim() ?? '?'
  return { pid, name, paths }
}

async function orNothing<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof Error && 'code' in error && passing.has(error.code)) return undefined
    throw error
  }
}
