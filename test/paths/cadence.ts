/** Cases for `heartbeat-serial/cadence.ts`: when the kernel may keep the pieces of a frame until all are there. */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { afterFrame, cameAt, noCadence, nothingExpected, wakeBytes } from '../../src/heartbeat-serial/cadence.ts'
import type { Cadence } from '../../src/heartbeat-serial/cadence.ts'

function after(...lengths: readonly number[]): Cadence {
  return lengths.reduce(afterFrame, noCadence)
}

const table: readonly {
  readonly told: string
  readonly cadence: Cadence
  readonly unfinished: number
  readonly wake: number
}[] = [
  { told: 'nothing heard yet', cadence: noCadence, unfinished: 0, wake: 1 },
  { told: 'two alike frames', cadence: after(84, 84), unfinished: 0, wake: 1 },
  { told: 'three alike frames', cadence: after(84, 84, 84), unfinished: 0, wake: 84 },
  { told: 'three alike after others', cadence: after(60, 94, 84, 84, 84), unfinished: 0, wake: 84 },
  { told: 'a longer frame after alike ones', cadence: after(84, 84, 84, 94), unfinished: 0, wake: 1 },
  { told: 'a shorter frame after alike ones', cadence: after(84, 84, 84, 70), unfinished: 0, wake: 1 },
  { told: 'alike frames and one byte more', cadence: after(84, 84, 84), unfinished: 1, wake: 1 },
  { told: 'the longest that VMIN can say', cadence: after(255, 255, 255), unfinished: 0, wake: 255 },
  { told: 'frames longer than VMIN can say', cadence: after(256, 256, 256), unfinished: 0, wake: 1 },
]

for (const { told, cadence, unfinished, wake } of table) {
  void t.test(`${told}: the line wakes from ${wake} bytes on`, (t) => {
    t.equal(wakeBytes(cadence, unfinished), wake)
    t.end()
  })
}

void t.test('a frame of another length than was waited for is as old as it can be', (t) => {
  const expected = { bytes: 84, since: instant(1_000), by: instant(2_008) }
  const at = instant(2_010)
  t.equal(cameAt(expected, 84, at), at, 'the one that was waited for has just been completed')
  t.equal(cameAt(expected, 70, at), expected.since, 'a shorter one waited for the alarm')
  t.equal(cameAt(expected, 70, instant(1_400)), expected.since, 'or for the next frame')
  t.equal(cameAt({ ...expected, bytes: 1 }, 70, at), at, 'nothing was kept')
  t.equal(cameAt(expected, 70, instant(9_000)), 9_000, 'long after the alarm every byte wakes')
  t.equal(cameAt(nothingExpected, 70, at), at)
  t.end()
})
