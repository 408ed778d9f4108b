/**
 * Which services do the tests of the core have?
 *
 * A stand for the two service managers, without chance: it starts and stops what it is told, in a fixed time, and tells what
 * is so. A unit can be told to fail or to hang. Rejected: the model of the simulator, which is made to surprise.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { Placement, ServiceFacts, ServiceSettings, UnitState } from '../../src/core/eyes.ts'
import type { NodeName } from '../../src/core/types.ts'
import { Pair } from './pair.ts'
import type { Changes } from './settings.ts'

/** A start, a stop and a farewell take, ms. */
export const unitMs = 100

/** What a unit does when it is ordered. */
export type Manner = 'works' | 'fails' | 'hangs'

/** A service of the tests: it may start for 10 s and stop for 5 s. */
export function service(name: string, placement: Placement, fields: Partial<ServiceSettings> = {}): ServiceSettings {
  return { name, placement, order: 50, after: [], startMs: 10_000, stopMs: 5_000, ...fields }
}

/** A pair that places services. */
export class ServicePair extends Pair {
  readonly units: Record<NodeName, ServiceFacts[]>
  readonly manners: Record<NodeName, Manner[]>
  /** The manager of a node answers nobody. */
  readonly deaf: Record<NodeName, boolean> = { master: false, slave: false }

  constructor(services: readonly ServiceSettings[], changes: Changes = {}) {
    super({ failback: 'manual', ...changes, services })
    const facts: ServiceFacts = { unit: 'stopped', check: 'none', restarts: 0, atBoot: false }
    this.units = { master: services.map(() => facts), slave: services.map(() => facts) }
    this.manners = { master: services.map(() => 'works'), slave: services.map(() => 'works') }
    this.performOther = (name, effect) => {
      this.#perform(name, effect)
    }
  }

  /** Both nodes have booted, the master leads, everything that shall run runs. */
  static settled(services: readonly ServiceSettings[], changes: Changes = {}): ServicePair {
    const pair = new ServicePair(services, changes)
    for (const name of ['master', 'slave'] as const) {
      pair.boot(name)
      pair.tell(name)
    }
    pair.run(10_000)
    return pair
  }

  /** Tells a node what its manager says. */
  tell(name: NodeName): void {
    const silent: ServiceFacts = { unit: 'unknown', check: 'none', restarts: 0, atBoot: false }
    const services = this.units[name].map((facts) => (this.deaf[name] ? silent : facts))
    this.give(name, { type: 'services', services })
  }

  /** Something of a unit changes by itself. */
  change(name: NodeName, index: number, fields: Partial<ServiceFacts>): void {
    const facts = this.units[name][index]
    if (facts === undefined) throw new Error(`there is no service ${index}`)
    this.units[name][index] = { ...facts, ...fields }
    this.tell(name)
  }

  /** The state of every unit of a node. */
  states(name: NodeName): readonly UnitState[] {
    return this.units[name].map(({ unit }) => unit)
  }

  /** Orders about services and addresses since an instant, as `node effect index`. */
  orders(from: number): readonly string[] {
    return this.story.flatMap(({ at, node, effect }) => {
      if (at < from) return []
      if (effect.type === 'service-start' || effect.type === 'service-stop' || effect.type === 'service-disable')
        return [`${node} ${effect.type} ${effect.service}`]
      const told = effect.type === 'end-clients' || effect.type === 'vip-add' || effect.type === 'vip-remove'
      return told ? [`${node} ${effect.type}`] : []
    })
  }

  #perform(name: NodeName, effect: Effect): void {
    if (effect.type === 'end-clients') {
      this.#answer(name, effect.id)
      return
    }
    if (effect.type === 'service-disable') {
      this.later(unitMs, () => {
        this.change(name, effect.service, { atBoot: false })
      })
      this.#answer(name, effect.id)
      return
    }
    if (effect.type !== 'service-start' && effect.type !== 'service-stop') return
    const manner = this.deaf[name] ? 'hangs' : this.manners[name][effect.service]
    if (manner === 'hangs') return
    const starts = effect.type === 'service-start'
    const unit: UnitState = starts ? (manner === 'works' ? 'running' : 'failed') : 'stopped'
    this.later(unitMs, () => {
      this.change(name, effect.service, { unit })
    })
    this.#answer(name, effect.id, manner === 'fails' && starts ? 'exit 1' : undefined)
  }

  #answer(name: NodeName, id: number, text?: string): void {
    this.later(unitMs, () => {
      this.give(name, text === undefined ? { type: 'effect-done', id } : { type: 'effect-failed', id, text })
    })
  }
}
