/** Cases for `inTurns`: what leaves first in a turn? */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { Effect } from '../../src/core/effects.ts'
import { inTurns } from '../../src/daemon/performers.ts'
import { settingsOf } from '../core/settings.ts'
import { emptyMemory } from '../../src/core/first-state.ts'
import { mayRehearse, rehearse } from '../../src/daemon/rehearsal.ts'

void t.test('frames leave before what was ordered behind them, and the journal is written last', (t) => {
  const seen: string[] = []
  const turns = inTurns(
    (effect) => seen.push(effect.type),
    () => seen.push('flush'),
  )
  const effect = (type: string): Effect => ({ type }) as unknown as Effect
  for (const type of ['tell', 'send-beat', 'send-beat', 'vip-remove', 'tell', 'send-beat']) turns.perform(effect(type))
  turns.performed()
  turns.performed()
  const sent = ['send-beat', 'send-beat', 'flush', 'vip-remove', 'send-beat', 'flush', 'tell', 'tell', 'flush']
  t.strictSame(seen, sent)
  t.end()
})

void t.test('a rehearsal plays to its end with a lost carrier and without', async (t) => {
  t.strictSame(await rehearse(settingsOf('master'), [], () => instant(0)), { moves: 40, addressMoves: 40 })
})

void t.test('an agent that may find its addresses still there does not rehearse [D6]', (t) => {
  const led = { ...emptyMemory(settingsOf('master')), phase: 'running-master' as const, bootId: 7 }
  t.notOk(mayRehearse(led, 7))
  t.ok(mayRehearse(led, 8), 'another boot: nothing is held')
  t.ok(mayRehearse({ ...led, phase: 'running-slave' }, 7))
  t.ok(mayRehearse('empty', 7))
  t.ok(mayRehearse('unreadable', 7))
  t.end()
})

void t.test('a rehearsal stops at its time limit: a lease is waiting', async (t) => {
  let nowMs = 0
  const slow = (): Instant => instant((nowMs += 30))
  t.strictSame(await rehearse(settingsOf('master'), [], slow), { moves: 3, addressMoves: 3 })
})
