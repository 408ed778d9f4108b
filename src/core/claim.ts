/**
 * How is a claim kept, interrupted and resumed?
 *
 * The kernel ends every address by itself; a claim is kept by renewing the lifetimes in a turn that also decided (C7).
 * A stall of half a lease, or an address lost during a stall, interrupts the claim: from then on nothing is renewed,
 * added or announced until a fresh echoed beat shows that the peer does not claim, or a full verdict says that it is
 * dead (C5). Announcements follow one schedule (D10).
 */
import { earlier, elapsed, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { yields } from './moves.ts'
import { isDead, judge } from './verdict.ts'
import { claims, lapsed } from './state.ts'
import type { PairState } from './state.ts'
import type { Claim } from './views.ts'
import { order, set, setClaim, setPeer, tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** Delay from one announcement round to the next, ms (D10): now and five times 200 ms apart, at 5 s, at 30 s, then each minute. */
const announceDelaysMs = [200, 200, 200, 200, 200, 4_000, 25_000]
const announceSteadyMs = 60_000
/** A stall of this share of the lease interrupts the claim (C5). */
export const lapseShare = 0.5
/** After a stall of this share of the dead time the steadiness of the pair is counted anew: in less, no peer is late (D7). */
const steadyShare = 0.25
/** The kernel ends an address at most this long after its lifetime, ms (D3; measured 1.35 s). */
export const leaseSlackMs = 1_500
/** The service manager's watchdog is fed at most this often, ms. */
const feedMs = 1_000
/** Addresses that others remove are put back at most this often, ms. */
const restoreMs = 100
/** A rival of our addresses is answered at most this often, ms (RFC 5227 section 2.4 asks for restraint). */
const rivalMs = 1_000

/** The claim of a node that begins to take at `now`. */
export function newClaim(term: Claim['term'], now: Instant): Claim {
  return {
    term,
    since: now,
    lapsedAt: never,
    held: false,
    renewAt: never,
    renewedAt: never,
    announceRound: 0,
    announceAt: never,
  }
}

/** Notes that this node was stalled: no death verdict for one dead time, and perhaps a lapse of the claim. */
export function noteStall(turn: Turn, forMs: number): void {
  const { settings, now } = turn
  set(turn, { judgeFrom: plus(now, settings.timing.deadMs) })
  // Whether the peer stood by meanwhile, and heard this node, is not known: the pair is steady from the next echo on (D4).
  if (forMs >= settings.timing.deadMs * steadyShare) setPeer(turn, { readySince: never, readyFrom: now })
  const claim = turn.state.claim
  if (claim !== undefined && forMs >= settings.timing.leaseMs * lapseShare)
    lapse(turn, claim, `stalled for ${Math.round(forMs)} ms`)
}

/** Interrupts the claim. */
export function lapse(turn: Turn, claim: Claim, why: string): void {
  // A further interruption moves the instant on: what was proven before it proves nothing any more.
  setClaim(turn, claim, { lapsedAt: turn.now })
  turn.urgent = true
  if (!lapsed(claim)) tell(turn, 'claim-lapsed', why)
}

/** An address of ours left the kernel without an order. */
export function absorbMissing(turn: Turn, address: string): void {
  const claim = turn.state.claim
  if (claim?.held !== true || turn.state.plan !== undefined) return
  if (lapsed(claim)) return
  const { leaseMs } = turn.settings.timing
  if (turn.state.absorbing || elapsed(claim.renewedAt, turn.now) >= leaseMs) {
    lapse(turn, claim, `${address} ended with its lease`)
    return
  }
  // Many addresses may go at once: one renewal puts all of them back, and the next one comes soon.
  const againAt = plus(claim.renewedAt, restoreMs)
  if (turn.now < againAt) {
    if (claim.renewAt > againAt) tell(turn, 'address-restored', address)
    // What the kernel does not hold is not announced: an announcement that is due waits for the renewal.
    setClaim(turn, claim, {
      renewAt: earlier(claim.renewAt, againAt),
      announceAt: later(claim.announceAt, againAt),
    })
    return
  }
  tell(turn, 'address-restored', address)
  renew(turn, claim)
}

/** Another host claims one of our addresses: announce again, with restraint. */
export function absorbRival(turn: Turn, address: string, who: string): void {
  const { state, now } = turn
  const claim = state.claim
  if (claim?.held !== true || lapsed(claim) || elapsed(state.rivalAt, now) < rivalMs) return
  set(turn, { rivalAt: now })
  tell(turn, 'address-rival', address, `announced by ${who}`)
  announceAgain(turn, claim)
}

/** Starts the schedule of announcements anew. */
export function announceAgain(turn: Turn, claim: Claim): void {
  setClaim(turn, claim, { announceRound: 0, announceAt: turn.now })
}

/** Resumes a lapsed claim when it is certain that nobody else claims; the addresses are put back and announced. */
export function resumeWhenCertain(turn: Turn): void {
  const { state } = turn
  const claim = state.claim
  if (claim === undefined || !lapsed(claim) || state.phase !== 'running-master' || state.plan !== undefined) return
  const why = certainty(turn, claim)
  if (why === undefined) return
  // The claim was broken: against another one it counts from now (D1).
  const resumed = { ...claim, lapsedAt: never, since: turn.now }
  set(turn, { claim: resumed })
  turn.urgent = true
  tell(turn, 'claim-resumed', why)
  renew(turn, resumed)
  const renewed = turn.state.claim
  if (renewed !== undefined) announceAgain(turn, renewed)
}

function certainty(turn: Turn, claim: Claim): string | undefined {
  const { state, settings, now } = turn
  const beat = state.peer.beat
  const fresh = state.authorityAt >= Math.floor(claim.lapsedAt) && state.peer.contactAt > claim.lapsedAt
  if (fresh && beat !== undefined && !claims(beat.phase)) return 'a fresh beat shows that the peer does not claim'
  if (now >= state.judgeFrom && isDead(judge(state, settings, now).verdict)) return 'the peer is judged dead'
  return undefined
}

/** Lengthens every lifetime, now. */
export function renew(turn: Turn, claim: Claim): void {
  const { settings, now } = turn
  order(turn, { type: 'vip-renew', leaseMs: settings.timing.leaseMs })
  setClaim(turn, claim, { renewedAt: now, renewAt: plus(now, settings.timing.renewMs) })
}

/** Renews, announces and feeds the watchdog when each is due. Called once a turn, after the decision. */
export function keepClaim(turn: Turn): void {
  feedWatchdog(turn)
  const claim = turn.state.claim
  if (claim?.held !== true || lapsed(claim) || yields(turn.state.plan)) return
  // The last renewal before a planned restart outlives this run; none may shorten it.
  if (turn.state.leaving === 'restarting') return
  // A turn that beats anyway renews as well: it costs less than a turn of its own, and a renewal only comes earlier.
  const { beatMs, renewMs } = turn.settings.timing
  const beats = turn.state.paths.some((path) => turn.now >= path.beatAt)
  const earlyMs = beats && elapsed(claim.renewedAt, turn.now) > renewMs / 2 ? beatMs / 2 : 0
  if (turn.now >= plus(claim.renewAt, -earlyMs)) renew(turn, claim)
  const kept = turn.state.claim
  if (kept !== undefined && turn.now >= kept.announceAt && announcing(turn.state)) {
    order(turn, { type: 'announce', round: kept.announceRound })
    const delay = announceDelaysMs[kept.announceRound] ?? announceSteadyMs
    setClaim(turn, kept, { announceRound: kept.announceRound + 1, announceAt: plus(turn.now, delay) })
  }
}

/** Does this node announce now? Not before the addresses are on, not while it gives them up. */
export function announcing(state: PairState): boolean {
  return state.claim?.held === true && !lapsed(state.claim) && !yields(state.plan)
}

function feedWatchdog(turn: Turn): void {
  if (elapsed(turn.state.fedAt, turn.now) < feedMs) return
  order(turn, { type: 'feed-watchdog' })
  set(turn, { fedAt: turn.now })
}
