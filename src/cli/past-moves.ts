/**
 * How long did moves with a disk take on this node so far?
 *
 * The newest take and the newest release that the agent remembers.
 */
import { journalCountMax } from '../control/protocol.ts'
import type { Control } from '../control/client.ts'
import type { JournalLine } from '../control/protocol.ts'
import { readPastMoves } from '../doctor/past-moves.ts'
import type { PastMove } from '../doctor/past-moves.ts'
import { collect } from './ask.ts'

/** Whole durations, ms; `null` when the journal has none. */
export type PastMoves = { readonly takeMs: number | null; readonly releaseMs: number | null }

/** Nothing is known. */
export const noPastMoves: PastMoves = { takeMs: null, releaseMs: null }

/** Asks the daemon. The caller must be an administrator. */
export async function pastMovesOf(control: Control): Promise<PastMoves> {
  return newestOf(await allMovesOf(control))
}

/** Every move, oldest first. The caller must be an administrator. */
export async function allMovesOf(control: Control): Promise<readonly PastMove[]> {
  const reports = await collect(control, { type: 'journal', count: journalCountMax, follow: false })
  return readPastMoves(reports.flatMap((report): JournalLine[] => (report.type === 'journal' ? [report.line] : [])))
}

/** The newest moves in lines of the journal, oldest first. */
export function newestMoves(lines: Parameters<typeof readPastMoves>[0]): PastMoves {
  return newestOf(readPastMoves(lines))
}

function newestOf(moves: readonly PastMove[]): PastMoves {
  return {
    takeMs: moves.findLast(({ taken }) => taken)?.ms ?? null,
    releaseMs: moves.findLast(({ taken }) => !taken)?.ms ?? null,
  }
}
