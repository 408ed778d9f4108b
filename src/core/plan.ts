/**
 * In which order does a node take, and in which does it give up?
 *
 * A plan is a list of steps; exactly one effect is out at a time, with a deadline that the core keeps (C3, C4). A take
 * that fails is undone by a release. A planned release that fails is undone by taking back; a forced one is never
 * undone: the lease ends the addresses when their removal fails (D3, D5). Disk and unit steps stand in their places;
 * pairs without disks and placed services leave them out.
 */
import { lapsed } from './state.ts'
import { elapsed, endOfTime, never, plus } from '../base/time.ts'
import { announceAgain, leaseSlackMs, newClaim } from './claim.ts'
import { nextTermNumber } from './guards.ts'
import { verifyMs } from './evidence.ts'
import { finish } from './plan-end.ts'
import type { Plan, StepName } from './moves.ts'
import { enter, freshId, order, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Term } from './types.ts'
import { watchVerify } from './verify.ts'

/** Probes of the step `verify`; each must stay unanswered. */
const verifyProbes = 3

function takeSteps(turn: Turn, verify: boolean): StepName[] {
  const disk: StepName[] = turn.settings.resources.length > 0 ? ['disk-primary', 'mount'] : []
  return [...(verify && turn.settings.zones.length > 0 ? (['verify'] as const) : []), ...disk, 'vip-add']
}

function releaseSteps(turn: Turn): StepName[] {
  return turn.settings.resources.length > 0 ? ['vip-remove', 'unmount', 'disk-secondary'] : ['vip-remove']
}

/** Begins to take. `term` is the one agreed in an order; otherwise the next free one is claimed. */
export function beginTake(turn: Turn, cause: Plan['cause'], verify: boolean, term?: Term): void {
  const { settings, now } = turn
  const kept = turn.state.claim
  const number = Math.max(term?.number ?? 0, nextTermNumber(turn.state))
  const claim =
    kept === undefined
      ? newClaim({ number, node: settings.node }, now)
      : { ...kept, lapsedAt: never, held: false, since: now }
  set(turn, { claim, lastCause: cause })
  want(turn, { term: claim.term, intent: 'take' })
  if (kept === undefined) want(turn, { linkMove: cause === 'carrier-loss' })
  enter(turn, 'taking-over')
  beginPlan(turn, 'take', cause, takeSteps(turn, verify), false)
}

/** Drops the addresses but keeps the claim, lapsed, until it is known what became of the peer (D16). */
export function beginIsolation(turn: Turn): void {
  const claim = turn.state.claim
  if (claim !== undefined) set(turn, { claim: { ...claim, held: false, lapsedAt: turn.now } })
  enter(turn, 'isolated')
  beginPlan(turn, 'release', 'isolated', ['vip-remove'], true)
}

/** Removes what an earlier run left behind, before anything is decided; until then this node counts as holding. */
export function beginCleaning(turn: Turn): void {
  beginPlan(turn, 'release', 'leftovers', ['vip-remove'], true)
}

/** Begins to give up. A forced release is ordered in the very step that decides it. */
export function beginRelease(turn: Turn, cause: Plan['cause'], forced: boolean): void {
  want(turn, { intent: 'release' })
  enter(turn, 'releasing')
  beginPlan(turn, 'release', cause, releaseSteps(turn), forced)
}

function beginPlan(turn: Turn, kind: Plan['kind'], cause: Plan['cause'], steps: StepName[], forced: boolean): void {
  const { now } = turn
  const begun = { effectId: 0, deadlineAt: endOfTime, begunAt: now, stepBegunAt: now, durations: [] }
  set(turn, { plan: { kind, cause, steps, index: 0, forced, ...begun } })
  tell(turn, 'move-begun', kind === 'take' ? 'taking' : 'giving up', `cause: ${cause}`)
  performStep(turn)
}

function performStep(turn: Turn): void {
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
  const id = freshId(turn)
  set(turn, { plan: { ...plan, effectId: id, deadlineAt: plus(now, settings.timing.stepMs), stepBegunAt: now } })
  if (step === 'vip-add') order(turn, { type: 'vip-add', id, leaseMs: settings.timing.leaseMs })
  else if (step === 'disk-primary') order(turn, { type: step, id, force: false })
  else order(turn, { type: step, id })
}

/** The effect under way was performed. Completions nobody waits for are ignored (C3). */
export function absorbDone(turn: Turn, id: number): void {
  const plan = turn.state.plan
  if (plan === undefined || plan.effectId !== id || id === 0) return
  advance(turn, plan)
}

/** The effect under way failed. */
export function absorbFailed(turn: Turn, id: number, text: string): void {
  const plan = turn.state.plan
  if (plan === undefined || plan.effectId !== id || id === 0) return
  failStep(turn, plan, text)
}

function advance(turn: Turn, plan: Plan): void {
  const step = plan.steps[plan.index]
  if (step === undefined) return
  const ms = Math.round(elapsed(plan.stepBegunAt, turn.now) * 10) / 10
  set(turn, { plan: { ...plan, effectId: 0, index: plan.index + 1, durations: [...plan.durations, { step, ms }] } })
  if (plan.steps.length > 1) tell(turn, 'move-step', step, `${ms} ms`)
  if (step === 'vip-add') noteAdded(turn)
  performStep(turn)
}

function noteAdded(turn: Turn): void {
  const claim = turn.state.claim
  if (claim === undefined) return
  const { now, settings } = turn
  const renewed = { ...claim, held: true, renewedAt: now, renewAt: plus(now, settings.timing.renewMs) }
  set(turn, { claim: renewed })
  announceAgain(turn, renewed)
}

/** Looks whether the step under way is overdue, or, for `verify`, answered. Called once a turn. */
export function watchPlan(turn: Turn): void {
  const plan = turn.state.plan
  if (plan === undefined) return
  const verifying = plan.steps[plan.index] === 'verify'
  if (verifying && watchVerify(turn, plan) !== 'clear') return
  if (turn.now < plan.deadlineAt) return
  if (verifying || (plan.kind === 'release' && plan.effectId === 0)) advance(turn, plan)
  else failStep(turn, plan, `timed out after ${turn.settings.timing.stepMs} ms`)
}

function failStep(turn: Turn, plan: Plan, text: string): void {
  const step = plan.steps[plan.index] ?? 'verify'
  if (plan.kind === 'take') {
    tell(turn, 'move-failed', `${step}: ${text}`)
    set(turn, { retryAt: plus(turn.now, turn.settings.timing.deadMs) })
    beginRelease(turn, 'failed-take', true)
    return
  }
  if (plan.forced) {
    tell(turn, 'release-failed', `${step}: ${text}`)
    waitForLease(turn, plan)
    return
  }
  const { claim, leaving } = turn.state
  if (leaving !== 'no' || (claim !== undefined && lapsed(claim))) {
    // Nothing may be taken back: the lease ends what could not be removed.
    tell(turn, 'release-failed', `${step}: ${text}`)
    set(turn, { plan: { ...plan, forced: true } })
    waitForLease(turn, { ...plan, forced: true })
    return
  }
  tell(turn, 'move-failed', `${step}: ${text}`, 'taking back')
  beginTake(turn, 'taken-back', true)
}

/** The removal failed: the kernel ends the addresses, since nobody renews them. */
function waitForLease(turn: Turn, plan: Plan): void {
  const { settings, now } = turn
  const { leaseMs, restartMs } = settings.timing
  const known = turn.state.claim?.renewedAt ?? never
  // An add that never finished may have acted until now.
  const renewedAt = known === never ? now : known
  const ended = plus(renewedAt, Math.max(leaseMs, plan.cause === 'leftovers' ? restartMs : 0) + leaseSlackMs)
  set(turn, { plan: { ...plan, effectId: 0, deadlineAt: ended > now ? ended : now } })
}
