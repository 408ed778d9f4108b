/**
 * What is a planted bug?
 *
 * A textual patch of one file of the core, and the promises of which one must break because of it. A patch whose text is
 * no longer found exactly once is out of date and fails the test.
 */

/** A planted bug. */
export type Mutant = {
  readonly name: string
  /** Under `src/core`. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Names of promises; one of them must be broken first. */
  readonly promises: readonly string[]
  /** The play-script that shows the bug, where chance would need more seeds than the budget has. */
  readonly script?: string
  /** The plan of `crash-plans.ts` that shows the bug without any crash, for the same reason. */
  readonly plan?: string
  /** Another text that is taken away: the guard that stands behind the first one. */
  readonly also?: string
  /** Where that guard stands, under `src/core`; in the same file without it. */
  readonly alsoIn?: string
  /** The first seed of the hunt, where chance meets the bug too rarely; 1 without it. */
  readonly from?: number
}

/** Stands for a promise: the play-script of the mutant ends as it says. */
export const playScriptHolds = 'play-script-holds'
