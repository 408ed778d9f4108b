/**
 * Is the step under way done, failed or overdue, and what follows from a failure?
 *
 * A take that fails is turned into a release. A planned release that fails is undone: this node takes back. A forced
 * release is never undone; addresses that could not be removed end with their lease, but no lease ends a mount or a
 * primary disk: a node that cannot give those up resets itself (D5).
 */
import { never, plus } from '../base/time.ts'
import { leaseSlackMs } from './claim.ts'
import type { Plan, StepName } from './moves.ts'
import { failUnits, overtaken } from './plan-services.ts'
import { stepLimitMs } from './plan-steps.ts'
import { advance, beginRelease, beginTake, noteFailedTake, performStep } from './plan.ts'
import { askedTooLate } from './fence-finding.ts'
import { promotionBegun, takeBackMarks } from './forced-take.ts'
import { heardHere, peerAlive } from './silence.ts'
import { answer, order, set, tell, want } from './turn.ts'
import { lapsed } from './state.ts'
import type { Turn } from './turn.ts'
import { forceIsOrdered, waitsFor, watchVerify } from './verify.ts'

/** A cleaning that failed looks so often whether the record is written, ms. */
const recordMs = 500

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

/** Looks whether the step under way is overdue, or, for `verify`, answered. Called once a turn. */
export function watchPlan(turn: Turn): void {
  const plan = turn.state.plan
  if (plan === undefined || overtaken(turn, plan)) return
  if (loses(turn, plan)) {
    failStep(turn, plan, 'the peer fell silent before the disk was primary')
    return
  }
  if (accompanied(turn, plan)) {
    failStep(turn, plan, 'the peer is there: this is no lone start')
    return
  }
  if (askedTooLate(turn.state, turn.settings, turn.now)) {
    failStep(turn, plan, 'the kernel asked too late: the peer may go on alone by now')
    return
  }
  if (plan.kind === 'take' && plan.effectId === 0 && !waitsFor(turn, plan) && waited(plan)) performStep(turn)
  const verifying = plan.steps[plan.index] === 'verify'
  if (verifying && watchVerify(turn, plan) !== 'clear') return
  if (turn.now < plan.deadlineAt) return
  const step = plan.steps[plan.index]
  const ended = plan.kind === 'release' && plan.effectId === 0 && !heldByDisk(step) && step !== 'units-stop'
  if (verifying || ended) advance(turn, plan)
  else failStep(turn, plan, `timed out after ${step === undefined ? 0 : stepLimitMs(turn, step)} ms`)
}

/** A take by vacancy rests on the word of a peer that is heard; without it the disk is not made primary (D11a). */
function loses(turn: Turn, plan: Plan): boolean {
  const waits = plan.kind === 'take' && plan.cause === 'vacant' && plan.steps[plan.index] === 'disk-primary'
  return waits && !turn.state.peer.departed && !peerAlive(turn.state, turn.settings, turn.now)
}

/**
 * The standing word of the operator is for a node that starts alone (D4). A peer that is heard before the disk was ordered
 * to lead may have newer data, and a promotion by force would make two lines of it.
 */
function accompanied({ state }: Turn, plan: Plan): boolean {
  const standing = plan.kind === 'take' && plan.forced && !forceIsOrdered(state)
  return standing && plan.steps.includes('disk-primary') && !promotionBegun(plan) && heardHere(state)
}

/** Steps that may have waited before they were ordered. */
function waited(plan: Plan): boolean {
  const step = plan.steps[plan.index]
  return step === 'disk-primary' || step === 'vip-add'
}

/** Steps whose failure leaves a mount or a primary disk behind, which no lease ends. */
function heldByDisk(step: StepName | undefined): boolean {
  return step === 'unmount' || step === 'disk-secondary'
}

function failStep(turn: Turn, plan: Plan, text: string): void {
  const step = plan.steps[plan.index] ?? 'verify'
  if (failUnits(turn, plan, step, text)) return
  if (plan.kind === 'take') {
    tell(turn, 'move-failed', `${step}: ${text}`)
    noteFailedTake(turn)
    takeBackMarks(turn, plan)
    beginRelease(turn, 'failed-take', true)
    return
  }
  if (plan.forced) {
    tell(turn, 'release-failed', `${step}: ${text}`)
    endForced(turn, plan, step, text)
    return
  }
  if (plan.cause === 'leftovers') {
    holdInstead(turn, plan, step, text)
    return
  }
  const { claim, leaving } = turn.state
  if (leaving === 'stopping' && heldByDisk(step) && !(claim !== undefined && lapsed(claim))) {
    stayInstead(turn, `${step}: ${text}`)
    return
  }
  if (leaving !== 'no' || (claim !== undefined && lapsed(claim))) {
    // Nothing may be taken back: the lease ends what could not be removed.
    tell(turn, 'release-failed', `${step}: ${text}`)
    set(turn, { plan: { ...plan, forced: true } })
    endForced(turn, { ...plan, forced: true }, step, text)
    return
  }
  tell(turn, 'move-failed', `${step}: ${text}`, 'taking back')
  beginTake(turn, 'taken-back', true)
}

/** Another boot: no disk of a former run can be held, and a reset would only come again at the next start. */
function holdInstead(turn: Turn, plan: Plan, step: StepName, text: string): void {
  tell(turn, 'release-failed', `${step}: ${text}`, ...(heldByDisk(step) ? ['held'] : []))
  if (!heldByDisk(step)) {
    waitForLease(turn, plan)
    return
  }
  want(turn, { held: true })
  set(turn, { plan: undefined, retryAt: plus(turn.now, turn.settings.timing.deadMs) })
}

/** A release that must not be undone, and whose step failed. */
function endForced(turn: Turn, plan: Plan, step: StepName, text: string): void {
  if (!heldByDisk(step)) {
    waitForLease(turn, plan)
    return
  }
  // Unless the record names this boot, the next one would clean by force again, fail again, and reset again.
  if (plan.cause === 'leftovers' && turn.state.durable.bootId !== turn.state.bootId) {
    if (turn.state.writeFailed) holdInstead(turn, plan, step, text)
    else set(turn, { plan: { ...plan, effectId: 0, deadlineAt: plus(turn.now, recordMs) } })
    return
  }
  tell(turn, 'node-reset', `${step}: ${text}`)
  order(turn, { type: 'reset-node', why: `${step}: ${text}` })
  // Should the reset not come, it is ordered again.
  set(turn, { plan: { ...plan, effectId: 0, deadlineAt: plus(turn.now, stepLimitMs(turn, step)) } })
}

/** The operator wanted to stop the agent, but the disk cannot be given up: everything stays as it was. */
function stayInstead(turn: Turn, text: string): void {
  const { waiting } = turn.state
  tell(turn, 'move-failed', text, 'taking back')
  if (waiting !== undefined) answer(turn, waiting.orderId, { type: 'failed', text: `this node goes on: ${text}` })
  set(turn, { leaving: 'no', waiting: undefined })
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
