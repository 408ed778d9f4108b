/** Cases for `daemon/loop.ts`: one fact at a time, one timer, and what happens after a stall; with a clock of the test. */
import { mock } from 'node:test'
import t from 'tap'
import type { Test } from 'tap'
import { instant } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import { createLoop } from '../../src/daemon/loop.ts'
import type { Loop } from '../../src/daemon/loop.ts'
import { alarmOf } from './alarm.ts'
import { settingsOf } from '../core/settings.ts'

/** A loop with a clock that the test moves, and everything that went through it. */
class Bench {
  now = 1_000
  readonly facts: { readonly at: number; readonly event: PairEvent }[] = []
  readonly effects: Effect[] = []
  changes = 0
  /** Times that all effects of a turn had been given out. */
  rounds = 0
  onEffect: (effect: Effect) => void = () => undefined
  readonly loop: Loop

  constructor() {
    this.loop = createLoop({
      settings: settingsOf('master'),
      clock: () => instant(this.now),
      alarm: alarmOf(() => this.now),
      startedAt: instant(this.now),
      perform: (effect) => {
        this.effects.push(effect)
        this.onEffect(effect)
      },
      performed: () => (this.rounds += 1),
      record: (event: PairEvent, at: Instant) => this.facts.push({ at, event }),
      changed: () => (this.changes += 1),
    })
  }

  start(): void {
    this.loop.post({ type: 'started', memory: 'empty', bootId: 1, incarnation: 1, owned: 'none', inconsistent: false })
  }

  /** Time passes in steps of a millisecond, timers fire. */
  pass(ms: number): void {
    for (let count = 0; count < ms; count += 1) {
      this.now += 1
      mock.timers.tick(1)
    }
  }

  types(): readonly string[] {
    return this.facts.map(({ event }) => event.type)
  }
}

/** A fact that changes nothing, told apart by its id. */
function mark(id: number): PairEvent {
  return { type: 'effect-done', id }
}

/** Plays `body` while timers are in the hands of the test. */
function withTimers(name: string, body: (t: Test, bench: Bench) => void): void {
  void t.test(name, (t) => {
    mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
    const bench = new Bench()
    try {
      body(t, bench)
    } finally {
      bench.loop.stop()
      mock.timers.reset()
    }
    t.end()
  })
}

withTimers('before the first fact nothing is armed and nothing happens', (t, bench) => {
  bench.pass(1_000)
  t.strictSame(bench.types(), [])
  t.equal(bench.loop.counters().turns, 0)
})

withTimers('the timer fires at the instants that the core asked for, and not between them', (t, bench) => {
  bench.start()
  bench.pass(2_100)
  const timers = bench.facts.filter(({ event }) => event.type === 'timer').map(({ at }) => at - 1_000)
  for (const due of [500, 1_000, 1_500, 2_000]) t.ok(timers.includes(due), `${due} ms`)
  const beats = bench.effects.flatMap((effect) =>
    effect.type === 'send-beat' && effect.beat.path === 0 ? [effect.beat.sentAtMs - 1_000] : [],
  )
  t.ok([500, 1_000, 1_500, 2_000].every((due) => beats.includes(due)))
  t.ok(timers.length < 12, `${timers.length} timers in 2.1 s`)
})

withTimers('an earlier deadline is kept although the timer was set for a later one', (t, bench) => {
  bench.onEffect = (effect) => {
    if (effect.type === 'remember') bench.loop.post(mark(effect.id))
  }
  bench.start()
  bench.pass(10)
  bench.loop.post({ type: 'order', orderId: 'a', order: { verb: 'restart' } })
  const due = bench.loop.state().leaveAt
  bench.pass(2_000)
  const exit = bench.effects.find((effect) => effect.type === 'exit')
  t.ok(exit !== undefined)
  t.ok(bench.facts.some(({ at, event }) => event.type === 'timer' && at === Math.ceil(due)))
})

withTimers('a turn that begins late is a stall: told first, then all that waits, then caught-up', (t, bench) => {
  bench.start()
  bench.pass(100)
  const from = bench.facts.length
  bench.now += 6_000
  bench.loop.post(mark(901))
  bench.loop.post(mark(902))
  t.strictSame(bench.types().slice(from), ['stalled', 'effect-done', 'effect-done'])
  t.match(bench.facts[from]?.event, { type: 'stalled' })
  const stalled = bench.facts[from]?.event
  t.ok(stalled?.type === 'stalled' && stalled.forMs >= 5_500 && stalled.forMs <= 6_000)
  const silent = bench.effects.length
  t.equal(bench.loop.state().absorbing, true)
  mock.timers.tick(1)
  mock.timers.tick(1)
  t.strictSame(bench.types().slice(from), ['stalled', 'effect-done', 'effect-done', 'caught-up'])
  t.equal(bench.loop.state().absorbing, false)
  t.ok(
    bench.effects.slice(silent).some((effect) => effect.type === 'send-beat'),
    'and it speaks again',
  )
  t.equal(bench.loop.counters().stalls, 1)
})

withTimers('a stall is noticed by the timer alone too', (t, bench) => {
  bench.start()
  bench.pass(100)
  bench.now += 7_000
  mock.timers.tick(500)
  t.ok(bench.types().includes('stalled'))
  bench.pass(3)
  t.equal(bench.types().filter((type) => type === 'caught-up').length, 1)
})

withTimers('after a stall the timer runs on as before', (t, bench) => {
  bench.start()
  bench.pass(100)
  bench.now += 6_000
  bench.loop.post(mark(901))
  bench.pass(3)
  const from = bench.facts.length
  bench.pass(2_000)
  t.ok(bench.facts.slice(from).filter(({ event }) => event.type === 'timer').length >= 3)
  t.equal(bench.loop.counters().stalls, 1)
})

withTimers('a delay below a quarter of the dead time is no stall', (t, bench) => {
  bench.start()
  bench.pass(100)
  bench.now += 4_900
  bench.loop.post(mark(901))
  t.notOk(bench.types().includes('stalled'))
  t.equal(bench.loop.counters().stalls, 0)
})

withTimers('what a turn gives rise to waits for its end', (t, bench) => {
  bench.onEffect = (effect) => {
    if (effect.type === 'remember') bench.loop.post(mark(effect.id))
  }
  bench.start()
  t.strictSame(bench.types().slice(0, 2), ['started', 'effect-done'])
  t.equal(bench.effects.filter((effect) => effect.type === 'remember').length, 1)
  t.equal(bench.loop.state().writing, undefined)
})

withTimers('at most 4,096 facts wait; what comes beyond is dropped and counted', (t, bench) => {
  let flooded = false
  bench.onEffect = () => {
    if (flooded) return
    flooded = true
    for (let count = 0; count < 5_000; count += 1) bench.loop.post(mark(10_000 + count))
  }
  bench.start()
  t.equal(bench.loop.counters().dropped, 5_000 - 4_096)
  t.equal(bench.loop.counters().turns, 4_097)
})

withTimers('turns are counted, long ones too', (t, bench) => {
  let slow = true
  bench.onEffect = () => {
    if (slow) bench.now += 6
    slow = false
  }
  bench.start()
  t.match(bench.loop.counters(), { turns: 1, longTurns: 1, longestTurnMs: 6 })
})

withTimers('visible changes are told once a turn', (t, bench) => {
  bench.start()
  t.equal(bench.changes, 1)
  bench.loop.post(mark(901))
  t.equal(bench.changes, 1)
})

withTimers('new settings are in force in the turn of their fact', (t, bench) => {
  bench.start()
  const settings = settingsOf('master', { settingsHash: 5 })
  bench.loop.replaceSettings(settings, false)
  t.equal(bench.loop.settings(), settings)
  t.equal(bench.loop.state().wanted.settingsHash, 5)
})

withTimers('after stop nothing is taken and nothing fires', (t, bench) => {
  bench.start()
  bench.loop.stop()
  const count = bench.facts.length
  bench.loop.post(mark(1))
  bench.pass(2_000)
  t.equal(bench.facts.length, count)
})

void t.test(
  'what a turn sends may leave together: after its effects the loop says that they are all given out',
  (t) => {
    const bench = new Bench()
    const seen: string[] = []
    bench.onEffect = (effect) => seen.push(`${effect.type} in round ${bench.rounds}`)
    bench.start()
    t.ok(seen.length > 0)
    t.equal(bench.rounds > 0, true)
    t.ok(seen[0]?.endsWith('in round 0'), 'the first effects come before the word')
    bench.loop.stop()
    t.end()
  },
)
