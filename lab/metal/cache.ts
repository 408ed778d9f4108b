/**
 * What is kept between runs of the machines, and what goes?
 *
 * Images and snapshots, each a folder that is built under another name and gets its own when it is complete. The folder's
 * time is that of its last use. A package that is tried out leaves an image of a gigabyte and snapshots of as much, so
 * only the last few are kept; what a killed run was building goes as well.
 */
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { startOfProcess } from '../netns/run-folder.ts'

const BUILDING = /^building-(\d+)-(\d+)-/
/** `image-RECIPE`, `image-RECIPE-PACKAGE`, `snapshot-image-RECIPE[-PACKAGE]-HARDWARE-NAME`; each part in hexadecimal. */
const BASE = /^image-[0-9a-f]{16}$/
const PACKAGED = /^image-[0-9a-f]{16}-[0-9a-f]{12}$/
const SNAPSHOT = /^snapshot-/

/** How many are kept: recipes, packages, and snapshots, of which a package has three. Own choice; some 10 GiB in all. */
const KEPT = { bases: 2, packaged: 3, snapshots: 10 } as const

/** A folder of the cache and when it was last used, ms since 1970. */
export type Kept = { readonly name: string; readonly usedMs: number }

/** Where images and snapshots are kept between runs: `HAPAIR_LAB_CACHE`, else a folder of the system's cache. */
export function cacheFolder(): string {
  return process.env['HAPAIR_LAB_CACHE'] ?? '/var/cache/hapair-lab'
}

/** Builds a folder of the cache under another name and gives it its own name when it is complete. */
export async function ensureFolder(name: string, build: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), name)
  if (existsSync(folder)) return folder
  // Two pairs of one run may build the same at once, each its own.
  const builder = `${process.pid}-${startOfProcess(process.pid) ?? '0'}-${randomUUID()}`
  const building = join(cacheFolder(), `building-${builder}-${name}`)
  await mkdir(building, { recursive: true })
  await build(building)
  try {
    await rename(building, folder)
  } catch (error) {
    // Somebody else was faster: its folder is as good.
    if (!existsSync(folder)) throw error
    await rm(building, { recursive: true })
  }
  return folder
}

/** Says that a folder of the cache is in use now. */
export async function noteUse(folder: string): Promise<void> {
  const now = new Date()
  await utimes(folder, now, now)
}

/** Names of what is too much: those used longest ago, and every snapshot whose image goes. */
export function tooMuch(kept: readonly Kept[]): string[] {
  const newestFirst = kept.toSorted((one, other) => other.usedMs - one.usedMs).map(({ name }) => name)
  const beyond = (form: RegExp, most: number): string[] => newestFirst.filter((name) => form.test(name)).slice(most)
  const images = [...beyond(BASE, KEPT.bases), ...beyond(PACKAGED, KEPT.packaged)]
  const going = (name: string): boolean => images.some((image) => name === image || name.includes(`${image}-`))
  const rest = newestFirst.filter((name) => SNAPSHOT.test(name) && !going(name))
  return [...newestFirst.filter(going), ...rest.slice(KEPT.snapshots)]
}

/** Removes what killed runs were building, and what is too much. */
export async function prune(): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true })
  const kept: Kept[] = []
  for (const name of await readdir(cacheFolder())) {
    const [, pid, start] = BUILDING.exec(name) ?? []
    if (pid === undefined) kept.push({ name, usedMs: (await stat(join(cacheFolder(), name))).mtimeMs })
    else if (startOfProcess(Number(pid)) !== start) await rm(join(cacheFolder(), name), { recursive: true })
  }
  for (const name of tooMuch(kept)) await rm(join(cacheFolder(), name), { recursive: true, force: true })
}
