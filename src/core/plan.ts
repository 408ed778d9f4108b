/**
 * In which order does a node take, and in which does it give up?
 *
 * A plan is a list of steps; exactly one effect is out at a time, with a deadline that the core keeps (C3, C4). A take
 * that fails is undone by a release. A planned release that fails is undone by taking back; a forced one is never
 * undone: the lease ends the addresses when their removal fails (D3, D5). A planned release ends the services first, while
 * this node is still running master: its addresses are renewed, and nothing but the services must be begun anew when they
 * do not stop.
 */
import { elapsed, endOfTime, never, plus } from '../base/time.ts'
import { announceAgain, newClaim } from './claim.ts'
import { nextTermNumber, showsInTime } from './guards.ts'
import { verifyMs, verifyProbes } from './evidence.ts'
import { noteTake } from './flaps.ts'
import { finish } from './plan-end.ts'
import { yields } from './moves.ts'
import type { Plan, StepName } from './moves.ts'
import { orderlyRelease, releaseSteps, stepLimitMs, takeSteps } from './plan-steps.ts'
import { peerAlive } from './silence.ts'
import { lapsed } from './state.ts'
import { enter, freshId, order, set, setClaim, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Term } from './types.ts'
import { waitsFor } from './verify.ts'

/** Longest wait after failed takes, in dead times. */
const failedWaitMax = 8

/** Begins to take. `term` is the one agreed in an order; otherwise the next free one is claimed. */
export function beginTake(turn: Turn, cause: Plan['cause'], verify: boolean, term?: Term, forced = false): void {
  const { settings, now } = turn
  const kept = turn.state.claim
  const number = Math.max(term?.number ?? 0, nextTermNumber(turn.state))
  const claim =
    kept === undefined
      ? newClaim({ number, node: settings.node }, now)
      : // What this take adds ends with its own lease, not with that of an earlier add.
        { ...kept, lapsedAt: never, held: false, since: now, renewedAt: never }
  set(turn, { claim, lastCause: cause })
  want(turn, { term: claim.term, intent: 'take' })
  noteTake(turn, cause, kept === undefined)
  enter(turn, 'taking-over')
  beginPlan(turn, 'take', cause, takeSteps(turn, cause, verify), forced)
}

/** Drops the addresses but keeps the claim, lapsed, until it is known what became of the peer (D16). */
export function beginIsolation(turn: Turn): void {
  const claim = turn.state.claim
  if (claim !== undefined) set(turn, { claim: { ...claim, held: false, lapsedAt: turn.now } })
  enter(turn, 'isolated')
  beginPlan(turn, 'release', 'isolated', ['vip-remove'], true)
}

/** Removes what an earlier run left behind, before anything is decided; until then this node counts as holding. */
export function beginCleaning(turn: Turn, forced: boolean): void {
  beginPlan(turn, 'release', 'leftovers', releaseSteps(turn, false), forced)
}

/** Begins to give up. A forced release is ordered in the very step that decides it. */
export function beginRelease(turn: Turn, cause: Plan['cause'], forced: boolean): void {
  beginPlan(turn, 'release', cause, releaseSteps(turn, orderlyRelease(turn, forced)), forced)
}

function beginPlan(turn: Turn, kind: Plan['kind'], cause: Plan['cause'], steps: StepName[], forced: boolean): void {
  const { now } = turn
  const begun = { effectId: 0, deadlineAt: endOfTime, begunAt: now, stepBegunAt: now, durations: [] }
  const plan: Plan = { kind, cause, steps, index: 0, forced, ...begun }
  if (givesUp(plan)) beginGivingUp(turn)
  set(turn, { plan })
  tell(turn, 'move-begun', kind === 'take' ? 'taking' : 'giving up', `cause: ${cause}`)
  performStep(turn)
}

/** Does this step of a release take the role away? Cleaning and isolation have phases of their own. */
function givesUp(plan: Plan): boolean {
  return yields(plan) && plan.cause !== 'isolated' && plan.cause !== 'leftovers'
}

function beginGivingUp(turn: Turn): void {
  want(turn, { intent: 'release' })
  enter(turn, 'releasing')
}

/** Orders the step that the plan has come to. */
export function performStep(turn: Turn): void {
  const plan = turn.state.plan
  if (plan === undefined) return
  const step = plan.steps[plan.index]
  if (step === undefined) {
    finish(turn, plan)
    return
  }
  const { settings, now } = turn
  if (step === 'verify') {
    const deadlineAt = plus(now, verifyMs(settings) * (verifyProbes - 1) + settings.timing.answerMs)
    set(turn, {
      plan: { ...plan, effectId: 0, deadlineAt, stepBegunAt: now },
      zones: turn.state.zones.map((zone) => ({ ...zone, unanswered: [] })),
      probeAt: never,
    })
    return
  }
  // Of many orders each has its own id: `services.ts` gives them, and goes on when every one is done.
  if (step === 'units-stop' || waitsFor(turn, plan)) {
    set(turn, { plan: { ...plan, effectId: 0, deadlineAt: plus(now, stepLimitMs(turn, step)), stepBegunAt: now } })
    return
  }
  const id = freshId(turn)
  set(turn, { plan: { ...plan, effectId: id, deadlineAt: plus(now, stepLimitMs(turn, step)), stepBegunAt: now } })
  if (step === 'vip-add') order(turn, { type: 'vip-add', id, leaseMs: settings.timing.leaseMs })
  else if (step === 'disk-primary') order(turn, { type: step, id, force: plan.forced })
  else if (step === 'unmount' || step === 'disk-secondary') order(turn, { type: step, id, forced: plan.forced })
  else order(turn, { type: step, id })
}

/** Goes on to the next step of the plan. */
export function advance(turn: Turn, plan: Plan): void {
  const step = plan.steps[plan.index]
  if (step === undefined) return
  const ms = Math.round(elapsed(plan.stepBegunAt, turn.now) * 10) / 10
  set(turn, { plan: { ...plan, effectId: 0, index: plan.index + 1, durations: [...plan.durations, { step, ms }] } })
  if (plan.steps.length > 1) tell(turn, 'move-step', step, `${ms} ms`)
  const { plan: next } = turn.state
  if (next !== undefined && givesUp(next) && turn.state.phase === 'running-master') beginGivingUp(turn)
  if (step === 'vip-add') noteAdded(turn)
  if (plan.kind === 'take' && plan.steps[plan.index + 1] === 'vip-add' && calledOff(turn, plan)) return
  performStep(turn)
}

/** A node that could not take leaves the peer its turn: the next try waits twice as long, up to eight dead times. */
export function noteFailedTake(turn: Turn): void {
  const waitMs = turn.settings.timing.deadMs * Math.min(2 ** turn.state.failedTakes, failedWaitMax)
  set(turn, { retryAt: plus(turn.now, waitMs), failedTakes: turn.state.failedTakes + 1 })
}

/**
 * A disk takes its time: a take that was interrupted meanwhile adds no address (C5), and neither does one whose disk was
 * taken away again behind its back (S9). True when it was called off.
 */
function calledOff(turn: Turn, plan: Plan): boolean {
  const { claim, disks } = turn.state
  if (claim === undefined) return false
  const away = disks.some(
    ({ facts }) => facts.role === 'disk-secondary' || (facts.role !== 'unknown' && !facts.mounted),
  )
  const late = plan.cause === 'isolated' && disks.length > 0 && tooLate(turn)
  if (!lapsed(claim) && !away && !late) return false
  const stalled = late ? 'the peer may have taken meanwhile' : 'this node was stalled meanwhile'
  tell(turn, 'move-failed', away ? 'a disk is not mounted any more' : stalled)
  noteFailedTake(turn)
  if (plan.cause !== 'isolated' || away) {
    beginRelease(turn, 'failed-take', true)
    return true
  }
  set(turn, { plan: undefined })
  setClaim(turn, claim, { lapsedAt: turn.now })
  enter(turn, 'isolated')
  return true
}

/** An isolated node comes back by the word of the peer, or while its addresses still answer the peer's questions (D16). */
function tooLate({ state, settings, now }: Turn): boolean {
  return !peerAlive(state, settings, now) && !showsInTime(state, settings, now)
}

function noteAdded(turn: Turn): void {
  const claim = turn.state.claim
  if (claim === undefined) return
  const { now, settings } = turn
  const renewed = { ...claim, held: true, renewedAt: now, renewAt: plus(now, settings.timing.renewMs) }
  set(turn, { claim: renewed })
  announceAgain(turn, renewed)
}
