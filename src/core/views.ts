/**
 * What is known of the claim, of each path, of each zone and of the peer?
 *
 * Parts of the state that are facts, one record for each thing in the world that they describe.
 */
import type { Instant } from '../base/time.ts'
import type { Beat } from './beat-content.ts'
import type { Answerer, Term, Verdict, Zone } from './types.ts'

/** The right to hold the addresses, under a term. */
export type Claim = {
  readonly term: Term
  readonly since: Instant
  /** Interrupted at this instant (C5): nothing is renewed, added or announced. `never`: unbroken. */
  readonly lapsedAt: Instant
  /** The addresses were added and not removed since. */
  readonly held: boolean
  readonly renewAt: Instant
  readonly renewedAt: Instant
  readonly announceRound: number
  readonly announceAt: Instant
}

/** A heartbeat path. */
export type PathView = {
  readonly usable: boolean
  readonly carrier: boolean
  readonly carrierLostAt: Instant
  readonly heardAt: Instant
  /** Sender's clock of the latest beat heard here, to be echoed. */
  readonly heardSentMs: number | undefined
  /** Latest instant of mine that the peer echoed for this path. */
  readonly echoedAt: Instant
  readonly refusedAt: Instant
  /** Latest well-formed frame under another key or of another pair: no life, but no silence either (D2). */
  readonly misKeyedAt: Instant
  readonly foreignAt: Instant
  readonly counter: number
  readonly beatAt: Instant
  readonly up: boolean
  readonly upAt: Instant
  readonly oneWay: boolean
}

/** A zone with virtual addresses. */
export type ZoneView = {
  readonly zone: Zone
  readonly carrier: boolean
  readonly carrierSince: Instant
  /** Probes since the last answer for a VIP, oldest first, the last four. */
  readonly unanswered: readonly Instant[]
  readonly vipHeardAt: Instant
  readonly vipAnswerer: Answerer
  readonly peerHeardAt: Instant
  readonly neighbourHeardAt: Instant
}

/** Own arrival minus the sender's clock, ms: the least of the last window, and of the window under way (C5). */
export type PeerClock = {
  readonly leastMs: number
  readonly windowLeastMs: number
  readonly windowSince: Instant
  readonly settled: boolean
}

/** What is known of the peer. */
export type PeerView = {
  /** The newest beat, by the sender's clock. */
  readonly beat: Beat | undefined
  /** Arrival of the latest beat, on any path. */
  readonly beatAt: Instant
  /** Last authentic sign of life. */
  readonly contactAt: Instant
  /** How the peer's clock stands to this one's; nothing before the first beat of its run. */
  readonly clock: PeerClock | undefined
  /** The peer departed in order (leaving and released) and was not heard since as staying. */
  readonly departed: boolean
  /** The peer's latest beat told of other settings than ours. */
  readonly settingsDiffer: boolean
  /** Own witness was heard at the last contact. */
  readonly witnessAtContact: boolean
  /** Since when the peer stands by, fit and two-way; `never` when it does not. */
  readonly readySince: Instant
  /** Echoes of beats that were sent before this say nothing of it: this node was stalled until then. */
  readonly readyFrom: Instant
  readonly verdict: Verdict
  readonly verdictAt: Instant
}
