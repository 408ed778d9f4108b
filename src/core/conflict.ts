/**
 * Both nodes claim the addresses and hear each other: which one drops them?
 *
 * The rule of D1, first difference decides: no witness while the other has one; a claim that lapsed; the shorter
 * uninterrupted claim; the lower term; the configured slave. Ages travel, so two nodes may see a near tie differently:
 * ages closer than a margin count as equal, and a conflict that outlives one dead time is decided by the terms alone,
 * which both nodes read alike. The loser drops its addresses in the step that decides (D5).
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { announceAgain } from './claim.ts'
import { peerBlock, relation } from './disk-view.ts'
import { nextTermNumber } from './guards.ts'
import { beginRelease } from './plan.ts'
import { peerAlive } from './silence.ts'
import { claims, greaterTerm, lapsed } from './state.ts'
import type { PairState } from './state.ts'
import type { Claim } from './views.ts'
import { set, setClaim, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { PairSettings } from './settings.ts'
import type { Beat } from './beat-content.ts'

/** Claims whose ages differ by less are equally old, ms: more than a beat's way over a slow line. */
const ageMarginMs = 1_000

type Ruling = { readonly loser: 'mine' | 'theirs'; readonly why: string }

/** Judges a conflict when there is one. Must be called before anything else may renew or announce. */
export function judgeConflict(turn: Turn): void {
  const { state, settings, now } = turn
  const { claim } = state
  const beat = state.peer.beat
  const rivalry = claim !== undefined && beat !== undefined && claims(state.phase) && claims(beat.phase) && fresh(turn)
  if (!rivalry) {
    endConflict(turn)
    return
  }
  const ruling = rule(state, settings, claim, beat, now)
  if (ruling.loser === 'mine') {
    tell(turn, 'conflict-lost', ruling.why)
    set(turn, { conflictSince: never, order: undefined })
    beginRelease(turn, 'conflict', true)
    return
  }
  if (state.conflictSince > never) return
  set(turn, { conflictSince: now })
  tell(turn, 'conflict-won', ruling.why)
  announceAgain(turn, claim)
}

function fresh(turn: Turn): boolean {
  return turn.state.absorbing
    ? elapsed(turn.state.peer.beatAt, turn.now) <= turn.settings.timing.lateMs
    : peerAlive(turn.state, turn.settings, turn.now)
}

/**
 * The other claim ended: raise the term above both, and tell the network who answers. A rival that gave up at the first
 * beat it heard is never seen claiming, but its term is: neighbours may still hold its hardware address (D1).
 */
function endConflict(turn: Turn): void {
  const { state } = turn
  const { claim } = state
  if (claim === undefined || state.phase !== 'running-master' || lapsed(claim)) {
    if (state.conflictSince > never) set(turn, { conflictSince: never })
    return
  }
  const outranked = greaterTerm(claim.term, state.wanted.heard) !== claim.term
  if (state.conflictSince === never && !outranked) return
  const number = nextTermNumber(state)
  const raisable = number <= state.durable.reserved
  if (!raisable && (state.conflictSince === never || !state.writeFailed)) return
  set(turn, { conflictSince: never })
  tell(turn, 'conflict-over', `term ${claim.term.number}, heard ${state.wanted.heard.number}`)
  if (raisable) raise(turn, claim, number)
  announceAgain(turn, turn.state.claim ?? claim)
}

function raise(turn: Turn, claim: Claim, number: number): void {
  const term = { number, node: turn.settings.node }
  setClaim(turn, claim, { term })
  want(turn, { term })
}

/** A copy that is behind gives way before anything else is asked (D1). */
function byData(state: PairState, settings: PairSettings): Ruling | undefined {
  for (const [resource, name] of settings.resources.entries()) {
    const mineFailed = state.disks[resource]?.facts.disk === 'failed'
    const theirsFailed = peerBlock(state, resource)?.disk === 'failed'
    if (mineFailed !== theirsFailed)
      return { loser: mineFailed ? 'mine' : 'theirs', why: `only one node has a disk for ${name}` }
    const related = relation(state, settings, resource)
    if (related === 'mine-behind') return { loser: 'mine', why: `the data of ${name} is behind the peer's` }
    if (related === 'theirs-behind') return { loser: 'theirs', why: `the peer's data of ${name} is behind` }
  }
  return undefined
}

function rule(state: PairState, settings: PairSettings, claim: Claim, beat: Beat, now: Instant): Ruling {
  const byTerm: Ruling =
    greaterTerm(claim.term, beat.term) === claim.term
      ? { loser: 'theirs', why: `term ${claim.term.number} of ${claim.term.node} stands above ${beat.term.number}` }
      : { loser: 'mine', why: `term ${beat.term.number} of ${beat.term.node} stands above ${claim.term.number}` }
  if (state.conflictSince > never && elapsed(state.conflictSince, now) > settings.timing.deadMs) return byTerm
  // Two takers that hold nothing yet: only what both read alike may decide.
  if (!claim.held && state.phase === 'taking-over' && beat.phase === 'taking-over') return byTerm
  const data = byData(state, settings)
  if (data !== undefined) return data
  const mineWitness = state.toldWitness
  if (mineWitness !== beat.flags.witness) {
    return { loser: mineWitness ? 'theirs' : 'mine', why: 'only one node has a witness' }
  }
  const mineLapsed = lapsed(claim) || state.phase === 'isolated'
  const theirsLapsed = beat.flags.lapsed || beat.phase === 'isolated'
  if (mineLapsed !== theirsLapsed) {
    return { loser: mineLapsed ? 'mine' : 'theirs', why: 'one of the claims was interrupted' }
  }
  const difference = elapsed(claim.since, now) - beat.claimAgeMs
  if (Math.abs(difference) > ageMarginMs) {
    return {
      loser: difference < 0 ? 'mine' : 'theirs',
      why: `the claims differ in age by ${Math.round(Math.abs(difference))} ms`,
    }
  }
  return byTerm
}
