/**
 * Which deliberate bugs must the simulator find?
 *
 * Each is a textual patch of one file of the core, and the promise that must fail because of it. A patch whose text is
 * no longer found exactly once is out of date and fails the test.
 */

export type Mutant = {
  readonly name: string
  /** Under `src/core`. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Names of promises; one of them must be broken first. */
  readonly promises: readonly string[]
}

export const mutants: readonly Mutant[] = []
