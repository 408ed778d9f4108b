/**
 * What is an IP address, and does it lie in a network?
 *
 * An address is its family and its bits. Two ways of writing the same address are therefore equal, which is what the
 * rules about unique addresses need. Text is checked by zod's strict formats first (no leading zeros, no zone ids);
 * an IPv6 address gets its canonical text (RFC 5952) from the URL parser of the platform.
 */
import * as z from 'zod'

/** An address without prefix. `text` is canonical. */
export type Address = { readonly family: 4 | 6; readonly bits: bigint; readonly text: string }

/** An address with the length of its network prefix: 0..32 or 0..128. */
export type AddressWithPrefix = { readonly address: Address; readonly prefix: number }

const ipv4 = z.ipv4()
const ipv6 = z.ipv6()

/** The address that `text` writes, or undefined. */
export function parseAddress(text: string): Address | undefined {
  if (ipv4.safeParse(text).success) {
    const bits = text.split('.').reduce((sum, part) => (sum << 8n) | BigInt(part), 0n)
    return { family: 4, bits, text }
  }
  if (!ipv6.safeParse(text).success) return undefined
  const canonical = new URL(`http://[${text}]/`).hostname.slice(1, -1)
  return { family: 6, bits: bitsOfIpv6(canonical), text: canonical }
}

function bitsOfIpv6(canonical: string): bigint {
  const [head = '', tail] = canonical.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...gap, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/** How many bits an address of this family has. */
export function widthOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128
}

/** `192.0.2.1/24` and its like; undefined when it is not one. */
export function parseAddressWithPrefix(text: string): AddressWithPrefix | undefined {
  const [before = '', after, more] = text.split('/')
  const address = parseAddress(before)
  if (address === undefined || after === undefined || more !== undefined || !/^\d{1,3}$/.test(after)) return undefined
  const prefix = Number(after)
  return prefix <= widthOf(address.family) ? { address, prefix } : undefined
}

/** The network bits of an address under a prefix. */
function networkBits(address: Address, prefix: number): bigint {
  return address.bits >> BigInt(widthOf(address.family) - prefix)
}

/** True when `address` lies in the network of `network`. */
export function inNetwork(address: Address, network: AddressWithPrefix): boolean {
  if (address.family !== network.address.family) return false
  return networkBits(address, network.prefix) === networkBits(network.address, network.prefix)
}

/** The network in text: `192.0.2.0/24`. */
export function networkText(network: AddressWithPrefix): string {
  const { address, prefix } = network
  const shift = BigInt(widthOf(address.family) - prefix)
  return `${textOf(address.family, (address.bits >> shift) << shift)}/${prefix}`
}

function textOf(family: 4 | 6, bits: bigint): string {
  const [groups, size, radix] = family === 4 ? [4, 8n, 10] : [8, 16n, 16]
  const parts = Array.from({ length: groups }, (_, index) => {
    return ((bits >> (size * BigInt(groups - 1 - index))) & ((1n << size) - 1n)).toString(radix)
  })
  return family === 4 ? parts.join('.') : new URL(`http://[${parts.join(':')}]/`).hostname.slice(1, -1)
}

/** True when one host can own the address: not unspecified, not multicast, not the broadcast address. */
export function isUnicast(address: Address): boolean {
  if (address.bits === 0n) return false
  // RFC 5771: 224.0.0.0/4 is multicast, 240.0.0.0/4 reserved with the limited broadcast. RFC 4291: ff00::/8.
  return address.family === 4 ? address.bits >> 28n < 14n : address.bits >> 120n !== 0xffn
}

/** True when the address is the network's own or broadcast address, which no host can own (IPv4, prefix under 31). */
export function isNetworkEdge(address: Address, prefix: number): boolean {
  if (address.family === 6 || prefix >= 31) return false
  const hostMask = (1n << BigInt(32 - prefix)) - 1n
  const host = address.bits & hostMask
  return host === 0n || host === hostMask
}

/** Canonical text of an address that is known to be valid; other text is returned as it is. */
export function canonicalAddress(text: string): string {
  return parseAddress(text)?.text ?? text
}
