/**
 * How long did moves take on this node so far?
 *
 * How long a move takes depends on file systems and services, so nothing is reckoned: the moves in the journal of this
 * run of the agent are the best that is known.
 */
import type { JournalLine } from '../control/protocol.ts'

/** A move that came to its end. `taken`: the role was taken, else it was given up. Whole duration, ms. */
export type PastMove = { readonly taken: boolean; readonly ms: number }

/** Releases of another kind: nothing was there, or nobody waited for the disk. */
const otherCauses: readonly string[] = ['leftovers', 'isolated', 'failed-take']

/** Finds them in lines of the journal, oldest first. */
export function readPastMoves(lines: readonly Pick<JournalLine, 'reason' | 'facts'>[]): readonly PastMove[] {
  const moves: PastMove[] = []
  let counts = true
  for (const { reason, facts } of lines) {
    if (reason === 'move-begun') counts = !otherCauses.some((cause) => facts.includes(`cause: ${cause}`))
    if (reason !== 'move-done' || !counts) continue
    const ms = wholeDuration(facts.at(-1) ?? '')
    if (ms !== undefined && (facts[0] === 'running master' || facts[0] === 'released'))
      moves.push({ taken: facts[0] === 'running master', ms })
  }
  return moves
}

/** The last fact of a move is its whole duration: `812.5 ms in all`. */
function wholeDuration(written: string): number | undefined {
  const matched = /^(\d+(?:\.\d+)?) ms in all$/.exec(written)
  return matched === null ? undefined : Number(matched[1])
}
