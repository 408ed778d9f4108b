/**
 * How may a pair with disks end once nothing is broken any more?
 *
 * With both nodes: whole and served; or diverged, told so, untouched, and with one owner at most. A node that is left
 * alone serves when it was whole and at rest with its peer until then; a copy that is not proven current may hold (D4).
 */
import type { DiskTruth } from './disk-truth.ts'
import { withDisks } from './check-data.ts'
import type { Disks } from './disks.ts'
import type { Machine } from './machine.ts'
import type { Promised } from './promise.ts'
import type { World } from './world.ts'

/** Promises about the disks once everything is healed. */
export const diskEndingPromises: readonly Promised[] = [
  {
    name: 'whole-after-heal',
    sentence: 'after healing both copies are whole, or diverged and untouched, and equal copies hold equal writes',
    watch: (world) =>
      withDisks(world, (disks, truth) => ({
        ended: ({ machines }) => {
          if (machines.length === 2) lookAtBoth(world, disks, truth)
        },
      })),
  },
]

function lookAtBoth(world: World, disks: Disks, truth: DiskTruth): void {
  for (const on of disks.replications) {
    const [one, two] = on.replicas
    const story = on.replicas
      .map(
        ({ connection, role, disk, sync, suspended }) =>
          `${connection} ${role} ${disk} ${sync}${suspended ? ' frozen' : ''}`,
      )
      .join('; ')
    // A disk that could not be attached to data that is not its own waits for the operator.
    if (one.disk === 'diskless' || two.disk === 'diskless') continue
    const relation = truth.relation(on)
    if (relation === 'diverged' || relation === 'unrelated') {
      if (one.connection === 'connected' || two.connection === 'connected')
        world.violate('whole-after-heal', `${relation}, and connected: ${story}`)
      if (relation === 'diverged' && disks.repair?.answer?.type === 'done')
        world.violate('whole-after-heal', `the repair was ordered, and the data is diverged still: ${story}`)
      continue
    }
    if (one.disk === 'inconsistent' && two.disk === 'inconsistent') continue
    if (!on.whole) world.violate('whole-after-heal', `${relation}, and not whole: ${story}`)
    const lost = [...one.content].filter((id) => !two.content.has(id)).length
    if (lost > one.pending.length) world.violate('whole-after-heal', `whole, and ${lost} writes are in one copy only`)
  }
}

/** May the pair end without an owner, because its data does not allow one? */
export function excusedByDisks(world: World, machines: readonly Machine[]): boolean {
  const { disks } = world
  if (disks?.truth === undefined) return false
  const owners = machines.filter((machine) => machine.kernel.holdsAny)
  if (owners.length > 1) return false
  if (disks.truth.diverged) return true
  if (machines.length === 2) return !disks.replications.every((on) => on.whole)
  const [machine] = machines
  if (machine === undefined || disks.wholeWhenHealed) return false
  return !machine.kernel.holdsAny
}

/**
 * At the moment of healing: were both nodes whole and at rest, so that the one that stays must serve? On machines whose handler
 * asks too late for that it holds, for contact or the operator (D11a).
 */
export function restful(world: World): boolean {
  const { disks, truth, deadMs } = world
  if (disks === undefined || world.undo.size > 0 || disks.fenceAsking.slow) return false
  const calm = world.now - 2 * deadMs
  const running = truth.nodes.every(({ runningSince }) => runningSince < calm)
  const ready = world.machines.every(({ agent, settings }) => {
    const phase = agent?.state.phase
    return settings.isolation === 'auto' && (phase === 'running-master' || phase === 'running-slave')
  })
  return ready && running && truth.mutualSince() < calm && disks.replications.every((on) => on.whole)
}
