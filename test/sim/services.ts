/**
 * How does the agent reach the service manager of its machine, and what does it hear of it?
 *
 * The hands of the daemon for services: one order per service, a newer one ends the older, each with a limit of its own.
 * The news of the units come at each change and in each audit, a moment late, as a whole. Everything draws from a stream of
 * chance of its own, so that a pair without services lives as if this file did not exist.
 */
import type { Effect } from '../../src/core/effects.ts'
import { Chance } from './chance.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { ServiceUnits } from './service-units.ts'
import type { World } from './world.ts'

/** An order for services. */
export type ServiceEffect = Extract<
  Effect,
  { readonly type: 'service-start' | 'service-stop' | 'service-disable' | 'end-clients' }
>

/** News are this late, ms. */
const newsMs = [1, 60] as const
const auditMs = 2_000
/** The hands give up this long after the limit that they were given, ms; the core waits longer. */
const giveUpMs = 3_000
/** A manager that does not answer is asked again after this, ms. */
const askAgainMs = 200
/** A farewell takes, ms. */
const farewellMs = [1, 200] as const
/** Makes the stream differ from that of the same seed. */
const salt = 0x5e41ce5

/** The service managers of both nodes and the hands that reach them. */
export class Services {
  readonly managers: readonly [ServiceUnits, ServiceUnits]
  /** How many faults make the farewell of each node hang. */
  readonly farewellHangs: [number, number] = [0, 0]
  readonly chance: Chance
  readonly #world: World
  /** Latest order per node and service: an older one is given up. */
  readonly #latest: readonly [number[], number[]] = [[], []]
  readonly #pending: [boolean, boolean] = [false, false]

  constructor(world: World, seed: number) {
    this.#world = world
    this.chance = new Chance(seed ^ salt)
    const [one, two] = world.machines
    this.managers = [new ServiceUnits(world, one, this.chance), new ServiceUnits(world, two, this.chance)]
    for (const node of [0, 1] as const) {
      this.managers[node].changed = () => {
        this.tellSoon(node)
      }
      this.#audit(node)
    }
  }

  #audit(node: NodeIndex): void {
    this.#world.later(auditMs, () => {
      this.tellSoon(node)
      this.#audit(node)
    })
  }

  /** The agent of a node hears of all units a moment later. */
  tellSoon(node: NodeIndex): void {
    const world = this.#world
    const machine = world.machines[node]
    if (this.#pending[node]) return
    this.#pending[node] = true
    world.later(this.chance.between(...newsMs), () => {
      this.#pending[node] = false
      const { agent } = machine
      if (agent === undefined || !machine.awake) return
      world.enterFact(machine, agent, world.now, { type: 'services', services: this.managers[node].facts() })
    })
  }

  /** Performs one order. */
  perform(machine: Machine, agent: Agent, effect: ServiceEffect): void {
    const limitMs = this.#limit(machine, effect)
    const order = effect.type === 'end-clients' ? undefined : { service: effect.service, id: effect.id }
    if (order !== undefined) this.#latest[machine.index][order.service] = order.id
    let open = true
    const end = (text?: string): void => {
      const replaced = order !== undefined && this.#latest[machine.index][order.service] !== order.id
      if (!open || machine.agent !== agent || !machine.awake || replaced) return
      open = false
      const { id } = effect
      this.#world.enterFact(
        machine,
        agent,
        this.#world.now,
        text === undefined ? { type: 'effect-done', id } : { type: 'effect-failed', id, text },
      )
    }
    const current = (): boolean =>
      open &&
      machine.agent === agent &&
      (order === undefined || this.#latest[machine.index][order.service] === order.id)
    this.managers[machine.index].later(limitMs + giveUpMs, () => {
      end('no end within the limit')
      open = false
    })
    this.#reach(machine, effect, current, end)
  }

  #limit(machine: Machine, effect: ServiceEffect): number {
    const { services, timing } = machine.settings
    if (effect.type === 'service-stop') return effect.killAfterMs
    if (effect.type === 'service-start') return services[effect.service]?.startMs ?? 0
    return timing.stepMs * 0.6
  }

  /** Waits for a manager that does not answer, as long as the order is wanted. */
  #reach(machine: Machine, effect: ServiceEffect, current: () => boolean, end: (text?: string) => void): void {
    const manager = this.managers[machine.index]
    if (!current()) return
    if (manager.deaf > 0) {
      manager.later(askAgainMs, () => {
        this.#reach(machine, effect, current, end)
      })
      return
    }
    manager.later(this.chance.between(...newsMs) / 10, () => {
      if (!current()) return
      if (manager.deaf > 0) this.#reach(machine, effect, current, end)
      else this.#act(machine, effect, end)
    })
  }

  #act(machine: Machine, effect: ServiceEffect, end: (text?: string) => void): void {
    const manager = this.managers[machine.index]
    const { services } = machine.settings
    switch (effect.type) {
      case 'service-start':
        manager.start(effect.service, services[effect.service]?.startMs ?? 0, false, end)
        return
      case 'service-stop':
        manager.stop(effect.service, services[effect.service]?.stopMs ?? 0, effect.killAfterMs, end)
        return
      case 'service-disable':
        manager.unit(effect.service).atBoot = false
        manager.changed()
        end()
        return
      case 'end-clients':
        if (this.farewellHangs[machine.index] > 0) return
        manager.later(this.chance.between(...farewellMs), () => {
          end()
        })
    }
  }
}
