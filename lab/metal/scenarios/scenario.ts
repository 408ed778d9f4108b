/**
 * What is a scenario?
 *
 * A name, a title, and what is done to a pair that has just been started, with what must come of it. It begins with both
 * machines booted and no agent running.
 */
import type { Stage } from '../stage.ts'

/** One scenario. `play` rejects when it is disproved. */
export type Scenario = {
  readonly name: string
  readonly title: string
  readonly play: (stage: Stage) => Promise<void>
}
