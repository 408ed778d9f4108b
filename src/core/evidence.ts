/**
 * What do the probes say about the virtual addresses, the peer's own address and the rest of the network?
 *
 * A virtual address is silent in a zone after three unanswered probes, the last of them close to the end of the dead
 * time, on a device with carrier where another host answered since `late` (D2). A probe counts only when its answer
 * window has passed. Probing is free of side effects: the sender address of the probe is empty (RFC 5227).
 */
import { lapsed } from './state.ts'
import { earlier, elapsed, endOfTime, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { deadAt, lateAt } from './silence.ts'
import type { PairState } from './state.ts'
import type { ZoneView } from './views.ts'
import { order, set } from './turn.ts'
import type { Turn } from './turn.ts'
import type { PairSettings } from './settings.ts'

/** Unanswered probes that make silence (D2). */
const probesForSilence = 3
/** Unanswered probes kept per zone. */
const probesKept = 4
/** Witnesses and neighbours are asked this often in quiet times, as a share of the dead time, and never faster than. */
const askShare = 0.5
const askMsMin = 1_000

/** Intervals that an echo may be old without anything being wrong. */
const echoBeats = 2

/** Interval of the quiet questions, ms. */
export function askMs(settings: PairSettings): number {
  return Math.max(settings.timing.deadMs * askShare, askMsMin)
}

/** Interval of probes between `late` and `dead`, so that the last one's window closes with the dead time, ms. */
function probeMs(settings: PairSettings): number {
  const { deadMs, lateMs, answerMs } = settings.timing
  return Math.max((deadMs - lateMs - answerMs) / (probesForSilence - 1), 1)
}

/** The next of the fixed instants between `late` and `dead`; beyond them, one window after another. */
function fastProbeAt(state: PairState, settings: PairSettings): Instant {
  const late = lateAt(state, settings)
  const spacing = probeMs(settings)
  for (let count = 0; count < probesForSilence; count += 1) {
    const at = plus(late, count * spacing)
    if (state.probeAt < at) return at
  }
  return plus(state.probeAt, Math.max(settings.timing.answerMs, settings.timing.beatMs))
}

/** A holder asks from the moment its authority is late, one window after another (D16). */
function holderProbeAt(state: PairState, settings: PairSettings): Instant {
  const { lateMs, beatMs, answerMs } = settings.timing
  // An echo is as old as the beat that it answers: up to an interval there and an interval back.
  const authorityMs = Math.max(lateMs, echoBeats * beatMs + answerMs)
  const late = earlier(lateAt(state, settings), plus(later(state.authorityAt, state.startedAt), authorityMs))
  return later(late, plus(state.probeAt, answerMs))
}

/** Is the virtual address of this zone proven silent at `now`? */
export function vipSilent(zone: ZoneView, state: PairState, settings: PairSettings, now: Instant): boolean {
  const { answerMs, beatMs } = settings.timing
  const closed = zone.unanswered.filter((at) => elapsed(at, now) >= answerMs)
  const lastMustBe = plus(deadAt(state, settings), -answerMs - beatMs)
  return zone.carrier && closed.length >= probesForSilence && closed.some((at) => at >= lastMustBe)
}

/** Did a virtual address answer, as far as the open questions tell? */
export function vipAnswers(zone: ZoneView, state: PairState, settings: PairSettings): boolean {
  return zone.vipHeardAt >= lateAt(state, settings) && zone.unanswered.length < probesForSilence
}

/**
 * Did another host answer in this zone since `late`, and not only before the last two questions? Silence that begins with
 * that of everybody else proves nothing about the peer.
 */
export function hostAnswered(zone: ZoneView, state: PairState, settings: PairSettings, now: Instant): boolean {
  return zone.neighbourHeardAt >= provenSince(zone, state, settings, now)
}

/** Since when somebody else must have answered: one unanswered question may have been lost on its way. */
export function provenSince(zone: ZoneView, state: PairState, settings: PairSettings, now: Instant): Instant {
  const closed = zone.unanswered.filter((at) => elapsed(at, now) >= settings.timing.answerMs)
  return later(lateAt(state, settings), closed.at(-2) ?? never)
}

/** Did any witness answer in this boot, as far as this run and the record know? */
export function witnessKnown(state: PairState): boolean {
  return state.witnessAt >= state.startedAt || state.wanted.witnessed
}

/** A witness that answered since this boot, and that one of the nodes heard at the last contact. */
export function witnessValid(state: PairState): boolean {
  if (!witnessKnown(state)) return false
  const beat = state.peer.beat
  return beat === undefined || state.peer.witnessAtContact || beat.flags.witness
}

/** Has a witness been silent for longer than the quiet questions explain? A new run of the agent gives it time to answer. */
export function witnessMissed(state: PairState, settings: PairSettings, now: Instant): boolean {
  const answered = later(state.witnessAt, state.startedAt)
  return witnessValid(state) && elapsed(answered, now) > 2 * askMs(settings) + settings.timing.answerMs
}

/** Did any witness answer lately enough to be told in a beat? */
export function witnessFresh(state: PairState, settings: PairSettings, now: Instant): boolean {
  return elapsed(state.witnessAt, now) <= 2 * askMs(settings) + settings.timing.answerMs
}

/** Ends the quiet interval and asks at once; used when silence begins. */
export function askNow(turn: Turn): void {
  set(turn, { probeAt: never })
}

/** Instant of the next probe: fast while the peer is late or a claim waits for proof, slow otherwise. */
export function nextProbeAt(state: PairState, settings: PairSettings): Instant {
  if (state.zones.length === 0 && settings.witnesses === 0) return endOfTime
  if (state.plan?.steps[state.plan.index] === 'verify') return plus(state.probeAt, verifyMs(settings))
  const keeps = state.claim?.held === true && !lapsed(state.claim)
  const fast = keeps ? holderProbeAt(state, settings) : fastProbeAt(state, settings)
  return earlier(fast, state.askAt)
}

/** Probes of the step `verify`; each must have left and stay unanswered. */
export const verifyProbes = 3

/** Interval of the probes of the step `verify`, ms. */
export function verifyMs(settings: PairSettings): number {
  return Math.max(settings.timing.answerMs / 2, 1)
}

/** Sends the probes that are due. */
export function probeWhenDue(turn: Turn): void {
  const { state, settings, now } = turn
  if (now < nextProbeAt(state, settings)) return
  const zones = state.zones.filter((zone) => zone.carrier).map((zone) => zone.zone)
  if (zones.length > 0) order(turn, { type: 'probe', zones })
  if (settings.witnesses > 0) order(turn, { type: 'ask-witnesses' })
  set(turn, {
    probeAt: now,
    askAt: plus(now, askMs(settings)),
    zones: state.zones.map((zone) =>
      zone.carrier ? { ...zone, unanswered: [...zone.unanswered.slice(1 - probesKept), now] } : zone,
    ),
  })
}
