/** Cases for `heartbeat-serial/cadence.ts`: when the kernel may keep the pieces of a frame until all are there. */
import t from 'tap'
import { afterFrame, noCadence, wakeBytes } from '../../src/heartbeat-serial/cadence.ts'
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
