/**
 * What is a keeper of disks made of, what does it count, and which single orders does it take?
 *
 * The words of `index.ts` in a file of their own.
 */
import type { OpError } from '../base/op-error.ts'
import type { DiskResource, PlainVerb } from './commands.ts'
import type { DispatcherCounts } from './dispatcher.ts'
import type { DiskEdge } from './drbdsetup.ts'
import type { DiskFacts } from './facts.ts'
import type { MountPlace } from './mount.ts'

/** A replicated volume, and where it is mounted; without a place it is used as a device. */
export type KeptResource = DiskResource & { readonly place?: Omit<MountPlace, 'device'> }

/** What the keeper is made of. The callbacks are called on the main thread and must return within a millisecond. */
export type DiskKeeperOptions = {
  /** In the order of the settings; the index of each is its number in the beats. */
  readonly resources: readonly KeptResource[]
  readonly edge: DiskEdge
  readonly onFacts: (facts: readonly DiskFacts[]) => void
  /** Something that no promise answers for. Each once, until it has worked again. */
  readonly onTrouble: (error: OpError) => void
}

/** Counters, for status. */
export type DiskCounts = DispatcherCounts & {
  readonly unknownWords: number
  readonly droppedLines: number
  /** Streams that were begun, the first one included. */
  readonly streams: number
}

/** Orders that concern one resource and have no steps of their own. */
export type SingleOrder = Extract<
  PlainVerb,
  'up' | 'down' | 'adjust' | 'connect' | 'disconnect' | 'resume-io' | 'pause-resync' | 'resume-resync' | 'verify'
>
