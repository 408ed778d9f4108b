/**
 * What does the status say of the fencing device?
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { asking } from './disk-view.ts'
import { armed, fenced } from './fence-device.ts'
import { sentenceOf } from './reasons.ts'
import { maintained } from './state.ts'
import type { PairState } from './state.ts'
import type { FencingStatus } from './status-document.ts'
import type { PairSettings } from './settings.ts'

/** The device of this node; nothing for a pair without one. */
export function fencingStatus(state: PairState, settings: PairSettings, now: Instant): FencingStatus | null {
  if (!armed(settings)) return null
  const { id, orderedAt, failures, failure, answers, answersText } = state.fence
  const off = fenced(state, settings, now)
  return {
    device: 'agent',
    state: id !== 0 ? 'switching-off' : off ? 'confirmed-off' : failures > 0 ? 'failed' : 'idle',
    orderedAgoMs: orderedAt === never ? null : Math.round(elapsed(orderedAt, now)),
    failures,
    failure,
    answers,
    answersText,
  }
}

/** What an operator should act on. */
export function fencingWarnings(state: PairState, settings: PairSettings): readonly string[] {
  if (!armed(settings)) return []
  const { failures, failure, answers, answersText } = state.fence
  const waits = maintained(state) && state.disks.some(asking)
  return [
    ...(failures > 0 && failure !== '' ? [`${sentenceOf('fence-failed')} (${failure})`] : []),
    ...(answers === 'no' ? [`${sentenceOf('fence-device-silent')} (${answersText})`] : []),
    ...(waits ? ['writes are frozen, and during a maintenance the peer is not switched off for them'] : []),
  ]
}
