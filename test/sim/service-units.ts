/**
 * What does the service manager of a machine do with the units of the pair?
 *
 * Each node has one manager. Its units start and stop in their own time, whatever becomes of the agent that asked; they live
 * and die with the machine. What goes wrong is counted per unit, because faults may overlap: a start that fails or hangs, a
 * stop that hangs until it is killed or for ever, a unit that dies again and again, that is missing, masked or sick, and a
 * manager that answers nobody for a while.
 */
import type { ServiceFacts, UnitState } from '../../src/core/eyes.ts'
import { unknownService } from '../../src/core/eyes.ts'
import type { Chance } from './chance.ts'
import type { Machine } from './machine.ts'
import type { World } from './world.ts'

/** How a unit fails, each counted. */
export type UnitTroubles = {
  refuses: number
  hangs: number
  lingers: number
  unkillable: number
  dies: number
  missing: number
  masked: number
  sick: number
}

/** One unit of one node. Instants are global. */
export type Unit = {
  state: Exclude<UnitState, 'missing' | 'masked' | 'unknown'>
  restarts: number
  atBoot: boolean
  /** Jobs so far: an older one does nothing more. */
  job: number
  /** Since when it is in this state, and since when any process of it runs; infinity when none does. */
  since: number
  activeSince: number
  /** Somebody else than the agent started it last. */
  byHand: boolean
  /** When its last trouble ended or began. */
  troubledAt: number
  readonly troubles: UnitTroubles
}

/** Ends a job; `text` says why it failed. */
export type JobEnd = (text?: string) => void

/** A job that nothing hinders takes this share of its limit, ms at least. */
const jobShare = [0.02, 0.5] as const
/** A unit that dies again and again lives so long, ms. */
const lifeMs = [50, 4_000] as const
/** The manager mends a death by itself in this share, after a while, ms. */
const mendShare = 0.5
const mendMs = [20, 300] as const
/** A kill that is pending is tried again after this, ms. */
const killMs = [5, 150] as const
/** Units that are enabled come up so long after the power, ms. */
const bootMs = [100, 3_000] as const

/** The units of one machine. */
export class ServiceUnits {
  readonly units: readonly Unit[]
  /** The manager answers nobody. */
  deaf = 0
  /** Who is told of each change. */
  changed: () => void = () => undefined
  readonly #world: World
  readonly #machine: Machine
  readonly #chance: Chance

  constructor(world: World, machine: Machine, chance: Chance) {
    this.#world = world
    this.#machine = machine
    this.#chance = chance
    this.units = machine.settings.services.map(() => newUnit())
  }

  /** What the manager says of every unit. */
  facts(): readonly ServiceFacts[] {
    return this.units.map((unit): ServiceFacts => {
      if (this.deaf > 0) return { ...unknownService, restarts: unit.restarts }
      const { missing, masked, sick } = unit.troubles
      const idle = !active(unit)
      const state: UnitState = idle && missing > 0 ? 'missing' : idle && masked > 0 ? 'masked' : unit.state
      const check = state !== 'running' ? 'none' : sick > 0 ? 'failed' : 'passed'
      return { unit: state, check, restarts: unit.restarts, atBoot: unit.atBoot && missing === 0 }
    })
  }

  unit(index: number): Unit {
    const unit = this.units[index]
    if (unit === undefined) throw new Error(`there is no service ${index}`)
    return unit
  }

  /** Something runs again by itself, later, unless the machine lost its power since. */
  later(afterMs: number, act: () => void): void {
    const machine = this.#machine
    const { bootId } = machine
    this.#world.later(afterMs, () => {
      if (!machine.powered || machine.bootId !== bootId) return
      if (machine.frozen) machine.thawed.push(act)
      else act()
    })
  }

  /** Begins to start a unit. */
  start(index: number, limitMs: number, byHand: boolean, end: JobEnd): void {
    const unit = this.unit(index)
    const { missing, masked, refuses, hangs } = unit.troubles
    if (missing + masked > 0 && !active(unit)) {
      end(missing > 0 ? 'the unit is not found' : 'the unit is masked')
      return
    }
    if (unit.state === 'running') {
      end()
      return
    }
    unit.byHand = byHand
    const job = this.#enter(index, 'starting')
    if (hangs > 0) {
      this.later(limitMs, () => {
        if (unit.job !== job) return
        if (this.#chance.hit(0.5)) this.#enter(index, 'failed')
        end('the start timed out')
      })
      return
    }
    this.later(limitMs * this.#chance.between(...jobShare), () => {
      if (unit.job !== job) return
      this.#enter(index, refuses > 0 ? 'failed' : 'running')
      end(refuses > 0 ? 'exit 1' : undefined)
      if (unit.troubles.dies > 0) this.dieSoon(index)
    })
  }

  /** Begins to stop a unit; what runs still after `killAfterMs` is killed. */
  stop(index: number, limitMs: number, killAfterMs: number, end: JobEnd): void {
    const unit = this.unit(index)
    if (!active(unit)) {
      unit.job += 1
      if (unit.state === 'failed') this.#enter(index, 'stopped')
      end()
      return
    }
    const job = this.#enter(index, 'stopping')
    const lingers = unit.troubles.lingers + unit.troubles.unkillable > 0
    const ms = limitMs * this.#chance.between(...jobShare)
    const soon = !lingers && ms < killAfterMs
    this.later(soon ? ms : killAfterMs, () => {
      this.#endStop(index, job, end)
    })
  }

  #endStop(index: number, job: number, end: JobEnd): void {
    const unit = this.unit(index)
    if (unit.job !== job) return
    if (unit.troubles.unkillable > 0) {
      this.later(this.#chance.between(...killMs), () => {
        this.#endStop(index, job, end)
      })
      return
    }
    this.#enter(index, 'stopped')
    end()
  }

  /** A running unit dies after a while, again and again as long as the fault lasts. */
  dieSoon(index: number): void {
    const unit = this.unit(index)
    const { job } = unit
    this.later(this.#chance.spread(...lifeMs), () => {
      if (unit.job === job && unit.state === 'running' && unit.troubles.dies > 0) this.die(index)
    })
  }

  /** A running unit ends by itself; the manager mends that or not. */
  die(index: number): void {
    const unit = this.unit(index)
    if (unit.state !== 'running') return
    this.#world.truth.disturb()
    unit.restarts += 1
    const mended = this.#chance.hit(mendShare)
    const job = this.#enter(index, mended ? 'starting' : 'failed')
    if (!mended) return
    this.later(this.#chance.between(...mendMs), () => {
      if (unit.job !== job) return
      this.#enter(index, unit.troubles.refuses > 0 ? 'failed' : 'running')
      if (unit.troubles.dies > 0) this.dieSoon(index)
    })
  }

  /** The power goes: nothing runs any more. */
  powerOff(): void {
    for (const unit of this.units) {
      Object.assign(unit, { state: 'stopped', restarts: 0, byHand: false, since: this.#world.now })
      unit.activeSince = Number.POSITIVE_INFINITY
      unit.job += 1
    }
  }

  /** The power comes: what is enabled starts by itself. */
  powerOn(): void {
    for (const [index, unit] of this.units.entries()) {
      if (!unit.atBoot) continue
      this.later(this.#chance.between(...bootMs), () => {
        if (unit.atBoot) this.start(index, this.#machine.settings.services[index]?.startMs ?? 0, true, () => undefined)
      })
    }
  }

  #enter(index: number, state: Unit['state']): number {
    const unit = this.unit(index)
    unit.job += 1
    unit.state = state
    unit.since = this.#world.now
    if (!active(unit)) unit.activeSince = Number.POSITIVE_INFINITY
    else if (unit.activeSince === Number.POSITIVE_INFINITY) unit.activeSince = this.#world.now
    const name = this.#machine.settings.services[index]?.name ?? String(index)
    this.#world.note(this.#machine, `service ${name} is ${state}`)
    this.changed()
    return unit.job
  }
}

/** Does any process of the unit run, or may one? */
export function active({ state }: Unit): boolean {
  return state === 'starting' || state === 'running' || state === 'stopping'
}

function newUnit(): Unit {
  const none = { refuses: 0, hangs: 0, lingers: 0, unkillable: 0, dies: 0, missing: 0, masked: 0, sick: 0 }
  const times = { since: 0, activeSince: Number.POSITIVE_INFINITY, troubledAt: Number.NEGATIVE_INFINITY }
  return { state: 'stopped', restarts: 0, atBoot: false, job: 0, byHand: false, ...times, troubles: none }
}
