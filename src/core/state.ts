/**
 * What does a node know between two facts?
 *
 * The state is one readonly value. It holds facts and the plan under way, nothing that can be derived from them:
 * verdict, fitness and status are computed when asked. Rejected: a state chart, because a phase here is the outcome of
 * facts on three links and not the place to keep them.
 */
import { never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type {
  Answerer,
  Beat,
  Memory,
  MoveCause,
  NodeName,
  PairOrder,
  PairSettings,
  Phase,
  Term,
  Verdict,
  Zone,
} from './types.ts'

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
  /** Own witness was heard at the last contact. */
  readonly witnessAtContact: boolean
  /** Since when the peer stands by, fit and two-way; `never` when it does not. */
  readonly readySince: Instant
  readonly verdict: Verdict
  readonly verdictAt: Instant
}

export type StepName =
  | 'verify'
  | 'disk-primary'
  | 'mount'
  | 'vip-add'
  | 'units-start'
  | 'units-stop'
  | 'vip-remove'
  | 'unmount'
  | 'disk-secondary'

/** A move under way on this node. */
export type Plan = {
  readonly kind: 'take' | 'release'
  readonly cause: MoveCause | 'takeover' | 'vacant' | 'conflict' | 'isolated' | 'operator' | 'taken-back' | 'failed-take' | 'leftovers'
  readonly steps: readonly StepName[]
  readonly index: number
  readonly effectId: number
  readonly deadlineAt: Instant
  readonly begunAt: Instant
  readonly stepBegunAt: Instant
  /** Forced releases are never undone. */
  readonly forced: boolean
  readonly durations: readonly { readonly step: StepName; readonly ms: number }[]
}

/** An order between the nodes, as seen from here. */
export type OrderView = {
  readonly order: PairOrder
  readonly deadlineAt: Instant
  /** The operator's order that waits for it. */
  readonly operatorId?: string
}

/** An operator's order that is not yet answered. */
export type Waiting = { readonly orderId: string; readonly verb: string; readonly deadlineAt: Instant }

export type PairState = {
  readonly startedAt: Instant
  /** The latest turn. */
  readonly steppedAt: Instant
  readonly bootId: number
  readonly incarnation: number
  readonly phase: Phase
  readonly phaseAt: Instant
  readonly durable: Memory
  readonly wanted: Memory
  readonly writing: { readonly id: number; readonly memory: Memory; readonly deadlineAt: Instant } | undefined
  readonly writeRetryAt: Instant
  readonly writeFailed: boolean
  readonly claim: Claim | undefined
  readonly peer: PeerView
  readonly paths: readonly PathView[]
  readonly zones: readonly ZoneView[]
  readonly witnessAt: Instant
  readonly askAt: Instant
  readonly probeAt: Instant
  /** Own send instant of the latest beat that the peer echoed on any path. */
  readonly authorityAt: Instant
  readonly absorbing: boolean
  /** No death verdict before this instant (C5). */
  readonly judgeFrom: Instant
  readonly plan: Plan | undefined
  readonly order: OrderView | undefined
  readonly waiting: Waiting | undefined
  readonly conflictSince: Instant
  readonly retryAt: Instant
  /** Since when both nodes are up and neither claims; `never` when one does. */
  readonly vacantSince: Instant
  readonly leaving: 'no' | 'stopping' | 'restarting'
  readonly leaveAt: Instant
  readonly inconsistent: boolean
  /** Booted alone with solo-start = hold. */
  readonly soloHold: boolean
  /** The last move to this node was for a lost link: no automatic failback (FO-30). */
  readonly linkMove: boolean
  readonly failbackAt: Instant
  readonly rivalAt: Instant
  readonly fedAt: Instant
  readonly nextId: number
  readonly nextOrder: number
  readonly lastCause: Plan['cause'] | 'none'
  readonly witnessTold: boolean
}

/** Before the fact `started`. */
export function firstState(settings: PairSettings, now: Instant): PairState {
  const memory = emptyMemory(settings)
  return {
    startedAt: now,
    steppedAt: now,
    bootId: 0,
    incarnation: 0,
    phase: 'starting',
    phaseAt: now,
    durable: memory,
    wanted: memory,
    writing: undefined,
    writeRetryAt: never,
    writeFailed: false,
    claim: undefined,
    peer: {
      beat: undefined,
      beatAt: never,
      contactAt: never,
      clock: undefined,
      departed: false,
      witnessAtContact: false,
      readySince: never,
      verdict: 'never-heard',
      verdictAt: now,
    },
    paths: settings.paths.map(() => firstPath(now)),
    zones: settings.zones.map((zone) => firstZone(zone.zone, now)),
    witnessAt: never,
    askAt: now,
    probeAt: never,
    authorityAt: never,
    absorbing: false,
    judgeFrom: never,
    plan: undefined,
    order: undefined,
    waiting: undefined,
    conflictSince: never,
    retryAt: never,
    vacantSince: never,
    leaving: 'no',
    leaveAt: never,
    inconsistent: false,
    soloHold: false,
    linkMove: false,
    failbackAt: never,
    rivalAt: never,
    fedAt: never,
    nextId: 1,
    nextOrder: 1,
    lastCause: 'none',
    witnessTold: false,
  }
}

/** The record of a node that has never run. */
export function emptyMemory(settings: PairSettings): Memory {
  const none: Term = { number: 0, node: settings.node }
  return {
    node: settings.node,
    pairId: settings.pairId,
    incarnation: 0,
    bootId: 0,
    term: none,
    reserved: 0,
    heard: none,
    phase: 'starting',
    intent: 'none',
    cleanDeparture: false,
    peerWasMaster: false,
    sticky: 'none',
    held: false,
    flapCount: 0,
    failbackStopped: false,
    settingsHash: settings.settingsHash,
  }
}

export function firstPath(now: Instant): PathView {
  return {
    usable: true,
    carrier: true,
    carrierLostAt: never,
    heardAt: never,
    heardSentMs: undefined,
    echoedAt: never,
    refusedAt: never,
    foreignAt: never,
    counter: 0,
    beatAt: plus(now, 0),
    up: false,
    upAt: never,
    oneWay: false,
  }
}

export function firstZone(zone: Zone, now: Instant): ZoneView {
  return {
    zone,
    carrier: true,
    carrierSince: now,
    unanswered: [],
    vipHeardAt: never,
    vipAnswerer: 'unknown',
    peerHeardAt: never,
    neighbourHeardAt: never,
  }
}

/** Does a node in this phase claim the addresses? A releasing node has given its claim up. */
export function claims(phase: Phase): boolean {
  return phase === 'taking-over' || phase === 'running-master' || phase === 'isolated'
}

/**
 * The node that shall be running master when nothing else speaks. Drawn from what both nodes know of each other, so
 * that both name the same one: a sticky order that only one of them remembers must not leave the pair without a master.
 */
export function preferred(state: PairState, node: NodeName): NodeName {
  const beat = state.peer.beat
  const mine = state.wanted.sticky === node
  const theirs = beat?.flags.stickyMaster === true
  if (mine === theirs) return 'master'
  return mine ? node : beat?.from ?? 'master'
}

/** The greater of two terms: by number, then `master` above `slave`. */
export function greaterTerm(one: Term, other: Term): Term {
  if (one.number !== other.number) return one.number > other.number ? one : other
  return one.node === 'master' ? one : other
}
