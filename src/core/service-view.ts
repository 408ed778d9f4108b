/**
 * What does a node know of its own services between two facts?
 *
 * The latest word of the service manager about each, the order that is out, and how it went lately. What shall run where is
 * derived from the roles, never stored. A service counts as stopped only by proof: after a start was ordered nothing but a
 * stop that is done proves it, because a word of the service manager may be older than the start (SVC-9).
 */
import { elapsed, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { ServiceFacts, ServiceSettings } from './eyes.ts'
import { unknownService } from './eyes.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** An order for a service that is out. */
export type ServiceOrder = {
  readonly kind: 'start' | 'stop' | 'disable'
  readonly id: number
  readonly begunAt: Instant
  readonly deadlineAt: Instant
}

/** One service of the settings. */
export type ServiceView = {
  readonly name: string
  readonly facts: ServiceFacts
  /** Since when its unit is in that state; `never` before the first fact. */
  readonly since: Instant
  readonly order: ServiceOrder | undefined
  /** A start was ordered, and no stop was done since. */
  readonly begun: boolean
  /** What failed last, until it succeeds. */
  readonly failed: 'nothing' | 'start' | 'stop'
  /** Failures in a row, and when what failed may be tried again. */
  readonly failures: number
  readonly retryAt: Instant
  /** Deaths and failed starts within the window, oldest first; not more than hand the role over. */
  readonly falls: readonly Instant[]
  /** How long the latest start took, ms. */
  readonly startMs: number
  /** It was to run here since it was proven to be stopped last. */
  readonly placed: boolean
  /** What was told once and is so still. */
  readonly told: 'nothing' | 'wrong-node' | 'no-unit' | 'stays'
  readonly bootTold: boolean
  /** It is not taken away from the boot before this instant. */
  readonly disableFrom: Instant
}

/** What a node knows of all its services together. */
export type Serving = {
  /** Since when it is certain that no slave runs the services placed on it; `never` while it is not. */
  readonly goneSince: Instant
  /** Everything that shall run here was started, or has failed, and that was told. */
  readonly up: boolean
  /** The service manager does not answer, and that was told. */
  readonly silent: boolean
  /** A node that leaves waits for its services up to this instant. */
  readonly leaveBy: Instant
}

/** Before the first turn. */
export const firstServing: Serving = { goneSince: never, up: false, silent: false, leaveBy: never }

/** First wait after a failure, ms; each further one in a row is twice as long, up to the second number. */
const pauseMs = { first: 2_000, max: 60_000 } as const
/** A service that ran for so long has recovered: its next failure is the first one in a row, ms. */
export const steadyMs = 60_000

/** Before the first fact. */
export function firstService(name: string): ServiceView {
  const quiet = { order: undefined, begun: false, failed: 'nothing', failures: 0, retryAt: never } as const
  const told = { placed: false, told: 'nothing', bootTold: false, disableFrom: never } as const
  return { name, facts: unknownService, since: never, ...quiet, falls: [], startMs: 0, ...told }
}

/** Does its unit run nothing, by the word of the service manager? */
export function atRest({ facts: { unit } }: ServiceView): boolean {
  return unit === 'stopped' || unit === 'failed' || unit === 'missing' || unit === 'masked'
}

/** Is the service not proven to be stopped? */
export function mayRun(view: ServiceView): boolean {
  return view.begun || !atRest(view)
}

/** Does one of the services that run on one node only perhaps run here? */
export function holdsSingle(views: readonly ServiceView[], services: readonly ServiceSettings[]): boolean {
  return views.some((view, index) => services[index]?.placement !== 'both' && mayRun(view))
}

/** Replaces fields of one service. The peer hears at once whether it may run here. */
export function setService(turn: Turn, index: number, fields: Partial<ServiceView>): void {
  const before = turn.state.services[index]
  if (before === undefined) return
  const after = { ...before, ...fields }
  if (mayRun(before) !== mayRun(after)) turn.urgent = true
  set(turn, { services: turn.state.services.map((view, at) => (at === index ? after : view)) })
}

/** Replaces fields of what is known of all services together. */
export function setServing(turn: Turn, fields: Partial<Serving>): void {
  set(turn, { serving: { ...turn.state.serving, ...fields } })
}

/** Notes what the service manager says; what lies beyond the settings is left out. */
export function absorbServices(turn: Turn, facts: readonly ServiceFacts[]): void {
  for (const [index, view] of turn.state.services.entries()) {
    const now = facts[index]
    if (now === undefined || (same(view.facts, now) && view.since > never)) continue
    const stays = view.facts.unit === now.unit && view.facts.restarts === now.restarts && view.since > never
    const since = stays ? view.since : turn.now
    const fell = falls(view, now)
    const ranMs = view.facts.unit === 'running' ? elapsed(view.since, turn.now) : 0
    setService(turn, index, { facts: now, since })
    const why = now.check === 'failed' ? 'its check fails' : 'it ended by itself'
    if (fell > 0) noteFalls(turn, index, { count: fell, why, ranMs })
  }
}

function same(one: ServiceFacts, other: ServiceFacts): boolean {
  return (
    one.unit === other.unit &&
    one.check === other.check &&
    one.restarts === other.restarts &&
    one.atBoot === other.atBoot
  )
}

/** How often it fell since the last word that says anything. What falls under an order is told by the outcome of that. */
function falls({ facts: before, since, order }: ServiceView, facts: ServiceFacts): number {
  if (since === never || before.unit === 'unknown' || facts.unit === 'unknown') return 0
  if (order?.kind === 'start' || order?.kind === 'stop') return 0
  const unwell = facts.unit === 'running' && facts.check === 'failed' && before.check !== 'failed'
  return Math.max(facts.restarts - before.restarts, 0) + (unwell ? 1 : 0)
}

/** Deaths or a failed start. `ranMs`: how long it had run before. */
export type Fall = { readonly count: number; readonly why: string; readonly ranMs: number }

/**
 * Notes that a service died or did not start: it is tried again after a pause that grows. After as many times in a row as
 * hand the role over it is not told any more.
 */
export function noteFalls(turn: Turn, index: number, { count, why, ranMs }: Fall): void {
  const { settings, now } = turn
  const view = turn.state.services[index]
  if (view === undefined) return
  const { restarts, windowMs } = settings.servicePolicy
  const fallen = Array.from({ length: Math.min(count, restarts) }, () => now)
  const kept = view.falls.filter((at) => elapsed(at, now) < windowMs)
  const failures = ranMs >= steadyMs ? 1 : view.failures + 1
  if (failures <= restarts) tell(turn, 'service-failed', view.name, why)
  setService(turn, index, {
    falls: [...kept, ...fallen].slice(-restarts),
    failures,
    retryAt: plus(now, pauseAfter(failures)),
  })
}

/** The pause after so many failures in a row, ms. */
export function pauseAfter(failures: number): number {
  return Math.min(pauseMs.first * 2 ** (Math.max(failures, 1) - 1), pauseMs.max)
}
