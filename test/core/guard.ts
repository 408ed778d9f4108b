/** Cases for the takeover: what does a dead master lead to, and when does a slave take its own fault for one? */
import t from 'tap'
import { Pair } from './pair.ts'

void t.test('on-failure = keep-standby checks and tells, and changes nothing [FO-15]', (t) => {
  const pair = Pair.running({ onFailure: 'keep-standby' })
  pair.cutPower('master')
  pair.run(100_000)
  t.strictSame(pair.owners(), [])
  t.equal(pair.slave.state.phase, 'running-slave')
  t.equal(pair.told('slave', 'peer-dead').length, 1)
  t.equal(pair.told('slave', 'kept-standby').length, 1)
  const id = pair.order('slave', 'failover')
  pair.run(2_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.owners(), ['slave'], 'an operator may')
  t.end()
})

void t.test('on-failure = promote makes the node running master on confirmed loss [FO-16]', (t) => {
  const pair = Pair.running({ onFailure: 'promote' })
  pair.cutPower('master')
  pair.run(21_000)
  t.equal(pair.slave.state.phase, 'running-master')
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test(
  'when gateway, targets and neighbours are silent alike the slave takes it for its own fault [FO-12]',
  (t) => {
    const pair = Pair.running()
    pair.cutPower('master')
    Object.assign(pair.slave.network, { neighbour: false, witness: false })
    pair.run(100_000)
    t.strictSame(pair.owners(), [])
    t.equal(pair.slave.state.peer.verdict, 'i-am-isolated')
    t.equal(pair.told('slave', 'i-am-isolated').length, 1)
    pair.slave.network.neighbour = true
    pair.run(5_000)
    t.strictSame(pair.owners(), ['slave'], 'any one answer allows the takeover')
    t.end()
  },
)

void t.test('one answering ping target allows the takeover where no neighbour answers [FO-12]', (t) => {
  const pair = new Pair()
  Object.assign(pair.slave.network, { neighbour: false })
  pair.boot('master')
  pair.boot('slave')
  pair.run(5_000)
  pair.cutPower('master')
  pair.run(22_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('a takeover that failed is undone, and tried again one dead time later', (t) => {
  const pair = Pair.running()
  pair.slave.hands['vip-add'] = 'fail'
  pair.cutPower('master')
  pair.run(70_000)
  const tries = pair
    .effects('vip-add')
    .filter(({ node }) => node === 'slave')
    .map(({ at }) => at)
  t.ok(tries.length >= 2 && tries.length <= 3, `${tries.length} tries in 50 s`)
  for (const [index, at] of tries.entries()) {
    if (index > 0) t.ok(at - (tries[index - 1] ?? 0) >= 20_000)
  }
  t.equal(pair.effects('vip-remove').filter(({ node }) => node === 'slave').length, tries.length)
  pair.slave.hands['vip-add'] = 'work'
  pair.run(21_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})
