/**
 * Which nouns does a decision about the disks use?
 *
 * A resource is one replicated volume. Its facts come from one event stream of the replication driver, never from
 * several commands, because those can name combinations that never were (reliability research, 0.6). What must outlive
 * a crash stands in the record: `up-to-date` on a disk without its peer proves nothing, so a node remembers for itself
 * whether the other may have written alone, and how the other came to be behind (D11).
 */
import type { Generation } from './generation.ts'

/** State of the replication connection. `unknown`: no event stream, or none of the words that are known. */
export type DiskConnection = 'connected' | 'connecting' | 'stand-alone' | 'unknown'

/** Role of a disk. */
export type DiskRole = 'disk-primary' | 'disk-secondary' | 'unknown'

/** Quality of a disk (STA-21). `consistent`: whole, but nobody knows whether it is the newest. `failed`: detached. */
export type DiskQuality = 'up-to-date' | 'consistent' | 'outdated' | 'inconsistent' | 'failed' | 'unknown'

/** What flows over the connection. `paused`: a resynchronisation that waits. */
export type DiskSync = 'none' | 'source' | 'target' | 'verify' | 'paused'

/** Facts of one resource, as this node's driver tells them. */
export type DiskFacts = {
  readonly connection: DiskConnection
  readonly role: DiskRole
  readonly peerRole: DiskRole
  readonly disk: DiskQuality
  readonly peerDisk: DiskQuality
  readonly sync: DiskSync
  /** Writes are frozen until the fence handler has answered. */
  readonly suspended: boolean
  /** The kernel has called its fence handler, which has not ended yet: its question is here, or on its way. */
  readonly kernelAsks: boolean
  /** Not yet replicated, KiB; 0 when in sync. Left out while the driver has not told: that is not 0. */
  readonly outOfSyncKib?: number
  /** Left out while the driver has not told. */
  readonly generation?: Generation
  /** The volume is mounted on this node. */
  readonly mounted: boolean
}

/** Facts of one resource in a beat (D8). */
export type ResourceFacts = Pick<
  DiskFacts,
  'connection' | 'role' | 'disk' | 'peerDisk' | 'suspended' | 'generation'
> & {
  /** Index in the settings, 0..7. */
  readonly resource: number
  /** Connected, nothing out of sync, nothing under way. */
  readonly inSync: boolean
  /** The sender's writes wait for this node: outdate your disk. */
  readonly outdate: boolean
  /** The sender's disk is outdated, read back after the order, and noted durably. */
  readonly outdated: boolean
  /** The operator chose the sender's data: discard yours, if it is the one that he named. */
  readonly discard?: DiscardOrder
}

/** The operator's word that data goes: which data he saw, and which of his words it is (S5). */
export type DiscardOrder = {
  /** The first `victimDigits` digits of its current identifier. */
  readonly victim: string
  /** 0..255; another one for each order of the same node, so that a word that was obeyed is known again. */
  readonly number: number
}

/** Digits of an identifier that a beat has room for (D8): another identifier begins alike once in 4 billion. */
export const victimDigits = 8

/**
 * How the peer came to be behind, as far as this node knows (S4). `failed`: its disk failed while it followed this one.
 * `presumed`: by silence alone, exit 5.
 */
export type PeerBehind = 'no' | 'acknowledged' | 'fenced' | 'departed' | 'failed' | 'presumed'

/** Durable facts of one resource (D17). */
export type DiskMemory = {
  readonly name: string
  /** Identifiers of both nodes as last seen; left out when never seen. */
  readonly own?: Generation
  readonly peer?: Generation
  readonly peerBehind: PeerBehind
  /** The peer may have written after this node lost it (S11). Ends with a whole resynchronisation, or by the operator. */
  readonly stale: boolean
  /** Words of the operator to discard that were obeyed, the newest last, as `tokenOf` writes them (D17). */
  readonly used?: readonly string[]
  /** The operator forced this disk to primary. */
  readonly forced: boolean
  /** Both nodes' identifiers, told of the same time, showed that the copies do not belong together (SB-1). */
  readonly apart: boolean
}

/** Nothing is known. */
export const unknownDisk: DiskFacts = {
  connection: 'unknown',
  role: 'unknown',
  peerRole: 'unknown',
  disk: 'unknown',
  peerDisk: 'unknown',
  sync: 'none',
  suspended: false,
  kernelAsks: false,
  mounted: false,
}

/** Record of a resource of which nothing is known. */
export function emptyDiskMemory(name: string): DiskMemory {
  return { name, peerBehind: 'no', stale: false, forced: false, apart: false }
}
