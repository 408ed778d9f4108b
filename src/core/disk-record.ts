/**
 * What is noted of the disks, and until when does it hold (D11, D17, S11)?
 *
 * Facts of the driver are absorbed here, and what must outlive a crash goes into the record: the identifiers of both
 * nodes, whether the peer may have written alone (stale), and how the peer came to be behind. A whole resynchronisation
 * ends all of it.
 */
import { elapsed, later, never, plus } from '../base/time.ts'
import type { DiskFacts, DiskMemory } from './disk-facts.ts'
import { decideBefore } from './disk-fitness.ts'
import { askAgainMs, diskMemory, firstDisk, inSync, peerBlock, relation } from './disk-view.ts'
import type { DiskView } from './disk-view.ts'
import { divergence } from './divergence.ts'
import { guarded } from './fence-device.ts'
import { sameGeneration } from './generation.ts'
import { heardHere, peerAlive } from './silence.ts'
import { claims } from './state.ts'
import { set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** The event stream tells a change this late at most, ms. */
const streamMs = 1_000

/** Notes the facts of every resource. */
export function absorbDisks(turn: Turn, resources: readonly DiskFacts[]): void {
  const before = turn.state.disks
  const disks = turn.settings.resources.map((_, resource) => {
    const view = before[resource] ?? firstDisk
    const facts = resources[resource]
    return facts === undefined ? view : seen(turn, view, facts)
  })
  set(turn, { disks })
  if (disks.some((view, resource) => news(view.facts, before[resource]?.facts))) turn.urgent = true
  for (const resource of turn.settings.resources.keys()) tellChange(turn, before[resource], resource)
}

/** Does the peer want to hear this now? The progress of a resynchronisation may wait for the next beat. */
function news(facts: DiskFacts, was: DiskFacts | undefined): boolean {
  if (was === undefined) return true
  const words = ['connection', 'role', 'peerRole', 'disk', 'peerDisk', 'sync', 'suspended', 'mounted'] as const
  return words.some((word) => facts[word] !== was[word]) || !sameGeneration(facts.generation, was.generation)
}

function seen(turn: Turn, view: DiskView, facts: DiskFacts): DiskView {
  const { now } = turn
  // What came while this node was stalled may have come at its beginning.
  const seenAt = turn.state.absorbing ? turn.state.stalledSince : now
  const factsAt = news(facts, view.facts) ? now : view.factsAt
  const frozenAt = !facts.suspended ? never : view.facts.suspended ? view.frozenAt : now
  const calledAt = !facts.kernelAsks ? never : view.facts.kernelAsks ? view.calledAt : now
  // The driver tells the end of a handler that was answered before it tells that the writes go on, however late it ends.
  const ended = view.facts.kernelAsks && !facts.kernelAsks && view.connectAt > view.frozenAt
  const connectAt = ended ? later(view.connectAt, plus(now, askAgainMs)) : view.connectAt
  if (facts.connection === 'unknown') {
    return {
      ...view,
      facts,
      factsAt,
      frozenAt,
      calledAt,
      connectAt,
      unknownAt: view.unknownAt === never ? seenAt : view.unknownAt,
    }
  }
  const wasConnected = facts.connection === 'connected'
  const alone = wasConnected && facts.disk === 'up-to-date' && facts.peerDisk === 'failed'
  const wasWhole = inSync(facts) || (alone && view.wasWhole)
  const held = facts.role === 'disk-primary' || facts.mounted
  const told = {
    ...view,
    facts,
    factsAt,
    frozenAt,
    calledAt,
    connectAt,
    held,
    wasConnected,
    wasWhole,
    unknownAt: never,
  }
  if (wasConnected) {
    const apart = view.facts.connection === 'connecting' || view.facts.connection === 'stand-alone'
    return { ...told, lostAt: never, lostBy: never, joinedAt: apart ? now : view.joinedAt }
  }
  // The first facts of a run: the loss may have come just before.
  if (!view.wasConnected) {
    return view.facts.connection === 'unknown' && view.lostBy === never ? { ...told, lostBy: now } : told
  }
  // The loss may have come as soon as the stream broke, or this node was stalled, and as late as now.
  return { ...told, lostAt: view.unknownAt === never ? seenAt : view.unknownAt, lostBy: now }
}

function tellChange(turn: Turn, before: DiskView | undefined, resource: number): void {
  const facts = turn.state.disks[resource]?.facts
  const was = before?.facts
  if (facts === undefined || was === undefined) return
  const name = turn.settings.resources[resource] ?? ''
  if (was.connection === 'connected' && facts.connection !== 'connected')
    tell(turn, 'replication-lost', name, facts.connection)
  if (!inSync(was) && inSync(facts)) tell(turn, 'replication-whole', name)
  if (was.sync !== facts.sync && (facts.sync === 'source' || facts.sync === 'target'))
    tell(
      turn,
      'resync-begun',
      name,
      facts.sync === 'source' ? 'to the peer' : 'from the peer',
      facts.outOfSyncKib === undefined ? 'how much is not known' : `${facts.outOfSyncKib} KiB`,
    )
  if (was.disk !== 'failed' && facts.disk === 'failed') tell(turn, 'disk-failed', name)
  if (!was.suspended && facts.suspended) tell(turn, 'writes-frozen', name)
  if (was.suspended && !facts.suspended) tell(turn, 'writes-go-on', name)
}

/** Brings the record up to date. Called once a turn, after the facts. */
export function keepDiskRecord(turn: Turn): void {
  const { settings } = turn
  if (settings.resources.length === 0 || turn.state.incarnation === 0) return
  const known = turn.state.wanted.disks
  const disks = settings.resources.map((_, resource) => noted(turn, resource))
  if (disks.length !== known.length || disks.some((disk, index) => disk !== known[index])) want(turn, { disks })
  noteJoining(turn)
}

function noted(turn: Turn, resource: number): DiskMemory {
  const { state, settings } = turn
  const memory = diskMemory(state, settings, resource)
  const view = state.disks[resource]
  if (view === undefined) return memory
  const { facts } = view
  let next = memory
  // A half-written copy carries identifiers that its source lent it: they are not its own.
  const own = facts.disk === 'inconsistent' ? undefined : facts.generation
  const peer = peerBlock(state, resource)?.generation
  if (own !== undefined && !sameGeneration(own, memory.own)) next = { ...next, own }
  if (peer !== undefined && !sameGeneration(peer, memory.peer)) next = { ...next, peer }
  const torn = divergence(turn, resource, memory)
  if (torn !== memory.apart) next = { ...next, apart: torn }
  if (settles(turn, resource, view)) return settled(next)
  if (!next.stale && turnsStale(turn, resource)) {
    tell(turn, 'disk-stale', settings.resources[resource] ?? '')
    next = { ...next, stale: true }
  }
  if (state.peer.departed && facts.peerDisk === 'outdated' && next.peerBehind === 'no')
    next = { ...next, peerBehind: 'departed' }
  if (view.wasWhole && facts.peerDisk === 'failed' && next.peerBehind === 'no') next = { ...next, peerBehind: 'failed' }
  return next
}

/**
 * Does a whole resynchronisation end what was marked? Facts from before the loss was noticed settle nothing: the peer asked
 * for the mark since, or the disk is being outdated, or was just now. The driver notices a loss late, the stream tells of
 * it a little later, and a new run does not know how old the mark is that it read. A connection made since leaves no doubt.
 */
function settles({ state, settings, now }: Turn, resource: number, view: DiskView): boolean {
  if (!inSync(view.facts) || peerBlock(state, resource)?.outdate === true || view.outdateId !== 0) return false
  const knownMs = settings.timing.replicationLagMs + streamMs
  const markedAt = later(view.markedAt, state.startedAt)
  const anew = view.joinedAt > never && view.joinedAt >= plus(view.markedAt, streamMs)
  return anew || elapsed(markedAt, now) >= knownMs
}

function settled(memory: DiskMemory): DiskMemory {
  if (!memory.stale && !memory.forced && memory.peerBehind === 'no') return memory
  return { ...memory, stale: false, forced: false, peerBehind: 'no' }
}

/** May the peer have been let go on alone by now (D11a)? Then this copy never leads by itself. */
function turnsStale(turn: Turn, resource: number): boolean {
  const { state, settings, now } = turn
  const facts = state.disks[resource]?.facts
  const beat = state.peer.beat
  if (facts === undefined || facts.role === 'disk-primary') return false
  if (facts.connection === 'connected' || facts.connection === 'unknown') return false
  if (beat === undefined || !heardHere(state) || state.claim !== undefined) return false
  const led = claims(beat.phase) || peerBlock(state, resource)?.role === 'disk-primary'
  if (!led || state.peer.departed) return false
  if (relation(state, settings, resource) === 'mine-behind') return true
  if (peerAlive(state, settings, now)) return false
  // A peer that may go on at once does so as soon as it misses this node.
  if (settings.isolation === 'manual' || settings.onFailure === 'keep-standby') return true
  // With a fencing device the peer goes on alone only after this node was switched off, and nothing of this run is left.
  if (guarded(settings)) return false
  return now >= decideBefore(state, settings) && state.peer.verdict !== 'powered-off'
}

/** A copy that follows a term of the peer remembers so before it follows (D4). */
function noteJoining(turn: Turn): void {
  const { state } = turn
  const beat = state.peer.beat
  if (state.claim !== undefined) want(turn, { joinedTerm: 0 })
  else if (beat !== undefined && heardHere(state) && beat.phase === 'running-master')
    want(turn, { joinedTerm: beat.term.number })
}
