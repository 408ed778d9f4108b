/**
 * How does one step of the core collect what it changes and what it orders?
 *
 * A turn lives for one call of `step`. The state inside it is replaced, never changed; effects are appended in the
 * order in which they must happen. Nothing outside `src/core` sees a turn.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Effect, OrderAnswer, Told } from './effects.ts'
import { refusalText } from './reasons.ts'
import type { Reason } from './reasons.ts'
import type { PairState } from './state.ts'
import type { Claim, PeerView } from './views.ts'
import type { Memory, Phase, Refusal } from './types.ts'
import type { PairSettings } from './settings.ts'

/** One call of `step` under way. */
export type Turn = {
  state: PairState
  readonly settings: PairSettings
  readonly now: Instant
  readonly effects: Effect[]
  /** Something changed that the peer should hear now, not at the next beat. */
  urgent: boolean
  /** The fact of this turn is a beat of the peer. */
  readonly heardBeat: boolean
}

/** Replaces fields of the state. Each copy costs most of a turn, so fields that change together are set together. */
export function set(turn: Turn, fields: Partial<PairState>): void {
  turn.state = { ...turn.state, ...fields, steppedAt: turn.now }
}

/** Replaces fields of what is known of the peer. */
export function setPeer(turn: Turn, fields: Partial<PeerView>): void {
  set(turn, { peer: { ...turn.state.peer, ...fields } })
}

/** Replaces fields of the claim; there must be one. */
export function setClaim(turn: Turn, claim: Claim, fields: Partial<Claim>): void {
  set(turn, { claim: { ...claim, ...fields } })
}

/** Changes what shall be durable; the write itself is ordered at the end of the turn. */
export function want(turn: Turn, fields: Partial<Memory>): void {
  const wanted = turn.state.wanted
  const names = Object.keys(fields) as (keyof Memory)[]
  if (names.every((name) => wanted[name] === fields[name])) return
  set(turn, { wanted: { ...wanted, ...fields } })
}

/** Enters a phase; the peer hears of it at once. */
export function enter(turn: Turn, phase: Phase): void {
  if (turn.state.phase === phase) return
  set(turn, { phase, phaseAt: turn.now })
  if (phase !== 'taking-over' && phase !== 'releasing' && phase !== 'isolated') want(turn, { phase })
  turn.urgent = true
}

/** A fresh id for an effect that is answered. */
export function freshId(turn: Turn): number {
  const id = turn.state.nextId
  set(turn, { nextId: id + 1 })
  return id
}

/** Appends an effect; effects are performed in this order. */
export function order(turn: Turn, effect: Effect): void {
  turn.effects.push(effect)
}

const levels: Partial<Record<Reason, Told['level']>> = {
  'links-cut': 'alarm',
  'i-am-isolated': 'alarm',
  'memory-unreadable': 'alarm',
  'memory-failed': 'alarm',
  'settings-inconsistent': 'alarm',
  'kept-standby': 'alarm',
  'held-back': 'alarm',
  'solo-hold': 'alarm',
  'failback-stopped': 'alarm',
  'conflict-won': 'alarm',
  'conflict-lost': 'alarm',
  'address-rival': 'alarm',
  'address-conflict': 'alarm',
  'move-failed': 'alarm',
  'release-failed': 'alarm',
  'isolated-release': 'alarm',
  'fence-failed': 'alarm',
  'fence-device-silent': 'alarm',
  'fence-begun': 'warning',
  'service-failed': 'alarm',
  'service-stays': 'alarm',
  'service-wrong-node': 'alarm',
  'services-unknown': 'alarm',
  'service-at-boot': 'warning',
  'farewell-failed': 'warning',
  'peer-dead': 'warning',
  'peer-late': 'warning',
  'path-lost': 'warning',
  'one-way': 'warning',
  'zone-down': 'warning',
  'witness-lost': 'warning',
  'claim-lapsed': 'warning',
  'cannot-judge': 'warning',
  'settings-differ': 'warning',
  'link-down': 'warning',
  'link-timer-over': 'warning',
  'link-kept': 'alarm',
  'targets-fewer': 'warning',
  'peer-check-failed': 'warning',
  takeover: 'notice',
  'fence-done': 'notice',
  'fence-void': 'notice',
  'fence-device-back': 'notice',
  'move-begun': 'notice',
  'move-done': 'notice',
  'service-move': 'notice',
  'services-up': 'notice',
  'services-known': 'notice',
}

const heartbeatReasons: ReadonlySet<Reason> = new Set([
  'peer-up',
  'peer-late',
  'peer-dead',
  'peer-departed',
  'peer-restarting',
  'peer-foreign',
  'path-lost',
  'path-back',
  'one-way',
  'zone-down',
  'zone-up',
  'witness-lost',
  'witness-back',
  'cannot-judge',
  'link-down',
  'link-back',
  'link-timer-over',
  'targets-fewer',
  'targets-level',
  'peer-check-failed',
  'peer-check-back',
] as const)

const addressReasons: ReadonlySet<Reason> = new Set([
  'address-restored',
  'address-rival',
  'address-conflict',
  'leftovers-removed',
] as const)

/** One line of the story. */
export function tell(turn: Turn, reason: Reason, ...facts: string[]): void {
  const plan = turn.state.plan
  const category = heartbeatReasons.has(reason)
    ? 'heartbeat'
    : addressReasons.has(reason)
      ? 'address'
      : reason.startsWith('order-')
        ? 'operator'
        : 'failover'
  const told: Told = {
    category,
    level: levels[reason] ?? 'info',
    reason,
    facts,
    ...(plan === undefined ? {} : { elapsedMs: elapsed(plan.begunAt, turn.now) }),
  }
  order(turn, { type: 'tell', told })
}

/** Answers an order of the operator. Each order is answered finally exactly once. */
export function answer(turn: Turn, orderId: string, given: OrderAnswer): void {
  order(turn, { type: 'answer', orderId, answer: given })
}

/** Refuses an order of the operator and tells the journal; nothing else changes. */
export function refuse(turn: Turn, orderId: string, refusal: Refusal, ...facts: string[]): void {
  tell(turn, 'order-refused', refusal, ...facts)
  answer(turn, orderId, { type: 'refused', refusal, text: refusalText(refusal) })
}
