/** Cases for `daemon/performers.ts`: does each effect reach its hand, and each failure the core? */
import t from 'tap'
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import { emptyMemory } from '../../src/core/first-state.ts'
import { createPerformers } from '../../src/daemon/performers.ts'
import { Pair } from '../core/pair.ts'
import { settingsOf } from '../core/settings.ts'
import { openHands } from './hands.ts'

function anyBeat(): Extract<Effect, { type: 'send-beat' }> {
  const [first] = Pair.running().effects('send-beat')
  if (first === undefined) throw new Error('a pair sends beats')
  return first.effect
}

const memory = emptyMemory(settingsOf('slave'))
const table: readonly [effect: Effect, call: string, answered: boolean][] = [
  [anyBeat(), 'send 0', false],
  [{ type: 'remember', id: 4, memory }, 'remember slave', true],
  [{ type: 'vip-add', id: 4, leaseMs: 1_000 }, 'take 1000', true],
  [{ type: 'vip-renew', leaseMs: 2_000 }, 'renew 2000', false],
  [{ type: 'vip-remove', id: 4 }, 'remove', true],
  [{ type: 'announce', round: 0 }, 'announce', false],
  [{ type: 'probe', zones: ['lan', 'dmz'] }, 'probe lan,dmz', false],
  [{ type: 'ask-witnesses' }, 'ask', false],
  [{ type: 'answer', orderId: 'x', answer: { type: 'done', text: '' } }, 'answer x', false],
  [
    { type: 'tell', told: { category: 'failover', level: 'info', reason: 'started', facts: [] } },
    'tell started',
    false,
  ],
  [{ type: 'fence-answer', askId: 'fence-1', code: 4, text: '' }, 'kernel fence-1 4', false],
  [{ type: 'reset-node', why: 'still primary' }, 'reset still primary', false],
  [{ type: 'fence-peer', id: 4, why: 'the takeover waits for it' }, 'fence', true],
  [{ type: 'disk-primary', id: 4, force: true }, 'primary true', true],
  [{ type: 'mount', id: 4 }, 'mount', true],
  [{ type: 'unmount', id: 4, forced: true }, 'unmount true', true],
  [{ type: 'disk-secondary', id: 4, forced: false }, 'secondary false', true],
  [{ type: 'disk-disconnect', id: 4 }, 'disconnect', true],
  [{ type: 'disk-outdate', id: 4, resource: 1 }, 'outdate 1', true],
  [{ type: 'disk-discard', id: 4, resource: 1, generation: 'A', token: 'A 3' }, 'discard 1 A A 3', true],
  [{ type: 'disk-connect', resource: 1, anew: true }, 'connect 1 true', false],
  [{ type: 'feed-watchdog' }, 'feed', false],
  [{ type: 'exit', code: 0 }, 'exit 0', false],
]

/** After every promise that is settled now. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

for (const [effect, call, answered] of table) {
  void t.test(`${effect.type} reaches its hand${answered ? ' and is answered with its id' : ''}`, async (t) => {
    const posted: PairEvent[] = []
    const { hands, calls } = openHands()
    createPerformers(hands, (event) => posted.push(event))(effect)
    await settled()
    t.strictSame(calls, [call])
    t.strictSame(posted, answered ? [{ type: 'effect-done', id: 4 }] : [])
  })

  void t.test(
    `${effect.type} that fails ${answered ? 'is told to the core with its id' : 'posts nothing'}`,
    async (t) => {
      const posted: PairEvent[] = []
      const { hands, calls } = openHands(() => Promise.reject(new Error('no such device')))
      createPerformers(hands, (event) => posted.push(event))(effect)
      await settled()
      t.strictSame(posted, answered ? [{ type: 'effect-failed', id: 4, text: 'no such device' }] : [])
      const told = effect.type === 'vip-renew' || effect.type === 'announce' || effect.type === 'disk-connect'
      t.strictSame(calls, told ? [call, `failed ${effect.type}: no such device`] : [call])
    },
  )
}

const unconfigured: readonly Effect[] = [
  { type: 'disk-secondary', id: 9, forced: false },
  { type: 'mount', id: 9 },
  { type: 'unmount', id: 9, forced: true },
  { type: 'service-start', id: 9, service: 0 },
  { type: 'service-stop', id: 9, service: 0, killAfterMs: 30_000 },
  { type: 'service-disable', id: 9, service: 0 },
  { type: 'end-clients', id: 9 },
]
for (const effect of unconfigured) {
  void t.test(`${effect.type} fails on a node that has none`, async (t) => {
    const posted: PairEvent[] = []
    const { disks, ...hands } = openHands().hands
    t.ok(disks, 'left out of the hands')
    createPerformers(hands, (event) => posted.push(event))(effect)
    await settled()
    t.match(posted, [{ type: 'effect-failed', id: 9, text: /not configured/ }])
  })
}
