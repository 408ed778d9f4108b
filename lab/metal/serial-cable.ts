/**
 * How is the null-modem cable between two emulated machines made, cut and spoilt?
 *
 * QEMU gives each UART's bytes to a UNIX socket; this cable listens on both sockets and passes bytes on. A cut loses
 * them, as a real cable would; garbling spoils single bytes. It has no pace: QEMU's UART sends as fast as its socket
 * takes bytes, whatever the baud rate, so speed is not a thing that this lab can show. Modem lines neither: QEMU
 * reports CTS, DSR and DCD as asserted on a socket, whatever happens at the other end.
 * Source: QEMU 7.2, hw/char/serial.c (CHR_IOCTL_SERIAL_GET_TIOCM is refused by a socket).
 */
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { NodeName } from '../netns/layout.ts'
import { nodeNames, otherNode } from '../netns/layout.ts'

/** Bytes of one direction. */
export type SerialCounters = { passed: number; lost: number; garbled: number }

const BYTES_OF_CHANCE = 256
/** What may wait for a machine that reads nothing; a real UART would lose it after 16 bytes. */
const WAITING_BYTES_MAX = 4096

/** One null-modem cable. */
export class SerialCable {
  readonly counters: Readonly<Record<NodeName, SerialCounters>> = {
    m: { passed: 0, lost: 0, garbled: 0 },
    s: { passed: 0, lost: 0, garbled: 0 },
  }
  readonly #folder: string
  readonly #servers: Server[] = []
  readonly #ends = new Map<NodeName, Socket>()
  readonly #silent = new Set<NodeName>()
  #garbleRate = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Lays the cable out; machines may then be plugged in at `socketPath`. */
  async lay(): Promise<void> {
    for (const node of nodeNames) {
      const server = createServer((socket) => this.#plug(node, socket))
      this.#servers.push(server)
      await new Promise<void>((resolve) => server.listen(this.socketPath(node), resolve))
    }
  }

  /** Where a node's UART is plugged in. */
  socketPath(node: NodeName): string {
    return join(this.#folder, `serial-${node}.socket`)
  }

  /** Loses what the named node sends; without a name, both ways. */
  cut(sender?: NodeName): void {
    for (const node of sender === undefined ? nodeNames : [sender]) this.#silent.add(node)
  }

  /** Passes everything again, unspoilt. */
  mend(): void {
    this.#silent.clear()
    this.#garbleRate = 0
  }

  /** Spoils this share of the bytes, 0 to 1. */
  garble(rate: number): void {
    this.#garbleRate = rate
  }

  /** Takes the cable away. */
  close(): void {
    for (const socket of this.#ends.values()) socket.destroy()
    for (const server of this.#servers) server.close()
  }

  #plug(node: NodeName, socket: Socket): void {
    this.#ends.get(node)?.destroy()
    this.#ends.set(node, socket)
    socket.on('data', (bytes) => this.#pass(node, bytes))
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (this.#ends.get(node) === socket) this.#ends.delete(node)
    })
  }

  #pass(from: NodeName, bytes: Buffer): void {
    const counters = this.counters[from]
    const to = this.#ends.get(otherNode(from))
    if (this.#silent.has(from) || to === undefined || to.writableLength > WAITING_BYTES_MAX) {
      counters.lost += bytes.length
      return
    }
    for (let at = 0; at < bytes.length; at += 1) {
      if (this.#garbleRate === 0 || Math.random() >= this.#garbleRate) continue
      bytes[at] = Math.floor(Math.random() * BYTES_OF_CHANCE)
      counters.garbled += 1
    }
    counters.passed += bytes.length
    to.write(bytes)
  }
}
