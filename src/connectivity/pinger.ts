/**
 * Do the configured witnesses answer an echo?
 *
 * Puts the questions of `ping.ts` on the sockets of `icmp.ts`: one socket for each device and version in use, opened when
 * it is needed, replaced when it failed or when its device is not the one that it was opened on.
 *
 * Rejected: a socket per target (64 of them would each read every reply of all the others).
 */
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'
import { deviceIndex } from '../linux/devices.ts'
import { addressText, checkedAddressBytes } from '../linux/socket-address.ts'
import { EchoSocket } from './icmp.ts'
import { absorbReply, beginRound, echoOf, newAsking, targetsMax, type Asking, type PingTarget } from './ping.ts'
import type { Instant } from '../base/time.ts'
import type { Echo, Version } from './echo.ts'

/** `onAnswer` is called at most once for each question, with the witness's number in the settings. */
export type PingerOptions = {
  /** At most 64; addresses in any text form, checked with the settings. */
  readonly targets: readonly PingTarget[]
  readonly onAnswer: (witness: number) => void
  readonly clock: () => Instant
  /** Gives so many unpredictable bytes: a host that was not asked must not be able to invent a reply. */
  readonly random: (bytes: number) => Uint8Array
}

/** Totals since the pinger was made. */
export type PingerCounters = {
  readonly asked: number
  readonly answered: number
  /** Replies that answered no question of ours: too late, twice, of another process, or invented. */
  readonly ignored: number
  /** Echoes that could not be sent, and sockets that could not be opened or failed. */
  readonly failures: number
}

/** Asks all targets on demand. */
export type Pinger = {
  /** Sends one echo to each target now; a reply within a second is reported. */
  readonly ask: () => void
  /** The links changed: every socket is replaced before the next round. */
  readonly linkChanged: () => void
  readonly counters: () => PingerCounters
  /** One sentence about the last failure, for status; undefined when there was none. */
  readonly lastFailure: () => string | undefined
  readonly stop: () => void
}

/** Makes a pinger; sockets are opened by the first `ask`. Without targets it asks nobody. */
export function createPinger(options: PingerOptions): Pinger {
  assert(options.targets.length <= targetsMax, 'the settings were checked for at most 64 targets')
  return new EchoPinger(options)
}

/** Length of the field that tells the askers of one host apart, RFC 792. */
const identifierBytes = 2
const secretBytes = 8

type OpenSocket = { readonly socket: EchoSocket; readonly index: number }

class EchoPinger implements Pinger {
  readonly #options: PingerOptions
  readonly #targets: readonly PingTarget[]
  readonly #sockets = new Map<string, OpenSocket>()
  readonly #counts = { asked: 0, answered: 0, ignored: 0, failures: 0 }
  #asking: Asking
  #lastFailure: string | undefined
  #stopped = false

  constructor(options: PingerOptions) {
    this.#options = options
    const [high = 0, low = 0] = options.random(identifierBytes)
    this.#asking = newAsking((high << 8) | low, options.random(secretBytes))
    this.#targets = options.targets.map((target) => ({ ...target, address: canonical(target.address) }))
  }

  ask(): void {
    if (this.#stopped) return
    const { questions, asking } = beginRound(this.#asking, this.#targets, this.#options.clock())
    this.#asking = asking
    for (const question of questions) {
      const { address, device } = question.target
      this.#socketFor(address.includes(':') ? 6 : 4, device)?.send(address, echoOf(asking, question))
      this.#counts.asked++
    }
  }

  linkChanged(): void {
    for (const key of [...this.#sockets.keys()]) this.#close(key)
  }

  counters(): PingerCounters {
    return { ...this.#counts }
  }

  lastFailure(): string | undefined {
    return this.#lastFailure
  }

  stop(): void {
    this.#stopped = true
    this.linkChanged()
  }

  #socketFor(version: Version, device: string | undefined): EchoSocket | undefined {
    const key = `${version} ${device ?? ''}`
    const index = device === undefined ? 0 : deviceIndex(device)
    const open = this.#sockets.get(key)
    if (open?.index === index) return open.socket
    this.#close(key)
    const socket = this.#open(key, version, device)
    if (socket !== undefined) this.#sockets.set(key, { socket, index })
    return socket
  }

  #open(key: string, version: Version, device: string | undefined): EchoSocket | undefined {
    const sendFailed = (error: OpError) => {
      this.#noteFailure(error)
    }
    const receiveFailed = (error: OpError) => {
      this.#noteFailure(error)
      this.#close(key)
    }
    const reply = (answer: Echo & { readonly from: string }) => {
      this.#absorb(answer)
    }
    try {
      return new EchoSocket({ version, reply, sendFailed, receiveFailed, ...(device === undefined ? {} : { device }) })
    } catch (error) {
      if (!(error instanceof OpError)) throw error
      this.#noteFailure(error)
      return undefined
    }
  }

  #close(key: string): void {
    this.#sockets.get(key)?.socket.stop()
    this.#sockets.delete(key)
  }

  #absorb(reply: Echo & { readonly from: string }): void {
    const answer = { ...reply, from: canonical(reply.from) }
    const { witness, asking } = absorbReply(this.#asking, answer, this.#options.clock())
    this.#asking = asking
    if (witness === undefined) {
      this.#counts.ignored++
      return
    }
    this.#counts.answered++
    this.#options.onAnswer(witness)
  }

  #noteFailure(error: OpError): void {
    this.#counts.failures++
    this.#lastFailure = error.message
  }
}

function canonical(address: string): string {
  return addressText(checkedAddressBytes(address))
}
