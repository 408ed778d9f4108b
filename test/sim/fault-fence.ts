/**
 * What goes wrong with fencing devices, and with a pair that has them?
 */
import { allPaths, owner, together } from './fault.ts'
import type { Faults } from './fault.ts'
import { desert, split } from './fault-net.ts'
import { cut } from './fault-path.ts'
import { cutWire } from './fault-disk.ts'
import type { Chance } from './chance.ts'
import type { DeviceTroubles } from './fence-devices.ts'
import { other } from './machine.ts'
import type { NodeIndex } from './machine.ts'
import { powerOff, powerOn } from './operations.ts'
import type { World } from './world.ts'

function trouble(world: World, kind: keyof DeviceTroubles, nodes: readonly NodeIndex[]): (() => void) | undefined {
  const { fence } = world
  if (fence === undefined) return undefined
  for (const node of nodes) fence.troubles[node][kind] += 1
  return () => {
    for (const node of nodes) fence.troubles[node][kind] -= 1
  }
}

function some(chance: Chance): readonly NodeIndex[] {
  return chance.hit(0.4) ? [0, 1] : [chance.node()]
}

/** Faults of pairs with fencing devices. */
export const fenceFaults: Faults = {
  'device-unreachable': (world, chance) => trouble(world, 'unreachable', some(chance)),
  'device-hangs': (world, chance) => trouble(world, 'hangs', some(chance)),
  'device-mute': (world, chance) => trouble(world, 'mute', some(chance)),
  // What class A excepts (D15): nothing of either reaches the other, and both see hosts.
  'everything-cut': (world) => together(cutWire(world, [0, 1]), cut(world, allPaths(world), [0, 1]), split(world)),
  'everything-cut-in-turn': (world, chance) => {
    const ends = [cut(world, allPaths(world), [chance.node()])]
    let on = true
    world.later(world.deadMs * chance.spread(0.05, 2), () => {
      if (on) ends.push(cutWire(world, [0, 1]), cut(world, allPaths(world), [0, 1]), split(world))
    })
    return () => {
      on = false
      for (const end of ends) end()
    }
  },
  // The one that holds nothing is gone or alone: the holder's frozen writes wait for its device.
  'follower-power-cut': (world, chance) => {
    const machine = world.machines[other(owner(world, chance).index)]
    powerOff(world, machine)
    return () => {
      powerOn(world, machine, world.deadMs * 0.1)
    }
  },
  'follower-isolated': (world, chance) => {
    const { index } = owner(world, chance)
    const ends = [cutWire(world, [0, 1]), cut(world, allPaths(world), [0, 1]), split(world)]
    return together(...ends, desert(world, [other(index)]))
  },
  // A device that hangs on the supply of the node that it switches is gone with it.
  'power-and-device-gone': (world, chance) => {
    const node = chance.node()
    const end = trouble(world, 'unreachable', [node === 0 ? 1 : 0])
    powerOff(world, world.machines[node])
    return () => {
      end?.()
      powerOn(world, world.machines[node], world.deadMs * 0.1)
    }
  },
}
