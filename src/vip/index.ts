/**
 * Are the addresses of the pair on this node, and only while they shall be?
 *
 * The keeper carries out what the core orders and tells what it did not order. It renews nothing by itself: every
 * lifetime comes from an order of the core. A new order replaces one that is still at work, and after a removal only
 * `take` adds addresses again. What fits one slice (100 IPv4 addresses) is done in the kernel before the call returns
 * its promise, so that a release is over in the very turn that decided it. What was taken is announced slice by slice: of a
 * thousand addresses the first need not wait for the last. Addresses are deleted last to first: deleting the first one of a
 * subnet makes the kernel promote the next and write all routes again (2.6 s for 1,000, measured, against 12 ms).
 * Rejected: trusting events alone (an overrun and each removal end with a look at the kernel); a route for the prefix of
 * each address (the device's own address has it, and the kernel would take it away with the VIP).
 */
import { OpError } from '../base/op-error.ts'
import type { Instant } from '../base/time.ts'
import { toldErrors, type ToldTroubles } from '../base/told-troubles.ts'
import type { Zone } from '../core/types.ts'
import type { AddressPlace, Netlink, NetlinkEvent, NetlinkRefusal, ObservedAddress } from '../linux/netlink.ts'
import type { PacketSender } from '../linux/packet.ts'
import { Announcer } from './announcer.ts'
import { leaseSeconds } from './lease.ts'
import { failingMax, Presence } from './presence.ts'
import type { VipState } from './presence.ts'
import { addressKey, canonical, reconcile } from './reconcile.ts'
import type { VipAddress } from './reconcile.ts'
import { cancelled, refusedError, stillThere } from './refusals.ts'
import { Siblings } from './siblings.ts'
import { orderSlices, slices } from './slices.ts'
import type { OrderSlice } from './slices.ts'

export type { VipAddress } from './reconcile.ts'
export type { VipState } from './presence.ts'

/** What the keeper is made of. The callbacks are called on the main thread and must return within a millisecond. */
export type VipKeeperOptions = {
  readonly addresses: readonly VipAddress[]
  readonly netlink: Omit<Netlink, 'overruns' | 'stop'>
  /** The lease that orders will name; orders for it are encoded ahead. Another one is carried out as well. */
  readonly leaseMs: number
  readonly announcer: Omit<PacketSender, 'stop'>
  readonly clock: { readonly now: () => Instant; readonly nextTurn: () => Promise<void> }
  /** An address that was held has gone without an order: deleted, expired, or its device is gone. Told once. */
  readonly onMissing: (zone: Zone, address: string) => void
  /** Something could not be done that no promise answers for. Each failure is told once until it works again. */
  readonly onError: (error: OpError) => void
}

/** Puts the addresses on this node and takes them off. */
export type VipKeeper = {
  /** Adds all addresses with this lifetime. Rejects with OpError when one was refused; the others stay. */
  readonly take: (leaseMs: number) => Promise<void>
  /** Gives all addresses this lifetime and puts back missing ones. Never rejects; ignored after `remove`. */
  readonly renew: (leaseMs: number) => Promise<void>
  /** Takes every address of the settings off this node, leftovers included; looks afterwards that none is there. */
  readonly remove: () => Promise<void>
  /** One round of announcements. Returns how many addresses were announced; 0 while none is held. */
  readonly announce: () => Promise<number>
  /** Which addresses of the settings the kernel has now. `none` when the settings have none. */
  readonly owned: () => 'all' | 'some' | 'none'
  /** New settings: takes off what is no longer in them. What is new comes with the next renewal, which is decided. */
  readonly replaceAddresses: (addresses: readonly VipAddress[]) => Promise<void>
  /** Each address of the settings, for status. */
  readonly states: () => readonly VipState[]
  /** Ends the watching. Addresses stay until their lease ends. */
  readonly stop: () => void
}

/** Makes a keeper that holds nothing yet, whatever the kernel has. */
export function createVipKeeper(options: VipKeeperOptions): VipKeeper {
  return new Keeper(options)
}

/** An order must be carried out within this share of its lease; after a freeze its rest is void. */
const orderShare = 0.5

/** Turns true when another order has taken the place of this one, or when it is too late for it. */
type OrderSignal = { readonly aborted: boolean }

/** `unclaimed`: nothing ordered yet. `taking`: a take is at work. */
type Hold = 'unclaimed' | 'taking' | 'held' | 'released'

class Keeper implements VipKeeper {
  readonly #options: VipKeeperOptions
  readonly #presence = new Presence()
  readonly #errors: ToldTroubles<OpError>
  readonly #announcer: Announcer
  readonly #unlisten: () => void
  #slices: readonly OrderSlice[] = []
  readonly #siblings: Siblings
  #hold: Hold = 'unclaimed'
  #lifetimeSeconds: number
  /** Ends the order that is at work. */
  #order: { aborted: boolean } = { aborted: false }

  constructor(options: VipKeeperOptions) {
    this.#options = options
    this.#lifetimeSeconds = leaseSeconds(options.leaseMs)
    this.#errors = toldErrors({ tell: options.onError, now: options.clock.now, keptMax: failingMax })
    this.#siblings = new Siblings(options.netlink, this.#errors)
    this.#announcer = new Announcer({ ...options, presence: this.#presence, errors: this.#errors })
    this.#configure(canonical(options.addresses))
    this.#unlisten = options.netlink.listen((event) => this.#absorb(event))
  }

  async take(leaseMs: number): Promise<void> {
    const [signal, order] = [this.#begin('taking', leaseMs), this.#order]
    try {
      const refusals = await this.#add(signal)
      if (signal.aborted) throw cancelled('add')
      if (refusals.length > 0) throw refusedError('add', refusals)
    } finally {
      // Failed, overdue or not, what has been added is renewed until it is removed, or another order decides.
      if (this.#order === order) this.#hold = 'held'
    }
  }

  async renew(leaseMs: number): Promise<void> {
    if (this.#hold === 'released') {
      this.#errors.failed('renew', cancelled('renew'))
      return
    }
    // A take that is still at work gives the addresses their whole lifetime.
    if (this.#hold === 'taking') return
    try {
      const refusals = await this.#add(this.#begin('held', leaseMs))
      for (const refusal of refusals) this.#errors.failed(addressKey(refusal.place), refusedError('renew', [refusal]))
      this.#errors.worked('renew')
    } catch (error) {
      if (!(error instanceof OpError)) throw error
      this.#errors.failed('renew', error)
    }
  }

  async remove(): Promise<void> {
    const signal = this.#replaceOrder()
    this.#hold = 'released'
    this.#presence.clear()
    this.#errors.clear()
    this.#announcer.cancel()
    await this.#delete(this.#slices.map((slice) => slice.deletions).toReversed(), signal)
    if (signal.aborted) throw cancelled('remove')
    await this.#removeLeftovers(signal)
  }

  announce(): Promise<number> {
    return this.#holds() ? this.#announcer.announce(this.#presence.present()) : Promise.resolve(0)
  }

  owned(): 'all' | 'some' | 'none' {
    const configured = this.#presence.configured()
    const found = reconcile(configured, configured, this.#options.netlink.addresses())
    if (found.renew.length === 0 && found.remove.length === 0) return 'none'
    return found.add.length === 0 && found.remove.length === 0 ? 'all' : 'some'
  }

  async replaceAddresses(list: readonly VipAddress[]): Promise<void> {
    const addresses = canonical(list)
    const before = this.#presence.configured()
    this.#configure(addresses)
    const afterKeys = new Set(addresses.map(addressKey))
    const gone = before.filter((vip) => !afterKeys.has(addressKey(vip)))
    // No later order may stop this: it would not know the addresses that are no longer in the settings.
    await this.#delete(slices(gone.toReversed()), { aborted: false })
  }

  states(): readonly VipState[] {
    return this.#presence.states()
  }

  stop(): void {
    this.#order.aborted = true
    this.#announcer.cancel()
    this.#unlisten()
  }

  #configure(addresses: readonly VipAddress[]): void {
    this.#presence.configure(addresses)
    this.#slices = orderSlices(addresses, this.#lifetimeSeconds)
    this.#prepare().catch((error: unknown) => {
      if (!(error instanceof OpError)) throw error
      this.#errors.failed('prepare', error)
    })
  }

  /** What can be done ahead of the first order is: a takeover must not wait for it. */
  async #prepare(): Promise<void> {
    const prepared = this.#slices
    this.#siblings.keep(this.#presence.configured())
    for (const slice of prepared) {
      // Newer settings are prepared by a call of their own.
      if (this.#slices !== prepared) return
      this.#options.netlink.prepare(slice.additions, slice.deletions)
      await this.#options.clock.nextTurn()
    }
    await this.#announcer.prepare(prepared.flatMap((slice) => slice.addresses))
  }

  #holds(): boolean {
    return this.#hold === 'taking' || this.#hold === 'held'
  }

  /** Ends the order that is at work. */
  #replaceOrder(): OrderSignal {
    this.#order.aborted = true
    this.#order = { aborted: false }
    return this.#order
  }

  #begin(hold: Hold, leaseMs: number): OrderSignal {
    const order = this.#replaceOrder()
    const { clock } = this.#options
    // A slice that comes later than this was not decided by a turn that knows what happened since (C5, C7).
    const until = clock.now() + leaseMs * orderShare
    const signal: OrderSignal = {
      get aborted() {
        return order.aborted || clock.now() > until
      },
    }
    this.#options.netlink.drainEvents() // What happened before this order is told, or left untold, as of before it.
    this.#hold = hold
    const seconds = leaseSeconds(leaseMs)
    if (seconds !== this.#lifetimeSeconds) this.#slices = orderSlices(this.#presence.configured(), seconds)
    this.#lifetimeSeconds = seconds
    return signal
  }

  /** Adds or renews slice by slice until done or replaced by another order. Returns what was refused. */
  async #add(signal: OrderSignal): Promise<readonly NetlinkRefusal[]> {
    const refusals: NetlinkRefusal[] = []
    const taking = this.#hold === 'taking'
    this.#siblings.keep(this.#presence.configured())
    const slices = this.#slices
    for (const [at, slice] of slices.entries()) {
      if (at > 0) await this.#options.clock.nextTurn()
      if (signal.aborted) return refusals
      // Newer settings: what they left out has just been taken off, and would come back here.
      if (this.#slices !== slices) return [...refusals, ...(await this.#add(signal))]
      refusals.push(...this.#addSlice(slice))
      if (taking) this.#announcer.announceEarly(slice.addresses.filter((vip) => this.#presence.has(vip)))
    }
    this.#siblings.keepAgain(this.#presence.configured(), this.#options.clock.now())
    return refusals
  }

  #addSlice(slice: OrderSlice): readonly NetlinkRefusal[] {
    const refusals = this.#options.netlink.addressAdd(slice.additions)
    const refused = new Set(refusals.map((refusal) => addressKey(refusal.place)))
    for (const vip of slice.addresses) {
      const key = addressKey(vip)
      if (refused.has(key)) this.#tellMissing(vip)
      else {
        this.#presence.see(vip)
        this.#errors.worked(key)
      }
    }
    return refusals
  }

  /** Slice by slice. What is refused is not there, or shows in the look afterwards. */
  async #delete(list: readonly (readonly AddressPlace[])[], signal: OrderSignal): Promise<void> {
    for (const [at, slice] of list.entries()) {
      if (at > 0) await this.#options.clock.nextTurn()
      if (signal.aborted) return
      this.#options.netlink.addressDelete(slice)
    }
  }

  async #removeLeftovers(signal: OrderSignal): Promise<void> {
    const leftovers = this.#leftovers().toReversed()
    if (leftovers.length === 0) return
    await this.#delete(slices(leftovers), signal)
    if (signal.aborted) throw cancelled('remove')
    const still = this.#leftovers()
    if (still.length > 0) throw stillThere(still)
  }

  #leftovers(): readonly ObservedAddress[] {
    return reconcile([], this.#presence.configured(), this.#options.netlink.addresses()).remove
  }

  #absorb(event: NetlinkEvent): void {
    if (event.type === 'link-removed' || event.type === 'overrun') this.#siblings.forget()
    if (!this.#holds()) return
    if (event.type === 'address-added') this.#presence.see(event.address)
    if (event.type === 'address-removed') this.#tellMissing(event.address)
    if (event.type === 'overrun') this.#lookAgain()
  }

  /** Events were lost: what the kernel has now is compared with what it had. */
  #lookAgain(): void {
    const observed = this.#options.netlink.addresses()
    const keys = new Set(observed.map(addressKey))
    for (const vip of this.#presence.present()) if (!keys.has(addressKey(vip))) this.#tellMissing(vip)
    for (const address of observed) this.#presence.see(address)
  }

  #tellMissing(place: VipAddress | ObservedAddress): void {
    const lost = this.#presence.lose(place)
    if (lost) this.#options.onMissing(lost.zone, lost.address)
  }
}
