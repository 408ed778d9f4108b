/**
 * What is the core told of a disk?
 *
 * The words of the model without what is only for display, the identifiers of the generation, and nothing derived: who
 * is fit, behind or diverged is the core's judgement. Small enough for a beat: 40 bytes for each resource.
 * While the stream restarts, everything is `unknown` and there are no identifiers: what was true a moment ago permits
 * nothing now.
 */
import type { DiskResource } from './commands.ts'
import type { Generation, Identifiers } from './identifiers.ts'
import { unknownResource } from './model.ts'
import type { DiskModel, ResourceState } from './model.ts'
import type { Connection, Disk, DiskRole, Replication } from './words.ts'

/** Why I/O is frozen. `fencing`: the peer is lost and not known to be outdated. `other`: any other reason. */
export type Frozen = 'no' | 'fencing' | 'other' | 'unknown'

/** Facts of one resource. */
export type DiskFacts = {
  /** Index in the settings; the same on both nodes. */
  readonly resource: number
  readonly connection: Connection
  readonly role: DiskRole
  readonly peerRole: DiskRole
  readonly disk: Disk
  readonly peerDisk: Disk
  readonly replication: Replication
  readonly suspended: Frozen
  /** The kernel runs its fence-peer program now. */
  readonly kernelAsks: boolean
  /** KiB that differ between the copies, as far as this node counts; missing: not known. */
  readonly outOfSyncKib?: number
  /** Missing: not read, or being read again after a change. Not the same as changed. */
  readonly identifiers?: Identifiers
  /** Was primary when it broke off, and has not met its peer since. */
  readonly crashedPrimary: boolean
}

/** What is known of a resource beside the model. */
export type Known = {
  readonly generation?: Generation
  /** Newest amount, KiB; newer than the model's, which 8.4 tells only when a state changes. */
  readonly outOfSyncKib?: number
}

/** Facts of one resource out of what is known. */
export function factsOf(index: number, resource: DiskResource, model: DiskModel, known: Known): DiskFacts {
  const told = model.complete ? model.resources.get(resource.name) : undefined
  const state = told === undefined || told.surplus ? unknownResource(resource.name) : told
  const outOfSyncKib = told === undefined ? undefined : (known.outOfSyncKib ?? state.outOfSyncKib)
  const { generation } = known
  return {
    resource: index,
    connection: connectionOf(state),
    role: state.role,
    peerRole: state.peerRole,
    disk: state.disk,
    peerDisk: state.peerDisk,
    replication: state.replication,
    suspended: frozenOf(state),
    kernelAsks: state.fencePeers > 0,
    ...(outOfSyncKib !== undefined && { outOfSyncKib }),
    ...(model.complete && generation !== undefined && { identifiers: generation.identifiers }),
    crashedPrimary: generation?.flags.crashedPrimary === true,
  }
}

/** Connected counts only when the volume replicates: between the two the nodes still compare their data. */
function connectionOf({ connection, replication }: ResourceState): Connection {
  if (connection !== 'connected') return connection
  return replication === 'off' || replication === 'unknown' ? 'connecting' : 'connected'
}

function frozenOf({ suspended, quorum }: ResourceState): Frozen {
  if (suspended === 'unknown') return 'unknown'
  if (suspended.includes('fencing')) return 'fencing'
  return suspended.length > 0 || quorum === false ? 'other' : 'no'
}

/** The part of a state that decides; amounts and percentages change without anything having happened. */
export function decidingPart(state: ResourceState | undefined): string {
  if (state === undefined) return ''
  const { role, suspended, connection, peerRole, disk, peerDisk, replication, surplus, quorum } = state
  return JSON.stringify([role, suspended, connection, peerRole, disk, peerDisk, replication, surplus, quorum])
}
