/** Cases for `core/leaving.ts` and the orders around it: stop, restart, release, hold. */
import t from 'tap'
import type { Effect } from '../../src/core/effects.ts'
import { DiskPair } from './disks.ts'
import { Pair } from './pair.ts'

const none = '0000000000000000'

function settled(): Pair {
  return Pair.running({ failback: 'manual' })
}

/** The effects on addresses and the phases told, as `node effect`, from an instant on. */
function moves(pair: Pair, from: number): readonly string[] {
  const kinds: readonly Effect['type'][] = ['vip-add', 'vip-remove']
  return pair.story
    .filter(({ at, effect }) => at >= from && kinds.includes(effect.type))
    .map(({ node, effect }) => `${node} ${effect.type}`)
}

void t.test('stop hands over to a peer that can take, then ends the agent', (t) => {
  const pair = settled()
  const from = pair.now
  const id = pair.order('master', 'stop')
  pair.run(3_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(moves(pair, from), ['master vip-remove', 'slave vip-add'])
  t.notOk(pair.master.up)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('stop hands the disk over as well, although who leaves disconnects it last [FO-24]', (t) => {
  const pair = DiskPair.settled()
  const id = pair.order('master', 'stop')
  pair.run(3_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.phases(), ['running-slave', 'running-master'])
  t.strictSame([pair.disks.slave.role, pair.disks.slave.connection], ['disk-primary', 'connecting'])
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('data that the leaving node has alone is not given up for its leaving [S4]', (t) => {
  const pair = DiskPair.settled()
  const newer = { current: 'CCCCCCCCCCCCCCC0', bitmap: 'AAAAAAAAAAAAAAA0', history: [none, none] } as const
  pair.change('master', { generation: newer })
  pair.order('master', 'stop')
  pair.run(60_000)
  t.strictSame(pair.phases(), ['running-slave', 'running-slave'])
  t.equal(pair.disks.slave.role, 'disk-secondary')
  t.end()
})

void t.test('stop without a peer that can take gives everything up, and the agent ends', (t) => {
  const pair = settled()
  pair.order('slave', 'hold')
  pair.run(1_000)
  const id = pair.order('master', 'stop')
  pair.run(5_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.owners(), [])
  t.notOk(pair.master.up)
  t.equal(pair.slave.state.peer.verdict, 'departed')
  t.end()
})

void t.test('stop of the slave ends it at once, and the master goes on', (t) => {
  const pair = settled()
  pair.order('slave', 'stop')
  pair.run(3_000)
  t.notOk(pair.slave.up)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.master.state.peer.verdict, 'departed')
  t.end()
})

void t.test('a peer that left and said that it holds nothing is taken over from at once', (t) => {
  const pair = settled()
  pair.give('slave', { type: 'zone-carrier', zone: 'lan', up: false })
  pair.run(1_000)
  pair.order('master', 'stop')
  pair.run(5_000)
  t.strictSame(pair.owners(), [])
  const at = pair.now
  pair.give('slave', { type: 'zone-carrier', zone: 'lan', up: true })
  pair.run(100)
  t.strictSame(pair.told('slave', 'takeover-departed'), [at])
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('restart leaves the addresses with the lifetime of the restart, and the agent ends', (t) => {
  const pair = settled()
  const id = pair.order('master', 'restart')
  const renewed = pair.effects('vip-renew').at(-1)
  t.equal(renewed?.effect.leaseMs, pair.master.settings.timing.restartMs)
  pair.run(2_000)
  t.equal(pair.answer(id), 'done')
  t.notOk(pair.master.up)
  t.strictSame(pair.owners(), ['master'])
  pair.start('master')
  pair.run(2_000)
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.told('slave', 'takeover'), [])
  t.end()
})

void t.test('after the order to restart nothing shortens the lifetime again', (t) => {
  const pair = Pair.running({ deadMs: 1_000, failback: 'manual', timing: { restartMs: 5_000 } })
  pair.order('master', 'restart')
  const from = pair.now
  pair.run(3_000)
  const later = pair
    .effects('vip-renew')
    .filter(({ at, node, effect }) => at >= from && node === 'master' && effect.leaseMs < 5_000)
  t.strictSame(later, [])
  t.ok(pair.master.leaseEndsAt >= from + 5_000)
  t.end()
})

void t.test('release gives everything up, holds the node, and the peer takes', (t) => {
  const pair = settled()
  const id = pair.order('master', 'release')
  pair.run(2_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.owners(), ['slave'])
  t.equal(pair.master.state.wanted.held, true)
  t.equal(pair.master.state.phase, 'held')
  t.end()
})

void t.test('a release whose removal fails waits for the end of the lease before it says released', (t) => {
  const pair = settled()
  pair.master.hands['vip-remove'] = 'fail'
  pair.order('master', 'release')
  let both = 0
  for (let ms = 0; ms < 45_000; ms += 10) {
    pair.run(10)
    if (pair.owners().length > 1) both += 1
  }
  t.equal(both, 0)
  t.strictSame(pair.owners(), ['slave'])
  t.equal(pair.told('master', 'release-failed').length, 1)
  t.end()
})

void t.test('hold keeps a slave from taking over, unhold lets it', (t) => {
  const pair = settled()
  t.equal(pair.answer(pair.order('slave', 'hold')), 'done')
  pair.cutPower('master')
  pair.run(60_000)
  t.strictSame(pair.owners(), [])
  t.equal(pair.told('slave', 'held-back').length + pair.told('slave', 'peer-dead').length >= 1, true)
  t.equal(pair.answer(pair.order('slave', 'unhold')), 'done')
  pair.run(5_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('hold survives a restart of the agent', (t) => {
  const pair = settled()
  pair.order('slave', 'hold')
  pair.run(100)
  pair.kill('slave')
  pair.start('slave')
  pair.run(3_000)
  t.equal(pair.slave.state.phase, 'held')
  t.end()
})

void t.test('stop during a move answers whoever waits for it, ends the move first, and then the agent ends', (t) => {
  for (const hands of ['work', 'hang'] as const) {
    const pair = settled()
    pair.slave.hands['vip-add'] = hands
    const waiting = pair.order('slave', 'make-master')
    pair.run(2)
    const stop = pair.order('slave', 'stop')
    pair.run(40_000)
    t.equal(pair.answer(waiting), 'failed', hands)
    t.equal(pair.answer(stop), 'done', hands)
    t.notOk(pair.slave.up, hands)
    t.strictSame(pair.owners(), ['master'], hands)
  }
  t.end()
})
