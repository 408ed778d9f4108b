/**
 * How is a span of time written in a settings file?
 *
 * A number with a unit (`20s`, `200ms`, `5m`, `1h`, `7d`, `4w`), or a bare number, which means seconds as in the seed's dead time.
 * Inside the program a span is a whole number of milliseconds. Rejected: ISO 8601 durations, which nobody types by
 * hand, and a key name per unit, which makes two keys for one fact.
 */

const spanText = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h|d|w)?$/

const secondMs = 1000
const hourMs = 3_600_000
const dayMs = 86_400_000

const unitMs: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: secondMs, m: 60_000, h: hourMs, d: dayMs, w: 7 * dayMs },
}

/** Rounding error that a decimal fraction of seconds may carry when it is turned into milliseconds. */
const roundingMs = 1e-6

/** Milliseconds of a written span; undefined when it is not one or has a fraction of a millisecond. */
export function parseSpan(written: string | number): number | undefined {
  const match = spanText.exec(String(written))
  if (match === null) return undefined
  const ms = Number(match[1]) * (unitMs[match[2] ?? 's'] ?? 0)
  const whole = Math.round(ms)
  return Math.abs(ms - whole) <= roundingMs ? whole : undefined
}

/** A span in the largest of ms, s, h and d that needs no fraction; one day is `24h`, as it always was in the hash. */
export function renderSpan(ms: number): string {
  if (ms > dayMs && ms % dayMs === 0) return `${ms / dayMs}d`
  if (ms > 0 && ms % hourMs === 0) return `${ms / hourMs}h`
  return ms % secondMs === 0 ? `${ms / secondMs}s` : `${ms}ms`
}
