/**
 * Which nouns does a decision about the pair use?
 *
 * This is the list of words: code, journal, JSON and man pages say the same. The configured role never changes by a
 * failover; the phase is what a node does now; a claim is the right to hold the addresses, with the term that it was
 * made under. Nothing derived is stored.
 */
import type { DiskMemory } from './disk-facts.ts'

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
export type MoveCause =
  | RoleVerb
  | 'automatic-failback'
  | 'carrier-loss'
  | 'disk-failure'
  | 'leaving'
  | 'service-failure'
  | 'lan-down'
  | 'internet-down'
  | 'fewer-targets'

/** Step of an order that travels in the beats (D8). */
export type OrderStep = 'asked' | 'ready' | 'released' | 'done' | 'failed' | 'refused'

/** Why an order or a move is refused. Each has one sentence in `reasons.ts`. */
export type Refusal =
  | 'switching'
  | 'not-decided'
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
  | 'disk-unknown'
  | 'not-in-sync'
  | 'split-brain'
  | 'not-split-brain'
  | 'victim-leads'
  | 'wrong-node'
  | 'not-fenced'

/** Why nobody serves although this node is there: it may not, or only the operator takes over from a silent peer. */
export type HeldBack = Refusal | 'left-to-operator'

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
  /** A maintenance is under way: nothing moves by itself. */
  readonly maintenance: boolean
  /** Terms won by automatic failback and taken back within the flap window. */
  readonly flapCount: number
  readonly failbackStopped: boolean
  /** Own monotonic clock at the latest automatic failback, ms; 0: none. Another boot's clock counts as just now. */
  readonly failbackAtMs: number
  /** The role came here for a lost link or a failing service: no automatic failback until an order or an orderly restart (FO-30). */
  readonly linkMove: boolean
  /** Term under which the peer was joined as slave last, or 0: a copy that was told to follow never leads alone. */
  readonly joinedTerm: number
  /** A witness answered in this boot: a new run of the agent does not forget that it is cut off (D2). */
  readonly witnessed: boolean
  /** One entry per resource, in the order of the settings. */
  readonly disks: readonly DiskMemory[]
  readonly settingsHash: number
}
