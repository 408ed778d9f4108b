/**
 * Where are the settings, and what do they say on this node?
 *
 * Two files in one folder, profiles in another; the texts are judged by `config/load.ts`. What the settings leave to
 * the devices (prefix lengths, whether addresses are present) is looked up in the kernel and judged here.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { checkAgainstDevices } from '../config/devices.ts'
import type { DeviceFacts } from '../config/devices.ts'
import { loadSettings } from '../config/load.ts'
import type { LoadResult } from '../config/load.ts'
import { renderProblem } from '../config/problem.ts'
import type { SiteSettings } from '../config/site.ts'
import { keysMax } from '../wire/session.ts'
import type { PairKey } from '../wire/session.ts'
import type { Netlink } from '../linux/netlink.ts'
import type { VipAddress } from '../vip/index.ts'

/** Largest settings file, bytes. */
const fileBytesMax = 1 << 20
/** Bytes of a pair key. */
const keyBytes = 32
/** Prefix length for an address whose network is not known: a host of its own. */
const hostPrefix = { 4: 32, 6: 128 } as const

/** Folders that are asked for a profile, in order. */
export type SettingsFolders = { readonly config: string; readonly profiles: readonly string[] }

function textOf(path: string): string {
  try {
    const { size } = statSync(path)
    if (size > fileBytesMax) {
      throw new OpError('read', path, { type: 'other', text: `larger than ${fileBytesMax} bytes` })
    }
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof OpError) throw cause
    throw new OpError(
      'read',
      path,
      { type: 'other', text: cause instanceof Error ? cause.message : 'no reason' },
      cause,
    )
  }
}

/** Reads and judges the settings. @throws OpError when a file cannot be read */
export function readSettings(folders: SettingsFolders): LoadResult {
  const pairFile = join(folders.config, 'pair.yaml')
  const nodeFile = join(folders.config, 'node.yaml')
  const profiles = (name: string): { file: string; text: string } | undefined => {
    for (const folder of folders.profiles) {
      const file = join(folder, `${name}.yaml`)
      if (statSync(file, { throwIfNoEntry: false }) !== undefined) return { file, text: textOf(file) }
    }
    return undefined
  }
  return loadSettings({ pairText: textOf(pairFile), nodeText: textOf(nodeFile), pairFile, nodeFile, profiles })
}

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
