/**
 * What would a role order do, to which node, and how long would it take?
 *
 * Said before anything is asked of anybody, from the status document alone; the same text is printed by `--dry-run`
 * and before the question (CLI-19). What the node would refuse is known here too, from the list of commands in the
 * document, so that nobody is asked to confirm what cannot be done. The daemon judges again, and has the last word.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import type { NodeName, RoleVerb } from '../core/types.ts'
import { peerOf } from '../core/types.ts'
import { entryRefusal } from './entry-refusal.ts'
import { noPastMoves } from './past-moves.ts'
import type { PastMoves } from './past-moves.ts'
import { predictMove, renderPrediction } from './predict.ts'
import type { Prediction } from './predict.ts'
import { identity, mappingText, peerIdentity } from './render-status.ts'

/** The order as it would be given. */
export type RolePlan = {
  readonly verb: RoleVerb
  /** Who would be running master afterwards. */
  readonly taker: NodeName
  /** Nothing would change, and why. */
  readonly notice?: string
  /** It would be refused, and why; with the node on which it can be given, when there is one. */
  readonly refusal?: string
  /** The other node is heard and will be asked. */
  readonly peerHeard: boolean
  readonly effects: readonly string[]
  readonly steps: readonly string[]
  readonly prediction: Prediction
}

/** Plans an order. `force`: go on without the peer. */
export function planRole(
  verb: RoleVerb,
  status: DaemonStatus,
  force: boolean,
  past: PastMoves = noPastMoves,
): RolePlan {
  const master = isMaster(status)
  const taker = takerOf(verb, status, master)
  const peerHeard = status.peer.phase !== 'not-available' && status.peer.phase !== 'never-heard'
  const same = (taker === status.node) === master
  const common = { verb, taker, peerHeard, prediction: predictMove(status, { peerHeard, verified: !force }, past) }
  if (same && verb !== 'failback') {
    const notice = `${identity(status)} is running ${master ? 'master' : 'slave'} already; nothing to do`
    return { ...common, notice, effects: [], steps: [] }
  }
  const refusal = entryRefusal(verb, status)
  return {
    ...common,
    ...(refusal === undefined ? {} : { refusal }),
    effects: effectsOf(verb, status, taker, peerHeard),
    steps: stepsOf(status, taker, peerHeard, force),
  }
}

/** The plan as lines: effects, steps and the time that they will take. */
export function renderRolePlan(plan: RolePlan, status: DaemonStatus): readonly string[] {
  return [
    `${plan.verb} on ${identity(status)}, now with ${mappingText(status)}:`,
    ...plan.effects.map((effect) => `  - ${effect}`),
    'steps:',
    ...plan.steps.map((step, index) => `  ${index + 1}. ${step}`),
    renderPrediction(plan.prediction),
  ]
}

function isMaster(status: DaemonStatus): boolean {
  return status.phase === 'running-master' || status.phase === 'isolated'
}

function takerOf(verb: RoleVerb, status: DaemonStatus, master: boolean): NodeName {
  switch (verb) {
    case 'make-master':
      return status.node
    case 'make-slave':
      return peerOf(status.node)
    case 'failover':
      return master ? peerOf(status.node) : status.node
    case 'failback':
      return 'master'
  }
}

function nameOf(node: NodeName, status: DaemonStatus): string {
  return node === status.node ? identity(status) : peerIdentity(status)
}

function effectsOf(verb: RoleVerb, status: DaemonStatus, taker: NodeName, peerHeard: boolean): string[] {
  const giver = peerOf(taker)
  const giverHeard = giver === status.node || peerHeard
  const enabled = status.vips.filter((vip) => vip.enabled).map((vip) => vip.address)
  const addresses =
    enabled.length === 0
      ? 'no virtual address is configured: only the roles move'
      : `virtual addresses that move: ${enabled.join(', ')}`
  return [
    `${nameOf(taker, status)} becomes running master${taker === 'slave' ? ' (promoted)' : ''}`,
    giverHeard
      ? `${nameOf(giver, status)} becomes running slave; all client connections to it end`
      : `${nameOf(giver, status)} is not available and is not demoted; make sure that it holds nothing`,
    addresses,
    ...volumeEffects(status),
    `the mapping will be ${taker === 'master' ? 'normal' : 'inverted'}; configured roles do not change`,
    ...(verb === 'failback' ? ['where data is replicated, changes made only on the master are lost'] : []),
    verb === 'failback'
      ? 'automatic failback is allowed again'
      : 'the order stands until the next one: no automatic failback before that',
  ]
}

function stepsOf(status: DaemonStatus, taker: NodeName, peerHeard: boolean, force: boolean): string[] {
  const giver = peerOf(taker)
  const [giverName, takerName] = [nameOf(giver, status), nameOf(taker, status)]
  const disk = status.disks.length > 0
  const take = [
    ...(disk ? [`${takerName} makes the disk primary and mounts it`] : []),
    `${takerName} adds the addresses and announces them`,
  ]
  if (giver === status.node || peerHeard) {
    return [
      `${takerName} makes its claim durable and says ready`,
      disk
        ? `${giverName} removes the addresses, unmounts, makes the disk secondary and says released`
        : `${giverName} removes the addresses and says released`,
      ...take,
    ]
  }
  const verify = force ? [] : [`${takerName} probes that nobody answers for the addresses`]
  return [...verify, `${takerName} makes its claim durable`, ...take]
}

function volumeEffects({ disks }: DaemonStatus): string[] {
  if (disks.length === 0) return []
  const names = disks.map((disk) => disk.resource).join(', ')
  return [`volumes that move: ${names}; what has files open on them is ended or makes the move fail`]
}
