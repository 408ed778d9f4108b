/**
 * What is heard in one zone, and which questions go out there?
 *
 * Holds the receivers of one zone's device and the neighbourhood that they teach. The receivers belong to one index of
 * the device: when it is made anew under its name they are replaced. A flood is cut off at 2000 frames a second: the
 * kernel already keeps everything away that is neither ARP nor a neighbour advertisement.
 */
import { OpError } from '../base/op-error.ts'
import { elapsed, plus, type Instant } from '../base/time.ts'
import { openPacketReceiver, type FrameKind } from '../linux/packet.ts'
import { encodeArpProbe } from '../wire/arp.ts'
import { canonicalIp } from '../wire/ip.ts'
import { encodeSolicitation } from '../wire/nd.ts'
import { claimOfAdvertisement, claimOfArp } from './claim.ts'
import { absorbClaim, beginRound, newNeighbourhood, type Neighbourhood } from './neighbourhood.ts'
import { networksTest } from './network.ts'
import type { Answerer, Zone } from '../core/types.ts'
import type { Claim } from './classify.ts'

/** A zone to ask in. Addresses in any text form, checked with the settings. */
export type ProbedZone = {
  readonly zone: Zone
  readonly device: string
  readonly vips: readonly string[]
  /** Left out where it is not known. */
  readonly peerAddress?: string
  /** Hosts asked in every round, the gateway say. */
  readonly neighbours: readonly string[]
  /** Further addresses of the pair in this zone, of either node: never taken for neighbours. */
  readonly pairAddresses: readonly string[]
  /** Networks of the zone, `192.0.2.0/24` say; hosts in them count as neighbours. */
  readonly networks: readonly string[]
}

/** Somebody answered for an address that was asked for, or announced it. `at`: when the kernel saw it. */
export type ProbeAnswer = {
  readonly zone: Zone
  readonly subject: 'vip' | 'peer-address' | 'neighbour'
  readonly answerer: Answerer
  readonly at: Instant
}

/** Somebody else claims a VIP that this node holds. */
export type Rival = {
  readonly zone: Zone
  readonly address: string
  readonly mac: string
  readonly answerer: Answerer
  readonly at: Instant
}

/** The frames of one round. `unasked`: addresses for which none could be made (no device, no link-local address). */
export type Questions = { readonly frames: readonly Uint8Array[]; readonly unasked: number }

/** Frames of one zone looked at in one second. A LAN of a thousand hosts stays far below. */
export const framesPerSecondMax = 2000
const windowMs = 1000

/** Where a zone reports to. `counts` are the prober's, over all zones. */
export type ZoneListener = {
  readonly clock: () => Instant
  readonly onAnswer: (answer: ProbeAnswer) => void
  readonly onRival: (rival: Rival) => void
  readonly failed: (error: OpError) => void
  readonly counts: { framesHeard: number; framesFlooded: number }
}

/** What netlink says about this node. `index`: undefined while the device is missing. */
export type OwnSide = {
  readonly index: number | undefined
  readonly mac: string
  readonly ownMacs: readonly string[]
  /** Addresses of the device. */
  readonly addresses: readonly string[]
}

/** The ears of one zone. */
export class ZoneEars {
  readonly zone: Zone
  readonly device: string
  readonly #listener: ZoneListener
  readonly #kinds: readonly FrameKind[]
  readonly #pairAddresses: readonly string[]
  #neighbourhood: Neighbourhood
  #receivers: readonly { readonly stop: () => void }[] = []
  #own: OwnSide = { index: undefined, mac: '', ownMacs: [], addresses: [] }
  #window: { readonly since: Instant; readonly heard: number }

  constructor(zone: ProbedZone, listener: ZoneListener) {
    this.zone = zone.zone
    this.device = zone.device
    this.#listener = listener
    this.#window = { since: listener.clock(), heard: 0 }
    this.#pairAddresses = zone.pairAddresses.map(canonical)
    const [vips, neighbours] = [zone.vips.map(canonical), zone.neighbours.map(canonical)]
    const peerAddress = zone.peerAddress === undefined ? undefined : canonical(zone.peerAddress)
    this.#kinds = kindsOf([...vips, ...neighbours, ...(peerAddress === undefined ? [] : [peerAddress])])
    this.#neighbourhood = newNeighbourhood({
      vips,
      peerAddress,
      neighbours,
      pairAddresses: this.#pairAddresses,
      ownMacs: [],
      peerMac: undefined,
      holding: false,
      inNetwork: networksTest(zone.networks),
    })
  }

  get neighbourhood(): Neighbourhood {
    return this.#neighbourhood
  }

  /** All receivers are open, and there is a sender address for each kind of question. */
  get ready(): boolean {
    const voiced = !this.#kinds.includes('neighbour-advertisement') || this.#linkLocal() !== undefined
    return voiced && this.#receivers.length === this.#kinds.length
  }

  peerAlive(peerAlive: boolean): void {
    this.#neighbourhood = { ...this.#neighbourhood, peerAlive }
  }

  holding(holding: boolean): void {
    this.#learn({ holding })
  }

  /** Takes this node's side as it is now, and opens receivers that are missing or belong to another index. */
  look(own: OwnSide): void {
    if (own.index !== this.#own.index) this.stop()
    this.#own = own
    this.#learn({ ownMacs: own.ownMacs, pairAddresses: [...this.#pairAddresses, ...own.addresses] })
    if (own.index !== undefined && this.#receivers.length === 0) this.#open()
  }

  /** The next round: whom to ask has moved on after it. */
  questions(): Questions {
    const { targets, zone } = beginRound(this.#neighbourhood)
    this.#neighbourhood = zone
    const frames = targets.map((target) => this.#question(target)).filter((frame) => frame !== undefined)
    return { frames, unasked: targets.length - frames.length }
  }

  /** Closes the receivers; nothing is reported after it. */
  stop(): void {
    for (const receiver of this.#receivers) receiver.stop()
    this.#receivers = []
  }

  #question(target: string): Uint8Array | undefined {
    const { mac } = this.#own
    if (mac === '') return undefined
    if (!target.includes(':')) return encodeArpProbe({ mac, ip: target })
    const source = this.#linkLocal()
    return source === undefined ? undefined : encodeSolicitation({ mac, source, target })
  }

  #linkLocal(): string | undefined {
    return this.#own.addresses.find((address) => address.startsWith('fe80:'))
  }

  #learn(news: Partial<Neighbourhood['knowledge']>): void {
    this.#neighbourhood = { ...this.#neighbourhood, knowledge: { ...this.#neighbourhood.knowledge, ...news } }
  }

  #open(): void {
    try {
      for (const kind of this.#kinds) this.#receivers = [...this.#receivers, this.#openKind(kind)]
    } catch (error) {
      if (!(error instanceof OpError)) throw error
      this.stop()
      this.#listener.failed(error)
    }
  }

  #openKind(kind: FrameKind): { readonly stop: () => void } {
    const claimOf = kind === 'arp' ? claimOfArp : claimOfAdvertisement
    const onFrame = (frame: Uint8Array, ageMs: number) => {
      const now = this.#listener.clock()
      if (!this.#admit(now)) return
      const claim = claimOf(frame, this.#own.mac)
      if (claim !== undefined) this.#absorb(claim, plus(now, -ageMs))
    }
    return openPacketReceiver({ device: this.device, kind, onFrame, onError: this.#listener.failed })
  }

  #admit(now: Instant): boolean {
    if (elapsed(this.#window.since, now) >= windowMs) this.#window = { since: now, heard: 0 }
    const pass = this.#window.heard < framesPerSecondMax
    this.#window = { ...this.#window, heard: this.#window.heard + 1 }
    if (pass) this.#listener.counts.framesHeard++
    else this.#listener.counts.framesFlooded++
    return pass
  }

  #absorb(claim: Claim, at: Instant): void {
    const { proof, zone } = absorbClaim(this.#neighbourhood, claim)
    this.#neighbourhood = zone
    if (proof.type === 'answer') {
      this.#listener.onAnswer({ zone: this.zone, subject: proof.subject, answerer: proof.answerer, at })
    }
    if (proof.type === 'rival') {
      this.#listener.onRival({ zone: this.zone, address: claim.address, mac: claim.mac, answerer: proof.answerer, at })
    }
  }
}

function kindsOf(addresses: readonly string[]): readonly FrameKind[] {
  const kinds: FrameKind[] = []
  // Where nobody is named, neighbours are learned from what they ask each other.
  if (addresses.length === 0 || addresses.some((address) => !address.includes(':'))) kinds.push('arp')
  if (addresses.some((address) => address.includes(':'))) kinds.push('neighbour-advertisement')
  return kinds
}

function canonical(address: string): string {
  return canonicalIp(address) ?? address
}
