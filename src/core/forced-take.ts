/**
 * How does a node begin to lead with data that nobody vouches for, and what of it is taken back when nothing was forced?
 *
 * The record says that a copy was forced before the driver is told to do it (D17): whoever looks at a split-brain later must
 * find out how the two parted. A take that ends before that has forced nothing, and takes its word back.
 */
import type { Plan } from './moves.ts'
import { beginTake } from './plan.ts'
import { set, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** Begins to take on the word of the operator, the standing one (`solo-start = promote`) or a given one. */
export function beginForcedTake(turn: Turn): void {
  const { disks } = turn.state.wanted
  const marked = disks.flatMap(({ forced }, resource) => (forced ? [] : [resource]))
  want(turn, { disks: disks.map((disk) => ({ ...disk, forced: true })) })
  beginTake(turn, 'takeover', true, undefined, true)
  const { plan } = turn.state
  if (plan !== undefined) set(turn, { plan: { ...plan, marked } })
}

/** Was the promotion of a take ordered? What the kernel has begun goes on, whatever becomes of the take. */
export function promotionBegun({ steps, index, effectId }: Plan): boolean {
  const promotion = steps.indexOf('disk-primary')
  return index > promotion || (index === promotion && effectId !== 0)
}

/** Takes back what a take has noted of force, when it ends before anything was promoted. */
export function takeBackMarks(turn: Turn, plan: Plan): void {
  const { marked } = plan
  if (marked === undefined || marked.length === 0 || promotionBegun(plan)) return
  const { disks } = turn.state.wanted
  want(turn, { disks: disks.map((disk, resource) => (marked.includes(resource) ? { ...disk, forced: false } : disk)) })
}
