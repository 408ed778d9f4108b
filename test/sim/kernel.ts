/**
 * Which addresses of the pair does the kernel of a machine hold, and until when?
 *
 * Every address has a lifetime that ends by itself unless it is renewed. The kernel ends it late: measured 0 to 1 s
 * after the lifetime, 1.35 s when another finite lifetime is touched (architecture D3). Lifetimes survive the agent and
 * vanish with the power. Instants are of the machine's own clock.
 */
import type { ZoneSettings } from '../../src/core/settings.ts'
import type { Chance } from './chance.ts'

/** The kernel looks for ended lifetimes once a second, ms (D3, measured). */
const sweepMs = 1_000
/** Further delay when another lifetime on the machine is touched, ms, and how often that happens. */
const touchedMs = 350
const touchedShare = 0.1
const absent = -1

/** An address in a kernel, with the end of its lifetime. */
export type KernelAddress = { readonly zone: number; readonly text: string; until: number }

/** Addresses of the pair on one machine. */
export class Kernel {
  readonly addresses: readonly KernelAddress[]
  /** How many are present now. */
  present = 0
  /** When the next lifetime ends, own clock; infinity when nothing is held. */
  nextEnd = Number.POSITIVE_INFINITY

  constructor(zones: readonly ZoneSettings[]) {
    this.addresses = zones.flatMap((zone, index) =>
      zone.addresses.map((text) => ({ zone: index, text, until: absent })),
    )
  }

  get holdsAny(): boolean {
    return this.present > 0
  }

  get holdsAll(): boolean {
    return this.present === this.addresses.length
  }

  holdsIn(zone: number): boolean {
    return this.present > 0 && this.addresses.some((address) => address.zone === zone && address.until !== absent)
  }

  /** Adds or renews the first `count` addresses. True when one came that was not there. */
  put(now: number, leaseMs: number, chance: Chance, count = this.addresses.length): boolean {
    const until = now + leaseMs + chance.between(0, sweepMs) + (chance.hit(touchedShare) ? touchedMs : 0)
    let added = false
    for (let index = 0; index < count; index += 1) {
      const address = this.addresses[index]
      if (address === undefined) break
      if (address.until === absent) {
        added = true
        this.present += 1
      }
      address.until = until
    }
    this.#reckon()
    return added
  }

  /** Removes all but the last `kept` addresses. True when one went. */
  removeAll(kept = 0): boolean {
    const before = this.present
    const count = this.addresses.length - kept
    for (let index = 0; index < count; index += 1) this.#remove(index)
    this.#reckon()
    return this.present < before
  }

  /** Removes one address; the text when it was there. */
  removeOne(index: number): KernelAddress | undefined {
    const address = this.addresses[index]
    if (address === undefined || address.until === absent) return undefined
    this.#remove(index)
    this.#reckon()
    return address
  }

  /** Removes what has ended by `now`. */
  expire(now: number): readonly KernelAddress[] {
    if (now < this.nextEnd) return []
    const ended: KernelAddress[] = []
    this.addresses.forEach((address, index) => {
      if (address.until === absent || address.until > now) return
      ended.push(address)
      this.#remove(index)
    })
    this.#reckon()
    return ended
  }

  #remove(index: number): void {
    const address = this.addresses[index]
    if (address === undefined || address.until === absent) return
    address.until = absent
    this.present -= 1
  }

  #reckon(): void {
    let next = Number.POSITIVE_INFINITY
    for (const address of this.addresses) if (address.until !== absent && address.until < next) next = address.until
    this.nextEnd = next
  }
}
