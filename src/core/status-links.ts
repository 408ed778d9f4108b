/**
 * What does the status say of links, of the jury, and of the checks of the peer's address?
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { linkKinds, linkLimitMs, seconds } from './link-view.ts'
import type { LinkKind } from './link-view.ts'
import { sentenceOf } from './reasons.ts'
import type { PairState } from './state.ts'
import type { JuryStatus, LinkStatus, MonitorStatus } from './status-document.ts'
import type { PairSettings } from './settings.ts'

/** Everything that is watched beside the beats. */
export function monitorStatus(state: PairState, settings: PairSettings, now: Instant): MonitorStatus {
  const { failures, at } = state.peerCheck
  const { failuresMax, decisive } = settings.peerCheck
  return {
    lan: linkStatus(state, settings, 'lan', now),
    internet: linkStatus(state, settings, 'internet', now),
    jury: juryStatus(state, settings, now),
    peerCheck: { failures, failuresMax, decisive, asked: at > never },
  }
}

function linkStatus(state: PairState, settings: PairSettings, kind: LinkKind, now: Instant): LinkStatus {
  const link = state.links[kind]
  const limitMs = linkLimitMs(settings, kind)
  return {
    state: link.state,
    forMs: ageMs(link.since, now),
    peer: state.peer.beat?.eyes?.[kind] ?? 'unwatched',
    handsOverAfterMs: limitMs === 'off' ? null : limitMs,
  }
}

function juryStatus({ targets }: PairState, settings: PairSettings, now: Instant): JuryStatus | null {
  if (targets.at === never) return null
  const { round, reached, peerReached, comparedAt, fewerSince } = targets
  const limitMs = settings.onFewerTargetsMs
  return {
    round,
    reached,
    peerReached: comparedAt === never ? null : peerReached,
    comparedAgoMs: ageMs(comparedAt, now),
    fewerForMs: ageMs(fewerSince, now),
    handsOverAfterMs: limitMs === 'off' ? null : limitMs,
  }
}

function ageMs(at: Instant, now: Instant): number | null {
  return at === never ? null : Math.round(elapsed(at, now))
}

/** What an operator should act on. */
export function monitorWarnings(state: PairState, settings: PairSettings, now: Instant): readonly string[] {
  const down = linkKinds.flatMap((kind) => {
    const link = state.links[kind]
    const both = state.peer.beat?.eyes?.[kind] === 'down' ? ', on the peer as well' : ''
    return link.state === 'down' ? [`${kind} links down for ${seconds(elapsed(link.since, now))}${both}`] : []
  })
  const { failures } = state.peerCheck
  return [
    ...down,
    ...(state.targets.told ? [sentenceOf('targets-fewer')] : []),
    ...(failures >= settings.peerCheck.failuresMax ? [sentenceOf('peer-check-failed')] : []),
  ]
}
