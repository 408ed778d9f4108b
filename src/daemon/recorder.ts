/**
 * What did the core see, so that a night in the field can be replayed?
 *
 * Every fact is written as one line of JSON, with its instant, behind a first line that holds the settings. Two files
 * take turns, so that the recording is bounded; the next one begins with the state that the last one led to, so that each
 * can be replayed by itself. The writing is asynchronous and drops lines, counted, rather than wait.
 * The core is pure, so the same lines give the same decisions, also under other settings (`hapair replay`).
 */
import { mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Instant } from '../base/time.ts'
import type { PairEvent } from '../core/events.ts'
import type { PairSettings } from '../core/settings.ts'
import { encodeState } from '../core/state-text.ts'
import type { PairState } from '../core/state.ts'
import { pause } from '../linux/clock.ts'
import { endOutput, openOutput } from './output.ts'
import type { Output } from './output.ts'

/** Size at which the other file's turn comes, bytes: an hour of beats at 100 ms on three paths is some 60 MB. */
const fileBytesMax = 64 << 20
/** Bytes that may wait for a slow disk. */
const waitingBytesMax = 4 << 20
/**
 * Lines are gathered to this many bytes before a thread is woken to write them. Gathered here and not by the writer of
 * `pino`, which measures all that it has gathered at each line: that was a third of all memory that a quiet node asked for
 * (422 KB a second, measured 2026-11-20).
 */
const gatherBytes = 16_000
/** Bounds of a recording; for tests, which a slow disk must not fail. */
export type RecorderBounds = {
  /** Size at which the other file's turn comes. */
  readonly fileBytes: number
  /** The last lines of a full file are written within this span, ms, or let go. */
  readonly lastLinesMs: number
  /** And those of the last file, when the agent ends. */
  readonly endMs: number
}

const bounds: RecorderBounds = { fileBytes: fileBytesMax, lastLinesMs: 2_000, endMs: 200 }

/** Where a file begins that is not the first one of a run. */
export type Present = { readonly settings: () => PairSettings; readonly state: () => PairState }

/** The flight recorder of one run of the agent. It never stops the agent: what cannot be written is counted. */
export class Recorder {
  readonly #file: string
  readonly #startedAt: Instant
  readonly #bounds: RecorderBounds
  #output: Output | undefined
  /** The full file before this one is being written still. */
  #full: Promise<void> = Promise.resolve()
  #fd = -1
  #bytes = 0
  #lines: string[] = []
  #gathered = 0
  /** Lines that the writer is being given: so many are lost when it says no. */
  #given = 1
  dropped = 0
  /** Why nothing is written now; nothing while it is. */
  problem: string | undefined

  /** Opens the recording in `folder`/flight; the last run's is kept beside it. A replay begins at `startedAt`. */
  constructor(folder: string, settings: PairSettings, startedAt: Instant, others: Partial<RecorderBounds> = {}) {
    this.#file = join(folder, 'flight', 'current.ndjson')
    this.#startedAt = startedAt
    this.#bounds = { ...bounds, ...others }
    this.#begin(JSON.stringify({ format: 1, settings, startedAt }))
    process.prependListener('exit', this.#atExit)
  }

  /** The next file's turn. When it cannot be opened, the next attempt is made a whole file of facts later. */
  #begin(head: string): void {
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 })
      this.#rotate()
      this.#output = this.#open(openSync(this.#file, 'w', 0o600), `${head}\n`)
      this.problem = undefined
    } catch (cause) {
      this.#output = undefined
      this.problem = cause instanceof Error ? cause.message : 'failed without a reason'
    }
  }

  #open(fd: number, head: string): Output {
    this.#fd = fd
    const output = openOutput({ fd, waitingBytesMax }, () => (this.dropped += this.#given))
    output.write(head)
    this.#bytes = head.length
    return output
  }

  #rotate(): void {
    if (statSync(this.#file, { throwIfNoEntry: false }) === undefined) return
    renameSync(this.#file, `${this.#file}.1`)
  }

  /** Notes one fact, before it is absorbed. `present`: what is so until then. */
  record(event: PairEvent, now: Instant, present: Present): void {
    if (this.#bytes >= this.#bounds.fileBytes) this.#turn(present)
    const line = `${JSON.stringify({ at: now, event })}\n`
    this.#bytes += line.length
    this.#lines.push(line)
    this.#gathered += line.length
    if (this.#gathered >= gatherBytes) this.#give()
  }

  #turn({ settings, state }: Present): void {
    this.#bytes = 0
    this.#give()
    if (this.#output !== undefined) this.#full = endOutput(this.#output, this.#bounds.lastLinesMs)
    const head = JSON.stringify({ format: 1, settings: settings(), startedAt: this.#startedAt })
    this.#begin(`${head.slice(0, -1)},"state":${encodeState(state())}}`)
  }

  /** Gives the gathered lines to the writer. */
  #give(): void {
    this.#given = this.#lines.length
    if (this.#output === undefined) this.dropped += this.#given
    else this.#output.write(this.#taken())
    this.#given = 1
  }

  #taken(): string {
    const text = this.#lines.join('')
    this.#lines = []
    this.#gathered = 0
    return text
  }

  /** The agent ends without `close`, by a broken assumption perhaps: the last lines are those that tell of it. */
  readonly #atExit = (): void => {
    const count = this.#lines.length
    if (this.#output === undefined || count === 0) return
    try {
      writeSync(this.#fd, this.#taken())
    } catch {
      // Nobody is there any more to be told; a full disk must not keep the process.
      this.dropped += count
    }
  }

  /** Hands what waits to the disk, for a limited time, then closes. */
  async close(): Promise<void> {
    process.off('exit', this.#atExit)
    if (this.#lines.length > 0) this.#give()
    const output = this.#output
    this.#output = undefined
    const { endMs } = this.#bounds
    if (output !== undefined) await endOutput(output, endMs)
    await Promise.race([this.#full, pause(endMs)])
  }
}
