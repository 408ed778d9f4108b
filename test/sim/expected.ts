/**
 * What must a long run reach at least once?
 *
 * Every reason code, refusal and verdict that the core knows.
 */
import { reasons, refusalCodes } from '../../src/core/reasons.ts'
import type { Reason } from '../../src/core/reasons.ts'
import type { Refusal, Verdict } from '../../src/core/types.ts'

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

/** Takes ten minutes, longer than a schedule (`test/core/repair.ts` waits for it), or is told of what only the daemon sees. */
const beyond: ReadonlySet<string> = new Set([
  'reason repair-expired',
  'reason fence-device-silent',
  'reason fence-device-back',
  'reason copies-differ',
  'reason place-missing',
  'reason standby-unfit',
  'reason standby-fit',
])

/** What only a pair with disks, or an operator who repairs one, can come to. */
const ofDisks: ReadonlySet<string> = new Set([
  ...(
    [
      'replication-lost',
      'replication-whole',
      'resync-begun',
      'disk-failed',
      'disk-lost',
      'disk-move',
      'disk-stale',
      'disk-forced',
      'outdate-asked',
      'fence-asked',
      'fence-answered',
      'writes-frozen',
      'writes-go-on',
      'split-brain',
      'split-brain-over',
      'repair-begun',
      'repair-done',
      'repair-void',
      'data-discarded',
      'maintenance-begun',
      'maintenance-over',
      'forced-master',
      'node-reset',
    ] as const satisfies readonly Reason[]
  ).map((reason) => `reason ${reason}`),
  ...(
    [
      'disk-not-current',
      'disk-unknown',
      'not-in-sync',
      'split-brain',
      'not-split-brain',
      'victim-leads',
      'wrong-node',
    ] as const satisfies readonly Refusal[]
  ).map((refusal) => `refusal ${refusal}`),
])

/** What only a pair with fencing devices can come to. The periodic question is the daemon's, not the world's. */
const ofFence: ReadonlySet<string> = new Set([
  'reason fence-begun',
  'reason fence-done',
  'reason fence-failed',
  'reason fence-void',
  'refusal not-fenced',
])

/** What only a pair with services can come to. */
const ofServices: ReadonlySet<string> = new Set(
  (
    [
      'service-started',
      'service-stopped',
      'service-failed',
      'service-wrong-node',
      'service-at-boot',
      'services-up',
      'services-unknown',
      'services-known',
      'service-move',
      'service-stays',
      'farewell-failed',
    ] as const satisfies readonly Reason[]
  ).map((reason) => `reason ${reason}`),
)

/** Names as `coverage.ts` counts them. */
export function expected(disks: boolean, fence = false, services = false): readonly string[] {
  const all = [
    ...reasons.map((reason) => `reason ${reason}`),
    ...refusalCodes.map((refusal) => `refusal ${refusal}`),
    ...verdicts.map((verdict) => `verdict ${verdict}`),
  ]
  const left = [...(disks ? [] : ofDisks), ...(fence ? [] : ofFence), ...(services ? [] : ofServices)]
  return all.filter((name) => !beyond.has(name) && !left.includes(name))
}
