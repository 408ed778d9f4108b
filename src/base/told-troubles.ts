/**
 * Which troubles does the operator know of already?
 *
 * What is wrong for long is met again and again, and told once: when it begins, and when it becomes another one. It is
 * forgotten when it has healed, so that the next time is told anew: when that which failed has worked, or, for what tells
 * no success, when it was not met for a while. What is remembered is bounded; in a flood the one that was quiet for longest
 * is forgotten, since to tell something twice is better than to be silent.
 */
import type { OpError } from './op-error.ts'
import { elapsed } from './time.ts'
import type { Instant } from './time.ts'

/** Troubles that are remembered at most, unless the owner knows how many things of his can fail; own choice. */
export const troublesMax = 64

/** What was not met for so long has healed, ms; own choice, ten of the longest intervals at which anything is tried again. */
export const healedMs = 600_000

/** `textOf` says when a trouble has become another one. */
export type Telling<Trouble> = {
  readonly tell: (trouble: Trouble) => void
  readonly textOf: (trouble: Trouble) => string
  readonly now: () => Instant
  readonly keptMax?: number
}

/** Tells each trouble once while it lasts. */
export class ToldTroubles<Trouble> {
  readonly #telling: Telling<Trouble>
  /** By what is in trouble, the one that was quiet for longest first. */
  readonly #last = new Map<string, { readonly text: string; readonly at: Instant }>()
  #forgotten = 0

  constructor(telling: Telling<Trouble>) {
    this.#telling = telling
  }

  /** `key`, a thing that can work or fail, is in trouble. */
  failed(key: string, trouble: Trouble): void {
    const { tell, textOf, now, keptMax = troublesMax } = this.#telling
    const [text, at] = [textOf(trouble), now()]
    const last = this.#last.get(key)
    this.#last.delete(key)
    this.#last.set(key, { text, at })
    if (this.#last.size > keptMax) this.#forget()
    if (last?.text !== text || elapsed(last.at, at) > healedMs) tell(trouble)
  }

  #forget(): void {
    const [longest] = this.#last.keys()
    if (longest !== undefined) this.#last.delete(longest)
    this.#forgotten += 1
  }

  /** It works (again). */
  worked(key: string): void {
    this.#last.delete(key)
  }

  /** Nothing of what failed is wanted any more. */
  clear(): void {
    this.#last.clear()
  }

  /** How many things are in trouble, and how many were forgotten because there were too many. */
  counts(): { readonly failing: number; readonly forgotten: number } {
    return { failing: this.#last.size, forgotten: this.#forgotten }
  }
}

/** Tells each failed operation once while it keeps failing in the same way. */
export function toldErrors(telling: Omit<Telling<OpError>, 'textOf'>): ToldTroubles<OpError> {
  return new ToldTroubles({ ...telling, textOf: ({ message }) => message })
}

/** The same for troubles that are sentences. */
export function toldTexts(telling: Omit<Telling<string>, 'textOf'>): ToldTroubles<string> {
  return new ToldTroubles({ ...telling, textOf: (text) => text })
}
