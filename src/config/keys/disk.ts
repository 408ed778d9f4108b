/**
 * Which keys describe disk replication and the placement of services?
 *
 * They are checked now and used by the disk and service supervisors when these arrive. A pair has a disk when
 * `drbd.resources` names one; several rules of timing depend on that alone.
 */
import { choice, name, toggle } from '../kind.ts'
import { pairKey, pairOnly, records, required, value, values } from '../key.ts'
import { ipAddress } from '../place-kinds.ts'
import { rate } from '../rate.ts'

/** At most 8 resources: one block each in a beat (D8). */
const resourcesMax = 8

/** Longest name of a resource or service, our own limit. */
const nameMax = 40

/** At most this many placed services; our own limit, far above the six of the known appliances. */
const placementsMax = 32

export const drbdResources = values({
  path: 'drbd.resources',
  layers: pairOnly,
  kind: name(nameMax),
  max: resourcesMax,
  meaning: 'Replicated volumes; empty for a pair without a disk.',
  rule: 'unique',
  requirement: 'D11, D14',
})

export const drbdRate = value({
  path: 'drbd.rate',
  layers: pairKey,
  kind: rate,
  meaning: 'Speed of a resynchronisation; it does not limit ordinary replication.',
  requirement: 'PAR-38, DRBD-4',
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

export const placementName = required({
  path: 'service.placement[].name',
  layers: pairOnly,
  kind: name(nameMax),
  meaning: "Name of a service from the profile's list.",
  rule: 'one entry per service',
  requirement: 'PAR-48, SVC-3',
})

export const placementStart = value({
  path: 'service.placement[].start',
  layers: pairOnly,
  kind: choice(['master', 'slave', 'both', 'slave-when-available']),
  initial: 'master',
  meaning: 'Running role of the node on which the service runs.',
  requirement: 'PAR-49, SVC-1',
})

export const placements = records({
  path: 'service.placement',
  layers: pairOnly,
  max: placementsMax,
  identity: 'service.placement[].name',
  fields: [placementName, placementStart],
  meaning: 'Services that run elsewhere than on the running master, or that are named for clarity.',
  requirement: 'SVC-1, SVC-2',
})

export const slaveProxy = value({
  path: 'service.slave-proxy',
  layers: pairKey,
  kind: toggle,
  initial: false,
  meaning: 'Let the slave serve the web proxy while it is available.',
  requirement: 'PAR-50, SVC-7, CFG-20',
})

/** Keys of disk and services, in the order of the manual page. */
export const diskKeys = [
  drbdResources,
  drbdRate,
  drbdViaLan,
  drbdMasterAddress,
  drbdSlaveAddress,
  placements,
  slaveProxy,
]
