/**
 * How is a device set up or down at once, in another namespace?
 *
 * One rtnetlink socket per namespace, opened once; each order is one message and one answer, about 20 microseconds.
 * The kernel has done it when the call returns, so the instant of a fault is known to that precision.
 *
 * Sources: rtnetlink(7), Linux 6.1 include/uapi/linux/{netlink,rtnetlink,if_link}.h.
 */
import { closeSync } from 'node:fs'
import { getSystemErrorName } from 'node:util'
import { OpError } from '../../src/base/op-error.ts'
import { AF_NETLINK, SOCK_RAW, deviceIndex, inNetwork, openSocket, receiveDatagram, sendDatagram } from './kernel.ts'

const RTM_NEWLINK = 16
const REQUEST_AND_ACK = 0x1 | 0x4
const IFF_UP = 1
const IFLA_MASTER = 10
const HEADER_BYTES = 16
const LINK_MESSAGE_BYTES = 32

/** Sets devices of one namespace up and down. */
export class LinkControl {
  readonly #path: string
  readonly #socket: number
  readonly #indexes = new Map<string, number>()

  /** `path` is the namespace's file, as `/run/netns/<name>`. */
  constructor(path: string) {
    this.#path = path
    this.#socket = inNetwork(path, () => openSocket(AF_NETLINK, SOCK_RAW, 0))
  }

  /** Sets a device's administrative state; the device's number is looked up the first time only. */
  set(device: string, up: boolean): void {
    this.#order(device, { flags: up ? IFF_UP : 0, change: IFF_UP })
  }

  /** Makes a device a port of this bridge, or of none. */
  setBridge(device: string, bridge: string | undefined): void {
    this.#order(device, { flags: 0, change: 0, master: bridge === undefined ? 0 : this.#index(bridge) })
  }

  #order(device: string, order: { flags: number; change: number; master?: number }): void {
    const attributes = Buffer.alloc(order.master === undefined ? 0 : 8)
    if (order.master !== undefined) {
      attributes.writeUInt16LE(attributes.length, 0)
      attributes.writeUInt16LE(IFLA_MASTER, 2)
      attributes.writeUInt32LE(order.master, 4)
    }
    const message = Buffer.concat([Buffer.alloc(LINK_MESSAGE_BYTES), attributes])
    message.writeUInt32LE(message.length, 0)
    message.writeUInt16LE(RTM_NEWLINK, 4)
    message.writeUInt16LE(REQUEST_AND_ACK, 6)
    message.writeInt32LE(this.#index(device), HEADER_BYTES + 4)
    message.writeUInt32LE(order.flags, HEADER_BYTES + 8)
    message.writeUInt32LE(order.change, HEADER_BYTES + 12)
    sendDatagram(this.#socket, message)
    const answer = Buffer.alloc(256)
    const bytes = receiveDatagram(this.#socket, answer)
    const code = bytes >= HEADER_BYTES + 4 ? answer.readInt32LE(HEADER_BYTES) : bytes
    if (code === 0) return
    throw new OpError('set device', device, { type: 'refused', errno: getSystemErrorName(code) })
  }

  /** Gives the socket back. */
  close(): void {
    closeSync(this.#socket)
  }

  #index(device: string): number {
    const known = this.#indexes.get(device)
    if (known !== undefined) return known
    const index = inNetwork(this.#path, () => deviceIndex(device))
    this.#indexes.set(device, index)
    return index
  }
}
