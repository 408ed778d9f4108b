/**
 * What did the kernel answer or tell?
 *
 * Pure. What the parser does not know it leaves out. A length that points outside the buffer ends the reading there:
 * the kernel writes no such thing, but no byte beyond is ever read.
 * Source: the headers named in `netlink-messages.ts`.
 */
import {
  addressAttribute,
  addressFixedBytes,
  addressProtocol,
  flag,
  headerBytes,
  infiniteSeconds,
  linkAttribute,
  linkFixedBytes,
  linkFlag,
  messageType,
} from './netlink-messages.ts'
import type { NetlinkMessage, ObservedLink } from './netlink-messages.ts'
import { addressText } from './socket-address.ts'

/** One message of a buffer, with its fixed part and attributes. */
type RawMessage = { readonly type: number; readonly flags: number; readonly sequence: number; readonly body: DataView }

/** Reads all messages of a datagram from the kernel, in order, the unknown ones left out. */
export function parseMessages(bytes: Uint8Array): NetlinkMessage[] {
  const found: NetlinkMessage[] = []
  for (let at = 0; at + headerBytes <= bytes.byteLength;) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.byteLength - at)
    const length = view.getUint32(0, true)
    if (length < headerBytes || length > view.byteLength) break
    const raw: RawMessage = {
      type: view.getUint16(4, true),
      flags: view.getUint16(6, true),
      sequence: view.getUint32(8, true),
      body: new DataView(bytes.buffer, bytes.byteOffset + at + headerBytes, length - headerBytes),
    }
    if (raw.type !== messageType.error && (raw.flags & flag.interrupted) !== 0) found.push({ type: 'interrupted' })
    const parsed = parseMessage(raw)
    if (parsed !== undefined) found.push(parsed)
    at += (length + 3) & ~3
  }
  return found
}

function parseMessage(raw: RawMessage): NetlinkMessage | undefined {
  switch (raw.type) {
    case messageType.error:
      return parseAnswer(raw)
    case messageType.done:
      return { type: 'done', sequence: raw.sequence }
    case messageType.addressNew:
    case messageType.addressDelete:
      return parseAddress(raw)
    case messageType.linkNew:
    case messageType.linkDelete:
      return parseLink(raw)
    default:
      return undefined
  }
}

/** NLMSGERR_ATTR_MSG, linux/netlink.h. */
const errorText = 1

function parseAnswer(raw: RawMessage): NetlinkMessage | undefined {
  if (raw.body.byteLength < 4 + headerBytes) return undefined
  const errno = -raw.body.getInt32(0, true)
  // The refused message follows; with NETLINK_CAP_ACK its header alone, then the attributes of the extended answer.
  const copied = (raw.flags & flag.capped) === 0 ? raw.body.getUint32(4, true) : headerBytes
  const extended =
    (raw.flags & flag.attributes) !== 0 ? attributes(raw.body, 4 + copied) : new Map<number, Uint8Array>()
  return { type: 'answer', sequence: raw.sequence, errno, text: zeroTerminated(extended.get(errorText)) }
}

function parseAddress(raw: RawMessage): NetlinkMessage | undefined {
  if (raw.body.byteLength < addressFixedBytes) return undefined
  // Thousands of these come at once: a table by type instead of a Map.
  const found = attributeTable(raw.body, addressFixedBytes)
  // IPv4 has the own address in LOCAL (ADDRESS is the peer's on a point-to-point link); IPv6 has ADDRESS alone.
  const bytes = found[addressAttribute.local] ?? found[addressAttribute.address]
  if (bytes?.byteLength !== 4 && bytes?.byteLength !== 16) return undefined
  const lifetime = found[addressAttribute.cacheInfo]
  const valid = lifetime === undefined ? infiniteSeconds : wordAt(lifetime, 4)
  return {
    type: 'address',
    removed: raw.type === messageType.addressDelete,
    address: {
      index: raw.body.getUint32(4, true),
      address: addressText(bytes),
      prefix: raw.body.getUint8(1),
      ours: found[addressAttribute.protocol]?.[0] === addressProtocol,
      validSeconds: valid === infiniteSeconds ? Number.POSITIVE_INFINITY : valid,
    },
  }
}

function parseLink(raw: RawMessage): NetlinkMessage | undefined {
  if (raw.body.byteLength < linkFixedBytes) return undefined
  const found = attributes(raw.body, linkFixedBytes)
  const flags = raw.body.getUint32(8, true)
  const link: ObservedLink = {
    device: zeroTerminated(found.get(linkAttribute.name)),
    index: raw.body.getInt32(4, true),
    up: (flags & linkFlag.up) !== 0,
    carrier: (flags & linkFlag.lowerUp) !== 0,
    mac: macText(found.get(linkAttribute.address)),
  }
  return { type: 'link', removed: raw.type === messageType.linkDelete, link }
}

/** Attributes from `start` on, by type (its two topmost bits are flags). A broken length ends the reading. */
function attributes(body: DataView, start: number): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>()
  for (let at = start; at + 4 <= body.byteLength;) {
    const length = body.getUint16(at, true)
    if (length < 4 || at + length > body.byteLength) break
    found.set(body.getUint16(at + 2, true) & 0x3fff, new Uint8Array(body.buffer, body.byteOffset + at + 4, length - 4))
    at += (length + 3) & ~3
  }
  return found
}

/** Attributes of an address have types up to 11. */
const tableLength = 16

/** The same, of types below 16. */
function attributeTable(body: DataView, start: number): readonly (Uint8Array | undefined)[] {
  const found: (Uint8Array | undefined)[] = new Array<undefined>(tableLength)
  for (let at = start; at + 4 <= body.byteLength;) {
    const length = body.getUint16(at, true)
    if (length < 4 || at + length > body.byteLength) break
    const type = body.getUint16(at + 2, true) & 0x3fff
    if (type < tableLength) found[type] = new Uint8Array(body.buffer, body.byteOffset + at + 4, length - 4)
    at += (length + 3) & ~3
  }
  return found
}

/** Length of an Ethernet address; tunnels have others. */
const macBytes = 6

function macText(bytes: Uint8Array | undefined): string {
  if (bytes?.byteLength !== macBytes) return ''
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':')
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes.byteLength < at + 4 ? infiniteSeconds : new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true)
}

const decoder = new TextDecoder()

function zeroTerminated(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return ''
  const end = bytes.indexOf(0)
  return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end))
}
