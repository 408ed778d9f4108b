/**
 * Which situations of a pair with a disk is the command line shown in?
 *
 * Made from the documents of a pair without one; a resource that is in sync is the base.
 */
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { refusalText } from '../../src/core/reasons.ts'
import type { Refusal } from '../../src/core/types.ts'

/** Names of the situations. */
export type DiskSituation =
  | 'disk in sync'
  | 'disk standby'
  | 'disk syncing'
  | 'disk failed'
  | 'writes frozen'
  | 'stale slave'
  | 'split-brain slave serves'
  | 'split-brain master stands by'
  | 'split-brain both serve'
  | 'maintenance'

type Disk = DaemonStatus['disks'][number]

/** Identifiers of the two data sets after they have parted. */
export const generations = { master: '3B5F1C7E90A2D4F6', slave: '9C04E2D8715A3B60' } as const

const common = '6D1E0A44B8C2F398'

const leading: Disk = {
  ...{ resource: 'r0', connection: 'connected', role: 'disk-primary', peerRole: 'disk-secondary' },
  ...{ disk: 'up-to-date', peerDisk: 'up-to-date', sync: 'none', outOfSyncKib: 0, inSync: true, suspended: false },
  ...{ mounted: true, stale: false, forced: false, peerBehind: 'no', relation: 'equal', generation: common },
  ...{ peerGeneration: common, lostForMs: null, unfitReason: null },
}

const following: Disk = { ...leading, role: 'disk-secondary', peerRole: 'disk-primary', mounted: false }

const apart: Partial<Disk> = {
  ...{ connection: 'stand-alone', peerRole: 'unknown', peerDisk: 'unknown', inSync: false, outOfSyncKib: 18_432 },
  ...{ relation: 'diverged', lostForMs: null },
}

function refused(status: DaemonStatus, commands: readonly string[], refusal: Refusal): DaemonStatus['commands'] {
  return status.commands.map((entry) => {
    if (!commands.includes(entry.command)) return entry
    return { ...entry, available: false, reason: refusalText(refusal), node: null }
  })
}

const moves = ['make-master', 'make-slave', 'failover', 'failback', 'reboot']

function parted(status: DaemonStatus, disk: Disk, other: string): DaemonStatus {
  const commands = refused(status, moves, 'split-brain')
  return {
    ...status,
    pair: 'split-brain',
    divergedForMs: 7_380_000,
    fit: false,
    unfitReason: 'split-brain',
    peer: { ...status.peer, fit: false },
    disks: [{ ...disk, ...apart, peerGeneration: other, unfitReason: disk.mounted ? null : 'split-brain' }],
    commands: commands.map((entry) => {
      if (entry.command !== 'demote-master') return entry
      const here = status.node === 'master'
      return { ...entry, available: here, reason: here ? '' : refusalText('wrong-node'), node: 'master' }
    }),
  }
}

const silent = { phase: 'not-available', verdict: 'silent-dead', contactAgeMs: 95_000, twoWay: false } as const

/** The documents. `base`: a stable running master; `onSlave`: its peer. */
export function diskSituations(
  base: DaemonStatus,
  onSlave: DaemonStatus,
): Readonly<Record<DiskSituation, DaemonStatus>> {
  return { ...wholeOnes(base, onSlave), ...impaired(base, onSlave), ...diverged(base, onSlave) }
}

function wholeOnes(
  base: DaemonStatus,
  onSlave: DaemonStatus,
): Pick<Record<DiskSituation, DaemonStatus>, 'disk in sync' | 'disk standby' | 'maintenance'> {
  const whole: DaemonStatus = { ...base, disks: [leading] }
  return {
    'disk in sync': whole,
    'disk standby': { ...onSlave, disks: [following] },
    maintenance: { ...whole, pair: 'maintenance', maintenance: true },
  }
}

const driven: NonNullable<DaemonStatus['replication']> = {
  ...{ rateKib: 30_720, rateInForce: false, turnedAway: 0, failing: [], unknownWords: 0, droppedLines: 0, streams: 1 },
  verifications: [],
}

function impaired(
  base: DaemonStatus,
  onSlave: DaemonStatus,
): Pick<Record<DiskSituation, DaemonStatus>, 'disk syncing' | 'disk failed' | 'writes frozen' | 'stale slave'> {
  return {
    'disk syncing': {
      ...base,
      pair: 'syncing',
      peer: { ...base.peer, fit: false },
      disks: [
        { ...leading, peerDisk: 'inconsistent', sync: 'source', outOfSyncKib: 1_310_720, inSync: false },
        { ...leading, resource: 'mail' },
      ],
      resyncs: [
        {
          ...{ resource: 'r0', direction: 'to-peer', kind: 'difference', donePercent: 42.7, leftKib: 1_310_720 },
          ...{ rateKib: 30_720, secondsLeft: 43 },
        },
      ],
      replication: { ...driven, rateInForce: true },
      commands: refused(base, moves, 'not-in-sync'),
    },
    'disk failed': {
      ...base,
      pair: 'degraded',
      replication: driven,
      disks: [{ ...leading, disk: 'failed', inSync: false }],
    },
    'writes frozen': {
      ...base,
      pair: 'degraded',
      peer: { ...base.peer, verdict: 'late', contactAgeMs: 6_000, twoWay: false },
      disks: [
        {
          ...{ ...leading, connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', inSync: false },
          ...{ suspended: true, lostForMs: 5_200, relation: 'equal' },
        },
      ],
      commands: refused(base, moves, 'not-in-sync'),
    },
    'stale slave': {
      ...onSlave,
      ...{ pair: 'not-served', mapping: 'none', holder: 'unknown', fit: false, unfitReason: 'disk-not-current' },
      peer: { ...onSlave.peer, ...silent, evidence: ['no beat on any path for 95000 ms'] },
      vips: base.vips.map((vip) => ({ ...vip, holder: 'unknown' })),
      disks: [
        {
          ...{ ...following, connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', disk: 'outdated' },
          ...{ stale: true, inSync: false, lostForMs: 95_000, unfitReason: 'disk-not-current' },
        },
      ],
      commands: refused(onSlave, ['make-master', 'failover', 'reboot'], 'disk-not-current'),
    },
  }
}

type Parting = 'split-brain slave serves' | 'split-brain master stands by' | 'split-brain both serve'

function diverged(base: DaemonStatus, onSlave: DaemonStatus): Pick<Record<DiskSituation, DaemonStatus>, Parting> {
  const serving: DaemonStatus = {
    ...onSlave,
    ...{ phase: 'running-master', promoted: true, mapping: 'inverted', holder: 'slave' },
    claim: { ageMs: 7_390_000, lapsed: false, announcedRounds: 10 },
    peer: { ...onSlave.peer, phase: 'running-slave' },
    zones: base.zones,
    vips: base.vips.map((vip) => ({ ...vip, holder: 'slave' })),
  }
  const standing: DaemonStatus = {
    ...base,
    ...{ phase: 'running-slave', mapping: 'inverted', holder: 'slave', claim: null },
    peer: { ...base.peer, phase: 'running-master' },
    zones: base.zones.map((zone) => ({ ...zone, held: false })),
    vips: base.vips.map((vip) => ({ ...vip, holder: 'slave' })),
  }
  const both: DaemonStatus = {
    ...base,
    holder: 'both',
    mapping: 'none',
    peer: { ...base.peer, phase: 'running-master' },
  }
  const onMasterDisk: Disk = { ...following, generation: generations.master }
  const onSlaveDisk: Disk = { ...leading, generation: generations.slave, forced: true }
  return {
    'split-brain slave serves': parted(serving, onSlaveDisk, generations.master),
    'split-brain master stands by': parted(standing, onMasterDisk, generations.slave),
    'split-brain both serve': parted(both, { ...leading, generation: generations.master }, generations.slave),
  }
}
