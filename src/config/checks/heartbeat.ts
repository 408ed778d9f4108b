/**
 * Can every heartbeat path be opened, and is it a path of its own?
 */
import { parseAddress } from '../address.ts'
import { blameHeld, blameKey } from '../blame.ts'
import { ethernetKeys, serialKeys, serialRoute } from '../derive-paths.ts'
import { heldOf, may, need, recordsOf } from '../entry.ts'
import type { RecordEntry } from '../entry.ts'
import {
  ethDevicePort,
  ethDevices,
  ethMasterAddress,
  ethPort,
  ethSlaveAddress,
  serialMasterDevice,
  serialSlaveDevice,
} from '../keys/heartbeat.ts'
import type { ValueKey } from '../key.ts'
import { ownOf, roleOf } from '../whole.ts'
import type { Check, Whole } from '../whole.ts'
import type { Problem } from '../problem.ts'

const serialPort: Check = {
  reads: serialKeys,
  find: (whole) => {
    const route = serialRoute(whole)
    if (route === undefined) return []
    const key = ownOf(whole, { master: serialMasterDevice, slave: serialSlaveDevice })
    const role = roleOf(whole)
    const faults = [
      ...(route.type === 'heartbeat' ? [] : [`a port of type heartbeat on the ${role}; pstn says ${typeText(route)}`]),
      ...(route.type === 'heartbeat' && route.device === undefined ? [`a port whose pstn entry has a path`] : []),
    ]
    return faults.map((rule) => blameKey(whole, key, rule, whole.nodeFile))
  },
}

function typeText(route: { readonly port: string; readonly type: string | undefined }): string {
  return route.type === undefined ? `nothing about ${route.port}` : `${route.port} is of type ${route.type}`
}

const twoEnds: Check = {
  reads: [ethDevices],
  find: (whole) => recordsOf(whole, ethDevices).flatMap(faultyEnds),
}

function faultyEnds(entry: RecordEntry): readonly Problem[] {
  const master = need(entry, ethMasterAddress)
  const held = heldOf(entry, ethSlaveAddress)
  const slave = need(entry, ethSlaveAddress)
  if (held === undefined) return []
  if (slave === master) return [blameHeld(held, `differs from master-address (${master})`)]
  const families = parseAddress(slave)?.family === parseAddress(master)?.family
  return families ? [] : [blameHeld(held, `of the same family as master-address (${master})`)]
}

const ownSockets: Check = {
  reads: ethernetKeys,
  find: (whole) => [...twins(whole, ethMasterAddress), ...twins(whole, ethSlaveAddress)],
}

function twins(whole: Whole, side: ValueKey<string>): readonly Problem[] {
  const first = new Map<string, string>()
  return recordsOf(whole, ethDevices).flatMap((entry) => {
    const address = need(entry, side)
    const port = may(entry, ethDevicePort) ?? need(whole, ethPort)
    const held = heldOf(entry, side)
    const earlier = first.get(`${address} ${port}`)
    if (earlier === undefined) first.set(`${address} ${port}`, entry.path)
    if (earlier === undefined || held === undefined) return []
    return [blameHeld(held, `one path for an address and port (${address} port ${port}); ${earlier} has it already`)]
  })
}

/** Rules about the heartbeat paths. */
export const heartbeatChecks: readonly Check[] = [serialPort, twoEnds, ownSockets]
