/**
 * When does silence become `late`, and when does it become `dead`?
 *
 * Silence is counted from the last authentic sign of life; before the first one, from the start of the agent, with the
 * boot wait in place of the dead time. A planned restart of the peer's agent stretches it. An unknown protocol version
 * counts as life without contact.
 */
import { elapsed, later, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { packetNotAfter, packetNotBefore } from './disk-view.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'

/** Margin for the peer's restart beyond the lifetime that it announced, ms (D6). */
const restartMarginMs = 2_000

/**
 * Instant from which silence is counted. A replication that was lost with the beats tells nothing more; one that outlived
 * them was a sign of life until the driver lost it.
 */
export function silentSince(state: PairState, settings: PairSettings): Instant {
  const heard = later(state.peer.contactAt, state.startedAt)
  return packetNotBefore(state, settings) > state.peer.contactAt ? later(heard, packetNotAfter(state)) : heard
}

/** How long silence may last before it means death, ms. */
export function patienceMs(state: PairState, settings: PairSettings): number {
  const { deadMs, bootWaitMs } = settings.timing
  const beat = state.peer.beat
  // A holder that was adopted from another run does not wait for a peer to boot.
  if (state.peer.contactAt < state.startedAt) return state.claim === undefined ? bootWaitMs : deadMs
  if (beat?.flags.restarting === true) return Math.max(deadMs, beat.restartTtlMs + restartMarginMs)
  return deadMs
}

/** Instant at which silence becomes death. */
export function deadAt(state: PairState, settings: PairSettings): Instant {
  return plus(silentSince(state, settings), patienceMs(state, settings))
}

/** Instant at which evidence begins to be gathered. */
export function lateAt(state: PairState, settings: PairSettings): Instant {
  const { deadMs, lateMs } = settings.timing
  if (heardHere(state)) return plus(silentSince(state, settings), lateMs)
  return plus(deadAt(state, settings), lateMs - deadMs)
}

/** Is the peer heard lately enough to be told orders and to be believed? A handshake is life, but says nothing yet. */
export function peerAlive(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { beat, beatAt, departed } = state.peer
  return beat !== undefined && !departed && elapsed(beatAt, now) < settings.timing.lateMs && heardHere(state)
}

/** Has this run of the agent heard the peer at all? */
export function heardHere(state: PairState): boolean {
  return state.peer.contactAt >= state.startedAt
}

/** Does the peer hear this node: was a beat of the last patience span echoed? */
export function twoWay(state: PairState, settings: PairSettings, now: Instant): boolean {
  return elapsed(state.authorityAt, now) <= settings.timing.deadMs
}

/** A frame of an unknown version arrived within the dead time. */
export function foreignAlive(state: PairState, settings: PairSettings, now: Instant): boolean {
  return state.paths.some((path) => elapsed(path.foreignAt, now) <= settings.timing.deadMs)
}
