/**
 * What does a node know of its own services between two facts?
 *
 * The latest word of the service manager about each. What shall run where is derived from the roles, never stored.
 */
import type { ServiceFacts } from './eyes.ts'
import { unknownService } from './eyes.ts'
import { set } from './turn.ts'
import type { Turn } from './turn.ts'

/** One service of the settings. */
export type ServiceView = {
  readonly facts: ServiceFacts
}

/** Before the first fact. */
export const firstService: ServiceView = { facts: unknownService }

/** Notes what the service manager says; what lies beyond the settings is left out. */
export function absorbServices(turn: Turn, facts: readonly ServiceFacts[]): void {
  const services = turn.state.services.map((view, index) => ({ ...view, facts: facts[index] ?? view.facts }))
  set(turn, { services })
}
