/**
 * What would have been different?
 *
 * Two stories are told side by side by what counts in a night: takeovers, verdicts of death, dropped addresses, moves.
 * Up to the first difference the supposed story is certain; after it the peer would have acted otherwise as well.
 */
import { sentenceOf } from '../../core/reasons.ts'
import type { Reason } from '../../core/reasons.ts'
import { renderSpan } from '../render-span.ts'
import type { ToldAt } from './runner.ts'

/** Codes of a takeover. */
const takeovers: readonly Reason[] = ['takeover', 'takeover-departed']

/** Codes that are counted, in the order of their weight. */
const counted: readonly Reason[] = [
  'peer-dead',
  'peer-late',
  'path-lost',
  'links-cut',
  'isolated-release',
  'claim-lapsed',
  'carrier-move',
  'failback-begun',
  'conflict-won',
  'conflict-lost',
]

/** How often each code was told, for those that differ; `takeovers` always. */
export type Comparison = {
  readonly takeovers: { readonly recorded: readonly number[]; readonly supposed: readonly number[] }
  readonly differences: readonly { readonly reason: Reason; readonly recorded: number; readonly supposed: number }[]
  /** Since the start, ms; `null` when the stories are the same. */
  readonly firstDifferenceMs: number | null
}

/** Compares two stories. */
export function compareStories(recorded: readonly ToldAt[], supposed: readonly ToldAt[]): Comparison {
  const differences = counted.flatMap((reason) => {
    const numbers = { recorded: countOf(recorded, reason), supposed: countOf(supposed, reason) }
    return numbers.recorded === numbers.supposed ? [] : [{ reason, ...numbers }]
  })
  return {
    takeovers: { recorded: takeoverTimes(recorded), supposed: takeoverTimes(supposed) },
    differences,
    firstDifferenceMs: firstDifference(recorded, supposed),
  }
}

/** The comparison as lines. `under`: the supposed settings, as they were written. */
export function renderComparison(comparison: Comparison, under: readonly string[]): readonly string[] {
  const { recorded, supposed } = comparison.takeovers
  const times = supposed.length === 0 ? '' : ` (at ${supposed.map((ms) => renderOffset(ms)).join(', ')})`
  const verdict = `with ${under.join(' and ')} this node would have failed over ${timesText(supposed.length)}${times}`
  const before = `as recorded: ${timesText(recorded.length)}`
  const lines = comparison.differences.map(
    (entry) =>
      `  ${entry.reason}: ${entry.recorded} times recorded, ${entry.supposed} times then (${sentenceOf(entry.reason)})`,
  )
  return [`${verdict}; ${before}`, ...lines, certainty(comparison.firstDifferenceMs)]
}

/** One line of a story. */
export function renderTold({ afterMs, told }: ToldAt): string {
  const facts = told.facts.length === 0 ? '' : ` (${told.facts.join('; ')})`
  return `${renderOffset(afterMs)} ${told.category} ${told.level}: ${sentenceOf(told.reason)}${facts}`
}

/** Seconds since the start of the recording, to the millisecond. */
function renderOffset(ms: number): string {
  return `+${(ms / 1000).toFixed(3)} s`
}

function certainty(firstDifferenceMs: number | null): string {
  if (firstDifferenceMs === null) return 'both stories are the same'
  const from = renderOffset(firstDifferenceMs)
  return `from ${from} on this is an estimate: the peer would have acted otherwise too, and probes that were not sent have no answers; ${renderSpan(firstDifferenceMs)} are certain`
}

function timesText(count: number): string {
  if (count === 0) return 'never'
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`
}

function countOf(story: readonly ToldAt[], reason: Reason): number {
  return story.filter((entry) => entry.told.reason === reason).length
}

function takeoverTimes(story: readonly ToldAt[]): readonly number[] {
  return story.filter((entry) => takeovers.includes(entry.told.reason)).map((entry) => entry.afterMs)
}

/** Only what was decided counts: durations and instants of the same decision may differ. */
function firstDifference(one: readonly ToldAt[], other: readonly ToldAt[]): number | null {
  const length = Math.max(one.length, other.length)
  for (let index = 0; index < length; index += 1) {
    const [left, right] = [one[index], other[index]]
    if (left?.told.reason === right?.told.reason) continue
    return Math.min(left?.afterMs ?? Number.POSITIVE_INFINITY, right?.afterMs ?? Number.POSITIVE_INFINITY)
  }
  return null
}
