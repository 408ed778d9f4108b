/**
 * Where do the durable facts live, and what is read back after a crash?
 *
 * Two slots, written in turn: a write that is cut by a crash spoils one slot and never both (D17). Each slot carries
 * the length and a checksum of its text; the valid one with the higher sequence number speaks. A record of another
 * pair or node is not ours. When both slots are spoiled the node must hold, so that is told apart from "never written".
 */
import { crc32 } from 'node:zlib'
import { join } from 'node:path'
import * as z from 'zod'
import { OpError } from '../base/op-error.ts'
import { usedMax } from '../core/repair.ts'
import type { Memory } from '../core/types.ts'
import { readLimited, writeDurably } from '../linux/files.ts'

/** Largest record, bytes: the record is some 500 bytes of JSON. */
const recordBytesMax = 16_384
const slotNames = ['memory.a', 'memory.b'] as const
const headerPattern = /^hapair-memory 1 (\d{1,15}) (\d{1,6}) ([0-9a-f]{8})\n/

const node = z.enum(['master', 'slave'])
const term = z.strictObject({ number: z.int().min(0).max(0xffffffff), node })
const identifier = z.string().regex(/^[0-9A-F]{15}[02468ACE]$/)
const generation = z.strictObject({
  current: identifier,
  bitmap: identifier,
  history: z.tuple([identifier, identifier]),
})
/** A current identifier and the number of the order that named it. */
const tokenForm = /^[0-9A-F]{16} \d{1,3}$/
const disk = z.strictObject({
  name: z.string().min(1),
  own: generation.exactOptional(),
  peer: generation.exactOptional(),
  peerBehind: z.enum(['no', 'acknowledged', 'fenced', 'departed', 'failed', 'presumed']),
  stale: z.boolean(),
  used: z.array(z.string().regex(tokenForm)).max(usedMax).exactOptional(),
  forced: z.boolean(),
  apart: z.boolean().default(false),
})
/** As many as a beat has blocks for (D8). */
const resourcesMax = 8
const memoryShape = z.strictObject({
  node,
  pairId: z.int().min(0),
  incarnation: z.int().min(0).max(0xffffffff),
  bootId: z.int().min(0).max(0xffffffff),
  term,
  reserved: z.int().min(0).max(0xffffffff),
  heard: term,
  phase: z.enum(['starting', 'running-slave', 'taking-over', 'running-master', 'isolated', 'releasing', 'held']),
  intent: z.enum(['none', 'take', 'release']),
  cleanDeparture: z.boolean(),
  peerWasMaster: z.boolean(),
  sticky: z.enum(['master', 'slave', 'none']),
  held: z.boolean(),
  maintenance: z.boolean(),
  flapCount: z.int().min(0),
  failbackStopped: z.boolean(),
  failbackAtMs: z.number().min(0),
  linkMove: z.boolean(),
  joinedTerm: z.int().min(0).max(0xffffffff),
  witnessed: z.boolean().default(false),
  disks: z.array(disk).max(resourcesMax),
  settingsHash: z.int().min(0),
})

/** What a slot holds. */
export type Slot =
  | { readonly type: 'absent' }
  | { readonly type: 'spoiled'; readonly why: string }
  | { readonly type: 'valid'; readonly sequence: number; readonly memory: Memory }

/** What both slots say together. `problems` are sentences for the journal. */
export type Recollection = {
  readonly memory: Memory | 'empty' | 'unreadable'
  readonly sequence: number
  readonly problems: readonly string[]
}

/** The text of a slot. */
export function encodeSlot(memory: Memory, sequence: number): string {
  const body = JSON.stringify(memory)
  const sum = crc32(body).toString(16).padStart(8, '0')
  return `hapair-memory 1 ${sequence} ${body.length} ${sum}\n${body}`
}

/** Reads a slot; a record of another pair or node is spoiled, not absent. */
export function decodeSlot(text: string, own: { readonly node: string; readonly pairId: number }): Slot {
  const header = headerPattern.exec(text)
  if (header === null) return { type: 'spoiled', why: 'no valid header' }
  const body = text.slice(header[0].length)
  if (body.length !== Number(header[2])) return { type: 'spoiled', why: 'torn: the length does not fit' }
  if (crc32(body).toString(16).padStart(8, '0') !== header[3])
    return { type: 'spoiled', why: 'the checksum does not fit' }
  const parsed = memoryShape.safeParse(parseJson(body))
  if (!parsed.success) return { type: 'spoiled', why: z.prettifyError(parsed.error).replaceAll('\n', '; ') }
  const memory = parsed.data
  if (memory.node !== own.node || memory.pairId !== own.pairId) {
    return { type: 'spoiled', why: `it belongs to ${memory.node} of pair ${memory.pairId}` }
  }
  return { type: 'valid', sequence: Number(header[1]), memory }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    return cause instanceof Error ? cause.message : 'no JSON'
  }
}

/** Joins what the slots say. */
export function recollect(slots: readonly Slot[]): Recollection {
  const problems = slots.flatMap((slot, index) =>
    slot.type === 'spoiled' ? [`${slotNames[index] ?? ''}: ${slot.why}`] : [],
  )
  const valid = slots.filter((slot) => slot.type === 'valid').toSorted((one, other) => other.sequence - one.sequence)
  const newest = valid[0]
  if (newest !== undefined) return { memory: newest.memory, sequence: newest.sequence, problems }
  return { memory: problems.length > 0 ? 'unreadable' : 'empty', sequence: 0, problems }
}

/** The two slots in a folder. */
export class MemoryStore {
  readonly #folder: string
  /** Of the newest record that is on the disk; its slot is not touched by the next write. */
  #sequence = 0
  #writing = false

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Reads both slots; one that cannot be read is spoiled, and the other one speaks. */
  async read(own: { readonly node: string; readonly pairId: number }): Promise<Recollection> {
    const slots: Slot[] = []
    for (const name of slotNames) slots.push(await this.#readSlot(name, own))
    const recollection = recollect(slots)
    this.#sequence = recollection.sequence
    return recollection
  }

  async #readSlot(name: string, own: { readonly node: string; readonly pairId: number }): Promise<Slot> {
    try {
      const bytes = await readLimited(join(this.#folder, name), recordBytesMax)
      return bytes === undefined ? { type: 'absent' } : decodeSlot(Buffer.from(bytes).toString('utf8'), own)
    } catch (cause) {
      if (cause instanceof OpError) return { type: 'spoiled', why: cause.message }
      throw cause
    }
  }

  /**
   * Writes the older slot; resolves when it is on the disk. A write that fails is repeated in the same slot, so that the
   * newest good record stays. @throws OpError, also while an earlier write is still under way
   */
  async write(memory: Memory): Promise<void> {
    const sequence = this.#sequence + 1
    const path = join(this.#folder, slotNames[sequence % 2] ?? slotNames[0])
    if (this.#writing) throw new OpError('write', path, { type: 'other', text: 'an earlier write is still under way' })
    this.#writing = true
    try {
      await writeDurably(path, new TextEncoder().encode(encodeSlot(memory, sequence)))
      this.#sequence = sequence
    } finally {
      this.#writing = false
    }
  }
}
