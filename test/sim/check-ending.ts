/**
 * Does the right thing happen once nothing is broken any more?
 *
 * Long after the last fault: one owner of all addresses, announced; the other standing by. With one node left: it serves.
 */
import { excusedByDisks } from './check-disk-ending.ts'
import type { Machine } from './machine.ts'
import type { Hooks, Promised } from './promise.ts'
import type { World } from './world.ts'

/** A state is small and bounded, in characters of JSON (S16). */
const stateCharactersMax = 8_000
/** What a node knows of its links, the jury's targets and the checks of the peer's address: of a fixed number of fields each. */
const sightCharactersMax = 500
/** What a node knows of one service is bounded as well. */
const serviceCharactersMax = 500

/** Promises about what must have come of it once everything is healed. */
export const endingPromises: readonly Promised[] = [
  {
    name: 'one-owner-after-heal',
    sentence: 'after healing exactly one node is running master with every address, announced; the other stands by',
    watch: (world) => watchEnding(world),
  },
  {
    name: 'bounded-state',
    sentence: 'the state of a core stays small (S16)',
    watch: (world) => ({
      ended: ({ machines }) => {
        for (const { agent, name, settings } of machines) {
          const max = stateCharactersMax + sightCharactersMax + settings.services.length * serviceCharactersMax
          const size = JSON.stringify(agent?.state ?? '').length
          if (size > max) world.violate('bounded-state', `the state of ${name} has ${size} characters`)
        }
      },
    }),
  },
]

function watchEnding(world: World): Hooks {
  const announcedAt: [number, number] = [-1, -1]
  const addedAt: [number, number] = [0, 0]
  return {
    performing: (machine, _agent, effect) => {
      if (effect.type === 'vip-add') addedAt[machine.index] = world.now
      if (effect.type === 'announce') announcedAt[machine.index] = world.now
    },
    ended: ({ machines }) => {
      if (machines.every((machine) => keepsStandby(machine)) || excusedByDisks(world, machines)) return
      const owners = machines.filter((machine) => machine.kernel.holdsAny)
      const story = machines.map((machine) => tellEnd(machine)).join('; ')
      const [owner] = owners
      if (owners.length !== 1 || owner === undefined) {
        world.violate('one-owner-after-heal', `${owners.length} owners: ${story}`)
      }
      if (!owner.kernel.holdsAll || owner.agent?.state.phase !== 'running-master') {
        world.violate('one-owner-after-heal', `the owner is not whole: ${story}`)
      }
      if (announcedAt[owner.index] < addedAt[owner.index]) {
        world.violate('one-owner-after-heal', `the owner did not announce: ${story}`)
      }
      const astray = machines.find((machine) => machine !== owner && machine.agent?.state.phase !== 'running-slave')
      if (astray !== undefined) world.violate('one-owner-after-heal', `${astray.name} does not stand by: ${story}`)
    },
  }
}

/** A node that is alone may be forbidden to take over (FO-15, D15). */
function keepsStandby(machine: Machine): boolean {
  const state = machine.agent?.state
  const { onFailure, isolation } = machine.settings
  if ((onFailure !== 'keep-standby' && isolation === 'auto') || machine.kernel.holdsAny) return false
  return state?.phase === 'running-slave' && state.peer.verdict !== 'alive'
}

function tellEnd(machine: Machine): string {
  const { kernel, agent } = machine
  const state = agent?.state
  const phase = state === undefined ? 'no agent' : `${state.phase}, peer ${state.peer.verdict}`
  return `${machine.name} ${phase}, holds ${kernel.present} of ${kernel.addresses.length}`
}
