/**
 * What is a running node made of, and what does it offer to the control socket?
 */
import type { NodeParts } from './node-parts.ts'
import type { openDisks } from './open-disks.ts'
import type { NodeFence } from './open-fence.ts'
import type { openServices } from './open-services.ts'
import type { Instant } from '../base/time.ts'
import type { SiteSettings } from '../config/site.ts'
import type { Effect } from '../core/effects.ts'
import type { PairState } from '../core/state.ts'
import type { PairSettings } from '../core/settings.ts'
import type { Netlink } from '../linux/netlink.ts'
import type { VipKeeper } from '../vip/index.ts'
import type { PairKey } from '../wire/session.ts'
import type { Journal } from './journal.ts'
import type { Links } from './links.ts'
import type { Loop } from './loop.ts'
import type { MemoryStore } from './memory.ts'
import type { Outlook } from './outlook.ts'
import type { Recorder } from './recorder.ts'
import type { ReleaseDuty } from './release-duty.ts'
import type { TargetNames } from './target-names.ts'

/** What a node is composed of. `recorder` is asked once, with the settings of the core. */
export type NodeOptions = {
  readonly site: SiteSettings
  readonly keys: readonly PairKey[]
  readonly journal: Journal
  readonly memory: MemoryStore
  /** The list for the emergency release, taken over already. */
  readonly duty: ReleaseDuty
  readonly recorder: (settings: PairSettings, startedAt: Instant) => Recorder | undefined
  readonly answer: (effect: Extract<Effect, { type: 'answer' }>) => void
  readonly answerKernel: (effect: Extract<Effect, { type: 'fence-answer' }>) => void
  /** Root of the system below which files and tools of the disks lie. */
  readonly diskRoot: string
  /** Left out on a node without disks, which need not load what drives them: a start must fit into the lease. */
  readonly openDisks?: typeof openDisks
  /** Left out on a node whose pair has no services. */
  readonly openServices?: typeof openServices
  /** The device that switches the peer off; left out on a node of class A. */
  readonly fence?: NodeFence
  readonly changed: (state: PairState) => void
  readonly feedWatchdog: () => void
  readonly exit: (code: number) => void
}

/** What the control socket and the reports need of a running node. */
export type RunningNode = {
  readonly loop: Loop
  readonly links: Links
  readonly keeper: VipKeeper
  /** Whom and what the node looks at outside of itself. */
  readonly outlook: Outlook
  /** Addresses of ping targets that are written as names. */
  readonly names: TargetNames
  readonly netlink: Netlink
  readonly parts: NodeParts
  /** What went wrong with an adapter and was not answered by a promise, newest last, bounded. */
  readonly troubles: readonly string[]
  readonly inconsistent: () => boolean
  readonly replaceSite: (site: SiteSettings) => Promise<void>
  /** Closes every device at once; resolves when the recording is written out. */
  readonly stop: () => Promise<void>
}
