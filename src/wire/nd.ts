/**
 * How do neighbour discovery frames look that ask for an IPv6 address, or announce one?
 *
 * The unsolicited advertisement carries the override flag, so that neighbours replace what they know (RFC 4861 section
 * 7.2.6). A solicitation always has a link-local sender: from `::` it would be a step of duplicate address detection,
 * and an owner whose address is still tentative would give it up (RFC 4862 section 5.4.3).
 * Sources: RFC 4861 sections 4.3, 4.4, 7.1; RFC 4443 section 2.3 (checksum); RFC 2464 section 7 (multicast MAC).
 */
import { assert } from '../base/assert.ts'
import { ipv6Of, macOf, readEthernet, writeEthernet } from './ethernet.ts'
import { readField, sliceField, writeField, type Layout } from './fields.ts'
import { ipv6Bytes, macBytes, printIp, printMac } from './ip.ts'

/** Ethernet type of IPv6. */
export const ipv6EtherType = 0x86dd

/** Neighbour solicitation or advertisement with one option, after the Ethernet header. */
export const ndLayout = {
  versionAndFlow: { offset: 14, bytes: 4, about: '6, no traffic class, no flow' },
  payloadBytes: { offset: 18, bytes: 2, about: 'length after the IPv6 header' },
  nextHeader: { offset: 20, bytes: 1, about: '58, ICMPv6' },
  hopLimit: { offset: 21, bytes: 1, about: '255' },
  source: { offset: 22, bytes: 16, about: 'source' },
  destination: { offset: 38, bytes: 16, about: 'destination' },
  type: { offset: 54, bytes: 1, about: '135 solicitation, 136 advertisement' },
  code: { offset: 55, bytes: 1, about: '0' },
  checksum: { offset: 56, bytes: 2, about: 'checksum' },
  flags: { offset: 58, bytes: 4, about: 'router, solicited, override' },
  target: { offset: 62, bytes: 16, about: 'target' },
  optionType: { offset: 78, bytes: 1, about: '1 source, 2 target link-layer address' },
  optionUnits: { offset: 79, bytes: 1, about: 'length of the option in units of 8 bytes' },
  optionMac: { offset: 80, bytes: 6, about: 'MAC' },
} as const satisfies Layout

const ndFrameBytes = 86
const icmpOffset = ndLayout.type.offset
const optionsOffset = ndLayout.optionType.offset
const ipv6Version = 0x60000000
const icmpv6 = 58
const undecayedHopLimit = 255
const solicitation = 135
const advertisement = 136
const sourceOption = 1
const targetOption = 2
const optionUnitBytes = 8
const routerFlag = 2 ** 31
const solicitedFlag = 2 ** 30
const overrideFlag = 2 ** 29
const multicastByte = 0xff
const allNodes = 'ff02::1'
const solicitedNodePrefix = Uint8Array.from([0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xff])

/** Announces to all nodes that `mac` has `address`. `router`: this node forwards, as a gateway does. */
export function encodeAdvertisement(announcement: {
  readonly mac: string
  readonly address: string
  readonly router?: boolean
}): Uint8Array {
  const { mac, address, router } = announcement
  return encodeNeighbour({
    mac,
    source: ipv6Of(address),
    destination: ipv6Of(allNodes),
    type: advertisement,
    flags: overrideFlag + (router === true ? routerFlag : 0),
    target: ipv6Of(address),
    option: targetOption,
  })
}

/** Asks who has `target`. `source`: a link-local address of the sender; any other one breaks an assumption. */
export function encodeSolicitation(question: {
  readonly mac: string
  readonly source: string
  readonly target: string
}): Uint8Array {
  const source = ipv6Of(question.source)
  assert(isLinkLocal(source), `a solicitation comes from a link-local address, not from ${question.source}`)
  const target = ipv6Of(question.target)
  const destination = Uint8Array.from([...solicitedNodePrefix, ...target.subarray(solicitedNodePrefix.length)])
  return encodeNeighbour({
    mac: question.mac,
    source,
    destination,
    type: solicitation,
    flags: 0,
    target,
    option: sourceOption,
  })
}

/** `fe80::/10`. */
function isLinkLocal(address: Uint8Array): boolean {
  return address[0] === 0xfe && ((address[1] ?? 0) & 0xc0) === 0x80
}

type Neighbour = {
  readonly mac: string
  readonly source: Uint8Array
  readonly destination: Uint8Array
  readonly type: number
  readonly flags: number
  readonly target: Uint8Array
  readonly option: number
}

function encodeNeighbour(words: Neighbour): Uint8Array {
  const frame = new Uint8Array(ndFrameBytes)
  const multicastMac = Uint8Array.from([0x33, 0x33, ...words.destination.subarray(ipv6Bytes - 4)])
  writeEthernet(frame, { destination: printMac(multicastMac), source: words.mac, etherType: ipv6EtherType })
  writeField(frame, ndLayout.versionAndFlow, ipv6Version)
  writeField(frame, ndLayout.payloadBytes, ndFrameBytes - icmpOffset)
  writeField(frame, ndLayout.nextHeader, icmpv6)
  writeField(frame, ndLayout.hopLimit, undecayedHopLimit)
  sliceField(frame, ndLayout.source).set(words.source)
  sliceField(frame, ndLayout.destination).set(words.destination)
  writeField(frame, ndLayout.type, words.type)
  writeField(frame, ndLayout.flags, words.flags)
  sliceField(frame, ndLayout.target).set(words.target)
  writeField(frame, ndLayout.optionType, words.option)
  writeField(frame, ndLayout.optionUnits, 1)
  sliceField(frame, ndLayout.optionMac).set(macOf(words.mac))
  writeField(frame, ndLayout.checksum, icmpChecksum(frame, ndFrameBytes))
  return frame
}

const wordSpan = 0x10000

/** One's complement sum over pseudo header and ICMPv6 message; 0 when a frame already carries its right checksum. */
function icmpChecksum(frame: Uint8Array, end: number): number {
  let sum = end - icmpOffset + icmpv6
  for (let at = ndLayout.source.offset; at < end; at += 2) sum += ((frame[at] ?? 0) << 8) | oddByte(frame, at + 1, end)
  while (sum >= wordSpan) sum = (sum % wordSpan) + Math.floor(sum / wordSpan)
  return ~sum & (wordSpan - 1)
}

function oddByte(frame: Uint8Array, at: number, end: number): number {
  return at < end ? (frame[at] ?? 0) : 0
}

/** What an advertisement says. `mac`: of its option; without one, the sender's of the Ethernet header. */
export type Advertisement = {
  readonly target: string
  readonly mac: string
  readonly source: string
  readonly solicited: boolean
  readonly override: boolean
  readonly router: boolean
}

/** Outcome of decoding an advertisement. */
export type DecodedAdvertisement =
  { readonly ok: true; readonly advertisement: Advertisement } | { readonly ok: false; readonly problem: string }

/** Reads an Ethernet frame and checks what RFC 4861 section 7.1.2 asks for. Never throws. */
export function decodeAdvertisement(frame: Uint8Array): DecodedAdvertisement {
  const problem = headerProblem(frame) ?? messageProblem(frame)
  if (problem !== undefined) return { ok: false, problem }
  const options = readOptions(frame, messageEnd(frame))
  if (options === undefined) return { ok: false, problem: 'an option has no length or does not fit' }
  const link = options.find((option) => option.type === targetOption)
  const flags = readField(frame, ndLayout.flags)
  const carries = (flag: number): boolean => Math.floor(flags / flag) % 2 === 1
  return {
    ok: true,
    advertisement: {
      target: printIp(sliceField(frame, ndLayout.target)),
      mac: link === undefined ? readEthernet(frame).source : printMac(link.content.subarray(0, macBytes)),
      source: printIp(sliceField(frame, ndLayout.source)),
      solicited: carries(solicitedFlag),
      override: carries(overrideFlag),
      router: carries(routerFlag),
    },
  }
}

function messageEnd(frame: Uint8Array): number {
  return icmpOffset + readField(frame, ndLayout.payloadBytes)
}

function headerProblem(frame: Uint8Array): string | undefined {
  if (frame.length < optionsOffset) return `${frame.length} bytes are too few for an advertisement`
  if (readEthernet(frame).etherType !== ipv6EtherType) return 'not IPv6'
  if (readField(frame, ndLayout.versionAndFlow) >>> 28 !== 6) return 'not version 6 of IP'
  if (readField(frame, ndLayout.nextHeader) !== icmpv6) return 'not ICMPv6'
  if (readField(frame, ndLayout.type) !== advertisement) return 'not an advertisement'
  if (readField(frame, ndLayout.hopLimit) !== undecayedHopLimit) return 'came through a router: hop limit is not 255'
  const end = messageEnd(frame)
  if (end < optionsOffset || end > frame.length) return 'its length does not fit the frame'
  return undefined
}

function messageProblem(frame: Uint8Array): string | undefined {
  if (readField(frame, ndLayout.code) !== 0) return 'code is not 0'
  if (icmpChecksum(frame, messageEnd(frame)) !== 0) return 'wrong checksum'
  if (frame[ndLayout.target.offset] === multicastByte) return 'target is a multicast address'
  const solicited = Math.floor(readField(frame, ndLayout.flags) / solicitedFlag) % 2 === 1
  const toMany = frame[ndLayout.destination.offset] === multicastByte
  return solicited && toMany ? 'solicited, but sent to many' : undefined
}

type Option = { readonly type: number; readonly content: Uint8Array }

/** The options of the message, or nothing when one of them has no length or does not fit. */
function readOptions(frame: Uint8Array, end: number): readonly Option[] | undefined {
  const options: Option[] = []
  for (let at = optionsOffset; at < end;) {
    const bytes = (frame[at + 1] ?? 0) * optionUnitBytes
    if (bytes === 0 || at + bytes > end) return undefined
    options.push({ type: frame[at] ?? 0, content: frame.subarray(at + 2, at + bytes) })
    at += bytes
  }
  return options
}
