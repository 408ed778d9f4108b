/**
 * The kernel lost the peer of a primary and froze its writes: what became of the peer (D11, S10)?
 *
 * The answer decides over data, so it is given only on proof: the peer said that its disk is outdated now; or it is dead
 * and its time to lead is over, or its power. Without proof the writes stay frozen: that costs service, a wrong answer
 * costs data. What was answered is durable first: a node that boots alone knows how its peer came to be behind.
 */
import { assert } from '../base/assert.ts'
import { elapsed, later, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { aloneAt, provenAt } from './alone.ts'
import type { PeerBehind } from './disk-facts.ts'
import { decidedAt, diskRefusal } from './disk-fitness.ts'
import { asking, diskMemory, peerBlock, relation } from './disk-view.ts'
import type { DiskView, FenceAsk } from './disk-view.ts'
import type { FenceCode } from './effects.ts'
import { witnessKnown } from './evidence.ts'
import { armed, fenced, orderFence } from './fence-device.ts'
import { isolated, witnessesSilent } from './guards.ts'
import { lateAt, peerAlive } from './silence.ts'
import type { PairState } from './state.ts'
import { order, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import { isDead, judge } from './verdict.ts'
import type { PairSettings } from './settings.ts'

/** A handler is there this long after the writes were frozen, or it died, ms. */
const askAgainMs = 5_000

/** The driver goes on by the force of its order after any answer, and waits for one (drbd_set_role). */
const forcedOnly: Finding = {
  code: 1,
  text: 'nothing is known of the peer; the operator leads all the same',
  behind: 'no',
}

type Finding = { readonly code: FenceCode; readonly text: string; readonly behind: PeerBehind }

/** Notes a question of the kernel. The same one may come again. */
export function absorbAsk(turn: Turn, askId: string, resource: number): void {
  const view = turn.state.disks[resource]
  if (view === undefined) {
    order(turn, { type: 'fence-answer', askId, code: 1, text: 'this resource is not in the settings' })
    return
  }
  const name = turn.settings.resources[resource] ?? ''
  if (view.ask === undefined) tell(turn, 'fence-asked', name)
  setDisk(turn, resource, { ...view, ask: { askId, askedAt: view.ask?.askedAt ?? turn.now } })
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
  setDisk(turn, resource, withoutAsk(view))
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

function find(turn: Turn, resource: number, view: DiskView, askedAt: Instant): Finding | 'ask-device' | undefined {
  const { state, settings, now } = turn
  if (state.absorbing || view.facts.connection === 'unknown') return undefined
  const told = toldByPeer(state, settings, resource, askedAt)
  if (told !== undefined) return told
  if (state.plan?.kind === 'take' && state.plan.forced && view.facts.role !== 'disk-primary') return forcedOnly
  if (view.facts.disk !== 'up-to-date' || diskMemory(state, settings, resource).stale) return undefined
  if (state.peer.departed && relation(state, settings, resource) !== 'mine-behind')
    return presumed('the peer left in order and holds nothing')
  if (peerAlive(state, settings, now) || state.phase === 'isolated' || isolated(state, settings, now)) return undefined
  return view.facts.role === 'disk-primary'
    ? holdersFinding(state, settings, now)
    : takersFinding(state, settings, now, resource)
}

/** The disk is primary and frozen: it goes on alone when the peer's time to lead is over (D11a), or its power (D15). */
function holdersFinding(state: PairState, settings: PairSettings, now: Instant): Finding | 'ask-device' | undefined {
  const late = lateAt(state, settings)
  const waits = settings.isolation === 'manual' || state.peer.beat?.flags.keepStandby === true
  if (waits && now >= late) return presumed('the peer never takes over by itself')
  // A holder answers for the addresses itself; when the peer answers for one as well, it leads already.
  if (state.zones.some((zone) => zone.vipAnswerer === 'peer' && zone.vipHeardAt >= late)) return undefined
  // A witness that proved the silence once may be gone since: then this node is cut off itself. Where addresses may go on
  // without any witness, data may not (D2, D15).
  if (settings.zones.length > 0 && witnessKnown(state) && witnessesSilent(state, settings, now)) return undefined
  const { verdict } = judge(state, settings, now)
  if (!isDead(verdict) || now < later(aloneAt(state, settings), provenAt(state, settings))) return undefined
  if (armed(settings)) return fenced(state, settings, now) ? switchedOff : 'ask-device'
  return presumed(`the peer is judged ${verdict}, and its time to lead is over`)
}

/** The disk is being made primary by the take under way, which must still have its own proof (S4). */
function takersFinding(state: PairState, settings: PairSettings, now: Instant, resource: number): Finding | undefined {
  const { plan } = state
  if (plan?.kind !== 'take' || diskRefusal(state, settings, decidedAt(state, settings, now)) !== undefined)
    return undefined
  const given = state.peer.beat?.order?.step === 'released' && relation(state, settings, resource) === 'equal'
  if (given && plan.cause !== 'vacant') return presumed('the peer released everything')
  const { verdict } = judge(state, settings, now)
  if (!isDead(verdict) || plan.cause === 'vacant') return undefined
  if (fenced(state, settings, now)) return switchedOff
  const byForce = plan.forced || state.fence.forcedAt === plan.begunAt
  return armed(settings) && !byForce ? undefined : presumed(`the peer is judged ${verdict}`)
}

const switchedOff: Finding = { code: 7, text: 'the fencing device has switched the peer off', behind: 'fenced' }

function presumed(text: string): Finding {
  return { code: 5, text, behind: 'presumed' }
}

/** What the peer said after it was asked: a block that came with an echo of a beat sent since the question. */
function toldByPeer(state: PairState, settings: PairSettings, resource: number, askedAt: Instant): Finding | undefined {
  const block = peerBlock(state, resource)
  if (block === undefined || state.authorityAt < askedAt || state.peer.beatAt < askedAt) return undefined
  if (block.outdated && block.disk === 'inconsistent')
    return { code: 3, text: 'the peer says that its disk is inconsistent', behind: 'acknowledged' }
  if (block.outdated) return { code: 4, text: 'the peer has outdated its disk', behind: 'acknowledged' }
  const primary = block.role === 'disk-primary' && relation(state, settings, resource) !== 'theirs-behind'
  return primary ? { code: 6, text: 'the peer is primary', behind: 'no' } : undefined
}
