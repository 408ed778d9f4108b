/** Cases for `daemon/resync.ts`: who waits for a resynchronisation learns how far it is [DRBD-8]. */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import type { ResyncReport } from '../../src/control/protocol.ts'
import { ProgressLines, renderResync, resyncReport } from '../../src/daemon/resync.ts'

const report: ResyncReport = {
  ...{ resource: 'mail', direction: 'to-peer', kind: 'full', donePercent: 42, leftKib: 600_000 },
  ...{ rateKib: 10_240, secondsLeft: 600 },
}

void t.test(
  'a line has volume, part, kind, direction, rate and time left, as far as they are known [DRBD-8, DRBD-17]',
  (t) => {
    t.equal(
      renderResync(report),
      'mail: 42.0 % of a full copy to the peer, 10.0 MiB/s, about 10 min left; do not reboot',
    )
    const short = { ...report, direction: 'from-peer', kind: 'difference', secondsLeft: 90 } as const
    t.equal(
      renderResync(short),
      'mail: 42.0 % of the difference from the peer, 10.0 MiB/s, about 90 s left; do not reboot',
    )
    const bare = { ...report, kind: 'unknown', rateKib: null, secondsLeft: null } as const
    t.equal(renderResync(bare), 'mail: 42.0 % of the resynchronisation to the peer; do not reboot')
    t.end()
  },
)

void t.test('a report is rounded down: it is never complete before it is', (t) => {
  const progress = { direction: 'to-peer', kind: 'full', donePercent: 99.96, leftKib: 4, rateKib: 10.4 } as const
  t.strictSame(resyncReport('mail', progress), {
    ...{ resource: 'mail', direction: 'to-peer', kind: 'full', donePercent: 99.9, leftKib: 4 },
    ...{ rateKib: 10, secondsLeft: null },
  })
  t.end()
})

void t.test('lines come at the beginning, at each tenth, and once a minute [DRBD-8]', (t) => {
  const lines = new ProgressLines()
  const at = (second: number, donePercent: number): number =>
    lines.lines([{ ...report, donePercent }], instant(second * 1000)).length
  t.strictSame([at(0, 0.5), at(2, 3), at(4, 9.9), at(6, 10), at(8, 12)], [1, 0, 0, 1, 0])
  t.strictSame([at(65, 13), at(66, 13), at(67, 35)], [0, 1, 1])
  t.strictSame(lines.lines([], instant(70_000)), [])
  t.equal(at(72, 5), 1, 'another run begins anew')
  t.end()
})
