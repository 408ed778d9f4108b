/**
 * A node that holds nothing: does it have to take?
 *
 * When the peer is alive, only if nobody holds the addresses and this is the node to take them. When it is silent, only
 * on a death verdict, and only if this node is fit (D2, D4).
 */
import { elapsed, never, plus } from '../base/time.ts'
import { hearsPrimary, replicating } from './disk-view.ts'
import { mayTakeFromSilent } from './fence-device.ts'
import { noteFlap } from './flaps.ts'
import { beginForcedTake } from './forced-take.ts'
import { ownRefusal } from './guards.ts'
import { silentRefusal } from './held-back.ts'
import { dropOrder, ordering, peerClaims } from './pair-order.ts'
import { beginTake } from './plan.ts'
import { peerAlive, twoWay } from './silence.ts'
import { preferred } from './preference.ts'
import { maintained } from './state.ts'
import { enter, set, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import { isDead, judge } from './verdict.ts'

/** A node that holds nothing: take when the peer is gone, or when nobody holds and it is this node's place. */
export function standBy(turn: Turn): void {
  const { state, settings, now } = turn
  if (state.wanted.held || state.soloHold || state.inconsistent) {
    enter(turn, 'held')
    return
  }
  if (peerAlive(state, settings, now)) fillVacancy(turn)
  else takeOverWhenDead(turn)
}

/** Both nodes are up and neither holds the addresses. */
function fillVacancy(turn: Turn): void {
  const { state, settings, now } = turn
  const beat = state.peer.beat
  if (beat === undefined || peerClaims(turn) || beat.phase === 'starting') {
    if (state.vacantSince > never) set(turn, { vacantSince: never })
    return
  }
  if (state.vacantSince === never) set(turn, { vacantSince: now })
  // The peer says that it holds nothing, but its disk still leads: the driver would refuse a second primary (S1).
  if (hearsPrimary(state)) return
  if (ordering(state.order) || ordering(viewOf(turn)) || !twoWay(state, settings, now)) return
  if (settings.resources.length > 0 && !replicating(state) && now < plus(state.startedAt, settings.timing.bootWaitMs))
    return
  const own = ownRefusal(state, settings, now)
  if (own !== undefined) return
  const peerCan = beat.flags.fit && !beat.flags.held && !beat.flags.leaving
  if (preferred(state, settings) !== settings.node) {
    // A preferred node that cannot take just now is given a moment: at boot its term is not yet on the disk.
    const declined = beat.flags.held || beat.flags.leaving
    if (peerCan || (!declined && elapsed(turn.state.vacantSince, now) < settings.timing.deadMs)) return
  }
  tell(turn, 'boot-vacant', peerCan ? `${settings.node} is the preferred node` : 'the peer cannot take')
  // Addresses that a crash of the peer's agent left vacant came here as by any other takeover (D4).
  if (!beat.flags.leaving) noteFlap(turn)
  dropOrder(turn)
  beginTake(turn, 'vacant', true)
}

function viewOf(
  turn: Turn,
): { order: NonNullable<NonNullable<typeof turn.state.peer.beat>['order']>; deadlineAt: typeof turn.now } | undefined {
  const order = turn.state.peer.beat?.order
  return order === undefined ? undefined : { order, deadlineAt: turn.now }
}

function takeOverWhenDead(turn: Turn): void {
  const { state, settings, now } = turn
  const { verdict, evidence } = judge(state, settings, now)
  // A peer that left in order may have come back while this node was stalled: its disk says so (S1).
  if (!isDead(verdict) || hearsPrimary(state)) return
  if (settings.onFailure === 'keep-standby' || maintained(state)) return
  if (silentRefusal(state, settings, now) !== undefined || !mayTakeFromSilent(turn)) return
  // What only the standing word of the operator lets lead is promoted by force.
  if (ownRefusal(state, settings, now) !== undefined) {
    tell(turn, 'disk-forced', verdict, ...evidence)
    dropOrder(turn)
    beginForcedTake(turn)
    return
  }
  tell(turn, verdict === 'departed' ? 'takeover-departed' : 'takeover', verdict, ...evidence)
  if (verdict !== 'departed') noteFlap(turn)
  dropOrder(turn)
  beginTake(turn, 'takeover', false)
}
