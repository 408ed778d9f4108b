/**
 * Do the settings describe one pair of two different nodes?
 */
import { blameKey } from '../blame.ts'
import { carriesRole, derivedHostname } from '../derive-names.ts'
import { may, need } from '../entry.ts'
import {
  hostnameBase,
  hostnameDomain,
  masterLanIp,
  nodeAddress,
  nodeHostname,
  nodeRole,
  peerAddress,
  slaveLanIp,
} from '../keys/pair.ts'
import { ownOf, peersOf, roleOf } from '../whole.ts'
import type { Check, Whole } from '../whole.ts'
import type { Problem } from '../problem.ts'

const twoNodes: Check = {
  reads: [masterLanIp, slaveLanIp],
  find: (whole) => {
    const master = need(whole, masterLanIp)
    if (need(whole, slaveLanIp) !== master) return []
    const rule = `differs from master.lan-ip (${master}): a pair has exactly one master and one slave`
    return [blameKey(whole, slaveLanIp, rule, whole.pairFile)]
  },
}

const twoAddresses: Check = {
  reads: [nodeRole, masterLanIp, slaveLanIp, nodeAddress, peerAddress],
  find: (whole) => {
    const lanIps = { master: need(whole, masterLanIp), slave: need(whole, slaveLanIp) }
    const own = may(whole, nodeAddress) ?? ownOf(whole, lanIps)
    const peer = may(whole, peerAddress) ?? peersOf(whole, lanIps)
    if (own !== peer || lanIps.master === lanIps.slave) return []
    const blamed = may(whole, peerAddress) === undefined ? nodeAddress : peerAddress
    return [blameKey(whole, blamed, `node.address (${own}) and peer.address (${peer}) differ`, whole.nodeFile)]
  },
}

const derivedNames: Check = {
  reads: [hostnameBase, hostnameDomain],
  find: (whole) => {
    const base = may(whole, hostnameBase)
    const domain = may(whole, hostnameDomain)
    if ((base === undefined) !== (domain === undefined)) {
      const rule = 'hostname.base and hostname.domain are set together'
      return [blameKey(whole, base === undefined ? hostnameBase : hostnameDomain, rule, whole.pairFile)]
    }
    if (base === undefined || !(carriesRole(base, 'master') || carriesRole(base, 'slave'))) return []
    const rule = 'without the word master or slave: the role is added to it, as in mail-master.example.org'
    return [blameKey(whole, hostnameBase, rule, whole.pairFile)]
  },
}

const ownName: Check = {
  reads: [nodeRole, hostnameBase, hostnameDomain, nodeHostname],
  find: (whole) => {
    const written = may(whole, nodeHostname)?.toLowerCase()
    const rule = written === undefined ? undefined : wrongName(whole, written)
    return rule === undefined ? [] : [blameKey(whole, nodeHostname, rule, whole.nodeFile)]
  },
}

function wrongName(whole: Whole, written: string): string | undefined {
  const role = roleOf(whole)
  const other = role === 'master' ? 'slave' : 'master'
  if (carriesRole(written, other)) return `the role word of this node, which is the ${role}`
  const base = may(whole, hostnameBase)
  const domain = may(whole, hostnameDomain)
  if (base === undefined || domain === undefined) return undefined
  const derived = derivedHostname(base, role, domain)
  return written === derived ? undefined : `${derived}, derived from hostname.base, node.role and hostname.domain`
}

/** Rules about who the nodes are. */
export const identityChecks: readonly Check[] = [twoNodes, twoAddresses, derivedNames, ownName]

/** The rule for a lan-ip that is missing: GEN-1. */
export function missingLanIp(whole: Whole): readonly Problem[] {
  const rule = 'a pair has exactly one master and one slave: both lan-ip keys are needed'
  return [masterLanIp, slaveLanIp]
    .filter((key) => !whole.entries.has(key.path) && !whole.faulty.has(key.path))
    .map((key) => blameKey(whole, key, rule, whole.pairFile))
}
