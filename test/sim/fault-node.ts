/**
 * What goes wrong on a node: agent, machine, power, hands, disk, operator?
 */
import type { Effect } from '../../src/core/effects.ts'
import type { OperatorOrder } from '../../src/core/events.ts'
import type { Chance } from './chance.ts'
import { allPaths, owner, someMachine, together } from './fault.ts'
import type { Faults } from './fault.ts'
import { desert, split } from './fault-net.ts'
import { cut } from './fault-path.ts'
import { other } from './machine.ts'
import type { Machine } from './machine.ts'
import {
  continueAgent,
  freeze,
  giveOrder,
  killAgent,
  powerOff,
  powerOn,
  startAgent,
  stopAgent,
  thaw,
} from './operations.ts'
import type { World } from './world.ts'

const effectTypes: readonly Effect['type'][] = [
  'remember',
  'send-beat',
  'vip-add',
  'vip-renew',
  'vip-remove',
  'announce',
  'probe',
  'answer',
  'exit',
  'tell',
]

const roleVerbs = ['make-master', 'make-slave', 'failover', 'failback'] as const
const otherVerbs = ['hold', 'unhold', 'release', 'stop', 'restart', 'announce'] as const

/** A drawn order of a role by an operator who did not look. */
export function drawRoleOrder(chance: Chance): Extract<OperatorOrder, { readonly force: boolean }> {
  const force = chance.hit(0.25)
  return { verb: chance.pick(roleVerbs), force }
}

/** A drawn order; what the operator saw is right, old or not told. */
export function drawOrder(machine: Machine, chance: Chance): OperatorOrder {
  if (chance.hit(0.35)) return { verb: chance.pick(otherVerbs) }
  const state = machine.agent?.state
  const { verb, force } = drawRoleOrder(chance)
  if (state === undefined || chance.hit(0.7)) return { verb, force }
  const stale = chance.hit(0.3)
  return { verb, force, seen: { term: state.wanted.term.number + (stale ? 1 : 0), phase: state.phase } }
}

/** Faults of nodes. */
export const nodeFaults: Faults = {
  'agent-stopped': (world, chance) => {
    const machine = someMachine(world, chance)
    stopAgent(world, machine)
    return () => {
      continueAgent(world, machine)
    }
  },
  'machine-frozen': (world, chance) => {
    const machine = someMachine(world, chance)
    freeze(world, machine)
    return () => {
      thaw(world, machine)
    }
  },
  'agent-killed': (world, chance) => {
    const machine = someMachine(world, chance)
    if (!machine.frozen) killAgent(world, machine)
    return undefined
  },
  'agent-killed-at-effect': (world, chance) => {
    const effect = chance.hit(0.2) ? 'any' : chance.pick(effectTypes)
    world.armed.push({ node: chance.node(), effect, when: chance.hit(0.5) ? 'before' : 'after' })
    return undefined
  },
  'power-cut': (world, chance) => {
    const machine = someMachine(world, chance)
    powerOff(world, machine)
    return () => {
      powerOn(world, machine, world.deadMs * 0.1)
    }
  },
  'owner-power-cut': (world, chance) => {
    const machine = owner(world, chance)
    powerOff(world, machine)
    return () => {
      powerOn(world, machine, world.deadMs * 0.1)
    }
  },
  'owner-stopped': (world, chance) => {
    const machine = owner(world, chance)
    stopAgent(world, machine)
    return () => {
      continueAgent(world, machine)
    }
  },
  'owner-frozen': (world, chance) => {
    const machine = owner(world, chance)
    freeze(world, machine)
    return () => {
      thaw(world, machine)
    }
  },
  'owner-isolated': (world, chance) => {
    const { index } = owner(world, chance)
    return together(cut(world, allPaths(world), [0, 1]), split(world), desert(world, [index]))
  },
  'both-power-cut': (world, chance) => {
    const firstBack = chance.node()
    for (const machine of world.machines) powerOff(world, machine)
    return () => {
      powerOn(world, world.machines[firstBack], world.deadMs * 0.1)
      powerOn(world, world.machines[other(firstBack)], world.deadMs * chance.spread(0.1, 4))
    }
  },
  hands: (world, chance) => {
    world.faultiness = {
      slow: chance.hit(0.5) ? 0.5 : 0,
      fail: chance.hit(0.5) ? 0.4 : 0,
      hang: chance.hit(0.4) ? 0.4 : 0,
    }
    world.forgetful = true
    return () => {
      world.faultiness = { slow: 0, fail: 0, hang: 0 }
    }
  },
  'disk-full': (world, chance) => {
    const { store } = someMachine(world, chance)
    world.forgetful = true
    store.full = true
    return () => {
      store.full = false
    }
  },
  'disk-hangs': (world, chance) => {
    const machine = someMachine(world, chance)
    world.forgetful = true
    machine.store.hanging = true
    return () => {
      mendDisk(world, machine)
    }
  },
  'record-unreadable': (world, chance) => {
    const machine = someMachine(world, chance)
    if (machine.frozen) return undefined
    world.forgetful = true
    killAgent(world, machine)
    machine.store.record = 'unreadable'
    return undefined
  },
  'record-lost': (world, chance) => {
    const machine = someMachine(world, chance)
    if (machine.frozen) return undefined
    powerOff(world, machine)
    machine.store.record = 'empty'
    world.forgetful = true
    return () => {
      powerOn(world, machine, world.deadMs * 0.1)
    }
  },
  order: (world, chance) => {
    const machine = someMachine(world, chance)
    const order = drawOrder(machine, chance)
    giveOrder(world, machine, order)
    if (order.verb !== 'stop') return undefined
    return () => {
      if (machine.agent === undefined && machine.powered) startAgent(world, machine, world.deadMs * 0.1)
    }
  },
}

/** A disk that hung goes on: what hung is written now. */
export function mendDisk(world: World, machine: Machine): void {
  const { store, agent } = machine
  store.hanging = false
  const write = store.underWay
  if (write === undefined || agent === undefined) return
  world.agenda.enter(world.now + 1, { type: 'written', node: machine.index, life: agent.life, write })
}
