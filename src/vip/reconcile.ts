/**
 * Which addresses must be added, renewed or removed, so that the kernel has what is wanted?
 *
 * Level-triggered: what is wanted is compared with what the kernel tells, and nothing is remembered of how it came
 * about, so a lost event or a crash leaves no trace. Only addresses of the settings are ever removed, and on another
 * device than theirs only with our mark: an address that someone else put there is reported, not touched.
 */
import { assert } from '../base/assert.ts'
import type { Zone } from '../core/types.ts'
import type { AddressPlace, ObservedAddress } from '../linux/netlink.ts'
import { canonicalIp } from '../wire/ip.ts'

/** An enabled address of the pair on this node: a VIP, or one of its aliases. */
export type VipAddress = {
  readonly zone: Zone
  readonly device: string
  /** Text form without prefix. */
  readonly address: string
  /** Length of the network prefix, 0..32 or 0..128. */
  readonly prefix: number
  readonly alias: boolean
}

/** What to do. Each list is in the order of its source. */
export type Reconciliation = {
  readonly add: readonly VipAddress[]
  readonly renew: readonly VipAddress[]
  readonly remove: readonly ObservedAddress[]
  /** Ours by mark but not in the settings, or in the settings but put on another device by someone else. */
  readonly foreign: readonly ObservedAddress[]
}

/** The same addresses in the one spelling that the kernel's answers have, so that they can be compared as text. */
export function canonical(addresses: readonly VipAddress[]): readonly VipAddress[] {
  return addresses.map((vip) => {
    const address = canonicalIp(vip.address)
    assert(address !== undefined, `an IP address: ${vip.address}`)
    return { ...vip, address }
  })
}

/** Identity of an address in the kernel: device, address in its one spelling, prefix. */
export function addressKey(place: AddressPlace): string {
  return `${place.device} ${place.address}/${place.prefix}`
}

/** True for IPv4, false for IPv6. */
export function isIpv4(address: string): boolean {
  return !address.includes(':')
}

/** Compares `wanted`, a part of the addresses `configured` in the settings, with what the kernel has; all canonical. */
export function reconcile(
  wanted: readonly VipAddress[],
  configured: readonly VipAddress[],
  observed: readonly ObservedAddress[],
): Reconciliation {
  const present = new Set(observed.map(addressKey))
  const wantedKeys = new Set(wanted.map(addressKey))
  const devices = new Map(configured.map((vip) => [vip.address, vip.device]))
  const remove: ObservedAddress[] = []
  const foreign: ObservedAddress[] = []
  for (const address of observed) {
    const device = devices.get(address.address)
    if (wantedKeys.has(addressKey(address))) continue
    if (device !== undefined && (device === address.device || address.ours)) remove.push(address)
    else if (device !== undefined || address.ours) foreign.push(address)
  }
  return {
    add: wanted.filter((vip) => !present.has(addressKey(vip))),
    renew: wanted.filter((vip) => present.has(addressKey(vip))),
    remove,
    foreign,
  }
}
