/**
 * Is everything there that this node needs of its own machine to lead with its volumes?
 *
 * The folder of a mount and the disk below a volume are needed in a takeover only, and missed when it is too late; so a
 * node that stands by looks for them at its start and whenever it reads its mounts. A folder inside another volume is there
 * only while that one is mounted, and a mounted one hides what is below it: both are left out. What is missing is told when
 * it was so twice in a row, since disks come late at a boot, and again when it has been there in between. A place may hang
 * (a network file system without its server): nobody waits for a look, and there is one at a time.
 */
import { stat } from 'node:fs/promises'
import type { SiteVolume } from '../config/site.ts'
import { sentenceOf } from '../core/reasons.ts'
import type { DiskAlarm } from './disk-options.ts'

/** What stands at a path; `unseen`: whoever asks may not look; `broken`: it cannot be looked at. */
export type PlaceKind = 'folder' | 'disk' | 'other' | 'absent' | 'unseen' | 'broken'

/** Looks at a path. */
export type PlaceLook = (path: string) => Promise<PlaceKind>

/** What the codes of a failed look mean; every other one is a place that cannot be used either. */
const kindOfCode: Readonly<Record<string, PlaceKind>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  EACCES: 'unseen',
  EPERM: 'unseen',
}

type Volume = Pick<SiteVolume, 'name' | 'ownDisk' | 'mount'>

/** Looks at a path, behind links. */
export async function placeKind(path: string): Promise<PlaceKind> {
  try {
    const found = await stat(path)
    return found.isDirectory() ? 'folder' : found.isBlockDevice() ? 'disk' : 'other'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return kindOfCode[String(error.code)] ?? 'broken'
    throw error
  }
}

/** Everything that is not in its place, each with its volume. `mounted`: names of the volumes that are mounted here. */
export async function missingPlaces(
  volumes: readonly Volume[],
  mounted: readonly string[],
  look: PlaceLook,
): Promise<readonly string[]> {
  const paths = volumes.flatMap(({ ownDisk, mount }) => (mount === undefined ? [ownDisk] : [ownDisk, mount.point]))
  const kinds = new Map(await Promise.all(paths.map(async (path) => [path, await look(path)] as const)))
  return missingOf(volumes, mounted, (path) => kinds.get(path) ?? 'unseen')
}

function missingOf(
  volumes: readonly Volume[],
  mounted: readonly string[],
  kindOf: (path: string) => PlaceKind,
): readonly string[] {
  const points = volumes.flatMap(({ mount }) => (mount === undefined ? [] : [mount.point]))
  return volumes.flatMap(({ name, ownDisk, mount }) => {
    const disk = missing(kindOf(ownDisk), 'disk', `${name}: the disk ${ownDisk}`)
    if (mount === undefined || mounted.includes(name) || points.some((outer) => mount.point.startsWith(`${outer}/`)))
      return disk
    return [...disk, ...missing(kindOf(mount.point), 'folder', `${name}: the mount point ${mount.point}`)]
  })
}

function missing(kind: PlaceKind, wanted: PlaceKind, place: string): readonly string[] {
  if (kind === wanted || kind === 'unseen') return []
  if (kind === 'broken') return [`${place} cannot be looked at`]
  return [kind === 'absent' ? `${place} does not exist` : `${place} is no ${wanted}`]
}

/** Watches the places of a node. */
export class DiskPlaces {
  readonly #volumes: readonly Volume[]
  readonly #look: PlaceLook
  readonly #alarm: DiskAlarm
  #looking = false
  #missing: readonly string[] = []
  #told: readonly string[] = []

  constructor(volumes: readonly Volume[], look: PlaceLook, alarm: DiskAlarm) {
    this.#volumes = volumes
    this.#look = look
    this.#alarm = alarm
  }

  /** Looks again, unless the last look still hangs; tells what is missing for the second time. */
  async look(mounted: readonly string[]): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    const missing = await missingPlaces(this.#volumes, mounted, this.#look).finally(() => (this.#looking = false))
    const before = this.#missing
    this.#missing = missing
    this.#told = this.#told.filter((text) => this.#missing.includes(text))
    const lasting = this.#missing.filter((text) => before.includes(text) && !this.#told.includes(text))
    for (const text of lasting) this.#alarm('place-missing', text)
    this.#told = [...this.#told, ...lasting]
  }

  /** What is missing, as long as it is. */
  alarms(): readonly string[] {
    return this.#missing.map((text) => `${sentenceOf('place-missing')} (${text})`)
  }
}
