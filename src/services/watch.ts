/**
 * When are the units looked at, and what if the service manager does not answer?
 *
 * All units with one call: once a period, soon and then ever more slowly while something is in motion, and at once when an
 * order wants to know what it did. One call at a time; whoever asks while one is under way gets the next one, because the
 * present one may have been answered before. While the service manager hangs the pauses grow: its questions queue up, and
 * it does not come back sooner for being asked more often. What cannot be asked is unknown, not stopped.
 */
import type { CallEnd } from './calls.ts'
import { failureOf, showCall } from './calls.ts'
import { parseUnits, unknownReading } from './unit-state.ts'
import type { UnitReading } from './unit-state.ts'
import type { ServiceEdge } from './runner.ts'

/** What is watched, and who is told. */
export type WatchOptions = {
  readonly units: readonly string[]
  readonly periodMs: number
  readonly edge: ServiceEdge
  /** After each look; `failure`: the service manager did not answer, and every reading is unknown. */
  readonly onLook: (readings: readonly UnitReading[], failure?: string) => void
  readonly signal: AbortSignal
}

/** Pauses, ms: after a failure and while something moves, growing by the factor. Own choice. */
const firstMs = { failing: 1_000, moving: 300 } as const
const longestMs = { failing: 60_000, moving: 5_000 } as const
const growth = { failing: 2, moving: 1.5 } as const

/** Looks at the units. */
export class ServiceWatch {
  readonly #options: WatchOptions
  #looking: Promise<void> | undefined
  #next: Promise<void> | undefined
  #cancel: () => void = () => undefined
  #pauseMs = 0
  /** Looks in a row that failed; looks in a row with something in motion. */
  #failures = 0
  #motions = 0

  constructor(options: WatchOptions) {
    this.#options = options
    options.signal.addEventListener('abort', () => this.#cancel(), { once: true })
  }

  /** The pause before the next look of its own, ms; for tests and status. */
  get pauseMs(): number {
    return this.#pauseMs
  }

  /** Looks at everything, with a call that begins after this one; resolves when that look is over. Never rejects. */
  look(): Promise<void> {
    if (this.#looking === undefined) return this.#begin()
    this.#next ??= this.#looking.then(() => {
      this.#next = undefined
      return this.#begin()
    })
    return this.#next
  }

  /** Something was ordered: what moves is looked at quickly again. */
  hurry(): void {
    this.#motions = 0
  }

  #begin(): Promise<void> {
    this.#cancel()
    const { edge, units, signal } = this.#options
    if (signal.aborted) return Promise.resolve()
    const call = showCall(units)
    const { answer, end } = edge.run(call, signal)
    const seen = answer.then((ended) => {
      if (ended.type !== 'cancelled' && !signal.aborted) this.#absorb(ended)
    })
    // The process of a call that hangs may outlive its answer: no other one is started beside it.
    const over = Promise.all([seen, end]).then(() => {
      this.#looking = undefined
      if (this.#next === undefined) this.#wait()
    })
    this.#looking = over
    return seen
  }

  #absorb(ended: CallEnd): void {
    const { units, onLook } = this.#options
    const failure = failureOf(showCall(units), ended)?.message
    const read = ended.type === 'exited' && failure === undefined ? parseUnits(ended.output, units) : undefined
    if (read !== undefined) {
      this.#failures = 0
      this.#motions = read.some(({ unit }) => unit === 'starting' || unit === 'stopping') ? this.#motions + 1 : 0
      onLook(read)
      return
    }
    this.#failures += 1
    const text = failure ?? 'ask for the services: the answer was not about them'
    onLook(
      units.map(() => unknownReading(text)),
      text,
    )
  }

  #wait(): void {
    const { edge, periodMs, signal } = this.#options
    if (signal.aborted) return
    this.#pauseMs = pauseOf({ failures: this.#failures, motions: this.#motions, periodMs })
    this.#cancel = edge.after(this.#pauseMs, () => void this.look())
  }
}

/** The pause before the next look, ms. */
export function pauseOf(seen: {
  readonly failures: number
  readonly motions: number
  readonly periodMs: number
}): number {
  const { failures, motions, periodMs } = seen
  const grown = (kind: 'failing' | 'moving', times: number): number =>
    Math.min(firstMs[kind] * growth[kind] ** Math.min(times - 1, 20), longestMs[kind])
  if (failures > 0) return grown('failing', failures)
  return motions > 0 ? Math.min(grown('moving', motions), periodMs) : periodMs
}
