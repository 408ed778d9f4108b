/**
 * Which services start beside each other, and how long may it take to stop those of a node?
 *
 * A service that names others comes after them, whatever its own order says; so what it names lifts it to their rank. Stopping
 * takes one rank after the other, each as long as its slowest service, in rounds of the width; never longer than a failing
 * node is given (FO-10).
 */
import type { ServiceSettings } from './eyes.ts'

/** The hands have this much longer than their own limit before the core calls an order overdue, ms. */
export const orderSlackMs = 5_000
/** Services may take this long to stop, all together, ms (FO-10). */
export const unitsStopMsMax = 120_000

/** What the rank of a service depends on. */
export type Ranked = Pick<ServiceSettings, 'name' | 'order' | 'after'>

/** The rank of each service: its order, or that of a service that it names, whichever is the highest. */
export function ranksOf(services: readonly Ranked[]): readonly number[] {
  let ranks: readonly number[] = services.map(({ order }) => order)
  // As often as the longest chain has links; names in a circle come to rest at their highest order.
  for (let link = 0; link < services.length; link += 1)
    ranks = services.map((service, index) => lifted(services, ranks, service, index))
  return ranks
}

function lifted(services: readonly Ranked[], ranks: readonly number[], { after }: Ranked, index: number): number {
  const named = services.flatMap(({ name }, at) => (after.includes(name) ? [ranks[at] ?? 0] : []))
  return Math.max(ranks[index] ?? 0, ...named)
}

/** Time limit of the step that stops them, ms; 0 when nothing runs on one node only. */
export function unitsStopLimit(
  services: readonly (Ranked & Pick<ServiceSettings, 'placement' | 'stopMs'>)[],
  width: number,
): number {
  const ranks = ranksOf(services)
  const single = services.flatMap((service, index) =>
    service.placement === 'both' ? [] : [{ ...service, rank: ranks[index] ?? 0 }],
  )
  const sum = [...new Set(single.map(({ rank }) => rank))].reduce((ms, rank) => {
    const group = single.filter((service) => service.rank === rank)
    const slowest = Math.max(...group.map(({ stopMs }) => stopMs))
    const chained = group.some(({ after }) => after.length > 0)
    const rounds = chained ? group.length : Math.ceil(group.length / width)
    return ms + rounds * (slowest + orderSlackMs)
  }, 0)
  return Math.min(sum, unitsStopMsMax)
}
