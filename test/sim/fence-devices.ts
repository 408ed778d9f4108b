/**
 * What do the fencing devices of a pair do, and what goes wrong with them?
 *
 * Each node can switch the other off. An order that left acts whatever becomes of the node that gave it; then the device
 * is asked what came of it, and only its word `off` makes the order done. A device can be out of reach, hang, or act and
 * lose the answer. Somebody switches the node on again after a while.
 */
import { Chance } from './chance.ts'
import { other } from './machine.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { powerOff, powerOn } from './operations.ts'
import type { World } from './world.ts'

/** From the order to the word of the device, ms; it acts at this share of that. */
const workMs = [200, 3_000] as const
const actShare = [0.3, 0.9] as const
/** The order leaves the node within, and a device that is out of reach is given up within, ms. */
const leaveMs = [2, 30] as const
const unreachedMs = [100, 2_000] as const
/** A node that was switched off is switched on again after so many dead times. */
const backDeads = [1, 8] as const
const bootMs = 2_000
/** Makes the stream differ from that of the same seed. */
const salt = 0x0fe17ce5

/** How a device fails, each counted because faults may overlap. */
export type DeviceTroubles = { unreachable: number; hangs: number; mute: number }

/** The devices of both nodes, by the node that orders. */
export class FenceDevices {
  readonly troubles: readonly [DeviceTroubles, DeviceTroubles] = [none(), none()]
  /** When the device of each node said last that the peer is off, and when it was ordered to see to that. */
  readonly confirmedAt: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  /** Delay of every order, ms; nothing: by chance. */
  workMs: number | undefined
  /** Everything is healed: somebody stands beside the nodes and switches them on again soon. */
  healed = false
  readonly #world: World
  readonly #chance: Chance
  readonly #returns: [number, number] = [0, 0]

  constructor(world: World, seed: number) {
    this.#world = world
    this.#chance = new Chance(seed ^ salt)
  }

  troubled(node: NodeIndex): boolean {
    const { unreachable, hangs, mute } = this.troubles[node]
    return unreachable + hangs + mute > 0
  }

  /** A node orders its device to switch the other node off. */
  order(machine: Machine, agent: Agent, id: number): void {
    const chance = this.#chance
    const world = this.#world
    world.later(chance.between(...leaveMs), () => {
      if (machine.agent !== agent || !machine.awake) return
      const { unreachable, hangs, mute } = this.troubles[machine.index]
      const answer = (afterMs: number, failure?: string): void => {
        world.later(afterMs, () => {
          this.#answer(machine, agent, id, failure)
        })
      }
      if (unreachable > 0) answer(chance.between(...unreachedMs), 'the device does not answer')
      if (unreachable + hangs > 0) return
      const ms = this.workMs ?? chance.spread(...workMs)
      world.later(ms * chance.between(...actShare), () => {
        this.#act(world.machines[other(machine.index)])
      })
      answer(ms, mute > 0 ? 'the answer of the device was lost' : undefined)
    })
  }

  #answer(machine: Machine, agent: Agent, id: number, failure: string | undefined): void {
    const world = this.#world
    if (machine.agent !== agent || !machine.awake) return
    const on = world.machines[other(machine.index)].powered
    const text = failure ?? (on ? 'the device says that the peer is on' : undefined)
    if (text === undefined) this.confirmedAt[machine.index] = world.now
    world.enterFact(
      machine,
      agent,
      world.now,
      text === undefined ? { type: 'effect-done', id } : { type: 'effect-failed', id, text },
    )
  }

  #act(machine: Machine): void {
    const world = this.#world
    if (!machine.powered) return
    const { bootId } = machine
    world.note(machine, 'switched off by the device')
    world.truth.disturb()
    powerOff(world, machine)
    const ticket = this.#returns[machine.index]
    world.later(world.deadMs * (this.healed ? 1 : this.#chance.spread(...backDeads)), () => {
      if (this.#returns[machine.index] !== ticket || machine.powered || machine.bootId !== bootId) return
      powerOn(world, machine, bootMs)
    })
  }

  /** Nobody switches this node on again. */
  forget(node: NodeIndex): void {
    this.#returns[node] += 1
  }
}

function none(): DeviceTroubles {
  return { unreachable: 0, hangs: 0, mute: 0 }
}
