/**
 * How many beats of the peer did not arrive within the last hour?
 *
 * The counters of a path have no gaps when they are sent, so a gap is a loss (HB-16). Counted in one bucket a minute.
 * A new run of the peer begins its counters anew; what was lost in between cannot be told and is not counted.
 */
import type { Instant } from '../base/time.ts'
import type { Beat } from '../core/beat-content.ts'

const bucketMs = 60_000
const buckets = 60
/** A larger gap is a path that was dead, not beats that were lost one by one; it counts as this many. */
const gapMax = 10_000

/** Losses of one path. */
export class Losses {
  readonly #counts = new Array<number>(buckets).fill(0)
  #minute = 0
  #run = ''
  #counter = 0

  /** Notes a beat that arrived. */
  note(beat: Beat, now: Instant): void {
    this.#turn(now)
    const run = `${beat.bootId}/${beat.incarnation}`
    const gap = run === this.#run ? beat.counter - this.#counter - 1 : 0
    // A beat that overtook another is no loss: the late one is taken off again.
    const index = this.#minute % buckets
    if (gap > 0) this.#counts[index] = (this.#counts[index] ?? 0) + Math.min(gap, gapMax)
    if (gap < 0) this.#counts[index] = Math.max((this.#counts[index] ?? 0) - 1, 0)
    this.#counter = run === this.#run ? Math.max(beat.counter, this.#counter) : beat.counter
    this.#run = run
  }

  #turn(now: Instant): void {
    const minute = Math.floor(now / bucketMs)
    const passed = Math.min(minute - this.#minute, buckets)
    for (let step = 1; step <= passed; step += 1) this.#counts[(this.#minute + step) % buckets] = 0
    this.#minute = minute
  }

  /** Beats lost within the last hour; nothing before the first beat. */
  lastHour(now: Instant): number | undefined {
    if (this.#run === '') return undefined
    this.#turn(now)
    return this.#counts.reduce((sum, count) => sum + count, 0)
  }
}
