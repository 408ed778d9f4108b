/**
 * How is a span of time written in a settings file?
 *
 * A number with a unit (`20s`, `200ms`, `5m`, `1h`), or a bare number, which means seconds as in the seed's dead time.
 * Inside the program a span is a whole number of milliseconds. Rejected: ISO 8601 durations, which nobody types by
 * hand, and a key name per unit, which makes two keys for one fact.
 */

const spanText = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)?$/

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const

/** Rounding error that a decimal fraction of seconds may carry when it is turned into milliseconds. */
const roundingMs = 1e-6

/** Milliseconds of a written span; undefined when it is not one or has a fraction of a millisecond. */
export function parseSpan(written: string | number): number | undefined {
  const match = spanText.exec(String(written))
  if (match === null) return undefined
  const unit = match[2] ?? 's'
  const ms = Number(match[1]) * (unit === 'ms' || unit === 's' || unit === 'm' || unit === 'h' ? unitMs[unit] : 0)
  const whole = Math.round(ms)
  return Math.abs(ms - whole) <= roundingMs ? whole : undefined
}

/** A span in the largest of ms, s and h that needs no fraction. */
export function renderSpan(ms: number): string {
  if (ms > 0 && ms % unitMs.h === 0) return `${ms / unitMs.h}h`
  return ms % unitMs.s === 0 ? `${ms / unitMs.s}s` : `${ms}ms`
}
