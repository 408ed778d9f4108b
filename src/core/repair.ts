/**
 * The operator chose a side: how does the other side's data go (SB-3, SB-8, S5)?
 *
 * The order is given on the node whose data stays. It names the identifier of the data that shall go, as the operator saw
 * it, and stands for ten minutes. While it stands, the own block tells the other node to discard, and only while that
 * node's data is still the one that was named. The other node obeys when it holds nothing, and notes first that its copy
 * is stale, so that a half-overwritten copy never leads. Nothing here is ever decided without that order.
 */
import { later, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { apart, diskMemory, inSync, peerBlock } from './disk-view.ts'
import type { DiskView } from './disk-view.ts'
import type { OperatorOrder } from './events.ts'
import { peerRefusal } from './guards.ts'
import { askPeer, peerClaims } from './pair-order.ts'
import { peerAlive, twoWay } from './silence.ts'
import type { PairState } from './state.ts'
import { answer, freshId, order, refuse, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Refusal } from './types.ts'
import type { PairSettings } from './settings.ts'

/** An order to repair stands for so long (S5), and connecting or discarding is tried again after, ms. */
const standsMs = 600_000
const retryMs = 5_000

/** A repair that the operator ordered on this node: its data stays. */
export type Repair = {
  readonly until: Instant
  /** Current identifier of the data that shall go, by resource, as the operator saw it; empty where nothing goes. */
  readonly victims: readonly string[]
  /** When all is in sync again, the configured master takes its role back (SB-8). */
  readonly thenFailback: boolean
}

/** Begins a repair, or says why not. */
export function beginRepair(turn: Turn, orderId: string, given: Extract<OperatorOrder, { verb: 'repair' }>): void {
  const refusal = repairRefusal(turn, given.victims)
  if (refusal !== undefined) {
    refuse(turn, orderId, refusal)
    return
  }
  const { victims, thenFailback } = given
  set(turn, { repair: { until: plus(turn.now, standsMs), victims, thenFailback } })
  tell(turn, 'repair-begun', ...victims.filter((victim) => victim !== '').map((victim) => `${victim} goes`))
  answer(turn, orderId, {
    type: 'done',
    text: 'the data of the peer is overwritten from here; follow it in the status',
  })
  turn.urgent = true
}

function repairRefusal(turn: Turn, victims: readonly string[]): Refusal | undefined {
  const { state, settings, now } = turn
  if (state.disks.every(({ facts }) => facts.connection === 'connected')) return 'not-split-brain'
  if (!peerAlive(state, settings, now)) return 'peer-not-available'
  if (!twoWay(state, settings, now)) return 'peer-one-way'
  if (peerClaims(turn)) return 'victim-leads'
  const seen = settings.resources.every(
    (_, resource) => (victims[resource] ?? '') === victimOf(state, settings, resource),
  )
  return seen ? undefined : 'stale-view'
}

/** The identifier that would go; empty when the copies of this resource belong together. */
export function victimOf(state: PairState, settings: PairSettings, resource: number): string {
  return apart(state, settings, resource) ? (diskMemory(state, settings, resource).peer?.current ?? '') : ''
}

/** Does this node tell the other one to discard its data of the resource now? */
export function discards(state: PairState, settings: PairSettings, resource: number): boolean {
  const victim = state.repair?.victims[resource] ?? ''
  return victim !== '' && victimOf(state, settings, resource) === victim
}

/** Goes on with a repair, on either side. Called once a turn. */
export function followRepair(turn: Turn): void {
  for (const [resource, view] of turn.state.disks.entries()) {
    if (peerBlock(turn.state, resource)?.discard === true) discard(turn, resource, view)
    else if (turn.state.repair !== undefined) connect(turn, resource, view)
  }
  endRepair(turn)
}

function discard(turn: Turn, resource: number, view: DiskView): void {
  const { state, settings, now } = turn
  if (!peerAlive(state, settings, now) || !twoWay(state, settings, now)) return
  if (state.claim !== undefined || state.plan !== undefined || view.facts.role !== 'disk-secondary') return
  if (!apart(state, settings, resource)) return
  if (!diskMemory(state, settings, resource).stale) {
    const disks = state.wanted.disks.map((disk, index) => (index === resource ? { ...disk, stale: true } : disk))
    want(turn, { disks })
    change(turn, resource, { ...view, markedAt: now })
  }
  const durable = state.durable.disks[resource]?.stale === true
  if (!durable || view.outdateId !== 0 || now < later(view.outdateRetryAt, view.connectAt)) return
  const id = freshId(turn)
  tell(turn, 'data-discarded', settings.resources[resource] ?? '', view.facts.generation?.current ?? '')
  change(turn, resource, { ...view, outdateId: id, connectAt: plus(now, retryMs) })
  order(turn, { type: 'disk-discard', id, resource })
}

function connect(turn: Turn, resource: number, view: DiskView): void {
  if (view.facts.connection !== 'stand-alone' || turn.now < view.connectAt) return
  change(turn, resource, { ...view, connectAt: plus(turn.now, retryMs) })
  order(turn, { type: 'disk-connect', resource, anew: false })
}

function endRepair(turn: Turn): void {
  const { state, settings, now } = turn
  const { repair } = state
  if (repair === undefined) return
  if (state.disks.every(({ facts }) => inSync(facts))) {
    const back = repair.thenFailback && settings.node === 'slave' && state.phase === 'running-master'
    if (back && peerRefusal(state, settings, now) !== undefined && now < repair.until) return
    set(turn, { repair: undefined })
    tell(turn, 'repair-done')
    if (back && peerRefusal(state, settings, now) === undefined) askPeer(turn, 'failback')
  } else if (now >= repair.until && state.disks.every(({ facts }) => facts.sync === 'none')) {
    set(turn, { repair: undefined })
    tell(turn, 'repair-expired')
  }
}

function change(turn: Turn, resource: number, view: DiskView): void {
  set(turn, { disks: turn.state.disks.map((disk, index) => (index === resource ? view : disk)) })
}
