/**
 * For how long did both nodes hold the same address?
 *
 * Arithmetic on the watch's events. A power cut ends everything that the node held at that instant, although its
 * kernel, which only stands for a dead one, is cleared a few milliseconds later.
 */
import type { WatchEvent } from './watch-remote.ts'

/** A stretch of time in ms on the monotonic clock. */
export type Span = { readonly fromMs: number; readonly toMs: number }

/** When a node lost its power. */
export type PowerCut = { readonly node: string; readonly atMs: number }

/** The spans in which `node` held `address`, up to `untilMs`. */
export function spansHeld(
  events: readonly WatchEvent[],
  holder: { readonly node: string; readonly address: string },
  cuts: readonly PowerCut[],
  untilMs: number,
): Span[] {
  const spans: Span[] = []
  let fromMs: number | undefined
  for (const event of events) {
    if (event.node !== holder.node || event.address !== holder.address || event.atMs > untilMs) continue
    if (event.change === 'added') fromMs ??= event.atMs
    else if (fromMs !== undefined) {
      spans.push({ fromMs, toMs: endOfSpan(cuts, holder.node, { fromMs, toMs: event.atMs }) })
      fromMs = undefined
    }
  }
  if (fromMs !== undefined) spans.push({ fromMs, toMs: endOfSpan(cuts, holder.node, { fromMs, toMs: untilMs }) })
  return spans
}

function endOfSpan(cuts: readonly PowerCut[], node: string, span: Span): number {
  const cut = cuts.find((one) => one.node === node && one.atMs >= span.fromMs && one.atMs < span.toMs)
  return cut?.atMs ?? span.toMs
}

/** The time within `within` in which two lists of spans overlap, in ms. */
export function overlapMs(one: readonly Span[], other: readonly Span[], within: Span): number {
  let sum = 0
  for (const first of one) {
    for (const second of other) {
      const from = Math.max(first.fromMs, second.fromMs, within.fromMs)
      const to = Math.min(first.toMs, second.toMs, within.toMs)
      sum += Math.max(0, to - from)
    }
  }
  return sum
}
