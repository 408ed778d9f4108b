/**
 * What does a seed choose of the services?
 *
 * From a stream of its own, after everything else was chosen, and only when services are asked for: a seed means the same as
 * before there were any. Pairs of one to six services in all placements, with and without disks.
 */
import type { Placement, ServiceSettings } from '../../src/core/eyes.ts'
import { Chance } from './chance.ts'
import type { Draw } from './draw.ts'
import { drawMoreFaults } from './draw-more-faults.ts'
import { serviceFaults } from './fault-services.ts'

/** Share of the schedules with services, among those whose dead time allows them. */
const serviceShare = 0.9
const servicesMost = 6
/** Limits of a start and of a stop, ms. */
const startMs = [1_000, 8_000] as const
const stopMs = [500, 5_000] as const
/** Deaths in this window count; longer than a schedule, ms. */
const windowMs = 600_000
/** Healing takes longer: the longest pause after failures, and everything started anew, ms. */
const healMoreMs = 110_000
const faultsDrawn = { names: Object.keys(serviceFaults), onShare: 0.25, lastsShortest: 0.1, lastsLongest: 8 }
/** Makes the stream differ from that of the same seed. */
const salt = 0x2f6e2b71

const placements: readonly Placement[] = ['master', 'master', 'slave', 'both', 'slave-when-available']

/** Adds services to what was chosen, or not. */
export function withServices(drawn: Draw): Draw {
  const chance = new Chance(drawn.seed ^ salt)
  if (drawn.pair.deadMs < 4_000 || !chance.hit(serviceShare)) return drawn
  const services = Array.from({ length: 1 + chance.below(servicesMost) }, (_, index) => drawService(chance, index))
  return {
    ...drawn,
    pair: { ...drawn.pair, services, servicePolicy: { width: chance.pick([1, 2, 4, 4]), restarts: 3, windowMs } },
    healMs: drawn.healMs + healMoreMs,
    faults: [...drawn.faults, ...drawMoreFaults(chance, drawn, faultsDrawn)].sort((one, two) => one.at - two.at),
  }
}

function drawService(chance: Chance, index: number): ServiceSettings {
  return {
    name: `s${index}`,
    placement: chance.pick(placements),
    order: chance.pick([10, 20, 20, 30]),
    after: index > 0 && chance.hit(0.2) ? [`s${chance.below(index)}`] : [],
    startMs: Math.round(chance.spread(...startMs)),
    stopMs: Math.round(chance.spread(...stopMs)),
  }
}
