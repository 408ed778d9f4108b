/**
 * Would this node accept a command now?
 */
import type { DaemonStatus } from '../control/protocol.ts'
import { renderResync } from './render-disks.ts'

/** Why not, with the progress of a resynchronisation that is waited for (DRBD-9) and with the node on which it can be given; nothing when it would, or when the daemon does not judge it. */
export function entryRefusal(command: string, status: DaemonStatus): string | undefined {
  const entry = status.commands.find((found) => found.command === command)
  if (entry === undefined || entry.available) return undefined
  const progress = status.resyncs.map((resync) => `${resync.resource}: ${renderResync(resync)}`)
  const reason = progress.length === 0 ? entry.reason : `${entry.reason} (${progress.join('; ')})`
  const elsewhere = entry.node !== null && entry.node !== status.node
  return elsewhere ? `${reason}; give it on the ${entry.node}` : reason
}
