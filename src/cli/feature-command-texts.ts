/**
 * Which commands switch the feature on and off?
 */
import type { CommandText } from './command-texts.ts'
import * as option from './option-texts.ts'

/** In the order of help and manual. */
export const featureCommandTexts: readonly CommandText[] = [
  {
    name: 'enable',
    summary: 'switch the pair feature on for this node; on the master first, and on the slave when the master is up',
    arguments: [],
    options: [option.allowUpdates, option.forceEnable, option.dryRun, option.json],
    needs: 'nothing',
  },
  {
    name: 'disable',
    summary: 'switch the pair feature off for this node; it then watches, and takes nothing',
    arguments: [],
    options: [option.yes, option.dryRun, option.json],
    needs: 'nothing',
  },
]
