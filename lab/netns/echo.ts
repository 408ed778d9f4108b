/**
 * How are echo requests sent to several addresses with one system call, and how is a reply recognised?
 *
 * All requests of one protocol are prepared once in memory, as an array of `struct mmsghdr` for sendmmsg(2); a round
 * writes the counters and makes one call. The kernel routes them and uses its own ARP cache, which is the point: the
 * client must follow gratuitous ARP like any host. Each request carries a 32-bit counter that comes back in the reply.
 *
 * Sources: RFC 792, RFC 4443; struct layouts of x86-64 Linux.
 */
import { isIPv6 } from 'node:net'
import { AF_INET, AF_INET6, SOCK_NONBLOCK, SOCK_RAW, addressOf, openSocket, sendMessages } from './kernel.ts'

const PROTOCOL_ICMP = 1
const PROTOCOL_ICMP6 = 58
const ECHO_REQUEST_4 = 8
const ECHO_REPLY_4 = 0
const ECHO_REQUEST_6 = 128
const ECHO_REPLY_6 = 129
const PACKET_BYTES = 16
const SOCKADDR_BYTES = 28
const IOVEC_BYTES = 16
const MESSAGE_BYTES = 64
const WORD = 0xffff

/** The bytes of an address in network order: 4 or 16. Only plain notations, as `layout.ts` writes them. */
export function addressBytes(address: string): Buffer {
  if (!isIPv6(address)) return Buffer.from(address.split('.').map(Number))
  const [head = '', tail = ''] = address.split('::')
  const words = (text: string): number[] =>
    text
      .split(':')
      .filter(Boolean)
      .map((word) => parseInt(word, 16))
  const front = words(head)
  const back = words(tail)
  const all = [...front, ...Array.from({ length: 8 - front.length - back.length }, () => 0), ...back]
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]))
}

/** Sends rounds of echo requests to addresses of one protocol. */
export class EchoSender {
  readonly #socket: number
  readonly #v6: boolean
  readonly #count: number
  readonly #packets: Buffer
  readonly #messages: Buffer
  /** Kept alive: the messages point into them. */
  readonly #kept: readonly Buffer[]

  /** `identity` tells our replies from other programs'; 16 bits. */
  constructor(addresses: readonly string[], v6: boolean, identity: number) {
    this.#v6 = v6
    this.#count = addresses.length
    this.#socket = openSocket(v6 ? AF_INET6 : AF_INET, SOCK_RAW | SOCK_NONBLOCK, v6 ? PROTOCOL_ICMP6 : PROTOCOL_ICMP)
    const room = Math.max(1, addresses.length)
    this.#packets = Buffer.alloc(PACKET_BYTES * room)
    this.#messages = Buffer.alloc(MESSAGE_BYTES * room)
    const names = Buffer.alloc(SOCKADDR_BYTES * room)
    const vectors = Buffer.alloc(IOVEC_BYTES * room)
    this.#kept = [names, vectors]
    addresses.forEach((address, index) => {
      names.writeUInt16LE(v6 ? AF_INET6 : AF_INET, index * SOCKADDR_BYTES)
      addressBytes(address).copy(names, index * SOCKADDR_BYTES + (v6 ? 8 : 4))
      vectors.writeBigUInt64LE(addressOf(this.#packets) + BigInt(index * PACKET_BYTES), index * IOVEC_BYTES)
      vectors.writeBigUInt64LE(BigInt(PACKET_BYTES), index * IOVEC_BYTES + 8)
      const at = index * MESSAGE_BYTES
      this.#messages.writeBigUInt64LE(addressOf(names) + BigInt(index * SOCKADDR_BYTES), at)
      this.#messages.writeUInt32LE(v6 ? SOCKADDR_BYTES : 16, at + 8)
      this.#messages.writeBigUInt64LE(addressOf(vectors) + BigInt(index * IOVEC_BYTES), at + 16)
      this.#messages.writeBigUInt64LE(1n, at + 24)
      this.#packets.writeUInt8(v6 ? ECHO_REQUEST_6 : ECHO_REQUEST_4, index * PACKET_BYTES)
      this.#packets.writeUInt16BE(identity, index * PACKET_BYTES + 4)
    })
  }

  /** Sends one request to every address with this counter; how many the kernel refused. */
  sendRound(counter: number): number {
    for (let index = 0; index < this.#count; index += 1) {
      const at = index * PACKET_BYTES
      this.#packets.writeUInt16BE(counter & WORD, at + 6)
      this.#packets.writeUInt32BE(counter >>> 0, at + 8)
      this.#packets.writeUInt16BE(0, at + 2)
      if (!this.#v6) this.#packets.writeUInt16BE(internetChecksum(this.#packets, at, PACKET_BYTES), at + 2)
    }
    let refused = 0
    for (let done = 0; done < this.#count;) {
      const sent = sendMessages(this.#socket, this.#messages.subarray(done * MESSAGE_BYTES), this.#count - done)
      if (sent <= 0) refused += 1
      done += Math.max(1, sent)
    }
    return refused
  }

  /** How many buffers the kernel reads from; they live as long as the sender. */
  get keptBuffers(): number {
    return this.#kept.length
  }
}

function internetChecksum(bytes: Buffer, from: number, length: number): number {
  let sum = 0
  for (let at = from; at < from + length; at += 2) sum += bytes.readUInt16BE(at)
  while (sum > WORD) sum = (sum & WORD) + (sum >>> 16)
  return ~sum & WORD
}

/** What a frame tells the client. */
export type Heard =
  | { readonly type: 'reply'; readonly address: string; readonly counter: number; readonly mac: string }
  | { readonly type: 'announcement'; readonly address: string; readonly mac: string }

const ETHERTYPE_AT = 12
const IP_AT = 14
const ETHERTYPE_IP4 = 0x0800
const ETHERTYPE_ARP = 0x0806
const ETHERTYPE_IP6 = 0x86dd
const ICMP4_AT = IP_AT + 20
const ICMP6_AT = IP_AT + 40

/** Reads a frame; undefined when it is neither a reply to us nor an ARP frame with a sender. */
export function readFrame(frame: Buffer, identity: number): Heard | undefined {
  const kind = frame.readUInt16BE(ETHERTYPE_AT)
  if (kind === ETHERTYPE_IP4 && frame.length >= ICMP4_AT + 12 && frame[IP_AT + 9] === PROTOCOL_ICMP) {
    if (frame[ICMP4_AT] !== ECHO_REPLY_4 || frame.readUInt16BE(ICMP4_AT + 4) !== identity) return undefined
    const address = frame.subarray(IP_AT + 12, IP_AT + 16).join('.')
    return { type: 'reply', address, counter: frame.readUInt32BE(ICMP4_AT + 8), mac: macAt(frame) }
  }
  if (kind === ETHERTYPE_IP6 && frame.length >= ICMP6_AT + 12 && frame[IP_AT + 6] === PROTOCOL_ICMP6) {
    if (frame[ICMP6_AT] !== ECHO_REPLY_6 || frame.readUInt16BE(ICMP6_AT + 4) !== identity) return undefined
    const address = frame.toString('hex', IP_AT + 8, IP_AT + 24)
    return { type: 'reply', address, counter: frame.readUInt32BE(ICMP6_AT + 8), mac: macAt(frame) }
  }
  if (kind !== ETHERTYPE_ARP || frame.length < IP_AT + 28) return undefined
  const address = frame.subarray(IP_AT + 14, IP_AT + 18).join('.')
  return address === '0.0.0.0'
    ? undefined
    : { type: 'announcement', address, mac: frame.toString('hex', IP_AT + 8, IP_AT + 14) }
}

function macAt(frame: Buffer): string {
  return frame.toString('hex', 6, 12)
}

/** The form in which `readFrame` names an address: dotted for IPv4, 32 hexadecimal digits for IPv6. */
export function heardName(address: string): string {
  return isIPv6(address) ? addressBytes(address).toString('hex') : address
}
