/**
 * How does an order between the nodes begin, and who is bound by one?
 *
 * One order at a time travels in the beats of a node; its id is unique within a run, so that an answer to an old order
 * is never taken for one to the new (D8).
 */
import { plus } from '../base/time.ts'
import type { PairOrder } from './beat-content.ts'
import { nextTermNumber } from './guards.ts'
import type { OrderView } from './moves.ts'
import { claims } from './state.ts'
import { set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import { peerOf } from './types.ts'
import type { MoveCause, OrderStep, Refusal } from './types.ts'

/** Orders of one run of the agent before their numbers wrap. */
const ordersPerRun = 4_096

function orderId(turn: Turn): number {
  const { incarnation, nextOrder } = turn.state
  set(turn, { nextOrder: nextOrder + 1 })
  const node = turn.settings.node === 'master' ? 0 : 1
  return ((incarnation * ordersPerRun + (nextOrder % ordersPerRun)) * 2 + node) >>> 0 || 1
}

/** The giver asks the peer to take. */
export function askPeer(turn: Turn, cause: MoveCause): void {
  const taker = peerOf(turn.settings.node)
  const term = { number: nextTermNumber(turn.state), node: taker }
  place(turn, { id: orderId(turn), cause, step: 'asked', taker, term })
  tell(turn, 'order-accepted', `cause: ${cause}`, `${taker} shall be running master`)
}

/** The taker asks the running master to give. */
export function askToTake(turn: Turn, cause: MoveCause): void {
  const taker = turn.settings.node
  const term = { number: nextTermNumber(turn.state), node: taker }
  place(turn, { id: orderId(turn), cause, step: 'ready', taker, term })
  tell(turn, 'order-accepted', `cause: ${cause}`, `${taker} shall be running master`)
}

/** Puts an order into the beats. */
export function place(turn: Turn, order: PairOrder): void {
  set(turn, { order: { order, deadlineAt: plus(turn.now, turn.settings.timing.orderMs) } })
  turn.urgent = true
}

/** Puts the next step of an order into the beats. */
export function reply(turn: Turn, order: PairOrder, step: OrderStep, refusal?: Refusal): void {
  place(turn, { ...order, step, ...(refusal === undefined ? {} : { refusal }) })
}

/** Is an order between the nodes under way, so that nobody takes by itself? */
export function ordering(view: OrderView | undefined): boolean {
  return (
    view !== undefined && (view.order.step === 'asked' || view.order.step === 'ready' || view.order.step === 'released')
  )
}

/** A takeover or a conflict overrules what was agreed. */
export function dropOrder(turn: Turn): void {
  if (turn.state.order === undefined) return
  set(turn, { order: undefined })
}

/** Is the peer, by its own word, holding or taking the addresses? */
export function peerClaims(turn: Turn): boolean {
  const beat = turn.state.peer.beat
  return beat !== undefined && !turn.state.peer.departed && (claims(beat.phase) || beat.phase === 'releasing')
}

/** The operator's word is remembered on both nodes, and lifts the limits on failback (D4). */
export function noteOrder(turn: Turn, order: PairOrder): void {
  want(turn, { sticky: stickyOf(order) })
  if (byOperator(order)) want(turn, { flapCount: 0, failbackStopped: false })
}

/** Causes that no operator gave. */
const byItself: ReadonlySet<MoveCause> = new Set([
  'automatic-failback',
  'carrier-loss',
  'lan-down',
  'internet-down',
  'fewer-targets',
  'disk-failure',
  'leaving',
  'service-failure',
])

function byOperator(order: PairOrder): boolean {
  return !byItself.has(order.cause)
}

/** What the last operator order said; an order that restores the normal mapping needs no memory. */
function stickyOf(order: PairOrder): 'master' | 'slave' | 'none' {
  if (!byOperator(order) || order.cause === 'failback') return 'none'
  return order.taker
}
