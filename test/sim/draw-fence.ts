/**
 * What does a seed choose of the fencing devices?
 *
 * From a stream of its own, after everything else was chosen, and only when pairs of class P are asked for: a seed means
 * the same as before there were devices.
 */
import { Chance } from './chance.ts'
import type { Draw } from './draw.ts'
import { drawMoreFaults } from './draw-more-faults.ts'
import { fenceFaults } from './fault-fence.ts'

/** Share of the schedules with devices, among those whose dead time allows them. */
const fenceShare = 0.9
/** Healing takes longer: an order that hangs, and the longest wait before the next one, ms. */
const healMoreMs = 85_000
const faultsDrawn = { names: Object.keys(fenceFaults), onShare: 0.35, lastsShortest: 0.5, lastsLongest: 8 }
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
    faults: [...drawn.faults, ...drawMoreFaults(chance, drawn, faultsDrawn)].sort((one, two) => one.at - two.at),
  }
}
