/**
 * What goes wrong between the nodes: cuts, noise, garbage, flapping, cables, devices?
 */
import type { RefusedKind } from '../../src/core/types.ts'
import type { Chance } from './chance.ts'
import { allPaths, someMachine, somePath } from './fault.ts'
import type { Faults } from './fault.ts'
import type { NodeIndex } from './machine.ts'
import { breakDevice, cutPath, pullCable } from './operations.ts'
import type { World } from './world.ts'

/** Cuts paths in the directions from these nodes; gives how to mend them. */
export function cut(world: World, paths: readonly number[], from: readonly NodeIndex[]): () => void {
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

/** Faults of paths. */
export const pathFaults: Faults = {
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
}
