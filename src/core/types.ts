/**
 * Which nouns does a decision about the pair use?
 *
 * This is the list of words: code, journal, JSON and man pages say the same. The configured role never changes by a
 * failover; the phase is what a node does now; a claim is the right to hold the addresses, with the term that it was
 * made under. Nothing derived is stored.
 */
import type { Instant } from '../base/time.ts'

/** Configured role, and with it the name of the node. A pair has one of each. */
export type NodeName = 'master' | 'slave'

/** The other node. */
export function peerOf(node: NodeName): NodeName {
  return node === 'master' ? 'slave' : 'master'
}

/** What a node does now (STA-4..STA-9). `isolated`: a running master that dropped its addresses for want of witness. */
export type Phase = 'starting' | 'running-slave' | 'taking-over' | 'running-master' | 'isolated' | 'releasing' | 'held'

/** Position in the order of claims. Compared by number, then `master` before `slave` (the lower one loses). */
export type Term = { readonly number: number; readonly node: NodeName }

/** Network area of a virtual IP. */
export type Zone = 'lan' | 'dmz' | 'wan'

/** Kind of a heartbeat path. */
export type Medium = 'serial' | 'ethernet'

/** Index of a heartbeat path; the same number on both nodes. 0..7. */
export type PathId = number

/** Verbs of role orders, between the operator, the core and the peer. */
export type RoleVerb = 'make-master' | 'make-slave' | 'failover' | 'failback'

/** Why one node asks the other for a move; the cause is told in both journals. */
export type MoveCause = RoleVerb | 'automatic-failback' | 'carrier-loss' | 'leaving'

/** Step of an order that travels in the beats (D8). */
export type OrderStep = 'asked' | 'ready' | 'released' | 'done' | 'failed' | 'refused'

/** Why an order or a move is refused. Each has one sentence in `reasons.ts`. */
export type Refusal =
  | 'switching'
  | 'not-decided'
  | 'already-running-master'
  | 'already-running-slave'
  | 'peer-not-available'
  | 'peer-one-way'
  | 'peer-held'
  | 'peer-unfit'
  | 'held'
  | 'unfit'
  | 'dual-active'
  | 'stale-view'
  | 'not-inverted'
  | 'needs-force'
  | 'term-not-durable'
  | 'isolated'
  | 'leaving'
  | 'disk-not-current'

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

/** DRBD facts of one resource, in a beat. Filled by the disk supervisor; a pair without a disk sends none. */
export type ResourceFacts = {
  readonly resource: number
  readonly connection: 'connected' | 'connecting' | 'stand-alone' | 'unknown'
  readonly role: 'disk-primary' | 'disk-secondary' | 'unknown'
  readonly disk: 'up-to-date' | 'outdated' | 'inconsistent' | 'failed' | 'unknown'
  readonly peerDisk: 'up-to-date' | 'outdated' | 'inconsistent' | 'failed' | 'unknown'
  /** Current generation identifier, 16 hexadecimal digits, lowest bit cleared. */
  readonly generation: string
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
  readonly resources: readonly ResourceFacts[]
}

/** Facts of one bit each. */
export type BeatFlags = {
  /** Could take over now, as far as the sender itself knows. */
  readonly fit: boolean
  /** Held by the operator. */
  readonly held: boolean
  /** `on-failure = keep-standby`. */
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
  /** Both forms of the disk order (next issue): outdate yourself, and done. */
  readonly outdate: boolean
  readonly outdated: boolean
}

/** A refused frame, by what it proves (D8): none of them is life. */
export type RefusedKind = 'garbage' | 'mis-keyed' | 'foreign' | 'replay' | 'loopback' | 'unexpected'

/** The judgement about the peer, with the evidence listed beside it (D2). */
export type Verdict =
  | 'never-heard'
  | 'alive'
  | 'alive-foreign'
  | 'late'
  | 'restarting'
  | 'links-cut'
  | 'agent-dead'
  | 'powered-off'
  | 'silent-dead'
  | 'i-am-isolated'
  | 'cannot-judge'
  | 'gathering'
  | 'departed'

/** Who answered a probe, by hardware address. */
export type Answerer = 'peer' | 'third' | 'unknown'

/** Durable facts (D17): what must survive a crash of node or agent. */
export type Memory = {
  readonly node: NodeName
  readonly pairId: number
  readonly incarnation: number
  readonly bootId: number
  /** The highest term claimed by this node, or none yet (number 0). */
  readonly term: Term
  /** Highest term number this node may claim without another disk sync. */
  readonly reserved: number
  /** Highest term heard from the peer. */
  readonly heard: Term
  readonly phase: Phase
  /** Step under way when the record was written. */
  readonly intent: 'none' | 'take' | 'release'
  readonly cleanDeparture: boolean
  /** On a clean departure: was the peer running master then? */
  readonly peerWasMaster: boolean
  readonly sticky: NodeName | 'none'
  readonly held: boolean
  /** Terms won by automatic failback and taken back within the flap window. */
  readonly flapCount: number
  readonly failbackStopped: boolean
  readonly settingsHash: number
}

/** A path as the core sees it. */
export type PathSettings = {
  readonly id: PathId
  readonly name: string
  readonly medium: Medium
  readonly beatMs: number
}

/** A zone that carries a VIP. */
export type ZoneSettings = {
  readonly zone: Zone
  readonly device: string
  /** VIP and aliases that are enabled, in text form without prefix. */
  readonly addresses: readonly string[]
  /** The peer's own address in the zone, probed to tell `agent-dead` from `silent-dead`. */
  readonly peerAddress: string
}

/** All that the core wants to know of the settings. Derived spans are computed in `config/timing.ts`, once. */
export type PairSettings = {
  readonly node: NodeName
  readonly pairId: number
  readonly settingsHash: number
  readonly timing: Timing
  readonly paths: readonly PathSettings[]
  readonly zones: readonly ZoneSettings[]
  /** How many ping targets and gateways are configured as witness. 0: neighbours only. */
  readonly witnesses: number
  readonly failback: 'auto' | 'manual'
  readonly onFailure: 'promote' | 'keep-standby'
  readonly soloStart: 'auto' | 'hold' | 'promote'
  /** `off`, or how long a VIP zone may be without carrier before a handover, ms. */
  readonly onCarrierLossMs: number | 'off'
  /** Take an address over although a third host answers for it. */
  readonly takeFromStranger: boolean
  readonly resources: readonly string[]
}

/** Spans, all in ms. See D3 and D7 for how they hang together. */
export type Timing = {
  readonly class: 'normal' | 'fast'
  readonly deadMs: number
  readonly lateMs: number
  readonly warnMs: number
  readonly isolateMs: number
  /** How long a probe waits for its answer. */
  readonly answerMs: number
  /** Smallest beat interval of all paths. */
  readonly beatMs: number
  readonly leaseMs: number
  readonly renewMs: number
  /** Pair steady for this long before an automatic failback. */
  readonly steadyMs: number
  readonly bootWaitMs: number
  /** How long addresses outlive a planned restart of the agent. */
  readonly restartMs: number
  /** Time limit of one step of a plan. */
  readonly stepMs: number
  /** Time limit of a whole order between the nodes. */
  readonly orderMs: number
  /** A takeover this soon after a failback counts as flapping. */
  readonly flapWindowMs: number
}

/** A span of silence or life, for status: since when. */
export type Since<T> = { readonly value: T; readonly at: Instant }
