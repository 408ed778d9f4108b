/**
 * What is compared with whom, and which figures are shown?
 *
 * The benchmark is a table of rows: a scenario, a number of addresses, the peers that can run it, and the figures that
 * are printed with their units. Times follow the targets in the project's performance notes: same interval and dead
 * time for everybody in a row.
 */
import type { Peer } from './peer.ts'
import { hapair } from './peers/hapair.ts'
import { heartbeatFast } from './peers/heartbeat.ts'
import { keepalived } from './peers/keepalived.ts'
import type { ScenarioName } from './scenario.ts'

/** One figure of a row: its name in `Figures`, and its unit. `quiet` figures are in the JSON only. */
export type ShownFigure = { readonly name: string; readonly unit: string }

/** One comparison. */
export type Row = {
  readonly id: string
  readonly title: string
  readonly scenario: ScenarioName
  readonly addresses: number
  /** Speed of the null-modem cable; left out in a comparison without one. */
  readonly baudRate?: number
  readonly peers: readonly Peer[]
  readonly figures: readonly ShownFigure[]
  /** Runs of each peer in a quick benchmark; 0 leaves the row out. */
  readonly quickRuns: number
  readonly runs: number
}

const BEAT_MS = 100
const DEAD_MS = 300
const FASTEST_BEAT_MS = 20
const FASTEST_DEAD_MS = 60

const keepalivedFast = keepalived('fast', BEAT_MS)
const keepalivedFastest = keepalived('fastest', FASTEST_BEAT_MS)
const keepalivedLink = keepalived('hblink', BEAT_MS, 'hb0')
const hapairFast = hapair('fast', BEAT_MS, DEAD_MS)
const hapairFastest = hapair('fastest', FASTEST_BEAT_MS, FASTEST_DEAD_MS)
const fast: readonly Peer[] = [keepalivedFast, heartbeatFast, hapairFast]
const SERIAL_BAUD = 115_200

const outage: ShownFigure = { name: 'outageMs', unit: 'ms' }
const lost: ShownFigure = { name: 'lost', unit: 'requests' }
const twoOwners: ShownFigure = { name: 'twoOwnersMs', unit: 'ms' }
const cost: readonly ShownFigure[] = [
  { name: 'cpuMsPerMinute', unit: 'ms/min' },
  { name: 'cpuMsPerMinuteStandby', unit: 'ms/min' },
  { name: 'pssKib', unit: 'KiB' },
]

function scale(addresses: number, peers: readonly Peer[], quickRuns: number): Row {
  // The order itself is a signal for one peer and a program to be started for another: it is counted apart.
  const figures = ['orderMs', 'allAddressesMs', 'allAnnouncedMs', 'outageMs'].map((name) => ({ name, unit: 'ms' }))
  const title = `planned move of ${addresses} addresses`
  return { id: `scale-${addresses}`, title, scenario: 'scale', addresses, peers, figures, quickRuns, runs: 3 }
}

/** All rows, in the order in which they are run and printed. */
export const rows: readonly Row[] = [
  {
    ...{ id: 'switchover', title: 'planned move', scenario: 'switchover', addresses: 1, quickRuns: 3, runs: 10 },
    peers: fast,
    figures: [outage, lost, twoOwners],
  },
  {
    ...{ id: 'crash', title: 'power cut at 100/300 ms', scenario: 'crash', addresses: 1, quickRuns: 3, runs: 20 },
    peers: fast,
    figures: [outage, { name: 'overheadMs', unit: 'ms' }, lost],
  },
  {
    ...{ id: 'crash-fastest', title: 'power cut at 20/60 ms', scenario: 'crash', addresses: 1, quickRuns: 4, runs: 20 },
    peers: [keepalivedFastest, hapairFastest],
    figures: [outage, { name: 'overheadMs', unit: 'ms' }],
  },
  {
    ...{
      id: 'lancut',
      title: 'LAN cable of the active node cut',
      scenario: 'lancut',
      addresses: 1,
      quickRuns: 3,
      runs: 10,
    },
    peers: [keepalivedLink, ...fast],
    figures: [outage, lost],
  },
  {
    ...{
      id: 'freeze',
      title: 'active node frozen for two dead times',
      scenario: 'freeze',
      addresses: 1,
      quickRuns: 2,
      runs: 5,
    },
    peers: fast,
    figures: [
      { name: 'twoOwnersAfterThawMs', unit: 'ms' },
      outage,
      { name: 'macChanges', unit: '' },
      { name: 'recovered', unit: 'of 1' },
    ],
  },
  {
    ...{
      id: 'kill',
      title: 'all programs of the active node killed',
      scenario: 'kill',
      addresses: 1,
      quickRuns: 2,
      runs: 5,
    },
    peers: fast,
    figures: [twoOwners, { name: 'oneOwnerAgain', unit: 'of 1' }, outage],
  },
  scale(10, fast, 1),
  scale(100, [keepalivedFast, hapairFast], 1),
  scale(1000, [keepalivedFast, hapairFast], 2),
  {
    ...{ id: 'steady', title: 'cost of doing nothing', scenario: 'steady', addresses: 1, quickRuns: 1, runs: 3 },
    peers: fast,
    figures: cost,
  },
  {
    ...{ id: 'steady-serial', title: 'the same with beats on a serial line too', scenario: 'steady', addresses: 1 },
    ...{ baudRate: SERIAL_BAUD, quickRuns: 1, runs: 3 },
    peers: [heartbeatFast, hapairFast],
    figures: cost,
  },
  {
    ...{
      id: 'false',
      title: 'moves under stress-ng that nobody asked for',
      scenario: 'false',
      addresses: 1,
      quickRuns: 1,
      runs: 5,
    },
    peers: [keepalivedFast, keepalivedFastest, heartbeatFast, hapairFast, hapairFastest],
    figures: [{ name: 'falseMoves', unit: 'moves' }],
  },
  {
    ...{
      id: 'startup',
      title: 'cold start of both to the first address',
      scenario: 'startup',
      addresses: 1,
      quickRuns: 1,
      runs: 5,
    },
    peers: fast,
    figures: [
      { name: 'startupMs', unit: 'ms' },
      { name: 'formedMs', unit: 'ms' },
    ],
  },
]
