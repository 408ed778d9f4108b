/**
 * What follows for this node from its verdict about the peer?
 *
 * The document holds the judgement and its evidence; this says in words what the node would do and what would have to
 * change. It judges nothing itself: verdict, fitness and refusals are those of the core.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import { refusalText } from '../core/reasons.ts'
import type { Refusal, Verdict } from '../core/types.ts'
import { diskRefusals, explainDisks } from './explain-disks.ts'
import type { DiskExplanation } from './explain-disks.ts'
import { isDiverged } from './render-disks.ts'
import { peerIdentity } from './render-status.ts'
import { deadVerdicts, verdictSentences } from './words.ts'

/** The judgement in words. */
export type Explanation = {
  readonly verdict: Verdict
  readonly meaning: string
  readonly evidence: readonly string[]
  /** What this node does, in one sentence. */
  readonly conclusion: string
  readonly reasons: readonly string[]
  readonly changes: readonly string[]
  /** Per volume, why the copy of this node may lead or not. */
  readonly disks: readonly DiskExplanation[]
}

/** Explains the position of this node. */
export function explain(status: DaemonStatus): Explanation {
  const { verdict, evidence } = status.peer
  const common = { verdict, meaning: verdictSentences[verdict], evidence, disks: explainDisks(status) }
  if (status.phase === 'running-master') return { ...common, ...asMaster(status) }
  if (status.phase === 'isolated') return { ...common, ...asIsolated() }
  return { ...common, ...asStandby(status) }
}

type Position = Pick<Explanation, 'conclusion' | 'reasons' | 'changes'>

function asMaster(status: DaemonStatus): Position {
  const peer = peerIdentity(status)
  if (peerCanTake(status)) {
    return {
      conclusion: `this node is running master; ${peer} would take over if it failed`,
      reasons: ['the peer is heard, fit and not held'],
      changes: ['the peer were held, unfit or no longer heard'],
    }
  }
  const reasons = peerObstacles(status)
  return {
    conclusion: `this node is running master; ${peer} would not take over now, so a failure of this node would end the service`,
    reasons,
    changes: isDiverged(status)
      ? ['the operator chose the side that is kept; see "hapair split-brain show"']
      : [`the peer were heard, fit and not held again${status.disks.length > 0 ? ', and the disks in sync' : ''}`],
  }
}

function asIsolated(): Position {
  return {
    conclusion: 'this node dropped the addresses, because the peer may take them',
    reasons: ['neither the peer nor a witness was heard, or no device with virtual addresses has carrier'],
    changes: ['a beat or a witness were heard again and nobody else claimed: it would take them back at once'],
  }
}

function asStandby(status: DaemonStatus): Position {
  const { verdict } = status.peer
  const obstacles = ownObstacles(status)
  if (deadVerdicts.includes(verdict)) {
    const waiting = obstacles.length === 0 ? waitingForDevice(status) : undefined
    if (waiting !== undefined) return waiting
    if (status.heldBack === 'left-to-operator') return leftToOperator
    return obstacles.length === 0
      ? {
          conclusion: 'this node takes over, unless failover.on-failure is keep-standby',
          reasons: ['the peer is judged dead and nothing stands against it'],
          changes: [],
        }
      : { conclusion: 'this node does not take over', reasons: obstacles, changes: cures(status) }
  }
  const notDead = `the peer is judged ${verdict}, which lets nobody take over`
  const change = waitingFor[verdict]
  return {
    conclusion: 'this node does not take over now',
    reasons: [notDead, ...obstacles],
    changes: [...(change === undefined ? [] : [change]), ...cures(status)],
  }
}

const leftToOperator: Position = {
  conclusion: 'this node does not take over by itself',
  reasons: ['the peer is silent, and isolation = manual leaves that to the operator'],
  changes: ['you gave the order, knowing that the peer is off: "hapair make-master"', 'the peer were heard again'],
}

/** With a fencing device its word is missing as well, unless the peer left in order. */
function waitingForDevice({ peer, fencing }: DaemonStatus): Position | undefined {
  if (fencing === null || fencing.state === 'confirmed-off' || peer.verdict === 'departed') return undefined
  const failed = fencing.state === 'failed' ? [`it did not, ${fencing.failures} times: ${fencing.failure}`] : []
  return {
    conclusion: 'this node takes over when the fencing device has confirmed that the peer is off',
    reasons: ['the peer is judged dead, and with a fencing device silence alone moves nothing', ...failed],
    changes: ['the device said off; or you know that the peer is off: "hapair make-master --force"'],
  }
}

/** What would turn a verdict into one of death. */
const waitingFor: Partial<Readonly<Record<Verdict, string>>> = {
  'never-heard': 'the boot wait ended without a beat and the addresses were silent',
  alive: 'no beat were heard on any path for the dead time and the addresses were silent',
  'alive-foreign': 'its frames ended for the dead time, or both nodes had the same version',
  late: 'the silence lasted until the end of the dead time and the addresses were silent',
  restarting: 'its agent did not come back in the time that it asked for',
  'links-cut': 'the addresses no longer answered; check the heartbeat paths, the peer lives',
  'i-am-isolated': 'a witness or a neighbour answered this node again; check its cables',
  'cannot-judge': 'one dead time passed without a stall of this node',
  gathering: 'the probes under way stayed unanswered',
}

function ownObstacles(status: DaemonStatus): string[] {
  const refusal: Refusal | null = status.unfitReason
  // What stands against a copy is said per volume; "see hapair why" would lead in a circle here.
  const own = refusal === null ? [] : [diskRefusals[refusal] ?? refusalText(refusal)]
  return status.held && refusal !== 'held' ? [...own, refusalText('held')] : own
}

function cures(status: DaemonStatus): string[] {
  if (status.held) return ['"hapair unhold" were given here']
  if (status.unfitReason !== null && diskRefusals[status.unfitReason] !== undefined) return []
  return status.fit ? [] : ['this node were fit again; see the warnings of "hapair status"']
}

function peerCanTake(status: DaemonStatus): boolean {
  const { peer } = status
  const ready = peer.verdict === 'alive' && peer.phase === 'running-slave' && peer.fit && !peer.held
  return ready && status.disks.every((disk) => disk.inSync)
}

function peerObstacles(status: DaemonStatus): string[] {
  const { peer } = status
  if (peer.verdict !== 'alive' && peer.verdict !== 'late') return [`the peer is judged ${peer.verdict}`]
  return [
    ...(peer.held ? ['the peer is held'] : []),
    ...(peer.fit ? [] : ['the peer says that it cannot take over']),
    ...diskObstacles(status),
    ...(peer.phase === 'running-slave' ? [] : [`the peer is ${peer.phase}`]),
  ]
}

function diskObstacles(status: DaemonStatus): string[] {
  if (isDiverged(status)) return ['the data of the two nodes has diverged']
  return status.disks.every((disk) => disk.inSync) ? [] : ['the disks are not in sync']
}
