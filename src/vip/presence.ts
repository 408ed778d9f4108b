/**
 * Which addresses of the settings does the kernel hold, as far as we were told?
 *
 * The table changes with each answer and each event of the kernel. An address that goes is told once: the change from
 * present to absent is the fact, not the absence.
 */
import { assert } from '../base/assert.ts'
import type { Instant } from '../base/time.ts'
import type { ObservedAddress } from '../linux/netlink.ts'
import { addressKey } from './reconcile.ts'
import type { VipAddress } from './reconcile.ts'

/** Most addresses of a pair on one node. More could not be renewed in time, see `lease.ts`. */
export const addressesMax = 4096

/** Things that can fail: each address, and a few more on each device. */
export const failingMax = 2 * addressesMax

/** An address for status. `announcedAt`: of its last announcement since it was taken, or nothing. */
export type VipState = VipAddress & { readonly present: boolean; readonly announcedAt?: Instant }

/** The addresses of the settings, each with what is known of it. */
export class Presence {
  #configured = new Map<string, VipAddress>()
  readonly #present = new Set<string>()
  readonly #announced = new Map<string, Instant>()

  /** Sets the addresses of the settings. What is known of those that stay is kept. */
  configure(addresses: readonly VipAddress[]): void {
    assert(addresses.length <= addressesMax, `at most ${addressesMax} addresses: ${addresses.length}`)
    this.#configured = new Map(addresses.map((vip) => [addressKey(vip), vip]))
    assert(this.#configured.size === addresses.length, 'each address once')
    for (const key of this.#present) if (!this.#configured.has(key)) this.#forget(key)
  }

  /** All addresses of the settings, in their order. */
  configured(): readonly VipAddress[] {
    return [...this.#configured.values()]
  }

  /** Those that are there, in the order of the settings. */
  present(): readonly VipAddress[] {
    return this.configured().filter((vip) => this.has(vip))
  }

  has(vip: VipAddress): boolean {
    return this.#present.has(addressKey(vip))
  }

  /** Notes that the kernel has the address; one that is not in the settings is none of ours. */
  see(place: VipAddress | ObservedAddress): void {
    const key = addressKey(place)
    if (this.#configured.has(key)) this.#present.add(key)
  }

  /** Notes that the kernel does not have the address. Returns it when it was there until now. */
  lose(place: VipAddress | ObservedAddress): VipAddress | undefined {
    const key = addressKey(place)
    if (!this.#present.has(key)) return undefined
    this.#forget(key)
    return this.#configured.get(key)
  }

  /** Forgets that any address is there: they are being given up. */
  clear(): void {
    this.#present.clear()
    this.#announced.clear()
  }

  announced(vip: VipAddress, now: Instant): void {
    if (this.has(vip)) this.#announced.set(addressKey(vip), now)
  }

  /** One entry for each address of the settings. */
  states(): readonly VipState[] {
    return [...this.#configured].map(([key, vip]) => {
      const announcedAt = this.#announced.get(key)
      const state = { ...vip, present: this.#present.has(key) }
      return announcedAt === undefined ? state : { ...state, announcedAt }
    })
  }

  #forget(key: string): void {
    this.#present.delete(key)
    this.#announced.delete(key)
  }
}
