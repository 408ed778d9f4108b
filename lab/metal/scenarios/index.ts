/**
 * Which scenarios are there, and in which order are they played?
 *
 * First what leaves the pair running, so that one follows the other without a boot.
 */
import { cableScenarios } from './cables.ts'
import { dataScenarios } from './data.ts'
import { fenceScenarios } from './fence.ts'
import { modelScenarios } from './model.ts'
import { rawDiskScenarios } from './raw-disk.ts'
import type { Scenario } from './scenario.ts'
import { splitBrainScenarios } from './split-brain.ts'
import { takeoverScenarios } from './takeover.ts'

/** All scenarios, in the order of `--scenario all`. */
export const scenarios: readonly Scenario[] = [
  ...fenceScenarios,
  ...cableScenarios,
  ...dataScenarios,
  ...takeoverScenarios,
  ...splitBrainScenarios,
  ...modelScenarios,
  ...rawDiskScenarios,
]
