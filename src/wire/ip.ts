/**
 * How are IP and MAC addresses written and read?
 *
 * Text in, bytes out, and back in one canonical form, so that two texts of one address compare as equal after a round
 * through here. Validity is judged by `node:net`. Rejected: an address library, which brings subnet arithmetic that
 * nothing here needs. Sources: RFC 4291 section 2.2 (text forms), RFC 5952 (canonical IPv6), IEEE 802 (MAC).
 */
import { isIPv4, isIPv6 } from 'node:net'

/** Length of an IPv4 address. */
export const ipv4Bytes = 4

/** Length of an IPv6 address. */
export const ipv6Bytes = 16

/** Length of a MAC address. */
export const macBytes = 6

/** The four bytes of a dotted IPv4 address, or nothing when the text is none. */
export function parseIpv4(text: string): Uint8Array | undefined {
  return isIPv4(text) ? Uint8Array.from(text.split('.'), Number) : undefined
}

/** The sixteen bytes of an IPv6 address, or nothing when the text is none. An address with a zone (`%eth0`) is none. */
export function parseIpv6(text: string): Uint8Array | undefined {
  if (!isIPv6(text) || text.includes('%')) return undefined
  const [head = '', tail] = text.split('::')
  const before = groupBytes(head)
  const after = tail === undefined ? [] : groupBytes(tail)
  const gap = ipv6Bytes - before.length - after.length
  return Uint8Array.from([...before, ...new Array<number>(gap).fill(0), ...after])
}

/** Bytes of groups between colons; the last one may be a dotted IPv4 address. */
function groupBytes(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

/** The bytes of an IPv4 or IPv6 address; their number tells which. Nothing when the text is neither. */
export function parseIp(text: string): Uint8Array | undefined {
  return parseIpv4(text) ?? parseIpv6(text)
}

/** Text of four bytes (dotted) or sixteen (RFC 5952). */
export function printIp(bytes: Uint8Array): string {
  return bytes.length === ipv4Bytes ? bytes.join('.') : printIpv6(bytes)
}

/** The one text of an address that all its texts stand for, or nothing when the text is no address. */
export function canonicalIp(text: string): string | undefined {
  const bytes = parseIp(text)
  return bytes === undefined ? undefined : printIp(bytes)
}

/** `::ffff:0:0/96`, IPv4-mapped: RFC 5952 section 5 prints the last four bytes dotted. */
const mappedPrefix = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff])

function printIpv6(bytes: Uint8Array): string {
  const isMapped = mappedPrefix.every((byte, at) => bytes[at] === byte)
  if (isMapped) return `::ffff:${bytes.subarray(mappedPrefix.length).join('.')}`
  const groups = Array.from(
    { length: ipv6Bytes / 2 },
    (_, at) => ((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0),
  )
  const { start, length } = longestZeros(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** The longest run of zero groups; the first one when two are equal (RFC 5952 section 4.2.3). */
function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 }
  let length = 0
  groups.forEach((group, at) => {
    length = group === 0 ? length + 1 : 0
    if (length > longest.length) longest = { start: at - length + 1, length }
  })
  return longest
}

const macForm = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i

/** The six bytes of a MAC address with colons, or nothing when the text is none. */
export function parseMac(text: string): Uint8Array | undefined {
  if (!macForm.test(text)) return undefined
  return Uint8Array.from(text.split(':'), (pair) => Number.parseInt(pair, 16))
}

/** Text of a MAC address: lower case, with colons, as the kernel prints it. */
export function printMac(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}
