/**
 * Is every order of the operator answered once, in time and truthfully?
 */
import { refusalCodes } from '../../src/core/reasons.ts'
import { instant } from '../../src/base/time.ts'
import type { PairState } from '../../src/core/state.ts'
import type { Promised, Step } from './promise.ts'
import { releaseBudgetMs } from './spans.ts'
import type { World } from './world.ts'

const known: ReadonlySet<string> = new Set(refusalCodes)

/** Longest sentence of an answer, in characters. */
const textMax = 400

/** Promises about orders of the operator. */
export const operatorPromises: readonly Promised[] = [
  {
    name: 'answered-once',
    sentence: 'an order of the operator is answered once, with a known refusal or an end, in words',
    watch: (world) => ({
      performing: (machine, _agent, effect): void => {
        if (effect.type !== 'answer') return
        const { answer, orderId } = effect
        const asked = world.orders.book.get(orderId)
        if (asked === undefined)
          return world.violate('answered-once', `${machine.name} answers the unknown order ${orderId}`)
        if (answer.type !== 'progress' && asked.ends > 0) {
          world.violate('answered-once', `${machine.name} answers ${asked.order.verb} (${orderId}) a second time`)
        }
        if (answer.type === 'refused' && !known.has(answer.refusal)) {
          world.violate('answered-once', `${machine.name} refuses with ${answer.refusal}`)
        }
        if (answer.text.length === 0 || answer.text.length > textMax) {
          world.violate('answered-once', `${machine.name} answers ${asked.order.verb} without a sentence`)
        }
      },
    }),
  },
  {
    name: 'answered-in-time',
    sentence: 'an agent that runs answers every order within its time limit',
    watch: (world) => ({
      swept: () => {
        lookAtOpenOrders(world)
      },
    }),
  },
  {
    name: 'refused-changes-nothing',
    sentence: 'an order that is refused at once changes nothing (S7)',
    watch: (world) => ({
      stepped: (step) => {
        if (step.event.type === 'order') lookAtRefusal(world, step)
      },
    }),
  },
]

function lookAtOpenOrders(world: World): void {
  for (const asked of world.orders.open) {
    const machine = world.machines[asked.node]
    const { agent } = machine
    if (agent?.life !== asked.life) {
      world.orders.open.delete(asked)
      continue
    }
    if (agent.stopped || machine.frozen) continue
    const { timing } = machine.settings
    const limit = 2.5 * timing.orderMs + 2 * releaseBudgetMs(timing) + 5_000
    const from = Math.max(asked.at, world.truth.nodes[asked.node].runningSince)
    if (world.now - from > limit) {
      world.violate(
        'answered-in-time',
        `${machine.name} leaves ${asked.order.verb} open for ${Math.round(world.now - from)} ms`,
      )
    }
  }
}

function lookAtRefusal(world: World, { machine, agent, event, before, effects }: Step): void {
  if (event.type !== 'order') return
  const refused = effects.find((effect) => effect.type === 'answer' && effect.orderId === event.orderId)
  if (refused?.type !== 'answer' || refused.answer.type !== 'refused') return
  const changed = changes(before, agent.state)
  // What was due at this very instant would have come without the order as well.
  const now = instant(machine.own(world.now))
  const without = (): PairState => world.core.step(before, { type: 'timer' }, machine.settings, now).state
  if (changed !== undefined && changes(without(), agent.state) !== undefined) {
    world.violate('refused-changes-nothing', `${machine.name} refuses ${event.order.verb} and changes ${changed}`)
  }
}

function changes(before: PairState, after: PairState): string | undefined {
  if (before.phase !== after.phase) return 'its phase'
  if (JSON.stringify(before.plan) !== JSON.stringify(after.plan)) return 'its plan'
  if (JSON.stringify(before.order) !== JSON.stringify(after.order)) return 'its order'
  if (before.leaving !== after.leaving) return 'whether it leaves'
  const one = before.wanted
  const other = after.wanted
  if (one.held !== other.held || one.sticky !== other.sticky) return 'what the operator wants'
  if (JSON.stringify(one.term) !== JSON.stringify(other.term) || one.flapCount !== other.flapCount) return 'its record'
  if (one.failbackStopped !== other.failbackStopped || one.cleanDeparture !== other.cleanDeparture) return 'its record'
  return undefined
}
