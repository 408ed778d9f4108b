/**
 * Whom does this node ask about the network around it?
 *
 * What the settings leave to the node (its networks, its gateways) is looked up when it is asked for, so that a change
 * of addresses or settings is met by asking again.
 */
import { inNetwork, parseAddress, parseAddressWithPrefix } from '../config/address.ts'
import { pairSettings } from '../config/pair-settings.ts'
import type { SiteSettings } from '../config/site.ts'
import { witnessesOf } from '../config/witnesses.ts'
import type { PingTarget, ProbedZone } from '../connectivity/index.ts'
import type { PairSettings } from '../core/settings.ts'
import type { Netlink } from '../linux/netlink.ts'
import { defaultGateways } from '../linux/routes.ts'
import { deviceFacts } from './settings-files.ts'

/** Address of the default gateway of the primary LAN device, or of any. */
function defaultRoute(site: SiteSettings): string | undefined {
  const gateways = defaultGateways()
  return (gateways.find((gateway) => gateway.device === site.lanDevice) ?? gateways[0])?.address
}

/** Settings of the core with the facts of this node. */
export function coreSettings(site: SiteSettings): PairSettings {
  const route = defaultRoute(site)
  return pairSettings(site, route === undefined ? {} : { defaultRoute: route })
}

/** Witnesses to ask by ICMP, numbered as in the settings of the core. */
export function pingTargets(site: SiteSettings): readonly PingTarget[] {
  return witnessesOf(site, defaultRoute(site)).witnesses.map(({ host }, witness) => ({ witness, address: host }))
}

/** Link-local addresses come and go with the device and are always on its link: RFC 4291 section 2.5.6. */
const linkLocalNetwork = 'fe80::/10'

/** Zones to ask by ARP and neighbour discovery, with the networks that their devices have now. */
export function probedZones(site: SiteSettings, netlink: Pick<Netlink, 'links' | 'addresses'>): readonly ProbedZone[] {
  const devices = deviceFacts(netlink, site)
  const gateways = defaultGateways()
  const targets = pingTargets(site).map((target) => target.address)
  return site.vips
    .filter((vip) => vip.enabled)
    .map((vip) => {
      const own = devices.find((device) => device.name === vip.device)?.addresses ?? []
      const networks = own
        .filter(({ address }) => !address.startsWith('fe80:'))
        .map(({ address, prefix }) => `${address}/${prefix}`)
      const routers = gateways.filter((gateway) => gateway.device === vip.device).map((gateway) => gateway.address)
      return {
        zone: vip.zone,
        device: vip.device,
        vips: vip.addresses.map((address) => address.address),
        peerAddress: vip.peerIp,
        neighbours: [...new Set([...routers, ...targets.filter((target) => isWithin(target, networks))])],
        pairAddresses: [vip.ownIp, vip.peerIp, site.ownLanIp, site.peerLanIp],
        networks: [...networks, linkLocalNetwork],
      }
    })
}

/** A ping target in a network of the zone is a neighbour there: its answer proves that the zone works. */
function isWithin(target: string, networks: readonly string[]): boolean {
  const address = parseAddress(target)
  return (
    address !== undefined &&
    networks.some((text) => {
      const network = parseAddressWithPrefix(text)
      return network !== undefined && inNetwork(address, network)
    })
  )
}
