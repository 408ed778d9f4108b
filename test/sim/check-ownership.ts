/**
 * Who owns the virtual addresses, and can there be two?
 *
 * The kernel of each machine is the truth. Two owners are allowed only in the window of class A (D15): every beat path
 * silent while both run, each with a witness, and neither sees the other's address; and after it no longer than the
 * dead time and the release budget.
 */
import { claims } from '../../src/core/state.ts'
import { isDead } from '../../src/core/verdict.ts'
import type { Machine } from './machine.ts'
import { other } from './machine.ts'
import type { Promised } from './promise.ts'
import { releaseBudgetMs } from './spans.ts'
import type { World } from './world.ts'

/** Share of the dead time after which an isolated master has dropped its addresses, with margin for its questions. */
const isolationShare = 0.9
/** Probes and questions need this long to show that nobody answers, as a share of the dead time. */
const desertShare = 1.4

/** Answer windows that pass before the silence of every witness is certain. */
const asksToBeSure = 4

/** Do both machines hold an address and run? */
export function twoOwners(world: World): boolean {
  const [one, two] = world.machines
  return one.awake && two.awake && one.kernel.holdsAny && two.kernel.holdsAny
}

/** Promises about who holds the addresses, from the kernels of both nodes. */
export const ownershipPromises: readonly Promised[] = [
  {
    name: 'one-owner',
    sentence: 'two nodes that heard each other for a dead time and a release budget never both hold an address',
    watch: (world) => {
      const boundMs = world.deadMs + releaseBudgetMs(world.machines[0].settings.timing)
      const look = (): void => {
        if (!twoOwners(world)) return
        // Force makes two owners as long as the other is not heard; hearing ends it (D15).
        const [one, two] = world.truth.nodes
        const mutualMs = world.now - Math.max(world.truth.mutualSince(), one.forcedAt, two.forcedAt)
        if (mutualMs > boundMs) {
          world.violate('one-owner', `both hold addresses though they hear each other for ${Math.round(mutualMs)} ms`)
        }
      }
      return { heard: look, owned: look, swept: look }
    },
  },
  {
    name: 'isolated-master-drops',
    sentence: 'a master without peer and witness has dropped its addresses before the peer takes them (D16)',
    watch: (world) => {
      const judgedDeadAt: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
      return {
        stepped: ({ machine, agent }) => {
          if (isDead(agent.state.peer.verdict)) judgedDeadAt[machine.index] = world.now
        },
        owned: (machine) => {
          if (!twoOwners(world)) return
          const holder = world.machines[other(machine.index)]
          lookAtIsolation(world, holder, machine, judgedDeadAt[holder.index])
        },
      }
    },
  },
  {
    name: 'stopped-holds-nothing',
    sentence: 'an agent that ends on the order stop has given every address up (D5)',
    watch: (world) => ({
      performing: (machine, _agent, effect) => {
        if (effect.type !== 'exit' || effect.code !== 0 || !machine.kernel.holdsAny) return
        world.violate('stopped-holds-nothing', `${machine.name} ends and holds ${machine.kernel.present}`)
      },
    }),
  },
  {
    name: 'lease-ends',
    sentence: 'an agent that is stopped, dead or cut off keeps no address longer than lease and kernel slack (D3)',
    watch: (world) => ({
      swept: () => {
        for (const machine of world.machines) {
          if (!machine.awake || !machine.kernel.holdsAny || machine.agent?.stopped === false) continue
          const { leaseMs, restartMs } = machine.settings.timing
          const limit = Math.max(leaseMs, restartMs) + 1_500
          const pausedMs = world.now - world.truth.nodes[machine.index].servingSince
          if (machine.kernel.nextEnd - machine.own(world.now) > limit && pausedMs > 0) {
            world.violate('lease-ends', `${machine.name} has an address with a lifetime beyond ${limit} ms`)
          }
        }
      },
    }),
  },
]

function lookAtIsolation(world: World, holder: Machine, newcomer: Machine, judgedDeadAt: number): void {
  const agent = holder.agent
  const truth = world.truth.nodes[holder.index]
  const timing = holder.settings.timing
  if (agent === undefined || timing.class === 'fast' || agent.stopped || newcomer.agent === undefined) return
  if (!newcomer.agent.state.phase.startsWith('taking')) return
  const { slow, fail, hang } = world.faultiness
  if (slow + fail + hang > 0 || !claims(agent.state.phase)) return
  const settled = world.now - world.deadMs * desertShare
  const newTruth = world.truth.nodes[newcomer.index]
  // The newcomer must have been deaf for a whole dead time; an order or a release needs no isolation.
  if (world.now - newTruth.heardAt < world.deadMs * isolationShare) return
  if (truth.runningSince > settled || truth.desertedSince > settled) return
  if (truth.witnessSeenAt < agent.startedAt || truth.beat === undefined) return
  const { flags } = truth.beat
  if (truth.heardAt < agent.startedAt || !flags.fit || flags.held || flags.leaving || flags.keepStandby) return
  // "And not judged dead, outdated or fenced since" (D16): a peer that was judged dead before the silence of the witnesses
  // was certain could not take, nor could one whose death this holder took over from.
  const deadAt = truth.heardAt + world.deadMs
  const certainAt = truth.desertedSince + asksToBeSure * timing.answerMs
  if (judgedDeadAt > truth.heardAt && (certainAt > deadAt || truth.servingSince >= deadAt)) return
  if (!flags.witness && truth.desertedSince < truth.heardAt) return
  world.violate(
    'isolated-master-drops',
    `${holder.name} holds addresses without peer or witness while ${newcomer.name} takes`,
  )
}
