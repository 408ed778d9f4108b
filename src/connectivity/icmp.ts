/**
 * How are echo requests sent through one device, and their replies read?
 *
 * The package raw-socket is kept behind one class, because each of its traps must be known in one place only (all seen
 * with 1.8.1):
 * - A socket that nothing refers to is closed by the garbage collector without an event: it stays in a field here, and
 *   the owner keeps this object for as long as it asks.
 * - Its descriptor is inherited by every child: it is found by comparing /proc/self/fd and marked close-on-exec.
 * - An exception in a listener comes back as an `error` event: so listeners only put a copy aside, and setImmediate
 *   passes it on where an exception still ends the program.
 * - A socket bound to a device that was deleted stays dead after the device is back: the owner opens a new one.
 * - `send` after `close` never calls back, and opens a new, unbound socket by itself: nothing is sent after `stop`
 *   or after an error.
 * - Errors have a text and no code.
 *
 * Rejected: ICMP over our own FFI (works as well; the package was named by the owner of the project).
 * Sources: icmp(7) ICMP_FILTER; RFC 3542 section 3.2 ICMP6_FILTER; socket(7) SO_BINDTODEVICE; ioctl FIOCLEX.
 */
import { readdirSync, readlinkSync } from 'node:fs'
import rawSocket, { type Socket } from 'raw-socket'
import { OpError } from '../base/op-error.ts'
import { ioctl } from '../linux/libc.ts'
import { decodeEchoReply, encodeEchoRequest, type Echo, type Version } from './echo.ts'

/** `device`: nothing else carries the echoes; without it the routing table decides. */
export type EchoSocketOptions = {
  readonly version: Version
  readonly device?: string
  /** A reply to an echo, of this process or of another one. */
  readonly reply: (reply: Echo & { readonly from: string }) => void
  /** Sending failed: one target has no route, say. The socket is as good as before. */
  readonly sendFailed: (error: OpError) => void
  /** Receiving failed: the socket should be replaced before the next round. */
  readonly receiveFailed: (error: OpError) => void
}

/** Linux numbers: linux/in.h, asm-generic/socket.h, linux/icmp.h, linux/icmpv6.h, asm-generic/ioctls.h. */
const protocols = { 4: 1, 6: 58 } as const
const bindToDevice = { level: 1, name: 25 }
const replyFilters = { 4: { level: 255, name: 1 }, 6: { level: 58, name: 1 } } as const
const setCloseOnExec = 0x5451

const echoReply = 0
const echoReplyV6 = 129
const descriptors = '/proc/self/fd'

/** Longest packet read whole: our echoes have 16 bytes and an IPv4 header of at most 60. */
const receiveBytesMax = 512
/** Replies put aside in one turn of the loop; more are dropped and counted. */
const asideMax = 256

/** One raw ICMP or ICMPv6 socket. */
export class EchoSocket {
  readonly #options: EchoSocketOptions
  readonly #socket: Socket
  #aside: { readonly packet: Uint8Array; readonly from: string }[] = []
  #dropped = 0
  #broken = false
  #stopped = false

  /** Opens the socket. @throws OpError without CAP_NET_RAW, and when the device is missing */
  constructor(options: EchoSocketOptions) {
    this.#options = options
    this.#socket = openSocket(options)
    this.#socket.on('message', (packet: Buffer, from: string) => {
      this.#putAside(packet, from)
    })
    this.#socket.on('error', (error: Error) => {
      this.#broken = true
      this.#report('receive on', error, this.#options.receiveFailed)
    })
  }

  /** Replies dropped because too many came in one turn of the loop. */
  get dropped(): number {
    return this.#dropped
  }

  /** Sends one echo request. What goes wrong is reported by `sendFailed`. */
  send(address: string, echo: Echo): void {
    if (this.#stopped || this.#broken) return
    const bytes = Buffer.from(encodeEchoRequest(this.#options.version, echo))
    this.#socket.send(bytes, 0, bytes.length, address, (error) => {
      if (error !== null) this.#report(`send to ${address} by`, error, this.#options.sendFailed)
    })
  }

  /** Closes the socket; nothing is reported after it. */
  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#aside = []
    this.#socket.close()
  }

  #putAside(packet: Buffer, from: string): void {
    if (this.#stopped) return
    if (this.#aside.length >= asideMax) {
      this.#dropped++
      return
    }
    if (this.#aside.length === 0) setImmediate(() => this.#passOn())
    // The package reads every packet into the same buffer.
    this.#aside.push({ packet: Uint8Array.from(packet), from })
  }

  #passOn(): void {
    const aside = this.#aside
    this.#aside = []
    for (const { packet, from } of aside) {
      const echo = decodeEchoReply(this.#options.version, packet)
      if (echo !== undefined && !this.#stopped) this.#options.reply({ ...echo, from })
    }
  }

  #report(operation: string, error: Error, to: (error: OpError) => void): void {
    setImmediate(() => {
      if (!this.#stopped) to(opError(operation, this.#options, error))
    })
  }
}

function openSocket(options: EchoSocketOptions): Socket {
  const { version, device } = options
  const socket = attempt('open', options, () => openUninherited(version))
  try {
    const filter = replyFilter(version)
    const { level, name } = replyFilters[version]
    attempt('filter', options, () => socket.setOption(level, name, filter, filter.length))
    if (device === undefined) return socket
    const bound = Buffer.from(`${device}\0`)
    attempt('bind', options, () => socket.setOption(bindToDevice.level, bindToDevice.name, bound, bound.length))
    return socket
  } catch (error) {
    socket.close()
    throw error
  }
}

function attempt<T>(operation: string, options: EchoSocketOptions, step: () => T): T {
  try {
    return step()
  } catch (error) {
    throw opError(operation, options, error)
  }
}

function opError(operation: string, { version, device }: EchoSocketOptions, error: unknown): OpError {
  const target = `ICMP${version === 6 ? 'v6' : ''} socket${device === undefined ? '' : ` on ${device}`}`
  const text = error instanceof Error ? error.message : String(error)
  return new OpError(operation, target, { type: 'other', text }, error)
}

function openUninherited(version: Version): Socket {
  const before = new Map(openSockets())
  const addressFamily = version === 4 ? rawSocket.AddressFamily.IPv4 : rawSocket.AddressFamily.IPv6
  const socket = rawSocket.createSocket({ protocol: protocols[version], addressFamily, bufferSize: receiveBytesMax })
  for (const [name, fd] of openSockets()) if (!before.has(name)) ioctl(fd, setCloseOnExec, new Uint8Array(0))
  return socket
}

/**
 * The sockets of this process, by the name that the kernel gives each for its life, and their descriptors. Numbers alone
 * would not do: the listing itself occupies one, which the new socket may get.
 */
function openSockets(): [name: string, fd: number][] {
  return readdirSync(descriptors).flatMap((fd) => {
    const name = linkTarget(`${descriptors}/${fd}`)
    return name?.startsWith('socket:') === true ? [[name, Number(fd)] as [string, number]] : []
  })
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch (error) {
    // The listing's own descriptor, and what a thread of the pool has closed in the meantime.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** A filter that lets echo replies pass: a set bit blocks the type. 32 types for ICMP, 256 for ICMPv6. */
function replyFilter(version: Version): Buffer {
  const filter = Buffer.alloc(version === 4 ? 4 : 32, 0xff)
  const type = version === 4 ? echoReply : echoReplyV6
  // Both are arrays of little-endian 32-bit words on the machines that this runs on.
  const byte = filter[type >> 3] ?? 0
  filter[type >> 3] = byte & ~(1 << (type & 7))
  return filter
}
