/**
 * Which deliberate bugs must the simulator find?
 *
 * At least one for each promise: a checker that was never seen to fail proves nothing.
 */
import type { Mutant } from './mutant.ts'
import { claimMutants } from './mutants-claim.ts'
import { dataMutants, diskMutants } from './mutants-disk.ts'
import { fenceMutants } from './mutants-fence.ts'
import { linkMutants } from './mutants-links.ts'
import { moveMutants } from './mutants-move.ts'
import { quietMutants } from './mutants-quiet.ts'
import { serviceMutants } from './mutants-services.ts'

/** Bugs that any pair can have. */
export const mutants: readonly Mutant[] = [...claimMutants, ...moveMutants, ...linkMutants, ...quietMutants]

/** Bugs that only a pair with disks can have. */
export const mutantsOfDisks: readonly Mutant[] = [...dataMutants, ...diskMutants]

/** Bugs that only a pair with fencing devices can have. */
export const mutantsOfFence: readonly Mutant[] = fenceMutants

/** Bugs that only a pair with services can have. */
export const mutantsOfServices: readonly Mutant[] = serviceMutants
