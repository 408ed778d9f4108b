/**
 * What is proven of a peer that the kernel lost, so that its question can be answered (D11, S10)?
 *
 * Proof is the word of the peer itself that its disk is outdated now, the word of the fencing device, or death together
 * with the end of the peer's time to lead. Everything else is no finding: the writes stay frozen.
 */
import { later } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { aloneAt, mayLeadStill, provenAt } from './alone.ts'
import type { PeerBehind } from './disk-facts.ts'
import { decidedAt, diskRefusal } from './disk-fitness.ts'
import { diskMemory, peerBlock, relation } from './disk-view.ts'
import type { DiskView } from './disk-view.ts'
import type { FenceCode } from './effects.ts'
import { witnessKnown } from './evidence.ts'
import { armed, fenced } from './fence-device.ts'
import { isolated, witnessesSilent } from './guards.ts'
import { lateAt, peerAlive } from './silence.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'
import { isDead, judge } from './verdict.ts'

/** An answer, the sentence for it, and how the peer came to be behind when the kernel goes on. */
export type Finding = { readonly code: FenceCode; readonly text: string; readonly behind: PeerBehind }

/** The driver goes on by the force of its order after any answer, and waits for one (drbd_set_role). */
const forcedOnly: Finding = {
  code: 1,
  text: 'nothing is known of the peer; the operator leads all the same',
  behind: 'no',
}

/**
 * What is proven since `askedAt`; nothing while it is not. `ask-device`: only the word of the fencing device is missing.
 */
export function find(
  { state, settings, now }: { readonly state: PairState; readonly settings: PairSettings; readonly now: Instant },
  resource: number,
  view: DiskView,
  askedAt: Instant,
): Finding | 'ask-device' | undefined {
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
  // Only the peer's own word counts: settings are put in force node by node.
  const waits = state.peer.beat?.flags.keepStandby === true
  if (waits && now >= late) return presumed('the peer never takes over by itself')
  // A holder answers for the addresses itself; when the peer answers for one as well, it leads already.
  if (state.zones.some((zone) => zone.vipAnswerer === 'peer' && zone.vipHeardAt >= late)) return undefined
  // A witness that proved the silence once may be gone since: then this node is cut off itself. Where addresses may go on
  // without any witness, data may not (D2, D15).
  if (settings.zones.length > 0 && witnessKnown(state) && witnessesSilent(state, settings, now)) return undefined
  const { verdict } = judge(state, settings, now)
  if (!isDead(verdict) || now < later(aloneAt(state, settings), provenAt(state, settings))) return undefined
  if (armed(settings)) return fenced(state, settings, now) ? switchedOff : 'ask-device'
  if (verdict === 'agent-dead' && mayLeadStill(state, settings, now)) return undefined
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

/**
 * Has the time of the takeover under way run out before the kernel's question about it was answered? Then it can never be:
 * the peer may go on alone by now (D11a).
 */
export function askedTooLate(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { plan } = state
  if (plan?.kind !== 'take' || plan.cause !== 'takeover' || plan.forced || peerAlive(state, settings, now)) return false
  const asked = state.disks.some(({ ask, facts }) => ask !== undefined && facts.role !== 'disk-primary')
  return asked && diskRefusal(state, settings, decidedAt(state, settings, now)) === 'disk-not-current'
}

const switchedOff: Finding = { code: 7, text: 'the fencing device has switched the peer off', behind: 'fenced' }

function presumed(text: string): Finding {
  return { code: 5, text, behind: 'presumed' }
}

/** What the peer said after it was asked: a block that came with an echo of a beat sent since the question. */
function toldByPeer(state: PairState, settings: PairSettings, resource: number, askedAt: Instant): Finding | undefined {
  const block = peerBlock(state, resource)
  if (block === undefined || state.authorityAt < askedAt || state.peer.beatAt < askedAt) return undefined
  // A disk that failed cannot be outdated and read back (S10): for the driver it is one that is "inconsistent or worse".
  if (block.outdated && (block.disk === 'inconsistent' || block.disk === 'failed'))
    return { code: 3, text: `the peer says that its disk is ${block.disk}`, behind: 'acknowledged' }
  if (block.outdated) return { code: 4, text: 'the peer has outdated its disk', behind: 'acknowledged' }
  const primary = block.role === 'disk-primary' && relation(state, settings, resource) !== 'theirs-behind'
  return primary ? { code: 6, text: 'the peer is primary', behind: 'no' } : undefined
}
