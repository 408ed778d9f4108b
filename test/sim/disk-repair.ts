/**
 * How does the operator end a split brain in the simulated world?
 *
 * On the node that serves, or else on the first one, he orders that the data of the other goes: bound to the identifiers
 * that its status shows (S5). Nothing is ordered where nothing has diverged.
 */
import { relate } from '../../src/core/generation.ts'
import type { DiskMemory } from '../../src/core/disk-facts.ts'
import type { Machine } from './machine.ts'
import { giveOrder } from './operations.ts'
import type { World } from './world.ts'

/** Orders a repair when the data has diverged. `on`: on which node; left out: on the one that serves. */
export function orderRepair(world: World, on?: Machine): void {
  const { disks } = world
  if (disks === undefined || (on === undefined && disks.truth?.diverged !== true)) return
  const machine = on ?? world.machines.find(({ kernel }) => kernel.holdsAny) ?? world.machines[0]
  const known = machine.agent?.state.wanted.disks ?? []
  const victims = known.map((disk) => victimOf(disk))
  disks.repair = giveOrder(world, machine, { verb: 'repair', victims, thenFailback: false })
}

function victimOf({ own, peer }: DiskMemory): string {
  const related = relate(own, peer)
  return related === 'diverged' || related === 'unrelated' ? (peer?.current ?? '') : ''
}
