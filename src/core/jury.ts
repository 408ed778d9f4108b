/**
 * Does the peer reach more of the world than this node, and for how long has it?
 *
 * Both nodes ask the same targets in the same second and tell how many answered, with the number of the round. Only
 * rounds of the same number are compared: what was true at different instants proves nothing about the nodes. A
 * difference counts when it lasted, in every round of the span; one round of equals cancels it. Rejected: to compare the
 * latest word of each (a target that reboots is seen by one node a round earlier, and would move the role).
 * Source: heartbeat's ipfail (the node with fewer ping nodes yields, equal cancels).
 */
import { never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { roundsMax } from './eyes.ts'
import type { Fact } from './events.ts'
import { peerAlive } from './silence.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** Rounds of this node that wait for the peer's word about the same round. */
const roundsKept = 3

/** One round of this node: how many targets answered in it. */
export type Round = { readonly round: number; readonly reached: number }

/** What the jury says, as far as this node knows. */
export type TargetsView = Round & {
  /** End of the latest round here. */
  readonly at: Instant
  /** Latest rounds here, newest first. */
  readonly recent: readonly Round[]
  /** The latest comparison: when, of which round, and how many the peer reached in it. */
  readonly comparedAt: Instant
  readonly compared: number
  readonly peerReached: number
  /** Since when each round in a row had more answers on the peer; `never` while the latest had not. */
  readonly fewerSince: Instant
  readonly told: boolean
}

/** Before the first round. */
export const firstTargets: TargetsView = {
  round: 0,
  reached: 0,
  at: never,
  recent: [],
  comparedAt: never,
  compared: 0,
  peerReached: 0,
  fewerSince: never,
  told: false,
}

/** Notes the outcome of a round. */
export function absorbTargets(turn: Turn, { round, reached }: Fact<'targets'>): void {
  const { targets } = turn.state
  const recent = [{ round, reached }, ...targets.recent.filter((one) => one.round !== round)].slice(0, roundsKept)
  set(turn, { targets: { ...targets, round, reached, at: turn.now, recent } })
}

/** Compares the round that the peer speaks of with the same round here, once. Called once a turn. */
export function compareTargets(turn: Turn): void {
  const { state, settings, now } = turn
  const { targets } = state
  const theirs = state.peer.beat?.eyes
  if (targets.at === never || theirs === undefined || !peerAlive(state, settings, now)) return
  const mine = targets.recent.find(({ round }) => round === theirs.round)
  if (mine === undefined || (targets.comparedAt > never && targets.compared === mine.round)) return
  const follows = targets.comparedAt > never && mine.round === (targets.compared + 1) % roundsMax
  const fewer = mine.reached < theirs.reached
  const goesOn = fewer && follows && targets.fewerSince > never
  // One round may be a packet that was lost; the second one in a row is worth a line.
  const told = fewer ? targets.told || goesOn : false
  const facts = [`${mine.reached} answer here`, `${theirs.reached} there`]
  if (told && !targets.told) tell(turn, 'targets-fewer', ...facts)
  if (!told && targets.told) tell(turn, 'targets-level', ...facts)
  const compared = { comparedAt: now, compared: mine.round, peerReached: theirs.reached }
  const fewerSince = goesOn ? targets.fewerSince : fewer ? now : never
  set(turn, { targets: { ...targets, ...compared, fewerSince, told } })
}
