/**
 * What goes wrong, and how does it end?
 *
 * Each class of fault is one function: it begins the fault and gives back how to end it. A schedule draws which classes
 * are on; the numbers F.. are those of the project's fault catalogue.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { OperatorOrder } from '../../src/core/events.ts'
import type { RefusedKind } from '../../src/core/types.ts'
import type { Chance } from './chance.ts'
import type { Machine, NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import {
  breakDevice,
  continueAgent,
  cutPath,
  deleteAddress,
  freeze,
  giveOrder,
  killAgent,
  powerOff,
  powerOn,
  pullCable,
  refreshNets,
  startAgent,
  stopAgent,
  thaw,
} from './operations.ts'
import type { World } from './world.ts'

/** Begins a fault; gives what ends it, or nothing when it is over at once. */
export type Fault = (world: World, chance: Chance) => (() => void) | undefined

function someMachine(world: World, chance: Chance): Machine {
  return world.machines[chance.node()]
}

/** The machine that serves, or any. */
function owner(world: World, chance: Chance): Machine {
  const owners = world.machines.filter((machine) => machine.kernel.holdsAny)
  return owners.length > 0 ? chance.pick(owners) : someMachine(world, chance)
}

function somePath(world: World, chance: Chance): number {
  return chance.below(world.paths.length)
}

function cut(world: World, paths: readonly number[], from: readonly NodeIndex[]): () => void {
  const each = (by: 1 | -1): void => {
    for (const path of paths) for (const node of from) cutPath(world, path, node, by)
  }
  world.note(undefined, `cut paths ${paths.join(',')} from nodes ${from.join(',')}`)
  each(1)
  return () => {
    world.note(undefined, `mend paths ${paths.join(',')} from nodes ${from.join(',')}`)
    each(-1)
  }
}

function allPaths(world: World): readonly number[] {
  return world.paths.map((path) => path.settings.id)
}

/** Frames lost, doubled, late, out of order, garbled (F06, F18). */
function noise(world: World, chance: Chance): () => void {
  const path = world.paths[somePath(world, chance)]
  const direction = path?.directions[chance.node()]
  if (direction === undefined) return () => undefined
  const before = { ...direction }
  direction.loss = chance.hit(0.6) ? chance.between(0.05, 0.6) : 0
  direction.double = chance.hit(0.5) ? 0.5 : 0
  direction.garble = chance.hit(0.3) ? chance.between(0.05, 0.5) : 0
  direction.jitterMs = chance.hit(0.5) ? chance.spread(1, world.deadMs / 2) : 0
  world.note(undefined, `noise on path ${path?.settings.id ?? 0}: ${JSON.stringify(direction)}`)
  return () => {
    Object.assign(direction, { ...before, cuts: direction.cuts })
  }
}

/** Bytes that prove nothing, at any time, from a line without a peer too (F05, F09, F10, F20). */
function garbage(world: World, chance: Chance): () => void {
  const machine = someMachine(world, chance)
  const path = somePath(world, chance)
  const kinds: readonly RefusedKind[] = ['garbage', 'mis-keyed', 'foreign', 'replay', 'loopback', 'unexpected']
  const kind = chance.pick(kinds)
  const everyMs = world.deadMs / chance.between(5, 40)
  let on = true
  const burst = (): void => {
    if (!on) return
    world.agenda.enter(world.now, {
      type: 'arrival',
      to: machine.index,
      path,
      what: { type: 'beat-refused', path, kind },
    })
    world.later(everyMs, burst)
  }
  burst()
  return () => {
    on = false
  }
}

/** A path that comes and goes (F17). */
function flap(world: World, chance: Chance): () => void {
  const path = somePath(world, chance)
  const nodes: readonly NodeIndex[] = chance.hit(0.5) ? [0, 1] : [chance.node()]
  const halfMs = chance.spread(world.deadMs / 20, world.deadMs * 2)
  let mend: (() => void) | undefined
  let on = true
  const turn = (): void => {
    if (mend !== undefined) {
      mend()
      mend = undefined
    } else if (on) mend = cut(world, [path], nodes)
    if (on || mend !== undefined) world.later(halfMs, turn)
  }
  turn()
  return () => {
    on = false
    mend?.()
    mend = undefined
  }
}

function counted(world: World, text: string, add: (by: 1 | -1) => void): () => void {
  world.note(undefined, `${text}: begins`)
  add(1)
  refreshNets(world)
  return () => {
    world.note(undefined, `${text}: ends`)
    add(-1)
    refreshNets(world)
  }
}

function someNet(world: World, chance: Chance): World['lan']['nets'][number] {
  return chance.pick(world.lan.nets)
}

/** Nothing outside the pair answers a node any more. */
function desert(world: World, nodes: readonly NodeIndex[]): () => void {
  return counted(world, `no host answers nodes ${nodes.join(',')}`, (by) => {
    for (const net of world.lan.nets) for (const node of nodes) net.deserted[node] += by
  })
}

function split(world: World): () => void {
  return counted(world, 'networks split', (by) => {
    for (const net of world.lan.nets) net.split += by
  })
}

function unplug(world: World, nodes: readonly NodeIndex[], all: boolean, chance: Chance): () => void {
  const nets = all ? world.lan.nets : [someNet(world, chance)]
  const names = nets.map((net) => net.zone).join(',')
  return counted(world, `no carrier in ${names} on nodes ${nodes.join(',')}`, (by) => {
    for (const net of nets) for (const node of nodes) net.unplugged[node] += by
  })
}

function together(...ends: readonly (() => void)[]): () => void {
  return () => {
    for (const end of ends) end()
  }
}

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

/** A drawn order; what the operator saw is right, old or not told. */
export function drawOrder(machine: Machine, chance: Chance): OperatorOrder {
  if (chance.hit(0.35)) return { verb: chance.pick(otherVerbs) }
  const state = machine.agent?.state
  const force = chance.hit(0.25)
  const verb = chance.pick(roleVerbs)
  if (state === undefined || chance.hit(0.7)) return { verb, force }
  const stale = chance.hit(0.3)
  return { verb, force, seen: { term: state.wanted.term.number + (stale ? 1 : 0), phase: state.phase } }
}

/** Every class of fault, by name. */
export const faults: Readonly<Record<string, Fault>> = {
  'path-cut': (world, chance) => cut(world, [somePath(world, chance)], [0, 1]),
  'path-one-way': (world, chance) => cut(world, [somePath(world, chance)], [chance.node()]),
  'paths-cut': (world) => cut(world, allPaths(world), [0, 1]),
  'paths-one-way': (world, chance) => cut(world, allPaths(world), [chance.node()]),
  'ethernet-cut': (world) =>
    cut(
      world,
      allPaths(world).filter((path) => world.paths[path]?.settings.medium === 'ethernet'),
      [0, 1],
    ),
  noise,
  garbage,
  flap,
  'cable-pulled': (world, chance) => {
    const path = somePath(world, chance)
    pullCable(world, path, true)
    return () => {
      pullCable(world, path, false)
    }
  },
  'device-broken': (world, chance) => {
    const machine = someMachine(world, chance)
    const path = somePath(world, chance)
    breakDevice(world, machine, path, true)
    return () => {
      breakDevice(world, machine, path, false)
    }
  },
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
  'zone-unplugged': (world, chance) => unplug(world, [chance.node()], false, chance),
  'zones-unplugged': (world, chance) => unplug(world, [chance.node()], true, chance),
  'switches-off': (world) =>
    counted(world, 'every switch off', (by) => {
      for (const net of world.lan.nets) net.switchOff += by
    }),
  'nets-split': (world) => split(world),
  'hosts-silent': (world, chance) => desert(world, chance.hit(0.4) ? [0, 1] : [chance.node()]),
  'targets-down': (world) =>
    counted(world, 'ping targets down', (by) => {
      world.lan.targetsDown += by
    }),
  'probe-loss': (world, chance) => {
    const net = someNet(world, chance)
    net.loss = chance.between(0.1, 0.9)
    refreshNets(world)
    return () => {
      net.loss = 0
      refreshNets(world)
    }
  },
  'total-isolation': (world) => together(cut(world, allPaths(world), [0, 1]), split(world)),
  'one-isolated': (world, chance) => {
    const node = chance.node()
    return together(cut(world, allPaths(world), [0, 1]), split(world), desert(world, [node]))
  },
  'one-unplugged': (world, chance) => {
    const node = chance.node()
    return together(cut(world, allPaths(world), [0, 1]), unplug(world, [node], true, chance))
  },
  stranger: (world, chance) => {
    const net = someNet(world, chance)
    return counted(world, `a stranger claims the address in ${net.zone}`, (by) => {
      net.stranger += by
      for (const machine of world.machines) announceStranger(world, machine, net.zone)
    })
  },
  'address-deleted': (world, chance) => {
    const machine = someMachine(world, chance)
    deleteAddress(world, machine, chance.below(Math.max(1, machine.kernel.addresses.length)))
    return undefined
  },
  'foreign-version': (world, chance) => {
    const node = chance.node()
    world.note(undefined, `frames of node ${node} are of an unknown version`)
    world.foreign[node] = true
    return () => {
      world.foreign[node] = false
    }
  },
  'settings-differ': (world, chance) => {
    const machine = someMachine(world, chance)
    const before = machine.settings
    if (!machine.awake) return undefined
    world.change(machine, { ...before, settingsHash: 2 })
    return () => {
      world.change(machine, before)
    }
  },
  'settings-inconsistent': (world, chance) => {
    const machine = someMachine(world, chance)
    if (machine.frozen) return undefined
    machine.inconsistent = true
    killAgent(world, machine)
    return () => {
      machine.inconsistent = false
      if (!machine.frozen) killAgent(world, machine)
    }
  },
}

function announceStranger(world: World, machine: Machine, zone: World['lan']['nets'][number]['zone']): void {
  const { agent } = machine
  const address = machine.kernel.addresses.find((own) => world.lan.nets[own.zone]?.zone === zone)?.text
  if (agent === undefined || !machine.awake || address === undefined) return
  world.enterFact(machine, agent, world.now, { type: 'address-rival', zone, address, answerer: 'third' })
}

/** A disk that hung goes on: what hung is written now. */
export function mendDisk(world: World, machine: Machine): void {
  const { store, agent } = machine
  store.hanging = false
  const write = store.underWay
  if (write === undefined || agent === undefined) return
  world.agenda.enter(world.now + 1, { type: 'written', node: machine.index, life: agent.life, write })
}
