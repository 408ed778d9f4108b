/**
 * Whom and what does a fault hit?
 */
import type { Chance } from './chance.ts'
import type { Machine } from './machine.ts'
import { refreshNets } from './operations.ts'
import type { World } from './world.ts'

/** Begins a fault; gives what ends it, or nothing when it is over at once. */
export type Fault = (world: World, chance: Chance) => (() => void) | undefined

/** Faults by name. */
export type Faults = Readonly<Record<string, Fault>>

/** Any machine. */
export function someMachine(world: World, chance: Chance): Machine {
  return world.machines[chance.node()]
}

/** The machine that serves, or any. */
export function owner(world: World, chance: Chance): Machine {
  const owners = world.machines.filter((machine) => machine.kernel.holdsAny)
  return owners.length > 0 ? chance.pick(owners) : someMachine(world, chance)
}

/** Any path. */
export function somePath(world: World, chance: Chance): number {
  return chance.below(world.paths.length)
}

/** Numbers of all paths. */
export function allPaths(world: World): readonly number[] {
  return world.paths.map((path) => path.settings.id)
}

/** A fault of the networks that may overlap with others of its kind. */
export function counted(world: World, text: string, add: (by: 1 | -1) => void): () => void {
  world.note(undefined, `${text}: begins`)
  add(1)
  refreshNets(world)
  return () => {
    world.note(undefined, `${text}: ends`)
    add(-1)
    refreshNets(world)
  }
}

/** Several faults as one. */
export function together(...ends: readonly (() => void)[]): () => void {
  return () => {
    for (const end of ends) end()
  }
}
