/**
 * May this host be asked whether the network of this node is well?
 *
 * A witness proves nothing when it is one of the two nodes, an address that moves with them, or reached over a tunnel
 * that ends on the node itself. One refusal per rule (FO-13), for the witnesses of a takeover, for the targets of the jury
 * and for those of single devices (FO-6). The gateway is refused among the first only, where it is asked anyway; it is what
 * the others mostly ask. Two devices may ask the same host: each asks through itself.
 */
import { inNetwork, parseAddress, parseAddressWithPrefix } from '../address.ts'
import { blameHeld } from '../blame.ts'
import { derivedHostname } from '../derive-names.ts'
import { heldOf, listed, may, need, recordsOf } from '../entry.ts'
import type { Held } from '../entry.ts'
import type { Key } from '../key.ts'
import { checkTarget, monitorTargets, watchedDevices } from '../keys/monitor.ts'
import { hostnameBase, hostnameDomain, nodeHostname, nodeRole } from '../keys/pair.ts'
import { pingGateway, pingTargets, tunnelNetwork } from '../keys/vip.ts'
import { addressKeys, nodeAddresses, pairAddresses, roleOf } from '../whole.ts'
import type { Check, Whole } from '../whole.ts'

/** Targets of one kind with the key that lists them. */
type Targets = {
  readonly key: Key
  readonly of: (whole: Whole) => readonly { readonly value: string; readonly held: Held }[]
}

const witnesses: Targets = { key: pingTargets, of: (whole) => listed(whole, pingTargets) }
const jury: Targets = { key: monitorTargets, of: (whole) => listed(whole, monitorTargets) }
const devices: Targets = {
  key: watchedDevices,
  of: (whole) =>
    recordsOf(whole, watchedDevices).flatMap((entry) => {
      const [value, held] = [may(entry, checkTarget), heldOf(entry, checkTarget)]
      return value === undefined || held === undefined ? [] : [{ value, held }]
    }),
}

function unique(targets: Targets): Check {
  return {
    reads: [targets.key],
    find: (whole) => {
      const first = new Map<string, Held>()
      return targets.of(whole).flatMap(({ value, held }) => {
        const twin = first.get(value)
        if (twin === undefined) first.set(value, held)
        return twin === undefined ? [] : [blameHeld(held, `unique; ${twin.path} is the same`)]
      })
    },
  }
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
function eachTarget(targets: Targets, rule: TargetRule, reads: Check['reads']): Check {
  return {
    reads: [targets.key, ...reads],
    find: (whole) =>
      targets.of(whole).flatMap(({ value, held }) => {
        const broken = rule(whole, value)
        return broken === undefined ? [] : [blameHeld(held, broken)]
      }),
  }
}

/** Rules that every kind of target keeps. */
function ofAny(targets: Targets): readonly Check[] {
  return [
    eachTarget(targets, ownAddress, [nodeRole, ...addressKeys]),
    eachTarget(targets, peersAddress, [nodeRole, ...addressKeys]),
    eachTarget(targets, movingAddress, addressKeys),
    eachTarget(targets, tunnel, [tunnelNetwork]),
  ]
}

/** Rules about hosts that are asked. */
export const witnessChecks: readonly Check[] = [
  unique(witnesses),
  eachTarget(witnesses, hostname, [hostnameBase, hostnameDomain, nodeHostname]),
  eachTarget(witnesses, gateway, [pingGateway]),
  ...ofAny(witnesses),
  unique(jury),
  ...ofAny(jury),
  ...ofAny(devices),
]
