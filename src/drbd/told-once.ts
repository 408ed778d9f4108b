/**
 * Which troubles have been told already?
 *
 * A tool that keeps failing is told of once, and again only after it has worked in between. What is remembered is
 * bounded; beyond that nothing new is told, and the counters of the keeper still count.
 */
import type { OpError } from '../base/op-error.ts'

/** Troubles that are remembered at most. */
export const toldMax = 64

/** Lets each trouble through once. */
export class ToldOnce {
  readonly #tell: (error: OpError) => void
  readonly #told = new Set<string>()

  constructor(tell: (error: OpError) => void) {
    this.#tell = tell
  }

  /** Something failed; told unless its last failure under this key was told and nothing has worked since. */
  failed(key: string, error: OpError): void {
    if (this.#told.has(key) || this.#told.size >= toldMax) return
    this.#told.add(key)
    this.#tell(error)
  }

  /** What the key stands for works (again). */
  worked(key: string): void {
    this.#told.delete(key)
  }
}
