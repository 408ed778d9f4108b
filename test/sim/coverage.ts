/**
 * What was reached at least once?
 *
 * A promise that no schedule ever puts to the test proves nothing. This counts changes of phase, verdicts, refusals and
 * reason codes over all schedules; a long run that never reaches one of the expected ones fails.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { PairState } from '../../src/core/state.ts'

/** Counts by name, e.g. `phase starting -> running-slave`. */
export type Counts = Record<string, number>

/** What one world reached. */
export class Coverage {
  readonly counts: Counts = {}

  stepped(before: PairState, after: PairState, effects: readonly Effect[]): void {
    if (before.phase !== after.phase) this.#count(`phase ${before.phase} -> ${after.phase}`)
    if (before.peer.verdict !== after.peer.verdict) this.#count(`verdict ${after.peer.verdict}`)
    for (const effect of effects) {
      if (effect.type === 'tell') this.#count(`reason ${effect.told.reason}`)
      else if (effect.type === 'answer' && effect.answer.type === 'refused') {
        this.#count(`refusal ${effect.answer.refusal}`)
      }
    }
  }

  #count(name: string): void {
    this.counts[name] = (this.counts[name] ?? 0) + 1
  }
}

/** Adds the counts of one world to a sum. */
export function addCounts(sum: Counts, more: Counts): void {
  for (const [name, count] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + count
}
