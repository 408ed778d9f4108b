/**
 * What is an instant, and how is one reckoned with?
 *
 * Every instant is read from one monotonic clock and counted in milliseconds. The brand keeps it apart from spans,
 * so that "now" can never be passed where a number of milliseconds is wanted. Wall-clock time does not appear here:
 * no decision may depend on it. Rejected: bigint nanoseconds, which cost ten times as much in the simulator.
 */

declare const instantBrand: unique symbol

/** An instant of the node's own monotonic clock, in milliseconds, with fractions. */
export type Instant = number & { readonly [instantBrand]: true }

/** Brands a raw monotonic reading, in milliseconds. */
export function instant(ms: number): Instant {
  return ms as Instant
}

/** Long ago: before every instant that a clock can give. */
export const never: Instant = instant(Number.NEGATIVE_INFINITY)

/** Beyond every instant that a clock can give: a deadline that does not come. */
export const endOfTime: Instant = instant(Number.POSITIVE_INFINITY)

/** The instant `ms` milliseconds after `at`. */
export function plus(at: Instant, ms: number): Instant {
  return (at + ms) as Instant
}

/** Milliseconds from `from` to `to`; negative when `to` is the earlier one. */
export function elapsed(from: Instant, to: Instant): number {
  return to - from
}

/** The earlier of two instants. */
export function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other
}

/** The later of two instants. */
export function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other
}
