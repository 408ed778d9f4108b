/**
 * Does the service go on elsewhere when the node that serves leaves in order (FO-24)?
 *
 * Looked at only where nothing else was wrong: both nodes whole, at rest and in sync when the operator stopped the agent, and
 * no other fault until the other node leads.
 */
import type { PairState } from '../../src/core/state.ts'
import type { Machine } from './machine.ts'
import { other } from './machine.ts'
import type { Promised, Step } from './promise.ts'
import type { World } from './world.ts'

/** A release and a take with disks, on machines that are not slow, take at most this long, ms. */
const budgetMs = 12_000
/** The pair must have been at rest for so many dead times. */
const restDeads = 2

type Leave = { readonly taker: Machine; readonly until: number; readonly strikes: number }

/** The promise of an orderly leave. */
export const leavePromises: readonly Promised[] = [
  {
    name: 'orderly-leave-hands-over',
    sentence: 'the running master of a healthy pair that is stopped or rebooted in order hands over (FO-24)',
    watch: (world) => {
      let leave: Leave | undefined
      return {
        stepped: (step) => {
          if (leaves(step) && healthy(world, step)) leave = leaveOf(world, step.machine)
        },
        phased: ({ machine, agent }) => {
          if (machine === leave?.taker && agent.state.phase === 'running-master') leave = undefined
        },
        swept: () => {
          if (leave === undefined || world.now < leave.until) return
          const { taker, strikes } = leave
          leave = undefined
          if (strikes !== world.strikes || !taker.awake) return
          world.violate('orderly-leave-hands-over', `${taker.name} is ${taker.agent?.state.phase ?? 'not running'}`)
        },
      }
    },
  },
]

function leaves({ event, before }: Step): boolean {
  return event.type === 'order' && event.order.verb === 'stop' && before.leaving === 'no'
}

function leaveOf(world: World, machine: Machine): Leave {
  const { orderMs, unitsStopMs, stepMs } = machine.settings.timing
  // The clients and the services end before anything is given up (FO-10).
  const services = unitsStopMs > 0 ? unitsStopMs + stepMs : 0
  const until = world.now + Math.min(budgetMs + services, orderMs)
  return { taker: world.machines[other(machine.index)], until, strikes: world.strikes }
}

/** Is the whole pair at rest, in sync, and free of any other fault than this leave? */
function healthy(world: World, { machine, before }: Step): boolean {
  const { deadMs, now, truth, disks, undo, faultiness, armed } = world
  const { slow, fail, hang } = faultiness
  if (undo.size > 1 || armed.length > 0 || slow + fail + hang > 0 || disks?.fenceAsking.slow === true) return false
  const peer = world.machines[other(machine.index)]
  const state = peer.agent?.state
  if (before.phase !== 'running-master' || state?.phase !== 'running-slave' || !machine.awake || !peer.awake)
    return false
  const calm = now - restDeads * deadMs
  if (truth.mutualSince() > calm || truth.nodes.some(({ runningSince }) => runningSince > calm)) return false
  if (disks?.replications.every((on) => on.whole && on.linked) === false) return false
  if (disks !== undefined && (disks.truth?.wholeFor(calm) === false || disks.troubled)) return false
  return steady(before) && steady(state) && state.peer.readySince < before.steppedAt
}

/** Neither moves, is held, nor has a reason of its own to stay where it is. */
function steady(state: PairState): boolean {
  const { plan, order, waiting, wanted, inconsistent, conflictSince, claim, peer } = state
  const busy = plan !== undefined || order !== undefined || waiting !== undefined || Number.isFinite(conflictSince)
  const kept = wanted.held || wanted.maintenance || inconsistent || wanted.disks.some(({ stale }) => stale)
  const unwell = state.zones.some(({ carrier }) => !carrier) || state.writeFailed || state.writing !== undefined
  const told = peer.beat?.flags
  const fit = state.phase === 'running-slave' || (told?.fit === true && !told.held && !told.maintenance)
  return !busy && !kept && !unwell && fit && (claim === undefined || !Number.isFinite(claim.lapsedAt))
}
