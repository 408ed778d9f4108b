/**
 * Which volumes are replicated, where do they lie, and over which addresses?
 *
 * The names of `drbd.resources` decide and give the order, which is the number of a volume in the beats; what
 * `drbd.volume` of the pair or the profile says is joined by name, and `drbd.lower-disk` of the node comes last. An entry
 * of a profile for a volume that the pair does not replicate means nothing.
 */
import { assert } from '../base/assert.ts'
import { listed, may, need, recordsOf } from './entry.ts'
import type { Held, RecordEntry } from './entry.ts'
import type { Key } from './key.ts'
import {
  drbdMasterAddress,
  drbdRate,
  drbdResources,
  drbdSlaveAddress,
  drbdVerifyEvery,
  drbdViaLan,
  firstPort,
  lowerDiskMeta,
  lowerDiskName,
  lowerDiskPath,
  lowerDisks,
  volumeDisk,
  volumeMeta,
  volumeMinor,
  volumeMount,
  volumeName,
  volumeOptions,
  volumePort,
  volumes,
  volumeType,
} from './keys/disk.ts'
import { masterLanIp, slaveLanIp } from './keys/pair.ts'
import { ownOf, peersOf } from './whole.ts'
import type { Whole } from './whole.ts'
import type { SiteSettings, SiteVolume } from './site.ts'

/** A quarter of a gigabit link, KiB/s: resynchronisation and replication share it (DRBD-4). */
const defaultRateKib = 30_720

/** Metadata that lies at the end of the disk. */
const internal = 'internal'

/** A volume as far as it is written. `held`: its name in `drbd.resources`. */
export type VolumeDraft = {
  readonly name: string
  readonly held: Held
  readonly entry: RecordEntry | undefined
  /** The entry of this node. */
  readonly lower: RecordEntry | undefined
  readonly minor: number
  readonly port: number
  /** On this node; undefined when nobody names one. */
  readonly disk: string | undefined
  /** Of its metadata on this node: `internal`, or a device, maybe with an index. */
  readonly meta: string
  readonly mount: string | undefined
}

/** Keys that the drafts are made of. */
export const volumeDraftKeys: readonly Key[] = [drbdResources, volumes, lowerDisks]

/** The volumes as far as they are written, in the order of `drbd.resources`. */
export function volumeDrafts(whole: Whole): readonly VolumeDraft[] {
  const entries = recordsOf(whole, volumes)
  const own = recordsOf(whole, lowerDisks)
  const names = listed(whole, drbdResources)
  // A name that stands twice is told by its own rule; it is one volume.
  const first = names.filter(({ value }, index) => names.findIndex((other) => other.value === value) === index)
  return first.map(({ value: name, held }, position) => {
    const entry = entries.find((candidate) => need(candidate, volumeName) === name)
    const lower = own.find((candidate) => need(candidate, lowerDiskName) === name)
    const common = entry === undefined ? undefined : may(entry, volumeDisk)
    return {
      ...{ name, held, entry, lower },
      minor: (entry === undefined ? undefined : may(entry, volumeMinor)) ?? position,
      port: (entry === undefined ? undefined : may(entry, volumePort)) ?? firstPort + position,
      disk: lower === undefined ? common : need(lower, lowerDiskPath),
      meta: (lower === undefined ? undefined : may(lower, lowerDiskMeta)) ?? commonMeta(entry),
      mount: entry === undefined ? undefined : may(entry, volumeMount),
    }
  })
}

function commonMeta(entry: RecordEntry | undefined): string {
  return entry === undefined ? internal : need(entry, volumeMeta)
}

/** The replication of the pair; nothing without a disk. Only for settings in which no rule about disks is broken. */
export function siteReplication(whole: Whole): Pick<SiteSettings, 'replication'> {
  const drafts = volumeDrafts(whole)
  if (drafts.length === 0) return {}
  const lan = need(whole, drbdViaLan)
  const master = lan ? need(whole, masterLanIp) : may(whole, drbdMasterAddress)
  const slave = lan ? need(whole, slaveLanIp) : may(whole, drbdSlaveAddress)
  assert(master !== undefined && slave !== undefined, 'a pair with a disk has addresses of replication')
  const both = { master, slave }
  const every = need(whole, drbdVerifyEvery)
  return {
    replication: {
      volumes: drafts.map(siteVolume),
      ownAddress: ownOf(whole, both),
      peerAddress: peersOf(whole, both),
      rateKib: may(whole, drbdRate) ?? defaultRateKib,
      ...(every === 'off' ? {} : { verifyEveryMs: every }),
    },
  }
}

function siteVolume({ name, minor, port, disk, meta, entry }: VolumeDraft): SiteVolume {
  assert(disk !== undefined, `the volume ${name} has a disk`)
  const peerDisk = (entry === undefined ? undefined : may(entry, volumeDisk)) ?? disk
  const peerMeta = commonMeta(entry)
  return {
    ...{ name, minor, port, ownDisk: disk, peerDisk },
    ...(meta === internal ? {} : { ownMeta: meta }),
    ...(peerMeta === internal ? {} : { peerMeta }),
    ...(entry === undefined ? {} : mountOf(entry)),
  }
}

function mountOf(entry: RecordEntry): Pick<SiteVolume, 'mount'> {
  const point = may(entry, volumeMount)
  const type = may(entry, volumeType)
  const options = may(entry, volumeOptions)
  if (point === undefined) return {}
  return { mount: { point, ...(type === undefined ? {} : { type }), ...(options === undefined ? {} : { options }) } }
}
