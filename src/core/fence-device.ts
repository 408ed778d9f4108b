/**
 * When is the peer switched off, and what is the device's word worth (class P, D15)?
 *
 * Silence never proves that a peer is dead; a device that cut its power does. So with a device nobody takes over by
 * silence, and no frozen write goes on by silence, before the device said `off` for that very silence. Any later sign of
 * life makes its word void: the device may have hit the wrong machine, or the peer was switched on again. A device that
 * fails costs service, never data: nothing moves, an alarm repeats, and the order is given again after a wait.
 *
 * The node that follows asks at the death of the peer, a holder with frozen writes 0.2 dead times later (`fencing.ts`), so
 * that of two living nodes that lost each other the second is off before it asks. Rejected: a word of the device that
 * outlives the run of the agent (what happened since?), and switching off and on again (it would answer in kind).
 */
import { elapsed, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { deadAt, heardHere, peerAlive } from './silence.ts'
import { preferred } from './preference.ts'
import { claims, maintained } from './state.ts'
import type { PairState } from './state.ts'
import { freshId, order, set, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import type { PairSettings } from './settings.ts'

/** What this run of the agent knows of the device. */
export type FenceView = {
  /** The order that is out; 0: none. */
  readonly id: number
  /** When the latest order was given, and when it counts as failed. */
  readonly orderedAt: Instant
  readonly deadlineAt: Instant
  /** When the device said to the latest order that the peer is off; `never`: it did not, or the peer was heard since. */
  readonly confirmedAt: Instant
  readonly retryAt: Instant
  /** Orders in vain since the peer was heard last. */
  readonly failures: number
  readonly failure: string
  /** When the operator answered for a silent peer by force. */
  readonly forcedAt: Instant
  /** Did the device answer its latest periodic question? `unknown`: not asked yet. */
  readonly answers: 'yes' | 'no' | 'unknown'
  readonly answersText: string
}

/** Before the first order. */
export const firstFence: FenceView = {
  id: 0,
  orderedAt: never,
  deadlineAt: never,
  confirmedAt: never,
  retryAt: never,
  failures: 0,
  failure: '',
  forcedAt: never,
  answers: 'unknown',
  answersText: '',
}

/** First wait after an order in vain, ms; each further one is twice as long, up to the second number. */
const retryMs = { first: 2_000, max: 60_000 } as const
/** Of two nodes of which none leads, the one that is not preferred asks so much later, in dead times. */
const yieldShare = 0.2
/** Words of a device that are kept, characters. */
const textMax = 200

/** Does this pair have a device: does nothing move by silence alone? */
export function armed(settings: PairSettings): boolean {
  return settings.fencing === 'agent'
}

/** Does no peer go on alone without switching this node off? Where only the operator lets take over, it does at once. */
export function guarded(settings: PairSettings): boolean {
  return armed(settings) && settings.isolation === 'auto' && settings.onFailure === 'promote'
}

/** Has the device confirmed that the peer is off, and was no sign of life seen since? */
export function fenced(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { confirmedAt } = state.fence
  return armed(settings) && confirmedAt > never && lifeSince(state, settings, now) === undefined
}

/** What was heard of the peer since the order, in words; nothing when it was silent. */
function lifeSince(state: PairState, settings: PairSettings, now: Instant): string | undefined {
  const { orderedAt, confirmedAt } = state.fence
  if (state.peer.contactAt > orderedAt) return 'the peer was heard'
  if (state.paths.some(({ foreignAt }) => foreignAt > orderedAt)) return 'the peer was heard in an unknown version'
  const connected = state.disks.filter(({ facts }) => facts.connection === 'connected')
  if (connected.some(({ factsAt }) => factsAt > orderedAt)) return 'the disk replication hears the peer'
  if (confirmedAt === never) return undefined
  // The driver notices the loss a little later than it happens.
  const late = elapsed(confirmedAt, now) > settings.timing.replicationLagMs
  if (connected.length > 0 && late) return 'the disk replication still hears the peer'
  if (state.zones.some(({ vipAnswerer, vipHeardAt }) => vipAnswerer === 'peer' && vipHeardAt > confirmedAt))
    return 'the peer answers for a virtual address'
  if (state.zones.some(({ peerHeardAt }) => peerHeardAt > confirmedAt)) return "the peer's own address answers"
  return undefined
}

/** Instant from which this node, which holds nothing, may ask. */
function askFrom(state: PairState, settings: PairSettings): Instant {
  const beat = state.peer.beat
  const dead = deadAt(state, settings)
  const first =
    beat === undefined || !heardHere(state) || claims(beat.phase) || preferred(state, settings) === settings.node
  return first ? dead : plus(dead, settings.timing.deadMs * yieldShare)
}

/** May this node take over from a peer that is judged dead? When only the word of the device is missing, it is asked. */
export function mayTakeFromSilent(turn: Turn): boolean {
  const { state, settings, now } = turn
  if (!armed(settings) || state.peer.departed || fenced(state, settings, now)) return true
  if (now >= askFrom(state, settings)) orderFence(turn, 'the takeover waits for it')
  return false
}

/** Orders the device to switch the peer off, unless it is at work, failed a moment ago, or nothing may move by itself. */
export function orderFence(turn: Turn, why: string): void {
  const { state, settings, now } = turn
  const { fence } = state
  if (fence.id !== 0 || now < fence.retryAt || maintained(state)) return
  const id = freshId(turn)
  const deadlineAt = plus(now, settings.timing.fenceMs)
  set(turn, { fence: { ...fence, id, orderedAt: now, deadlineAt, confirmedAt: never } })
  tell(turn, 'fence-begun', why)
  order(turn, { type: 'fence-peer', id, why })
}

/** The operator used force on a silent peer: for the take that begins now he answers in the place of the device. */
export function noteForce(turn: Turn): void {
  set(turn, { fence: { ...turn.state.fence, forcedAt: turn.now } })
}

/** The device did what it was told, or failed (`failure`). True when `id` was its order. */
export function absorbFenced(turn: Turn, id: number, failure?: string): boolean {
  const { state, settings, now } = turn
  const { fence } = state
  if (fence.id !== id || id === 0) return false
  if (failure !== undefined) {
    fail(turn, failure)
    return true
  }
  const life = lifeSince(state, settings, now)
  if (life !== undefined) {
    set(turn, { fence: { ...fence, id: 0, confirmedAt: never } })
    tell(turn, 'fence-void', life)
    return true
  }
  set(turn, { fence: { ...fence, id: 0, confirmedAt: now, failure: '' } })
  tell(turn, 'fence-done', `${Math.round(elapsed(fence.orderedAt, now))} ms`)
  return true
}

/** The device answered its periodic question, or did not. */
export function absorbDevice(turn: Turn, answers: boolean, text: string): void {
  const { fence } = turn.state
  const [said, answersText] = [answers ? 'yes' : 'no', text.slice(0, textMax)] as const
  // One that answers again is not kept waiting.
  const retryAt = answers && fence.answers === 'no' ? never : fence.retryAt
  set(turn, { fence: { ...fence, answers: said, answersText, retryAt } })
  if (said === fence.answers) return
  if (!answers) tell(turn, 'fence-device-silent', answersText)
  else if (fence.answers === 'no') tell(turn, 'fence-device-back')
}

/** Ends what is overdue or void. Called once a turn, before anything is decided. */
export function keepFence(turn: Turn): void {
  const { state, settings, now } = turn
  const { fence } = state
  if (fence.id !== 0 && now >= fence.deadlineAt) fail(turn, `no answer within ${settings.timing.fenceMs} ms`)
  if (fence.confirmedAt > never) {
    const life = lifeSince(state, settings, now)
    if (life === undefined) return
    // Whoever is heard again was switched on; whoever only answers was never off, and asking again needs patience.
    const failures = fence.failures + 1
    const retryAt = plus(now, waitMs(fence.failures))
    set(turn, { fence: { ...fence, confirmedAt: never, failures, failure: life, retryAt } })
    tell(turn, 'fence-void', life)
  }
  if (turn.state.fence.failures > 0 && peerAlive(state, settings, now))
    set(turn, { fence: { ...turn.state.fence, failures: 0, failure: '', retryAt: never } })
}

function fail(turn: Turn, text: string): void {
  const { fence } = turn.state
  const wait = waitMs(fence.failures)
  const failure = text.slice(0, textMax)
  const failures = fence.failures + 1
  set(turn, { fence: { ...fence, id: 0, confirmedAt: never, retryAt: plus(turn.now, wait), failures, failure } })
  tell(turn, 'fence-failed', failure, `tried again in ${wait / 1_000} s`)
}

/** Wait after so many orders in vain, ms. */
function waitMs(failures: number): number {
  return Math.min(retryMs.first * 2 ** Math.min(failures, 10), retryMs.max)
}

/** When the core wants to be called for the device. */
export function nextFenceAt(state: PairState, settings: PairSettings): readonly Instant[] {
  if (!armed(settings)) return []
  const { id, deadlineAt, retryAt } = state.fence
  return id === 0 ? [retryAt, askFrom(state, settings)] : [deadlineAt]
}
