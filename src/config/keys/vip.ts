/**
 * Which keys describe the addresses of the pair, and the witnesses that are asked before they are taken?
 */
import { choice, name, toggle } from '../kind.ts'
import { nodeKey, pairKey, pairOnly, records, required, value, values } from '../key.ts'
import { device, gateway, host, ipAddress, ipAddressMaybePrefix, network } from '../place-kinds.ts'

/** One VIP per device and one device per zone leave room for three; more entries are refused one by one with a hint. */
const vipsMax = 16

/** Ceiling of aliases of one VIP; 1,000 addresses were renewed in 6-8 ms when the limit was chosen. */
const aliasesMax = 1024

/** Longest name of a VIP, our own limit. */
const vipNameMax = 40

/** Extra ping targets: PAR-36. */
const targetsMax = 3

export const vipName = required({
  path: 'vip[].name',
  layers: pairOnly,
  kind: name(vipNameMax),
  meaning: 'Name of the VIP in commands and status.',
  rule: 'unique',
  requirement: 'D14',
})

export const vipZone = value({
  path: 'vip[].zone',
  layers: pairOnly,
  kind: choice(['lan', 'dmz', 'wan']),
  initial: 'lan',
  meaning: 'Network area of the VIP.',
  rule: 'a zone has one device',
  requirement: 'PAR-47, VIP-3',
})

export const vipEnabled = value({
  path: 'vip[].enabled',
  layers: pairOnly,
  kind: toggle,
  initial: false,
  meaning: 'Whether the VIP is held at all.',
  requirement: 'PAR-42, VIP-12',
})

export const vipAddress = required({
  path: 'vip[].address',
  layers: pairOnly,
  kind: ipAddressMaybePrefix,
  meaning: 'The address; without a prefix length the network of the device is used.',
  rule: 'unique; in the network of the device of its zone; one per device',
  requirement: 'PAR-43, VIP-4, VIP-5, VIP-7',
})

export const vipAliases = values({
  path: 'vip[].aliases',
  layers: pairOnly,
  kind: ipAddressMaybePrefix,
  max: aliasesMax,
  meaning: 'More addresses that move with the VIP.',
  rule: 'unique; in the network of the device of the zone, or written with a prefix length of its own',
  requirement: 'PAR-44, VIP-6',
})

export const vipMasterIp = value({
  path: 'vip[].master-ip',
  layers: pairOnly,
  kind: ipAddress,
  derived: 'master.lan-ip in the zone lan; else it must be written',
  meaning: "The master's own address on the device of the zone.",
  rule: 'in the network of the VIP; differs from slave-ip',
  requirement: 'PAR-45, VIP-7',
})

export const vipSlaveIp = value({
  path: 'vip[].slave-ip',
  layers: pairOnly,
  kind: ipAddress,
  derived: 'slave.lan-ip in the zone lan; else it must be written',
  meaning: "The slave's own address on the device of the zone.",
  rule: 'in the network of the VIP; differs from master-ip',
  requirement: 'PAR-46, VIP-7',
})

export const vipDevice = value({
  path: 'vip[].device',
  layers: pairOnly,
  kind: device,
  derived: 'lan.primary-device, dmz.device or wan.device',
  meaning: 'Device of the VIP, when both nodes have it under the same name.',
  rule: 'one VIP per device',
  requirement: 'VIP-3, VIP-5',
})

export const vips = records({
  path: 'vip',
  layers: pairOnly,
  max: vipsMax,
  identity: 'vip[].name',
  fields: [vipName, vipZone, vipEnabled, vipAddress, vipAliases, vipMasterIp, vipSlaveIp, vipDevice],
  meaning: 'The virtual addresses of the pair.',
  requirement: 'VIP-1, VIP-10',
})

export const pingTargets = values({
  path: 'ping.monitor',
  layers: pairOnly,
  kind: host,
  max: targetsMax,
  meaning: 'Extra hosts that are asked before a takeover; none for two nodes on one subnet.',
  rule: 'unique; not a name or address of the pair, not the gateway, not inside management-tunnel.network',
  requirement: 'PAR-36, FO-12, FO-13',
})

export const pingGateway = value({
  path: 'ping.gateway',
  layers: pairKey,
  kind: gateway,
  initial: 'auto',
  meaning: 'Gateway that is asked before a takeover: auto for the default route, off for none, or its address.',
  rule: 'an address of the pair is left out and shown as such',
  requirement: 'FO-12, FO-29',
})

export const tunnelNetwork = value({
  path: 'management-tunnel.network',
  layers: nodeKey,
  kind: network,
  meaning: 'Network of the management tunnel, in which no ping target may lie.',
  requirement: 'PAR-37, FO-13',
})

/** Keys of addresses and witnesses, in the order of the manual page. */
export const vipKeys = [vips, pingTargets, pingGateway, tunnelNetwork]
