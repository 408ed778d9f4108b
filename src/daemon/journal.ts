/**
 * How does the node tell its story?
 *
 * One line per decision, the same in the journal, on the console and for whoever follows: category, sentence, facts,
 * and the time since the move began. The last lines are kept in memory for `hapair logs`. Nothing here waits: lines go
 * to the service manager through an asynchronous writer, and to the console without blocking; what does not fit is
 * dropped and counted.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import type { Told } from '../core/effects.ts'
import { sentenceOf } from '../core/reasons.ts'
import type { Reason } from '../core/reasons.ts'
import type { NodeName } from '../core/types.ts'
import type { Instant } from '../base/time.ts'
import type { JournalLine } from '../control/protocol.ts'
import { endOutput, openOutput } from './output.ts'
import type { Output } from './output.ts'

/** Lines kept in memory. */
const linesMax = 2_000
/** Bytes that may wait for a slow reader of standard output. */
const waitingBytesMax = 1 << 20
/** Console lines a second; more are counted and told in one line. */
const consoleLinesPerSecond = 20

/** Priorities of syslog(3), which the service manager reads from the start of a line. */
const priorities: Readonly<Record<Told['level'], number>> = { alarm: 1, warning: 4, notice: 5, info: 6 }

/** The line in words. */
export function renderLine(line: JournalLine): string {
  const facts = line.facts.length > 0 ? ` [${line.facts.join('; ')}]` : ''
  const elapsed = line.elapsedMs === undefined ? '' : ` +${line.elapsedMs.toFixed(1)} ms`
  return `${line.category} ${line.node}${elapsed}: ${line.sentence}${facts}`
}

/** `console`: path of the console device, or `off`. `wall`: the wall clock, for readers of the lines only. */
export type JournalOptions = {
  readonly node: NodeName
  readonly console: string
  readonly wall: () => Date
  /** File descriptor that lines are written to; standard output when left out. */
  readonly output?: number
}

/** The journal of one node. */
export class Journal {
  readonly #options: JournalOptions
  readonly #lines: JournalLine[] = []
  readonly #output: Output
  #closed = false
  readonly #followers = new Set<(line: JournalLine) => void>()
  #console: number | undefined
  #seq = 0
  #second = 0
  #inSecond = 0
  readonly counts = { droppedOutput: 0, droppedConsole: 0 }

  constructor(options: JournalOptions) {
    this.#options = options
    const fd = options.output ?? 1
    this.#output = openOutput({ fd, waitingBytesMax }, () => (this.counts.droppedOutput += 1))
    this.#console = this.#openConsole()
  }

  #openConsole(): number | undefined {
    if (this.#options.console === 'off') return undefined
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants
    try {
      return openSync(this.#options.console, O_WRONLY | O_NONBLOCK | O_NOCTTY)
    } catch (cause) {
      this.plain(4, `console ${this.#options.console} cannot be opened: ${cause instanceof Error ? cause.message : ''}`)
      return undefined
    }
  }

  /** Tells a decision. */
  tell(told: Told, now: Instant): void {
    this.#seq += 1
    const line: JournalLine = {
      seq: this.#seq,
      wall: this.#options.wall().toISOString(),
      monotonicMs: Math.round(now),
      node: this.#options.node,
      sentence: sentenceOf(told.reason),
      ...told,
    }
    this.#lines.push(line)
    if (this.#lines.length > linesMax) this.#lines.shift()
    const text = renderLine(line)
    this.plain(priorities[told.level], text)
    if (told.category === 'failover' || told.level === 'alarm') this.#tellConsole(text, now)
    for (const follower of this.#followers) follower(line)
  }

  /** Tells what is wrong and no decision of the core. */
  alarm(reason: Reason, facts: readonly string[], now: Instant): void {
    this.tell({ category: 'failover', level: 'alarm', reason, facts }, now)
  }

  /** A line that is no decision: what the daemon itself did. `priority` as of syslog(3). */
  plain(priority: number, text: string): void {
    if (this.#closed) this.counts.droppedOutput += 1
    else this.#output.write(`<${priority}>${text}\n`)
  }

  /** A line that is no decision but that whoever watches the console waits for: how far a resynchronisation is. */
  report(text: string, now: Instant): void {
    this.plain(priorities.notice, text)
    this.#tellConsole(text, now)
  }

  #tellConsole(text: string, now: Instant): void {
    if (this.#console === undefined) return
    const second = Math.floor(now / 1_000)
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1
    this.#second = second
    if (this.#inSecond > consoleLinesPerSecond) {
      this.counts.droppedConsole += 1
      return
    }
    try {
      writeSync(this.#console, `hapair: ${text}\r\n`)
    } catch {
      // A console that takes nothing now must not hold up a failover; the line stands in the journal.
      this.counts.droppedConsole += 1
    }
  }

  /** The newest lines, oldest first. */
  last(count: number): readonly JournalLine[] {
    return this.#lines.slice(-count)
  }

  /** Calls `follower` with each new line. Returns how to end that. */
  follow(follower: (line: JournalLine) => void): () => void {
    this.#followers.add(follower)
    return () => this.#followers.delete(follower)
  }

  /** Writes out what waits, for a limited time, then closes. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    if (this.#console !== undefined) closeSync(this.#console)
    this.#console = undefined
    await endOutput(this.#output)
  }
}
