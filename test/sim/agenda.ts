/**
 * What happens next in the simulated world?
 *
 * A binary heap over (instant, order of entry), so that two happenings of the same instant come in the order in which
 * they were entered: the run is the same every time. Rejected: a sorted array (slow with thousands of entries) and
 * real timers (not deterministic).
 */

type Entry<T> = { readonly at: number; readonly rank: number; readonly what: T }

/** Happenings of the future, the next one first. Instants are global simulated milliseconds. */
export class Agenda<T> {
  readonly #heap: Entry<T>[] = []
  #rank = 0
  /** Instant of the entry that `next` gave last. */
  at = 0

  /** Enters a happening. An instant in the past happens now. */
  enter(at: number, what: T): void {
    const heap = this.#heap
    const entry: Entry<T> = { at: at < this.at ? this.at : at, rank: this.#rank, what }
    this.#rank += 1
    let place = heap.length
    heap.push(entry)
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (above === undefined || precedes(above, entry)) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  /** Takes the next happening that is due not later than `until`; nothing when there is none. */
  next(until: number): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.at > until) return undefined
    this.at = first.at
    const last = heap.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first.what
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap
    let place = 0
    for (;;) {
      let child = place * 2 + 1
      let below = heap[child]
      if (below === undefined) break
      const right = heap[child + 1]
      if (right !== undefined && precedes(right, below)) {
        child += 1
        below = right
      }
      if (precedes(entry, below)) break
      heap[place] = below
      place = child
    }
    heap[place] = entry
  }
}

function precedes(one: Entry<unknown>, other: Entry<unknown>): boolean {
  return one.at < other.at || (one.at === other.at && one.rank < other.rank)
}
