/**
 * How do bytes get in and out of an open serial port without ever blocking or queueing?
 *
 * By read(2) and write(2) on the descriptor that the package serialport has opened, on the main thread, when libuv says
 * so. What waits in the kernel is bounded by `backlog.ts`. For a moment after the opening, what comes is thrown away and
 * nothing is sent: drivers of virtual ports keep bytes for a reader who was not there, and those are of the past.
 *
 * Traps that shaped this file, measured with serialport 13.0.0:
 * - Its own `write` on a closed port reports no error and sends the bytes after the next opening; with a stalled peer it
 *   queued 2 MB. write(2) on the non-blocking descriptor says EAGAIN instead, and the frame is dropped.
 * - Its own reads and writes go through libuv's thread pool, so a slow disk or a busy pool would hold back beats. With
 *   read(2) and write(2) a round trip took 0.13 ms at the median while every pool thread was busy.
 * - Its own poller must never be started: libuv watches a descriptor for one reader only.
 *
 * Limits: where the device cannot count unsent bytes (a pseudo terminal answers 0) only the kernel's buffer bounds what
 * waits there, 20 KB or so; it is thrown away at the first frame that does not fit. The discarding takes unread input
 * along (TCIOFLUSH is all that the package offers), one beat at worst, on a line that stands still anyway.
 *
 * Rejected: the stream interface of the package (above).
 * Sources: decision D9; tty_ioctl(4); fault list F04.
 */
import { readSync, writeSync } from 'node:fs'
import { LinuxPortBinding } from '@serialport/bindings-cpp'
import { assert } from '../base/assert.ts'
import { elapsed, type Instant } from '../base/time.ts'
import { ioctl } from '../linux/libc.ts'
import { watchReadable, type Watch } from '../linux/poll.ts'
import { afterWrite, emptyBacklog, judgeBacklog, type Backlog } from './backlog.ts'
import type { SerialPort } from 'serialport'
import type { ModemLines } from './line-check.ts'

/** What a port reports, always on the main thread. */
export type TtyListener = {
  /** Bytes arrived; they are valid during the call only. `at`: the instant at which they were read. */
  readonly chunk: (bytes: Uint8Array, at: Instant) => void
  /** Bytes that arrived right after the opening, and are of the past. */
  readonly discarded: (bytes: number) => void
  /** The port can be used: nothing heard before belongs to what comes now. */
  readonly opened: () => void
  /** The port is closed; it is opened again by itself. `why`: one sentence. Told for each failed attempt as well. */
  readonly closed: (why: string) => void
  /** The modem lines were read, at most once a second. */
  readonly modemLines: (lines: ModemLines) => void
}

/** `waitMsMax`: how long a frame may wait in the kernel, ms; the beat interval. */
export type TtyOptions = {
  readonly device: string
  readonly baudRate: number
  readonly waitMsMax: number
  readonly clock: () => Instant
  readonly listener: TtyListener
}

const readBytesMax = 4096
/** Reads per turn of the loop: at 921600 baud 16 KiB are 180 ms of the line, so nothing piles up. */
const readsPerTurnMax = 4
const modemLinesEveryMs = 1000
/** How often a port that is closing is asked whether all was sent. */
const drainLookMs = 5
/** How long after the opening bytes count as of the past. On a real line that costs one beat at most. */
const settleMs = 50

/** One opening of the port, from success to loss. `lost` is called at most once, and not after `end`. */
export class TtySession {
  readonly #port: SerialPort
  readonly #fd: number
  readonly #watch: Watch
  readonly #options: TtyOptions
  readonly #lost: (why: string) => void
  readonly #buffer = new Uint8Array(readBytesMax)
  readonly #timer: NodeJS.Timeout
  readonly #settling: NodeJS.Timeout
  #backlog: Backlog
  #settled = false
  #ended = false
  #asking = false

  constructor(port: SerialPort, options: TtyOptions, lost: (why: string) => void) {
    const binding = port.port
    assert(binding instanceof LinuxPortBinding && binding.fd !== null, 'an open port has a descriptor')
    this.#port = port
    this.#fd = binding.fd
    this.#options = options
    this.#lost = lost
    this.#backlog = emptyBacklog(options.clock())
    this.#timer = setInterval(() => {
      this.#askModemLines()
    }, modemLinesEveryMs)
    this.#askModemLines()
    this.#settling = setTimeout(() => {
      this.#settled = true
      options.listener.opened()
    }, settleMs)
    this.#watch = watchReadable(this.#fd, () => {
      this.#readAll()
    })
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ended || !this.#settled) return false
    const { clock, baudRate, waitMsMax } = this.#options
    const judged = judgeBacklog(this.#backlog, { pendingBytes: unsentBytes(this.#fd), baudRate, waitMsMax }, clock())
    this.#backlog = judged.backlog
    if (judged.verdict === 'discard') this.#discard()
    return judged.verdict === 'write' && this.#put(bytes)
  }

  /**
   * Ends the session. In order: the last frame, "leaving" perhaps, gets as long as any frame to go out, and what is still
   * there then is thrown away, since closing would wait for it, up to 30 s on a line that stands still.
   */
  end(how: 'orderly' | 'lost'): void {
    if (this.#ended) return
    this.#ended = true
    clearInterval(this.#timer)
    clearTimeout(this.#settling)
    this.#watch.stop()
    if (how === 'lost') closePort(this.#port)
    else this.#closeWhenSent(this.#options.clock())
  }

  #closeWhenSent(since: Instant): void {
    if (unsentBytes(this.#fd) === 0) this.#port.close(ignoreLate)
    else if (elapsed(since, this.#options.clock()) > this.#options.waitMsMax) closePort(this.#port)
    else setTimeout(() => this.#closeWhenSent(since), drainLookMs)
  }

  #put(bytes: Uint8Array): boolean {
    try {
      const written = writeSync(this.#fd, bytes)
      this.#backlog = afterWrite(this.#backlog, written)
      if (written === bytes.length) return true
      this.#discard()
    } catch (error) {
      const code = errorCode(error)
      if (code !== 'EAGAIN') this.#fail('write to', code)
      else this.#discard()
    }
    return false
  }

  /** The kernel's buffer holds the past: it goes, so that the next frame tells the present. */
  #discard(): void {
    this.#port.flush(ignoreLate)
    this.#backlog = emptyBacklog(this.#options.clock())
  }

  #readAll(): void {
    for (let reads = 0; reads < readsPerTurnMax && !this.#ended; reads++) {
      const bytes = this.#readOnce()
      if (bytes === 'nothing') break
      if (this.#settled) this.#options.listener.chunk(bytes, this.#options.clock())
      else this.#options.listener.discarded(bytes.length)
      // A short read emptied the line. Asking again would only raise EAGAIN, and an error each chunk costs more than a beat.
      if (bytes.length < readBytesMax) break
    }
  }

  #readOnce(): Uint8Array | 'nothing' {
    try {
      const length = readSync(this.#fd, this.#buffer)
      if (length > 0) return this.#buffer.subarray(0, length)
      this.#fail('read from', 'end of file')
    } catch (error) {
      const code = errorCode(error)
      if (code !== 'EAGAIN') this.#fail('read from', code)
    }
    return 'nothing'
  }

  #fail(operation: string, code: string): void {
    if (this.#ended) return
    this.#lost(`cannot ${operation} ${this.#options.device} (${code})`)
  }

  /** One question at a time: the answer comes from a thread of the pool and may be late. */
  #askModemLines(): void {
    if (this.#asking || this.#ended) return
    this.#asking = true
    this.#port.get((error, lines) => {
      this.#asking = false
      if (this.#ended) return
      // A pseudo terminal answers ENOTTY: it has no such lines.
      this.#options.listener.modemLines(error !== null || lines === undefined ? 'unknown' : pick(lines))
    })
  }
}

function pick(lines: { readonly cts: boolean; readonly dsr: boolean; readonly dcd: boolean }): ModemLines {
  return { cts: lines.cts, dsr: lines.dsr, dcd: lines.dcd }
}

/** Throws unsent bytes away before closing, which would wait for them (closing_wait of setserial(8), 30 s). */
export function closePort(port: SerialPort): void {
  port.flush(() => {
    if (port.isOpen) port.close(ignoreLate)
  })
}

/** For answers of a port that is given up: the object is not used again, and the next opening shows what is wrong. */
function ignoreLate(): void {
  return undefined
}

/** TIOCOUTQ, asm-generic/ioctls.h: how many bytes were written and not sent yet. */
const countUnsent = 0x5411
const countBuffer = new Int32Array(1)
const countBytes = new Uint8Array(countBuffer.buffer)

/** Bytes that the kernel has not sent yet; 0 where the device cannot tell. */
function unsentBytes(fd: number): number {
  return ioctl(fd, countUnsent, countBytes) < 0 ? 0 : (countBuffer[0] ?? 0)
}

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}
