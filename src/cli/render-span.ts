/**
 * How is a span of time said to a person?
 *
 * In the two largest units that matter: nobody reads 193000 ms at three in the morning.
 */

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** From here on tenths of a second are noise, ms. */
const tenthsBelowMs = 10 * secondMs

/** `40 ms`, `0.4 s`, `12 s`, `3 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export function renderSpan(ms: number): string {
  if (ms < 100) return `${Math.round(ms)} ms`
  if (ms < tenthsBelowMs) return `${(ms / secondMs).toFixed(1)} s`
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s`
  if (ms < hourMs) return two(ms, minuteMs, 'min', secondMs, 's')
  return ms < dayMs ? two(ms, hourMs, 'h', minuteMs, 'min') : two(ms, dayMs, 'd', hourMs, 'h')
}

function two(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const whole = Math.floor(ms / large)
  const rest = Math.floor((ms - whole * large) / small)
  return rest === 0 ? `${whole} ${largeName}` : `${whole} ${largeName} ${rest} ${smallName}`
}
