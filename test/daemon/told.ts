/**
 * Which lines do the cases about the journal tell?
 */
import type { Told } from '../../src/core/effects.ts'

/** A line of the story, with changes. */
export function told(changes: Partial<Told> = {}): Told {
  return { category: 'failover', level: 'notice', reason: 'takeover', facts: ['silent-dead', '20 s'], ...changes }
}
