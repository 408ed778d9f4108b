/**
 * Whom does this node ask about the network around it?
 *
 * What the settings leave to the node (its networks, its gateways) is looked up when it is asked for, so that a change
 * of addresses or settings is met by asking again.
 */
import { inNetwork, parseAddress, parseAddressWithPrefix } from '../config/address.ts'
import { pairSettings } from '../config/pair-settings.ts'
import type { SiteLink, SiteSettings } from '../config/site.ts'
import { gatewayReasons, witnessesOf } from '../config/witnesses.ts'
import type { PingTarget, ProbedZone } from '../connectivity/index.ts'
import type { PairSettings } from '../core/settings.ts'
import type { Netlink } from '../linux/netlink.ts'
import { defaultGateways } from '../linux/routes.ts'
import { deviceFacts } from './settings-files.ts'
import type { TargetNames } from './target-names.ts'

/** Address of the default gateway of the primary LAN device, or of any. */
export function defaultRoute(site: SiteSettings): string | undefined {
  const gateways = defaultGateways()
  return (gateways.find((gateway) => gateway.device === site.lanDevice) ?? gateways[0])?.address
}

/** Settings of the core with the facts of this node. */
export function coreSettings(site: SiteSettings): PairSettings {
  const route = defaultRoute(site)
  return pairSettings(site, route === undefined ? {} : { defaultRoute: route })
}

/** Witnesses to ask by ICMP, numbered as in the settings of the core; a name without an address is not asked. */
export function pingTargets(site: SiteSettings, names: Pick<TargetNames, 'addressOf'>): readonly PingTarget[] {
  return witnessesOf(site, defaultRoute(site)).witnesses.flatMap(({ host }, witness) => {
    const address = names.addressOf(host)
    return address === undefined ? [] : [{ witness, address }]
  })
}

/** Why the gateway is not asked before a takeover, in a sentence (FO-29); nothing when it is. */
export function gatewayLeftOut(site: SiteSettings): string | undefined {
  const { gateway } = witnessesOf(site, defaultRoute(site))
  return gateway.type === 'left-out' ? `${gatewayReasons[gateway.reason]} (${gateway.host})` : undefined
}

/** Whom to ask on the link of a watched device: its gateways, the peer where its address there is known, and who is heard. */
export function linkZone(
  site: SiteSettings,
  netlink: Pick<Netlink, 'links' | 'addresses'>,
  { device, kind }: SiteLink,
): ProbedZone {
  const own = deviceFacts(netlink, site).find(({ name }) => name === device)?.addresses ?? []
  const vip = site.vips.find((one) => one.device === device)
  const peerAddress = device === site.lanDevice ? site.peerLanIp : vip?.peerIp
  const vips = site.vips.flatMap(({ addresses }) => addresses.map(({ address }) => address))
  return {
    zone: kind === 'lan' ? 'lan' : 'wan',
    device,
    vips: [],
    ...(peerAddress === undefined ? {} : { peerAddress }),
    neighbours: defaultGateways()
      .filter((gateway) => gateway.device === device && !vips.includes(gateway.address))
      .map((gateway) => gateway.address),
    pairAddresses: [site.ownLanIp, site.peerLanIp, ...vips],
    networks: own.map(({ address, prefix }) => `${address}/${prefix}`),
  }
}

/** Link-local addresses come and go with the device and are always on its link: RFC 4291 section 2.5.6. */
const linkLocalNetwork = 'fe80::/10'

/** Zones to ask by ARP and neighbour discovery, with the networks that their devices have now. */
export function probedZones(
  site: SiteSettings,
  netlink: Pick<Netlink, 'links' | 'addresses'>,
  names: Pick<TargetNames, 'addressOf'>,
): readonly ProbedZone[] {
  const devices = deviceFacts(netlink, site)
  const gateways = defaultGateways()
  const targets = pingTargets(site, names).map((target) => target.address)
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
