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
 * How many bytes must wait before the kernel wakes this process is the reader's to say (`cadence.ts`); it is set as VMIN
 * of the terminal. A UART's driver does nothing for a change of VMIN alone, and the line discipline looks again whether
 * there is something to read, so that nothing is missed between a read and the change.
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
import { elapsed, endOfTime, type Instant } from '../base/time.ts'
import { openAlarm, type Alarm } from '../linux/alarm.ts'
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
  /** The modem lines were read: once a second, or a single time on a device that has none. */
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
  readonly #timer: NodeJS.Timeout | undefined
  readonly #alarm: Alarm
  readonly #settling: NodeJS.Timeout
  #backlog: Backlog
  #settled = false
  #ended = false
  #asking = false
  #wakeBytes = 1

  constructor(port: SerialPort, options: TtyOptions, lost: (why: string) => void) {
    const binding = port.port
    assert(binding instanceof LinuxPortBinding && binding.fd !== null, 'an open port has a descriptor')
    this.#port = port
    this.#fd = binding.fd
    this.#options = options
    this.#lost = lost
    this.#backlog = emptyBacklog(options.clock())
    this.#timer = this.#watchModemLines()
    this.#alarm = openAlarm(() => this.#wakeFrom(1))
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

  expect(bytes: number, by: Instant): void {
    if (this.#ended) return
    assert(bytes >= 1 && bytes <= wakeBytesMax, 'VMIN of 1..255 bytes')
    this.#wakeFrom(bytes)
    this.#alarm.set(bytes === 1 ? endOfTime : by)
  }

  #wakeFrom(bytes: number): void {
    if (bytes !== this.#wakeBytes && setWakeBytes(this.#fd, bytes)) this.#wakeBytes = bytes
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
    this.#alarm.stop()
    this.#watch.stop()
    // Whoever opens the port next gets it as it was.
    this.#wakeFrom(1)
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
      const length = this.#fill()
      if (length === 0) break
      const bytes = this.#buffer.subarray(0, length)
      if (this.#settled) this.#options.listener.chunk(bytes, this.#options.clock())
      else this.#options.listener.discarded(length)
      // Less than what is waited for, or than there is room, emptied the line. Asking again would only raise EAGAIN, and an
      // error each chunk costs more than a beat.
      if (length < readBytesMax) break
    }
  }

  /** Reads what the kernel woke this process for, which may take several calls: below VMIN it gives 64 bytes at a time. */
  #fill(): number {
    let length = 0
    while (length < this.#wakeBytes) {
      const bytes = this.#readOnce(length)
      if (bytes === 0) break
      length += bytes
    }
    return length
  }

  /** Reads to the buffer from `from` on. Returns how many bytes; 0 when there is nothing, or the port is lost. */
  #readOnce(from: number): number {
    try {
      const length = readSync(this.#fd, this.#buffer, from, readBytesMax - from, null)
      if (length === 0) this.#fail('read from', 'end of file')
      return length
    } catch (error) {
      const code = errorCode(error)
      if (code !== 'EAGAIN') this.#fail('read from', code)
    }
    return 0
  }

  #fail(operation: string, code: string): void {
    if (this.#ended) return
    this.#lost(`cannot ${operation} ${this.#options.device} (${code})`)
  }

  /** A device without modem lines, a pseudo terminal say, is asked only once. */
  #watchModemLines(): NodeJS.Timeout | undefined {
    if (ioctl(this.#fd, readModemLines, countBytes) < 0) {
      setImmediate(() => {
        if (!this.#ended) this.#options.listener.modemLines('unknown')
      })
      return undefined
    }
    this.#askModemLines()
    return setInterval(() => {
      this.#askModemLines()
    }, modemLinesEveryMs)
  }

  /** One question at a time: the answer comes from a thread of the pool and may be late. */
  #askModemLines(): void {
    if (this.#asking || this.#ended) return
    this.#asking = true
    this.#port.get((error, lines) => {
      this.#asking = false
      if (this.#ended) return
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
/** TIOCMGET: the modem lines, as one integer; ENOTTY where there are none. */
const readModemLines = 0x5415
const countBuffer = new Int32Array(1)
const countBytes = new Uint8Array(countBuffer.buffer)

/** Bytes that the kernel has not sent yet; 0 where the device cannot tell. */
function unsentBytes(fd: number): number {
  return ioctl(fd, countUnsent, countBytes) < 0 ? 0 : (countBuffer[0] ?? 0)
}

/** TCGETS2 and TCSETS2, asm-generic/ioctls.h; struct termios2, asm-generic/termbits.h, where c_cc begins at byte 17. */
const readTerminal = 0x802c542a
const writeTerminal = 0x402c542b
const terminalBytes = 44
const waitTimeAt = 17 + 5
const wakeBytesAt = 17 + 6
const wakeBytesMax = 255
const terminal = new Uint8Array(new ArrayBuffer(terminalBytes))

/** Sets VMIN, and VTIME to 0: the terminal is readable from so many bytes on. False when the device refuses. */
function setWakeBytes(fd: number, bytes: number): boolean {
  if (ioctl(fd, readTerminal, terminal) < 0) return false
  terminal[waitTimeAt] = 0
  terminal[wakeBytesAt] = bytes
  return ioctl(fd, writeTerminal, terminal) >= 0
}

function errorCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  throw error
}
