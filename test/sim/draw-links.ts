/**
 * What does a seed choose of links and monitored targets?
 *
 * Two remainders of the seeds, none of which is that of a seed that once failed, look at their links; the choice comes
 * from a stream of its own, so that all other seeds mean what they always did. Timers are in dead times here: what counts
 * is their order with everything else, not the minutes of the product.
 */
import { Chance } from './chance.ts'
import type { Draw } from './draw.ts'
import { drawMoreFaults } from './draw-more-faults.ts'
import { linkFaults } from './fault-links.ts'

const remainders = [
  [37, 35],
  [39, 11],
] as const
const faultsDrawn = { names: Object.keys(linkFaults), onShare: 0.5, lastsShortest: 0.3, lastsLongest: 10 }
/** Makes the stream differ from that of the same seed. */
const salt = 0x117c5eed

/** Does a seed look at links and targets? */
function watches(seed: number): boolean {
  return remainders.some(([every, rest]) => seed % every === rest)
}

/** Adds timers, a jury and their faults to what was chosen, or not. */
export function withLinks(drawn: Draw): Draw {
  if (!watches(drawn.seed)) return drawn
  const chance = new Chance(drawn.seed ^ salt)
  const { deadMs } = drawn.pair
  const timer = (): number | 'off' => (chance.hit(0.8) ? deadMs * chance.spread(0.5, 4) : 'off')
  const pair = {
    ...drawn.pair,
    onLanDownMs: timer(),
    onInternetDownMs: timer(),
    onFewerTargetsMs: deadMs * chance.spread(0.6, 3),
  }
  // Half of these schedules have nothing else to cope with, so that moves for links come about.
  const others = chance.hit(0.5) ? drawn.faults : []
  const more = drawMoreFaults(chance, drawn, faultsDrawn)
  return { ...drawn, pair, faults: [...others, ...more].sort((one, two) => one.at - two.at) }
}
