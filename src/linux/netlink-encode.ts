/**
 * How are orders to the kernel about addresses and links written?
 *
 * Pure: one message a function, only what the product orders. An addition always carries REPLACE, so that adding and
 * renewing are the same order, and always a finite lifetime: an address that nobody renews must end.
 * Source: the headers named in `netlink-messages.ts`.
 */
import { assert } from '../base/assert.ts'
import { fieldFilter } from './bpf.ts'
import {
  addressAttribute,
  addressFlag,
  addressProtocol,
  flag,
  headerBytes,
  infiniteSeconds,
  linkAttribute,
  messageType,
} from './netlink-messages.ts'
import type { AddressAddition } from './netlink-messages.ts'
import { family } from './socket-address.ts'

/** Order to add an address, or to replace its lifetime when it is there. IPv6 without duplicate address detection. */
export function encodeAddressAdd(
  addition: AddressAddition & { bytes: Uint8Array; index: number },
  sequence: number,
): Uint8Array {
  const seconds = addition.lifetimeSeconds
  assert(Number.isInteger(seconds) && seconds >= 1 && seconds < infiniteSeconds, 'a finite lifetime in whole seconds')
  const ipv6 = addition.bytes.byteLength === 16
  const flags = (ipv6 ? addressFlag.noDuplicateDetection : 0) | (addition.prefixRoute ? 0 : addressFlag.noPrefixRoute)
  const message = new MessageWriter(
    messageType.addressNew,
    flag.request | flag.acknowledge | flag.replace | flag.create,
    sequence,
  )
  writeAddress(message, addition)
  message.wordAttribute(addressAttribute.flags, flags)
  message.wordAttribute(addressAttribute.cacheInfo, seconds, seconds, 0, 0)
  message.byteAttribute(addressAttribute.protocol, addressProtocol)
  return message.end()
}

/** Order to delete an address. */
export function encodeAddressDelete(
  place: { prefix: number; bytes: Uint8Array; index: number },
  sequence: number,
): Uint8Array {
  const message = new MessageWriter(messageType.addressDelete, flag.request | flag.acknowledge, sequence)
  writeAddress(message, place)
  return message.end()
}

/** Request for all addresses. `index`: of one device only (needs NETLINK_GET_STRICT_CHK); 0 for all. */
export function encodeAddressDump(index: number, sequence: number): Uint8Array {
  const message = new MessageWriter(messageType.addressGet, flag.request | flag.dump, sequence)
  message.bytes(0, 0, 0, 0)
  message.word(index)
  return message.end()
}

/** Request for all links. */
export function encodeLinkDump(sequence: number): Uint8Array {
  const message = new MessageWriter(messageType.linkGet, flag.request | flag.dump, sequence)
  writeLink(message, 0)
  return message.end()
}

/** IPV4_DEVCONF_PROMOTE_SECONDARIES and IFLA_INET_CONF, linux/ip.h and linux/if_link.h. */
const promoteSecondaries = 20
const ipv4Settings = 1

/** Order that a deleted IPv4 address must not take the others of its subnet along. */
export function encodePromoteSecondaries(index: number, sequence: number): Uint8Array {
  const message = new MessageWriter(messageType.linkSet, flag.request | flag.acknowledge, sequence)
  writeLink(message, index)
  message.nested(linkAttribute.familySpecific, () =>
    message.nested(family.ipv4, () => message.nested(ipv4Settings, () => message.wordAttribute(promoteSecondaries, 1))),
  )
  return message.end()
}

/** BPF program for an event socket: drops RTM_NEWADDR messages that were caused by the netlink port `ownPort`. */
export function ownAdditionsFilter(ownPort: number): Uint8Array {
  // BPF loads in network byte order, the kernel writes these fields in the machine's.
  const swapped = new DataView(new ArrayBuffer(6))
  swapped.setUint16(0, messageType.addressNew, true)
  swapped.setUint32(2, ownPort, true)
  return fieldFilter(
    [
      { offset: 4, bytes: 2, values: [swapped.getUint16(0)] },
      { offset: 12, bytes: 4, values: [swapped.getUint32(2)] },
    ],
    'drop',
  )
}

/** `struct ifaddrmsg`, and the address: IPv4 wants it as local and as peer address, IPv6 knows one only. */
function writeAddress(message: MessageWriter, place: { prefix: number; bytes: Uint8Array; index: number }): void {
  assert(place.prefix >= 0 && place.prefix <= place.bytes.byteLength * 8, 'a prefix within the address')
  const ipv4 = place.bytes.byteLength === 4
  message.bytes(ipv4 ? family.ipv4 : family.ipv6, place.prefix, 0, 0)
  message.word(place.index)
  if (ipv4) message.byteAttribute(addressAttribute.local, ...place.bytes)
  message.byteAttribute(addressAttribute.address, ...place.bytes)
}

/** `struct ifinfomsg` with nothing but the index. */
function writeLink(message: MessageWriter, index: number): void {
  message.bytes(0, 0, 0, 0)
  message.word(index)
  message.word(0)
  message.word(0)
}

/** The longest message written here is an IPv6 addition: 92 bytes. */
const messageBytesMax = 128

/** Writes one message from front to back; lengths are filled in when they are known. */
class MessageWriter {
  readonly #view = new DataView(new ArrayBuffer(messageBytesMax))
  #at = 0

  constructor(type: number, flags: number, sequence: number) {
    this.#view.setUint16(4, type, true)
    this.#view.setUint16(6, flags, true)
    this.#view.setUint32(8, sequence, true)
    this.#at = headerBytes
  }

  bytes(...values: number[]): void {
    for (const value of values) {
      this.#view.setUint8(this.#at, value)
      this.#at += 1
    }
  }

  word(value: number): void {
    this.#view.setUint32(this.#at, value, true)
    this.#at += 4
  }

  byteAttribute(type: number, ...values: number[]): void {
    this.nested(type, () => this.bytes(...values))
  }

  wordAttribute(type: number, ...values: number[]): void {
    this.nested(type, () => values.forEach((value) => this.word(value)))
  }

  /** An attribute with whatever `content` writes. Its length field does not count the padding to four bytes. */
  nested(type: number, content: () => void): void {
    const start = this.#at
    this.#at += 4
    content()
    this.#view.setUint16(start, this.#at - start, true)
    this.#view.setUint16(start + 2, type, true)
    this.#at = (this.#at + 3) & ~3
  }

  end(): Uint8Array {
    this.#view.setUint32(0, this.#at, true)
    return new Uint8Array(this.#view.buffer, 0, this.#at)
  }
}
