/**
 * Can the addresses of the pair be held by either node without a clash?
 */
import { inNetwork, isNetworkEdge, networkText, parseAddress } from '../address.ts'
import type { AddressWithPrefix } from '../address.ts'
import { blameAbsence, blameHeld } from '../blame.ts'
import { siteVipKeys, vipDraftKeys, vipDrafts } from '../derive-vips.ts'
import type { VipDraft } from '../derive-vips.ts'
import { heldOf, pathIn } from '../entry.ts'
import type { ValueKey } from '../key.ts'
import { vipDevice, vipMasterIp, vipSlaveIp } from '../keys/vip.ts'
import { addressKeys, nodeAddresses } from '../whole.ts'
import type { Check } from '../whole.ts'
import type { Problem } from '../problem.ts'

const uniqueAddresses: Check = {
  reads: [...siteVipKeys, ...addressKeys],
  find: (whole) => {
    const taken = new Map<string, string>()
    for (const node of ['master', 'slave'] as const) {
      for (const address of nodeAddresses(whole, node)) taken.set(address, `the ${node} has it as its own`)
    }
    return vipDrafts(whole).flatMap((vip) =>
      vip.addresses.flatMap(({ address, held }) => {
        const owner = taken.get(address)
        if (owner === undefined) taken.set(address, `${held.path} has it already`)
        return owner === undefined ? [] : [blameHeld(held, `unique among VIPs, aliases and nodes; ${owner}`)]
      }),
    )
  },
}

const devices: Check = {
  reads: vipDraftKeys,
  find: (whole) => {
    const byDevice = new Map<string, string>()
    const byZone = new Map<string, string>()
    return vipDrafts(whole).flatMap((vip) => {
      const rule = deviceFault(vip, byDevice, byZone)
      if (vip.device !== undefined && !byDevice.has(vip.device)) byDevice.set(vip.device, vip.name)
      if (vip.device !== undefined && !byZone.has(vip.zone)) byZone.set(vip.zone, vip.device)
      if (rule === undefined) return []
      const held = vip.addresses[0]?.held
      if (vip.device === undefined || held === undefined) return [absent(vip, vipDevice, rule)]
      return [blameHeld(heldOf(vip.entry, vipDevice) ?? held, rule)]
    })
  },
}

function deviceFault(
  vip: VipDraft,
  byDevice: ReadonlyMap<string, string>,
  byZone: ReadonlyMap<string, string>,
): string | undefined {
  if (vip.device === undefined) return `a device, here or as ${vip.zone}.device of the node or the profile`
  const holder = byDevice.get(vip.device)
  if (holder !== undefined) {
    return `one VIP per device; ${vip.device} carries ${holder}: add this address to the aliases of ${holder} instead`
  }
  const device = byZone.get(vip.zone)
  return device === undefined ? undefined : `a zone has one device; the zone ${vip.zone} has ${device}`
}

function absent(vip: VipDraft, key: ValueKey<unknown>, rule: string): Problem {
  return blameAbsence(vip.entry.origin, pathIn(vip.entry, key), rule)
}

const nodeIps: Check = {
  reads: vipDraftKeys,
  find: (whole) =>
    vipDrafts(whole).flatMap((vip) => {
      const rule = `needed in the zone ${vip.zone}: the address of the node on the device of the zone`
      const missing = [
        ...(vip.masterIp === undefined ? [absent(vip, vipMasterIp, rule)] : []),
        ...(vip.slaveIp === undefined ? [absent(vip, vipSlaveIp, rule)] : []),
      ]
      if (vip.masterIp === undefined || vip.masterIp !== vip.slaveIp) return missing
      return [...missing, blameIp(vip, vipSlaveIp, vip.slaveIp, `differs from master-ip (${vip.masterIp})`)]
    }),
}

/** A problem of a node address that is written in the VIP, or that the VIP takes from the pair. */
function blameIp(vip: VipDraft, key: ValueKey<unknown>, value: string, rule: string): Problem {
  const held = heldOf(vip.entry, key)
  return held === undefined ? { ...absent(vip, key, rule), value } : blameHeld(held, rule)
}

const networks: Check = {
  reads: vipDraftKeys,
  find: (whole) => vipDrafts(whole).flatMap((vip) => [...outsideNetwork(vip), ...outsideFamily(vip)]),
}

/** The network that the VIP itself is written with. */
function writtenNetwork(vip: VipDraft): AddressWithPrefix | undefined {
  const first = vip.addresses[0]
  const address = first === undefined ? undefined : parseAddress(first.address)
  return address === undefined || first?.prefix === undefined ? undefined : { address, prefix: first.prefix }
}

function outsideNetwork(vip: VipDraft): readonly Problem[] {
  const network = writtenNetwork(vip)
  if (network === undefined) return []
  const where = `in the network of the VIP, ${networkText(network)}`
  const nodes = [
    { key: vipMasterIp, text: vip.masterIp },
    { key: vipSlaveIp, text: vip.slaveIp },
  ].flatMap(({ key, text }) => {
    const address = text === undefined ? undefined : parseAddress(text)
    if (address === undefined || inNetwork(address, network)) return []
    return [blameIp(vip, key, address.text, where)]
  })
  return [...nodes, ...vip.addresses.flatMap((alias) => addressFault(alias, network, where))]
}

function addressFault(
  alias: VipDraft['addresses'][number],
  network: AddressWithPrefix,
  where: string,
): readonly Problem[] {
  const address = parseAddress(alias.address)
  if (address === undefined) return []
  if (isNetworkEdge(address, alias.prefix ?? network.prefix)) {
    return [blameHeld(alias.held, 'an address that a host can own, not the first or last of its network')]
  }
  if (alias.ownPrefix || inNetwork(address, network)) return []
  return [blameHeld(alias.held, `${where}, or with a prefix length of its own`)]
}

/** Without a written prefix the network is known only on the node; the family is known here. */
function outsideFamily(vip: VipDraft): readonly Problem[] {
  const [first, ...aliases] = vip.addresses
  if (first === undefined || first.prefix !== undefined) return []
  const nodes = [
    { key: vipMasterIp, text: vip.masterIp },
    { key: vipSlaveIp, text: vip.slaveIp },
  ].flatMap(({ key, text }) => {
    if (text === undefined || parseAddress(text)?.family === first.family) return []
    return [blameIp(vip, key, text, `of the family of the VIP, ${first.address}`)]
  })
  const strangers = aliases.filter((alias) => !alias.ownPrefix && alias.family !== first.family)
  const rule = `of the family of the VIP, ${first.address}, or with a prefix length of its own`
  return [...nodes, ...strangers.map((alias) => blameHeld(alias.held, rule))]
}

/** Rules about VIPs. */
export const vipChecks: readonly Check[] = [uniqueAddresses, devices, nodeIps, networks]
