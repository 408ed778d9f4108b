/**
 * When must the core be called next for the services?
 */
import { endOfTime, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { isolationStopAt, replacedAt } from './placement.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'

/** The instants that services wait for; some of them may be past. */
export function serviceDues(state: PairState, settings: PairSettings): readonly Instant[] {
  if (settings.services.length === 0) return []
  const dues: Instant[] = [replacedAt(state, settings), state.serving.leaveBy]
  for (const { order, retryAt, disableFrom } of state.services) {
    dues.push(order?.deadlineAt ?? never, retryAt, disableFrom)
  }
  if (state.phase === 'isolated') dues.push(isolationStopAt(state, settings, state.steppedAt))
  return dues.filter((due) => due > never && due < endOfTime)
}
