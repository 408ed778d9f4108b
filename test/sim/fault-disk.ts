/**
 * What goes wrong with the disks: their wire, the devices, the file systems, the module, and all of it with the beats?
 */
import type { Effect } from '../../src/core/effects.ts'
import type { Chance } from './chance.ts'
import { allPaths, owner, someMachine, together } from './fault.ts'
import type { Faults } from './fault.ts'
import { desert, split } from './fault-net.ts'
import { cut } from './fault-path.ts'
import { orderRepair } from './disk-repair.ts'
import type { Machine, NodeIndex } from './machine.ts'
import { giveOrder, killAgent, powerOff, powerOn } from './operations.ts'
import { breakDisk, mendDisk } from './replica-verbs.ts'
import type { World } from './world.ts'

const mendAgainMs = 1_000
const slowShare = 0.02
/** After so many tries in vain the node is switched off and on. */
const triesOfMending = 5

const diskEffects: readonly Effect['type'][] = [
  'disk-primary',
  'disk-secondary',
  'disk-disconnect',
  'mount',
  'unmount',
  'disk-outdate',
  'disk-connect',
  'fence-answer',
]

/** Cuts the wire of the replication in the directions from these nodes; gives how to mend it. */
export function cutWire(world: World, from: readonly NodeIndex[]): () => void {
  const each = (by: 1 | -1): void => {
    for (const node of from) if (world.disks !== undefined) world.disks.cuts[node] += by
    world.note(undefined, `replication from nodes ${from.join(',')} ${by > 0 ? 'cut' : 'mended'}`)
    world.disks?.review()
  }
  each(1)
  return () => {
    each(-1)
  }
}

/** Every path and the replication. */
function cutAll(world: World): () => void {
  return together(cutWire(world, [0, 1]), cut(world, allPaths(world), [0, 1]))
}

/** A counted fault of one node. */
function mark(
  world: World,
  name: 'moduleMissing' | 'mountFails' | 'unmountBusy' | 'streamLost',
  machine: Machine,
  ends?: () => void,
): () => void {
  const { disks } = world
  if (disks === undefined) return () => undefined
  disks[name][machine.index] += 1
  disks.changed(machine.index)
  return () => {
    disks[name][machine.index] -= 1
    ends?.()
    disks.changed(machine.index)
  }
}

function failDisk(world: World, machine: Machine, chance: Chance): (() => void) | undefined {
  const { disks } = world
  if (disks === undefined) return undefined
  const on = chance.pick(disks.replications)
  const node = machine.index
  const replaced = chance.hit(0.5)
  world.note(machine, 'disk fails')
  breakDisk(on, node)
  let tries = 0
  const mend = (): void => {
    // Nobody throws the only good copy away.
    const peer = on.peerOf(node)
    const fresh = replaced && [...on.of(node).content].every((id) => peer.content.has(id))
    // When both failed, the one that wrote last is mended first.
    if (peer.broken && peer.content.size > on.of(node).content.size) {
      world.later(mendAgainMs, mend)
      return
    }
    if (!on.of(node).broken || mendDisk(on, node, fresh)) return
    tries += 1
    if (tries % triesOfMending === 0) restart(world, machine)
    world.later(mendAgainMs, mend)
  }
  return () => {
    world.note(machine, `disk is mended${replaced ? ', a new one' : ''}`)
    mend()
  }
}

/** A primary that lost both copies cannot be helped while it runs: the operator switches it off and on. */
function restart(world: World, machine: Machine): void {
  powerOff(world, machine)
  powerOn(world, machine, world.deadMs * 0.1)
}

function holdOpen(world: World, machine: Machine): (() => void) | undefined {
  const on = world.disks?.replications[0]
  if (on === undefined || !machine.awake) return undefined
  const replica = on.of(machine.index)
  replica.heldOpen += 1
  return () => {
    replica.heldOpen = Math.max(0, replica.heldOpen - 1)
  }
}

/** Faults of pairs with disks. */
export const diskFaults: Faults = {
  'replication-cut': (world) => cutWire(world, [0, 1]),
  'replication-one-way': (world, chance) => cutWire(world, [chance.node()]),
  'replication-flaps': (world, chance) => {
    let on = true
    let mend: (() => void) | undefined
    const turn = (): void => {
      mend?.()
      mend = mend === undefined && on ? cutWire(world, [0, 1]) : undefined
      if (on) world.later(chance.spread(200, world.deadMs * 2), turn)
    }
    turn()
    return () => {
      on = false
      mend?.()
      mend = undefined
    }
  },
  'all-but-serial-cut': (world) => {
    const ethernet = world.paths.filter(({ settings }) => settings.medium === 'ethernet')
    const paths = ethernet.map(({ settings }) => settings.id)
    return together(cutWire(world, [0, 1]), cut(world, paths, [0, 1]))
  },
  'beats-and-replication-cut': (world) => cutAll(world),
  'total-isolation-with-disks': (world) => together(cutAll(world), split(world)),
  'owner-isolated-with-disks': (world, chance) => {
    const { index } = owner(world, chance)
    return together(cutAll(world), split(world), desert(world, [index]))
  },
  'replication-cut-then-power': (world, chance) => {
    const mend = cutWire(world, [0, 1])
    const machine = owner(world, chance)
    world.later(world.deadMs * chance.spread(0.1, 3), () => {
      powerOff(world, machine)
    })
    return () => {
      powerOn(world, machine, world.deadMs * 0.1)
      mend()
    }
  },
  'disk-error': (world, chance) =>
    failDisk(world, chance.hit(0.6) ? owner(world, chance) : someMachine(world, chance), chance),
  'slow-sync': (world) => {
    const { disks } = world
    if (disks === undefined) return undefined
    disks.rate = disks.choice.rate * slowShare
    return () => {
      disks.rate = disks.choice.rate
    }
  },
  'mount-fails': (world, chance) => mark(world, 'mountFails', someMachine(world, chance)),
  'unmount-busy': (world, chance) => mark(world, 'unmountBusy', owner(world, chance)),
  'device-held-open': (world, chance) => holdOpen(world, owner(world, chance)),
  'stream-lost': (world, chance) => mark(world, 'streamLost', someMachine(world, chance)),
  'module-missing': (world, chance) => {
    const machine = someMachine(world, chance)
    powerOff(world, machine)
    const end = mark(world, 'moduleMissing', machine, () => world.disks?.bringUp(machine.index))
    world.later(world.deadMs * chance.spread(0.1, 1), () => {
      powerOn(world, machine, world.deadMs * 0.1)
    })
    return () => {
      end()
      powerOn(world, machine, world.deadMs * 0.1)
    }
  },
  'agent-killed-at-disk-effect': (world, chance) => {
    world.armed.push({
      node: chance.node(),
      effect: chance.pick(diskEffects),
      when: chance.hit(0.5) ? 'before' : 'after',
    })
    return undefined
  },
  'force-master': (world, chance) => {
    giveOrder(world, someMachine(world, chance), { verb: 'force-master' })
    return undefined
  },
  'order-for-data': (world, chance) => {
    if (chance.hit(0.5)) giveOrder(world, someMachine(world, chance), { verb: 'demote-master' })
    else orderRepair(world, someMachine(world, chance))
    return undefined
  },
  maintenance: (world, chance) => {
    const machine = someMachine(world, chance)
    giveOrder(world, machine, { verb: 'maintain' })
    return () => {
      giveOrder(world, machine, { verb: 'unmaintain' })
    }
  },
  'unmounted-by-hand': (world, chance) => {
    const machine = owner(world, chance)
    const replica = world.disks?.replications[0]?.of(machine.index)
    if (replica?.mounted !== true || replica.suspended || replica.pending.length > 0) return undefined
    replica.mounted = false
    if (world.disks !== undefined) world.disks.unmountedAt[machine.index] = world.now
    world.disks?.changed(machine.index)
    return undefined
  },
  'agents-killed': (world) => {
    for (const machine of world.machines) if (!machine.frozen) killAgent(world, machine)
    return undefined
  },
}
