/**
 * Which settings does a hapair of the lab run with?
 *
 * Writes `pair.yaml`, `node.yaml` and the key file into a machine's kept `/etc/hapair`, from the lab's layout: the
 * same pair file on both nodes, as the product wants it. Addresses, devices and the serial port come from
 * `layout.ts`; what a drill or a benchmark wants otherwise is given as options.
 */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Lab } from './lab.ts'
import type { Layout, NodeName, Zone } from './layout.ts'
import { directCable, serialDevice } from './layout.ts'

/** What a lab may want to have otherwise; times as the settings write them, such as `300ms` or `4s`. */
export type HapairOptions = {
  readonly deadTime: string
  readonly beatInterval: string
  readonly serialBeatInterval?: string
  /** `off`, or how long a VIP's device may be without carrier before a handover. */
  readonly onCarrierLoss: string
  readonly failback: 'auto' | 'manual'
  readonly steadyTime?: string
  /** Further settings: keys of `failover` beside the one above, and whole groups of pair.yaml and node.yaml. */
  readonly failover?: object
  readonly pair?: object
  readonly node?: object
}

const PAIR_ID = 7
const configFolder = '/etc/hapair'
/** 32 bytes, secret only in that they are nobody else's. */
const labKey = Buffer.alloc(32, 0x5a).toString('base64')

/** Writes the settings of one node. The machine may be running or not. */
export function writeHapairConfig(lab: Lab, node: NodeName, options: HapairOptions): void {
  const folder = lab.machines[node].keptFolder(configFolder)
  const serial = lab.relay !== undefined
  writeFileSync(join(folder, 'pair.yaml'), stringify({ ...pairSettings(lab.layout, options, serial), ...options.pair }))
  writeFileSync(join(folder, 'node.yaml'), stringify({ ...nodeSettings(lab.layout, node, serial), ...options.node }))
  const keys = lab.machines[node].keptFolder(join(configFolder, 'keys'))
  chmodSync(keys, 0o700)
  writeFileSync(join(keys, String(PAIR_ID)), `${labKey}\n`, { mode: 0o600 })
}

function pairSettings(layout: Layout, options: HapairOptions, serial: boolean): object {
  const lan = zoneNamed(layout, 'lan')
  return {
    profile: 'none',
    pair: { id: PAIR_ID, name: 'lab' },
    master: { 'lan-ip': lan.v4.m },
    slave: { 'lan-ip': lan.v4.s },
    heartbeat: {
      'dead-time': options.deadTime,
      'beat-interval': options.beatInterval,
      serial: serial
        ? {
            enabled: true,
            'master-device': 'pstn0',
            'slave-device': 'pstn0',
            baud: 115_200,
            ...(options.serialBeatInterval === undefined ? {} : { 'beat-interval': options.serialBeatInterval }),
          }
        : { enabled: false },
      eth: { devices: ethernetPaths(lan) },
    },
    failover: { 'on-carrier-loss': options.onCarrierLoss, ...options.failover },
    failback: {
      mode: options.failback,
      ...(options.steadyTime === undefined ? {} : { 'steady-time': options.steadyTime }),
    },
    ping: { gateway: lan.v4.gateway },
    vip: layout.zones.map(virtualAddress),
  }
}

function zoneNamed(layout: Layout, name: string): Zone {
  const zone = layout.zones.find((one) => one.name === name)
  if (zone === undefined) throw new Error(`the layout has no zone ${name}`)
  return zone
}

function ethernetPaths(lan: Zone): object[] {
  return [
    { device: lan.device, 'master-address': lan.v4.m, 'slave-address': lan.v4.s },
    { device: directCable.device, 'master-address': directCable.m, 'slave-address': directCable.s },
  ]
}

function virtualAddress(zone: Zone): object {
  const [address, ...aliases] = zone.v4.virtual
  const v6 = zone.v6?.virtual.map((one) => `${one}/${zone.v6?.prefixLength ?? 128}`) ?? []
  return {
    name: zone.name,
    zone: zone.name,
    enabled: true,
    address: `${address ?? ''}/${zone.v4.prefixLength}`,
    aliases: [...aliases.map((one) => `${one}/${zone.v4.prefixLength}`), ...v6],
    'master-ip': zone.v4.m,
    'slave-ip': zone.v4.s,
  }
}

function nodeSettings(layout: Layout, node: NodeName, serial: boolean): object {
  const devices = Object.fromEntries(
    layout.zones.filter((zone) => zone.name !== 'lan').map((zone) => [zone.name, { device: zone.device }]),
  )
  return {
    ha: { enabled: true },
    node: { role: node === 'm' ? 'master' : 'slave' },
    lan: { 'primary-device': zoneNamed(layout, 'lan').device },
    ...devices,
    ...(serial ? { pstn: [{ name: 'pstn0', path: serialDevice, type: 'heartbeat' }] } : {}),
    console: { device: 'off' },
  }
}
