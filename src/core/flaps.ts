/**
 * Does the configured master fail again soon after each failback (D4)?
 *
 * The node that takes from it counts: a takeover within the flap window of an automatic failback makes the next failback
 * wait longer, the second one stops them until the operator orders. It counts whatever ended the service there: silence, a
 * crash of the agent, or a disk that failed and was handed over. What an operator or an orderly leave moves is no failure.
 */
import { forLostLink } from './moves.ts'
import type { Plan } from './moves.ts'
import { tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** So many takeovers after failbacks stop automatic failback until ordered (D4). */
const flapsToStop = 2

/** Counts a takeover that follows an automatic failback. Call it where the takeover begins. */
export function noteFlap(turn: Turn): void {
  const { state, settings, now } = turn
  const { failbackAtMs } = state.wanted
  const sinceFailback = failbackAtMs === 0 ? Number.POSITIVE_INFINITY : now - failbackAtMs
  if (settings.node !== 'slave' || sinceFailback > settings.timing.flapWindowMs) return
  const flapCount = state.wanted.flapCount + 1
  want(turn, { flapCount })
  if (flapCount < flapsToStop) return
  want(turn, { failbackStopped: true })
  tell(turn, 'failback-stopped', `${flapCount} takeovers after failbacks`)
}

/** Notes why the addresses come here; `anew`: this node held no claim. */
export function noteTake(turn: Turn, cause: Plan['cause'], anew: boolean): void {
  if (anew) want(turn, { linkMove: forLostLink(cause) || cause === 'service-failure' })
  if (cause === 'disk-failure' || cause === 'service-failure') noteFlap(turn)
}
