/**
 * What does whoever opens the disks of a node give them?
 *
 * Everything of the machine and of the rest of the agent that `disks.ts` works with, so that a test can give its own.
 */
import type { SiteReplication } from '../config/site.ts'
import type { PairEvent } from '../core/events.ts'
import type { Reason } from '../core/reasons.ts'
import type { NodeName } from '../core/types.ts'
import type { Grammar } from '../drbd/commands.ts'
import type { DiskEdge, DiskKeeper } from '../drbd/index.ts'
import type { PlaceLook } from '../drbd/drbdsetup-look.ts'
import type { ResetGuard } from '../linux/reset.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'
import type { VerifyRecords } from './verify-records.ts'

/** Tells a line of the story that the core does not tell: what only this node sees of its volumes. */
export type DiskAlarm = (reason: Reason, ...facts: readonly string[]) => void

/** What the disks are made of. Callbacks return at once. */
export type DiskOptions = {
  readonly node: NodeName
  readonly replication: SiteReplication
  readonly edge: DiskEdge
  readonly post: (event: PairEvent) => void
  readonly trouble: (text: string) => void
  /** The kernel's table of mounts. */
  readonly readMounts: () => string
  readonly moduleLoaded: () => boolean
  /** What stands at a path of this machine. */
  readonly lookAt: PlaceLook
  /** What resets the machine when a release hangs; left out where that is not possible. */
  readonly helper?: ResetGuard
  /** The core's time limit of a step with a disk, ms. */
  readonly stepLimitMs: number
  /**
   * Called when it is known which driver there is: makes the way to make it know the volumes, which is gone again and again
   * until it returns true.
   */
  readonly bringUp: (keeper: DiskKeeper, troubles: ToldTroubles<string>) => BringUp
  /** Called with each change of the facts, for whoever shows them. */
  readonly seen: () => void
  /** What journal and console want: how far a resynchronisation is (DRBD-8). */
  readonly progress: (text: string) => void
  readonly alarm: DiskAlarm
  /** Wall clock, ms since 1970. */
  readonly wall: () => number
  readonly verifyRecords: VerifyRecords
}

/** One try. True: nothing is left that another one may do. */
export type BringUp = (grammar: Grammar, signal: AbortSignal) => Promise<boolean>
