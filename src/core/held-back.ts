/**
 * Nobody serves: may this node not lead either, and why?
 *
 * The peer is judged dead, or both nodes are heard and neither may lead. It is an alarm as long as it lasts, told when it
 * begins and when its reason changes. A node that waits for its turn after a take that failed is not held back, and what an
 * operator ordered (`hold`, `keep-standby`, a maintenance) has words of its own.
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { peerCannotLead, standingWord } from './disk-fitness.ts'
import { hearsPrimary } from './disk-view.ts'
import { ownRefusal } from './guards.ts'
import { peerAlive } from './silence.ts'
import { maintained } from './state.ts'
import type { PairState } from './state.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import type { HeldBack } from './types.ts'
import type { PairSettings } from './settings.ts'
import { isDead, judge } from './verdict.ts'

/**
 * Why this node may not take over from a silent peer; nothing when it may. `isolation = manual` leaves that to the
 * operator, unless the peer left in order or cannot lead (D15); his standing word is a word of his.
 */
export function silentRefusal(state: PairState, settings: PairSettings, now: Instant): HeldBack | undefined {
  const refusal = ownRefusal(state, settings, now)
  const word = standingWord(state, settings)
  if (refusal !== undefined) return refusal === 'disk-not-current' && word ? undefined : refusal
  if (settings.isolation === 'auto' || word || state.peer.departed) return undefined
  return peerCannotLead(state, settings) ? undefined : 'left-to-operator'
}

/** Why this node may not lead although nobody does; nothing when it may, or when somebody does or is about to. */
export function heldBack(state: PairState, settings: PairSettings, now: Instant): HeldBack | undefined {
  if (state.phase !== 'running-slave' || state.plan !== undefined || maintained(state)) return undefined
  if (settings.onFailure === 'keep-standby' || now < state.retryAt || !unserved(state, settings, now)) return undefined
  return peerAlive(state, settings, now) ? ownRefusal(state, settings, now) : silentRefusal(state, settings, now)
}

function unserved(state: PairState, settings: PairSettings, now: Instant): boolean {
  if (hearsPrimary(state)) return false
  if (!peerAlive(state, settings, now)) return isDead(judge(state, settings, now).verdict)
  const beat = state.peer.beat
  const peerCan = beat !== undefined && beat.flags.fit && !beat.flags.held && !beat.flags.leaving
  return !peerCan && state.vacantSince > never && elapsed(state.vacantSince, now) >= settings.timing.deadMs
}

/** Tells it when it begins and when its reason changes. Called once a turn, after everything was decided. */
export function tellHeldBack(turn: Turn): void {
  const why = heldBack(turn.state, turn.settings, turn.now)
  if (why === turn.state.heldBackBy) return
  set(turn, { heldBackBy: why })
  if (why !== undefined) tell(turn, 'held-back', why)
}
