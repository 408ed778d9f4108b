/**
 * What does the status say of the services?
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { peerAllows, peerRuns, wantedHere } from './placement.ts'
import { firstService } from './service-view.ts'
import { heardHere } from './silence.ts'
import type { PairState } from './state.ts'
import type { ServiceStatus } from './status-document.ts'
import type { PairSettings } from './settings.ts'

/** One entry per service, in the order of the settings. */
export function serviceStatus(state: PairState, settings: PairSettings, now: Instant): readonly ServiceStatus[] {
  return settings.services.map(({ name, placement }, index) => {
    const view = state.services[index] ?? firstService(name)
    const { facts, since, order, failed, failures } = view
    const wanted = wantedHere(state, settings, now, placement)
    const waits = wanted === 'run' && facts.unit !== 'running' && !peerAllows(state, settings, now, index)
    return {
      name,
      placement,
      wanted,
      unit: facts.unit,
      check: facts.check,
      forMs: since === never ? null : Math.round(elapsed(since, now)),
      restarts: facts.restarts,
      atBoot: facts.atBoot,
      order: order?.kind ?? 'none',
      failed,
      failures,
      waitsForPeer: waits,
      peerRuns: heardHere(state) && state.peer.beat?.eyes !== undefined ? peerRuns(state, index) : null,
    }
  })
}

/** Does everything that shall run on this node run? */
export function servicesUp(state: PairState, settings: PairSettings, now: Instant): boolean {
  return settings.services.every(({ placement }, index) => {
    const unit = state.services[index]?.facts.unit
    return wantedHere(state, settings, now, placement) !== 'run' || unit === 'running'
  })
}
