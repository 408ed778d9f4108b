/**
 * How do bytes get in and out of a serial port without ever blocking, queueing or losing the port?
 *
 * The package serialport opens, locks and sets the port; bytes then move by read(2) and write(2) on its descriptor, on
 * the main thread, when libuv says so. The port is opened anew, with a new object, after each loss.
 *
 * Traps that shaped this file, all measured with serialport 13.0.0:
 * - Its own `write` on a closed port reports no error and sends the bytes after the next opening; with a stalled peer it
 *   queued 2 MB. write(2) on the non-blocking descriptor says EAGAIN instead, and the frame is dropped.
 * - Its own reads and writes go through libuv's thread pool, so a slow disk or a busy pool would hold back beats. With
 *   read(2) and write(2) a round trip took 0.13 ms at the median while every pool thread was busy.
 * - Its own poller must never be started: libuv watches a descriptor for one reader only.
 * - A vanished pseudo terminal reads as EIO or as zero bytes; a pulled RS-232 cable gives no event at all.
 * - Errors carry a text and no code; the lock is flock(2), which a login program does not ask for.
 *
 * Rejected: the stream interface of the package (above); termios by our own FFI (the package does it well).
 * Limits: where the device cannot count unsent bytes (a pseudo terminal answers 0) only the kernel's buffer bounds what
 * waits there, 20 KB or so; it is thrown away at the first frame that does not fit. The discarding takes unread input
 * along (TCIOFLUSH is all that the package offers), one beat at worst, on a line that stands still anyway.
 * Sources: decision D9; tty_ioctl(4); fault list F03, F04, F08.
 */
import { readSync, writeSync } from 'node:fs'
import { LinuxPortBinding } from '@serialport/bindings-cpp'
import { SerialPort } from 'serialport'
import { assert } from '../base/assert.ts'
import { ioctl } from '../linux/libc.ts'
import { watchReadable, type Watch } from '../linux/poll.ts'
import { emptyBacklog, judgeBacklog, afterWrite, type Backlog } from './backlog.ts'
import { elapsed, type Instant } from '../base/time.ts'
import type { ModemLines } from './line-check.ts'

/** What a port reports, always on the main thread. */
export type TtyListener = {
  /** Bytes arrived; they are valid during the call only. `at`: the instant at which they were read. */
  readonly chunk: (bytes: Uint8Array, at: Instant) => void
  /** The port is open: nothing heard before belongs to what comes now. */
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

/** A serial port that opens itself again. `stop` closes it for good; nothing is reported after it. */
export type Tty = {
  /** True when all bytes are with the kernel; false when none or not all could go out now. Never waits. */
  readonly write: (bytes: Uint8Array) => boolean
  readonly stop: () => void
}

const readBytesMax = 4096
/** Reads per turn of the loop: at 921600 baud 16 KiB are 180 ms of the line, so nothing piles up. */
const readsPerTurnMax = 4
const modemLinesEveryMs = 1000
const reopenStepMs = 1000
const reopenMsMax = 5000
/** How often a port that is closing is asked whether all was sent. */
const drainLookMs = 5
/** The package keeps a read buffer of this size that is not used here; 64 KiB by default, 128 at least. */
const packageBufferBytes = 256

/** Opens a port and keeps it open. Never throws for the device: what is wrong comes as `closed`. */
export function openTty(options: TtyOptions): Tty {
  return new ReopeningTty(options)
}

class ReopeningTty implements Tty {
  readonly #options: TtyOptions
  #port: SerialPort | undefined
  #session: TtySession | undefined
  #timer: NodeJS.Timeout | undefined
  #attempts = 0
  #stopped = false

  constructor(options: TtyOptions) {
    this.#options = options
    this.#open()
  }

  write(bytes: Uint8Array): boolean {
    return this.#session?.write(bytes) ?? false
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#session?.end('orderly')
    this.#session = undefined
  }

  #open(): void {
    const { device, baudRate } = this.#options
    const port = new SerialPort({
      path: device,
      baudRate,
      autoOpen: false,
      lock: true,
      rtscts: false,
      hupcl: false,
      highWaterMark: packageBufferBytes,
    })
    // Without a listener the package's late errors (a write cancelled by closing) would end the process.
    // It may also come from an object that was given up, and says nothing about its successor then.
    port.on('error', (error) => {
      if (port === this.#port) this.#lose(`${device}: ${error.message}`)
    })
    this.#port = port
    port.open((error) => {
      if (error !== null) this.#lose(error.message)
      else if (this.#stopped) closePort(port)
      else this.#begin(port)
    })
  }

  #begin(port: SerialPort): void {
    this.#attempts = 0
    this.#session = new TtySession(port, this.#options, (why) => {
      this.#lose(why)
    })
    this.#options.listener.opened()
  }

  /** The port failed, or could not be opened: told, and tried again after a while. */
  #lose(why: string): void {
    if (this.#stopped) return
    this.#session?.end('lost')
    this.#session = undefined
    this.#options.listener.closed(why)
    clearTimeout(this.#timer)
    this.#attempts++
    this.#timer = setTimeout(
      () => {
        this.#open()
      },
      Math.min(this.#attempts * reopenStepMs, reopenMsMax),
    )
  }
}

/** One opening of the port, from success to loss. */
class TtySession {
  readonly #port: SerialPort
  readonly #fd: number
  readonly #watch: Watch
  readonly #options: TtyOptions
  readonly #lost: (why: string) => void
  readonly #buffer = new Uint8Array(readBytesMax)
  readonly #timer: NodeJS.Timeout
  #backlog: Backlog
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
    this.#watch = watchReadable(this.#fd, () => {
      this.#readAll()
    })
  }

  write(bytes: Uint8Array): boolean {
    if (this.#ended) return false
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
      this.#options.listener.chunk(bytes, this.#options.clock())
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
function closePort(port: SerialPort): void {
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
