/**
 * Is the rate of resynchronisations more than the device of replication can carry?
 *
 * Advice, because nothing breaks: the copy then takes the whole link, and ordinary replication waits behind it. Each node
 * looks at its own device; of both nodes the slower one counts, so the question is asked on both.
 * Requirement DRBD-4.
 */
import { parseAddress } from './address.ts'
import { blameHeld } from './blame.ts'
import type { DeviceFacts } from './devices.ts'
import { heldOf } from './entry.ts'
import { drbdRate } from './keys/disk.ts'
import type { Problem } from './problem.ts'
import type { SiteSettings } from './site.ts'

const bitsPerKib = 8192
const bitsPerMegabit = 1_000_000

/** Advice about the rate; empty when the link carries it, and where the kernel names no speed. */
export function adviseOnSpeed(site: SiteSettings, devices: readonly DeviceFacts[]): readonly Problem[] {
  const { replication } = site
  if (replication === undefined) return []
  const own = parseAddress(replication.ownAddress)?.text
  const device = devices.find(({ addresses }) => addresses.some(({ address }) => parseAddress(address)?.text === own))
  const speed = device?.speedMbit
  const wanted = Math.ceil((replication.rateKib * bitsPerKib) / bitsPerMegabit)
  if (device === undefined || speed === undefined || wanted <= speed) return []
  const rule = `${wanted} Mbit/s are more than ${device.name} carries, which replicates at ${speed} Mbit/s (DRBD-4)`
  const held = heldOf({ path: '', entries: site.effective.entries }, drbdRate)
  if (held !== undefined) return [blameHeld(held, rule)]
  return [
    { file: 'built-in default', line: 0, column: 0, key: drbdRate.path, value: String(replication.rateKib), rule },
  ]
}
