/**
 * How is one round of announcements sent, and stopped when the addresses are given up?
 *
 * The hardware address is read afresh for each round, since a device can be exchanged. A round goes in batches, so that
 * a thousand addresses never hold up a beat, and all first forms go before any second one. A release ends a round at
 * once: a late announcement would draw traffic away from the node that has the addresses now.
 */
import { OpError } from '../base/op-error.ts'
import type { Instant } from '../base/time.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'
import type { Netlink } from '../linux/netlink.ts'
import type { PacketSender, SendSignal } from '../linux/packet.ts'
import { AnnouncementBook } from './announce.ts'
import type { AnnouncementFrames } from './announce.ts'
import type { Presence } from './presence.ts'
import type { VipAddress } from './reconcile.ts'

/** What the announcer needs of the keeper. */
export type AnnouncerOptions = {
  readonly netlink: Pick<Netlink, 'mac'>
  readonly announcer: Pick<PacketSender, 'send'>
  readonly clock: { readonly now: () => Instant; readonly nextTurn: () => Promise<void> }
  readonly presence: Presence
  readonly errors: ToldTroubles<OpError>
}

/** Addresses of one device that are announced in one turn. */
type Batch = { readonly device: string; readonly mac: string; readonly addresses: readonly VipAddress[] }

/** Addresses whose frames are made and sent in one turn: a quarter of a millisecond, two when the frames are new. */
export const announcedPerTurn = 100

/** A round that is not out by then was interrupted by a freeze, and is void: half of the shortest lease, ms. */
const roundMsMax = 500

/** Sends rounds of announcements. */
export class Announcer {
  readonly #options: AnnouncerOptions
  readonly #book = new AnnouncementBook()
  #round = { aborted: false }
  /** First forms that left, or are leaving, since the addresses began to be taken. */
  #early: Promise<number>[] = []

  constructor(options: AnnouncerOptions) {
    this.#options = options
  }

  /** Ends every round, and every preparation, that is under way. */
  cancel(): void {
    this.#round.aborted = true
    this.#round = { aborted: false }
    this.#early = []
  }

  /**
   * Announces addresses of a take that is still at work; at most one slice. The round that follows the take goes on where
   * this ended, with the second forms.
   */
  announceEarly(addresses: readonly VipAddress[]): void {
    const signal = this.#signal()
    this.#early.push(...this.#batches(addresses).map((batch) => this.#sendFirst(batch, signal)))
  }

  /** The round that begins now, until it is cancelled or too old. */
  #signal(): SendSignal {
    const round = this.#round
    const { clock } = this.#options
    const until = clock.now() + roundMsMax
    return {
      get aborted() {
        return round.aborted || clock.now() > until
      },
    }
  }

  /** Makes the frames ahead, a few each turn, so that the first round costs no more than any other. */
  async prepare(addresses: readonly VipAddress[]): Promise<void> {
    const signal = this.#round
    for (const batch of this.#batches(addresses)) {
      if (signal.aborted) return
      this.#framesOf(batch)
      await this.#options.clock.nextTurn()
    }
  }

  /** Announces the addresses. Returns of how many the first form has left. */
  async announce(addresses: readonly VipAddress[]): Promise<number> {
    const signal = this.#signal()
    const early = this.#early
    this.#early = []
    const batches = this.#batches(addresses)
    // A round that follows no take begins in this very turn.
    let count = early.length === 0 ? 0 : (await Promise.all(early)).reduce((sum, sent) => sum + sent, 0)
    // Some of them may have gone since, and others may not have left.
    count = Math.min(count, addresses.length)
    if (count < addresses.length) count = await this.#sendAllFirst(batches, signal)
    for (const batch of batches) {
      if (batches.length > 1) await this.#options.clock.nextTurn()
      const repeats = this.#framesOf(batch).flatMap((frame) => frame.repeat ?? [])
      if (repeats.length > 0) await this.#options.announcer.send(batch.device, repeats, signal)
    }
    return count
  }

  async #sendAllFirst(batches: readonly Batch[], signal: SendSignal): Promise<number> {
    let count = 0
    for (const [at, batch] of batches.entries()) {
      if (at > 0) await this.#options.clock.nextTurn()
      count += await this.#sendFirst(batch, signal)
    }
    return count
  }

  async #sendFirst(batch: Batch, signal: SendSignal): Promise<number> {
    const key = `announce ${batch.device}`
    const frames = this.#framesOf(batch).map((frame) => frame.first)
    const outcome = await this.#options.announcer.send(batch.device, frames, signal)
    if (batch.mac === '') {
      const text = 'the device is missing or has no Ethernet address'
      this.#options.errors.failed(key, new OpError('announce on', batch.device, { type: 'other', text }))
    } else if (outcome.errno === undefined) {
      this.#options.errors.worked(key)
    } else if (!signal.aborted) {
      const failure = { type: 'refused', errno: outcome.errno } as const
      this.#options.errors.failed(key, new OpError('announce on', batch.device, failure))
    }
    const now = this.#options.clock.now()
    for (const vip of batch.addresses.slice(0, outcome.sent)) this.#options.presence.announced(vip, now)
    return outcome.sent
  }

  #framesOf(batch: Batch): readonly AnnouncementFrames[] {
    return batch.mac === '' ? [] : batch.addresses.map((vip) => this.#book.framesOf(vip.address, batch.mac))
  }

  #batches(addresses: readonly VipAddress[]): readonly Batch[] {
    return [...Map.groupBy(addresses, (vip) => vip.device)].flatMap(([device, list]) => {
      const mac = this.#options.netlink.mac(device)
      return Array.from({ length: Math.ceil(list.length / announcedPerTurn) }, (_none, at) => ({
        device,
        mac,
        addresses: list.slice(at * announcedPerTurn, (at + 1) * announcedPerTurn),
      }))
    })
  }
}
