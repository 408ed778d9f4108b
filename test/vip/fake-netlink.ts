/**
 * What does a keeper of addresses see of the world when there is no kernel?
 */
import { instant } from '../../src/base/time.ts'
import type { OpError } from '../../src/base/op-error.ts'
import type { AddressPlace, NetlinkEvent, NetlinkRefusal, ObservedAddress } from '../../src/linux/netlink.ts'
import { createVipKeeper } from '../../src/vip/index.ts'
import type { VipAddress, VipKeeper } from '../../src/vip/index.ts'
import { addressKey } from '../../src/vip/reconcile.ts'

/** A kernel in a map. `deaf` devices refuse everything with ENODEV. */
export class FakeNetlink {
  readonly held = new Map<string, ObservedAddress>()
  readonly calls: { verb: string; list: readonly AddressPlace[] }[] = []
  readonly deaf = new Set<string>()
  /** Addresses that refuse to be deleted. */
  readonly stuck = new Set<string>()
  hardwareAddress = '02:00:00:00:00:01'
  onEvent: (event: NetlinkEvent) => void = () => undefined

  addressAdd = (list: readonly (AddressPlace & { lifetimeSeconds: number })[]): NetlinkRefusal[] => {
    this.calls.push({ verb: 'add', list })
    return list.flatMap((place) => {
      if (this.deaf.has(place.device)) return [{ place, errno: 'ENODEV', text: 'gone' }]
      this.put(place, place.lifetimeSeconds)
      return []
    })
  }

  addressDelete = (list: readonly AddressPlace[]): NetlinkRefusal[] => {
    this.calls.push({ verb: 'delete', list })
    return list.flatMap((place) => {
      const key = addressKey(place)
      if (!this.stuck.has(key) && this.held.delete(key)) return []
      return [{ place, errno: 'EADDRNOTAVAIL', text: '' }]
    })
  }

  addresses = (): ObservedAddress[] => [...this.held.values()]
  links = () => [{ device: 'lan0', index: 2, up: true, carrier: true, mac: this.hardwareAddress }]
  mac = (device: string): string => (device === 'lan0' ? this.hardwareAddress : '')
  prepare = (): void => undefined

  promoteSecondaries = (device: string): void => {
    this.calls.push({ verb: `promote ${device}`, list: [] })
  }

  drainEvents = (): void => undefined

  listen = (onEvent: (event: NetlinkEvent) => void) => {
    this.onEvent = onEvent
    return () => {
      this.onEvent = () => undefined
    }
  }

  put(place: AddressPlace, validSeconds: number, ours = true): ObservedAddress {
    const { device, address, prefix } = place
    const observed = { device, address, prefix, index: 2, ours, validSeconds }
    this.held.set(addressKey(observed), observed)
    return observed
  }

  /** Somebody else deletes the address. */
  lose(place: AddressPlace): void {
    const observed = this.held.get(addressKey(place))
    if (observed === undefined) return
    this.held.delete(addressKey(place))
    this.onEvent({ type: 'address-removed', address: observed })
  }
}

/** A keeper over a kernel in a map, and everything that it told or sent. */
export type FakeWorld = {
  readonly netlink: FakeNetlink
  readonly keeper: VipKeeper
  readonly missing: string[]
  readonly errors: OpError[]
  readonly frames: { device: string; frames: readonly Uint8Array[] }[]
  /** The clock of the node; it goes on only when a test says so. */
  readonly time: { ms: number }
  /** With `slow` turns: lets the next one pass. */
  readonly pass: () => Promise<void>
}

/** A virtual address of the LAN on `lan0`, unless `more` says otherwise. */
export function vip(address: string, more: Partial<VipAddress> = {}): VipAddress {
  return { zone: 'lan', device: 'lan0', address, prefix: address.includes(':') ? 64 : 24, alias: false, ...more }
}

/** So many different IPv4 addresses, 65536 at most. */
export function many(count: number): VipAddress[] {
  return Array.from({ length: count }, (_none, at) => vip(`10.1.${at >> 8}.${at & 255}`))
}

/** `slow`: turns wait until they are let pass. `unsent`: the errno that every frame meets. */
export function fakeWorld(
  addresses: readonly VipAddress[],
  behaviour: { slow?: boolean; unsent?: string } = {},
): FakeWorld {
  const netlink = new FakeNetlink()
  const missing: string[] = []
  const errors: OpError[] = []
  const frames: { device: string; frames: readonly Uint8Array[] }[] = []
  const waiting: (() => void)[] = []
  const time = { ms: 1000 }
  const keeper = createVipKeeper({
    addresses,
    netlink,
    announcer: {
      send: (device, list, signal) => {
        if (signal.aborted) return Promise.resolve({ sent: 0, unsent: list.length, errno: 'ECANCELED' })
        if (behaviour.unsent !== undefined)
          return Promise.resolve({ sent: 0, unsent: list.length, errno: behaviour.unsent })
        frames.push({ device, frames: list })
        return Promise.resolve({ sent: list.length, unsent: 0 })
      },
    },
    leaseMs: 1000,
    clock: {
      now: () => instant(time.ms),
      nextTurn: () =>
        behaviour.slow === true ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve(),
    },
    onMissing: (zone, address) => void missing.push(`${zone} ${address}`),
    onError: (error) => void errors.push(error),
  })
  return {
    netlink,
    keeper,
    missing,
    errors,
    frames,
    time,
    pass: async () => {
      for (const resolve of waiting.splice(0)) resolve()
      // Everything that follows from those turns happens in microtasks.
      for (let count = 0; count < 20; count += 1) await Promise.resolve()
    },
  }
}
