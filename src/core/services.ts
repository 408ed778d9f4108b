/**
 * Which orders do the services of this node need now?
 *
 * Level-triggered: in every turn what runs is compared with what shall run (`placement.ts`), and the difference is ordered
 * (`service-due.ts`, `service-orders.ts`). So a service that was started by hand on the wrong node, one that the service
 * manager starts at boot by itself, and one that died are put right in the same way (D12). A service manager that does not
 * answer changes nothing.
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Plan } from './moves.ts'
import { isolationKillAt, noteAbsence, wantedHere } from './placement.ts'
import type { Wanted } from './placement.ts'
import { advance } from './plan.ts'
import { allSettled, known, startsDue, stopsDue } from './service-due.ts'
import { orderSlackMs } from './service-limits.ts'
import { orderDisable, orderStart, orderStop, watchServices } from './service-orders.ts'
import { mayRun, setService, setServing, steadyMs } from './service-view.ts'
import type { ServiceView } from './service-view.ts'
import { tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** Sees to the services. Called once a turn, after the role was decided. */
export function keepServices(turn: Turn): void {
  if (turn.settings.services.length === 0) return
  noteAbsence(turn)
  watchServices(turn)
  const { plan } = turn.state
  if (plan?.steps[plan.index] === 'units-stop') stopForPlan(turn, plan)
  const wanted = turn.settings.services.map(({ placement }) =>
    wantedHere(turn.state, turn.settings, turn.now, placement),
  )
  tellSilence(turn)
  notePlaces(turn, wanted)
  stopAstray(turn, wanted)
  for (const index of startsDue(turn.state, turn.settings, turn.now, wanted)) orderStart(turn, index)
  if (turn.state.phase !== 'starting') keepFromBoot(turn)
  tellUp(turn, wanted)
}

/** The step of a release: everything that runs on one node only is stopped, and the plan goes on when that is proven. */
function stopForPlan(turn: Turn, plan: Plan): void {
  const { services } = turn.settings
  // What a former run of the agent left on a slave belongs there perhaps; what needs the disk does not (D6).
  const these = services.flatMap(({ placement }, index) =>
    placement === 'master' || (placement !== 'both' && plan.cause !== 'leftovers') ? [index] : [],
  )
  const leftMs = elapsed(turn.now, plan.deadlineAt) - orderSlackMs
  for (const index of stopsDue(turn.state, turn.settings, turn.now, these, false))
    orderStop(turn, index, Math.min(services[index]?.stopMs ?? 0, leftMs))
  if (these.every((index) => !runsStill(turn, index))) advance(turn, plan)
}

function runsStill(turn: Turn, index: number): boolean {
  const view = turn.state.services[index]
  return view !== undefined && mayRun(view)
}

/** What must not run here is stopped (SVC-6); and so is, to be started anew, what fails its check or hangs in its start. */
function stopAstray(turn: Turn, wanted: readonly Wanted[]): void {
  const { state, settings, now } = turn
  const isolated = state.phase === 'isolated'
  const these = state.services.flatMap((view, index) => {
    const astray = wanted[index] === 'stop' && known(view)
    const anew = wanted[index] === 'run' && view.order === undefined && now >= view.retryAt && unwell(view)
    return astray || anew ? [index] : []
  })
  if (these.length === 0) return
  const leftMs = isolated ? elapsed(now, isolationKillAt(state, settings, now)) : Number.POSITIVE_INFINITY
  for (const index of stopsDue(state, settings, now, these, isolated))
    orderStop(turn, index, Math.min(settings.services[index]?.stopMs ?? 0, leftMs))
}

/** It runs and fails its check, or its start has failed and hangs still. */
function unwell({ facts: { unit, check }, failed }: ServiceView): boolean {
  return (unit === 'running' && check === 'failed') || (unit === 'starting' && failed === 'start')
}

/** What runs here by nobody's order is told once; so is a service whose unit is not there. */
function notePlaces(turn: Turn, wanted: readonly Wanted[]): void {
  for (const [index, view] of turn.state.services.entries()) {
    const next = placeOf(view, wanted[index] ?? 'leave', turn.now)
    if (next === undefined) continue
    setService(turn, index, next)
    if (next.told === 'wrong-node') tell(turn, 'service-wrong-node', view.name)
    if (next.told === 'no-unit') tell(turn, 'service-failed', view.name, `its unit is ${view.facts.unit}`)
  }
}

function placeOf(view: ServiceView, wanted: Wanted, now: Instant): Partial<ServiceView> | undefined {
  const { placed, told, facts } = view
  if (wanted === 'run') {
    const absent = facts.unit === 'missing' || facts.unit === 'masked'
    if (absent && told !== 'no-unit') return { placed: true, told: 'no-unit' }
    const over = told === 'stays' ? facts.unit === 'running' && elapsed(view.since, now) >= steadyMs : !absent
    if (told !== 'nothing' && over) return { placed: true, told: 'nothing' }
    return placed ? undefined : { placed: true }
  }
  if (wanted === 'leave') return undefined
  if (!mayRun(view)) return placed || told !== 'nothing' ? { placed: false, told: 'nothing' } : undefined
  return placed || told === 'wrong-node' || !known(view) ? undefined : { told: 'wrong-node' }
}

/** No managed service is started at boot by anybody but this agent. */
function keepFromBoot(turn: Turn): void {
  for (const [index, view] of turn.state.services.entries()) {
    if (view.facts.unit === 'unknown' || view.facts.unit === 'missing') continue
    if (!view.facts.atBoot) {
      if (view.bootTold) setService(turn, index, { bootTold: false })
      continue
    }
    if (!view.bootTold) {
      tell(turn, 'service-at-boot', view.name)
      setService(turn, index, { bootTold: true })
    }
    const idle = turn.state.services[index]?.order === undefined
    if (idle && turn.now >= view.disableFrom) orderDisable(turn, index)
  }
}

/** The service manager does not answer: nothing is known, so nothing is changed. One unit alone may be under a look (SVC-12). */
function tellSilence(turn: Turn): void {
  const { services, serving } = turn.state
  const silent = services.every(({ facts, since }) => since > never && facts.unit === 'unknown')
  if (silent === serving.silent) return
  setServing(turn, { silent })
  tell(turn, silent ? 'services-unknown' : 'services-known')
}

/** Tells once that everything that shall run here was started, with how long each took. */
function tellUp(turn: Turn, wanted: readonly Wanted[]): void {
  const { state, settings, now } = turn
  if (wanted.every((one) => one !== 'run')) {
    if (state.serving.up && state.plan === undefined) setServing(turn, { up: false })
    return
  }
  const up = allSettled(state, settings, now, wanted)
  if (up === state.serving.up) return
  setServing(turn, { up })
  if (!up) return
  const facts = state.services.flatMap((view, index) => {
    if (wanted[index] !== 'run') return []
    return [view.facts.unit === 'running' ? `${view.name} ${view.startMs} ms` : `${view.name} ${view.facts.unit}`]
  })
  tell(turn, 'services-up', ...facts, `${Math.round(elapsed(state.phaseAt, now))} ms since ${state.phase}`)
}
