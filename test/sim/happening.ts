/**
 * What can stand in the agenda of the world?
 */
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { DiskChoice } from './disks.ts'
import type { Answered } from './lan.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import type { Frame } from './links.ts'
import type { AddressOrder, NodeIndex } from './machine.ts'
import type { Write } from './store.ts'

/** What the agenda holds. `life`: only for this run of the agent. */
export type Happening =
  | { readonly type: 'arrival'; readonly to: NodeIndex; readonly path: number; readonly what: Frame | PairEvent }
  | { readonly type: 'timer' | 'greet'; readonly node: NodeIndex; readonly life: number }
  | { readonly type: 'fact'; readonly node: NodeIndex; readonly life: number; readonly fact: PairEvent }
  | { readonly type: 'answer'; readonly node: NodeIndex; readonly life: number; readonly answered: Answered }
  | { readonly type: 'written'; readonly node: NodeIndex; readonly life: number; readonly write: Write }
  | { readonly type: 'addressed'; readonly node: NodeIndex; readonly life: number; readonly order: AddressOrder }
  | { readonly type: 'expiry'; readonly node: NodeIndex }
  | { readonly type: 'act'; readonly act: () => void }

/** A crash of the agent that waits for an effect. */
export type ArmedCrash = {
  readonly node: NodeIndex
  readonly effect: Effect['type'] | 'any'
  readonly when: 'before' | 'after'
}

/** A promise that was broken. `at`: global ms. */
export type Violation = { readonly promise: string; readonly text: string; readonly at: number }

/** A fault that the world may choose. */
export type WorldChoice = {
  readonly settings: readonly [PairSettings, PairSettings]
  readonly modemLines: boolean
  readonly watchdog: boolean
  /** Left out: a pair without disks. */
  readonly disks?: DiskChoice | undefined
}

/** A global instant as text, seconds with milliseconds. */
export function stamp(at: number): string {
  return `${(at / 1000).toFixed(3).padStart(8)}s`
}
