/** Cases for `core/record.ts`: what is durable before it is told, and what if it cannot be written? */
import t from 'tap'
import { Pair } from './pair.ts'

function settled(): Pair {
  return Pair.running({ failback: 'manual' })
}

/** Instants of an effect of a node after `from`, relative to it. */
function instants(pair: Pair, type: 'announce' | 'vip-renew' | 'remember', from: number): readonly number[] {
  return pair
    .effects(type)
    .filter(({ at, node }) => node === 'master' && at >= from)
    .map(({ at }) => at - from)
}

void t.test('no term is told in a beat before it is durable [C1]', (t) => {
  const pair = settled()
  pair.order('slave', 'make-master')
  pair.run(5_000)
  pair.order('master', 'make-master')
  pair.run(5_000)
  const durable = { master: 0, slave: 0 }
  for (const { node, effect } of pair.story) {
    if (effect.type === 'remember')
      durable[node] = Math.max(durable[node], effect.memory.reserved, effect.memory.heard.number)
    if (effect.type === 'send-beat') t.ok(effect.beat.term.number <= durable[node])
  }
  t.end()
})

void t.test('a standby keeps the next term reserved, so that a takeover waits for no disk', (t) => {
  const pair = settled()
  const { state } = pair.slave
  t.equal(state.durable.reserved, 2)
  t.equal(state.durable.heard.number, 1)
  pair.slave.hands.remember = 'hang'
  pair.cutPower('master')
  pair.run(21_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test(
  'a node that cannot write its term takes nothing, says so, and takes when it can write again [D17]',
  (t) => {
    const pair = new Pair()
    pair.slave.hands.remember = 'fail'
    pair.boot('slave')
    pair.run(60_000)
    t.strictSame(pair.owners(), [])
    t.equal(pair.status('slave').unfitReason, 'term-not-durable')
    t.ok(pair.status('slave').warnings.some((text) => text.includes('durable record')))
    t.equal(pair.told('slave', 'memory-failed').length, 1, 'told once')
    t.equal(pair.answer(pair.orderAs('slave', { verb: 'make-master', force: true })), 'term-not-durable')
    pair.slave.hands.remember = 'work'
    pair.run(3_000)
    t.equal(pair.told('slave', 'memory-back').length, 1)
    t.strictSame(pair.owners(), ['slave'])
    t.end()
  },
)

void t.test('a running master whose disk fails goes on serving [D17]', (t) => {
  const pair = settled()
  pair.master.hands.remember = 'fail'
  pair.order('master', 'hold')
  pair.run(60_000)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'memory-failed').length, 1)
  t.end()
})

void t.test('a write that hangs is given up after 5 s and tried again each second', (t) => {
  const pair = settled()
  pair.master.hands.remember = 'hang'
  const from = pair.now
  pair.order('master', 'hold')
  pair.run(15_000)
  t.strictSame(instants(pair, 'remember', from), [0, 6_000, 12_000])
  t.match(pair.facts('master', 'memory-failed').join(), 'timed out after 5000 ms')
  t.end()
})

void t.test('one write at a time, the newest wins', (t) => {
  const pair = settled()
  const from = pair.now
  pair.order('master', 'hold')
  pair.order('master', 'unhold')
  pair.order('master', 'hold')
  t.equal(instants(pair, 'remember', from).length, 1)
  pair.run(10)
  t.equal(pair.master.state.durable.held, true)
  t.ok(instants(pair, 'remember', from).length <= 2)
  t.end()
})
