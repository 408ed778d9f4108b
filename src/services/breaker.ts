/**
 * When is the service manager not asked to start anything?
 *
 * After it has failed three times in a row it is left alone for a while, and then one order is let through to see. Stops
 * are always let through: a node that must release has nothing better to do.
 */
import { plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'

/** Failures of the service manager itself. */
export type Breaker = { readonly failures: number; readonly refusesUntil?: Instant; readonly turnedAway: number }

/** Nothing has happened. */
export const closedBreaker: Breaker = { failures: 0, turnedAway: 0 }

/** Failures in a row that open it; own choice. */
export const failuresMax = 3
/** For so long it is open, ms; own choice. */
export const openMs = 10_000

/** May a start be ordered now? */
export function lets(breaker: Breaker, now: Instant): boolean {
  return breaker.refusesUntil === undefined || now >= breaker.refusesUntil
}

/** An order was turned away. */
export function turnAway(breaker: Breaker): Breaker {
  return { ...breaker, turnedAway: breaker.turnedAway + 1 }
}

/** A call to the service manager has ended. */
export function noteEnd(breaker: Breaker, failed: boolean, now: Instant): Breaker {
  const { turnedAway } = breaker
  if (!failed) return { failures: 0, turnedAway }
  const failures = breaker.failures + 1
  return failures < failuresMax ? { failures, turnedAway } : { failures, turnedAway, refusesUntil: plus(now, openMs) }
}
