/**
 * Does the deletion of one of our addresses leave the others of its device alone?
 *
 * Without `promote_secondaries` the kernel takes all addresses of a subnet along with the first one. The setting is the
 * device's, so it is seen to once for each device when its addresses are configured, and now and then again after they were
 * added, since others may change it; not before each take, where it would cost every client a third of a millisecond.
 * Source: Documentation/networking/ip-sysctl.rst, promote_secondaries.
 */
import { OpError } from '../base/op-error.ts'
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'
import type { Netlink } from '../linux/netlink.ts'
import { isIpv4 } from './reconcile.ts'
import type { VipAddress } from './reconcile.ts'

/** How often it is seen to again, ms. */
export const siblingsAgainMs = 60_000

/** Keeps the siblings of our addresses. */
export class Siblings {
  readonly #netlink: Pick<Netlink, 'promoteSecondaries'>
  readonly #errors: ToldTroubles<OpError>
  readonly #kept = new Set<string>()
  #keptAt: Instant = never

  constructor(netlink: Pick<Netlink, 'promoteSecondaries'>, errors: ToldTroubles<OpError>) {
    this.#netlink = netlink
    this.#errors = errors
  }

  /** Devices have come or gone: the next call sees to all of them. */
  forget(): void {
    this.#kept.clear()
    this.#keptAt = never
  }

  /** As `keep`, and sees anew to all of them when that was done some time ago. */
  keepAgain(addresses: readonly VipAddress[], now: Instant): void {
    if (elapsed(this.#keptAt, now) < siblingsAgainMs) return
    this.#kept.clear()
    this.#keptAt = now
    this.keep(addresses)
  }

  /**
   * Sees to the devices of the IPv4 addresses among these that nobody has seen to yet: a take must not wait a third of a
   * millisecond for what is so already. What fails is told once, and tried again at the next call.
   */
  keep(addresses: readonly VipAddress[]): void {
    for (const { device, address } of addresses) {
      if (this.#kept.has(device) || !isIpv4(address)) continue
      this.#kept.add(device)
      this.#keepOn(device)
    }
  }

  #keepOn(device: string): void {
    const key = `promote ${device}`
    try {
      this.#netlink.promoteSecondaries(device)
      this.#errors.worked(key)
    } catch (error) {
      if (!(error instanceof OpError)) throw error
      this.forget()
      // A missing device refuses the addition that follows too, and that is told.
      const missing = error.failure.type === 'refused' && error.failure.errno === 'ENODEV'
      if (!missing) this.#errors.failed(key, error)
    }
  }
}
