/**
 * When was each volume compared last, and with which outcome, across restarts of the agent?
 *
 * One small file in the state folder. Only the schedule and the reader want it: without it a comparison comes too early
 * and nothing else, so a file that cannot be read or written is told and gone on without. One write at a time; what
 * comes meanwhile is in the next one.
 */
import { join } from 'node:path'
import * as z from 'zod'
import { OpError } from '../base/op-error.ts'
import type { VerifyReport } from '../control/protocol.ts'
import { readLimited, writeDurably } from '../linux/files.ts'

type Last = NonNullable<VerifyReport['last']>

/** What is kept of each volume. */
export type VerifyRecords = {
  /** The last comparison; nothing when none is known. */
  readonly last: (resource: string) => Last | undefined
  readonly note: (resource: string, last: Last) => void
}

/** Eight volumes take 1 KiB. */
const bytesMax = 16_384
const resourcesMax = 8

const last = z.strictObject({
  endedAt: z.iso.datetime(),
  outcome: z.enum(['alike', 'different', 'broken-off']),
  outOfSyncKib: z.number().min(0).nullable(),
})
const form = z.record(z.string().min(1), last).refine((all) => Object.keys(all).length <= resourcesMax)

/** Name of the file in the state folder. */
export const verifyFile = 'verify.json'

/** Records in a file of this folder. `names`: volumes of the settings, others are forgotten. */
export class VerifyFile implements VerifyRecords {
  readonly #path: string
  readonly #trouble: (text: string) => void
  readonly #known = new Map<string, Last>()
  #writing: 'no' | 'once' | 'again' = 'no'
  /** Resolves when the file was read and all is written. */
  written: Promise<void>

  constructor(folder: string, names: readonly string[], trouble: (text: string) => void) {
    this.#path = join(folder, verifyFile)
    this.#trouble = trouble
    this.written = this.#read(names)
  }

  last(resource: string): Last | undefined {
    return this.#known.get(resource)
  }

  note(resource: string, noted: Last): void {
    this.#known.set(resource, noted)
    if (this.#writing !== 'no') this.#writing = 'again'
    else this.written = this.written.then(() => this.#write())
  }

  async #read(names: readonly string[]): Promise<void> {
    try {
      const bytes = await readLimited(this.#path, bytesMax)
      if (bytes === undefined) return
      const parsed = form.parse(JSON.parse(new TextDecoder().decode(bytes)))
      for (const name of names) {
        const found = parsed[name]
        if (found !== undefined && !this.#known.has(name)) this.#known.set(name, found)
      }
    } catch (cause) {
      this.#trouble(`${this.#path} does not say when the copies were compared last: ${messageOf(cause)}`)
    }
  }

  async #write(): Promise<void> {
    do {
      this.#writing = 'once'
      try {
        await writeDurably(this.#path, new TextEncoder().encode(JSON.stringify(Object.fromEntries(this.#known))))
      } catch (cause) {
        if (!(cause instanceof OpError)) throw cause
        this.#trouble(`the outcome of a comparison is not kept: ${cause.message}`)
      }
    } while (this.#isAgain())
    this.#writing = 'no'
  }

  /** Read anew: something may have been noted while the file was written. */
  #isAgain(): boolean {
    return this.#writing === 'again'
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'failed without a reason'
}

/** Records that last as long as the agent. */
export function recordsInMemory(): VerifyRecords {
  const known = new Map<string, Last>()
  return { last: (name) => known.get(name), note: (name, noted) => void known.set(name, noted) }
}
