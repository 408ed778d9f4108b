/**
 * What must be true after every step, in production as in the simulator?
 *
 * These are statements about one node's own state; a broken one means that the program is wrong, and the daemon ends
 * rather than go on with it. Statements about both nodes are the simulator's (`test/sim/checks.ts`).
 */
import { BrokenAssumption } from '../base/assert.ts'
import { claims } from './state.ts'
import type { PairState } from './state.ts'

/** Throws `BrokenAssumption` when the state contradicts itself. */
export function checkInvariants(state: PairState): void {
  const { phase, claim, plan } = state
  must(!claims(phase) || claim !== undefined, state, 'a phase without its claim')
  must(claim === undefined || claims(phase) || phase === 'releasing', state, 'a claim in the wrong phase')
  must((phase === 'taking-over') === (plan?.kind === 'take'), state, 'taking over goes with a take')
  must(phase !== 'releasing' || plan?.kind === 'release', state, 'releasing without a release')
  must(phase !== 'isolated' || claim?.held === false, state, 'isolated but holding')
  must(plan === undefined || plan.index < plan.steps.length, state, 'a plan beyond its last step')
  must(state.durable.reserved >= state.durable.term.number || claim === undefined, state, 'a claim above the reserve')
}

/** The sentence is made only when it is needed: this is asked in every turn. */
function must(holds: boolean, { phase, plan }: PairState, what: string): void {
  if (!holds) throw new BrokenAssumption(`${what}: phase ${phase}, plan ${plan?.kind ?? 'none'}`)
}
