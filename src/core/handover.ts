/**
 * How do two healthy nodes exchange the running-master role without a gap and without two owners?
 *
 * The order travels in the beats, on every path, until it is acknowledged (D8). The giver asks; the taker says `ready`
 * when it could claim at once, with its term on the disk; the giver releases and says `released`; only then the taker
 * takes, and says `done`. A slave whose operator wants it to be master begins with `ready`. The running master puts
 * orders of both nodes into one row: it has one order at a time and its own goes first.
 */
import { elapsed } from '../base/time.ts'
import type { PairOrder } from './beat-content.ts'
import { giveRefusal } from './disk-fitness.ts'
import { nextTermNumber, ownRefusal, peerRefusal } from './guards.ts'
import { failbackDue } from './mastery.ts'
import { noteOrder, ordering, place, reply } from './pair-order.ts'
import { beginRelease, beginTake } from './plan.ts'
import { answerWaiting } from './plan-end.ts'
import { refusalText } from './reasons.ts'
import { peerAlive, twoWay } from './silence.ts'
import { answer, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Refusal } from './types.ts'

/** Follows the orders in the peer's newest beat. Called once a turn. */
export function followOrders(turn: Turn): void {
  expire(turn)
  const theirs = turn.state.peer.beat?.order
  const mine = turn.state.order?.order
  if (theirs === undefined) {
    if (mine !== undefined && !ordering(turn.state.order)) set(turn, { order: undefined })
    return
  }
  const same = mine?.id === theirs.id
  if (theirs.taker === turn.settings.node) followGiver(turn, theirs, same ? mine : undefined)
  else followTaker(turn, theirs, same ? mine : undefined)
}

/** This node is the one that shall take. */
function followGiver(turn: Turn, theirs: PairOrder, mine: PairOrder | undefined): void {
  if (theirs.step === 'asked' && mine === undefined) becomeReady(turn, theirs)
  else if (theirs.step === 'released' && (mine === undefined || mine.step === 'ready')) takeOver(turn, theirs, mine)
  else if (theirs.step === 'refused' && mine?.step === 'ready') endRefused(turn, theirs.refusal ?? 'switching')
}

function becomeReady(turn: Turn, theirs: PairOrder): void {
  const { state, settings, now } = turn
  // The order of a peer that fell silent stays in its last beat; to agree to it would be void at once, turn after turn.
  if (!heardWell(turn)) return
  const refusal = state.claim !== undefined || state.plan !== undefined ? 'switching' : ownRefusal(state, settings, now)
  if (refusal === 'term-not-durable' && !state.writeFailed) return
  if (refusal !== undefined) {
    reply(turn, theirs, 'refused', refusal)
    return
  }
  const number = Math.max(theirs.term.number, nextTermNumber(state))
  if (number > state.durable.reserved) {
    want(turn, { reserved: number })
    return
  }
  reply(turn, { ...theirs, term: { number, node: settings.node } }, 'ready')
}

/** Without an agreement of this run (the agent was restarted in between) it is a vacancy that the giver vouches for. */
function takeOver(turn: Turn, theirs: PairOrder, mine: PairOrder | undefined): void {
  const { state, settings, now } = turn
  const heard = state.peer.departed || peerAlive(state, settings, now)
  if (state.plan !== undefined || state.claim !== undefined || !heard) return
  const refusal = ownRefusal(state, settings, now)
  if (refusal === 'term-not-durable' && !state.writeFailed) return
  // The agreement may be that of a run whose record was lost: its term is reserved anew before it is claimed (D17).
  const { term } = mine ?? theirs
  if (refusal === undefined && term.number > state.durable.reserved) {
    want(turn, { reserved: term.number })
    return
  }
  place(turn, { ...(mine ?? theirs), step: refusal === undefined ? 'ready' : 'failed' })
  if (refusal === undefined) beginTake(turn, theirs.cause, false, term)
}

/** This node is the one that shall give, or that gave. */
function followTaker(turn: Turn, theirs: PairOrder, mine: PairOrder | undefined): void {
  if (theirs.step === 'ready') give(turn, theirs, mine)
  else if (mine === undefined) return
  else if (theirs.step === 'refused' && mine.step === 'asked') endRefused(turn, theirs.refusal ?? 'peer-unfit')
  else if (theirs.step === 'done' && mine.step === 'released') endDone(turn, mine)
  else if ((theirs.step === 'failed' || theirs.step === 'refused') && mine.step === 'released') endFailed(turn)
}

function give(turn: Turn, theirs: PairOrder, mine: PairOrder | undefined): void {
  const { state } = turn
  if (state.plan !== undefined || (mine !== undefined && mine.step !== 'asked')) return
  // My own order goes first: the peer answers it, and its operator gets what was asked for either way.
  if (mine === undefined && ordering(state.order)) return
  if (state.phase !== 'running-master') {
    if (mine === undefined) reply(turn, theirs, 'refused', state.phase === 'starting' ? 'not-decided' : 'switching')
    return
  }
  const refusal = giverRefusal(turn) ?? staleFailback(turn, theirs)
  if (refusal !== undefined) {
    reply(turn, theirs, 'refused', refusal)
    return
  }
  place(turn, { ...theirs, step: 'asked' })
  beginRelease(turn, theirs.cause, false)
}

/** What made an automatic failback due must still be so when the peer is ready. */
function staleFailback(turn: Turn, theirs: PairOrder): Refusal | undefined {
  if (theirs.cause !== 'automatic-failback') return undefined
  const due = failbackDue(turn)
  return due === undefined || turn.now < due ? 'stale-view' : undefined
}

function giverRefusal(turn: Turn): Refusal | undefined {
  const { state, settings, now } = turn
  if (state.wanted.held) return 'peer-held'
  const refusal = peerRefusal(state, settings, now)
  // What the peer lacks it says itself when it takes; what the disks lack bars the move all the same (S6).
  return refusal === 'peer-unfit' ? giveRefusal(state, settings) : refusal
}

/** Called when a plan of this node ended: the order it belonged to moves on. */
export function advanceOrder(turn: Turn): void {
  const { state } = turn
  const view = state.order
  if (view === undefined || state.plan !== undefined) return
  const { order } = view
  const me = turn.settings.node
  if (order.taker !== me && order.step === 'asked' && state.phase === 'running-slave') {
    noteOrder(turn, order)
    reply(turn, order, 'released')
  } else if (
    order.taker !== me &&
    order.step === 'asked' &&
    state.phase === 'running-master' &&
    state.lastCause === 'taken-back'
  ) {
    set(turn, { lastCause: 'none' })
    reply(turn, order, 'refused', 'switching')
    answerWaiting(turn, 'failed', 'the release failed; this node took back')
  } else if (
    order.taker === me &&
    order.step === 'ready' &&
    state.claim !== undefined &&
    state.phase === 'running-master'
  ) {
    noteOrder(turn, order)
    if (order.cause === 'automatic-failback') want(turn, { failbackAtMs: turn.now })
    reply(turn, order, 'done')
  } else if (
    order.taker === me &&
    order.step === 'ready' &&
    state.lastCause === order.cause &&
    elapsed(state.retryAt, turn.now) < 0
  ) {
    reply(turn, order, 'failed')
  }
}

function endRefused(turn: Turn, refusal: Refusal): void {
  tell(turn, 'move-refused', refusal)
  const waiting = turn.state.waiting
  if (waiting !== undefined && waiting.verb !== 'stop') {
    answer(turn, waiting.orderId, { type: 'refused', refusal, text: refusalText(refusal) })
    set(turn, { waiting: undefined })
  }
  set(turn, { order: undefined })
}

function endDone(turn: Turn, mine: PairOrder): void {
  answerWaiting(turn, 'done', `${mine.taker} is running master`)
  set(turn, { order: undefined })
}

function endFailed(turn: Turn): void {
  tell(turn, 'taken-back', 'the peer could not take')
  answerWaiting(turn, 'failed', 'the peer could not take; this node takes back')
  set(turn, { order: undefined })
}

function expire(turn: Turn): void {
  const view = turn.state.order
  if (view === undefined || turn.state.plan !== undefined) return
  const { step } = view.order
  // What was agreed with a peer that has fallen silent since is void: it must not be carried out when it comes back.
  const lost = (step === 'asked' || step === 'ready') && !heardWell(turn)
  if (turn.now < view.deadlineAt && !lost) return
  if (ordering(view)) {
    tell(turn, 'order-expired', view.order.step)
    answerWaiting(turn, 'failed', `the order ran out of time at step ${view.order.step}`)
  }
  set(turn, { order: undefined })
}

/** Is the peer heard, and does it hear this node? One that left in order has said its last word. */
function heardWell(turn: Turn): boolean {
  const { state, settings, now } = turn
  return state.peer.departed || (peerAlive(state, settings, now) && twoWay(state, settings, now))
}
