/**
 * Which commands can be given here and now, and why not the others?
 *
 * `hapair` without arguments prints this list; it is drawn from the same refusals that the orders themselves meet, so
 * that what is offered is what is accepted (CLI-1, CLI-2).
 */
import type { Instant } from '../base/time.ts'
import { giveRefusal } from './disk-fitness.ts'
import { diverged } from './disk-view.ts'
import { ownRefusal, peerRefusal } from './guards.ts'
import { ordering } from './pair-order.ts'
import { refusalText } from './reasons.ts'
import { peerAlive } from './silence.ts'
import { claims } from './state.ts'
import type { PairState } from './state.ts'
import { peerOf } from './types.ts'
import type { NodeName, Refusal } from './types.ts'
import type { PairSettings } from './settings.ts'

/** A command with whether it would be accepted on this node now. */
export type CommandAvailability = {
  readonly command: string
  readonly available: boolean
  /** Why not, in a sentence; empty when available. */
  readonly reason: string
  /** Where it can be given, when not here. */
  readonly node: NodeName | null
}

const alreadyMaster = 'this node is running master already; nothing to do'

/** Every role command with its availability. */
export function commands(state: PairState, settings: PairSettings, now: Instant): CommandAvailability[] {
  const master = state.phase === 'running-master' || state.phase === 'isolated'
  const busy = state.plan !== undefined || state.waiting !== undefined || ordering(state.order)
  const leaving: Refusal | undefined = state.leaving === 'no' ? undefined : 'leaving'
  const general: Refusal | undefined =
    state.leaving !== 'no' ? 'leaving' : state.phase === 'starting' ? 'not-decided' : busy ? 'switching' : undefined
  const give = general ?? (state.wanted.held ? 'held' : peerRefusal(state, settings, now))
  const take = general ?? ownRefusal(state, settings, now)
  const other = peerOf(settings.node)
  const inverted = master ? settings.node === 'slave' : peerHolds(state, settings, now) && settings.node === 'master'
  const failback: Refusal | undefined = general ?? (!inverted ? 'not-inverted' : master ? give : take)
  return [
    master
      ? { command: 'make-master', available: false, reason: alreadyMaster, node: other }
      : entry('make-master', take, null),
    entry('make-slave', master ? give : 'already-running-slave', master ? null : other),
    entry('failover', master ? give : take, null),
    entry('failback', failback, null),
    entry('hold', state.wanted.held ? 'held' : undefined, null),
    entry('unhold', undefined, null),
    entry(
      'release',
      leaving ?? (state.waiting === undefined && state.plan?.cause !== 'leftovers' ? undefined : 'switching'),
      null,
    ),
    entry('stop', leaving, null),
    entry('demote-master', demoteRefusal(state, settings), settings.node === 'master' ? null : other),
    entry('reboot', general ?? rebootRefusal(state, settings, now), null),
    entry('vip announce', master ? undefined : 'already-running-slave', master ? null : other),
  ]
}

function demoteRefusal(state: PairState, settings: PairSettings): Refusal | undefined {
  if (settings.node !== 'master') return 'wrong-node'
  return diverged(state, settings) ? undefined : 'not-split-brain'
}

/** May this node go down without harm (MNT-1)? The peer is up, could serve if this node does, and both disks are in sync. */
function rebootRefusal(state: PairState, settings: PairSettings, now: Instant): Refusal | undefined {
  if (state.claim !== undefined) return peerRefusal(state, settings, now)
  return peerAlive(state, settings, now) ? giveRefusal(state, settings) : 'peer-not-available'
}

function peerHolds(state: PairState, settings: PairSettings, now: Instant): boolean {
  const beat = state.peer.beat
  return beat !== undefined && peerAlive(state, settings, now) && claims(beat.phase)
}

function entry(command: string, refusal: Refusal | undefined, node: NodeName | null): CommandAvailability {
  return { command, available: refusal === undefined, reason: refusal === undefined ? '' : refusalText(refusal), node }
}
