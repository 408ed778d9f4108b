/**
 * How do chunks of the stream become lines, whatever a tool writes into it?
 *
 * A line that is longer than any that DRBD writes is dropped up to its end and counted, so that a tool gone wild costs
 * no memory. A last line without an end waits for the rest of it.
 */

/** Longest line that is read, characters. DRBD 9's longest with all statistics stays below 600. */
export const lineMax = 4096

/** Cuts text into lines. One per stream: a new stream begins with an empty one. */
export class StreamLines {
  #rest = ''
  #dropping = false
  #dropped = 0

  /** How many lines were too long. */
  get dropped(): number {
    return this.#dropped
  }

  /** The lines that this chunk completes, without empty ones. */
  absorb(chunk: string): readonly string[] {
    const parts = (this.#rest + chunk).split('\n')
    this.#rest = parts.pop() ?? ''
    const lines = parts.filter((line, at) => this.#keeps(line, at === 0))
    if (this.#rest.length > lineMax) {
      this.#rest = ''
      if (!this.#dropping) this.#dropped += 1
      this.#dropping = true
    }
    return lines.map((line) => line.trimEnd()).filter((line) => line !== '')
  }

  /** `first`: this line may be the end of one that is being dropped. */
  #keeps(line: string, first: boolean): boolean {
    if (first && this.#dropping) {
      this.#dropping = false
      return false
    }
    if (line.length <= lineMax) return true
    this.#dropped += 1
    return false
  }
}
