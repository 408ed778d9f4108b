/**
 * When must the core be called next, if nothing happens before?
 *
 * The loop has one timer; it is set to the earliest of these instants. An instant already past means "now". Anything
 * missing here would still be found at the next beat, but late by up to a beat interval.
 */
import { earlier, elapsed, endOfTime, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { aloneAt, provenAt } from './alone.ts'
import { announcing } from './claim.ts'
import { decideBefore } from './disk-fitness.ts'
import { asking, packetNotBefore } from './disk-view.ts'
import { nextFenceAt } from './fence-device.ts'
import { failbackDue } from './mastery.ts'
import { nextLinkAt } from './link-watch.ts'
import { nextProbeAt } from './evidence.ts'
import { peerCouldTake } from './guards.ts'
import { yields } from './moves.ts'
import { nextDiskAt } from './outdating.ts'
import { serviceDues } from './service-deadlines.ts'
import { deadAt, lateAt } from './silence.ts'
import { lapsed } from './state.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'

/** The earliest instant at which a `timer` fact is due. */
export function wakeAt(state: PairState, settings: PairSettings): Instant {
  if (state.incarnation === 0 || state.absorbing) return endOfTime
  let at: Instant = endOfTime
  for (const path of state.paths) at = earlier(at, path.beatAt)
  at = earlier(at, nextProbeAt(state, settings))
  if (state.plan !== undefined && !past(state.plan.deadlineAt, state)) at = earlier(at, state.plan.deadlineAt)
  if (state.writing !== undefined) at = earlier(at, state.writing.deadlineAt)
  else if (state.wanted !== state.durable) at = earlier(at, state.writeRetryAt)
  if (state.order !== undefined && state.plan === undefined) at = earlier(at, state.order.deadlineAt)
  if (state.waiting !== undefined) at = earlier(at, state.waiting.deadlineAt)
  if (state.leaving !== 'no' && !past(state.leaveAt, state)) at = earlier(at, state.leaveAt)
  at = earlier(at, claimAt(state))
  at = earlier(at, peerAt(state, settings))
  at = earlier(at, diskAt(state, settings))
  for (const due of [...nextFenceAt(state, settings), ...serviceDues(state, settings), ...nextLinkAt(state, settings)])
    if (!past(due, state)) at = earlier(at, due)
  return earlier(at, moveAt(state, settings))
}

function claimAt(state: PairState): Instant {
  const claim = state.claim
  if (claim?.held !== true || lapsed(claim) || yields(state.plan)) return endOfTime
  if (state.leaving === 'restarting') return endOfTime
  return announcing(state) ? earlier(claim.renewAt, claim.announceAt) : claim.renewAt
}

/** Verdicts change at `late`, at `dead`, and when the answer windows of the latest probes close. */
function peerAt(state: PairState, settings: PairSettings): Instant {
  const seen = state.peer.verdictAt
  const after = later(seen, state.steppedAt)
  let at = earlier(ifAfter(lateAt(state, settings), after), ifAfter(deadAt(state, settings), after))
  at = earlier(at, ifAfter(state.judgeFrom, after))
  if (state.peer.verdict === 'gathering' || state.peer.verdict === 'late' || state.peer.verdict === 'links-cut') {
    for (const zone of state.zones) {
      const last = zone.unanswered.at(-1)
      const closed = last === undefined ? endOfTime : plus(last, settings.timing.answerMs)
      if (!past(closed, state)) at = earlier(at, closed)
    }
  }
  return at
}

function ifAfter(due: Instant, after: Instant): Instant {
  return due > after ? due : endOfTime
}

/** Instants the core has already been called after need no second call. */
function past(due: Instant, state: PairState): boolean {
  return due <= state.steppedAt
}

/** The instants of D11a, and what is tried again. */
function diskAt(state: PairState, settings: PairSettings): Instant {
  if (settings.resources.length === 0) return endOfTime
  const asked = state.disks.some(asking)
  const dues = [
    decideBefore(state, settings),
    ...(asked ? [aloneAt(state, settings), provenAt(state, settings)] : []),
    ...nextDiskAt(state, settings),
    ...(state.repair === undefined ? [] : [state.repair.until]),
    ...(state.vacantSince > never ? [plus(state.startedAt, settings.timing.bootWaitMs)] : []),
  ]
  return dues.filter((due) => due > never && !past(due, state)).reduce(earlier, endOfTime)
}

function moveAt(state: PairState, settings: PairSettings): Instant {
  if (state.phase !== 'running-master' || state.plan !== undefined) return endOfTime
  let at: Instant = failbackDue({ state, settings }) ?? endOfTime
  if (past(at, state)) at = endOfTime
  const limitMs = settings.onCarrierLossMs
  for (const zone of state.zones) {
    const due = limitMs === 'off' || zone.carrier ? endOfTime : plus(zone.carrierSince, limitMs)
    if (!past(due, state)) at = earlier(at, due)
  }
  const from = later(state.authorityAt, packetNotBefore(state, settings))
  if (peerCouldTake(state) && from > never) {
    const due = plus(from, settings.timing.isolateMs)
    if (!past(due, state) && elapsed(from, due) > 0) at = earlier(at, due)
  }
  return at
}
