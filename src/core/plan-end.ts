/**
 * What follows when a plan has ended?
 *
 * The phase changes, the claim ends with a release, and the operator who waited is answered.
 */
import { elapsed, never, plus } from '../base/time.ts'
import type { Plan } from './moves.ts'
import { answer, enter, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** Dead times for which a master that had to take back begins no move by itself. */
export const takenBackWait = 8

/** The last step is done: the phase that the plan was for begins. */
export function finish(turn: Turn, plan: Plan): void {
  const spans = plan.durations.map((entry) => `${entry.step} ${entry.ms} ms`)
  const total = `${Math.round(elapsed(plan.begunAt, turn.now) * 10) / 10} ms in all`
  tell(turn, 'move-done', plan.kind === 'take' ? 'running master' : 'released', ...spans, total)
  set(turn, { plan: undefined })
  want(turn, { intent: 'none' })
  if (plan.kind === 'take') {
    enter(turn, 'running-master')
    set(turn, { failedTakes: 0 })
    // What could not be given up now would only interrupt the service again: this node waits before it tries anew.
    if (plan.cause === 'taken-back')
      set(turn, { moveFrom: plus(turn.now, turn.settings.timing.deadMs * takenBackWait) })
    else answerWaiting(turn, 'done', 'this node is running master')
    return
  }
  if (plan.cause === 'isolated' || plan.cause === 'leftovers') return
  set(turn, { claim: undefined, conflictSince: never })
  enter(turn, 'running-slave')
  if (plan.cause === 'failed-take') answerWaiting(turn, 'failed', 'this node could not take over')
  if (plan.cause === 'operator')
    answerWaiting(turn, 'done', `everything is released${turn.state.wanted.held ? '; this node is held' : ''}`)
}

/** Answers the operator's order that waits, if one does. */
export function answerWaiting(turn: Turn, type: 'done' | 'failed', text: string): void {
  const waiting = turn.state.waiting
  if (waiting === undefined || waiting.verb === 'stop') return
  answer(turn, waiting.orderId, { type, text })
  set(turn, { waiting: undefined })
}
