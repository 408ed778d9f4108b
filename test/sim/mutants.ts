/**
 * Which deliberate bugs must the simulator find?
 *
 * At least one for each promise: a checker that was never seen to fail proves nothing.
 */
import type { Mutant } from './mutant.ts'
import { claimMutants } from './mutants-claim.ts'
import { moveMutants } from './mutants-move.ts'
import { quietMutants } from './mutants-quiet.ts'

/** Every planted bug. */
export const mutants: readonly Mutant[] = [...claimMutants, ...moveMutants, ...quietMutants]
