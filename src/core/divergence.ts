/**
 * Have the data of the two nodes diverged (SB-1)?
 *
 * That is judged by identifiers of the same time only. Those that the record keeps of the peer grow old: after two
 * resynchronisations that this node did not hear of, nothing of them is left in its own history, and equal data would be
 * told as split brain. So both nodes must be alone and heard, and what was found stands in the record, because a pair whose
 * data has diverged is still so when the other node is silent (FO-23). Rejected: comparing with the record itself.
 */
import { later, never } from '../base/time.ts'
import type { DiskFacts, DiskMemory } from './disk-facts.ts'
import { diverged, peerBlock } from './disk-view.ts'
import { relate, sameGeneration } from './generation.ts'
import type { Relation } from './generation.ts'
import { peerAlive } from './silence.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** Does the record have to say now that the copies of this resource do not belong together? */
export function divergence(turn: Turn, resource: number, memory: DiskMemory): boolean {
  const { state } = turn
  const facts = state.disks[resource]?.facts
  if (facts?.connection === 'connected') return false
  // This is not the data that an earlier run of the agent found apart from the peer's: it was mended meanwhile.
  const other = facts?.generation !== undefined && !sameGeneration(facts.generation, memory.own)
  return seenApart(turn, resource) ?? (memory.apart && !(other && state.divergedAt === never))
}

function seenApart(turn: Turn, resource: number): boolean | undefined {
  const mine = turn.state.disks[resource]?.facts
  const theirs = peerBlock(turn.state, resource)
  const heard = theirs !== undefined && peerAlive(turn.state, turn.settings, turn.now)
  // A half-written copy is behind, whatever identifiers its source lent it.
  if (heard && (mine?.disk === 'inconsistent' || theirs.disk === 'inconsistent')) return false
  const related = relationNow(turn, resource)
  return related === 'unknown' ? undefined : related === 'diverged' || related === 'unrelated'
}

/** How the copies stand to each other by identifiers of the same time; `unknown` when there are none. */
export function relationNow({ state, settings, now }: Turn, resource: number): Relation {
  const view = state.disks[resource]
  const block = peerBlock(state, resource)
  if (view === undefined || block === undefined || !peerAlive(state, settings, now)) return 'unknown'
  // Identifiers change in the moment of a meeting: the peer must have said this since the driver lost it.
  if (state.authorityAt < later(view.lostAt, state.startedAt)) return 'unknown'
  return comparable(view.facts) && comparable(block) ? relate(view.facts.generation, block.generation) : 'unknown'
}

/** Alone, and with a whole copy of its own. */
function comparable({ connection, disk }: Pick<DiskFacts, 'connection' | 'disk'>): boolean {
  const alone = connection === 'connecting' || connection === 'stand-alone'
  return alone && disk !== 'unknown' && disk !== 'failed' && disk !== 'inconsistent'
}

/** Tells once that the data has diverged, and once that it belongs together again. */
export function tellDivergence(turn: Turn): void {
  const apart = diverged(turn.state, turn.settings)
  if (apart === turn.state.divergedAt > never) return
  set(turn, { divergedAt: apart ? turn.now : never })
  tell(turn, apart ? 'split-brain' : 'split-brain-over')
}
