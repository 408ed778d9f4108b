/**
 * What does a seed choose of the fencing devices?
 *
 * From a stream of its own, after everything else was chosen, and only when pairs of class P are asked for: a seed means
 * the same as before there were devices.
 */
import { Chance } from './chance.ts'
import type { Draw, DrawnFault } from './draw.ts'
import { fenceFaults } from './fault-fence.ts'

/** Share of the schedules with devices, among those whose dead time allows them. */
const fenceShare = 0.9
/** Healing takes longer: an order that hangs, and the longest wait before the next one, ms. */
const healMoreMs = 85_000
const faultsMax = 8
const onShare = 0.35
/** Makes the stream differ from that of the same seed. */
const salt = 0x70fe9ce1

/** Adds devices to what was chosen, or not. */
export function withFence(drawn: Draw): Draw {
  const chance = new Chance(drawn.seed ^ salt)
  if (drawn.pair.deadMs < 4_000 || !chance.hit(fenceShare)) return drawn
  return {
    ...drawn,
    pair: { ...drawn.pair, fencing: 'agent', isolation: 'auto' },
    healMs: drawn.healMs + healMoreMs,
    faults: [...drawn.faults, ...drawFaults(chance, drawn)].sort((one, two) => one.at - two.at),
  }
}

function drawFaults(chance: Chance, { faultMs, pair }: Draw): readonly DrawnFault[] {
  const { deadMs } = pair
  const names = Object.keys(fenceFaults)
  const on = names.filter(() => chance.hit(onShare))
  if (on.length === 0) on.push(chance.pick(names))
  const from = chance.hit(0.6) ? Math.min(faultMs * 0.4, deadMs * 4) : 0
  return Array.from({ length: Math.round(chance.spread(1, faultsMax)) }, () => ({
    name: chance.pick(on),
    at: chance.between(from, faultMs * 0.98),
    lastsMs: chance.spread(deadMs * 0.5, deadMs * 8),
    seed: chance.word(),
  }))
}
