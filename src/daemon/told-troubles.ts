/**
 * Which troubles does the operator know of already?
 *
 * What is wrong for long is met again and again, and told once: when it begins, and when it becomes another one. It is
 * forgotten when it has healed, so that the next time is told anew: when that which failed has worked, or, for what tells
 * no success, when it was not met for a while. What is remembered is bounded; in a flood the one that was quiet for longest
 * is forgotten, since to tell something twice is better than to be silent.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'

/** Troubles that are remembered at most; own choice. */
export const troublesMax = 64

/** What was not met for so long has healed, ms; own choice, ten of the longest intervals at which anything is tried again. */
export const healedMs = 600_000

/** Tells each trouble once while it lasts. */
export class ToldTroubles {
  readonly #tell: (text: string) => void
  readonly #now: () => Instant
  /** By what is in trouble, the one that was quiet for longest first. */
  readonly #last = new Map<string, { readonly text: string; readonly at: Instant }>()

  constructor(tell: (text: string) => void, now: () => Instant) {
    this.#tell = tell
    this.#now = now
  }

  /** `key`, a thing that can work or fail, is in trouble. */
  failed(key: string, text: string = key): void {
    const now = this.#now()
    const last = this.#last.get(key)
    this.#last.delete(key)
    this.#last.set(key, { text, at: now })
    const [longest] = this.#last.keys()
    if (this.#last.size > troublesMax && longest !== undefined) this.#last.delete(longest)
    if (last?.text !== text || elapsed(last.at, now) > healedMs) this.#tell(text)
  }

  /** It works (again). */
  worked(key: string): void {
    this.#last.delete(key)
  }
}
