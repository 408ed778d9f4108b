/**
 * How do Ethernet frames get from one emulated machine to another, and how are they kept from it?
 *
 * QEMU's stream network device gives each frame to a UNIX socket, after its length in four bytes. A cable is a hub:
 * what one port sends, all the others hear, after a delay and unless the way is cut. Carrier is not the cable's: the
 * lab takes it away through QMP. Rejected: taps and bridges, which need root, prefixes and cleaning up after a kill.
 * Source: QEMU 7.2, net/stream.c and net/net.c (net_fill_rstate).
 */
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { NodeName } from '../netns/layout.ts'

/** Who may be plugged into a cable: a machine, or a station of the lab itself. */
export type Port = NodeName | 'client' | 'gateway'

const LENGTH_BYTES = 4
/** Larger than any frame of a device with an MTU of 1500; a longer one means that the stream is out of step. */
const FRAME_BYTES_MAX = 70_000
/** What may wait for a machine that does not read: it is frozen, and a real switch would drop. */
const WAITING_BYTES_MAX = 1_048_576

/** One cable, or one zone's switch. */
export class EtherCable {
  readonly name: string
  /** Frames by sender. */
  readonly counters = new Map<Port, { passed: number; lost: number }>()
  readonly #folder: string
  readonly #servers: Server[] = []
  readonly #machines = new Map<Port, Socket>()
  readonly #stations = new Map<Port, (frame: Buffer) => void>()
  readonly #deadWays = new Set<string>()
  #lost: ((frame: Buffer) => boolean) | undefined
  #delayMs = 0

  constructor(folder: string, name: string) {
    this.#folder = folder
    this.name = name
  }

  /** Lays the cable out for machines at these ports. */
  async lay(ports: readonly NodeName[]): Promise<void> {
    for (const port of ports) {
      const server = createServer((socket) => this.#plug(port, socket))
      this.#servers.push(server)
      await new Promise<void>((resolve) => server.listen(this.socketPath(port), resolve))
    }
  }

  /** Where a machine's network device is plugged in. */
  socketPath(port: Port): string {
    return join(this.#folder, `${this.name}-${port}.socket`)
  }

  /** Plugs a station of the lab in; `hear` gets every frame that reaches it. */
  plugStation(port: Port, hear: (frame: Buffer) => void): void {
    this.#stations.set(port, hear)
  }

  /** Takes a station away. */
  unplugStation(port: Port): void {
    this.#stations.delete(port)
  }

  /** Loses what goes from one port to another. */
  cutWay(from: Port, to: Port): void {
    this.#deadWays.add(`${from} ${to}`)
  }

  /** Loses everything between two ports. */
  cutBetween(one: Port, other: Port): void {
    this.cutWay(one, other)
    this.cutWay(other, one)
  }

  /** Loses the frames between the machines for which this is true. */
  loseFrames(lost: (frame: Buffer) => boolean): void {
    this.#lost = lost
  }

  /** Delivers each frame this much later, in ms. */
  delay(ms: number): void {
    this.#delayMs = ms
  }

  /** Passes everything again, at once. */
  mend(): void {
    this.#deadWays.clear()
    this.#lost = undefined
    this.#delayMs = 0
  }

  /** Takes the cable away. */
  close(): void {
    for (const socket of this.#machines.values()) socket.destroy()
    for (const server of this.#servers) server.close()
  }

  /** Sends a frame as the station at `from`, or passes on what the machine there has sent. */
  send(from: Port, frame: Buffer): void {
    for (const port of [...this.#machines.keys(), ...this.#stations.keys()]) {
      if (port === from) continue
      const passes = this.#passes(from, port, frame)
      this.#count(from, passes)
      if (!passes) continue
      if (this.#delayMs === 0) this.#deliver(port, frame)
      else setTimeout(() => this.#deliver(port, frame), this.#delayMs)
    }
  }

  #passes(from: Port, to: Port, frame: Buffer): boolean {
    if (this.#deadWays.has(`${from} ${to}`)) return false
    return this.#lost === undefined || !this.#machines.has(from) || !this.#machines.has(to) || !this.#lost(frame)
  }

  #count(from: Port, passed: boolean): void {
    const counters = this.counters.get(from) ?? { passed: 0, lost: 0 }
    this.counters.set(from, counters)
    counters[passed ? 'passed' : 'lost'] += 1
  }

  #deliver(port: Port, frame: Buffer): void {
    this.#stations.get(port)?.(frame)
    const socket = this.#machines.get(port)
    if (socket === undefined || socket.writableLength > WAITING_BYTES_MAX) return
    const length = Buffer.alloc(LENGTH_BYTES)
    length.writeUInt32BE(frame.length)
    socket.write(Buffer.concat([length, frame]))
  }

  #plug(port: Port, socket: Socket): void {
    this.#machines.get(port)?.destroy()
    this.#machines.set(port, socket)
    let waiting = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      waiting = this.#takeFrames(port, Buffer.concat([waiting, bytes]))
    })
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (this.#machines.get(port) === socket) this.#machines.delete(port)
    })
  }

  #takeFrames(port: Port, bytes: Buffer): Buffer<ArrayBuffer> {
    let at = 0
    while (bytes.length - at >= LENGTH_BYTES) {
      const length = bytes.readUInt32BE(at)
      if (length > FRAME_BYTES_MAX)
        throw new Error(`${this.name}: a frame of ${length} bytes, the stream is out of step`)
      if (bytes.length - at - LENGTH_BYTES < length) break
      this.send(port, Buffer.from(bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length)))
      at += LENGTH_BYTES + length
    }
    return Buffer.from(bytes.subarray(at))
  }
}

const ETHER_TYPE_AT = 12
const IPV4 = 0x0800
const PROTOCOL_AT = 23
const UDP = 17

/** Is this a datagram? Beats are, the replication is not. */
export function isDatagram(frame: Buffer): boolean {
  return frame.length > PROTOCOL_AT && frame.readUInt16BE(ETHER_TYPE_AT) === IPV4 && frame[PROTOCOL_AT] === UDP
}
