/**
 * What is known of two data sets that have parted, and which one should be kept?
 *
 * Told from the status of one node: its own side in full, the other one as far as its beats and the record say. The advice
 * is the one that keeps what users work on now; where both or nobody serve there is none, because only people can know
 * which writes matter (SB-3, SB-10). Nothing is decided here.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import type { DiskStatus } from '../core/status-document.ts'
import { peerOf } from '../core/types.ts'
import type { NodeName } from '../core/types.ts'
import { isApart, isDiverged } from './render-disks.ts'

/** One copy of one volume. `lastWrite`: ISO 8601, `now` while it is in use; `null` when it is not known here. */
export type Side = {
  readonly node: NodeName
  readonly here: boolean
  readonly role: DiskStatus['role']
  readonly disk: DiskStatus['disk']
  readonly generation: string | null
  readonly lastWrite: string | null
  /** What is noted of it: `stale`, `forced to lead`. */
  readonly marks: readonly string[]
}

/** One volume. */
export type PartedVolume = {
  readonly resource: string
  readonly apart: boolean
  readonly relation: DiskStatus['relation']
  readonly connection: DiskStatus['connection']
  /** Blocks that this node wrote since the two were the same, KiB; `null` when not known. */
  readonly outOfSyncKib: number | null
  readonly sides: readonly [Side, Side]
}

/** A way to one data set. */
export type Way = {
  readonly keep: NodeName
  readonly loses: string
  readonly commands: readonly { readonly node: NodeName; readonly command: string; readonly why: string }[]
}

/** The whole comparison. */
export type SplitBrain = {
  readonly kind: 'diverged' | 'dual-active' | 'none'
  readonly node: NodeName
  /** Since this run of the agent knows, ms. */
  readonly sinceMs: number | null
  readonly evidence: readonly string[]
  readonly leads: DaemonStatus['holder']
  readonly volumes: readonly PartedVolume[]
  readonly advice: { readonly keep: NodeName | null; readonly reason: string }
  /** The advised way first. */
  readonly ways: readonly Way[]
}

/** Times of the last writes on this node, by resource. */
export type LastWrites = Readonly<Record<string, string | null>>

/** Compares. */
export function compareSides(status: DaemonStatus, lastWrites: LastWrites = {}): SplitBrain {
  const diverged = isDiverged(status)
  const kind = diverged ? 'diverged' : status.pair === 'dual-active' ? 'dual-active' : 'none'
  const advice = diverged ? adviceOf(status) : { keep: null, reason: quietReason(kind) }
  const first = advice.keep ?? status.node
  return {
    kind,
    node: status.node,
    sinceMs: status.divergedForMs,
    evidence: evidenceOf(status, kind),
    leads: status.holder,
    volumes: status.disks.map((disk) => volumeOf(status, disk, lastWrites[disk.resource] ?? null)),
    advice,
    ways: diverged ? [wayTo(first, status), wayTo(peerOf(first), status)] : [],
  }
}

function quietReason(kind: SplitBrain['kind']): string {
  return kind === 'dual-active'
    ? 'both nodes claim the addresses, but their data belongs together; this ends by rule within a few beats'
    : 'the data of the two nodes belongs together; there is nothing to repair'
}

function evidenceOf(status: DaemonStatus, kind: SplitBrain['kind']): readonly string[] {
  if (kind === 'none') return []
  if (kind === 'dual-active') return ['both nodes report to be running master']
  const parted = status.disks.filter(isApart).map((disk) => {
    const identifiers = `${disk.generation ?? 'unknown'} here, ${disk.peerGeneration ?? 'unknown'} there`
    return `${disk.resource}: ${identifiers}, ${howParted(disk)}`
  })
  return [...parted, ...(status.holder === 'both' ? ['both nodes report to be running master'] : [])]
}

/** A forced promotion begins two generations at once, so that not even the one before it is left to be compared. */
function howParted({ relation, forced }: DiskStatus): string {
  if (relation === 'diverged') return 'both went on alone from common data'
  if (forced) return 'no identifier in common: they parted when this copy was forced to lead'
  return 'no identifier in common: forced to lead on the other node, or of different origin'
}

function volumeOf(status: DaemonStatus, disk: DiskStatus, lastWrite: string | null): PartedVolume {
  const mine: Side = {
    ...{ node: status.node, here: true, role: disk.role, disk: disk.disk, generation: disk.generation },
    lastWrite: disk.mounted ? 'now' : lastWrite,
    marks: [...(disk.stale ? ['stale'] : []), ...(disk.forced ? ['forced to lead'] : [])],
  }
  const theirs: Side = {
    ...{ node: status.peer.node, here: false, role: disk.peerRole, disk: disk.peerDisk },
    ...{ generation: disk.peerGeneration, lastWrite: leads(status, status.peer.node) ? 'now' : null, marks: [] },
  }
  const { resource, relation, connection, outOfSyncKib } = disk
  return { resource, apart: isApart(disk), relation, connection, outOfSyncKib, sides: [mine, theirs] }
}

function leads(status: DaemonStatus, node: NodeName): boolean {
  return status.holder === node || status.holder === 'both'
}

function broken(quality: DiskStatus['disk']): boolean {
  return quality === 'failed' || quality === 'inconsistent'
}

function adviceOf(status: DaemonStatus): SplitBrain['advice'] {
  const other = peerOf(status.node)
  if (status.disks.some((disk) => broken(disk.disk))) {
    return { keep: other, reason: `the copy of the ${status.node} is not whole` }
  }
  if (status.disks.some((disk) => broken(disk.peerDisk))) {
    return { keep: status.node, reason: `the copy of the ${other} is not whole` }
  }
  const { holder } = status
  if (holder === 'master' || holder === 'slave') {
    const forced = holder === status.node && status.disks.some((disk) => disk.forced)
    const older = forced ? `; it began from older data, so look whether the ${other} has writes that must be saved` : ''
    return {
      keep: holder,
      reason: `the ${holder} serves: users work on its data now, which is newer every minute${older}`,
    }
  }
  const reason =
    holder === 'both'
      ? 'both nodes serve and take writes: compare what was written on each, and decide with support'
      : 'no node is known to serve: compare the last writes on both nodes, and decide with support'
  return { keep: null, reason }
}

function wayTo(keep: NodeName, status: DaemonStatus): Way {
  const victim = peerOf(keep)
  const save = {
    node: victim,
    command: `hapair init --reinit --source ${keep} --save-victim DIR`,
    why: `optional: a copy of the data that goes`,
  }
  const loses = `what was written only on the ${victim} is lost, and not to be had back without a copy`
  if (keep === 'slave') {
    return {
      keep,
      loses,
      commands: [
        { node: 'master', command: 'hapair demote-master', why: 'the master gives everything up; no data is touched' },
        save,
        {
          node: 'slave',
          command: 'hapair failback',
          why: 'the data of the slave goes to the master, which then leads',
        },
      ],
    }
  }
  const release = {
    node: 'slave',
    command: 'hapair release',
    why: 'the slave gives everything up and is held',
  } as const
  const unhold = {
    node: 'slave',
    command: 'hapair unhold',
    why: 'when all is in sync: the slave stands by again',
  } as const
  const free = leads(status, 'slave') || status.holder === 'unknown'
  return {
    keep,
    loses,
    commands: [
      ...(free ? [release] : []),
      save,
      {
        node: 'master',
        command: 'hapair init --reinit --source master',
        why: 'the data of the master goes to the slave',
      },
      ...(free ? [unhold] : []),
    ],
  }
}
