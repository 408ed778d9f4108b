/**
 * Does an address lie in one of these networks?
 *
 * Compared bit by bit on the bytes of the addresses. Rejected: `net.BlockList`, which takes ten times the memory and
 * says nothing more for the one or two networks of a zone. Source: RFC 4632 section 3.1 (prefix notation).
 */
import { assert } from '../base/assert.ts'
import { parseIp } from '../wire/ip.ts'

/** A test for the networks, written as `192.0.2.0/24` or `2001:db8::/64` and checked with the settings. */
export function networksTest(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.map(parseNetwork)
  return (address) => {
    const bytes = parseIp(address)
    return bytes !== undefined && parsed.some((network) => contains(network, bytes))
  }
}

type Network = { readonly bytes: Uint8Array; readonly prefix: number }

function parseNetwork(text: string): Network {
  const [address = '', length = ''] = text.split('/')
  const bytes = parseIp(address)
  const prefix = Number(length)
  assert(bytes !== undefined && length !== '' && prefix >= 0 && prefix <= bytes.length * 8, `a network: ${text}`)
  return { bytes, prefix }
}

function contains(network: Network, address: Uint8Array): boolean {
  if (address.length !== network.bytes.length) return false
  return address.every((byte, at) => {
    const bits = Math.min(8, Math.max(0, network.prefix - at * 8))
    const mask = (0xff << (8 - bits)) & 0xff
    return (byte & mask) === ((network.bytes[at] ?? 0) & mask)
  })
}
