/** Cases for `inTurns`: what leaves first in a turn? */
import t from 'tap'
import type { Effect } from '../../src/core/effects.ts'
import { inTurns } from '../../src/daemon/performers.ts'
import { settingsOf } from '../core/settings.ts'
import { rehearse } from '../../src/daemon/rehearsal.ts'

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
  await rehearse(settingsOf('master'), [])
  t.pass('no assumption broke')
})
