/**
 * What follows when the services do not end as a release wants it?
 *
 * A planned release is undone: nothing was given up yet, so this node goes on as it was and starts again what it stopped. A
 * forced one goes on; what then holds a volume is the business of the unmount (D5, F70). A farewell that fails holds up
 * nothing.
 */
import { never, plus } from '../base/time.ts'
import { isolated } from './guards.ts'
import { yields } from './moves.ts'
import type { Plan, StepName } from './moves.ts'
import { dropOrder } from './pair-order.ts'
import { takenBackWait } from './plan-end.ts'
import { advance, beginIsolation, beginRelease } from './plan.ts'
import { mayRun } from './service-view.ts'
import { authorityAge } from './disk-view.ts'
import { answer, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/**
 * A release that has the addresses still: did something come that takes them away at once? True when it did, and another
 * plan is under way.
 */
export function overtaken(turn: Turn, plan: Plan): boolean {
  const { state, settings, now } = turn
  if (plan.kind !== 'release' || yields(plan)) return false
  if (isolated(state, settings, now)) {
    tell(turn, 'isolated-release', `authority is ${Math.round(authorityAge(state, settings, now))} ms old`)
    dropOrder(turn)
    beginIsolation(turn)
    return true
  }
  if (state.claim === undefined || state.claim.lapsedAt === never) return false
  // What was interrupted is not renewed: the addresses go first.
  beginRelease(turn, plan.cause, plan.forced)
  return true
}

/** A step that ends services failed. True when it was one, and what follows was begun. */
export function failUnits(turn: Turn, plan: Plan, step: StepName, text: string): boolean {
  if (plan.kind !== 'release' || (step !== 'end-clients' && step !== 'units-stop')) return false
  if (step === 'end-clients') {
    tell(turn, 'farewell-failed', text)
    advance(turn, plan)
    return true
  }
  const names = turn.state.services.filter((view) => mayRun(view)).map(({ name }) => name)
  const why = `${step}: ${text} (${names.join(', ')})`
  if (yields(plan)) {
    tell(turn, 'release-failed', why)
    advance(turn, plan)
  } else undo(turn, why)
  return true
}

function undo(turn: Turn, why: string): void {
  const { waiting, leaving } = turn.state
  tell(turn, 'move-failed', why, 'this node goes on')
  const moveFrom = plus(turn.now, turn.settings.timing.deadMs * takenBackWait)
  set(turn, { plan: undefined, lastCause: 'taken-back', moveFrom })
  want(turn, { intent: 'none' })
  if (leaving !== 'stopping') return
  if (waiting !== undefined) answer(turn, waiting.orderId, { type: 'failed', text: `this node goes on: ${why}` })
  set(turn, { leaving: 'no', waiting: undefined })
  want(turn, { cleanDeparture: false })
}
