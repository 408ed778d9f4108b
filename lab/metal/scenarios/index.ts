/**
 * Which scenarios are there, and in which order are they played?
 *
 * First what leaves the pair running, so that one follows the other without a boot.
 */
import { cableScenarios } from './cables.ts'
import { dataScenarios } from './data.ts'
import { diskFailureScenarios } from './disk-failure.ts'
import { fenceScenarios } from './fence.ts'
import { modelScenarios } from './model.ts'
import type { Scenario } from './scenario.ts'
import { splitBrainScenarios } from './split-brain.ts'
import { takeoverScenarios } from './takeover.ts'

const beginnings: readonly Scenario['begins'][] = ['pair', 'patient', 'booted']

/**
 * All scenarios, in the order in which they are taken: those that go on from the same running pair stand together, the
 * longest first.
 */
export const scenarios: readonly Scenario[] = [
  ...splitBrainScenarios,
  ...fenceScenarios,
  ...takeoverScenarios,
  ...dataScenarios,
  ...diskFailureScenarios,
  ...cableScenarios,
  ...modelScenarios,
].sort((one, other) => beginnings.indexOf(one.begins) - beginnings.indexOf(other.begins))
