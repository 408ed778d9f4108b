/**
 * What can be held against a node that does not put its services right?
 */
import type { Placement } from '../../src/core/eyes.ts'
import type { Machine } from './machine.ts'
import type { Services } from './services.ts'
import type { World } from './world.ts'

/** Beyond its limit an order is overdue after this, ms. */
const slackMs = 5_000
/** The first pause after a failure, and the longest one, ms. */
const pauseMs = 2_000
const pauseMsMax = 60_000

/** Where a service is placed. */
export function placementOf({ settings }: Machine, index: number): Placement {
  return settings.services[index]?.placement ?? 'both'
}

/** Does the agent run, and is nothing under way that leaves the services alone? */
export function calm({ agent, awake }: Machine): boolean {
  if (agent === undefined || agent.stopped || !awake) return false
  const { plan, leaving } = agent.state
  return plan === undefined && leaving === 'no'
}

/** Can the manager of a machine be asked, and does the unit obey it? */
export function able(services: Services, { index: node }: Machine, service?: number): boolean {
  const manager = services.managers[node]
  if (manager.deaf > 0) return false
  if (service === undefined) return true
  const { lingers, unkillable } = manager.unit(service).troubles
  return lingers + unkillable === 0
}

/** Would the unit start, if it were ordered to? */
export function startsThere(services: Services, machine: Machine, index: number): boolean {
  const { refuses, hangs, dies, missing, masked, sick } = services.managers[machine.index].unit(index).troubles
  return able(services, machine, index) && refuses + hangs + dies + missing + masked + sick === 0
}

/** All services of a node are stopped within, ms; a stop that failed before is tried again. */
export function stopSumMs({ settings }: Machine): number {
  return settings.timing.unitsStopMs + pauseMs + pauseMsMax
}

/** All services of a node are started within, ms, when every one is tried to its limit once. */
export function startSumMs({ settings }: Machine): number {
  return settings.services.reduce((ms, service) => ms + service.startMs + slackMs, pauseMsMax)
}

/** For how long has something been so, at each look? */
export class Since {
  readonly #from = new Map<string, number>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Has it held at each look for longer than this? */
  longerThan(what: string, holds: boolean, ms: number): boolean {
    if (!holds) {
      this.#from.delete(what)
      return false
    }
    const from = this.#from.get(what) ?? this.#world.now
    this.#from.set(what, from)
    return this.#world.now - from > ms
  }
}
