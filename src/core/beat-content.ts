/**
 * What does a node say of itself in a beat?
 *
 * The content, without form: `wire/beat.ts` gives it bytes and `wire/session.ts` a seal. Every field is authenticated
 * before the core sees it. Orders between the nodes travel inside, and are repeated until they are acknowledged.
 */
import type { ResourceFacts } from './disk-facts.ts'
import type { Eyes } from './eyes.ts'
import type { MoveCause, NodeName, OrderStep, PathId, Phase, Refusal, Term, Zone } from './types.ts'

/** An order between the nodes. `term` is the one that the taker will claim. */
export type PairOrder = {
  /** 1..2^32-1; chosen by the giver, unique within its run. */
  readonly id: number
  readonly cause: MoveCause
  readonly step: OrderStep
  /** Who shall be running master when the order is done. */
  readonly taker: NodeName
  readonly term: Term
  readonly refusal?: Refusal
}

/** What a node says of itself in each beat (D8). Every field is authenticated before the core sees it. */
export type Beat = {
  readonly from: NodeName
  readonly path: PathId
  /** Per path, strictly rising within a session. */
  readonly counter: number
  /** Sender's monotonic clock, ms, 0..2^48-1. */
  readonly sentAtMs: number
  /** Identity of the sender's kernel boot, 32 bit. */
  readonly bootId: number
  /** Counts the starts of the sender's agent, 32 bit. */
  readonly incarnation: number
  /** The term of the sender's claim, or the highest that it knows. Durable before it is sent (C1). */
  readonly term: Term
  readonly phase: Phase
  /** How long the claim has stood without a break, ms, 0..2^32-1; 0 without a claim. */
  readonly claimAgeMs: number
  readonly flags: BeatFlags
  /** For each path: `sentAtMs` of the latest beat heard from the peer there, or nothing heard. */
  readonly echoes: readonly (number | undefined)[]
  /** VIP zones with carrier on this node. */
  readonly zonesUp: readonly Zone[]
  /** Hash of the settings that both nodes must share, 32 bit. */
  readonly settingsHash: number
  /** With `restarting`: how long the sender's addresses outlive it, ms. */
  readonly restartTtlMs: number
  readonly order?: PairOrder
  /** Left out by a node without services and link checks. */
  readonly eyes?: Eyes
  readonly resources: readonly ResourceFacts[]
}

/** Facts of one bit each. */
export type BeatFlags = {
  /** Could take over now, as far as the sender itself knows. */
  readonly fit: boolean
  /** Held by the operator. */
  readonly held: boolean
  /** Never takes over from a silent peer by itself: `on-failure = keep-standby`, or `isolation = manual`. */
  readonly keepStandby: boolean
  /** Going away in order; not to be judged dead by silence alone. */
  readonly leaving: boolean
  /** Holds no address of the pair and will take none under `term`: "released k". */
  readonly released: boolean
  /** The agent restarts; its addresses stay for `restartTtlMs`. */
  readonly restarting: boolean
  /** The claim lapsed (C5) and waits for proof that nobody else claims. */
  readonly lapsed: boolean
  /** A witness answered lately. */
  readonly witness: boolean
  /** The sender knows a valid witness at all. */
  readonly witnessKnown: boolean
  /** Maintenance plan active. */
  readonly maintenance: boolean
  /** The last operator order was for this node to be running master, and still stands. */
  readonly stickyMaster: boolean
}
