/**
 * Which schedules with disks stop or reboot the node that serves, in order?
 *
 * That is what an operator does most often, and nothing but the rest of the pair may stand in its way (FO-24). Among the other
 * faults the node that serves would seldom be whole and in sync in that moment, so three seeds in forty-one are drawn around it,
 * from a stream of their own: a seed without disks, and every other one with them, means what it always did.
 */
import { Chance } from './chance.ts'
import type { Draw, DrawnFault } from './draw.ts'

/** The seeds with these remainders; none of those in `failed-seeds-disks.txt` had one when this was made. */
const every = 41
const remainders: ReadonlySet<number> = new Set([3, 6, 33])
/** Makes the stream differ from that of the same seed. */
const salt = 0x0dde41e
/** Share of these schedules in which the other faults happen as well. */
const troubledShare = 0.35
const timesMax = 3
/** The pair has this many dead times to come up, and a boot this long to do, ms. */
const calmDeads = 4
const bootMs = 6_000

/** The chosen schedule, or one whose owner leaves in order. */
export function withOrderlyLeaves(drawn: Draw): Draw {
  if (!remainders.has(drawn.seed % every)) return drawn
  const chance = new Chance(drawn.seed ^ salt)
  const { deadMs } = drawn.pair
  const times = 1 + chance.below(timesMax)
  const from = calmDeads * deadMs + bootMs
  const spanMs = Math.max((drawn.faultMs - from) / times, 1)
  const leaves = Array.from({ length: times }, (_, count): DrawnFault => {
    const at = from + spanMs * (count + chance.between(0, 0.3))
    return { name: 'owner-leaves', at, lastsMs: spanMs * chance.between(0.2, 0.6), seed: chance.word() }
  })
  const others = chance.hit(troubledShare) ? drawn.faults : []
  return {
    ...drawn,
    powerAt: [0, chance.fraction() * deadMs],
    faults: [...others, ...leaves].sort((one, two) => one.at - two.at),
  }
}
