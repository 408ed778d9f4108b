/**
 * How does the operator end a split brain in the simulated world?
 *
 * On the node that serves, or else on the first one, he orders that the data of the other goes: bound to the identifiers
 * that its status shows (S5). Nothing is ordered where nothing has diverged.
 */
import { relate } from '../../src/core/generation.ts'
import type { DiskMemory } from '../../src/core/disk-facts.ts'
import type { Disks } from './disks.ts'
import { other } from './machine.ts'
import type { Machine } from './machine.ts'
import { giveOrder } from './operations.ts'
import type { World } from './world.ts'

/** The operator looks again after, ms. */
const againMs = 30_000

/** Orders a repair when the data has diverged. `on`: on which node; left out: on the one that serves. */
export function orderRepair(world: World, on?: Machine): void {
  const { disks } = world
  if (disks === undefined || (on === undefined && disks.truth?.diverged !== true)) return
  const machine = on ?? world.machines.find(({ kernel }) => kernel.holdsAny) ?? world.machines[0]
  const known = machine.agent?.state.wanted.disks ?? []
  const victims = known.map((disk) => victimOf(disk))
  disks.repair = giveOrder(world, machine, { verb: 'repair', victims, thenFailback: false })
}

/**
 * A repair, and in the same moment somebody leads with the copy that shall go and gives it up again: nobody has named the
 * data that is there now. The operator sees it and orders once more.
 */
export function orderRepairTooLate(world: World): void {
  const { disks } = world
  if (disks?.truth?.diverged !== true) return
  orderRepair(world)
  const giver = disks.repair?.node
  if (giver === undefined) return
  for (const on of disks.replications) {
    const victim = on.peerOf(giver)
    if (!victim.up || victim.role !== 'secondary' || victim.connection === 'connected') continue
    if (victim.disk !== 'up-to-date' && victim.disk !== 'outdated') continue
    world.note(world.machines[victim.node], 'begins a generation that nobody has named')
    victim.beginGeneration(on.fresh())
    victim.persist()
  }
  disks.changed(other(giver))
  world.later(againMs, () => {
    orderRepair(world)
  })
}

/** The current identifier that the operator named in his last order; nothing without one. */
export function named(disks: Disks, resource: number): string | undefined {
  const order = disks.repair?.order
  return order?.verb === 'repair' ? order.victims[resource] : undefined
}

function victimOf({ own, peer }: DiskMemory): string {
  const related = relate(own, peer)
  return related === 'diverged' || related === 'unrelated' ? (peer?.current ?? '') : ''
}
