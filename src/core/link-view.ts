/**
 * What does a node know of its watched links and of the checks of the peer's address?
 *
 * The state of each kind with the instant of its latest change, and how often in a row the peer's address did not answer.
 * Every change is told on the node that sees it (EVT-13); what follows from it is decided in `link-watch.ts`.
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { LinkState } from './eyes.ts'
import type { Fact } from './events.ts'
import type { PairSettings } from './settings.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** Kinds of links that are watched. */
export const linkKinds = ['lan', 'internet'] as const

/** One of them. */
export type LinkKind = (typeof linkKinds)[number]

/** Watched devices of a kind, and since when they are like that. `told`: what of the timer was told since then. */
export type LinkView = {
  readonly state: LinkState
  readonly since: Instant
  readonly told: 'nothing' | 'over' | 'kept'
}

/** Checks of the peer's address that failed in a row; `never` before the first fact. */
export type PeerCheckView = { readonly failures: number; readonly at: Instant }

/** Before the first fact. */
export const firstLink: LinkView = { state: 'unwatched', since: never, told: 'nothing' }

/** Before the first check. */
export const firstPeerCheck: PeerCheckView = { failures: 0, at: never }

/** How long a kind may be down before a handover, ms. */
export function linkLimitMs(settings: PairSettings, kind: LinkKind): number | 'off' {
  return kind === 'lan' ? settings.onLanDownMs : settings.onInternetDownMs
}

/** Notes how the watched links are. The peer hears of a change at once. */
export function absorbLinks(turn: Turn, event: Fact<'links'>): void {
  const { links } = turn.state
  const lan = changed(turn, 'lan', event.lan)
  const internet = changed(turn, 'internet', event.internet)
  if (lan === links.lan && internet === links.internet) return
  set(turn, { links: { lan, internet } })
  turn.urgent = true
}

function changed(turn: Turn, kind: LinkKind, state: LinkState): LinkView {
  const before = turn.state.links[kind]
  if (before.state === state) return before
  if (state === 'down') {
    const limitMs = linkLimitMs(turn.settings, kind)
    tell(turn, 'link-down', kind, limitMs === 'off' ? 'no timer' : `a timer of ${seconds(limitMs)} begins`)
  } else if (before.state === 'down') {
    const why = state === 'up' ? 'after' : 'no longer watched, after'
    tell(turn, 'link-back', kind, `${why} ${seconds(elapsed(before.since, turn.now))}`)
  }
  return { state, since: turn.now, told: 'nothing' }
}

/** A span in whole seconds, in words. */
export function seconds(ms: number): string {
  return `${Math.round(ms / 1_000)} s`
}

/** Notes how often in a row the peer's address did not answer (HB-11). */
export function absorbPeerCheck(turn: Turn, { failures }: Fact<'peer-check'>): void {
  const { failuresMax } = turn.settings.peerCheck
  const before = turn.state.peerCheck.failures
  if (before < failuresMax && failures >= failuresMax)
    tell(turn, 'peer-check-failed', checksFailed(failures, failuresMax))
  if (before >= failuresMax && failures < failuresMax) tell(turn, 'peer-check-back')
  set(turn, { peerCheck: { failures, at: turn.now } })
}

/** The counter of the checks in words. */
export function checksFailed(failures: number, failuresMax: number): string {
  return `${failures} of ${failuresMax} checks of its address failed`
}
