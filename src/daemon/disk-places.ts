/**
 * Is everything there that this node needs of its own machine to lead with its volumes?
 *
 * The folder of a mount and the disk below a volume are needed in a takeover only, and missed when it is too late; so a
 * node that stands by looks for them at its start and whenever it reads its mounts. A folder inside another volume is there
 * only while that one is mounted, and a mounted one hides what is below it: both are left out. What is missing is told when
 * it was so twice in a row, since disks come late at a boot, and again when it has been there in between. Each look is a
 * child process, so there is one at a time and a pause behind them; a place that hangs is told like one that is broken,
 * and the others are looked at all the same.
 */
import { plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { SiteVolume } from '../config/site.ts'
import { sentenceOf } from '../core/reasons.ts'
import type { PlaceKind, PlaceLook } from '../drbd/drbdsetup-look.ts'
import type { DiskAlarm } from './disk-options.ts'

/** From one look at all places to the next, ms; own choice: what is missing is mended by a person, not within seconds. */
const pauseMs = 10_000

type Volume = Pick<SiteVolume, 'name' | 'ownDisk' | 'ownMeta' | 'mount'>

/** Something that a volume needs. */
type Place = { readonly path: string; readonly wanted: 'disk' | 'folder'; readonly text: string }

/** Everything that is not in its place, each with its volume. `mounted`: names of the volumes that are mounted here. */
export async function missingPlaces(
  volumes: readonly Volume[],
  mounted: readonly string[],
  look: PlaceLook,
): Promise<readonly string[]> {
  const texts: string[] = []
  for (const { path, wanted, text } of volumes.flatMap((volume) => placesOf(volume, volumes, mounted)))
    texts.push(...missing(await look(path), wanted, text))
  return texts
}

function placesOf(
  { name, ownDisk, ownMeta, mount }: Volume,
  all: readonly Volume[],
  mounted: readonly string[],
): readonly Place[] {
  const disk: Place = { path: ownDisk, wanted: 'disk', text: `${name}: the disk ${ownDisk}` }
  const path = ownMeta?.split(' ')[0]
  const meta: readonly Place[] =
    path === undefined ? [] : [{ path, wanted: 'disk', text: `${name}: the disk of its metadata ${path}` }]
  const points = all.flatMap((other) => (other.mount === undefined ? [] : [other.mount.point]))
  if (mount === undefined || mounted.includes(name) || points.some((outer) => mount.point.startsWith(`${outer}/`)))
    return [disk, ...meta]
  return [disk, ...meta, { path: mount.point, wanted: 'folder', text: `${name}: the mount point ${mount.point}` }]
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
  #notBefore: Instant | undefined
  #missing: readonly string[] = []
  #told: readonly string[] = []

  constructor(volumes: readonly Volume[], look: PlaceLook, alarm: DiskAlarm) {
    this.#volumes = volumes
    this.#look = look
    this.#alarm = alarm
  }

  /** Looks again when it is time to; tells what is missing for the second time. */
  async look(mounted: readonly string[], now: Instant): Promise<void> {
    if (this.#looking || (this.#notBefore !== undefined && now < this.#notBefore)) return
    this.#looking = true
    this.#notBefore = plus(now, pauseMs)
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
