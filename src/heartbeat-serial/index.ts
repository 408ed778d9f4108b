/**
 * How does a serial line become a heartbeat path?
 *
 * Port, framing and line check are put together here; each of them knows nothing of the others. The line check needs
 * facts that only the reader of the frames has (whose frame was it, did the peer hear us), so the daemon notes them
 * here, and one place answers "what is wrong with the cable".
 *
 * A port gives no receive stamp of the kernel, so the age of a frame counts from the moment at which its bytes were
 * read: after a stall of this process the true age is larger, which the core knows of (C5). Where the kernel was asked to
 * keep the pieces of a frame until all are there, one that does not fit counts from the moment of the look before.
 */
import { assert } from '../base/assert.ts'
import { elapsed, plus, type Instant } from '../base/time.ts'
import { afterFrame, cameAt, noCadence, nothingExpected, wakeBytes } from './cadence.ts'
import { createDeframer, encodeFrame, frameBytesMax, type Deframer } from './framing.ts'
import { createLineWatch, type LineFinding, type LineSample, type LineWatch, type ModemLines } from './line-check.ts'
import { openTty, type Tty } from './tty.ts'
import type { FramePath, PathCounters, PathListener, PathState } from '../wire/path.ts'

export type { LineFinding, LineFindingType, ModemLines } from './line-check.ts'

/** Slowest line, baud: it carries a beat of 96 bytes in 0.1 s. */
export const baudRateMin = 9600
/** Fastest line, baud: the end of a 16550's clock. */
export const baudRateMax = 921_600

/** What the reader of the frames found: whose a frame was (`peer`: a beat or handshake), or that the peer heard us here. */
export type LineNote = 'peer' | 'echo' | 'loopback' | 'foreign' | 'mis-keyed'

/** `beatMs`: interval of the beats on this path, ms; a frame that would wait longer is dropped. */
export type SerialPathOptions = {
  readonly device: string
  readonly baudRate: number
  readonly beatMs: number
  readonly listener: PathListener
  readonly clock: () => Instant
}

/** A path over a null-modem cable. */
export type SerialPath = FramePath & {
  /** Modem lines as last read, at most a second old; `unknown` on a device without. */
  readonly modemLines: () => ModemLines
  /** Takes what was found out about a frame of this line; `echo` for each newer echo of ours, by whatever path. */
  readonly note: (note: LineNote) => void
  /** What is wrong with the line, judged over the last 5 to 10 beat intervals. */
  readonly finding: () => LineFinding
}

/** Beat intervals in the shorter of the judged windows. */
const windowBeats = 5
/** How often the windows are looked after, ms. */
const judgedEveryMs = 1000
/** How late a frame may be before the line is read piece by piece, ms: more than a peer's timer is late under load. */
const lateFrameMs = 8

/** Opens a path over a serial port, which may be absent for now. Frames of 1..512 bytes. */
export function openSerialPath(options: SerialPathOptions): SerialPath {
  assert(options.baudRate >= baudRateMin && options.baudRate <= baudRateMax, 'baud rate was checked with the settings')
  return new OpenSerialPath(options)
}

class OpenSerialPath implements SerialPath {
  readonly #options: SerialPathOptions
  readonly #tty: Tty
  readonly #deframer: Deframer
  readonly #watch: LineWatch
  readonly #counts = { framesSent: 0, framesDropped: 0, framesHeard: 0, garbageBytes: 0, bytesHeard: 0 }
  readonly #notes = { peer: 0, echo: 0, loopback: 0, foreign: 0, 'mis-keyed': 0 }
  #state: PathState = { usable: false, carrier: true, detail: 'not open yet' }
  #lines: ModemLines = 'unknown'
  #linesWereRaised = false
  #chunkAt: Instant
  #sampledAt: Instant
  #cadence = noCadence
  #expected = nothingExpected
  #stopped = false

  constructor(options: SerialPathOptions) {
    this.#options = options
    this.#chunkAt = options.clock()
    this.#sampledAt = this.#chunkAt
    this.#watch = createLineWatch(windowBeats * options.beatMs, this.#sample())
    this.#deframer = createDeframer({
      frame: (bytes, lineBytes) => {
        this.#cadence = afterFrame(this.#cadence, lineBytes)
        this.#hear(bytes, cameAt(this.#expected, lineBytes, this.#chunkAt))
      },
      garbage: (bytes) => this.#hearGarbage(bytes),
    })
    this.#tty = this.#openTty()
  }

  send(frame: Uint8Array): boolean {
    assert(frame.length >= 1 && frame.length <= frameBytesMax, 'a frame for the serial line has 1..512 bytes')
    const sent = this.#tty.write(encodeFrame(frame))
    if (sent) this.#counts.framesSent++
    else this.#counts.framesDropped++
    this.#judgeNowAndThen()
    return sent
  }

  /** The judged windows end in time even when nobody asks for the finding. */
  #judgeNowAndThen(): void {
    const now = this.#options.clock()
    if (elapsed(this.#sampledAt, now) < judgedEveryMs) return
    this.#sampledAt = now
    this.#watch.absorb(this.#sample())
  }

  counters(): PathCounters {
    const { framesSent, framesDropped, framesHeard, garbageBytes } = this.#counts
    return { framesSent, framesDropped, framesHeard, garbageBytes }
  }

  modemLines(): ModemLines {
    return this.#lines
  }

  note(note: LineNote): void {
    this.#notes[note]++
  }

  finding(): LineFinding {
    return this.#watch.absorb(this.#sample())
  }

  stop(): void {
    this.#stopped = true
    this.#tty.stop()
  }

  #openTty(): Tty {
    const { device, baudRate, beatMs, clock } = this.#options
    const opened = () => {
      this.#deframer.reset()
      this.#cadence = noCadence
      this.#expected = nothingExpected
      this.#tell({ ...this.#state, usable: true, detail: `${device} is open at ${baudRate} baud` })
    }
    const closed = (why: string) => {
      this.#lines = 'unknown'
      this.#tell({ usable: false, carrier: true, detail: why })
    }
    const chunk = (bytes: Uint8Array, at: Instant) => {
      this.#chunkAt = at
      this.#counts.bytesHeard += bytes.length
      this.#deframer.absorb(bytes)
      const expected = {
        bytes: wakeBytes(this.#cadence, this.#deframer.unfinished()),
        since: at,
        by: plus(at, beatMs + lateFrameMs),
      }
      this.#expected = expected
      this.#tty.expect(expected.bytes, expected.by)
    }
    const discarded = (bytes: number) => {
      this.#counts.garbageBytes += bytes
    }
    const modemLines = (lines: ModemLines) => this.#absorbLines(lines)
    return openTty({
      device,
      baudRate,
      waitMsMax: beatMs,
      clock,
      listener: { chunk, discarded, opened, closed, modemLines },
    })
  }

  #hear(bytes: Uint8Array, at: Instant): void {
    if (this.#stopped) return
    this.#counts.framesHeard++
    this.#options.listener.frame(bytes, elapsed(at, this.#options.clock()))
  }

  #hearGarbage(bytes: number): void {
    this.#counts.garbageBytes += bytes
    if (!this.#stopped) this.#options.listener.garbage(bytes)
  }

  /**
   * Lines that were raised once and are down now mean a pulled cable or a peer without power. Lines that were never
   * raised mean nothing: a cable of three wires has none.
   */
  #absorbLines(lines: ModemLines): void {
    this.#lines = lines
    const raised = lines !== 'unknown' && (lines.cts || lines.dsr || lines.dcd)
    if (raised) this.#linesWereRaised = true
    const carrier = raised || lines === 'unknown' || !this.#linesWereRaised
    if (carrier !== this.#state.carrier) this.#tell({ ...this.#state, carrier })
  }

  /** A port that stays away is told once, not at each attempt. */
  #tell(state: PathState): void {
    const { usable, carrier, detail } = this.#state
    const same = usable === state.usable && carrier === state.carrier && detail === state.detail
    this.#state = state
    if (!same && !this.#stopped) this.#options.listener.state(state)
  }

  #sample(): LineSample {
    const { bytesHeard, framesHeard, framesSent } = this.#counts
    const { peer, echo, loopback, foreign } = this.#notes
    const counts = { bytesHeard, framesHeard, framesSent, fromPeer: peer, echoes: echo, loopback, foreign }
    const misKeyed = this.#notes['mis-keyed']
    return { at: this.#options.clock(), open: this.#state.usable, modemLines: this.#lines, ...counts, misKeyed }
  }
}
