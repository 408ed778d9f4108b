/**
 * What does the pair promise, and who watches it?
 *
 * The list of all promises, by name; each lives in a file with its kin. Every promise is shown to be able to fail by at
 * least one mutant in `mutants.ts`.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairState } from '../../src/core/state.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import { claimPromises } from './check-claim.ts'
import { dataPromises } from './check-data.ts'
import { diskPromises } from './check-disk.ts'
import { diskEndingPromises } from './check-disk-ending.ts'
import { endingPromises } from './check-ending.ts'
import { fencePromises } from './check-fence.ts'
import { linkPromises } from './check-links.ts'
import { leavePromises } from './check-leave.ts'
import { operatorPromises } from './check-operator.ts'
import { ownershipPromises } from './check-ownership.ts'
import { quietPromises } from './check-quiet.ts'
import { recordPromises } from './check-record.ts'
import { servicePromises } from './check-services.ts'
import { splitBrainPromises } from './check-split-brain.ts'
import { takeoverPromises } from './check-takeover.ts'
import { Coverage } from './coverage.ts'
import type { Answered } from './lan.ts'
import type { Agent, Machine } from './machine.ts'
import type { Ending, Hooks, Promised, Step } from './promise.ts'
import type { World } from './world.ts'

/** Every promise of the pair. */
export const promises: readonly Promised[] = [
  ...ownershipPromises,
  ...takeoverPromises,
  ...linkPromises,
  ...recordPromises,
  ...claimPromises,
  ...operatorPromises,
  ...leavePromises,
  ...quietPromises,
  ...dataPromises,
  ...diskPromises,
  ...splitBrainPromises,
  ...fencePromises,
  ...servicePromises,
  ...diskEndingPromises,
  ...endingPromises,
]

type Lists = { readonly [Name in keyof Hooks]-?: NonNullable<Hooks[Name]>[] }

/** The checkers of one world. */
export class Checks {
  readonly coverage = new Coverage()
  readonly #lists: Lists = {
    heard: [],
    stepped: [],
    phased: [],
    performing: [],
    owned: [],
    answered: [],
    agentEnded: [],
    swept: [],
    ended: [],
  }
  readonly #world: World

  constructor(world: World) {
    this.#world = world
    for (const promised of promises) {
      const hooks = promised.watch(world)
      if (hooks.heard !== undefined) this.#lists.heard.push(hooks.heard)
      if (hooks.stepped !== undefined) this.#lists.stepped.push(hooks.stepped)
      if (hooks.phased !== undefined) this.#lists.phased.push(hooks.phased)
      if (hooks.performing !== undefined) this.#lists.performing.push(hooks.performing)
      if (hooks.owned !== undefined) this.#lists.owned.push(hooks.owned)
      if (hooks.answered !== undefined) this.#lists.answered.push(hooks.answered)
      if (hooks.agentEnded !== undefined) this.#lists.agentEnded.push(hooks.agentEnded)
      if (hooks.swept !== undefined) this.#lists.swept.push(hooks.swept)
      if (hooks.ended !== undefined) this.#lists.ended.push(hooks.ended)
    }
  }

  heard(machine: Machine, beat: Beat): void {
    for (const hook of this.#lists.heard) hook(machine, beat)
  }

  stepped(machine: Machine, agent: Agent, event: PairEvent, before: PairState, effects: readonly Effect[]): void {
    const step: Step = { machine, agent, event, before, effects }
    const after = agent.state
    this.coverage.stepped(before, after, effects)
    if (this.#world.trace !== undefined) traceStep(this.#world, step)
    for (const hook of this.#lists.stepped) hook(step)
    if (before.phase === after.phase) return
    for (const hook of this.#lists.phased) hook(step)
  }

  performing(machine: Machine, agent: Agent, effect: Effect): void {
    for (const hook of this.#lists.performing) hook(machine, agent, effect)
    if (effect.type === 'send-beat') this.#world.truth.nodes[machine.index].told = effect.beat
  }

  owned(machine: Machine): void {
    for (const hook of this.#lists.owned) hook(machine)
  }

  answered(machine: Machine, answered: Answered): void {
    const truth = this.#world.truth.nodes[machine.index]
    if (answered.subject === 'vip' && answered.who === 'peer') truth.vipSeenAt = this.#world.now
    if (answered.subject === 'neighbour') {
      truth.witnessSeenAt = this.#world.now
      if (truth.witnessFirstAt < (machine.agent?.startedAt ?? 0)) truth.witnessFirstAt = this.#world.now
    }
    for (const hook of this.#lists.answered) hook(machine, answered)
  }

  agentEnded(machine: Machine): void {
    for (const hook of this.#lists.agentEnded) hook(machine)
  }

  swept(): void {
    for (const hook of this.#lists.swept) hook()
  }

  ended(ending: Ending): void {
    for (const hook of this.#lists.ended) hook(ending)
  }
}

function traceStep(world: World, step: Step): void {
  const { machine, before, event, effects } = step
  const after = step.agent.state
  if (!quiet.has(event.type)) world.note(machine, `<- ${JSON.stringify(event)}`)
  for (const effect of effects) {
    if (effect.type === 'tell') world.note(machine, `tells ${effect.told.reason}: ${effect.told.facts.join('; ')}`)
    else if (!quiet.has(effect.type)) world.note(machine, `-> ${JSON.stringify(effect)}`)
  }
  if (before.phase !== after.phase) world.note(machine, `${before.phase} => ${after.phase}`)
  if (before.peer.verdict !== after.peer.verdict) world.note(machine, `verdict ${after.peer.verdict}`)
}

/** Too frequent for a trace that shall be read. */
const quiet: ReadonlySet<string> = new Set([
  'beat',
  'beat-refused',
  'timer',
  'probe-answer',
  'witness-answer',
  'send-beat',
  'feed-watchdog',
  'ask-witnesses',
  'probe',
  'vip-renew',
  'services',
])
