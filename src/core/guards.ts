/**
 * May this node take, and could the peer?
 *
 * The answer is a refusal with a sentence, or nothing. The same function speaks for fitness in the beat, for the
 * election and for the operator, so that no two of them can differ.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { diskRefusal, giveRefusal } from './disk-fitness.ts'
import { authorityAge } from './disk-view.ts'
import { witnessValid } from './evidence.ts'
import { peerAlive, twoWay } from './silence.ts'
import { isDead } from './verdict.ts'
import type { PairState } from './state.ts'
import type { Refusal } from './types.ts'
import type { PairSettings } from './settings.ts'

/** Dead times from which on isolation can be judged in time: three probes fit between `late` and `isolate`, ms (D16). */
export const isolationDeadMsMin = 1_000
/** Witnesses must have been asked this often since their last answer before their silence counts. */
const asksForIsolation = 2

/** The number of the next term this node could claim. */
export function nextTermNumber(state: PairState): number {
  return Math.max(state.wanted.term.number, state.wanted.heard.number, state.claim?.term.number ?? 0) + 1
}

/** Why this node may not hold addresses at all, whatever the peer does; nothing when it may. */
export function ownRefusal(state: PairState, settings: PairSettings, now: Instant): Refusal | undefined {
  if (state.leaving !== 'no') return 'leaving'
  if (state.wanted.held || state.soloHold) return 'held'
  if (state.inconsistent || state.absorbing || now < state.retryAt) return 'unfit'
  if (settings.zones.length > 0 && state.zones.every((zone) => !zone.carrier)) return 'isolated'
  if (!termReady(state)) return 'term-not-durable'
  return diskRefusal(state, settings, now)
}

/** Is the next term already on the disk, so that claiming costs no sync? */
export function termReady(state: PairState): boolean {
  return state.claim !== undefined || nextTermNumber(state) <= state.durable.reserved
}

/** Why a move to the peer cannot begin; nothing when it can. */
export function peerRefusal(state: PairState, settings: PairSettings, now: Instant): Refusal | undefined {
  const beat = state.peer.beat
  if (beat === undefined || !peerAlive(state, settings, now)) return 'peer-not-available'
  if (!twoWay(state, settings, now)) return 'peer-one-way'
  if (beat.flags.held) return 'peer-held'
  if (beat.flags.leaving || !beat.flags.fit || beat.phase === 'starting') return 'peer-unfit'
  return giveRefusal(state, settings)
}

/** Could the peer, as last heard, take the addresses once it misses this node (D16)? */
export function peerCouldTake(state: PairState): boolean {
  const beat = state.peer.beat
  if (state.peer.departed || isDead(state.peer.verdict)) return false
  // A holder that was adopted, and has not heard its peer since: what the record says of the peer's data stands for it.
  if (beat === undefined) return state.claim !== undefined && followed(state)
  return beat.flags.fit && !beat.flags.held && !beat.flags.keepStandby && !beat.flags.leaving
}

/** Was nothing known that kept the peer's data from leading? */
function followed({ wanted }: PairState): boolean {
  return wanted.disks.length > 0 && wanted.disks.every(({ peerBehind }) => peerBehind === 'no')
}

/** Is this running master cut off from the peer and from everybody else (D16)? */
export function isolated(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { deadMs, isolateMs } = settings.timing
  if (deadMs < isolationDeadMsMin || settings.zones.length === 0) return false
  const ageMs = Math.min(authorityAge(state, settings, now), elapsed(state.startedAt, now))
  if (ageMs < isolateMs || !peerCouldTake(state)) return false
  if (state.zones.every((zone) => !zone.carrier)) return true
  return witnessValid(state) && witnessesSilent(state, settings, now)
}

/** Every witness and neighbour was asked at least twice since the last answer, and none answered. */
export function witnessesSilent(state: PairState, settings: PairSettings, now: Instant): boolean {
  return state.zones.every((zone) => {
    if (!zone.carrier) return true
    const asked = zone.unanswered.filter((at) => at > state.witnessAt && elapsed(at, now) >= settings.timing.answerMs)
    return asked.length >= asksForIsolation
  })
}

/**
 * Would an address that comes back now still answer the last question of a peer that has not heard this node since, so that
 * it finds the links cut instead of taking (D2)?
 */
export function showsInTime(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { deadMs, answerMs, beatMs } = settings.timing
  return authorityAge(state, settings, now) < deadMs - answerMs - beatMs
}
