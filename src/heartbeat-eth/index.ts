/**
 * How does an Ethernet device become a heartbeat path?
 *
 * One UDP socket, bound to the device. The device may come and go: a socket stays on the index of the device that it was
 * opened on, so after each link event the device is looked at, and a socket on a device that is gone, or that was made
 * anew under the same name, is replaced. A timer makes it look as well: often while the path cannot be used, because an
 * address may come later than the link, and seldom while it can, since each look wakes a quiet node (an event can be lost).
 * Frames from any other address than the peer's are dropped and counted; so is what exceeds 2000 frames a second.
 *
 * Rejected: keeping the socket until a send fails (a send on a deleted device may go on without an error that tells so).
 * Sources: decision D8; fault list F11, F12, F21, F22, F65.
 */
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'
import { deviceIndex, deviceRunning } from '../linux/devices.ts'
import { openUdp, type UdpSocket } from '../linux/udp.ts'
import { admit, frameSized, openWindow, type FloodWindow } from './envelope.ts'
import type { Instant } from '../base/time.ts'
import type { FramePath, PathCounters, PathListener, PathState } from '../wire/path.ts'

/** `port` 1..65535, the same on both nodes; both addresses of one family, as checked with the settings. */
export type EthPathOptions = {
  readonly device: string
  readonly localAddress: string
  readonly peerAddress: string
  readonly port: number
  readonly listener: PathListener
  readonly clock: () => Instant
}

/** Totals since the path was opened: those of each path, and what was thrown away before it became a frame. */
export type EthCounters = PathCounters & {
  /** Datagrams from another address than the peer's. */
  readonly strangers: number
  /** Datagrams of an impossible size. */
  readonly missized: number
  /** Datagrams beyond 2000 in a second. */
  readonly flooded: number
  /** Times that the kernel reported an error while receiving. */
  readonly receiveErrors: number
}

/** A path over one Ethernet device. */
export type EthPath = Omit<FramePath, 'counters'> & {
  readonly counters: () => EthCounters
  /** Something changed about the link or its addresses: the device is looked at now instead of at the next second. */
  readonly linkChanged: () => void
}

const retryMs = 1000
const lookMs = 5000

/** Opens a path, on a device or address that may be absent for now. Frames of 1..1200 bytes. */
export function openEthPath(options: EthPathOptions): EthPath {
  return new OpenEthPath(options)
}

class OpenEthPath implements EthPath {
  readonly #options: EthPathOptions
  #timer: NodeJS.Timeout | undefined
  readonly #counts = {
    framesSent: 0,
    framesDropped: 0,
    framesHeard: 0,
    garbageBytes: 0,
    strangers: 0,
    missized: 0,
    flooded: 0,
    receiveErrors: 0,
  }
  #socket: UdpSocket | undefined
  #index = 0
  #window: FloodWindow
  #state: PathState = { usable: false, carrier: true, detail: 'not open yet' }
  #stopped = false

  constructor(options: EthPathOptions) {
    this.#options = options
    this.#window = openWindow(options.clock())
    // Told from the next turn on: the caller does not have the path yet.
    setImmediate(() => {
      this.linkChanged()
    })
  }

  send(frame: Uint8Array): boolean {
    assert(frameSized(frame.length), 'a frame for Ethernet has 1..1200 bytes')
    const sent = this.#socket?.send(frame) ?? false
    if (sent) this.#counts.framesSent++
    else this.#counts.framesDropped++
    return sent
  }

  counters(): EthCounters {
    return { ...this.#counts }
  }

  linkChanged(): void {
    if (this.#stopped) return
    const index = deviceIndex(this.#options.device)
    if (this.#socket !== undefined && index !== this.#index) this.#closeSocket()
    this.#index = index
    const detail = this.#socket === undefined ? this.#openSocket() : 'open'
    this.#tell(detail)
    this.#lookAgain()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#closeSocket()
  }

  #lookAgain(): void {
    clearTimeout(this.#timer)
    if (this.#stopped) return
    const look = (): void => this.linkChanged()
    this.#timer = setTimeout(look, this.#state.usable ? lookMs : retryMs)
  }

  /** Returns `open`, or what came back instead. */
  #openSocket(): string {
    const { device, localAddress, peerAddress, port } = this.#options
    const onDatagram = (bytes: Uint8Array, ageMs: number, fromPeer: boolean) => this.#hear(bytes, ageMs, fromPeer)
    const onError = () => {
      this.#counts.receiveErrors++
    }
    try {
      this.#socket = openUdp({ device, localAddress, peerAddress, port, onDatagram, onError })
      return 'open'
    } catch (error) {
      if (!(error instanceof OpError)) throw error
      return error.message
    }
  }

  #closeSocket(): void {
    this.#socket?.stop()
    this.#socket = undefined
  }

  #hear(bytes: Uint8Array, ageMs: number, fromPeer: boolean): void {
    if (this.#stopped) return
    if (!fromPeer) {
      this.#counts.strangers++
      return
    }
    const { pass, window } = admit(this.#window, this.#options.clock())
    this.#window = window
    if (!pass) {
      this.#counts.flooded++
      return
    }
    if (frameSized(bytes.length)) {
      this.#counts.framesHeard++
      this.#options.listener.frame(bytes, ageMs)
    } else {
      this.#counts.missized++
      this.#counts.garbageBytes += bytes.length
      this.#options.listener.garbage(bytes.length)
    }
  }

  /** A device that stays away is told once, not at each attempt. */
  #tell(opening: string): void {
    const { device } = this.#options
    const carrier = this.#index === 0 || deviceRunning(device)
    const usable = this.#socket !== undefined && carrier
    const detail = usable ? `${device} is open` : carrier ? opening : `${device} has no carrier`
    const { usable: wasUsable, carrier: hadCarrier, detail: before } = this.#state
    if (usable === wasUsable && carrier === hadCarrier && detail === before) return
    this.#state = { usable, carrier, detail }
    this.#options.listener.state(this.#state)
  }
}
