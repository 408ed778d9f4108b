/**
 * The kernel lost the peer of a primary and froze its writes: what became of the peer (D11, S10)?
 *
 * The answer decides over data, so it is given only on proof: the peer said that its disk is outdated now; or it is dead
 * and its time to lead is over, or its power. Without proof the writes stay frozen: that costs service, a wrong answer
 * costs data. What was answered is durable first: a node that boots alone knows how its peer came to be behind.
 */
import { assert } from '../base/assert.ts'
import { elapsed, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { PeerBehind } from './disk-facts.ts'
import { askAgainMs, asking } from './disk-view.ts'
import type { DiskView, FenceAsk } from './disk-view.ts'
import type { FenceCode } from './effects.ts'
import { orderFence } from './fence-device.ts'
import { find } from './fence-finding.ts'
import type { Finding } from './fence-finding.ts'
import type { PairState } from './state.ts'
import { order, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** One that the driver says it has called may start slowly, or end so: it hangs after this, ms (up to 10 s measured). */
const slowStartMs = 30_000

/** Notes a question of the kernel. One that comes while another waits may be about a later loss: it needs proof of its own. */
export function absorbAsk(turn: Turn, askId: string, resource: number): void {
  const view = turn.state.disks[resource]
  if (view === undefined) {
    order(turn, { type: 'fence-answer', askId, code: 1, text: 'this resource is not in the settings' })
    return
  }
  const name = turn.settings.resources[resource] ?? ''
  if (view.ask === undefined) tell(turn, 'fence-asked', name)
  setDisk(turn, resource, { ...view, ask: { askId, askedAt: turn.now } })
  turn.urgent = true
}

/** Answers what can be answered. Called once a turn. */
export function answerAsks(turn: Turn): void {
  for (const resource of turn.state.disks.keys()) {
    const view = turn.state.disks[resource]
    if (view === undefined) continue
    if (view.ask !== undefined && aimless(turn, view)) {
      finishAsk(turn, resource, view, view.ask, { code: 1, text: 'this node neither leads nor is about to' })
    } else if (view.ask !== undefined) advanceAsk(turn, resource, view, view.ask)
    else if (asking(view)) askAgain(turn, resource, view)
  }
}

/** A question that outlived the move it was asked for: it must not outdate the peer. */
function aimless({ state }: Turn, { facts }: DiskView): boolean {
  return facts.role === 'disk-secondary' && state.plan?.kind !== 'take'
}

/** Frozen, and the question is gone with its handler: once it can be answered, the kernel is made to ask again (D11b). */
function askAgain(turn: Turn, resource: number, view: DiskView): void {
  if (turn.now < view.connectAt || elapsed(view.frozenAt, turn.now) < askAgainMs) return
  if (view.calledAt > never && elapsed(view.calledAt, turn.now) < slowStartMs) return
  if (proven(turn, resource, view, view.frozenAt) === undefined) return
  setDisk(turn, resource, { ...view, connectAt: plus(turn.now, askAgainMs) })
  order(turn, { type: 'disk-connect', resource, anew: true })
}

function advanceAsk(turn: Turn, resource: number, view: DiskView, ask: FenceAsk): void {
  if (view.facts.connection === 'connected') {
    finishAsk(turn, resource, view, ask, { code: 1, text: 'the peer is connected again' })
    return
  }
  if (ask.verdict === undefined) {
    const finding = proven(turn, resource, view, ask.askedAt)
    if (finding === undefined) return
    if (finding.behind !== 'no') noteBehind(turn, resource, finding.behind)
    const { code, text } = finding
    setDisk(turn, resource, { ...view, ask: { ...ask, verdict: { code, text } } })
  }
  const now = turn.state.disks[resource]
  const verdict = now?.ask?.verdict
  if (now === undefined || verdict === undefined || !noted(turn.state, resource)) return
  // The record took its time: what was found must still be so.
  if (proven(turn, resource, now, ask.askedAt)?.code === verdict.code) finishAsk(turn, resource, now, ask, verdict)
  else setDisk(turn, resource, { ...withoutAsk(now), ask: { askId: ask.askId, askedAt: ask.askedAt } })
}

function finishAsk(
  turn: Turn,
  resource: number,
  view: DiskView,
  ask: FenceAsk,
  verdict: { readonly code: FenceCode; readonly text: string },
): void {
  // The process may take a while to end, and the driver tells of that before it tells that the writes go on.
  const calledAt = view.calledAt > never ? turn.now : never
  setDisk(turn, resource, { ...withoutAsk(view), calledAt, connectAt: plus(turn.now, askAgainMs) })
  const name = turn.settings.resources[resource] ?? ''
  tell(turn, 'fence-answered', name, String(verdict.code), verdict.text)
  order(turn, { type: 'fence-answer', askId: ask.askId, ...verdict })
  turn.urgent = true
}

function withoutAsk(view: DiskView): DiskView {
  const { ask, ...rest } = view
  assert(ask !== undefined, 'only a question that is there is taken away')
  return rest
}

function setDisk(turn: Turn, resource: number, view: DiskView): void {
  set(turn, { disks: turn.state.disks.map((disk, index) => (index === resource ? view : disk)) })
}

function noteBehind(turn: Turn, resource: number, peerBehind: PeerBehind): void {
  const { wanted } = turn.state
  want(turn, { disks: wanted.disks.map((disk, index) => (index === resource ? { ...disk, peerBehind } : disk)) })
}

/** Is what was found durable? A disk that cannot be written may still say less than it knows, never more. */
function noted(state: PairState, resource: number): boolean {
  const durable = state.durable.disks[resource]?.peerBehind ?? 'no'
  return durable === (state.wanted.disks[resource]?.peerBehind ?? 'no') || (state.writeFailed && durable === 'no')
}

/** What is proven. When only the word of the fencing device is missing, that is asked. */
function proven(turn: Turn, resource: number, view: DiskView, askedAt: Instant): Finding | undefined {
  const finding = find(turn, resource, view, askedAt)
  if (finding === 'ask-device') orderFence(turn, 'frozen writes wait for it')
  return finding === 'ask-device' ? undefined : finding
}
