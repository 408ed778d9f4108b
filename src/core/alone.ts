/**
 * When may a master whose peer is silent write on alone (D11a)?
 *
 * Not before the peer's own time to decide is over, counted from the last moment at which the two may have been in contact,
 * and not on a verdict that has just come: both instants are asked for by the answer to the kernel and by the timer.
 */
import { elapsed, endOfTime, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { authority, packetNotAfter } from './disk-view.ts'
import { armed } from './fence-device.ts'
import { lapsed } from './state.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'
import { isDead } from './verdict.ts'

/** A master that lost its peer goes on alone only after this many dead times since contact (D11a). */
const aloneShare = 1.2
/** After a recorded loss of the peer's power it goes on after this span, ms (D11). */
const poweredOffMs = 3_000
/** Rounds of questions that a death verdict must outlive before the kernel is told of it. */
const provenRounds = 3

/**
 * When the verdict has outlived a round of questions. Cables that heal give an answering witness back first: questions that
 * nobody could answer until then prove nothing.
 */
export function provenAt(state: PairState, settings: PairSettings): Instant {
  const { verdict, verdictAt } = state.peer
  return isDead(verdict) ? plus(verdictAt, provenRounds * settings.timing.answerMs) : endOfTime
}

/** When a holder whose peer is silent may go on alone. */
export function aloneAt(state: PairState, settings: PairSettings): Instant {
  // The peer may have noticed the loss of a replication that outlived the beats later than this node.
  const packetAt = packetNotAfter(state)
  const lost = packetAt > never ? plus(packetAt, settings.timing.replicationLagMs) : never
  const contact = later(later(state.peer.contactAt, state.startedAt), lost)
  const waitMs = settings.timing.deadMs * aloneShare
  // A pulled cable looks like lost power from both ends: with a device the two must not shoot at once.
  const off = state.peer.verdict === 'powered-off' && !armed(settings)
  return plus(contact, off ? Math.min(poweredOffMs, waitMs) : waitMs)
}

/**
 * May the machine of a silent peer lead still? Its own address answered within the dead time, and those of this node did not
 * answer it until its time to take was over: it may have taken, and its agent may have ended since (D6). An answer or two that
 * were lost prove nothing; a zone that lost its carrier says nothing any more.
 */
export function mayLeadStill(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { deadMs } = settings.timing
  const machine = state.zones.some(({ carrier, peerHeardAt }) => carrier && elapsed(peerHeardAt, now) < deadMs)
  return machine && !answeredThroughout(state, settings, now)
}

function answeredThroughout(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { claim } = state
  if (claim === undefined || lapsed(claim)) return false
  const { deadMs, answerMs, beatMs } = settings.timing
  const contact = later(authority(state, settings, now), state.startedAt)
  return claim.since <= plus(contact, deadMs - answerMs - beatMs)
}
