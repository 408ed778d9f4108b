/**
 * What does the output of one tap run say: how many passed, failed and were skipped, and what must a reader see?
 *
 * The `tap` reporter prints the whole protocol; the totals stand in its last lines and leave out what is zero. A run
 * that ends without them has crashed. A test file that skipped itself whole is told apart from a skipped case in it:
 * the first means that a ring did not run. The other reporters were rejected: `dot` and `junit` print no totals.
 */

/** Counts of one run. `filesSkipped` are also counted in `skipped`. */
export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Test files that ran nothing, with the reason that they gave. */
  readonly filesSkipped: readonly string[]
}

/** Nothing ran. */
export const noTotals: Totals = { passed: 0, failed: 0, skipped: 0, filesSkipped: [] }

/** Both runs together. */
export function sumOf(one: Totals, other: Totals): Totals {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    filesSkipped: [...one.filesSkipped, ...other.filesSkipped],
  }
}

const totalsLine = /^# \{ (total: .*) \}$/
const fileSkipped = /^ok \d+ - (.* # SKIP.*)$/

/** Reads tap's protocol line by line. */
export class TapReader {
  #totals: Totals | undefined
  readonly #filesSkipped: string[] = []
  #failing = false
  #diagnosing = false

  /** What the run came to; undefined when the totals never came, which means that it crashed. */
  totals(): Totals | undefined {
    return this.#totals === undefined ? undefined : { ...this.#totals, filesSkipped: this.#filesSkipped }
  }

  /** Takes one line in. True when a person must see it: the outcome of a file, a failure, and what belongs to it. */
  read(line: string): boolean {
    const totals = totalsLine.exec(line)?.[1]
    if (totals !== undefined) this.#totals = countsOf(totals)
    const skipped = fileSkipped.exec(line)?.[1]
    if (skipped !== undefined) this.#filesSkipped.push(skipped)
    if (this.#diagnosing) {
      this.#diagnosing = line.trim() !== '...'
      return true
    }
    this.#diagnosing = this.#failing && line.trim() === '---'
    this.#failing = /^\s*not ok /.test(line)
    return this.#diagnosing || this.#failing || /^ok /.test(line)
  }
}

function countsOf(text: string): Totals {
  const counts = new Map<string, number>()
  for (const part of text.split(', ')) {
    const [name = '', count = '0'] = part.split(': ')
    counts.set(name, Number(count))
  }
  const of = (name: string): number => counts.get(name) ?? 0
  return { passed: of('pass'), failed: of('fail'), skipped: of('skip') + of('todo'), filesSkipped: [] }
}
