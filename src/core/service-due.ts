/**
 * Which service is the next to be started or stopped?
 *
 * Services start in rising order, those of the same order beside each other up to the width, and after those that they name;
 * they stop the other way round (SVC-9, FO-25). A service that failed, or whose unit is not there, holds up no other one
 * (SVC-13); one that waits for the peer does for the limit of its own start.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Wanted } from './placement.ts'
import { peerAllows } from './placement.ts'
import { ranksOf } from './service-limits.ts'
import { atRest, mayRun } from './service-view.ts'
import type { ServiceView } from './service-view.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'

/** The services that may be started now, by index. `wanted`: what shall become of each. */
export function startsDue(
  state: PairState,
  settings: PairSettings,
  now: Instant,
  wanted: readonly Wanted[],
): readonly number[] {
  const { services } = settings
  const free = settings.servicePolicy.width - underWay(state)
  if (free <= 0) return []
  const settled = (index: number): boolean => isSettled(state, settings, now, wanted, index)
  const ranks = ranksOf(services)
  return services
    .flatMap((_, index) => {
      const view = state.services[index]
      if (view === undefined || wanted[index] !== 'run' || !startable(view, now)) return []
      if (!peerAllows(state, settings, now, index)) return []
      const first = services.every((_other, at) => !precedes(settings, ranks, at, index) || settled(at))
      return first ? [index] : []
    })
    .slice(0, free)
}

function underWay({ services }: PairState): number {
  return services.filter(({ order }) => order?.kind === 'start').length
}

function startable({ facts: { unit }, order, retryAt }: ServiceView, now: Instant): boolean {
  return order === undefined && (unit === 'stopped' || unit === 'failed') && now >= retryAt
}

/** Must the service `one` have been started before `other`? */
function precedes({ services }: PairSettings, ranks: readonly number[], one: number, other: number): boolean {
  if (one === other) return false
  const name = services[one]?.name ?? ''
  return (ranks[one] ?? 0) < (ranks[other] ?? 0) || services[other]?.after.includes(name) === true
}

/** Does the service hold up none of those that come after it: it runs, failed, or shall not run here? */
export function isSettled(
  state: PairState,
  settings: PairSettings,
  now: Instant,
  wanted: readonly Wanted[],
  index: number,
): boolean {
  const view = state.services[index]
  if (view === undefined || wanted[index] !== 'run' || view.failed === 'start') return true
  const { unit } = view.facts
  const limitMs = settings.services[index]?.startMs ?? 0
  if (unit === 'missing' || unit === 'masked' || unit === 'unknown') return view.order === undefined
  if (unit === 'running') return view.order === undefined
  if (unit === 'starting' || unit === 'stopping') return view.order === undefined && elapsed(view.since, now) > limitMs
  return !peerAllows(state, settings, now, index) && elapsed(state.phaseAt, now) > limitMs
}

/** Does everything that shall run here run, or has it failed? */
export function allSettled(state: PairState, settings: PairSettings, now: Instant, wanted: readonly Wanted[]): boolean {
  return wanted.every((_, index) => isSettled(state, settings, now, wanted, index))
}

/** Of these services: which ones may be stopped now, the last started first? `hasty`: all of them at once. */
export function stopsDue(
  state: PairState,
  settings: PairSettings,
  now: Instant,
  these: readonly number[],
  hasty: boolean,
): readonly number[] {
  const ranks = ranksOf(settings.services)
  const open = these.filter((index) => stands(state.services[index]))
  const busy = state.services.filter(({ order }) => order?.kind === 'stop').length
  const free = hasty ? these.length : settings.servicePolicy.width - busy
  const due = open.filter((index) => {
    const view = state.services[index]
    if (view === undefined || view.order?.kind === 'stop') return false
    if (view.failed === 'stop' && now < view.retryAt) return false
    return hasty || !open.some((at) => precedes(settings, ranks, index, at))
  })
  return due.slice(0, Math.max(free, 0))
}

/** May it run, and has a stop not failed already? One that does not stop holds up no other one. */
function stands(view: ServiceView | undefined): boolean {
  return view !== undefined && mayRun(view)
}

/** Does it run by the word of the service manager, or may a start of this node act still? What is unknown is left alone. */
export function known(view: ServiceView): boolean {
  return view.begun || (!atRest(view) && view.facts.unit !== 'unknown')
}
