/**
 * Whom does this node ask whether its own network is well, and who is left out?
 *
 * The gateway is left out when it is an address of the pair itself (FO-29): for a security gateway the dead master
 * would be that gateway, and the guard would block every legitimate takeover. The default route is a fact of the node;
 * the caller passes it in. Each left-out gateway is a fact for status, not an error.
 */
import { canonicalAddress } from './address.ts'
import { blameHeld } from './blame.ts'
import { listed } from './entry.ts'
import { pingTargets } from './keys/vip.ts'
import type { Problem } from './problem.ts'
import type { SiteSettings } from './site.ts'

/** A host to ask. Its place in the list is its number in `witness-answer`. */
export type Witness = { readonly type: 'target' | 'gateway'; readonly host: string }

/** The witnesses, and why the gateway is not among them. */
export type Witnesses = {
  readonly witnesses: readonly Witness[]
  readonly gateway:
    | { readonly type: 'asked'; readonly host: string }
    | { readonly type: 'off' }
    | { readonly type: 'no-route' }
    | { readonly type: 'left-out'; readonly host: string; readonly reason: GatewayReason }
}

/** Why a gateway proves nothing. */
export type GatewayReason = 'peer-address' | 'own-address' | 'vip' | 'target'

/** Every reason in a sentence for status. */
export const gatewayReasons: Readonly<Record<GatewayReason, string>> = {
  'peer-address': 'the gateway is an address of the peer and is left out of the guard',
  'own-address': 'the gateway is an address of this node and is left out of the guard',
  vip: 'the gateway is a VIP of the pair and is left out of the guard',
  target: 'the gateway is one of the ping targets and is asked once',
}

/** Ping targets first, then the gateway. `defaultRoute`: address of the default gateway, or none. */
export function witnessesOf(site: SiteSettings, defaultRoute: string | undefined): Witnesses {
  const targets = site.pingTargets.map((host): Witness => ({ type: 'target', host }))
  if (site.pingGateway === 'off') return { witnesses: targets, gateway: { type: 'off' } }
  const written = site.pingGateway === 'auto' ? defaultRoute : site.pingGateway
  if (written === undefined) return { witnesses: targets, gateway: { type: 'no-route' } }
  const host = canonicalAddress(written)
  const reason = leftOut(site, host)
  if (reason !== undefined) return { witnesses: targets, gateway: { type: 'left-out', host, reason } }
  return { witnesses: [...targets, { type: 'gateway', host }], gateway: { type: 'asked', host } }
}

function leftOut(site: SiteSettings, host: string): GatewayReason | undefined {
  const routes = site.paths.filter((path) => path.medium === 'ethernet')
  const peer = [
    site.peerAddress,
    site.peerLanIp,
    ...site.vips.map((vip) => vip.peerIp),
    ...routes.map((path) => path.peerAddress),
  ]
  if (peer.includes(host)) return 'peer-address'
  const own = [
    site.ownAddress,
    site.ownLanIp,
    ...site.vips.map((vip) => vip.ownIp),
    ...routes.map((path) => path.ownAddress),
  ]
  if (own.includes(host)) return 'own-address'
  if (site.vips.some((vip) => vip.addresses.some((address) => address.address === host))) return 'vip'
  return site.pingTargets.includes(host) ? 'target' : undefined
}

/** The rule of FO-13 about the gateway, for a default route that only the node knows. */
export function checkTargetsAgainstRoute(site: SiteSettings, defaultRoute: string | undefined): readonly Problem[] {
  if (site.pingGateway !== 'auto' || defaultRoute === undefined) return []
  const host = canonicalAddress(defaultRoute)
  const bag = { path: '', entries: site.effective.entries }
  const same = listed(bag, pingTargets).filter((target) => target.value === host)
  return same.map(({ held }) => blameHeld(held, `not the gateway (${host}), which is asked anyway`))
}
