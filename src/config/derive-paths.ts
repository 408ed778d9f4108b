/**
 * Which heartbeat paths does this node open?
 *
 * Ethernet paths come first, in the order of the file, the serial line last: numbers stay dense, and switching the
 * serial line on or off renumbers no other path. Without a list there is one path over the primary LAN device, so that
 * a pair is complete with none of these keys touched (CFG-23).
 */
import { may, need, recordsOf } from './entry.ts'
import type { RecordEntry } from './entry.ts'
import type { Key } from './key.ts'
import {
  beatInterval,
  ethDevice,
  ethDevicePort,
  ethDevices,
  ethMasterAddress,
  ethPort,
  ethSlaveAddress,
  ethSlaveDevice,
  serialBaud,
  serialBeatInterval,
  serialEnabled,
  serialMasterDevice,
  serialSlaveDevice,
} from './keys/heartbeat.ts'
import { lanDevice, portName, portPath, portType, serialPorts } from './keys/node.ts'
import { masterLanIp, nodeRole, slaveLanIp } from './keys/pair.ts'
import { ownOf, peersOf } from './whole.ts'
import type { Whole } from './whole.ts'
import type { EthernetSitePath, SitePath } from './site.ts'

/** An Ethernet path before it has a number. */
export type EthernetRoute = Pick<EthernetSitePath, 'device' | 'ownAddress' | 'peerAddress' | 'port'>

/** The own serial port. `device` is undefined when the name is in no list or its entry has no path. */
export type SerialRoute = {
  readonly port: string
  readonly device: string | undefined
  readonly type: string | undefined
}

/** Keys that the Ethernet routes are made of. */
export const ethernetKeys: readonly Key[] = [nodeRole, masterLanIp, slaveLanIp, lanDevice, ethDevices, ethPort]

/** Keys that the serial route is made of. */
export const serialKeys: readonly Key[] = [nodeRole, serialEnabled, serialMasterDevice, serialSlaveDevice, serialPorts]

/** Keys that all paths are made of. */
export const pathKeys: readonly Key[] = [...ethernetKeys, ...serialKeys, beatInterval, serialBaud, serialBeatInterval]

/** Ethernet routes as this node sees them. */
export function ethernetRoutes(whole: Whole): readonly EthernetRoute[] {
  const listed = recordsOf(whole, ethDevices)
  if (listed.length > 0) return listed.map((entry) => writtenRoute(whole, entry))
  const lanIps = { master: need(whole, masterLanIp), slave: need(whole, slaveLanIp) }
  const ownAddress = ownOf(whole, lanIps)
  return [
    { device: need(whole, lanDevice), ownAddress, peerAddress: peersOf(whole, lanIps), port: need(whole, ethPort) },
  ]
}

function writtenRoute(whole: Whole, entry: RecordEntry): EthernetRoute {
  const onMaster = need(entry, ethDevice)
  const addresses = { master: need(entry, ethMasterAddress), slave: need(entry, ethSlaveAddress) }
  return {
    device: ownOf(whole, { master: onMaster, slave: may(entry, ethSlaveDevice) ?? onMaster }),
    ownAddress: ownOf(whole, addresses),
    peerAddress: peersOf(whole, addresses),
    port: may(entry, ethDevicePort) ?? need(whole, ethPort),
  }
}

/** The serial route, or undefined when the serial line is off. */
export function serialRoute(whole: Whole): SerialRoute | undefined {
  if (!need(whole, serialEnabled)) return undefined
  const port = need(whole, ownOf(whole, { master: serialMasterDevice, slave: serialSlaveDevice }))
  const known = recordsOf(whole, serialPorts).find(
    (entry) => need(entry, portName) === port || may(entry, portPath) === port,
  )
  const type = known === undefined ? undefined : need(known, portType)
  // A device path that no entry of pstn claims belongs to nobody else: it needs no entry of its own.
  if (port.startsWith('/')) return { port, device: port, type: type ?? 'heartbeat' }
  return { port, device: known === undefined ? undefined : may(known, portPath), type }
}

/** All paths with their numbers. Only for settings whose routes are complete. */
export function sitePaths(whole: Whole): readonly SitePath[] {
  const routes = ethernetRoutes(whole)
  const beatMs = need(whole, beatInterval)
  const ethernet = routes.map((route, id): SitePath => {
    const alone = routes.filter((other) => other.device === route.device).length === 1
    return { ...route, id, medium: 'ethernet', beatMs, name: alone ? route.device : `${route.device}:${id}` }
  })
  const serial = serialRoute(whole)
  if (serial?.device === undefined) return ethernet
  const line: SitePath = {
    id: ethernet.length,
    name: serial.port,
    medium: 'serial',
    beatMs: need(whole, serialBeatInterval),
    device: serial.device,
    port: serial.port,
    baudRate: need(whole, serialBaud),
  }
  return [...ethernet, line]
}
