/**
 * May a take go on from asking to adding?
 *
 * Before addresses are added without the word of the node that held them, they are asked for (VIP-18). An answer, a
 * stall or a rival in the meantime calls the move off before anything was touched.
 */
import { elapsed, never, plus } from '../base/time.ts'
import { hearsPrimary } from './disk-view.ts'
import { verifyProbes } from './evidence.ts'
import { takeBackMarks } from './forced-take.ts'
import type { Plan } from './moves.ts'
import { peerClaims } from './pair-order.ts'
import { answerWaiting } from './plan-end.ts'
import { preferred } from './preference.ts'
import { claims, lapsed } from './state.ts'
import type { PairState } from './state.ts'
import { enter, set, setClaim, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import { isDead, judge } from './verdict.ts'

/** `clear`: nobody answered, the step may end when its time is over. */
export function watchVerify(turn: Turn, plan: Plan): 'clear' | 'wait' | 'abandoned' {
  const { state, now } = turn
  if (state.claim !== undefined && lapsed(state.claim))
    return abandonTake(turn, plan, 'this node was stalled meanwhile')
  const answering = state.zones.find((zone) => zone.vipHeardAt > plan.stepBegunAt)
  if (answering !== undefined) {
    return abandonTake(turn, plan, `${answering.vipAnswerer} answers for the address in ${answering.zone}`)
  }
  if (state.conflictSince > never) return 'wait'
  if (now < plan.deadlineAt) return 'clear'
  if (!asked(state)) return waitOrAbandon(turn, plan, 'the questions for the addresses did not leave')
  return rivalry(turn) ? waitOrAbandon(turn, plan, 'the peer did not say that it holds nothing') : proof(turn, plan)
}

/**
 * A peer that claimed or gave up in its last beat may be adding, or still hold what it removes. What ends the waiting is
 * its word, or its death: its silence is neither (D2).
 */
function rivalry(turn: Turn): boolean {
  return peerClaims(turn) && !isDead(judge(turn.state, turn.settings, turn.now).verdict)
}

/** Questions that never left are no silence; those that did not are taken back (D2). */
function asked(state: PairState): boolean {
  return state.zones.every((zone) => !zone.carrier || zone.unanswered.length >= verifyProbes)
}

function waitOrAbandon(turn: Turn, plan: Plan, why: string): 'wait' | 'abandoned' {
  const overMs = elapsed(plan.deadlineAt, turn.now)
  return overMs > turn.settings.timing.deadMs ? abandonTake(turn, plan, why) : 'wait'
}

/**
 * Two nodes may both find a vacancy in beats that crossed. The preferred one goes ahead; the other one waits until the
 * peer answers a beat that told of this move, and does not claim itself.
 */
function proof(turn: Turn, plan: Plan): 'clear' | 'wait' | 'abandoned' {
  const { state, settings } = turn
  if (plan.cause !== 'vacant' || preferred(state, settings) === settings.node) return 'clear'
  const beat = state.peer.beat
  const answered = state.authorityAt >= Math.ceil(plan.begunAt) && state.peer.beatAt > plan.begunAt
  if (answered && beat !== undefined && !claims(beat.phase)) return 'clear'
  return waitOrAbandon(turn, plan, 'the peer did not answer')
}

/** Nothing was touched yet: the move is called off without a release. */
function abandonTake(turn: Turn, plan: Plan, why: string): 'abandoned' {
  const stranger = turn.state.zones.some((zone) => zone.vipHeardAt > plan.stepBegunAt && zone.vipAnswerer === 'third')
  tell(turn, stranger ? 'address-conflict' : 'move-failed', why)
  takeBackMarks(turn, plan)
  const wasIsolated = plan.cause === 'isolated'
  const claim = turn.state.claim
  set(turn, { plan: undefined, retryAt: plus(turn.now, turn.settings.timing.deadMs) })
  if (wasIsolated && claim !== undefined) {
    setClaim(turn, claim, { lapsedAt: turn.now })
    enter(turn, 'isolated')
    return 'abandoned'
  }
  set(turn, { claim: undefined })
  want(turn, { intent: 'none' })
  enter(turn, 'running-slave')
  answerWaiting(turn, 'failed', why)
  return 'abandoned'
}

/** Takes that no word of the peer stands behind: they add nothing while it may still hold the addresses. */
const unasked: ReadonlySet<Plan['cause']> = new Set(['takeover', 'vacant', 'isolated', 'taken-back'])

/** Does an operator wait for the forced take that he has ordered? Any other one rests on his standing word (D4). */
export function forceIsOrdered(state: PairState): boolean {
  return state.waiting?.verb === 'force-master'
}

/**
 * May the step that the plan has come to not be ordered yet? A disk takes its time: its addresses wait for the end of a
 * conflict, and for a peer that was heard again meanwhile to hold nothing (D5). A promotion waits while the driver hears
 * that the peer's disk leads (S1), and one by force for the record that says so (D17).
 */
export function waitsFor(turn: Turn, plan: Plan): boolean {
  const { state } = turn
  const step = plan.steps[plan.index]
  if (plan.kind !== 'take') return false
  const unsaid = state.wanted.disks.some(({ forced }, index) => forced && state.durable.disks[index]?.forced !== true)
  // Who orders it by force is told by the driver; his standing word is for a peer that is silent (D4).
  const ordered = plan.forced && forceIsOrdered(state)
  if (step === 'disk-primary') return (plan.forced && unsaid) || (!ordered && hearsPrimary(state))
  if (step !== 'vip-add' || plan.index === 0) return false
  return state.conflictSince > never || (!plan.forced && unasked.has(plan.cause) && rivalry(turn))
}
