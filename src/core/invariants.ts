/**
 * What must be true after every step, in production as in the simulator?
 *
 * These are statements about one node's own state; a broken one means that the program is wrong, and the daemon ends
 * rather than go on with it. Statements about both nodes are the simulator's (`test/sim/checks.ts`).
 */
import { assert } from '../base/assert.ts'
import { claims } from './state.ts'
import type { PairState } from './state.ts'

/** Throws `BrokenAssumption` when the state contradicts itself. */
export function checkInvariants(state: PairState): void {
  const { phase, claim, plan } = state
  assert(!claims(phase) || claim !== undefined, `phase ${phase} without a claim`)
  assert(claim === undefined || claims(phase) || phase === 'releasing', `a claim in phase ${phase}`)
  assert((phase === 'taking-over') === (plan?.kind === 'take'), `phase ${phase} with plan ${plan?.kind ?? 'none'}`)
  assert(phase !== 'releasing' || plan?.kind === 'release', 'releasing without a release')
  assert(phase !== 'isolated' || claim?.held === false, 'isolated but holding')
  assert(plan === undefined || plan.index < plan.steps.length, 'a plan beyond its last step')
  assert(state.durable.reserved >= state.durable.term.number || claim === undefined, 'a claim above the reserve')
}
