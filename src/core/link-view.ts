/**
 * What does a node know of its watched links and of the targets of the jury?
 *
 * The state of each kind with the instant of its latest change, and the latest round of the jury.
 */
import { never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { LinkState } from './eyes.ts'
import type { Fact } from './events.ts'
import { set } from './turn.ts'
import type { Turn } from './turn.ts'

/** Watched devices of a kind, and since when they are like that. */
export type LinkView = { readonly state: LinkState; readonly since: Instant }

/** Latest finished round of the jury here. */
export type TargetsView = { readonly round: number; readonly reached: number; readonly at: Instant }

/** Before the first fact. */
export const firstLink: LinkView = { state: 'unwatched', since: never }

/** Before the first round. */
export const firstTargets: TargetsView = { round: 0, reached: 0, at: never }

/** Notes how the watched links are. The peer hears of a change at once. */
export function absorbLinks(turn: Turn, event: Fact<'links'>): void {
  const { links } = turn.state
  const lan = links.lan.state === event.lan ? links.lan : { state: event.lan, since: turn.now }
  const internet = links.internet.state === event.internet ? links.internet : { state: event.internet, since: turn.now }
  if (lan === links.lan && internet === links.internet) return
  set(turn, { links: { lan, internet } })
  turn.urgent = true
}

/** Notes the outcome of a round. */
export function absorbTargets(turn: Turn, { round, reached }: Fact<'targets'>): void {
  set(turn, { targets: { round, reached, at: turn.now } })
}
