/**
 * When is the address of the peer asked next, and how often in a row did it not answer?
 *
 * The second, slower detector (CON-15): one question an interval; after one that failed the next follows sooner; one answer
 * begins the count anew. Times count from question to question, not from the end of a wait.
 * Sources: requirements HB-10..13; PAR-31..35.
 */
import { plus, type Instant } from '../base/time.ts'

/** Spans of the settings, ms. */
export type CheckSpans = { readonly intervalMs: number; readonly recheckMs: number }

/** The counter, and when the next question is due. */
export type PeerCheck = { readonly failures: number; readonly nextAt: Instant }

/** Before the first question, which is due one interval after the start. */
export function firstCheck({ intervalMs }: CheckSpans, now: Instant): PeerCheck {
  return { failures: 0, nextAt: plus(now, intervalMs) }
}

/** After the question of `askedAt` was answered or given up. */
export function checked(check: PeerCheck, answered: boolean, spans: CheckSpans, askedAt: Instant): PeerCheck {
  const failures = answered ? 0 : check.failures + 1
  return { failures, nextAt: plus(askedAt, answered ? spans.intervalMs : spans.recheckMs) }
}
