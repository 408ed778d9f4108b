/** Cases for the jury: when does a difference in what the nodes reach move the addresses? */
import t from 'tap'
import type { NodeName } from '../../src/core/types.ts'
import { Pair } from './pair.ts'

const periodMs = 5_000
const limitMs = 30_000

/** A pair with a jury that plays rounds from `first` on. */
class Jury extends Pair {
  round = 250

  static started(onFewerTargetsMs: number | 'off' = limitMs): Jury {
    const pair = new Jury({ onFewerTargetsMs })
    pair.boot('master')
    pair.boot('slave')
    pair.run(5_000)
    return pair
  }

  /** Rounds in which the nodes reach so many targets; the slave's word comes a little later. */
  rounds(count: number, master: number, slave: number, misses: readonly NodeName[] = []): void {
    for (let played = 0; played < count; played += 1) {
      this.round = (this.round + 1) % 256
      if (!misses.includes('master')) this.give('master', { type: 'targets', round: this.round, reached: master })
      this.run(300)
      if (!misses.includes('slave')) this.give('slave', { type: 'targets', round: this.round, reached: slave })
      this.run(periodMs - 300)
    }
  }
}

void t.test('fewer targets in every round of the span hand over, over the end of the numbers', (t) => {
  const pair = Jury.started()
  pair.rounds(3, 3, 3)
  pair.rounds(6, 1, 3)
  t.strictSame(pair.owners(), ['master'], '25 s')
  pair.rounds(2, 1, 3)
  t.strictSame(pair.owners(), ['slave'])
  t.equal(pair.told('master', 'targets-fewer').length, 1)
  pair.rounds(200, 3, 3)
  t.strictSame(pair.owners(), ['slave'], 'the return of the targets alone moves nothing back [FO-30]')
  t.end()
})

void t.test('one round of equals cancels', (t) => {
  const pair = Jury.started()
  for (let again = 0; again < 10; again += 1) {
    pair.rounds(5, 1, 3)
    pair.rounds(1, 3, 3)
  }
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'targets-level').length, 10)
  t.end()
})

void t.test('a round that one of the nodes did not play breaks the row', (t) => {
  const pair = Jury.started()
  for (let again = 0; again < 10; again += 1) {
    pair.rounds(5, 1, 3)
    pair.rounds(1, 1, 3, ['slave'])
  }
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('silent for both alike, or more here than there: nothing moves', (t) => {
  const pair = Jury.started()
  pair.rounds(20, 0, 0)
  pair.rounds(20, 3, 1)
  t.strictSame(pair.owners(), ['master'])
  t.strictSame(pair.told('master', 'targets-fewer'), [])
  t.end()
})

void t.test('a difference that a running slave no longer confirms moves nothing', (t) => {
  const pair = Jury.started()
  pair.rounds(4, 1, 3)
  pair.rounds(40, 1, 3, ['slave', 'master'])
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('with monitor.on-fewer off the difference is told and moves nothing', (t) => {
  const pair = Jury.started('off')
  pair.rounds(40, 1, 3)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'targets-fewer').length, 1)
  t.end()
})
