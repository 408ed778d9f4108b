/**
 * What goes wrong with links that keep their carrier, and with the targets of the jury?
 */
import { linkKinds } from '../../src/core/link-view.ts'
import type { LinkKind } from '../../src/core/link-view.ts'
import type { Chance } from './chance.ts'
import { owner } from './fault.ts'
import type { Faults } from './fault.ts'
import type { NodeIndex } from './machine.ts'
import { targetsOfJury } from './sight.ts'
import type { World } from './world.ts'

/** The links of a kind fail their checks on these nodes, until the end that is given back. */
export function dropLinks(world: World, kind: LinkKind, nodes: readonly NodeIndex[]): (() => void) | undefined {
  const { sight } = world
  if (sight === undefined) return undefined
  const add = (by: 1 | -1): void => {
    for (const node of nodes) sight.faults[kind][node] += by
    sight.refresh()
  }
  world.note(undefined, `${kind} links down on nodes ${nodes.join(',')}`)
  add(1)
  return () => {
    world.note(undefined, `${kind} links up again on nodes ${nodes.join(',')}`)
    add(-1)
  }
}

/** So many targets fall silent for these nodes. */
export function silenceTargets(world: World, count: number, nodes: readonly NodeIndex[]): (() => void) | undefined {
  const { sight } = world
  if (sight === undefined) return undefined
  for (const node of nodes) sight.silent[node] += count
  return () => {
    for (const node of nodes) sight.silent[node] -= count
  }
}

function someKind(chance: Chance): LinkKind {
  return chance.pick(linkKinds)
}

/** Faults of links and targets. */
export const linkFaults: Faults = {
  'owner-links-down': (world, chance) => dropLinks(world, someKind(chance), [owner(world, chance).index]),
  'links-down': (world, chance) => dropLinks(world, someKind(chance), [chance.node()]),
  'links-down-both': (world, chance) => dropLinks(world, someKind(chance), [0, 1]),
  'owner-targets-silent': (world, chance) =>
    silenceTargets(world, 1 + chance.below(targetsOfJury), [owner(world, chance).index]),
  'targets-silent': (world, chance) => silenceTargets(world, 1 + chance.below(targetsOfJury), [chance.node()]),
  'targets-silent-both': (world, chance) => silenceTargets(world, 1 + chance.below(targetsOfJury), [0, 1]),
}
