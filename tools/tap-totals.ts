/**
 * What does the output of one test file say: how many passed, failed and were skipped, and what must a reader see?
 *
 * A test file that is run by itself prints tap's whole protocol; the totals stand in its last lines and leave out what
 * is zero. A run that ends without them has crashed. A test file that skipped itself whole is told apart from a skipped
 * case in it: the first means that a part of a ring did not run.
 */

/** Counts of one run. `filesSkipped`: why test files ran nothing; they are in none of the counts. */
export type Totals = {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
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
const emptyPlan = /^1\.\.0(?: # (.*))?$/

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

  /** Takes one line in. True when a person must see it: a failure, and what belongs to it. */
  read(line: string): boolean {
    const totals = totalsLine.exec(line)?.[1]
    if (totals !== undefined) this.#totals = countsOf(totals)
    const empty = emptyPlan.exec(line)
    if (empty !== null) this.#filesSkipped.push(empty[1] ?? 'it ran nothing')
    if (this.#diagnosing) {
      this.#diagnosing = line.trim() !== '...'
      return true
    }
    this.#diagnosing = this.#failing && line.trim() === '---'
    this.#failing = /^\s*not ok /.test(line)
    return this.#diagnosing || this.#failing || empty !== null
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
