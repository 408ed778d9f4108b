/**
 * Which keys describe disk replication?
 *
 * A pair has a disk when `drbd.resources` names one; several rules of timing depend on that alone. What a volume is like
 * stands in `drbd.volume`, for which a profile may have the defaults of its appliance, and where its data lies on one node
 * in `drbd.lower-disk` of that node. The shared secret is no setting: it is made of the pair's key.
 */
import { count, spanOrOff, text, toggle } from '../kind.ts'
import { nodeKey, pairKey, pairOnly, records, required, value, values } from '../key.ts'
import { blockDevice, ipAddress, metaDisk, mountPoint } from '../place-kinds.ts'
import { rate } from '../rate.ts'

/** At most 8 resources: one block each in a beat (D8). */
const resourcesMax = 8

/** Numbers of block devices have 20 bits: linux/kdev_t.h. */
const minorMax = 1_048_575

/** Largest port number: RFC 9293. */
const portMax = 65_535

/** First port of replication: the customary one of its manual; the following ones for the following volumes. */
export const firstPort = 7788

/** Longest list of mount options, longest name of a file system type; our own limits. */
const optionsMax = 256
const typeMax = 40

/** Longest name of a resource, our own limit. */
const nameMax = 40

/** `all` and `minor-N` mean something else to the tools. */
const resourceName = text(
  nameMax,
  /^(?!all$|minor-\d+$)[A-Za-z0-9][A-Za-z0-9_-]*$/,
  `a name of up to ${nameMax} letters, digits, dashes and underscores, but not all or minor-0`,
)

export const drbdResources = values({
  path: 'drbd.resources',
  layers: pairOnly,
  kind: resourceName,
  max: resourcesMax,
  meaning: 'Replicated volumes; empty for a pair without a disk.',
  rule: 'unique',
  requirement: 'D11, D14',
})

export const drbdRate = value({
  path: 'drbd.rate',
  layers: pairKey,
  kind: rate,
  derived: '30M, a quarter of a gigabit link',
  meaning: 'Speed of a resynchronisation; it does not limit ordinary replication.',
  requirement: 'PAR-38, DRBD-4',
})

/** A comparison reads both disks from end to end: not more often than daily. */
const verifyMs = { min: 86_400_000, max: 31_536_000_000 } as const

export const drbdVerifyEvery = value({
  path: 'drbd.verify-every',
  layers: pairKey,
  kind: spanOrOff(verifyMs.min, verifyMs.max),
  initial: 'off',
  meaning:
    'How often the running master compares both copies of each volume, while they are connected and in sync; what differs is an alarm, see hapair(8).',
  requirement: 'DRBD-11',
})

export const drbdViaLan = value({
  path: 'drbd.via-primary-lan',
  layers: pairKey,
  kind: toggle,
  initial: false,
  meaning: 'Replicate over the primary LAN device instead of a device of its own.',
  requirement: 'PAR-39, DRBD-5',
  advisory: 'a device of its own carries the volume of replication better than the primary LAN (DRBD-5)',
})

export const drbdMasterAddress = value({
  path: 'drbd.master-address',
  layers: pairOnly,
  kind: ipAddress,
  meaning: "The master's address of replication.",
  rule: 'needed with a disk unless drbd.via-primary-lan is true, and then not allowed',
  requirement: 'PAR-40, DRBD-6',
})

export const drbdSlaveAddress = value({
  path: 'drbd.slave-address',
  layers: pairOnly,
  kind: ipAddress,
  meaning: "The slave's address of replication.",
  rule: 'needed with a disk unless drbd.via-primary-lan is true, and then not allowed',
  requirement: 'PAR-41, DRBD-6',
})

export const volumeName = required({
  path: 'drbd.volume[].name',
  layers: pairKey,
  kind: resourceName,
  meaning: 'The resource that is described.',
  rule: 'a name of drbd.resources; one entry per resource',
  requirement: 'D11, D14',
})

export const volumeMinor = value({
  path: 'drbd.volume[].minor',
  layers: pairKey,
  kind: count(0, minorMax),
  derived: 'the position in drbd.resources, counted from 0',
  meaning: 'Number N of the replicated device /dev/drbdN.',
  rule: 'unique',
  requirement: 'D11',
})

export const volumePort = value({
  path: 'drbd.volume[].port',
  layers: pairKey,
  kind: count(1, portMax),
  derived: `${firstPort} and the position in drbd.resources`,
  meaning: 'TCP port of replication on both nodes.',
  rule: 'unique',
  requirement: 'D11, PAR-59',
})

export const volumeDisk = value({
  path: 'drbd.volume[].disk',
  layers: pairKey,
  kind: blockDevice,
  meaning: 'Block device below the replication; the same path on both nodes.',
  rule: 'unique; needed unless drbd.lower-disk of the node names one',
  requirement: 'D11, D14',
})

export const volumeMeta = value({
  path: 'drbd.volume[].meta-disk',
  layers: pairKey,
  kind: metaDisk,
  initial: 'internal',
  meaning:
    'Where the metadata of the replication lies: at the end of the disk (internal), or on a block device of its own, which volumes can share by an index. A change moves no metadata, see below.',
  rule: 'no disk of a volume; a device that two volumes name has an index in both, and not the same one',
  requirement: 'D11',
})

export const volumeMount = value({
  path: 'drbd.volume[].mount-point',
  layers: pairKey,
  kind: mountPoint,
  meaning:
    'Folder on which the running master mounts the volume; it must be there on both nodes. Without it the volume is used as a device.',
  rule: 'unique; a volume in the folder of another one comes after it in drbd.resources; not above state.folder',
  requirement: 'DRBD-3',
})

export const volumeType = value({
  path: 'drbd.volume[].file-system',
  layers: pairKey,
  kind: text(typeMax, /^[a-z0-9][a-z0-9_.-]*$/, 'the name of a file system, such as ext4 or xfs'),
  derived: 'what mount(8) finds',
  meaning: 'Type of the file system.',
  rule: 'only with mount-point',
  requirement: 'DRBD-3',
})

export const volumeOptions = value({
  path: 'drbd.volume[].mount-options',
  layers: pairKey,
  kind: text(
    optionsMax,
    /^[A-Za-z0-9][A-Za-z0-9_,=.:-]*$/,
    'options of mount(8) joined by commas, such as noatime,nodev',
  ),
  meaning: 'Options of the mount.',
  rule: 'only with mount-point',
  requirement: 'DRBD-3',
})

export const volumes = records({
  path: 'drbd.volume',
  layers: pairKey,
  max: resourcesMax,
  identity: 'drbd.volume[].name',
  fields: [volumeName, volumeMinor, volumePort, volumeDisk, volumeMeta, volumeMount, volumeType, volumeOptions],
  meaning: 'What the replicated volumes are like; entries of pair.yaml and of the profile are joined by name.',
  requirement: 'D11, D14',
})

export const lowerDiskName = required({
  path: 'drbd.lower-disk[].name',
  layers: nodeKey,
  kind: resourceName,
  meaning: 'The resource whose disk lies elsewhere on this node.',
  rule: 'a name of drbd.resources',
  requirement: 'D14',
})

export const lowerDiskPath = required({
  path: 'drbd.lower-disk[].disk',
  layers: nodeKey,
  kind: blockDevice,
  meaning: 'Block device below the replication on this node.',
  rule: 'unique',
  requirement: 'D14',
})

export const lowerDiskMeta = value({
  path: 'drbd.lower-disk[].meta-disk',
  layers: nodeKey,
  kind: metaDisk,
  derived: 'meta-disk of the volume',
  meaning: 'Where the metadata of the replication lies on this node.',
  rule: 'as in drbd.volume',
  requirement: 'D14',
})

export const lowerDisks = records({
  path: 'drbd.lower-disk',
  layers: nodeKey,
  max: resourcesMax,
  identity: 'drbd.lower-disk[].name',
  fields: [lowerDiskName, lowerDiskPath, lowerDiskMeta],
  meaning: 'Disks of this node that differ from drbd.volume.',
  requirement: 'D14',
})

/** Keys of disk replication, in the order of the manual page. */
export const diskKeys = [
  drbdResources,
  volumes,
  lowerDisks,
  drbdRate,
  drbdVerifyEvery,
  drbdViaLan,
  drbdMasterAddress,
  drbdSlaveAddress,
]
