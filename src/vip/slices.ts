/**
 * How many address orders may one turn of the loop carry out?
 *
 * The kernel works inside the send call, so a slice is as long as its addresses take: 100 of IPv4 one to three
 * milliseconds, 8 of IPv6 a tenth of a millisecond when they are renewed and up to six when they are added anew
 * (measured 2026-11-20). Between slices the loop looks at everything else, beats above all.
 */
import type { AddressAddition, AddressPlace } from '../linux/netlink.ts'
import { isIpv4 } from './reconcile.ts'
import type { VipAddress } from './reconcile.ts'

/** Most orders of one slice. */
export const sliceMax = { ipv4: 100, ipv6: 8 } as const

/** Cuts the list into slices: IPv4 first, because it is quick, then IPv6; the order within a kind is kept. */
export function slices<Place extends { readonly address: string }>(
  list: readonly Place[],
): readonly (readonly Place[])[] {
  const ipv4 = list.filter((place) => isIpv4(place.address))
  const ipv6 = list.filter((place) => !isIpv4(place.address))
  return [...cut(ipv4, sliceMax.ipv4), ...cut(ipv6, sliceMax.ipv6)]
}

/** Addresses of one turn with the orders about them: the same arrays each time, so that netlink encodes them only once. */
export type OrderSlice = {
  readonly addresses: readonly VipAddress[]
  readonly additions: readonly AddressAddition[]
  /** Last to first, see `index.ts`. */
  readonly deletions: readonly AddressPlace[]
}

/** The slices of a list with their orders. `lifetimeSeconds`: of the additions. */
export function orderSlices(list: readonly VipAddress[], lifetimeSeconds: number): readonly OrderSlice[] {
  return slices(list).map((addresses) => ({
    addresses,
    additions: addresses.map((vip) => ({ ...vip, lifetimeSeconds, prefixRoute: false })),
    deletions: addresses.toReversed(),
  }))
}

function cut<Place>(list: readonly Place[], most: number): Place[][] {
  return Array.from({ length: Math.ceil(list.length / most) }, (_none, at) => list.slice(at * most, (at + 1) * most))
}
