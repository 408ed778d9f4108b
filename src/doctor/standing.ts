/**
 * What stands in status all day, until somebody cares for it?
 *
 * Warnings about the care of a node that no decision depends on: updates by themselves, backups, entitlement, slow
 * moves. Pure. Sources: requirements PRE-9, GEN-4, GEN-5, LIC-1.
 */
import type { Answer, BackupFacts, EntitlementFacts, UpdateFacts } from './node-facts.ts'
import { backupMaxMs, undersized } from './upkeep.ts'

/** What is asked of a node now and then. */
export type UpkeepFacts = {
  readonly updates: Answer<UpdateFacts>
  readonly entitlement: Answer<EntitlementFacts>
  readonly backups: Answer<readonly BackupFacts[]>
  /** Whole durations of the moves of this run, ms, oldest first. */
  readonly moves: readonly number[]
}

const hourMs = 3_600_000

/** One line for each. A question that was not answered warns of nothing. */
export function standingWarnings({ updates, entitlement, backups, moves }: UpkeepFacts): readonly string[] {
  const found: string[] = []
  if ('value' in updates && updates.value.state === 'on')
    found.push(`automatic updates are on (${updates.value.found}); switch them off`)
  if ('value' in entitlement && entitlement.value.state === 'not-entitled')
    found.push(`this node is not entitled to the feature: ${entitlement.value.found}`)
  for (const { kind, ageMs, file } of 'value' in backups ? backups.value : []) {
    const name = kind === 'configuration' ? 'configuration' : 'user data'
    if (ageMs === null) found.push(`there is no backup of the ${name}: no ${file}; a pair is no backup`)
    else if (ageMs > backupMaxMs)
      found.push(`the newest backup of the ${name} is ${Math.round(ageMs / hourMs)} h old; a pair is no backup`)
  }
  if (undersized(moves)) found.push('the last moves took too long: the hardware may be too small to carry all services')
  return found
}
