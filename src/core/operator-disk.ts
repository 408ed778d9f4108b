/**
 * What do the operator's rarer orders do: maintenance, demotion in split-brain, leading by force?
 */
import { plus } from '../base/time.ts'
import { mayForce } from './disk-fitness.ts'
import { diverged } from './disk-view.ts'
import { beginForcedTake } from './forced-take.ts'
import { termReady } from './guards.ts'
import { dropOrder } from './pair-order.ts'
import { beginRelease } from './plan.ts'
import { peerAlive } from './silence.ts'
import { answer, refuse, set, setPeer, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Refusal } from './types.ts'

/**
 * Nothing moves by itself from now on, or again. Orders, beats and answers to the kernel go on. The end of it holds for the
 * word of a silent peer too: it may not come back to take that back.
 */
export function setMaintenance(turn: Turn, orderId: string, on: boolean): void {
  want(turn, { maintenance: on })
  const { state, settings, now } = turn
  const { beat } = state.peer
  if (!on && beat !== undefined && !peerAlive(state, settings, now))
    setPeer(turn, { beat: { ...beat, flags: { ...beat.flags, maintenance: false } } })
  tell(turn, on ? 'maintenance-begun' : 'maintenance-over')
  turn.urgent = true
  answer(turn, orderId, { type: 'done', text: on ? 'nothing moves by itself now' : 'the pair moves by itself again' })
}

/** In split-brain the configured master gives everything up, so that one side is left (SB-7). Nothing is discarded. */
export function demoteMaster(turn: Turn, orderId: string): void {
  const { state, settings } = turn
  if (settings.node !== 'master') refuse(turn, orderId, 'wrong-node')
  else if (!diverged(state, settings)) refuse(turn, orderId, 'not-split-brain')
  else if (state.claim === undefined) answer(turn, orderId, { type: 'done', text: 'already demoted' })
  else {
    wait(turn, orderId, 'demote-master')
    dropOrder(turn)
    beginRelease(turn, 'operator', true)
  }
}

/** Leads whatever the other node does. It can make two data sets of one: the caller has asked twice (ROLE-18). */
export function forceMaster(turn: Turn, orderId: string): void {
  if (turn.state.phase === 'running-master') {
    answer(turn, orderId, { type: 'done', text: 'this node is running master already' })
    return
  }
  const refusal = forceRefusal(turn)
  if (refusal !== undefined) {
    refuse(turn, orderId, refusal)
    return
  }
  tell(turn, 'forced-master')
  wait(turn, orderId, 'force-master')
  want(turn, { sticky: turn.settings.node, held: false, flapCount: 0, failbackStopped: false })
  set(turn, { soloHold: false })
  dropOrder(turn)
  beginForcedTake(turn)
}

/** Even force never leads with a half-written copy (D4, S5), nor into a move that is under way. */
function forceRefusal({ state, settings }: Turn): Refusal | undefined {
  if (state.plan !== undefined || state.phase === 'starting') return 'switching'
  if (!termReady(state)) return 'term-not-durable'
  return settings.resources.length > 0 && !mayForce(state) ? 'disk-not-current' : undefined
}

/** The operator waits for the end of what has begun. */
export function wait(turn: Turn, orderId: string, verb: string): void {
  set(turn, { waiting: { orderId, verb, deadlineAt: plus(turn.now, 2 * turn.settings.timing.orderMs) } })
}
