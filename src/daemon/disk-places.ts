/**
 * Is everything there that this node needs of its own machine to lead with its volumes?
 *
 * The folder of a mount and the disk below a volume are needed in a takeover only, and missed when it is too late; so a
 * node that stands by looks for them at its start and whenever it reads its mounts. A folder inside another volume is there
 * only while that one is mounted, and a mounted one hides what is below it: both are left out. What is missing is told when
 * it was so twice in a row, since disks come late at a boot, and again when it has been there in between.
 */
import { statSync } from 'node:fs'
import type { SiteVolume } from '../config/site.ts'
import { sentenceOf } from '../core/reasons.ts'
import type { DiskAlarm } from './disk-options.ts'

/** What stands at a path; `unseen`: whoever asks may not look. */
export type PlaceKind = 'folder' | 'disk' | 'other' | 'absent' | 'unseen'

/** Looks at a path, behind links. */
export function placeKind(path: string): PlaceKind {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return 'absent'
    return found.isDirectory() ? 'folder' : found.isBlockDevice() ? 'disk' : 'other'
  } catch (error) {
    if (error instanceof Error && 'code' in error) return 'unseen'
    throw error
  }
}

/** Everything that is not in its place, each with its volume. `mounted`: names of the volumes that are mounted here. */
export function missingPlaces(
  volumes: readonly Pick<SiteVolume, 'name' | 'ownDisk' | 'mount'>[],
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
  return [kind === 'absent' ? `${place} does not exist` : `${place} is no ${wanted}`]
}

/** Watches the places of a node. */
export class DiskPlaces {
  readonly #volumes: readonly SiteVolume[]
  readonly #kindOf: (path: string) => PlaceKind
  readonly #alarm: DiskAlarm
  #missing: readonly string[] = []
  #told: readonly string[] = []

  constructor(volumes: readonly SiteVolume[], kindOf: (path: string) => PlaceKind, alarm: DiskAlarm) {
    this.#volumes = volumes
    this.#kindOf = kindOf
    this.#alarm = alarm
  }

  /** Looks again; tells what is missing for the second time. */
  look(mounted: readonly string[]): void {
    const before = this.#missing
    this.#missing = missingPlaces(this.#volumes, mounted, this.#kindOf)
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
