/**
 * Which scenarios are there, and in which order are they played?
 */
import { cableScenarios } from './cables.ts'
import { dataScenarios } from './data.ts'
import { rawDiskScenarios } from './raw-disk.ts'
import type { Scenario } from './scenario.ts'
import { takeoverScenarios } from './takeover.ts'

/** All scenarios, in the order of `--scenario all`. */
export const scenarios: readonly Scenario[] = [
  ...dataScenarios,
  ...rawDiskScenarios,
  ...takeoverScenarios,
  ...cableScenarios,
]
