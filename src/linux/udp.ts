/**
 * How do beats travel over one Ethernet device to one peer?
 *
 * A UDP socket bound to the device (SO_BINDTODEVICE: the kernel can neither send nor receive elsewhere), to this node's
 * own address and to the port; it sends to the peer's address and the same port. It is not connected, so that an ICMP
 * error about one beat does not fail the next send, and so that a datagram from a wrong source is seen and counted
 * instead of vanishing. When the device goes away for good, the socket stays on the old index: the caller opens a new
 * one on a link event.
 */
import { assert } from '../base/assert.ts'
import { OpError } from '../base/op-error.ts'
import { readDatagrams } from './datagrams.ts'
import { deviceIndex } from './devices.ts'
import { bindSocket, closeDescriptor, openSocket, sendTo, setOption } from './libc.ts'
import { checkedAddressBytes, family, inetSocketAddress } from './socket-address.ts'

/** What `openUdp` is told. Both addresses are of one family; `port` 1..65535 is the same on both nodes. */
export type UdpOptions = {
  readonly device: string
  readonly localAddress: string
  readonly peerAddress: string
  readonly port: number
  /**
   * A datagram of at most `datagramBytesMax` bytes, valid during the call only. `ageMs`: since the kernel received it.
   * `fromPeer`: its source address is the peer's (which proves nothing: addresses can be forged).
   */
  readonly onDatagram: (bytes: Uint8Array, ageMs: number, fromPeer: boolean) => void
  /** Receiving failed (ENETDOWN say); the socket stays open. */
  readonly onError: (error: OpError) => void
}

/** An open socket. `send` returns false when the kernel did not take the bytes; it never waits and never queues. */
export type UdpSocket = {
  readonly send: (bytes: Uint8Array) => boolean
  readonly stop: () => void
}

/** Largest datagram that is received whole. A beat has some 420 bytes with 8 disk resources (D8). */
export const datagramBytesMax = 2048

/** Socket options: asm-generic/socket.h, linux/in6.h. */
const option = {
  priority: { level: 1, name: 12 },
  receiveBuffer: { level: 1, name: 8 },
  bindToDevice: { level: 1, name: 25 },
  ipv6Only: { level: 41, name: 26 },
} as const

/** Highest SO_PRIORITY that needs no privilege: the first band of pfifo_fast, socket(7). */
const sendPriority = 6

/** Holds 256 beats of 2 KiB with the kernel's overhead: a flood is dropped by the kernel, not stored. */
const receiveBufferBytes = 1 << 20

const datagramSocket = 2

/**
 * Opens the socket.
 * @throws OpError when the device is missing (ENODEV), the address is not there (EADDRNOTAVAIL) or the port is taken
 * (EADDRINUSE); the caller tries again on the next link or address event
 */
export function openUdp(options: UdpOptions): UdpSocket {
  const local = checkedAddressBytes(options.localAddress)
  const peer = checkedAddressBytes(options.peerAddress)
  assert(local.byteLength === peer.byteLength, 'both addresses of one family')
  assert(options.port >= 1 && options.port <= 65535, 'a UDP port')
  const target = `UDP ${options.localAddress} port ${options.port} on ${options.device}`
  const index = deviceIndex(options.device)
  if (index === 0) throw new OpError('open', target, { type: 'refused', errno: 'ENODEV' })
  const fd = openSocket(
    { family: local.byteLength === 4 ? family.ipv4 : family.ipv6, type: datagramSocket, protocol: 0 },
    target,
  )
  try {
    configure(fd, options.device, target)
    if (local.byteLength === 16) setOption(fd, option.ipv6Only, 1, target)
    bindSocket(fd, inetSocketAddress(local, options.port, scopeOf(local, index)), target)
    return startUdp(fd, options, {
      target,
      peer,
      peerSocket: inetSocketAddress(peer, options.port, scopeOf(peer, index)),
    })
  } catch (cause) {
    closeDescriptor(fd)
    throw cause
  }
}

function configure(fd: number, device: string, target: string): void {
  setOption(fd, option.bindToDevice, new TextEncoder().encode(`${device}\0`), target)
  setOption(fd, option.priority, sendPriority, target)
  setOption(fd, option.receiveBuffer, receiveBufferBytes, target)
}

function startUdp(
  fd: number,
  options: UdpOptions,
  peer: { target: string; peer: Uint8Array; peerSocket: Uint8Array },
): UdpSocket {
  const reader = readDatagrams(fd, datagramBytesMax, peer.target, {
    datagram: (bytes, ageMs, source) => options.onDatagram(bytes, ageMs, isFrom(peer.peer, source)),
    failed: (errnoText) =>
      options.onError(new OpError('receive on', peer.target, { type: 'refused', errno: errnoText })),
  })
  let open = true
  return {
    send: (bytes) => open && sendTo(fd, bytes, peer.peerSocket) === bytes.byteLength,
    stop: () => {
      open = false
      reader.stop()
    },
  }
}

/** Device index for a link-local address (fe80::/10, RFC 4291 2.5.6), which means nothing without it; 0 otherwise. */
function scopeOf(address: Uint8Array, index: number): number {
  return address.byteLength === 16 && address[0] === 0xfe && ((address[1] ?? 0) & 0xc0) === 0x80 ? index : 0
}

/** Does the `sockaddr` name this address? The address lies at 4 (sockaddr_in) or at 8 (sockaddr_in6). */
function isFrom(address: Uint8Array, source: Uint8Array): boolean {
  const offset = address.byteLength === 4 ? 4 : 8
  return address.every((byte, at) => source[offset + at] === byte)
}
