/**
 * How long did moves with a disk take on this node so far?
 *
 * How long a volume takes to be unmounted or mounted depends on its file system and its users, so nothing is reckoned: the
 * newest take and the newest release in the journal of this run of the daemon are the best that is known.
 */
import { journalCountMax } from '../control/protocol.ts'
import type { JournalLine } from '../control/protocol.ts'
import type { Control } from '../control/client.ts'
import { collect } from './ask.ts'

/** Whole durations, ms; `null` when the journal has none. */
export type PastMoves = { readonly takeMs: number | null; readonly releaseMs: number | null }

/** Nothing is known. */
export const noPastMoves: PastMoves = { takeMs: null, releaseMs: null }

/** Asks the daemon. The caller must be an administrator. */
export async function pastMovesOf(control: Control): Promise<PastMoves> {
  const reports = await collect(control, { type: 'journal', count: journalCountMax, follow: false })
  return readPastMoves(reports.flatMap((report) => (report.type === 'journal' ? [report.line] : [])))
}

/** Releases of another kind: nothing was there, or nobody waited for the disk. */
const otherCauses: readonly string[] = ['leftovers', 'isolated', 'failed-take']

/** Finds them in lines of the journal, oldest first. */
export function readPastMoves(lines: readonly JournalLine[]): PastMoves {
  let past = noPastMoves
  let counts = true
  for (const { reason, facts } of lines) {
    if (reason === 'move-begun') counts = !otherCauses.some((cause) => facts.includes(`cause: ${cause}`))
    if (reason !== 'move-done' || !counts) continue
    const ms = wholeDuration(facts.at(-1) ?? '')
    if (facts[0] === 'running master') past = { ...past, takeMs: ms ?? past.takeMs }
    if (facts[0] === 'released') past = { ...past, releaseMs: ms ?? past.releaseMs }
  }
  return past
}

/** The last fact of a move is its whole duration: `812.5 ms in all`. */
function wholeDuration(written: string): number | undefined {
  const matched = /^(\d+(?:\.\d+)?) ms in all$/.exec(written)
  return matched === null ? undefined : Number(matched[1])
}
