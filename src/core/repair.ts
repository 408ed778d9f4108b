/**
 * The operator chose a side: how does the other side's data go (SB-3, SB-8, S5)?
 *
 * The order is given on the node whose data stays. It names the identifier of the data that shall go, as the operator saw
 * it, and stands for ten minutes. While it stands, the own block tells the other node to discard, and only while that
 * node's data is still the one that was named. The identifier travels with it, because what this node knows of the other is a beat
 * old: the other node compares it with its own data, and does nothing while that is unknown or another. It obeys when it
 * holds nothing, and each word once: it notes durably that the word is used and its copy stale before it acts, so that a
 * half-overwritten copy never leads and a crash does not discard again. Nothing here is ever decided without that order.
 * Rejected: trying again what failed. Whoever gave data up has not given up what came after it; he is asked again.
 */
import { plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { victimDigits } from './disk-facts.ts'
import type { DiscardOrder } from './disk-facts.ts'
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
/** Numbers of orders: one byte in a beat. A run begins so far from the last one; a prime, own choice. */
const numbers = 256
const runSpan = 37
/** Words that were obeyed and are remembered for a resource; the data that an older one named is long gone. */
export const usedMax = 8

/** A repair that the operator ordered on this node: its data stays. */
export type Repair = {
  readonly until: Instant
  /** Current identifier of the data that shall go, by resource, as the operator saw it; empty where nothing goes. */
  readonly victims: readonly string[]
  /** Tells this order from the others of this node; 0..255. */
  readonly number: number
  /** Orders that the other node stood by when this one was given; nothing where there was none. A later one ends this one. */
  readonly overrules: readonly (number | undefined)[]
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
  // Runs of the agent and orders of a run: the same number comes again after 256 orders at the soonest.
  const number = (turn.state.incarnation * runSpan + freshId(turn)) % numbers
  const overrules = victims.map((_, resource) => peerBlock(turn.state, resource)?.discard?.number)
  set(turn, { repair: { until: plus(turn.now, standsMs), victims, number, overrules, thenFailback } })
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

/** What this node tells the other one to discard of the resource now; nothing when it does not. */
export function discardOrder(state: PairState, settings: PairSettings, resource: number): DiscardOrder | undefined {
  const { repair } = state
  const victim = repair?.victims[resource] ?? ''
  if (repair === undefined || victim === '' || victimOf(state, settings, resource) !== victim) return undefined
  return { victim: victim.slice(0, victimDigits), number: repair.number }
}

/** How a word of the operator is noted: which data, whole, and which of his orders. */
function tokenOf(current: string, { number }: DiscardOrder): string {
  return `${current} ${number}`
}

/** Goes on with a repair, on either side. Called once a turn. */
export function followRepair(turn: Turn): void {
  for (const [resource, view] of turn.state.disks.entries()) {
    const asked = peerBlock(turn.state, resource)?.discard
    const { repair } = turn.state
    // The operator chose the other side on the other node: his last word counts, and only that.
    const later = asked !== undefined && repair !== undefined && asked.number !== repair.overrules[resource]
    if (later) voidRepair(turn)
    if (asked !== undefined && turn.state.repair === undefined) discard(turn, resource, { view, asked })
    else if (turn.state.repair !== undefined) connect(turn, resource, view)
  }
  endRepair(turn)
}

function voidRepair(turn: Turn): void {
  set(turn, { repair: undefined })
  tell(turn, 'repair-void')
}

type Asked = { readonly view: DiskView; readonly asked: DiscardOrder }

function discard(turn: Turn, resource: number, { view, asked }: Asked): void {
  const { state, settings, now } = turn
  if (!peerAlive(state, settings, now) || !twoWay(state, settings, now)) return
  if (state.claim !== undefined || state.plan !== undefined || view.facts.role !== 'disk-secondary') return
  const current = view.facts.generation?.current
  if (current === undefined || !current.startsWith(asked.victim)) return
  if (!apart(state, settings, resource)) return
  const token = tokenOf(current, asked)
  const { used = [] } = diskMemory(state, settings, resource)
  if (!used.includes(token)) {
    const noted = { stale: true, used: [...used, token].slice(-usedMax) }
    want(turn, { disks: state.wanted.disks.map((disk, at) => (at === resource ? { ...disk, ...noted } : disk)) })
    change(turn, resource, { ...view, markedAt: now, token })
    return
  }
  // Another run noted it, or it was obeyed: once is all that the operator said.
  if (view.token !== token) return
  const durable = state.durable.disks[resource]
  if (durable?.stale !== true || durable.used?.includes(token) !== true || view.outdateId !== 0) return
  const id = freshId(turn)
  tell(turn, 'data-discarded', settings.resources[resource] ?? '', current)
  change(turn, resource, { ...view, outdateId: id, token: '' })
  order(turn, { type: 'disk-discard', id, resource, generation: current, token })
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
  if (state.disks.some((_, resource) => isVoid(turn, repair, resource))) {
    voidRepair(turn)
  } else if (state.disks.every(({ facts }) => inSync(facts))) {
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

/**
 * Is the data of the peer known to be another than the operator named? While it is not apart the driver has compared it
 * with the own data, and changes the identifiers itself.
 */
function isVoid({ state, settings }: Turn, { victims }: Repair, resource: number): boolean {
  const victim = victims[resource] ?? ''
  const current = peerBlock(state, resource)?.generation?.current
  return victim !== '' && current !== undefined && current !== victim && apart(state, settings, resource)
}

function change(turn: Turn, resource: number, view: DiskView): void {
  set(turn, { disks: turn.state.disks.map((disk, index) => (index === resource ? view : disk)) })
}
