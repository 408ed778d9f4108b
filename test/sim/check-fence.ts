/**
 * Does a pair with fencing devices keep everything that class A excepts (D15)?
 *
 * The devices are the truth: nobody takes, and no frozen write goes on, by a silence for which no device said off. Two
 * owners and two lines of data are forbidden without any exemption but the operator's force.
 */
import { twoOwners } from './check-ownership.ts'
import { departed, forced } from './check-takeover.ts'
import type { Disks } from './disks.ts'
import type { Machine } from './machine.ts'
import type { Promised, Step } from './promise.ts'
import type { World } from './world.ts'

/** Rounding of clocks and timer lateness, ms. */
const toleranceMs = 2
/** A holder whose writes are frozen leaves the node that follows this many dead times. */
const holderShare = 1.2

/** Has the device of a node said that the peer is off since that was heard last, in this run of the agent? */
export function confirmedOff(world: World, { index, agent }: Machine): boolean {
  const { fence, truth } = world
  const since = Math.max(truth.nodes[index].arrivedAt, agent?.startedAt ?? 0)
  return fence !== undefined && fence.confirmedAt[index] >= since
}

/** Promises about fencing devices. */
export const fencePromises: readonly Promised[] = [
  {
    name: 'no-take-by-silence-without-device',
    sentence: 'with a fencing device nobody takes over by silence before it said off for that silence (D15)',
    watch: (world) => ({
      phased: (step) => {
        lookAtTake(world, step)
      },
    }),
  },
  {
    name: 'one-owner-with-device',
    sentence: 'with fencing devices there are never two owners, but by the force of the operator (D15)',
    watch: (world) => watchOwners(world),
  },
  {
    name: 'no-divergence-with-device',
    sentence: 'with fencing devices the data of the two nodes never diverges, but by the force of the operator (D15)',
    watch: (world) => {
      const { disks } = world
      if (disks === undefined || world.fence === undefined) return {}
      return {
        swept: () => {
          lookAtData(world, disks)
        },
      }
    },
  },
  {
    name: 'only-the-silent-are-fenced',
    sentence: 'no node is switched off whose beat was heard within the dead time, nor during a maintenance',
    watch: (world) => ({
      performing: (machine, agent, effect) => {
        if (effect.type !== 'fence-peer') return
        const agoMs = world.now - Math.max(world.truth.nodes[machine.index].arrivedAt, agent.startedAt)
        const { deadMs } = machine.settings.timing
        const text = `${machine.name} has the peer switched off`
        if (agoMs < deadMs - toleranceMs)
          world.violate('only-the-silent-are-fenced', `${text}, heard ${Math.round(agoMs)} ms ago`)
        if (agent.state.wanted.maintenance) world.violate('only-the-silent-are-fenced', `${text} during a maintenance`)
        if (agent.state.claim !== undefined && agoMs < deadMs * holderShare - toleranceMs)
          world.violate('only-the-silent-are-fenced', `${text} before the one that follows must have asked`)
      },
    }),
  },
]

function lookAtTake(world: World, { machine, agent }: Step): void {
  const { plan, phase } = agent.state
  if (world.fence === undefined || phase !== 'taking-over' || plan?.cause !== 'takeover') return
  if (forced(world, machine) || departed(world, machine.index) || confirmedOff(world, machine)) return
  world.violate(
    'no-take-by-silence-without-device',
    `${machine.name} takes over and no device said that the peer is off`,
  )
}

function watchOwners(world: World): ReturnType<Promised['watch']> {
  if (world.fence === undefined) return {}
  let excused = false
  const look = (): void => {
    if (!twoOwners(world)) {
      excused = false
      return
    }
    excused ||= world.machines.some((machine) => forced(world, machine))
    if (!excused) world.violate('one-owner-with-device', 'both nodes hold addresses')
  }
  return { owned: look, swept: look }
}

function lookAtData(world: World, disks: Disks): void {
  const byForce = world.truth.nodes.some(({ forcedAt }) => forcedAt > Number.NEGATIVE_INFINITY)
  if (byForce || world.machines.some(({ settings }) => settings.soloStart === 'promote')) return
  if (disks.truth?.diverged === true)
    world.violate('no-divergence-with-device', 'the data of the two nodes has diverged')
}
