/**
 * What does a node know between two facts?
 *
 * The state is one readonly value. It holds facts and the plan under way, nothing that can be derived from them:
 * verdict, fitness and status are computed when asked. Rejected: a state chart, because a phase here is the outcome of
 * facts on three links and not the place to keep them.
 */
import { never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { DiskView } from './disk-view.ts'
import type { FenceView } from './fence-device.ts'
import type { TargetsView } from './jury.ts'
import type { LinkView, PeerCheckView } from './link-view.ts'
import type { Repair } from './repair.ts'
import type { ServiceView, Serving } from './service-view.ts'
import type { OrderView, Plan, Waiting } from './moves.ts'
import type { HeldBack, Memory, Phase, Term } from './types.ts'
import type { Claim, PathView, PeerView, ZoneView } from './views.ts'

/** What a node knows between two facts. */
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
  /** One per resource, in the order of the settings. */
  readonly disks: readonly DiskView[]
  /** One per service, in the order of the settings. */
  readonly services: readonly ServiceView[]
  readonly serving: Serving
  readonly links: { readonly lan: LinkView; readonly internet: LinkView }
  readonly targets: TargetsView
  readonly peerCheck: PeerCheckView
  /** Since when this run knows that the data has diverged; `never` while it has not. */
  readonly divergedAt: Instant
  readonly repair: Repair | undefined
  readonly fence: FenceView
  readonly witnessAt: Instant
  readonly askAt: Instant
  readonly probeAt: Instant
  /** Own send instant of the latest beat that the peer echoed on any path. */
  readonly authorityAt: Instant
  readonly absorbing: boolean
  /** The last turn before the latest stall: what was read after it may have come as early. */
  readonly stalledSince: Instant
  /** No death verdict before this instant (C5). */
  readonly judgeFrom: Instant
  readonly plan: Plan | undefined
  readonly order: OrderView | undefined
  readonly waiting: Waiting | undefined
  readonly conflictSince: Instant
  /** After a take that failed: not fit before this instant. */
  readonly retryAt: Instant
  /** Takes in a row that failed: each waits longer, so that the peer gets its turn. */
  readonly failedTakes: number
  /** After a move that this master began by itself: no further one before this instant. */
  readonly moveFrom: Instant
  /** Since when both nodes are up and neither claims; `never` when one does. */
  readonly vacantSince: Instant
  /** Why this node may not lead although nobody does, as it was told last; left out while that is not so. */
  readonly heldBackBy?: HeldBack | undefined
  readonly leaving: 'no' | 'stopping' | 'restarting'
  readonly leaveAt: Instant
  readonly inconsistent: boolean
  /** Booted alone with solo-start = hold. */
  readonly soloHold: boolean
  readonly rivalAt: Instant
  readonly fedAt: Instant
  readonly nextId: number
  readonly nextOrder: number
  readonly lastCause: Plan['cause'] | 'none'
  readonly witnessTold: boolean
  /** What the latest beat said of the witness: a conflict is judged by what both nodes were told. */
  readonly toldWitness: boolean
}

/** Does a node in this phase claim the addresses? A releasing node has given its claim up. */
export function claims(phase: Phase): boolean {
  return phase === 'taking-over' || phase === 'running-master' || phase === 'isolated'
}

/** The greater of two terms: by number, then `master` above `slave`; the first of two equal ones. */
export function greaterTerm(one: Term, other: Term): Term {
  if (one.number !== other.number) return one.number > other.number ? one : other
  return one.node === other.node || one.node === 'master' ? one : other
}

/** Was the claim interrupted and not yet resumed (C5)? */
export function lapsed(claim: Claim): boolean {
  return claim.lapsedAt > never
}

/** Does either node say that a maintenance is under way (STA-20)? Then nothing moves by itself. */
export function maintained(state: PairState): boolean {
  return state.wanted.maintenance || state.peer.beat?.flags.maintenance === true
}
