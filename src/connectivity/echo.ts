/**
 * What do an echo request and its reply look like?
 *
 * ICMP and ICMPv6 share the eight bytes of the echo header; they differ in the type numbers, in who computes the checksum
 * (here for IPv4, the kernel for IPv6), and in what a raw socket delivers (IPv4 with its header, IPv6 without).
 * Sources: RFC 792 page 14; RFC 4443 sections 4.1 and 4.2; RFC 1071 for the checksum; raw(7).
 */

/** Version of the Internet Protocol. */
export type Version = 4 | 6

/** The part of an echo that its reply repeats. `identifier` and `sequence` 0..65535. */
export type Echo = { readonly identifier: number; readonly sequence: number; readonly payload: Uint8Array }

const echoTypes = { 4: { request: 8, reply: 0 }, 6: { request: 128, reply: 129 } } as const
const headerBytes = 8
const checksumAt = 2

/** The bytes of an echo request, without an IP header. */
export function encodeEchoRequest(version: Version, echo: Echo): Uint8Array {
  const bytes = new Uint8Array(headerBytes + echo.payload.length)
  const view = new DataView(bytes.buffer)
  bytes[0] = echoTypes[version].request
  view.setUint16(4, echo.identifier)
  view.setUint16(6, echo.sequence)
  bytes.set(echo.payload, headerBytes)
  if (version === 4) view.setUint16(checksumAt, checksum(bytes))
  return bytes
}

/** The echo that a received packet replies to; undefined when the packet is anything else or is cut short. */
export function decodeEchoReply(version: Version, packet: Uint8Array): Echo | undefined {
  const message = version === 6 ? packet : withoutHeader(packet)
  if (message === undefined || message.length < headerBytes) return undefined
  // Code 0 is the only one of an echo.
  if (message[0] !== echoTypes[version].reply || message[1] !== 0) return undefined
  const view = new DataView(message.buffer, message.byteOffset, message.length)
  return { identifier: view.getUint16(4), sequence: view.getUint16(6), payload: message.subarray(headerBytes) }
}

/** The payload of an IPv4 packet; its header says its own length in units of four bytes (RFC 791 section 3.1). */
function withoutHeader(packet: Uint8Array): Uint8Array | undefined {
  const first = packet[0] ?? 0
  const length = (first & 0xf) * 4
  return first >> 4 === 4 && length >= 20 && packet.length >= length ? packet.subarray(length) : undefined
}

/** One's complement of the one's complement sum of all 16-bit words, an odd last byte padded with zero. */
function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
