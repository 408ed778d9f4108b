/**
 * Which failures have been told already?
 *
 * A renewal that fails fails again four times per lease, so each failure is told once, until the same thing has worked
 * again. Keys are addresses and devices of the settings, so their number is bounded by those.
 */
import type { OpError } from '../base/op-error.ts'

/** Tells the first failure of each thing. */
export class FirstErrors {
  readonly #failing = new Set<string>()
  readonly #tell: (error: OpError) => void

  constructor(tell: (error: OpError) => void) {
    this.#tell = tell
  }

  /** `key` failed; told unless it had failed before without working in between. */
  failed(key: string, error: OpError): void {
    if (this.#failing.has(key)) return
    this.#failing.add(key)
    this.#tell(error)
  }

  worked(key: string): void {
    this.#failing.delete(key)
  }

  /** How many things fail now. */
  size(): number {
    return this.#failing.size
  }

  clear(): void {
    this.#failing.clear()
  }
}
