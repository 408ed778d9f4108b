/**
 * Which devices has this node, and which addresses are on them?
 *
 * Asked of the kernel by the standard library and /sys, because the command may run without any privilege. The
 * addresses of the pair itself are left out: they are never a node's own.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import type { DeviceFacts } from '../config/devices.ts'
import type { SiteSettings } from '../config/site.ts'

/** Network devices: Documentation/ABI/testing/sysfs-class-net of the kernel. */
const deviceFolder = '/sys/class/net'

/** Every device with its own addresses. */
export function deviceFactsHere(site: SiteSettings): readonly DeviceFacts[] {
  const pairs = new Set(site.vips.flatMap((vip) => vip.addresses.map(({ address }) => address)))
  const found = networkInterfaces()
  return readdirSync(deviceFolder).map((name) => ({
    ...{ name, ...speedOf(name) },
    addresses: (found[name] ?? [])
      .filter(({ address }) => !pairs.has(address))
      .map(({ address, cidr }) => ({ address, prefix: Number(cidr?.split('/')[1] ?? 0) })),
  }))
}

/** The speed of a link. A device that is down or virtual has none or says -1. */
function speedOf(device: string): Pick<DeviceFacts, 'speedMbit'> {
  const written = attributeOf(device, 'speed')
  const speedMbit = written === undefined ? 0 : Number(written)
  return speedMbit > 0 ? { speedMbit } : {}
}

/** Whether a device has carrier; undefined when it is down or absent, where the kernel does not say. */
export function carrierOf(device: string): boolean | undefined {
  const written = attributeOf(device, 'carrier')
  return written === undefined ? undefined : written === '1'
}

function attributeOf(device: string, attribute: string): string | undefined {
  try {
    return readFileSync(join(deviceFolder, device, attribute), 'utf8').trim()
  } catch (error) {
    // EINVAL for a device that is down, ENOENT for one that is absent.
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
