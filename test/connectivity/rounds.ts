/**
 * Do both nodes ask in the same second, and the peer's address at the right times?
 */
import t from 'tap'
import { elapsed, instant } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import { nextRound } from '../../src/connectivity/jury.ts'
import { checked, firstCheck } from '../../src/connectivity/peer-check.ts'

void t.test('two nodes with clocks far apart begin the same round at the same instant', (t) => {
  // The clock of the slave is 1,234,567.8 ms behind that of the master.
  const behindMs = 1_234_567.8
  for (let real = 0; real < 2_000_000; real += 7_919) {
    const master = nextRound(instant(5_000_000 + real), 0, 5_000)
    const slave = nextRound(instant(5_000_000 + real - behindMs), behindMs, 5_000)
    t.equal(master.round, slave.round)
    t.ok(Math.abs(master.at - behindMs - slave.at) < 1e-3)
  }
  t.end()
})

void t.test('rounds follow each other by one, over the end of their numbers', (t) => {
  let now: Instant = instant(1)
  let last = nextRound(now, 0, 5_000)
  for (let count = 0; count < 600; count += 1) {
    now = last.at
    const next = nextRound(now, 0, 5_000)
    t.equal(elapsed(last.at, next.at), 5_000)
    t.equal(next.round, (last.round + 1) % 256)
    last = next
  }
  t.end()
})

void t.test('an estimate that says that the master is behind gives rounds too', (t) => {
  t.match(nextRound(instant(1_000), -20_000, 5_000), { round: 256 - 3, at: 5_000 })
  t.end()
})

/** Instants of the questions until the counter is `failuresMax`, all unanswered. */
function attempts(intervalMs: number, recheckMs: number, failuresMax: number): readonly number[] {
  const spans = { intervalMs, recheckMs }
  const asked: number[] = []
  let check = firstCheck(spans, instant(0))
  while (check.failures < failuresMax) {
    asked.push(check.nextAt)
    check = checked(check, false, spans, check.nextAt)
  }
  return asked
}

void t.test('interval 10 s, re-check 4 s, 3 failures: asked at 10, 14 and 18 s [HB-10, HB-11, HB-12]', (t) => {
  t.strictSame(attempts(10_000, 4_000, 3), [10_000, 14_000, 18_000])
  t.end()
})

void t.test('with the defaults twelve questions take 180 s [HB-13]', (t) => {
  t.equal(attempts(15_000, 15_000, 12).at(-1), 180_000)
  t.end()
})

void t.test('one answer begins the count anew, at the normal interval [HB-11]', (t) => {
  const spans = { intervalMs: 10_000, recheckMs: 4_000 }
  const failed = checked({ failures: 10, nextAt: instant(50) }, false, spans, instant(50))
  t.strictSame(failed, { failures: 11, nextAt: instant(4_050) })
  t.strictSame(checked(failed, true, spans, instant(4_050)), { failures: 0, nextAt: instant(14_050) })
  t.end()
})
