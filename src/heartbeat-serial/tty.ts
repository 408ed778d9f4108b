/**
 * How is a serial port kept open?
 *
 * The package serialport opens, locks and sets the port; `tty-session.ts` moves the bytes. After each loss the port is
 * opened anew, with a new object, after one second and then ever later up to five.
 *
 * Traps that shaped this file, measured with serialport 13.0.0:
 * - The same object opened again sends what was written to it while it was closed: so each opening has its own.
 * - A vanished pseudo terminal reads as EIO or as zero bytes; a pulled RS-232 cable gives no event at all.
 * - Errors carry a text and no code; the lock is flock(2), which a login program does not ask for.
 *
 * Rejected: termios by our own FFI (the package does it well); waiting for the device by inotify (a second is enough).
 * Sources: decision D9; fault list F03, F08.
 */
import { SerialPort } from 'serialport'
import { closePort, TtySession, type TtyOptions } from './tty-session.ts'
import type { Instant } from '../base/time.ts'

/** A serial port that opens itself again. `stop` closes it for good; nothing is reported after it. */
export type Tty = {
  /** True when all bytes are with the kernel; false when none or not all could go out now. Never waits. */
  readonly write: (bytes: Uint8Array) => boolean
  /**
   * Chunks need not be reported before so many bytes (1..255) are there, or before `by`. Holds until the next call; an
   * opening, and `by`, end it.
   */
  readonly expect: (bytes: number, by: Instant) => void
  readonly stop: () => void
}

const reopenStepMs = 1000
const reopenMsMax = 5000
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

  expect(bytes: number, by: Instant): void {
    this.#session?.expect(bytes, by)
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
