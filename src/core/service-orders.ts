/**
 * How is an order for a service given, and what follows from its outcome?
 *
 * One order for a service at a time, with a deadline that the core keeps (C3, C4); a newer one ends the older one. A start
 * that runs out of time may act still: it is followed by a stop, and only then tried again. What fails is tried again after
 * a pause that grows; a service that does not start holds up nothing else (SVC-13).
 */
import { elapsed, never, plus } from '../base/time.ts'
import { orderSlackMs } from './service-limits.ts'
import { noteFalls, pauseAfter, setService } from './service-view.ts'
import type { ServiceOrder, ServiceView } from './service-view.ts'
import { freshId, order, tell } from './turn.ts'
import type { Turn } from './turn.ts'

/** A service that could not be kept from the boot is tried again after this, ms. */
const disableAgainMs = 60_000

/** Orders a start. */
export function orderStart(turn: Turn, index: number): void {
  const limitMs = turn.settings.services[index]?.startMs ?? 0
  const id = begin(turn, index, 'start', limitMs + orderSlackMs)
  setService(turn, index, { begun: true })
  order(turn, { type: 'service-start', id, service: index })
}

/** Orders a stop; what still runs after `killAfterMs` is killed. */
export function orderStop(turn: Turn, index: number, killAfterMs: number): void {
  const afterMs = Math.max(Math.floor(killAfterMs), 0)
  const id = begin(turn, index, 'stop', afterMs + orderSlackMs)
  order(turn, { type: 'service-stop', id, service: index, killAfterMs: afterMs })
}

/** Orders that the service manager does not start it at boot. */
export function orderDisable(turn: Turn, index: number): void {
  const id = begin(turn, index, 'disable', turn.settings.timing.stepMs + orderSlackMs)
  order(turn, { type: 'service-disable', id, service: index })
}

function begin(turn: Turn, index: number, kind: ServiceOrder['kind'], limitMs: number): number {
  const id = freshId(turn)
  setService(turn, index, { order: { kind, id, begunAt: turn.now, deadlineAt: plus(turn.now, limitMs) } })
  return id
}

/** The outcome of an order for a service; `text` says why it failed. False when the id belongs to none. */
export function absorbServed(turn: Turn, id: number, text?: string): boolean {
  const index = turn.state.services.findIndex(({ order: out }) => out?.id === id)
  const view = turn.state.services[index]
  if (view?.order === undefined) return false
  setService(turn, index, { order: undefined })
  if (text === undefined) noteDone(turn, index, view, view.order)
  else noteFailed(turn, index, view, view.order, text)
  return true
}

/** Ends the orders that are overdue. Called once a turn. */
export function watchServices(turn: Turn): void {
  for (const [index, view] of turn.state.services.entries()) {
    const { order: out } = view
    if (out === undefined || turn.now < out.deadlineAt) continue
    setService(turn, index, { order: undefined })
    noteFailed(turn, index, view, out, `timed out after ${Math.round(elapsed(out.begunAt, turn.now))} ms`)
    if (out.kind === 'start') orderStop(turn, index, turn.settings.services[index]?.stopMs ?? 0)
  }
}

function noteDone(turn: Turn, index: number, view: ServiceView, { kind, begunAt }: ServiceOrder): void {
  const { now } = turn
  const { name, facts, failed } = view
  const ms = Math.round(elapsed(begunAt, now))
  if (kind === 'disable') {
    setService(turn, index, { facts: { ...facts, atBoot: false } })
    return
  }
  const unit = kind === 'start' ? 'running' : 'stopped'
  const since = facts.unit === unit ? {} : { since: now }
  const after = kind === 'start' ? { startMs: ms } : { begun: false, ...(failed === 'stop' ? { retryAt: never } : {}) }
  setService(turn, index, { facts: { ...facts, unit, check: 'none' }, ...since, failed: 'nothing', ...after })
  tell(turn, kind === 'start' ? 'service-started' : 'service-stopped', name, `${ms} ms`)
}

function noteFailed(turn: Turn, index: number, view: ServiceView, { kind }: ServiceOrder, text: string): void {
  const { now } = turn
  if (kind === 'disable') {
    setService(turn, index, { disableFrom: plus(now, disableAgainMs) })
    return
  }
  setService(turn, index, { failed: kind })
  if (kind === 'start') {
    noteFalls(turn, index, { count: 1, why: `start: ${text}`, ranMs: 0 })
    return
  }
  const failures = view.failed === 'stop' ? view.failures + 1 : 1
  if (failures <= turn.settings.servicePolicy.restarts) tell(turn, 'service-failed', view.name, `stop: ${text}`)
  setService(turn, index, { failures, retryAt: plus(now, pauseAfter(failures)) })
}
