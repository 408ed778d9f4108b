/** Cases for D19 and FO-30: when does a lost cable move the addresses, and what brings them back? */
import t from 'tap'
import { Pair } from './pair.ts'

function loseCarrier(pair: Pair, node: 'master' | 'slave'): void {
  pair.give(node, { type: 'zone-carrier', zone: 'lan', up: false })
}

void t.test('with on-carrier-loss off a lost VIP cable moves nothing', (t) => {
  const pair = Pair.running()
  loseCarrier(pair, 'master')
  pair.run(100_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

const limits: readonly (readonly [limitMs: number, moved: number])[] = [
  [0, 0],
  [2_000, 2_000],
]
for (const [limitMs, moved] of limits) {
  void t.test(`with on-carrier-loss ${limitMs} ms a lost VIP cable moves the addresses after ${moved} ms`, (t) => {
    const pair = Pair.running({ onCarrierLossMs: limitMs })
    const at = pair.now
    loseCarrier(pair, 'master')
    pair.run(5_000)
    t.strictSame(pair.told('master', 'carrier-move'), [at + moved])
    t.strictSame(pair.owners(), ['slave'])
    t.end()
  })
}

void t.test('carrier that returns within the time moves nothing', (t) => {
  const pair = Pair.running({ onCarrierLossMs: 2_000 })
  loseCarrier(pair, 'master')
  pair.run(1_900)
  pair.give('master', { type: 'zone-carrier', zone: 'lan', up: true })
  pair.run(60_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('nothing moves to a peer whose zone is down alike', (t) => {
  const pair = Pair.running({ onCarrierLossMs: 0 })
  loseCarrier(pair, 'slave')
  pair.run(1_000)
  loseCarrier(pair, 'master')
  pair.run(60_000)
  t.strictSame(pair.told('slave', 'move-begun'), [])
  t.equal(pair.master.state.phase, 'running-master')
  t.end()
})

void t.test('after a move for a lost link the return of the link alone does not move the role back [FO-30]', (t) => {
  const pair = Pair.running({ onCarrierLossMs: 0 })
  loseCarrier(pair, 'master')
  pair.run(5_000)
  t.strictSame(pair.owners(), ['slave'])
  pair.give('master', { type: 'zone-carrier', zone: 'lan', up: true })
  pair.run(1_000_000)
  t.strictSame(pair.owners(), ['slave'])
  const id = pair.order('slave', 'failback')
  pair.run(1_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.owners(), ['master'], 'the operator ends it')
  t.end()
})

for (const node of ['master', 'slave'] as const) {
  void t.test(`a restart of the ${node} ends the wait after a move for a lost link [FO-30]`, (t) => {
    const pair = Pair.running({ onCarrierLossMs: 0 })
    loseCarrier(pair, 'master')
    pair.run(5_000)
    pair.give('master', { type: 'zone-carrier', zone: 'lan', up: true })
    pair.run(5_000)
    pair.order(node, 'stop')
    pair.run(10_000)
    pair.boot(node)
    pair.run(100_000)
    t.strictSame(pair.owners(), ['master'])
    t.end()
  })
}
