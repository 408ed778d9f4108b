/**
 * Why may the copy of this node lead, or why not, and what would change that?
 *
 * The core judged already; here its reason is put into words with the facts that it came from. A copy that calls itself
 * up to date without its peer proves nothing: that is the sentence that surprises people, so it is said in full.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import { refusalText } from '../core/reasons.ts'
import type { DiskStatus } from '../core/status-document.ts'
import type { Refusal } from '../core/types.ts'
import { behindWords, connectionWords, qualityWords, relationWords, staleSentence } from './disk-words.ts'
import { renderKib } from './render-size.ts'
import { renderSpan } from './render-span.ts'

/** One copy. */
export type DiskExplanation = {
  readonly resource: string
  readonly mayLead: boolean
  readonly reasons: readonly string[]
  readonly changes: readonly string[]
}

/** What stands against this node when its disks do; the volumes say the rest. */
export const diskRefusals: Partial<Readonly<Record<Refusal, string>>> = {
  'disk-not-current': 'the data of this node is not proven to be current',
  'disk-unknown': 'the state of the disks is not known',
  'not-in-sync': 'the disks are not in sync',
  'split-brain': 'the data of the two nodes has diverged',
}

/** Every copy of this node. */
export function explainDisks(status: DaemonStatus): readonly DiskExplanation[] {
  return status.disks.map((disk) => ({
    resource: disk.resource,
    mayLead: disk.unfitReason === null,
    ...(disk.unfitReason === null ? forIt(disk) : withComparison(status, disk, againstIt(disk, disk.unfitReason))),
  }))
}

/** Copies that differ by a comparison are not in sync for a reason that no resynchronisation under way will end. */
function withComparison({ replication }: DaemonStatus, disk: DiskStatus, ground: Ground): Ground {
  const found = replication?.verifications.find(({ resource }) => resource === disk.resource)?.last
  if (found?.outcome !== 'different' || disk.connection !== 'connected' || disk.outOfSyncKib === 0) return ground
  return {
    reasons: [...ground.reasons, `a comparison that ended ${found.endedAt} found that the copies differ`],
    changes: ['its connection were closed and opened again: the driver then copies what differs, from the primary'],
  }
}

/** One copy as lines. */
export function renderDiskExplanation({ resource, mayLead, reasons, changes }: DiskExplanation): readonly string[] {
  return [
    `${resource}: this copy ${mayLead ? 'may lead' : 'may not lead'}`,
    ...reasons.map((reason) => `  because ${reason}`),
    ...changes.map((change) => `  it would change if ${change}`),
  ]
}

type Ground = Pick<DiskExplanation, 'reasons' | 'changes'>

function forIt(disk: DiskStatus): Ground {
  if (disk.role === 'disk-primary') {
    const forced = disk.forced ? ['the operator forced it to lead, without proof that it was current'] : []
    const frozen = disk.suspended ? ['its writes are frozen until it is known what became of the peer'] : []
    return { reasons: ['it leads now', ...forced, ...frozen], changes: [] }
  }
  if (disk.connection === 'connected') {
    return {
      reasons: [
        disk.inSync ? 'it is connected and in sync' : `the disk of the peer failed and this one has every write`,
      ],
      changes: ['the connection were lost and nothing were proven in time'],
    }
  }
  if (disk.peerBehind !== 'no' && disk.peerBehind !== 'presumed') {
    return { reasons: [behindWords[disk.peerBehind]], changes: [] }
  }
  const lost = disk.lostForMs === null ? '' : `, and the peer was lost only ${renderSpan(disk.lostForMs)} ago`
  return {
    reasons: [`the last word of the peer was that ${relationWords.equal}${lost}`],
    changes: ['this node decided too late: a peer that lives may write alone by then'],
  }
}

function againstIt(disk: DiskStatus, refusal: Refusal): Ground {
  const reconnected = 'the replication were connected again and the copies in sync'
  switch (refusal) {
    case 'split-brain':
      return {
        reasons: [relationWords[disk.relation]],
        changes: ['the operator chose the side that is kept; see "hapair split-brain show"'],
      }
    case 'disk-unknown':
      return {
        reasons: ['the replication driver has not told how the disk is'],
        changes: ['the driver answered; see "hapair doctor"'],
      }
    case 'not-in-sync':
      return { reasons: [notInSync(disk)], changes: ['the resynchronisation had ended'] }
    case 'disk-not-current':
      return { reasons: notCurrent(disk), changes: [reconnected] }
    default:
      return { reasons: [refusalText(refusal)], changes: [] }
  }
}

function notInSync({ outOfSyncKib, disk, peerDisk }: DiskStatus): string {
  const known = outOfSyncKib !== null && outOfSyncKib > 0
  const amount = known ? `${renderKib(outOfSyncKib)} are not yet replicated` : 'the copies are not in sync'
  return `${amount}: this disk is ${qualityWords[disk]}, that of the peer ${qualityWords[peerDisk]}`
}

function notCurrent(disk: DiskStatus): readonly string[] {
  if (disk.stale) return [staleSentence]
  if (disk.disk !== 'up-to-date') return [`this copy is ${qualityWords[disk.disk]}`]
  const lost = disk.lostForMs === null ? '' : ` for ${renderSpan(disk.lostForMs)}`
  return [
    `it is up to date by its own word only: ${connectionWords[disk.connection]}${lost}, and the peer may have written on`,
    behindWords[disk.peerBehind],
  ]
}
