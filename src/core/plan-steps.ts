/**
 * Which steps does a plan have, and how long may each take?
 *
 * Disk and service steps stand in their places; pairs without disks and placed services leave them out.
 */
import type { Plan, StepName } from './moves.ts'
import { lapsed } from './state.ts'
import type { Turn } from './turn.ts'

/** Steps of a take. */
export function takeSteps(turn: Turn, cause: Plan['cause'], verify: boolean): StepName[] {
  // What is taken back before its disk was touched leads still: a promotion would ask for a proof that nobody needs, and a
  // primary whose own disk failed has none (FO-8).
  const before = turn.state.plan
  const leads = cause === 'isolated' || (cause === 'taken-back' && before?.steps[before.index] !== 'disk-secondary')
  const kept = leads && turn.state.disks.every(({ facts }) => facts.role === 'disk-primary')
  const disk: StepName[] = !withDisk(turn) ? [] : kept ? ['mount'] : ['disk-primary', 'mount']
  return [...(verify && turn.settings.zones.length > 0 ? (['verify'] as const) : []), ...disk, 'vip-add']
}

/**
 * Steps of a release. `orderly`: the services end while the addresses are still served; else the addresses go first, in the
 * very step that decides (D5).
 */
export function releaseSteps(turn: Turn, orderly: boolean): StepName[] {
  const units: StepName[] = turn.settings.services.some(({ placement }) => placement !== 'both') ? ['units-stop'] : []
  const master = turn.settings.services.some(({ placement }) => placement === 'master')
  const farewell: StepName[] = master ? ['end-clients'] : []
  const first: StepName[] = orderly ? [...farewell, ...units, 'vip-remove'] : ['vip-remove', ...units]
  if (!withDisk(turn)) return first
  const last: StepName[] = turn.state.leaving === 'stopping' ? ['disk-disconnect'] : []
  return [...first, 'unmount', 'disk-secondary', ...last]
}

/** May a release begin with the services: an unbroken claim whose addresses are all here? */
export function orderlyRelease(turn: Turn, forced: boolean): boolean {
  const { claim, phase } = turn.state
  return !forced && phase === 'running-master' && claim?.held === true && !lapsed(claim)
}

function withDisk(turn: Turn): boolean {
  return turn.settings.resources.length > 0
}

/** Steps that wait for a disk may take longer than those of the network. */
const diskSteps: ReadonlySet<StepName> = new Set([
  'disk-primary',
  'mount',
  'unmount',
  'disk-secondary',
  'disk-disconnect',
])

/** Time limit of a step, ms. */
export function stepLimitMs(turn: Turn, step: StepName): number {
  const { diskStepMs, stepMs, unitsStopMs } = turn.settings.timing
  if (step === 'units-stop') return unitsStopMs
  return diskSteps.has(step) ? diskStepMs : stepMs
}
