/**
 * What is a scenario?
 *
 * A name, a title, how it begins, and what is done to the pair, with what must come of it. Most of them begin with a
 * healthy pair that replicates a disk, node-m leading, and leave it like that, so the next one goes on where it ended
 * and nobody has to boot.
 */
import type { Stage } from '../stage.ts'

/** One scenario. `play` rejects when it is disproved. */
export type Scenario = {
  readonly name: string
  readonly title: string
  /**
   * `pair`: hapair leads a pair with a disk, node-m is master. `patient`: the same with a dead time of 40 s, for takeovers
   * by silence alone. `booted`: both machines have just booted, no agent runs.
   */
  readonly begins: 'pair' | 'patient' | 'booted'
  /** Looks at a single part or repeats what another one shows too: played at night and by name, not with `all`. */
  readonly further?: boolean
  /** Played for every change, in `npm test`. */
  readonly selected?: boolean
  readonly play: (stage: Stage) => Promise<void>
}
