/**
 * What does the status say of the disks?
 */
import { elapsed, never } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { oneRefusal } from './disk-fitness.ts'
import { diskMemory, firstDisk, inSync, relation } from './disk-view.ts'
import type { PairState } from './state.ts'
import type { DiskStatus } from './status-document.ts'
import type { PairSettings } from './settings.ts'

/** One entry per resource, in the order of the settings. */
export function diskStatus(state: PairState, settings: PairSettings, now: Instant): readonly DiskStatus[] {
  return settings.resources.map((name, resource) => {
    const { facts, lostAt } = state.disks[resource] ?? firstDisk
    const memory = diskMemory(state, settings, resource)
    return {
      resource: name,
      connection: facts.connection,
      role: facts.role,
      peerRole: facts.peerRole,
      disk: facts.disk,
      peerDisk: facts.peerDisk,
      sync: facts.sync,
      outOfSyncKib: facts.outOfSyncKib ?? null,
      inSync: inSync(facts),
      suspended: facts.suspended,
      mounted: facts.mounted,
      stale: memory.stale,
      forced: memory.forced,
      peerBehind: memory.peerBehind,
      relation: relation(state, settings, resource),
      generation: memory.own?.current ?? null,
      peerGeneration: memory.peer?.current ?? null,
      lostForMs: lostAt === never ? null : Math.round(elapsed(lostAt, now)),
      unfitReason: facts.role === 'disk-primary' ? null : (oneRefusal(state, settings, now, resource) ?? null),
    }
  })
}
