/**
 * What do the settings say on this node?
 *
 * What they leave to the node (keys, prefix lengths, whether addresses are present) is looked up and judged here.
 */
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { checkAgainstDevices } from '../config/devices.ts'
import type { DeviceFacts } from '../config/devices.ts'
import { renderProblem } from '../config/problem.ts'
import type { SiteSettings } from '../config/site.ts'
import { keysMax } from '../wire/session.ts'
import type { PairKey } from '../wire/session.ts'
import type { Netlink, ObservedAddress } from '../linux/netlink.ts'
import type { VipAddress } from '../vip/index.ts'
import { textOf } from './settings-texts.ts'

/** Bytes of a pair key. */
const keyBytes = 32
/** Prefix length for an address whose network is not known: a host of its own. */
const hostPrefix = { 4: 32, 6: 128 } as const

/** Largest key id: it has one byte in a hello. */
const keyIdMax = 255

/**
 * The pair's keys: the named file first, then those of its folder whose names are key ids (0..255), lowest first, for
 * rotation. A key file whose own name is no id has the id 0. @throws OpError
 */
export function readKeys(keyFile: string): readonly PairKey[] {
  const folder = dirname(keyFile)
  const id = keyId(basename(keyFile)) ?? 0
  const others = readdirSync(folder)
    .flatMap((name) => keyId(name) ?? [])
    .filter((other) => other !== id)
    .toSorted((one, other) => one - other)
    .slice(0, keysMax - 1)
  return [
    { id, secret: keyOf(keyFile) },
    ...others.map((other) => ({ id: other, secret: keyOf(join(folder, String(other))) })),
  ]
}

/** The id that a file name says, in its one decimal form. */
function keyId(name: string): number | undefined {
  return /^(0|[1-9]\d{0,2})$/.test(name) && Number(name) <= keyIdMax ? Number(name) : undefined
}

function keyOf(path: string): Uint8Array {
  const { mode } = statSync(path)
  if ((mode & 0o077) !== 0) {
    throw new OpError('read', path, { type: 'other', text: 'others may read it; mode 0600 is required' })
  }
  const secret = Buffer.from(textOf(path).trim(), 'base64')
  if (secret.length !== keyBytes) {
    throw new OpError('read', path, {
      type: 'other',
      text: `not ${keyBytes} bytes in base64; make one with "hapair keygen"`,
    })
  }
  return new Uint8Array(secret)
}

/** Own addresses of each device, the pair's left out. */
export function deviceFacts(netlink: Pick<Netlink, 'links' | 'addresses'>, site: SiteSettings): readonly DeviceFacts[] {
  const pairs = new Set(site.vips.flatMap((vip) => vip.addresses.map((address) => address.address)))
  const addresses = netlink.addresses().filter((address) => !pairs.has(address.address))
  return netlink.links().map(({ device: name }) => ({
    name,
    addresses: addresses
      .filter((address) => address.device === name)
      .map(({ address, prefix }) => ({ address, prefix })),
  }))
}

/** Does the pair use this device? What happens on others does not matter. */
export function usesDevice({ paths, vips, lanDevice, links }: SiteSettings, device: string): boolean {
  return (
    device === lanDevice ||
    paths.some((path) => path.device === device) ||
    vips.some((vip) => vip.device === device) ||
    links.some((link) => link.device === device && link.check !== undefined)
  )
}

/** Is it an address of the node itself, on a device that the pair uses? */
export function ownAddress(site: SiteSettings, { device, address, ours }: ObservedAddress): boolean {
  const isPairs = site.vips.some((vip) => vip.addresses.some((entry) => entry.address === address))
  return usesDevice(site, device) && !ours && !isPairs
}

/** Contradictions between settings and devices, as lines. */
export function contradictions(site: SiteSettings, devices: readonly DeviceFacts[]): readonly string[] {
  return checkAgainstDevices(site, devices).map(renderProblem)
}

/** Every enabled address with its prefix length; without one, the network of the device's own address gives it. */
export function vipAddresses(site: SiteSettings, devices: readonly DeviceFacts[]): readonly VipAddress[] {
  return site.vips
    .filter((vip) => vip.enabled)
    .flatMap((vip) => {
      const own = devices.find((device) => device.name === vip.device)?.addresses.find((at) => at.address === vip.ownIp)
      const family = vip.ownIp.includes(':') ? 6 : 4
      return vip.addresses.map(({ address, family: of, prefix, alias }) => {
        const network = of === family ? own?.prefix : undefined
        return { zone: vip.zone, device: vip.device, address, prefix: prefix ?? network ?? hostPrefix[of], alias }
      })
    })
}

/** Number of a volume by its name, or as the kernel names it, by its minor; -1 when there is none. */
export function resourceNumber(site: SiteSettings, text: string): number {
  const volumes = site.replication?.volumes ?? []
  return volumes.findIndex(({ name, minor }) => text === name || text === `minor-${minor}`)
}
