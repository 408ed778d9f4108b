/**
 * What must a long run reach at least once?
 *
 * Every reason code, refusal and verdict that the core knows, but for those that a pair without disks cannot give.
 */
import { reasons, refusalCodes } from '../../src/core/reasons.ts'
import type { Verdict } from '../../src/core/types.ts'

const verdicts: readonly Verdict[] = [
  'alive',
  'alive-foreign',
  'late',
  'restarting',
  'links-cut',
  'agent-dead',
  'powered-off',
  'silent-dead',
  'i-am-isolated',
  'cannot-judge',
  'gathering',
  'departed',
]

/** Needs a disk, which the simulated pair has not. */
const beyond: ReadonlySet<string> = new Set(['refusal disk-not-current'])

/** Names as `coverage.ts` counts them. */
export function expected(): readonly string[] {
  const all = [
    ...reasons.map((reason) => `reason ${reason}`),
    ...refusalCodes.map((refusal) => `refusal ${refusal}`),
    ...verdicts.map((verdict) => `verdict ${verdict}`),
  ]
  return all.filter((name) => !beyond.has(name))
}
