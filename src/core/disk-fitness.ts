/**
 * Is this node's data proven to be current, so that it may lead (S4)?
 *
 * `up-to-date` on a disk without its peer proves nothing (measured: it was promoted with old data). So a node that lost
 * its peer leads only with a statement: the driver is connected and in sync; or the peer is known to be behind, and known
 * how; or the peer itself said in its last beat that both are equal, and this node decides so soon after that a primary
 * which still lives cannot have been let go on alone yet (D11a: the slave before 1.1 dead times, the master after 1.2).
 */
import { later, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { DiskFacts, DiskMemory, DiskRole } from './disk-facts.ts'
import { diskMemory, diverged, inSync, lossNotBefore, peerBlock, relation } from './disk-view.ts'
import { guarded } from './fence-device.ts'
import { preferred } from './preference.ts'
import { heardHere, peerAlive } from './silence.ts'
import { claims } from './state.ts'
import type { PairState } from './state.ts'
import type { Refusal } from './types.ts'
import type { PairSettings } from './settings.ts'

/** A slave decides before this many dead times since contact, or not by itself any more (D11a). */
export const decideShare = 1.1
/** The kernel's question about a copy that was decided for in time is answered before this many: the peer goes on at 1.2. */
export const answerShare = 1.15

/** Why the data of this node may not lead; nothing when it may, or when there is no disk. */
export function diskRefusal(state: PairState, settings: PairSettings, now: Instant): Refusal | undefined {
  if (settings.resources.length === 0) return undefined
  if (state.disks.every(({ facts }) => facts.role === 'disk-primary')) return undefined
  if (diverged(state, settings)) return 'split-brain'
  for (const resource of settings.resources.keys()) {
    if (state.disks[resource]?.facts.role === 'disk-primary') continue
    const refusal = oneRefusal(state, settings, now, resource)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Why one copy may not lead; nothing when it may. */
export function oneRefusal(
  state: PairState,
  settings: PairSettings,
  now: Instant,
  resource: number,
): Refusal | undefined {
  const facts = state.disks[resource]?.facts
  if (facts === undefined || facts.disk === 'unknown' || facts.connection === 'unknown') return 'disk-unknown'
  const memory = diskMemory(state, settings, resource)
  if (memory.stale) return 'disk-not-current'
  if (facts.connection === 'connected')
    return inSync(facts) || inherits(state, settings, resource, facts) ? undefined : 'not-in-sync'
  const proven =
    leftBehind(state, facts, memory) ||
    toldEqual(state, settings, now, resource) ||
    aloneTogether(state, settings, now, resource)
  return proven ? undefined : 'disk-not-current'
}

/**
 * The peer's disk failed and every write came here. An old copy that meets a peer without a disk is called up to date by
 * the driver as well, and identifiers that the record kept may be older than what the peer wrote: the peer must have
 * followed this copy until its disk failed, or be behind for another reason that is known.
 */
function inherits(state: PairState, settings: PairSettings, resource: number, facts: DiskFacts): boolean {
  const related = relation(state, settings, resource)
  const whole = facts.disk === 'up-to-date' && facts.peerDisk === 'failed' && !facts.suspended
  return whole && knownBehind(diskMemory(state, settings, resource)) && related !== 'mine-behind'
}

function knownBehind({ peerBehind }: DiskMemory): boolean {
  return peerBehind !== 'no' && peerBehind !== 'presumed'
}

/** The peer is behind, and not only presumed to be. A copy that was told to follow never relies on that. */
function leftBehind(state: PairState, facts: DiskFacts, memory: DiskMemory): boolean {
  const behind = facts.peerDisk === 'outdated' || facts.peerDisk === 'inconsistent'
  return facts.disk === 'up-to-date' && behind && knownBehind(memory) && state.wanted.joinedTerm === 0
}

/** Is every copy of the peer known to be behind, so that the peer cannot lead whatever became of it? */
export function peerCannotLead(state: PairState, settings: PairSettings): boolean {
  return (
    state.disks.length > 0 &&
    state.disks.every(({ facts }, resource) => leftBehind(state, facts, diskMemory(state, settings, resource)))
  )
}

/** The peer's last word was that both are equal and in sync, and it is not long ago. */
function toldEqual(state: PairState, settings: PairSettings, now: Instant, resource: number): boolean {
  const block = peerBlock(state, resource)
  if (block === undefined || !heardHere(state) || state.disks[resource]?.facts.disk !== 'up-to-date') return false
  // Who leaves in order disconnects last. What it says after that is not of a loss: nobody wrote since, or the identifiers
  // would differ.
  const left = state.peer.departed && block.role === 'disk-secondary'
  if (!(block.inSync || left) || block.outdate || relation(state, settings, resource) !== 'equal') return false
  // With a fencing device its word, not the time, proves that the peer does not go on alone meanwhile.
  if (guarded(settings)) return true
  if (!mine(state, settings, block.role)) return inTime(state, settings)
  return now < decideBefore(state, settings) || inTime(state, settings)
}

/**
 * Of two nodes that met while nobody led, only one may go on by silence, and both know which one. Where this one led until
 * just now, and no echo shows that the peer knows better, the peer decides as after the silence of a master.
 */
function mine(state: PairState, settings: PairSettings, peerRole: DiskRole): boolean {
  const beat = state.peer.beat
  if (peerRole === 'disk-primary' || (beat !== undefined && beat.phase === 'running-master')) return true
  if (beat !== undefined && claims(beat.phase)) return false
  if (state.claim !== undefined) return true
  return preferred(state, settings) === settings.node && state.authorityAt >= Math.floor(state.phaseAt)
}

/** Instant before which a slave that lost its peer must have decided (D11a). */
export function decideBefore(state: PairState, settings: PairSettings): Instant {
  return plus(lastContact(state), settings.timing.deadMs * decideShare)
}

/** The driver may have noticed the loss late; the master counts that lateness in full before it goes on (`alone.ts`). */
function lastContact(state: PairState): Instant {
  return later(state.peer.contactAt, lossNotBefore(state))
}

/**
 * Instant for which the proof of a take under way is asked. A takeover is decided when its first disk is ordered to be
 * primary: the kernel asks a little later. For the second disk it asks after the first one leads, and a pair moves all of
 * them or none (D5): that question counts for the same instant however late it comes, but only where the peer was judged dead
 * without a break. A node that was cut off itself meanwhile has left the peer its time to go on alone. Other takes need their
 * proof at every instant.
 */
export function decidedAt(state: PairState, settings: PairSettings, now: Instant): Instant {
  const { plan } = state
  if (plan?.cause !== 'takeover' || plan.steps[plan.index] !== 'disk-primary') return now
  const leads = state.disks.some(({ facts }) => facts.role === 'disk-primary')
  const unbroken = state.peer.verdictAt <= plan.begunAt
  const early = now < plus(lastContact(state), settings.timing.deadMs * answerShare)
  return (leads && unbroken) || early ? plan.stepBegunAt : now
}

/** The peer lost its power, and that was seen in time; or it left in order and holds nothing. */
function inTime(state: PairState, settings: PairSettings): boolean {
  const { verdict, verdictAt, departed } = state.peer
  return departed || (verdict === 'powered-off' && verdictAt < decideBefore(state, settings))
}

/** Both nodes are up, neither leads, the replication is cut: the kernel will ask, and the peer outdates itself. */
function aloneTogether(state: PairState, settings: PairSettings, now: Instant, resource: number): boolean {
  const block = peerBlock(state, resource)
  const disk = state.disks[resource]?.facts.disk
  if (block?.role !== 'disk-secondary' || (disk !== 'up-to-date' && disk !== 'consistent')) return false
  // What a disk that failed held last, nobody knows: it may have been newer.
  if (block.disk === 'failed' && !knownBehind(diskMemory(state, settings, resource))) return false
  const related = relation(state, settings, resource)
  return peerAlive(state, settings, now) && (related === 'equal' || related === 'theirs-behind')
}

/** Why the disks bar a planned move away from this node; nothing when they do not (S6). */
export function giveRefusal(state: PairState, settings: PairSettings): Refusal | undefined {
  if (settings.resources.length === 0) return undefined
  if (diverged(state, settings)) return 'split-brain'
  const ready = state.disks.every(({ facts }) => inSync(facts) || handsOver(facts))
  return ready ? undefined : 'not-in-sync'
}

/** The own disk failed and the peer's has everything (FO-8). */
export function handsOver(facts: DiskFacts): boolean {
  return facts.connection === 'connected' && facts.disk === 'failed' && facts.peerDisk === 'up-to-date'
}

/** Could the word of the operator make this data lead? Never a half-written copy. */
export function mayForce(state: PairState): boolean {
  return state.disks.every(
    ({ facts }) => facts.disk === 'up-to-date' || facts.disk === 'consistent' || facts.disk === 'outdated',
  )
}

/** Does `solo-start = promote`, the operator's standing word for a node that boots alone, let this data lead (ROLE-24)? */
export function standingWord(state: PairState, settings: PairSettings): boolean {
  return settings.soloStart === 'promote' && !heardHere(state) && mayForce(state)
}
