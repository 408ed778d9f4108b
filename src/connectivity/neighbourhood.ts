/**
 * Whom does this node ask in a zone, and what has it learned there since boot?
 *
 * Two things are learned from frames. The peer's hardware address, only while beats prove the peer alive, so that a third
 * host that takes the address of a dead peer is never mistaken for it. And neighbours: any host of the zone that is not
 * of the pair is worth asking, so that a pair without a configured witness still notices that its link works. The table
 * of neighbours is small; a full one gives up only entries that stopped answering, so that a flood of invented senders
 * cannot push out those that do answer.
 *
 * Asking is bounded as well: per round the first 8 VIPs in turn, the peer, the configured neighbours and 4 learned ones.
 * Sources: decision D2 (witness, peer's hardware address per zone), D10 (probes that disturb nobody).
 */
import { classify, isHostMac, type Claim, type Knowledge, type Proof } from './classify.ts'

/** VIPs asked for in one round; the next round goes on where this one ended. */
export const vipsPerRound = 8
/** Learned neighbours remembered per zone. */
export const neighboursMax = 16
/** Learned neighbours asked in one round. */
export const neighboursPerRound = 4
/** Questions without an answer after which a learned hardware address or neighbour may be replaced. */
export const missesMax = 3

/** A neighbour that was seen since boot. `answered`: it answered this node at least once. */
export type Neighbour = {
  readonly address: string
  readonly mac: string
  readonly answered: boolean
  /** Questions since its last answer. */
  readonly misses: number
}

/** All that is known about one zone. */
export type Neighbourhood = {
  readonly knowledge: Knowledge
  /** Beats prove the peer alive now. */
  readonly peerAlive: boolean
  /** Questions for the peer's own address since its learned hardware address answered. */
  readonly peerMisses: number
  readonly learned: readonly Neighbour[]
  /** Where the next round goes on, among the VIPs and among the learned neighbours. */
  readonly vipTurn: number
  readonly neighbourTurn: number
  /** Neighbours not remembered because the table was full. */
  readonly refused: number
}

/** A zone about which only the settings are known. */
export function newNeighbourhood(knowledge: Knowledge): Neighbourhood {
  return { knowledge, peerAlive: false, peerMisses: 0, learned: [], vipTurn: 0, neighbourTurn: 0, refused: 0 }
}

/** The addresses to ask for in this round, and the neighbourhood that waits for their answers. */
export function beginRound(zone: Neighbourhood): { readonly targets: readonly string[]; readonly zone: Neighbourhood } {
  const { vips, peerAddress, neighbours } = zone.knowledge
  const askedVips = turn(vips, zone.vipTurn, vipsPerRound)
  const asked = turn(zone.learned, zone.neighbourTurn, neighboursPerRound).map((neighbour) => neighbour.address)
  const learned = zone.learned.map((neighbour) =>
    asked.includes(neighbour.address) ? { ...neighbour, misses: neighbour.misses + 1 } : neighbour,
  )
  return {
    targets: [...askedVips, ...(peerAddress === undefined ? [] : [peerAddress]), ...neighbours, ...asked],
    zone: {
      ...zone,
      learned,
      peerMisses: zone.peerMisses + 1,
      vipTurn: zone.vipTurn + askedVips.length,
      neighbourTurn: zone.neighbourTurn + asked.length,
    },
  }
}

/** Takes one claim: what it proves, and what was learned from it. */
export function absorbClaim(
  zone: Neighbourhood,
  claim: Claim,
): { readonly proof: Proof; readonly zone: Neighbourhood } {
  const taught = learnPeer(zone, claim)
  const proof = classify(claim, taught.knowledge)
  const witnesses = proof.type === 'candidate' || (proof.type === 'answer' && proof.subject === 'neighbour')
  return { proof, zone: witnesses ? learnNeighbour(taught, claim) : taught }
}

/** Learns the peer's hardware address from a claim on its own address, and only while beats prove it alive. */
function learnPeer(zone: Neighbourhood, claim: Claim): Neighbourhood {
  const { peerAddress, peerMac, ownMacs } = zone.knowledge
  if (claim.address !== peerAddress || ownMacs.includes(claim.mac) || !isHostMac(claim.mac)) return zone
  if (claim.mac === peerMac) return { ...zone, peerMisses: 0 }
  const free = peerMac === undefined || zone.peerMisses > missesMax
  if (!zone.peerAlive || !free) return zone
  // What was taken for a neighbour before may be another address of the peer.
  const learned = zone.learned.filter((neighbour) => neighbour.mac !== claim.mac)
  return { ...zone, peerMisses: 0, learned, knowledge: { ...zone.knowledge, peerMac: claim.mac } }
}

function learnNeighbour(zone: Neighbourhood, claim: Claim): Neighbourhood {
  // Configured neighbours are asked in every round and need no place in the table.
  if (zone.knowledge.neighbours.includes(claim.address)) return zone
  const known = zone.learned.find((neighbour) => neighbour.address === claim.address)
  if (known !== undefined)
    return { ...zone, learned: zone.learned.map((one) => (one === known ? renewed(one, claim) : one)) }
  const fresh: Neighbour = { address: claim.address, mac: claim.mac, answered: claim.answer, misses: 0 }
  if (zone.learned.length < neighboursMax) return { ...zone, learned: [...zone.learned, fresh] }
  const silent = zone.learned.find((neighbour) => neighbour.misses >= missesMax)
  if (silent === undefined) return { ...zone, refused: zone.refused + 1 }
  return { ...zone, learned: [...zone.learned.filter((one) => one !== silent), fresh] }
}

function renewed(known: Neighbour, claim: Claim): Neighbour {
  return claim.answer ? { ...known, mac: claim.mac, answered: true, misses: 0 } : known
}

/** `count` elements from position `start` on, around the end; all of them when there are no more. */
function turn<T>(all: readonly T[], start: number, count: number): readonly T[] {
  if (all.length <= count) return all
  const from = start % all.length
  return [...all.slice(from, from + count), ...all.slice(0, Math.max(0, from + count - all.length))]
}
