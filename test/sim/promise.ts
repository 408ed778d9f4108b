/**
 * What is a checker, and what is it told?
 *
 * A promise has a name, a sentence, and hooks that compare what a node does with the truth of the world. A hook that
 * finds the promise broken ends the run by `violate`. Hooks read; they never change the world.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairState } from '../../src/core/state.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import type { Answered } from './lan.ts'
import type { Agent, Machine } from './machine.ts'
import type { World } from './world.ts'

/** One step of one core, before its effects are performed. `agent.state` is the state after it. */
export type Step = {
  readonly machine: Machine
  readonly agent: Agent
  readonly event: PairEvent
  readonly before: PairState
  readonly effects: readonly Effect[]
}

/** What is left of the pair when everything is healed. */
export type Ending = { readonly machines: readonly Machine[] }

/** The moments at which a checker is asked. Each gets the world as it is then. */
export type Hooks = {
  /** An agent is about to absorb an authentic beat. */
  readonly heard?: (machine: Machine, beat: Beat) => void
  readonly stepped?: (step: Step) => void
  /** A step that changed the phase. */
  readonly phased?: (step: Step) => void
  /** An effect is about to be performed. */
  readonly performing?: (machine: Machine, agent: Agent, effect: Effect) => void
  /** The addresses of a machine, or its ability to serve them, changed. */
  readonly owned?: (machine: Machine) => void
  readonly answered?: (machine: Machine, answered: Answered) => void
  readonly agentEnded?: (machine: Machine) => void
  /** Once every simulated second. */
  readonly swept?: () => void
  /** Long after everything was healed. */
  readonly ended?: (ending: Ending) => void
}

/** A named promise and how it is watched in one world. */
export type Promised = {
  readonly name: string
  readonly sentence: string
  readonly watch: (world: World) => Hooks
}
