/**
 * What did the core see, so that a night in the field can be replayed?
 *
 * Every fact is written as one line of JSON, with its instant, behind a first line that holds the settings. Two files
 * take turns, so that the recording is bounded; the writing is asynchronous and drops lines, counted, rather than wait.
 * The core is pure, so the same lines give the same decisions, also under other settings (`hapair replay`).
 */
import { mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { destination } from 'pino'
import type { Instant } from '../base/time.ts'
import type { PairEvent } from '../core/events.ts'
import type { PairSettings } from '../core/settings.ts'

/** Size at which the other file's turn comes, bytes: an hour of beats at 100 ms on three paths is some 60 MB. */
const fileBytesMax = 64 << 20
/** Bytes that may wait for a slow disk. */
const waitingBytesMax = 4 << 20
/** Lines are gathered to this many bytes before they are handed to the disk. */
const gatherBytes = 8_192

/** The flight recorder of one run of the agent. */
export class Recorder {
  readonly #file: string
  readonly #head: string
  #output: ReturnType<typeof destination>
  #bytes = 0
  dropped = 0

  /** Opens the recording in `folder`/flight; the last run's is kept beside it. @throws when the folder cannot be made */
  constructor(folder: string, settings: PairSettings, startedAt: Instant) {
    const flight = join(folder, 'flight')
    mkdirSync(flight, { recursive: true, mode: 0o700 })
    this.#file = join(flight, 'current.ndjson')
    this.#head = `${JSON.stringify({ format: 1, settings, startedAt })}\n`
    this.#rotate()
    this.#output = this.#open()
  }

  #open(): ReturnType<typeof destination> {
    const options = { dest: this.#file, sync: false, minLength: gatherBytes, maxLength: waitingBytesMax, mode: 0o600 }
    const output = destination(options)
    output.on('error', () => (this.dropped += 1))
    output.on('drop', () => (this.dropped += 1))
    output.write(this.#head)
    this.#bytes = this.#head.length
    return output
  }

  #rotate(): void {
    if (statSync(this.#file, { throwIfNoEntry: false }) === undefined) return
    renameSync(this.#file, `${this.#file}.1`)
  }

  /** Notes one fact. */
  record(event: PairEvent, now: Instant): void {
    const line = `${JSON.stringify({ at: now, event })}\n`
    this.#bytes += line.length
    this.#output.write(line)
    if (this.#bytes < fileBytesMax) return
    this.#output.end()
    this.#rotate()
    this.#output = this.#open()
  }

  /** Hands what waits to the disk. */
  close(): void {
    this.#output.flushSync()
  }
}
