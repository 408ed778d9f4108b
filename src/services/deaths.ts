/**
 * How often has a service ended by itself?
 *
 * The service manager counts the restarts that it made, and begins anew at each start by order; what it did not mend is
 * seen as a unit that ran and does not run any more without an order of ours. Both make one number that never falls.
 */
import type { UnitState } from '../core/eyes.ts'

/** What is remembered of one service between two looks. */
export type DeathCount = {
  readonly deaths: number
  /** Number of the service manager at the last look. */
  readonly restarts: number
  readonly unit: UnitState
}

/** Before the first look. */
export const noDeaths: DeathCount = { deaths: 0, restarts: 0, unit: 'unknown' }

/** One more look. `ordered`: a start or a stop of ours was under way since the last one. */
export function countDeaths(
  before: DeathCount,
  seen: { readonly unit: UnitState; readonly restarts: number; readonly ordered: boolean },
): DeathCount {
  const { unit, restarts, ordered } = seen
  // What is not known now changes nothing: the next look is compared with the last one that saw something.
  if (unit === 'unknown') return before
  const mended = restarts >= before.restarts ? restarts - before.restarts : restarts
  const first = before.unit === 'unknown'
  const ended = before.unit === 'running' && isDown(unit) && !ordered && mended === 0
  return { deaths: before.deaths + (first ? 0 : mended) + (ended ? 1 : 0), restarts, unit }
}

function isDown(unit: UnitState): boolean {
  return unit === 'failed' || unit === 'stopped' || unit === 'missing' || unit === 'masked'
}
