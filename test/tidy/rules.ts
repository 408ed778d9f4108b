/**
 * Which rules of the house are there?
 */
import { docRule, openingRule, unfinishedRule } from './comments.ts'
import { asyncRule, edgeRule } from './edges.ts'
import { floorRule } from './floors.ts'
import type { Rule } from './rule.ts'
import { anyRule, barrelRule, defaultExportRule, silencedRule, swallowRule } from './shape.ts'
import { fileSizeRule, functionSizeRule } from './sizes.ts'
import { nameRule, originRule, productRule, scratchRule } from './words.ts'

/** Every rule over single files. */
export const rules: readonly Rule[] = [
  floorRule,
  edgeRule,
  asyncRule,
  fileSizeRule,
  functionSizeRule,
  defaultExportRule,
  barrelRule,
  anyRule,
  silencedRule,
  swallowRule,
  openingRule,
  docRule,
  unfinishedRule,
  nameRule,
  productRule,
  originRule,
  scratchRule,
]
