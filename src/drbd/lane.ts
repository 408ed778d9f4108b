/**
 * Which order of one resource may run now, which waits, and when is the tool not asked any more?
 *
 * One order per resource at a time: a killed `drbdadm` may leave a child that the kernel does not let go, and a second
 * one beside it makes the outcome of both unclear. So a lane stays taken until the process has really ended, whatever the
 * deadline says. A demotion does not wait behind a promotion: it ends it. After three failures of the tool in a row the
 * lane refuses for a while and then lets one order through to see (circuit breaker); a demotion is always let through,
 * because a node that must release has nothing better to do.
 * Questions have a lane of their own: they take no lock in DRBD, and the fence-peer script asks while `primary` runs.
 * Everything here is a value; the edge runs and kills.
 */
import { assert } from '../base/assert.ts'
import { plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'

/** An order as the lane sees it. `demotes`: ends a running order that promotes, and passes an open breaker. */
export type LaneOrder = { readonly id: number; readonly kind: 'promotes' | 'demotes' | 'other' }

/** State of a lane. */
export type Lane = {
  readonly running?: LaneOrder
  /** In the order in which they came. */
  readonly waiting: readonly LaneOrder[]
  /** Failures of the tool in a row. */
  readonly failures: number
  /** Until then the breaker is open. */
  readonly refusesUntil?: Instant
  /** Orders refused because too many waited, or because the breaker was open. */
  readonly turnedAway: number
}

/** What has to be done after a change. Ids of orders. */
export type LaneStep = {
  readonly lane: Lane
  readonly start?: number
  readonly abort?: number
  readonly refuse?: { readonly id: number; readonly reason: 'too-many' | 'tool-failing' }
}

/** A lane in which nothing has happened. */
export const emptyLane: Lane = { waiting: [], failures: 0, turnedAway: 0 }

/** Most orders that wait in one lane. The core gives one at a time; the operator and the audit add a few. */
export const waitingMax = 4

/** Failures in a row that open the breaker. */
export const failuresMax = 3

/** How long the breaker stays open, ms. Own choice: an operator sees it, and a hung disk is not asked every second. */
export const breakerMs = 10_000

/** A new order. */
export function submitOrder(lane: Lane, order: LaneOrder, now: Instant): LaneStep {
  if (order.kind !== 'demotes' && lane.refusesUntil !== undefined && now < lane.refusesUntil) {
    return turnAway(lane, order, 'tool-failing')
  }
  if (lane.running === undefined) return { lane: { ...lane, running: order }, start: order.id }
  if (order.kind === 'demotes') return overtake(lane, lane.running, order)
  if (lane.waiting.length >= waitingMax) return turnAway(lane, order, 'too-many')
  return { lane: { ...lane, waiting: [...lane.waiting, order] } }
}

/** The running order's process has ended. `failed`: the tool failed, as `isToolFailure` says. */
export function settleOrder(lane: Lane, failed: boolean, now: Instant): LaneStep {
  const failures = failed ? lane.failures + 1 : 0
  const [next, ...waiting] = lane.waiting
  const settled: Lane = { waiting, failures, turnedAway: lane.turnedAway, ...(next && { running: next }) }
  const opened = failures >= failuresMax ? { ...settled, refusesUntil: plus(now, breakerMs) } : settled
  return next === undefined ? { lane: opened } : { lane: opened, start: next.id }
}

/** The order whose turn has come is not wanted any more; its tool was not asked. */
export function skipOrder(lane: Lane): LaneStep {
  const { running, ...rest } = lane
  assert(running !== undefined, 'an order is passed over at its turn')
  const [next, ...waiting] = lane.waiting
  return { lane: { ...rest, waiting, ...(next && { running: next }) }, ...(next && { start: next.id }) }
}

/** An order that still waits is no longer wanted. */
export function withdrawOrder(lane: Lane, id: number): Lane {
  return { ...lane, waiting: lane.waiting.filter((order) => order.id !== id) }
}

/** A demotion goes to the head; there is at most one of them waiting. */
function overtake(lane: Lane, running: LaneOrder, order: LaneOrder): LaneStep {
  if (lane.waiting[0]?.kind === 'demotes') return turnAway(lane, order, 'too-many')
  const changed: Lane = { ...lane, waiting: [order, ...lane.waiting] }
  return running.kind === 'promotes' ? { lane: changed, abort: running.id } : { lane: changed }
}

function turnAway(lane: Lane, order: LaneOrder, reason: 'too-many' | 'tool-failing'): LaneStep {
  return { lane: { ...lane, turnedAway: lane.turnedAway + 1 }, refuse: { id: order.id, reason } }
}
