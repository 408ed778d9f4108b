/**
 * When do both nodes ask the targets of the jury, and which round is it?
 *
 * Both count periods of one clock, that of the configured master, whose beats tell how it stands to the own one: a target
 * that reboots is then silent for both in the same round. The number of a round is the number of its period, so that it
 * needs no agreement and survives a restart of either agent. Rejected: the wall clock (it jumps, and the nodes may differ
 * by hours); rounds counted from the start of an agent (no two would ever meet).
 */
import { plus, type Instant } from '../base/time.ts'
import { roundsMax } from '../core/eyes.ts'

/** The round that begins next. */
export type NextRound = { readonly round: number; readonly at: Instant }

/**
 * The first round that begins after `now`. `aheadMs`: clock of the configured master minus the own one, 0 on that node and
 * while nothing was heard of it.
 */
export function nextRound(now: Instant, aheadMs: number, periodMs: number): NextRound {
  const shared = now + aheadMs
  const period = Math.floor(shared / periodMs) + 1
  return { round: ((period % roundsMax) + roundsMax) % roundsMax, at: plus(now, period * periodMs - shared) }
}
