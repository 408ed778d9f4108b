/**
 * How is a null-modem cable between two machines made, cut and spoilt?
 *
 * A program of its own. It opens two pseudo terminals and passes bytes between them at the pace of the baud rate
 * (8N1: ten bits a byte). It reads no faster than the line sends, so a writer finds its output pending as on a real
 * UART. The first line on standard output names both ends; commands on standard input are lines: `cut`, `mend`,
 * `half-open m` or `half-open s` (what that side sends is lost), `garble RATE` (chance of a spoilt byte),
 * `baud N`, `count` (prints the counters). Rejected: socat, which has no pace and can only be cut by killing it.
 *
 * Limits: a pseudo terminal has no modem lines, no break and no parity errors.
 */
import { execFileSync } from 'node:child_process'
import { constants, openSync, readSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Pty } from './kernel.ts'
import { monotonicMs, openPty } from './kernel.ts'
import type { Watch } from '../../src/linux/poll.ts'
import { watchReadable } from '../../src/linux/poll.ts'
import type { NodeName } from './layout.ts'
import { nodeNames, otherNode } from './layout.ts'

const BITS_PER_BYTE = 10
const MS_PER_SECOND = 1000
/** The line takes what it can send in this time at once; a real UART has a FIFO of 16 bytes, 1.4 ms at 115200. */
const SLICE_MS = 2
const BYTES_OF_CHANCE = 256

type Counters = { sent: number; delivered: number; lost: number; garbled: number }

type Direction = {
  readonly from: Pty
  readonly to: Pty
  readonly counters: Counters
  silent: boolean
  /** When the line will have sent what it has taken. */
  busyUntilMs: number
  watch: Watch | undefined
}

let baudRate = Number(process.argv[2] ?? '115200')
let garbleRate = 0
const ends: Record<NodeName, Pty> = { m: openPty(), s: openPty() }

/** A slave that stays open here keeps the line's settings and spares the master the hang-up between two openers. */
function keepOpen(pty: Pty): void {
  openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK)
  execFileSync('stty', ['-F', pty.path, 'raw', '-echo'])
}

function direction(from: NodeName): Direction {
  const counters = { sent: 0, delivered: 0, lost: 0, garbled: 0 }
  const way: Direction = {
    from: ends[from],
    to: ends[otherNode(from)],
    counters,
    silent: false,
    busyUntilMs: 0,
    watch: undefined,
  }
  listen(way)
  return way
}

function listen(way: Direction): void {
  way.watch = watchReadable(way.from.master, () => {
    way.watch?.stop()
    takeSlice(way)
  })
}

/** Takes what the line can send within a slice, delivers it when it has been sent, and only then looks again. */
function takeSlice(way: Direction): void {
  const byteMs = (BITS_PER_BYTE * MS_PER_SECOND) / baudRate
  const slice = Buffer.alloc(Math.max(1, Math.floor(SLICE_MS / byteMs)))
  const bytes = readPty(way.from.master, slice)
  if (bytes === 0) {
    listen(way)
    return
  }
  way.counters.sent += bytes
  way.busyUntilMs = Math.max(way.busyUntilMs, monotonicMs() - 1) + bytes * byteMs
  setTimeout(
    () => {
      deliver(way, slice.subarray(0, bytes))
      takeSlice(way)
    },
    Math.max(0, way.busyUntilMs - monotonicMs()),
  )
}

function deliver(way: Direction, bytes: Buffer): void {
  if (way.silent) {
    way.counters.lost += bytes.length
    return
  }
  for (let at = 0; at < bytes.length; at += 1) {
    if (garbleRate === 0 || Math.random() >= garbleRate) continue
    bytes[at] = Math.floor(Math.random() * BYTES_OF_CHANCE)
    way.counters.garbled += 1
  }
  const delivered = writePty(way.to.master, bytes)
  way.counters.delivered += delivered
  // Nobody reads there and the buffer is full: a UART would overrun as well.
  way.counters.lost += bytes.length - delivered
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
}

function readPty(fd: number, into: Buffer): number {
  try {
    return readSync(fd, into)
  } catch (error) {
    if (isCode(error, 'EAGAIN', 'EIO')) return 0
    throw error
  }
}

function writePty(fd: number, bytes: Buffer): number {
  try {
    return writeSync(fd, bytes)
  } catch (error) {
    if (isCode(error, 'EAGAIN', 'EIO')) return 0
    throw error
  }
}

function obey(line: string, ways: Readonly<Record<NodeName, Direction>>): void {
  const [verb, word] = line.trim().split(' ')
  switch (verb) {
    case 'cut':
    case 'mend':
      for (const node of nodeNames) ways[node].silent = verb === 'cut'
      return
    case 'half-open':
      for (const node of nodeNames) ways[node].silent = node === word
      return
    case 'garble':
      garbleRate = Number(word)
      return
    case 'baud':
      baudRate = Number(word)
      return
    case 'count':
      process.stdout.write(`${JSON.stringify({ m: ways.m.counters, s: ways.s.counters })}\n`)
      return
    default:
      process.stderr.write(`relay: unknown command ${line}\n`)
  }
}

for (const node of nodeNames) keepOpen(ends[node])
const ways = { m: direction('m'), s: direction('s') }
const commands = createInterface({ input: process.stdin })
commands.on('line', (line) => obey(line, ways))
commands.on('close', () => process.exit(0))
process.stdout.write(`${JSON.stringify({ m: ends.m.path, s: ends.s.path })}\n`)
