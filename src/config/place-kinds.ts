/**
 * Which kinds of value name a place: an address, a host, a network, a device, a file?
 *
 * Addresses become canonical text, so that equal addresses are equal strings from here on. Device and file names are
 * checked for shape only: whether they exist is a fact of the node, not of the settings.
 */
import * as z from 'zod'
import { isUnicast, networkText, parseAddress, parseAddressWithPrefix } from './address.ts'
import { kindOf } from './kind.ts'
import type { Kind } from './kind.ts'

/** Longest name of a network device: IFNAMSIZ 16 with its closing zero, linux/if.h. */
const deviceNameMax = 15

/** Longest path of a file: PATH_MAX 4096 with its closing zero, linux/limits.h; ours is shorter on purpose. */
const pathMax = 255

/** Longest host name: RFC 1035, section 2.3.4. */
const hostNameMax = 253

const domainText =
  /^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/

function unicastText(written: string): string | undefined {
  const address = parseAddress(written)
  return address !== undefined && isUnicast(address) ? address.text : undefined
}

function textSchema(canonical: (written: string) => string | undefined): z.ZodType<string, string> {
  return z
    .string()
    .max(pathMax)
    .transform((written, context) => {
      const found = canonical(written)
      if (found !== undefined) return found
      context.addIssue({ code: 'custom', message: 'not of this kind' })
      return z.NEVER
    })
}

function place(type: string, rule: string, canonical: (written: string) => string | undefined): Kind<string> {
  return kindOf({ type, unit: '', range: '', rule, schema: textSchema(canonical), render: (value) => value })
}

/** An address that one host can own, in canonical text. */
export const ipAddress = place('IP address', 'an IPv4 or IPv6 address of one host, such as 192.0.2.10', unicastText)

/** An address of one host, with or without prefix length; canonical text with the prefix when one is written. */
export const ipAddressMaybePrefix = place(
  'IP address, prefix length optional',
  'an IPv4 or IPv6 address of one host, with or without prefix length, such as 192.0.2.10 or 192.0.2.10/24',
  (written) => {
    if (!written.includes('/')) return unicastText(written)
    const found = parseAddressWithPrefix(written)
    if (found === undefined || !isUnicast(found.address) || found.prefix === 0) return undefined
    return `${found.address.text}/${found.prefix}`
  },
)

/** A network in CIDR form; canonical text has the host bits cleared. */
export const network = place('network', 'a network such as 192.0.2.0/24 or 2001:db8::/64', (written) => {
  const found = parseAddressWithPrefix(written)
  return found === undefined ? undefined : networkText(found)
})

/** The host name in lower case; undefined when it is not one. A name of digits and dots is a mistyped address. */
function hostName(written: string): string | undefined {
  if (written.length > hostNameMax || !domainText.test(written) || /^[\d.]+$/.test(written)) return undefined
  return written.toLowerCase()
}

/** An address or a host name. */
export const host = place('host', 'a valid IP address or a fully qualified host name', (written) => {
  return unicastText(written) ?? (written.includes('.') ? hostName(written) : undefined)
})

/** `auto`, `off`, or the address of a gateway. */
export const gateway = place('gateway', 'auto, off, or the IP address of the gateway', (written) => {
  return written === 'auto' || written === 'off' ? written : unicastText(written)
})

/** A domain name. */
export const domain = place('domain', 'a domain name such as example.org', hostName)

/** One label of a host name. */
export const hostLabel = place(
  'host name',
  'one part of a host name: letters, digits and dashes, at most 56',
  (written) => {
    // 63 octets for a label (RFC 1035, section 2.3.4) less the longest suffix, `-master`.
    return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,54}[A-Za-z0-9])?$/.test(written) ? written.toLowerCase() : undefined
  },
)

/** A network device. */
export const device = place(
  'device',
  `a network device name of up to ${deviceNameMax} characters, such as eth0`,
  (written) => {
    if (written.length > deviceNameMax || written === '.' || written === '..') return undefined
    return /^[^\s/:\p{Cc}]+$/u.test(written) ? written : undefined
  },
)

function absolutePath(written: string): string | undefined {
  if (!/^\/[^\p{Cc}]*$/u.test(written) || written.length > pathMax) return undefined
  return written.split('/').includes('..') ? undefined : written
}

/** A path as the tools of the replication can write it: no blanks, no quotes. */
function devicePath(written: string): string | undefined {
  return /^\/[A-Za-z0-9_./:@+=-]{1,200}$/.test(written) ? absolutePath(written) : undefined
}

/** Path of a block device below the replication. */
export const blockDevice = place(
  'device path',
  'the absolute path of a block device, such as /dev/vg0/data',
  devicePath,
)

/** Where the metadata of a volume lies, in the words of drbd.conf(5); canonical text has one blank before an index. */
export const metaDisk = place(
  'internal or device path',
  'internal, or the absolute path of a block device, where it is shared with an index below 256: /dev/sdb1 [0]',
  (written) => {
    if (written === 'internal') return written
    // 128 MiB of the device each: drbd.conf(5). The limit is our own.
    const match = /^(\S+?) ?(?:\[(0|[1-9]\d?|1\d\d|2[0-4]\d|25[0-5])\])?$/.exec(written)
    const path = match?.[1] === undefined ? undefined : devicePath(match[1])
    if (path === undefined || written.endsWith(' ')) return undefined
    return match?.[2] === undefined ? path : `${path} [${match[2]}]`
  },
)

/** Folder on which a file system is mounted; canonical text without a closing slash. */
export const mountPoint = place(
  'path',
  'an absolute path without .., and not / itself, such as /srv/data',
  (written) => {
    const path = absolutePath(written)?.replaceAll(/\/+/g, '/').replace(/\/$/, '')
    return path === undefined || path === '' || path.endsWith(' ') ? undefined : path
  },
)

/** An absolute path without `..`. */
export const filePath = place('path', `an absolute path of up to ${pathMax} characters without ..`, absolutePath)

/** An absolute path, or `off`. */
export const filePathOrOff = place(
  'path or off',
  `off, or an absolute path of up to ${pathMax} characters without ..`,
  (written) => {
    return written === 'off' ? written : absolutePath(written)
  },
)

/** A serial port: a name of `pstn[]` (the doubled form of the seed is accepted), or the path of the device. */
export const serialPort = place(
  'serial port',
  'a port named in pstn, such as pstn0, or an absolute device path',
  (written) => {
    if (written.startsWith('/')) return absolutePath(written)
    const match = /^(pstn\d{1,2})(?:-(pstn\d{1,2}))?$/.exec(written)
    if (match?.[1] === undefined) return undefined
    return match[2] === undefined || match[2] === match[1] ? match[1] : undefined
  },
)
