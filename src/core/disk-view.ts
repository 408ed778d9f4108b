/**
 * What does a node know of its disks between two facts?
 *
 * The driver's latest facts, when it lost the peer, and the question of the kernel that waits for an answer. How the two
 * nodes' data stand to each other is taken from the record, which holds the identifiers that were seen last: a pair whose
 * data has diverged is still so when the other node is silent (FO-23).
 */
import { elapsed, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { DiskFacts, DiskMemory, ResourceFacts } from './disk-facts.ts'
import { emptyDiskMemory, unknownDisk } from './disk-facts.ts'
import type { FenceCode } from './effects.ts'
import { relate } from './generation.ts'
import type { Relation } from './generation.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'

/** A handler is there this long after the writes were frozen, and what it learned has its effect this long after its end, ms. */
export const askAgainMs = 5_000

/** A question of the kernel: what became of the peer? Writes are frozen until it is answered. */
export type FenceAsk = {
  readonly askId: string
  readonly askedAt: Instant
  /** How this node answers as soon as that is durable; left out while nothing is proven. */
  readonly verdict?: { readonly code: FenceCode; readonly text: string }
}

/** One resource. */
export type DiskView = {
  readonly facts: DiskFacts
  /** When the driver told them, and when this run marked the copy as stale on the word of the peer. */
  readonly factsAt: Instant
  readonly markedAt: Instant
  /** When this run saw the driver connect; `never` where it was connected before. */
  readonly joinedAt: Instant
  /** When the driver lost the peer; `never` while it is connected, or never was in this run. */
  readonly lostAt: Instant
  /** When that was seen: later than `lostAt` when the event stream was broken meanwhile. */
  readonly lostBy: Instant
  /** Primary or mounted, as last known. */
  readonly held: boolean
  /** Connected, as last known; a broken event stream says nothing. Since when it says nothing, or `never`. */
  readonly wasConnected: boolean
  /** The peer followed every write when it was seen last: connected and whole until its disk failed, if that did. */
  readonly wasWhole: boolean
  readonly unknownAt: Instant
  /** Since when writes are frozen; `never` while they are not. */
  readonly frozenAt: Instant
  /** Since when the kernel's question is here or on its way, or its answer is on its way; `never` while none is. */
  readonly calledAt: Instant
  readonly ask?: FenceAsk
  /** An order to outdate the disk that is under way; 0: none. */
  readonly outdateId: number
  readonly outdateRetryAt: Instant
  readonly connectAt: Instant
  /** A word of the operator to discard that this run has noted and not obeyed yet; empty: none. */
  readonly token: string
}

/** A resource of which nothing was told. */
export const firstDisk: DiskView = {
  facts: unknownDisk,
  factsAt: never,
  markedAt: never,
  joinedAt: never,
  lostAt: never,
  lostBy: never,
  held: false,
  wasConnected: false,
  wasWhole: false,
  unknownAt: never,
  frozenAt: never,
  calledAt: never,
  outdateId: 0,
  outdateRetryAt: never,
  connectAt: never,
  token: '',
}

/** The durable record of a resource. */
export function diskMemory(state: PairState, settings: PairSettings, resource: number): DiskMemory {
  return state.wanted.disks[resource] ?? emptyDiskMemory(settings.resources[resource] ?? '')
}

/** The peer's block of a resource in its newest beat. */
export function peerBlock(state: PairState, resource: number): ResourceFacts | undefined {
  return state.peer.beat?.resources.find((block) => block.resource === resource)
}

/** How the own data stands to the peer's, as last seen of both. */
export function relation(state: PairState, settings: PairSettings, resource: number): Relation {
  const { own, peer } = diskMemory(state, settings, resource)
  return relate(own, peer)
}

/** Have the data of the two nodes diverged in any resource (SB-1)? */
export function diverged(state: PairState, settings: PairSettings): boolean {
  return settings.resources.some((_, resource) => apart(state, settings, resource))
}

/**
 * Do the two copies of a resource not belong together, as they were seen last? While they are connected the driver itself
 * has compared them, and a half-written copy is behind, whatever its identifiers say.
 */
export function apart(state: PairState, settings: PairSettings, resource: number): boolean {
  const facts = state.disks[resource]?.facts
  if (facts === undefined || facts.connection === 'connected' || facts.connection === 'unknown') return false
  if (facts.disk === 'inconsistent' || facts.disk === 'failed' || facts.disk === 'unknown') return false
  return diskMemory(state, settings, resource).apart
}

/**
 * Connected, up to date on both sides, nothing out of sync, nothing copied and nothing frozen (S6). While both copies are
 * being compared every write still goes to both of them.
 */
export function inSync(facts: DiskFacts): boolean {
  const whole = facts.disk === 'up-to-date' && facts.peerDisk === 'up-to-date'
  const quiet = (facts.sync === 'none' || facts.sync === 'verify') && facts.outOfSyncKib === 0 && !facts.suspended
  return facts.connection === 'connected' && whole && quiet
}

/** Do the writes of this node wait for a word about the peer, whether or not the kernel's question is still there? */
export function asking({ ask, facts }: DiskView): boolean {
  if (facts.connection === 'unknown') return false
  if (ask !== undefined) return ask.verdict === undefined
  return facts.suspended && facts.role === 'disk-primary' && facts.connection !== 'connected'
}

/** Does the driver hear the peer's kernel in any resource? */
export function replicating(state: PairState): boolean {
  return state.disks.some((disk) => disk.facts.connection === 'connected')
}

/** Does the driver hear that the peer is primary? */
export function hearsPrimary(state: PairState): boolean {
  return state.disks.some(({ facts }) => facts.connection === 'connected' && facts.peerRole === 'disk-primary')
}

/** The earliest instant of the last packet of the replication that is possible; `never` when there was none. */
export function packetNotBefore(state: PairState, settings: PairSettings): Instant {
  let at: Instant = never
  for (const { lostAt } of state.disks) {
    if (lostAt > never) at = later(at, plus(lostAt, -settings.timing.replicationLagMs))
  }
  return at
}

/** The latest instant of the last packet of the replication that is possible; `never` when there was none. */
export function packetNotAfter(state: PairState): Instant {
  return state.disks.map(({ lostBy }) => lostBy).reduce(later, never)
}

/** The earliest instant at which the driver may have noticed the loss; `never` when there was none. */
export function lossNotBefore(state: PairState): Instant {
  return state.disks.map(({ lostAt }) => lostAt).reduce(later, never)
}

/** Was a connected resource lost from sight, because the event stream is broken? Nothing is judged by silence then. */
export function blind(state: PairState): boolean {
  return state.disks.some(({ facts, wasConnected }) => facts.connection === 'unknown' && wasConnected)
}

/**
 * Instant from which a holder's authority runs (D16): its latest echoed beat or the last packet of the replication,
 * counted on the safe side.
 */
export function authority(state: PairState, settings: PairSettings, now: Instant): Instant {
  if (state.disks.length === 0) return state.authorityAt
  if (replicating(state)) return now
  const unseen = state.disks
    .map(({ wasConnected, unknownAt }) => (wasConnected ? unknownAt : never))
    .reduce(later, never)
  const seen = later(state.authorityAt, packetNotBefore(state, settings))
  return unseen > never ? later(seen, plus(unseen, -settings.timing.replicationLagMs)) : seen
}

/** How old that authority is, ms. */
export function authorityAge(state: PairState, settings: PairSettings, now: Instant): number {
  return elapsed(authority(state, settings, now), now)
}
