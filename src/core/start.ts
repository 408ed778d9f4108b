/**
 * What does a node make of its record when the agent starts?
 *
 * What still stands within its lease is adopted and renewed at once; anything else is removed first (D6). Reality wins over
 * the record, then it is put right (D17).
 */
import { newClaim } from './claim.ts'
import { adopt } from './election.ts'
import type { Fact } from './events.ts'
import { emptyMemory } from './first-state.ts'
import { beginCleaning } from './plan.ts'
import { enter, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** Notes the first fact of a run: adopts what still stands, or begins to clean. */
export function absorbStart(turn: Turn, event: Fact<'started'>): void {
  const readable = typeof event.memory === 'object'
  const memory = typeof event.memory === 'object' ? event.memory : emptyMemory(turn.settings)
  const { bootId, incarnation } = event
  set(turn, {
    startedAt: turn.now,
    bootId,
    incarnation,
    durable: memory,
    wanted: memory,
    inconsistent: event.inconsistent,
  })
  // Whatever was reserved may have been claimed in the run that ended: never use it again.
  const spent = { number: Math.max(memory.term.number, memory.reserved), node: turn.settings.node }
  want(turn, { bootId, incarnation, cleanDeparture: false, intent: 'none', settingsHash: turn.settings.settingsHash })
  if (memory.bootId !== bootId) want(turn, { witnessed: false })
  if (memory.cleanDeparture) want(turn, { sticky: 'none', linkMove: false })
  // A failback of another boot cannot be dated: it counts as just now, which keeps the limits on the safe side.
  if (memory.failbackAtMs > 0 && memory.bootId !== bootId) want(turn, { failbackAtMs: turn.now })
  const adopts = readable && memory.bootId === bootId && memory.phase === 'running-master' && event.owned === 'all'
  if (adopts && !memory.cleanDeparture && !event.inconsistent && turn.settings.zones.length > 0) {
    // The run that ended may have raised its term up to the reserve without having noted it.
    const claim = { ...newClaim(spent, turn.now), held: true }
    set(turn, { claim })
    want(turn, { term: spent })
    enter(turn, 'running-master')
    tell(turn, 'adopted', `term ${spent.number}`)
    adopt(turn)
    return
  }
  want(turn, { term: spent, phase: 'starting' })
  tell(turn, 'started', `term ${spent.number}`)
  if (event.owned !== 'none') tell(turn, 'leftovers-removed')
  // What a disk or a mount was left as is known only by putting it right.
  if (event.owned !== 'none' || turn.settings.resources.length > 0)
    beginCleaning(turn, event.memory === 'unreadable' || memory.bootId === bootId)
  if (event.memory === 'unreadable') {
    tell(turn, 'memory-unreadable')
    want(turn, { held: true })
  }
  if (event.inconsistent) tell(turn, 'settings-inconsistent')
}
