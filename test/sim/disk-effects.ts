/**
 * Which hands perform an effect that concerns the disks?
 */
import type { Effect } from '../../src/core/effects.ts'
import type { DiskOrder } from './disk-hands.ts'
import type { Agent, Machine } from './machine.ts'
import { powerOff, powerOn } from './operations.ts'
import type { World } from './world.ts'

/** An effect for the disks, the kernel's handler, or the whole node. */
export type DiskEffect =
  | DiskOrder
  | Extract<Effect, { readonly type: 'disk-outdate' | 'disk-connect' | 'disk-discard' | 'fence-answer' | 'reset-node' }>

/** A reset takes effect, and the node boots again, within these spans, ms. */
const resetMs = [1, 500] as const
const bootMs = [3_000, 20_000] as const

/** Performs one of them. */
export function actOnDisks(world: World, machine: Machine, agent: Agent, effect: DiskEffect): void {
  const { disks } = world
  if (disks === undefined) return
  switch (effect.type) {
    case 'disk-outdate':
      disks.hands.outdate(machine, agent, effect.id, effect.resource)
      return
    case 'disk-connect':
      disks.hands.connect(machine, effect.resource, effect.anew)
      return
    case 'disk-discard':
      disks.hands.discard(machine, agent, effect)
      return
    case 'fence-answer':
      disks.fenceAsking.answer(machine, agent, effect.askId, effect.code)
      return
    case 'reset-node':
      reset(world, machine)
      return
    default:
      disks.hands.begin(machine, agent, effect)
  }
}

/** The node loses everything but its disk, and boots again. */
function reset(world: World, machine: Machine): void {
  const { disks } = world
  disks?.later(machine.index, disks.chance.between(...resetMs), () => {
    world.note(machine, 'resets itself')
    powerOff(world, machine)
    disks.bootsAgain(machine.index, disks.chance.between(...bootMs), () => {
      powerOn(world, machine, world.deadMs * 0.1)
    })
  })
}
