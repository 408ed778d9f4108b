/**
 * What do ARP and neighbour discovery frames have in common: the Ethernet header, and addresses as text?
 *
 * Encoders take addresses that the settings or the kernel gave, so one that does not parse is a broken assumption.
 * Frames are not padded to 60 bytes: the driver does that. Source: IEEE 802.3 clause 3; RFC 894.
 */
import { assert } from '../base/assert.ts'
import { sliceField, writeField, readField } from './fields.ts'
import { macBytes, parseIpv4, parseIpv6, parseMac, printMac } from './ip.ts'

/** The broadcast address. */
export const broadcastMac = 'ff:ff:ff:ff:ff:ff'

/** Ethernet header without a VLAN tag. */
export const ethernetLayout = {
  destination: { offset: 0, bytes: macBytes, about: 'destination' },
  source: { offset: 6, bytes: macBytes, about: 'source' },
  etherType: { offset: 12, bytes: 2, about: 'type' },
} as const

/** Length of the header. */
export const ethernetBytes = 14

/** Who sends a frame to whom, and what is in it. */
export type EthernetHeader = { readonly destination: string; readonly source: string; readonly etherType: number }

/** Writes the header to the start of `frame`. */
export function writeEthernet(frame: Uint8Array, header: EthernetHeader): void {
  sliceField(frame, ethernetLayout.destination).set(macOf(header.destination))
  sliceField(frame, ethernetLayout.source).set(macOf(header.source))
  writeField(frame, ethernetLayout.etherType, header.etherType)
}

/** Reads the header; the caller has checked that `frame` is long enough. */
export function readEthernet(frame: Uint8Array): EthernetHeader {
  const destination = printMac(sliceField(frame, ethernetLayout.destination))
  const source = printMac(sliceField(frame, ethernetLayout.source))
  return { destination, source, etherType: readField(frame, ethernetLayout.etherType) }
}

/** Bytes of a MAC address that is known to be one. */
export function macOf(text: string): Uint8Array {
  const bytes = parseMac(text)
  assert(bytes !== undefined, `"${text}" is no MAC address`)
  return bytes
}

/** Bytes of an IPv4 address that is known to be one. */
export function ipv4Of(text: string): Uint8Array {
  const bytes = parseIpv4(text)
  assert(bytes !== undefined, `"${text}" is no IPv4 address`)
  return bytes
}

/** Bytes of an IPv6 address that is known to be one. */
export function ipv6Of(text: string): Uint8Array {
  const bytes = parseIpv6(text)
  assert(bytes !== undefined, `"${text}" is no IPv6 address`)
  return bytes
}
