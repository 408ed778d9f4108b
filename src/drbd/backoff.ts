/**
 * When is the stream of events started again after it has ended?
 *
 * Soon, because without it nothing is known and nothing may be promoted; but a tool that ends at once (no kernel module,
 * no memory) is not started more than once in ten seconds. A stream that has lived for a while was good: the next one
 * begins without delay.
 */

/** First delay, ms. */
const firstMs = 200
/** Longest delay, ms. */
const longestMs = 10_000
/** A stream that has lived this long counts as good, ms. */
const goodMs = 30_000

/** Delay before the next start, ms. `deaths`: streams in a row that died young, this one included when it did. */
export function restartDelayMs(deaths: number): number {
  return deaths === 0 ? 0 : Math.min(longestMs, firstMs * 2 ** Math.min(deaths - 1, 10))
}

/** Streams in a row that died young, after one more has lived for `livedMs`. */
export function countDeaths(deaths: number, livedMs: number): number {
  return livedMs >= goodMs ? 0 : deaths + 1
}
