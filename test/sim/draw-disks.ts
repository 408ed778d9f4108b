/**
 * What does a seed choose of the disks?
 *
 * From a stream of its own, after everything else was chosen: a schedule without disks is the same as before there were
 * any, and one with disks has the faults of the other besides its own.
 */
import { Chance } from './chance.ts'
import type { Draw } from './draw.ts'
import { drawMoreFaults } from './draw-more-faults.ts'
import { withOrderlyLeaves } from './draw-orderly.ts'
import { diskFaults } from './fault-disk.ts'

/** Share of the schedules with disks, among those whose dead time allows them (D7). */
const diskShare = 0.4
/** Shortest handover after a lost carrier with a disk, ms (D19). */
const carrierLossMsMin = 2_000
/** Healing takes longer: a resynchronisation, a boot, limits of steps, ms. */
const healMoreMs = 45_000
const productLimitsMs = 60_000
const faultsDrawn = { names: Object.keys(diskFaults), onShare: 0.25, lastsShortest: 0.05, lastsLongest: 6 }
/** Makes the stream differ from that of the same seed. */
const salt = 0x5d15c0de

/** Adds disks to what was chosen, or not. */
export function withDisks(drawn: Draw): Draw {
  const chance = new Chance(drawn.seed ^ salt)
  const { pair } = drawn
  if (pair.deadMs < 4_000 || !chance.hit(diskShare)) return drawn
  const { onCarrierLossMs } = pair
  const resources = chance.hit(0.7) ? ['r0'] : ['r0', 'r1']
  return withOrderlyLeaves({
    ...drawn,
    pair: {
      ...pair,
      resources,
      isolation: chance.hit(0.85) ? 'auto' : 'manual',
      onCarrierLossMs: onCarrierLossMs === 'off' ? 'off' : Math.max(onCarrierLossMs, carrierLossMsMin),
    },
    disks: {
      resources,
      sharesCable: chance.hit(0.4),
      rate: chance.spread(2, 40),
      writeMs: chance.spread(100, 1_000),
      seed: chance.word(),
    },
    healMs: drawn.healMs + healMoreMs + (pair.stepMs === undefined ? productLimitsMs : 0),
    faults: [...drawn.faults, ...drawMoreFaults(chance, drawn, faultsDrawn)].sort((one, two) => one.at - two.at),
  })
}
