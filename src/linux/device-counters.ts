/**
 * How many packets has a device received?
 *
 * Read from /sys, which takes no lock of the routing subsystem for it (net/core/net-sysfs.c, netstat_show), 20 us a read.
 * Rejected: a dump of all links by netlink, which is dearer on a machine with many devices.
 */
import { readFileSync } from 'node:fs'
import { deviceNameBytesMax } from './devices.ts'

/** Packets since the device came; nothing when there is no such device, or the kernel does not say. */
export function receivedPackets(device: string): number | undefined {
  if (device === '' || device.length > deviceNameBytesMax || device.includes('/')) return undefined
  try {
    const count = Number(readFileSync(`/sys/class/net/${device}/statistics/rx_packets`, 'utf8'))
    return Number.isFinite(count) ? count : undefined
  } catch (error) {
    // Gone, or going: the caller sees that by its carrier.
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
