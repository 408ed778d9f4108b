/**
 * Which situations is the command line shown in?
 *
 * One document per situation, as the daemon of the node in view would give it; the base is a stable pair.
 */
import type { CommandAvailability } from '../../src/core/availability.ts'
import type { DaemonStatus, LinksReport } from '../../src/control/protocol.ts'
import { refusalText } from '../../src/core/reasons.ts'
import { sampleMonitors } from './sample-monitors.ts'
import { diskSituations } from './samples-disk.ts'
import type { DiskSituation } from './samples-disk.ts'

/** Names of the situations. */
export type Situation =
  | 'running master'
  | 'running slave'
  | 'promoted'
  | 'degraded'
  | 'dual-active'
  | 'starting'
  | 'held'
  | 'no VIP'
  | 'moving'
  | DiskSituation

const available = (command: string): CommandAvailability => ({ command, available: true, reason: '', node: null })

function noDemotion(node: 'master' | null): CommandAvailability {
  const reason = 'the data of the two nodes belongs together; there is nothing to repair'
  return { command: 'demote-master', available: false, reason, node }
}

const masterCommands: readonly CommandAvailability[] = [
  {
    command: 'make-master',
    available: false,
    reason: 'this node is running master already; nothing to do',
    node: 'slave',
  },
  available('make-slave'),
  available('failover'),
  {
    command: 'failback',
    available: false,
    reason: 'the configured master is running master already; nothing to fail back',
    node: null,
  },
  ...['hold', 'unhold', 'release', 'stop', 'vip announce', 'reboot'].map(available),
  noDemotion(null),
]

const slaveCommands: readonly CommandAvailability[] = [
  available('make-master'),
  {
    command: 'make-slave',
    available: false,
    reason: 'this node is running slave already; nothing to do',
    node: 'master',
  },
  available('failover'),
  {
    command: 'failback',
    available: false,
    reason: 'the configured master is running master already; nothing to fail back',
    node: null,
  },
  ...['hold', 'unhold', 'release', 'stop', 'reboot'].map(available),
  noDemotion('master'),
  {
    command: 'vip announce',
    available: false,
    reason: 'this node is running slave already; nothing to do',
    node: 'master',
  },
]

const path = { up: true, oneWay: false, usable: true, carrier: true, refusedAgeMs: null }

const base: DaemonStatus = {
  version: 1,
  node: 'master',
  phase: 'running-master',
  phaseForMs: 192_000,
  pair: 'stable',
  mapping: 'normal',
  promoted: false,
  holder: 'master',
  term: { number: 4, node: 'master' },
  claim: { ageMs: 192_000, lapsed: false, announcedRounds: 10 },
  fit: true,
  unfitReason: null,
  heldBack: null,
  held: false,
  sticky: 'none',
  peer: {
    ...{ node: 'slave', verdict: 'alive', evidence: [], phase: 'running-slave', contactAgeMs: 120, twoWay: true },
    ...{ fit: true, held: false, settingsMatch: true, clock: { bootId: 2, aheadMs: -5_000 } },
  },
  paths: [
    { name: 'serial', medium: 'serial', ...path, beatAgeMs: 410 },
    { name: 'eth0', medium: 'ethernet', ...path, beatAgeMs: 120 },
  ],
  zones: [{ zone: 'lan', device: 'eth0', carrier: true, addresses: ['192.0.2.10', '192.0.2.20'], held: true }],
  ...{ disks: [], resyncs: [], replication: null, serviceUnits: null, services: [], servicesUp: true },
  divergedForMs: null,
  maintenance: false,
  fencing: null,
  witness: 'answers',
  ...sampleMonitors,
  move: null,
  order: null,
  warnings: [],
  commands: masterCommands,
  program: { version: '0.1.0', pid: 411, startedForMs: 200_000, realtime: 'scheduled SCHED_FIFO 10' },
  names: {
    hostname: 'ha1',
    peerHostname: 'ha2',
    masterAddress: '192.0.2.11',
    slaveAddress: '192.0.2.12',
    loggedInto: 'box-one',
  },
  ...{ enabled: true, fitness: null, alarms: [] },
  vips: [
    {
      ...{ name: 'service', zone: 'lan', device: 'eth0', enabled: true, address: '192.0.2.10', prefix: 24 },
      ...{ aliases: ['192.0.2.20'], holder: 'master' },
    },
  ],
  lastAnnouncedMsAgo: 12_000,
}

const onSlave: DaemonStatus = {
  ...base,
  node: 'slave',
  phase: 'running-slave',
  claim: null,
  peer: { ...base.peer, node: 'master', phase: 'running-master' },
  zones: base.zones.map((zone) => ({ ...zone, held: false })),
  commands: slaveCommands,
  names: { ...base.names, hostname: 'ha2', peerHostname: 'ha1', loggedInto: 'box-two' },
  lastAnnouncedMsAgo: null,
}

const situations: Readonly<Record<Situation, DaemonStatus>> = {
  'running master': base,
  'running slave': onSlave,
  promoted: {
    ...onSlave,
    phase: 'running-master',
    promoted: true,
    mapping: 'inverted',
    holder: 'slave',
    term: { number: 5, node: 'slave' },
    claim: { ageMs: 5_400, lapsed: false, announcedRounds: 6 },
    sticky: 'slave',
    peer: { ...onSlave.peer, phase: 'running-slave' },
    zones: base.zones,
    vips: base.vips.map((vip) => ({ ...vip, holder: 'slave' })),
    commands: masterCommands.map((entry) =>
      entry.command === 'failback'
        ? available('failback')
        : entry.command === 'make-master'
          ? { ...entry, node: 'master' }
          : entry,
    ),
    lastAnnouncedMsAgo: 1_200,
  },
  degraded: {
    ...base,
    pair: 'degraded',
    peer: {
      ...base.peer,
      verdict: 'powered-off',
      phase: 'not-available',
      contactAgeMs: 3_720_000,
      twoWay: false,
      evidence: [
        'no beat on any path for 3720000 ms',
        'the virtual addresses are silent in lan',
        'the direct cable lost its carrier with the last beat',
      ],
    },
    paths: base.paths.map((entry) => ({ ...entry, up: false, beatAgeMs: 3_720_000 })),
    warnings: [
      'serial: no beat within the dead time; check the link',
      'eth0: no beat within the dead time; check the link',
    ],
    commands: masterCommands.map((entry) =>
      entry.command === 'make-slave' || entry.command === 'failover'
        ? { ...entry, available: false, reason: 'the peer is not available; use --force to go on without it' }
        : entry.command === 'reboot'
          ? { ...entry, available: false, reason: refusalText('peer-not-available') }
          : entry,
    ),
  },
  'dual-active': {
    ...base,
    pair: 'dual-active',
    mapping: 'none',
    holder: 'both',
    peer: { ...base.peer, phase: 'running-master' },
    vips: base.vips.map((vip) => ({ ...vip, holder: 'both' })),
  },
  starting: {
    ...base,
    phase: 'starting',
    phaseForMs: 800,
    pair: 'starting',
    mapping: 'none',
    holder: 'unknown',
    claim: null,
    peer: {
      ...base.peer,
      ...{
        verdict: 'never-heard',
        phase: 'never-heard',
        contactAgeMs: null,
        twoWay: false,
        fit: false,
        settingsMatch: null,
        clock: null,
      },
      evidence: ['no beat on any path for 800 ms'],
    },
    paths: base.paths.map((entry) => ({ ...entry, up: false, beatAgeMs: null })),
    zones: base.zones.map((zone) => ({ ...zone, held: false })),
    vips: base.vips.map((vip) => ({ ...vip, holder: 'unknown' })),
    witness: 'no witness',
    warnings: ['no witness: isolation cannot be told from a dead peer'],
    commands: masterCommands.map((entry) =>
      entry.command === 'hold' || entry.command === 'unhold'
        ? entry
        : {
            ...entry,
            available: false,
            reason: 'this node is still starting; try again when its role is decided',
            node: null,
          },
    ),
    lastAnnouncedMsAgo: null,
  },
  held: {
    ...onSlave,
    phase: 'held',
    pair: 'degraded',
    held: true,
    fit: false,
    unfitReason: 'held',
    peer: { ...onSlave.peer, settingsMatch: false },
    warnings: ['the two nodes have different settings: no automatic failback'],
  },
  'no VIP': { ...base, vips: [], zones: [], lastAnnouncedMsAgo: null },
  moving: {
    ...onSlave,
    phase: 'taking-over',
    phaseForMs: 4_300,
    pair: 'switching',
    mapping: 'none',
    holder: 'none',
    move: { kind: 'take', cause: 'make-master', step: 'mount', elapsedMs: 4_300 },
    vips: base.vips.map((vip) => ({ ...vip, holder: 'none' })),
  },
  ...diskSituations(base, onSlave),
}

/** All situations. */
export const allSituations = Object.keys(situations) as readonly Situation[]

/** The document of a situation. */
export function sampleStatus(situation: Situation): DaemonStatus {
  return situations[situation]
}

const noRefusals = { garbage: 0, 'mis-keyed': 0, foreign: 0, replay: 0, loopback: 0, unexpected: 0 }

/** The counters of a pair with a serial line that works in one direction. */
export const sampleLinks: LinksReport = {
  paths: [
    {
      ...{ name: 'serial', medium: 'serial', device: '/dev/ttyS0', sent: 190, dropped: 2, heard: 0 },
      refused: { ...noRefusals, garbage: 3, 'mis-keyed': 1 },
      garbageBytes: 57,
      finding: 'half-open',
      sentence: 'The serial line works in one direction only. Replace the null-modem cable.',
      modemLines: { cts: true, dsr: true, dcd: false },
      lossesLastHour: 12,
      detail: '/dev/ttyS0 is open at 115200 baud',
    },
    {
      ...{ name: 'eth0', medium: 'ethernet', device: 'eth0', sent: 380, dropped: 0, heard: 379 },
      refused: noRefusals,
      garbageBytes: 0,
      finding: 'ok',
      sentence: 'beats pass in both directions',
      modemLines: null,
      lossesLastHour: null,
      detail: 'beats pass in both directions',
    },
  ],
}
