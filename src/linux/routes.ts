/**
 * Which gateway does each device use?
 *
 * The default routes of IPv4 are read from the kernel's own table; they serve as witness (FO-12), never as a place to
 * write to. Read once at start and when a link changes.
 */
import { readFileSync } from 'node:fs'

/** A default route. */
export type Gateway = { readonly device: string; readonly address: string }

/** Lines of the table that are read; a gateway of an appliance stands in the first few. */
const linesMax = 1_000
/** RTF_GATEWAY, linux/route.h. */
const gatewayFlag = 0x2

/** Default gateways in `text`, the format of /proc/net/route. Lines that do not parse are passed over. */
export function parseGateways(text: string): readonly Gateway[] {
  return text
    .split('\n')
    .slice(1, linesMax)
    .flatMap((line): Gateway[] => {
      const [device, destination, gateway, flags] = line.trim().split(/\s+/)
      if (device === undefined || gateway === undefined || flags === undefined) return []
      if (destination !== '00000000' || (Number.parseInt(flags, 16) & gatewayFlag) === 0) return []
      if (!/^[0-9A-F]{8}$/.test(gateway)) return []
      const bytes = gateway.match(/../g) ?? []
      const address = bytes
        .toReversed()
        .map((byte) => Number.parseInt(byte, 16))
        .join('.')
      return [{ device, address }]
    })
}

/** Default gateways of this network namespace; none when the kernel has no IPv4. */
export function defaultGateways(path = '/proc/net/route'): readonly Gateway[] {
  try {
    return parseGateways(readFileSync(path, 'latin1'))
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}
