/**
 * Who answers for the addresses of the pair, seen from this node?
 *
 * Questions are ARP probes with sender 0.0.0.0, which change nobody's table, and neighbour solicitations from the
 * link-local address, never from `::` (an owner whose address is still tentative would give it up). Answers come back
 * through a packet socket for each zone with a filter in the kernel, on the main thread, with the instant at which the
 * kernel saw them. What they prove is judged in `classify.ts`, whom to ask and what is learned in `neighbourhood.ts`.
 *
 * Rejected: the kernel's neighbour table (it caches, and asks with our own address); arping (a second per address).
 * Sources: decisions D2 and D10; RFC 5227 section 2.1.1; RFC 4862 section 5.4.3.
 */
import type { OpError } from '../base/op-error.ts'
import { openPacketSender, type PacketSender, type SendSignal } from '../linux/packet.ts'
import { ZoneEars, type ProbeAnswer, type ProbedZone, type Questions, type Rival } from './zone-ears.ts'
import type { Instant } from '../base/time.ts'
import type { Zone } from '../core/types.ts'
import type { Netlink } from '../linux/netlink.ts'
import type { Neighbour } from './neighbourhood.ts'

/** The callbacks are called on the main thread. */
export type ProberOptions = {
  readonly zones: readonly ProbedZone[]
  readonly netlink: Pick<Netlink, 'links' | 'addresses'>
  readonly clock: () => Instant
  readonly onAnswer: (answer: ProbeAnswer) => void
  /** Not one question of the round left in this zone: its silence proves nothing. */
  readonly onUnasked: (zone: Zone) => void
  readonly onRival: (rival: Rival) => void
}

/** Totals since the prober was made. */
export type ProberCounters = {
  readonly framesSent: number
  /** Questions that did not leave: queue full, device down, no link-local address. */
  readonly framesUnsent: number
  readonly framesHeard: number
  /** Frames beyond 2000 in a second, in one zone: not looked at. */
  readonly framesFlooded: number
  /** Sockets that could not be opened, and errors while receiving. */
  readonly failures: number
}

/** Asks on order, and listens all the time. */
export type Prober = {
  /** Asks in each of the zones: up to 8 VIPs in turn, the peer's own address, the neighbours. Answers come later. */
  readonly probe: (zones: readonly Zone[]) => void
  /** Beats prove the peer alive now, or no longer. Its hardware address is learned only while they do. */
  readonly peerAlive: (alive: boolean) => void
  /** This node holds the VIPs now, or no longer: decides whether another claim on them is an answer or a rival. */
  readonly holding: (holding: boolean) => void
  /** Links or addresses of this node changed: devices, hardware addresses and own addresses are read again. */
  readonly linkChanged: () => void
  /** Hardware address of the peer in a zone, once learned. */
  readonly peerMac: (zone: Zone) => string | undefined
  /** Neighbours learned since boot, at most 16. */
  readonly neighbours: (zone: Zone) => readonly Neighbour[]
  readonly counters: () => ProberCounters
  /** One sentence about the last failure, for status; undefined when there was none. */
  readonly lastFailure: () => string | undefined
  readonly stop: () => void
}

/** Makes a prober and begins to listen, on devices that may be absent for now. @throws OpError without CAP_NET_RAW */
export function createProber(options: ProberOptions): Prober {
  return new ZoneProber(options)
}

class ZoneProber implements Prober {
  readonly #options: ProberOptions
  readonly #sender: PacketSender
  readonly #zones: readonly ZoneEars[]
  readonly #counts = { framesSent: 0, framesUnsent: 0, framesHeard: 0, framesFlooded: 0, failures: 0 }
  #round = { aborted: false }
  #lastFailure: string | undefined
  #stopped = false

  constructor(options: ProberOptions) {
    this.#options = options
    this.#sender = openPacketSender()
    const { clock, onAnswer, onRival } = options
    const failed = (error: OpError) => {
      this.#noteFailure(error.message)
    }
    this.#zones = options.zones.map(
      (zone) => new ZoneEars(zone, { clock, onAnswer, onRival, failed, counts: this.#counts }),
    )
    this.linkChanged()
  }

  probe(zones: readonly Zone[]): void {
    if (this.#stopped) return
    const asked = this.#zones.filter(({ zone }) => zones.includes(zone))
    if (!asked.every((zone) => zone.ready)) this.linkChanged()
    // What an earlier round could not send yet would only delay this one.
    this.#round.aborted = true
    this.#round = { aborted: false }
    for (const zone of asked) void this.#send(zone, zone.questions(), this.#round)
  }

  peerAlive(alive: boolean): void {
    for (const zone of this.#zones) zone.peerAlive(alive)
  }

  holding(holding: boolean): void {
    for (const zone of this.#zones) zone.holding(holding)
  }

  linkChanged(): void {
    if (this.#stopped) return
    const links = this.#options.netlink.links()
    const ownMacs = links.map(({ mac }) => mac).filter((mac) => mac !== '')
    for (const zone of this.#zones) {
      const link = links.find(({ device }) => device === zone.device)
      const addresses = link === undefined ? [] : this.#options.netlink.addresses(zone.device)
      zone.look({
        index: link?.index,
        mac: link?.mac ?? '',
        ownMacs,
        addresses: addresses.map(({ address }) => address),
      })
    }
  }

  peerMac(zone: Zone): string | undefined {
    return this.#zones.find((one) => one.zone === zone)?.neighbourhood.knowledge.peerMac
  }

  neighbours(zone: Zone): readonly Neighbour[] {
    return this.#zones.find((one) => one.zone === zone)?.neighbourhood.learned ?? []
  }

  counters(): ProberCounters {
    return { ...this.#counts }
  }

  lastFailure(): string | undefined {
    return this.#lastFailure
  }

  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#round.aborted = true
    for (const zone of this.#zones) zone.stop()
    this.#sender.stop()
  }

  /** Never rejects for the world: what did not leave is counted, and the next round asks again. */
  async #send(zone: ZoneEars, questions: Questions, signal: SendSignal): Promise<void> {
    const { device } = zone
    const outcome = await this.#sender.send(device, questions.frames, signal)
    this.#counts.framesSent += outcome.sent
    this.#counts.framesUnsent += outcome.unsent + questions.unasked
    if (outcome.sent === 0 && !signal.aborted) this.#options.onUnasked(zone.zone)
    if (outcome.errno !== undefined && !signal.aborted) this.#noteFailure(`send probes on ${device}: ${outcome.errno}`)
  }

  #noteFailure(text: string): void {
    this.#counts.failures++
    this.#lastFailure = text
  }
}
