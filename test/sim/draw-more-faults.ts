/**
 * Which faults does a seed add to a schedule that has its faults already?
 *
 * Of the kinds that belong to a part of the pair (disks, fencing devices) some are switched on, and a few faults of those
 * are drawn, early in a part of the schedules, as in `draw.ts`. The order of the choices must stay: it is what a seed means.
 */
import type { Chance } from './chance.ts'
import type { Draw, DrawnFault } from './draw.ts'

/** Kinds, the chance of each to be switched on, and how long a fault lasts, in dead times. */
export type MoreFaults = {
  readonly names: readonly string[]
  readonly onShare: number
  readonly lastsShortest: number
  readonly lastsLongest: number
}

/** Faults of one part of the pair at most. */
const faultsMax = 8

/** One to eight faults of the kinds that the seed switches on. */
export function drawMoreFaults(chance: Chance, { faultMs, pair }: Draw, more: MoreFaults): readonly DrawnFault[] {
  const { deadMs } = pair
  const on = more.names.filter(() => chance.hit(more.onShare))
  if (on.length === 0) on.push(chance.pick(more.names))
  const from = chance.hit(0.6) ? Math.min(faultMs * 0.4, deadMs * 4) : 0
  return Array.from({ length: Math.round(chance.spread(1, faultsMax)) }, () => ({
    name: chance.pick(on),
    at: chance.between(from, faultMs * 0.98),
    lastsMs: chance.spread(deadMs * more.lastsShortest, deadMs * more.lastsLongest),
    seed: chance.word(),
  }))
}
