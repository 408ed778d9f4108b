/**
 * How are network addresses written as bytes and as text?
 *
 * Parsing goes through `net.isIP`, which knows every spelling; the bytes are the comparable form, and the text made
 * from bytes is the one spelling of RFC 5952, so equal addresses have equal texts. `sockaddr` layouts are those of
 * linux/in.h and linux/in6.h.
 */
import { isIP } from 'node:net'
import { assert } from '../base/assert.ts'

/** Address families, linux/socket.h. */
export const family = { unix: 1, ipv4: 2, ipv6: 10, netlink: 16, packet: 17 } as const

/** The 4 or 16 bytes of an address in text form; nothing when it is none. A zone (`%eth0`) is not accepted. */
export function addressBytes(text: string): Uint8Array | undefined {
  const version = isIP(text)
  if (version === 4) return ipv4Bytes(text)
  return version === 6 && !text.includes('%') ? ipv6Bytes(text) : undefined
}

/** The same, for text that settings have already been checked for. */
export function checkedAddressBytes(text: string): Uint8Array {
  const bytes = addressBytes(text)
  assert(bytes !== undefined, `an IP address: ${text}`)
  return bytes
}

/** Digit by digit: `split` and `from` take ten times as long, and renewals do this for every address. */
function ipv4Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(4)
  let part = 0
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - zeroCode
    if (digit < 0) part += 1
    else bytes[part] = (bytes[part] ?? 0) * 10 + digit
  }
  return bytes
}

/** Character code of the digit 0; the dot comes before it. */
const zeroCode = 48

function ipv6Bytes(text: string): Uint8Array {
  // A trailing dotted quad is the spelling of the last two groups (RFC 4291 2.2, form 3).
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_quad, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  )
  const [left = '', right] = plain.split('::')
  const head = left === '' ? [] : left.split(':')
  const tail = right === undefined || right === '' ? [] : right.split(':')
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
  return Uint8Array.from(
    [...head, ...zeros, ...tail].flatMap((group) => {
      const value = Number.parseInt(group, 16)
      return [value >> 8, value & 255]
    }),
  )
}

/** The one text form of 4 or 16 address bytes. IPv6 as RFC 5952: lower case, longest run of zeros left out. */
export function addressText(bytes: Uint8Array): string {
  assert(bytes.byteLength === 4 || bytes.byteLength === 16, 'an address of 4 or 16 bytes')
  return bytes.byteLength === 4 ? bytes.join('.') : ipv6Text(bytes)
}

function ipv6Text(bytes: Uint8Array): string {
  // IPv4-mapped (::ffff:0:0/96): the last four bytes as IPv4, RFC 5952 section 5.
  if (bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every((byte) => byte === 0)) {
    return `::ffff:${bytes.subarray(12).join('.')}`
  }
  const groups = Array.from({ length: 8 }, (_none, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0))
  let longest = { start: 0, length: 1 }
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0
    while (groups[start + length] === 0) length += 1
    if (length > longest.length) longest = { start, length }
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':')
  if (longest.length === 1) return text(groups)
  return `${text(groups.slice(0, longest.start))}::${text(groups.slice(longest.start + longest.length))}`
}

/** `sockaddr_in` or `sockaddr_in6` bytes. `scope`: device index, for link-local IPv6; 0 otherwise. */
export function inetSocketAddress(address: Uint8Array, port: number, scope: number): Uint8Array {
  const ipv4 = address.byteLength === 4
  const view = new DataView(new ArrayBuffer(ipv4 ? 16 : 28))
  view.setUint16(0, ipv4 ? family.ipv4 : family.ipv6, true)
  view.setUint16(2, port)
  const bytes = new Uint8Array(view.buffer)
  bytes.set(address, ipv4 ? 4 : 8)
  if (!ipv4) view.setUint32(24, scope, true)
  return bytes
}

/** `sockaddr_nl` bytes with the groups to subscribe to; the kernel chooses the port. linux/netlink.h. */
export function netlinkSocketAddress(groups: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(12))
  view.setUint16(0, family.netlink, true)
  view.setUint32(8, groups, true)
  return new Uint8Array(view.buffer)
}

/** `sockaddr_ll` bytes, linux/if_packet.h. `protocol`: an EtherType, or 0. The destination is in the frame itself. */
export function packetSocketAddress(protocol: number, index: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(20))
  view.setUint16(0, family.packet, true)
  view.setUint16(2, protocol)
  view.setInt32(4, index, true)
  return new Uint8Array(view.buffer)
}

/** Longest `sun_path`, linux/un.h, with the closing zero. */
const unixPathBytes = 108

/** `sockaddr_un` bytes of a path, or of an abstract name that begins with '@'; nothing when it is too long. */
export function unixSocketAddress(path: string): Uint8Array | undefined {
  const abstract = path.startsWith('@')
  const name = new TextEncoder().encode(abstract ? `\0${path.slice(1)}` : `${path}\0`)
  if (name.byteLength > unixPathBytes) return undefined
  const bytes = new Uint8Array(2 + name.byteLength)
  new DataView(bytes.buffer).setUint16(0, family.unix, true)
  bytes.set(name, 2)
  return bytes
}
