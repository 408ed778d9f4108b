/**
 * May this host be asked whether the network of this node is well?
 *
 * A witness proves nothing when it is one of the two nodes, an address that moves with them, or reached over a tunnel
 * that ends on the node itself. One refusal per rule (FO-13).
 */
import { inNetwork, parseAddress, parseAddressWithPrefix } from '../address.ts'
import { blameHeld } from '../blame.ts'
import { derivedHostname } from '../derive-names.ts'
import { listed, may, need } from '../entry.ts'
import type { Held } from '../entry.ts'
import { hostnameBase, hostnameDomain, nodeHostname, nodeRole } from '../keys/pair.ts'
import { pingGateway, pingTargets, tunnelNetwork } from '../keys/vip.ts'
import { addressKeys, nodeAddresses, pairAddresses, roleOf } from '../whole.ts'
import type { Check, Whole } from '../whole.ts'

const unique: Check = {
  reads: [pingTargets],
  find: (whole) => {
    const first = new Map<string, Held>()
    return listed(whole, pingTargets).flatMap(({ value, held }) => {
      const twin = first.get(value)
      if (twin === undefined) first.set(value, held)
      return twin === undefined ? [] : [blameHeld(held, `unique; ${twin.path} is the same`)]
    })
  },
}

type TargetRule = (whole: Whole, target: string) => string | undefined

const hostname: TargetRule = (whole, target) => {
  const base = may(whole, hostnameBase)
  const domain = may(whole, hostnameDomain)
  const derived =
    base === undefined || domain === undefined
      ? []
      : [derivedHostname(base, 'master', domain), derivedHostname(base, 'slave', domain)]
  const names = [...derived, may(whole, nodeHostname)?.toLowerCase()]
  return names.includes(target) ? 'not the host name of a node of the pair' : undefined
}

const ownAddress: TargetRule = (whole, target) => {
  const own = nodeAddresses(whole, roleOf(whole)).has(target)
  return own ? 'not an address of this node' : undefined
}

const peersAddress: TargetRule = (whole, target) => {
  const peers = nodeAddresses(whole, roleOf(whole) === 'master' ? 'slave' : 'master').has(target)
  return peers ? 'not an address of the peer' : undefined
}

const movingAddress: TargetRule = (whole, target) => {
  return pairAddresses(whole).has(target) ? 'not a VIP or alias of the pair' : undefined
}

const gateway: TargetRule = (whole, target) => {
  return need(whole, pingGateway) === target ? 'not the gateway (ping.gateway), which is asked anyway' : undefined
}

const tunnel: TargetRule = (whole, target) => {
  const network = may(whole, tunnelNetwork)
  const parsed = network === undefined ? undefined : parseAddressWithPrefix(network)
  const address = parseAddress(target)
  if (parsed === undefined || address === undefined || !inNetwork(address, parsed)) return undefined
  return `not inside management-tunnel.network (${network ?? ''})`
}

/** A rule about each target, asked only when the keys that it reads are sound. */
function eachTarget(rule: TargetRule, reads: Check['reads']): Check {
  return {
    reads: [pingTargets, ...reads],
    find: (whole) =>
      listed(whole, pingTargets).flatMap(({ value, held }) => {
        const broken = rule(whole, value)
        return broken === undefined ? [] : [blameHeld(held, broken)]
      }),
  }
}

/** Rules about witnesses. */
export const witnessChecks: readonly Check[] = [
  unique,
  eachTarget(hostname, [hostnameBase, hostnameDomain, nodeHostname]),
  eachTarget(ownAddress, [nodeRole, ...addressKeys]),
  eachTarget(peersAddress, [nodeRole, ...addressKeys]),
  eachTarget(movingAddress, addressKeys),
  eachTarget(gateway, [pingGateway]),
  eachTarget(tunnel, [tunnelNetwork]),
]
