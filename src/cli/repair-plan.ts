/**
 * What would a repair overwrite, and may it be ordered here?
 *
 * The order is given on the node whose data stays, and names the identifier of the data that goes, as it was shown: should
 * the peer have written meanwhile under another identifier, the daemon refuses (SB-8, SB-9). Where the data did not part,
 * nothing is chosen by name: the newer copy wins by its identifiers, and naming the older one as source is refused, because
 * the opposite would happen.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import type { DiskStatus } from '../core/status-document.ts'
import { refusalText } from '../core/reasons.ts'
import { peerOf } from '../core/types.ts'
import type { NodeName } from '../core/types.ts'
import { isApart, isDiverged } from './render-disks.ts'
import { renderKib } from './render-size.ts'
import { identity, peerIdentity } from './render-status.ts'
import { renderSpan } from './render-span.ts'
import type { PastMoves } from './past-moves.ts'

/** A repair as it would be ordered. */
export type RepairPlan = {
  readonly command: 'failback' | 'init --reinit'
  readonly source: NodeName
  /** Per volume, the identifier of the data that goes; empty where nothing goes. */
  readonly victims: readonly string[]
  readonly thenFailback: boolean
  /** Why it cannot be ordered here; with the node on which it can be given. */
  readonly refusal?: string
  readonly effects: readonly string[]
  readonly steps: readonly string[]
  /** How long it will take, in words. */
  readonly predicted: string
}

/** What is asked for. `source` left out: not said. */
export type RepairWish = {
  readonly command: RepairPlan['command']
  readonly source: NodeName | undefined
  readonly thenFailback: boolean
}

/** Plans a repair. */
export function planRepair(wish: RepairWish, status: DaemonStatus, past: PastMoves): RepairPlan {
  const source = wish.source ?? status.node
  const victims = status.disks.map((disk) => (isApart(disk) ? (disk.peerGeneration ?? '') : ''))
  const refusal = refusalOf(wish, source, status)
  return {
    ...{ command: wish.command, source, victims, thenFailback: wish.thenFailback },
    ...(refusal === undefined ? {} : { refusal }),
    effects: effectsOf(wish, source, status),
    steps: stepsOf(wish, source, status),
    predicted: predictionOf(wish, status, past),
  }
}

/** The plan as lines. */
export function renderRepairPlan(plan: RepairPlan, status: DaemonStatus): readonly string[] {
  return [
    `${plan.command} on ${identity(status)}, with the data of the ${plan.source}:`,
    ...plan.effects.map((effect) => `  - ${effect}`),
    'steps:',
    ...plan.steps.map((step, index) => `  ${index + 1}. ${step}`),
    `predicted: ${plan.predicted}`,
  ]
}

function nameOf(node: NodeName, status: DaemonStatus): string {
  return node === status.node ? identity(status) : peerIdentity(status)
}

function refusalOf(wish: RepairWish, source: NodeName, status: DaemonStatus): string | undefined {
  const { disks, peer } = status
  if (disks.length === 0) return 'this pair has no replicated volume'
  if (wish.source === undefined && isDiverged(status)) {
    return 'the data of the two nodes has diverged: say with --source master or --source slave which side is kept'
  }
  if (source !== status.node) {
    return `the order is given on the node whose data stays; give it on the ${source}`
  }
  if (disks.every((disk) => disk.connection === 'connected')) return refusalText('not-split-brain')
  const older = disks.find((disk) => disk.relation === 'mine-behind')
  if (older !== undefined) {
    const other = peerOf(source)
    return `${older.resource}: the ${other} has all of this data and newer, so its data would stay; give it on the ${other} with --source ${other}`
  }
  const unknown = disks.find((disk) => isApart(disk) && disk.peerGeneration === null)
  if (unknown !== undefined) return `${unknown.resource}: it is not known what data the peer has`
  if (peer.phase === 'not-available' || peer.phase === 'never-heard')
    return 'the peer is not available; both nodes must be up and hear each other'
  const claims = peer.phase === 'running-master' || peer.phase === 'taking-over' || peer.phase === 'isolated'
  if (!claims) return undefined
  return source === 'slave'
    ? 'the master still leads; give "hapair demote-master" on the master first'
    : 'the slave still leads; give "hapair release" on the slave first'
}

function effectsOf(wish: RepairWish, source: NodeName, status: DaemonStatus): string[] {
  const victim = peerOf(source)
  const [sourceName, victimName] = [nameOf(source, status), nameOf(victim, status)]
  const lost = status.disks.filter(isApart)
  return [
    ...lost.map((disk) => lossText(disk, victim === status.node, victimName)),
    ...(lost.length === 0 ? ['no data is discarded: the copies belong together and are only connected again'] : []),
    ...(lost.length > 0
      ? [
          `everything written only on ${victimName} is lost for good, settings and mail that it took included`,
          `a copy can be saved first: "hapair init --reinit --source ${source} --save-victim DIR" on ${victimName}`,
        ]
      : []),
    `replication goes from ${sourceName} to ${victimName} until both are in sync; do not reboot either node meanwhile`,
    ...(wish.thenFailback
      ? [`then ${nameOf('master', status)} becomes running master; all client connections to the slave end`]
      : ['the running-master role stays where it is']),
  ]
}

function lossText(disk: DiskStatus, here: boolean, victimName: string): string {
  const generation = here ? disk.generation : disk.peerGeneration
  return `volume ${disk.resource}: the data of ${victimName} (generation ${generation ?? 'not known'}) is OVERWRITTEN`
}

function stepsOf(wish: RepairWish, source: NodeName, status: DaemonStatus): string[] {
  const [sourceName, victimName] = [nameOf(source, status), nameOf(peerOf(source), status)]
  const discards = status.disks.some(isApart)
  return [
    ...(discards ? [`${victimName} notes that its copy is stale, disconnects and discards what only it has`] : []),
    `${sourceName} connects, and the difference is copied to ${victimName}`,
    ...(wish.thenFailback ? ['when all is in sync: the role goes back to the configured master'] : []),
  ]
}

function predictionOf(wish: RepairWish, status: DaemonStatus, past: PastMoves): string {
  const known = status.disks.reduce((sum, disk) => sum + (disk.outOfSyncKib ?? 0), 0)
  const copy = `the copy of at least ${renderKib(known)} and of what the other side wrote, at the speed of drbd.rate`
  if (!wish.thenFailback) return copy
  if (past.takeMs === null || past.releaseMs === null) return `${copy}; for the role to go back, no past move tells`
  return `${copy}; then about ${renderSpan(past.takeMs + past.releaseMs)} without service, as in the last moves`
}
