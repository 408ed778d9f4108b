/**
 * What must be known before a node goes down?
 *
 * The advice is given whenever a node must not go down now (ADV-1 to ADV-4); the reason comes from the daemon, so that
 * question and command cannot differ.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import { refusalText } from '../core/reasons.ts'
import { entryRefusal } from './entry-refusal.ts'
import { isDiverged } from './render-disks.ts'

/** Whether this node may go down now, and if not, why, and what to do. */
export type RebootAdvice = {
  readonly canReboot: boolean
  /** Empty when it can. */
  readonly reason: string
  readonly advice: readonly string[]
}

const never = 'never reboot a node unless the other one is up and synchronised'
const loss = 'a wrong reboot may lose data for good'

/** Judges. `support`: the text of the firmware profile, when it is known. */
export function rebootAdvice(status: DaemonStatus, support?: string): RebootAdvice {
  const refusal = entryRefusal('reboot', status)
  // The sentence for role orders tells how to go on without the peer; nobody should think of that here.
  const reason = refusal === refusalText('peer-not-available') ? 'the peer is not available' : refusal
  if (reason === undefined) return { canReboot: true, reason: '', advice: [] }
  const watch = 'watch it with "hapair status --follow", and ask again with "hapair can-reboot"'
  const syncing = status.disks.some(({ sync }) => sync === 'source' || sync === 'target' || sync === 'paused')
  const diverged = [
    'the data of the two nodes has diverged: do not reboot either node, contact support now',
    ...(support ?? '').split('\n').filter((line) => line.trim() !== ''),
  ]
  return {
    canReboot: false,
    reason,
    advice: [
      ...(isDiverged(status) ? diverged : []),
      ...(syncing ? ['do not power down either node while the disks resynchronise'] : []),
      `${never}; ${loss}`,
      ...(isDiverged(status) ? [] : [watch]),
    ],
  }
}
