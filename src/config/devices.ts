/**
 * Do the settings agree with the addresses that the devices of this node really have?
 *
 * A pure function over facts that the caller read from the kernel: asked by `config check`, at boot and on every change
 * of an address (CFG-13). A node whose settings name an address that it no longer has must not take the VIPs.
 */
import { inNetwork, networkText, parseAddress } from './address.ts'
import type { AddressWithPrefix } from './address.ts'
import { blameHeld } from './blame.ts'
import { heldOf, listed, recordsOf } from './entry.ts'
import type { Held } from './entry.ts'
import { lanDevice } from './keys/node.ts'
import { masterLanIp, slaveLanIp } from './keys/pair.ts'
import { vipAddress, vipAliases, vipDevice, vipMasterIp, vips, vipSlaveIp } from './keys/vip.ts'
import type { ValueKey } from './key.ts'
import type { Problem } from './problem.ts'
import type { SiteSettings, SiteVip } from './site.ts'

/** A device of this node with its addresses, VIPs excluded or not: a VIP is never one of a node's own addresses. */
export type DeviceFacts = {
  readonly name: string
  readonly addresses: readonly { readonly address: string; readonly prefix: number }[]
  /** Of the link, Mbit/s; left out when it was not asked or the kernel does not say. */
  readonly speedMbit?: number
}

/** Everything in the settings that contradicts the devices. Empty when they agree. */
export function checkAgainstDevices(site: SiteSettings, devices: readonly DeviceFacts[]): readonly Problem[] {
  return [...lanProblems(site, devices), ...site.vips.flatMap((vip, index) => vipProblems(site, vip, index, devices))]
}

function listText(device: DeviceFacts): string {
  const list = device.addresses.map(({ address, prefix }) => `${address}/${prefix}`).join(', ')
  return `${device.name} has ${list === '' ? 'no address' : list}`
}

function networkOn(device: DeviceFacts, own: string): AddressWithPrefix | undefined {
  const wanted = parseAddress(own)
  for (const { address: text, prefix } of device.addresses) {
    const address = parseAddress(text)
    if (address !== undefined && address.text === wanted?.text) return { address, prefix }
  }
  return undefined
}

function deviceRule(devices: readonly DeviceFacts[]): string {
  return `a device of this node, which has ${devices.map((device) => device.name).join(', ')}`
}

/** What is written for a key in a bag; every key asked for here is required or has a default. */
function blame(held: Held | undefined, fallback: Omit<Problem, 'rule'>, rule: string): Problem {
  return held === undefined ? { ...fallback, rule } : blameHeld(held, rule)
}

function lanProblems(site: SiteSettings, devices: readonly DeviceFacts[]): readonly Problem[] {
  const bag = { path: '', entries: site.effective.entries }
  const device = devices.find((candidate) => candidate.name === site.lanDevice)
  const none = { file: site.effective.nodeFile, line: 0, column: 0, key: lanDevice.path, value: site.lanDevice }
  if (device === undefined) return [blame(heldOf(bag, lanDevice), none, deviceRule(devices))]
  if (networkOn(device, site.ownLanIp) !== undefined) return []
  const key = site.role === 'master' ? masterLanIp : slaveLanIp
  const absent = { file: site.effective.pairFile, line: 0, column: 0, key: key.path, value: site.ownLanIp }
  const rule = `an address of ${device.name} on the ${site.role}, or another lan.primary-device; ${listText(device)}`
  return [blame(heldOf(bag, key), absent, rule)]
}

function vipProblems(
  site: SiteSettings,
  vip: SiteVip,
  index: number,
  devices: readonly DeviceFacts[],
): readonly Problem[] {
  const told = (key: ValueKey<unknown>, value: string, rule: string): Problem => {
    const entry = recordsOf({ path: '', entries: site.effective.entries }, vips)[index]
    const held = entry === undefined ? undefined : heldOf(entry, key)
    const path = key.path.replace('[]', `[${index}]`)
    const fallback = { file: site.effective.pairFile, line: 0, column: 0, key: path, value }
    return blame(held, fallback, rule)
  }
  const device = devices.find((candidate) => candidate.name === vip.device)
  if (device === undefined) return [told(vipDevice, vip.device, deviceRule(devices))]
  const network = networkOn(device, vip.ownIp)
  const [ownKey, peerKey] = site.role === 'master' ? [vipMasterIp, vipSlaveIp] : [vipSlaveIp, vipMasterIp]
  if (network === undefined) return [told(ownKey, vip.ownIp, `an address of ${vip.device}; ${listText(device)}`)]
  const where = `in the network of ${vip.device}, ${networkText(network)}; ${listText(device)}`
  const outside = (text: string): boolean => {
    const address = parseAddress(text)
    return address === undefined || !inNetwork(address, network)
  }
  const first = vip.addresses[0]
  return [
    ...(outside(vip.peerIp) ? [told(peerKey, vip.peerIp, where)] : []),
    ...(first !== undefined && outside(first.address) ? [told(vipAddress, first.address, where)] : []),
    ...aliasProblems(site, vip, index, outside, where),
  ]
}

function aliasProblems(
  site: SiteSettings,
  vip: SiteVip,
  index: number,
  outside: (text: string) => boolean,
  where: string,
): readonly Problem[] {
  const entry = recordsOf({ path: '', entries: site.effective.entries }, vips)[index]
  const written = entry === undefined ? [] : listed(entry, vipAliases)
  return vip.addresses.slice(1).flatMap((alias, place) => {
    const held = written[place]?.held
    if (held === undefined || alias.prefix !== undefined || !outside(alias.address)) return []
    return [blameHeld(held, `${where}, or with a prefix length of its own`)]
  })
}
