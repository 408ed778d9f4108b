/**
 * Which form does the status document have?
 *
 * One document, from which command line, page, console, mail and metrics are drawn. A field is never renamed, only
 * added; its JSON schema is published with the command line.
 */
import type { CommandAvailability } from './availability.ts'
import type { PairCondition } from './condition.ts'
import type { DiskConnection, DiskQuality, DiskRole, DiskSync, PeerBehind } from './disk-facts.ts'
import type { LinkState, Placement, ServiceFacts, UnitState } from './eyes.ts'
import type { Relation } from './generation.ts'
import type { HeldBack, NodeName, Phase, Refusal, Term, Verdict, Zone } from './types.ts'

/** One heartbeat path. Ages in ms. */
export type PathStatus = {
  readonly name: string
  readonly medium: string
  readonly up: boolean
  readonly oneWay: boolean
  readonly usable: boolean
  readonly carrier: boolean
  /** Age of the last beat, ms; `null` when none was heard. */
  readonly beatAgeMs: number | null
  /** The last frame that was refused here, ms ago; `null` when none was. */
  readonly refusedAgeMs: number | null
}

/** One zone with enabled addresses. `held`: this node has them. */
export type ZoneStatus = {
  readonly zone: Zone
  readonly device: string
  readonly carrier: boolean
  readonly addresses: readonly string[]
  readonly held: boolean
}

/** One replicated volume (STA-21). Spans and ages in ms. */
export type DiskStatus = {
  readonly resource: string
  readonly connection: DiskConnection
  readonly role: DiskRole
  readonly peerRole: DiskRole
  readonly disk: DiskQuality
  readonly peerDisk: DiskQuality
  readonly sync: DiskSync
  /** Not yet replicated, KiB; `null` when not known. */
  readonly outOfSyncKib: number | null
  readonly inSync: boolean
  /** Writes wait until it is known what became of the peer. */
  readonly suspended: boolean
  readonly mounted: boolean
  /** The peer may have written alone: this copy leads only after a resynchronisation. */
  readonly stale: boolean
  /** The operator forced this copy to lead. */
  readonly forced: boolean
  readonly peerBehind: PeerBehind
  /** How the data of this node stands to the peer's, by their generation identifiers. */
  readonly relation: Relation
  /** Current generation identifiers, lowest bit cleared; `null` when not known. */
  readonly generation: string | null
  readonly peerGeneration: string | null
  /** Since the driver lost the peer; `null` while it is connected, or never was in this run. */
  readonly lostForMs: number | null
  /** Why this copy may not lead; `null` when it may. */
  readonly unfitReason: Refusal | null
}

/** One service of the pair, as it is on this node. */
export type ServiceStatus = {
  readonly name: string
  readonly placement: Placement
  /** What shall become of it here; `leave`: neither started nor stopped, because something moves or is not known. */
  readonly wanted: 'run' | 'stop' | 'leave'
  readonly unit: UnitState
  readonly check: ServiceFacts['check']
  /** Since when the unit is in that state, ms; `null` before the service manager was asked. */
  readonly forMs: number | null
  /** How often it ended by itself since the boot. */
  readonly restarts: number
  /** The service manager would start it at boot by itself. */
  readonly atBoot: boolean
  /** The order that is out. */
  readonly order: 'none' | 'start' | 'stop' | 'disable'
  /** What failed last, and how often in a row. */
  readonly failed: 'nothing' | 'start' | 'stop'
  readonly failures: number
  /** It is not started before the peer has stopped it, or is gone. */
  readonly waitsForPeer: boolean
  /** May it run on the peer, by the peer's latest word? `null` when it said nothing. */
  readonly peerRuns: boolean | null
}

/** The fencing device of a node of class P. Ages in ms. */
export type FencingStatus = {
  readonly device: 'agent'
  /** `confirmed-off`: the device said that the peer is off, and no sign of life was seen since. */
  readonly state: 'idle' | 'switching-off' | 'confirmed-off' | 'failed'
  /** The latest order to switch the peer off; `null` when there was none in this run. */
  readonly orderedAgoMs: number | null
  /** Orders in vain since the peer was heard last, and why the latest one was. */
  readonly failures: number
  readonly failure: string
  /** Did the device answer its latest periodic question, and what went wrong when it did not? */
  readonly answers: 'yes' | 'no' | 'unknown'
  readonly answersText: string
}

/** Watched links of one kind, here and on the peer. Spans in ms. */
export type LinkStatus = {
  readonly state: LinkState
  /** Since it is like that; `null` when nothing was seen in this run. */
  readonly forMs: number | null
  readonly peer: LinkState
  /** `null`: the role does not move for it. */
  readonly handsOverAfterMs: number | null
}

/** Targets that both nodes ask in the same second. */
export type JuryStatus = {
  readonly round: number
  readonly reached: number
  /** In the same round as compared last; `null` before the first comparison. */
  readonly peerReached: number | null
  readonly comparedAgoMs: number | null
  /** Since when each round had fewer answers here than there; `null` while that is not so. */
  readonly fewerForMs: number | null
  readonly handsOverAfterMs: number | null
}

/** What is watched beside the beats. `jury`: `null` without targets. */
export type MonitorStatus = {
  readonly lan: LinkStatus
  readonly internet: LinkStatus
  readonly jury: JuryStatus | null
  /** Failures in a row of the checks of the peer's address; `decisive`: without them nobody is judged dead. */
  readonly peerCheck: {
    readonly failures: number
    readonly failuresMax: number
    readonly decisive: boolean
    readonly asked: boolean
  }
}

/** Everything about the pair that a user of one node sees. Spans and ages in ms. */
export type StatusDocument = {
  readonly version: 1
  readonly node: NodeName
  readonly phase: Phase
  readonly phaseForMs: number
  readonly pair: PairCondition
  readonly mapping: 'normal' | 'inverted' | 'none'
  readonly promoted: boolean
  readonly holder: NodeName | 'none' | 'both' | 'unknown'
  readonly term: Term
  readonly claim: { readonly ageMs: number; readonly lapsed: boolean; readonly announcedRounds: number } | null
  readonly fit: boolean
  readonly unfitReason: Refusal | null
  /** Nobody serves, and this is why this node may not either; `null` while that is not so. */
  readonly heldBack: HeldBack | null
  readonly held: boolean
  readonly sticky: NodeName | 'none'
  readonly peer: {
    readonly node: NodeName
    readonly verdict: Verdict
    readonly evidence: readonly string[]
    readonly phase: Phase | 'not-available' | 'never-heard'
    /** Age of the last sign of life, ms; `null` when there was none in this run. */
    readonly contactAgeMs: number | null
    readonly twoWay: boolean
    readonly fit: boolean
    readonly held: boolean
    readonly settingsMatch: boolean | null
    /** The peer's monotonic clock less the own one, ms, as its newest beat tells it, and the boot that it counts from. */
    readonly clock: { readonly bootId: number; readonly aheadMs: number } | null
  }
  readonly paths: readonly PathStatus[]
  readonly zones: readonly ZoneStatus[]
  readonly disks: readonly DiskStatus[]
  /** In the order of the settings; empty when the pair places none. */
  readonly services: readonly ServiceStatus[]
  /** Everything that shall run on this node runs. */
  readonly servicesUp: boolean
  /** Since this run of the agent knows that the data has diverged; `null` while it has not. */
  readonly divergedForMs: number | null
  readonly maintenance: boolean
  /** `null`: the pair has no fencing device (class A). */
  readonly fencing: FencingStatus | null
  readonly witness: 'answers' | 'silent' | 'no witness'
  readonly monitors: MonitorStatus
  readonly move: {
    readonly kind: string
    readonly cause: string
    readonly step: string
    readonly elapsedMs: number
  } | null
  readonly order: { readonly cause: string; readonly step: string; readonly taker: NodeName } | null
  readonly warnings: readonly string[]
  readonly commands: readonly CommandAvailability[]
}
