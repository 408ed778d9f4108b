/**
 * What does one ARP or neighbour-discovery frame prove?
 *
 * Each such frame claims "this address lives at this hardware address". Who claims it decides what it proves: a VIP
 * answered with the peer's hardware address shows that the peer still owns it; the peer's own address shows a living
 * machine; an answer sent to this node by anybody else shows that the link works in both directions, so that silence on
 * it means something. A claim on an address that this node holds is a rival.
 *
 * Only an answer to this node makes a neighbour a witness: a broadcast heard proves half a link. For the peer every
 * claim counts, because there the mistake to avoid is to overlook a sign of life.
 *
 * Rejected: a hardware address remembered from the peer's beats (they may come from another device).
 * Sources: decision D2; RFC 5227 sections 1.1 and 2.4; RFC 4861 section 7.2.
 */
import type { Answerer } from '../core/types.ts'

/** What a frame says. Addresses in their one text form, hardware addresses in lower case with colons. */
export type Claim = {
  readonly address: string
  readonly mac: string
  /** The frame answers this node, and was sent to it alone. */
  readonly answer: boolean
}

/** What is known about one zone, as far as one frame is judged by it. */
export type Knowledge = {
  readonly vips: readonly string[]
  /** The peer's own address in the zone; undefined where it is not known. */
  readonly peerAddress: string | undefined
  /** Neighbours of the settings, the gateway say. */
  readonly neighbours: readonly string[]
  /** Every other address of the pair in this zone, this node's own among them: never a witness. */
  readonly pairAddresses: readonly string[]
  readonly ownMacs: readonly string[]
  /** Hardware address of the peer, when it was learned. */
  readonly peerMac: string | undefined
  /** This node holds the VIPs. */
  readonly holding: boolean
  /** True for addresses of the zone's own networks: strangers in others are no neighbours. */
  readonly inNetwork: (address: string) => boolean
}

/** Why a frame proves nothing. */
export type Nothing = 'own' | 'not-a-host' | 'of-the-pair' | 'not-asked' | 'elsewhere'

/** What a frame proves. `candidate`: a neighbour that has not answered this node yet; it is worth asking. */
export type Proof =
  | { readonly type: 'answer'; readonly subject: 'vip' | 'peer-address' | 'neighbour'; readonly answerer: Answerer }
  | { readonly type: 'rival'; readonly answerer: Answerer }
  | { readonly type: 'candidate' }
  | { readonly type: 'nothing'; readonly why: Nothing }

/** Judges one claim. */
export function classify(claim: Claim, knowledge: Knowledge): Proof {
  if (knowledge.ownMacs.includes(claim.mac)) return nothing('own')
  if (!isHostMac(claim.mac) || !isHostAddress(claim.address)) return nothing('not-a-host')
  const answerer = answererOf(claim.mac, knowledge.peerMac)
  if (knowledge.vips.includes(claim.address)) {
    return knowledge.holding ? { type: 'rival', answerer } : { type: 'answer', subject: 'vip', answerer }
  }
  if (claim.address === knowledge.peerAddress) return { type: 'answer', subject: 'peer-address', answerer }
  if (knowledge.pairAddresses.includes(claim.address) || answerer === 'peer') return nothing('of-the-pair')
  return classifyNeighbour(claim, knowledge, answerer)
}

function classifyNeighbour(claim: Claim, knowledge: Knowledge, answerer: Answerer): Proof {
  const configured = knowledge.neighbours.includes(claim.address)
  if (!configured && !knowledge.inNetwork(claim.address)) return nothing('elsewhere')
  if (claim.answer) return { type: 'answer', subject: 'neighbour', answerer }
  return configured ? nothing('not-asked') : { type: 'candidate' }
}

function answererOf(mac: string, peerMac: string | undefined): Answerer {
  if (peerMac === undefined) return 'unknown'
  return mac === peerMac ? 'peer' : 'third'
}

/** An individual hardware address: group bit clear (IEEE 802-2014, 8.2.2), and not all zero. */
export function isHostMac(mac: string): boolean {
  return (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && mac !== '00:00:00:00:00:00'
}

/** Not unspecified, not multicast, not the broadcast address: those have no one host behind them. */
function isHostAddress(address: string): boolean {
  if (address.includes(':')) return address !== '::' && !address.startsWith('ff')
  const first = Number.parseInt(address, 10)
  // 0.0.0.0/8 "this network", 224.0.0.0/4 multicast, 240.0.0.0/4 reserved with the broadcast address (RFC 6890).
  return first > 0 && first < 224
}

function nothing(why: Nothing): Proof {
  return { type: 'nothing', why }
}
