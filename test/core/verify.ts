/** Cases for `core/verify.ts`: may a take go on from asking to adding? */
import t from 'tap'
import { Pair } from './pair.ts'

const paths = [0, 1, 2]

/** Both nodes are up and nobody holds; the master has begun to ask for the addresses. */
function asking(): Pair {
  const pair = new Pair({ failback: 'manual' })
  pair.boot('master')
  pair.boot('slave')
  pair.run(100)
  return pair
}

/** Milliseconds from `from` to the first time that the master adds; -1 when it does not within the span. */
function addedAfter(pair: Pair, from: number, ms: number): number {
  pair.run(ms)
  const added = pair.effects('vip-add').find(({ at, node }) => node === 'master' && at >= from)
  return added === undefined ? -1 : added.at - from
}

void t.test('with nobody in the way a take asks for half a second, then adds [VIP-18]', (t) => {
  const pair = asking()
  t.equal(pair.master.state.phase, 'taking-over')
  const after = addedAfter(pair, pair.now, 2_000)
  t.ok(after > 0 && after < 600, `${after} ms`)
  t.end()
})

for (const phase of ['taking-over', 'releasing'] as const) {
  void t.test(`a peer that was ${phase} in its last beat and fell silent is waited for until it is dead [D2]`, (t) => {
    const pair = asking()
    pair.cut(paths)
    pair.run(10)
    pair.hear('master', { phase, term: { number: 1, node: 'slave' }, flags: { released: false, fit: true } })
    const heard = pair.now
    t.equal(pair.master.state.phase, 'taking-over', 'the master wins by its term')
    t.equal(addedAfter(pair, heard, 19_000), -1)
    const after = addedAfter(pair, heard, 3_000)
    t.ok(after >= 20_000 && after < 20_600, `${after} ms`)
    t.end()
  })
}

void t.test('a rival that says in time that it holds nothing is waited for no longer', (t) => {
  const pair = asking()
  pair.hear('master', { phase: 'taking-over', term: { number: 1, node: 'slave' }, flags: { released: false } })
  const after = addedAfter(pair, pair.now, 3_000)
  t.ok(after > 0 && after < 1_100, `${after} ms`)
  t.end()
})

void t.test('questions that did not leave are asked again before anything is added [VIP-18]', (t) => {
  const pair = asking()
  const from = pair.now
  const takeBack = (): void => {
    const asked = pair.effects('probe').filter(({ node }) => node === 'master').length
    for (; taken < asked; taken += 1) pair.give('master', { type: 'probe-unsent', zone: 'lan' })
  }
  let taken = 0
  while (pair.now < from + 5_000) {
    pair.run(10)
    takeBack()
  }
  t.equal(addedAfter(pair, from, 0), -1)
  const left = pair.now
  const after = addedAfter(pair, left, 2_000)
  t.ok(after > 250 && after < 1_100, `${after} ms after questions leave again`)
  t.end()
})

void t.test('of beats that were said in one millisecond, those of another path change nothing [D8]', (t) => {
  const pair = Pair.running({ failback: 'manual' })
  pair.cut(paths)
  pair.run(10)
  const sentAtMs = pair.now
  pair.hear('slave', { path: 1, sentAtMs, phase: 'releasing' })
  pair.hear('slave', { path: 1, sentAtMs, phase: 'running-slave' })
  pair.hear('slave', { path: 0, sentAtMs, phase: 'releasing' })
  t.equal(pair.slave.state.peer.beat?.phase, 'running-slave')
  pair.hear('slave', { path: 0, sentAtMs: sentAtMs + 1, phase: 'held' })
  t.equal(pair.slave.state.peer.beat?.phase, 'held')
  t.end()
})

void t.test('after a silence a beat with the stamp of the last one is new: the clock of the peer stood still', (t) => {
  const pair = Pair.running({ failback: 'manual' })
  pair.cut(paths)
  pair.run(10)
  const sentAtMs = pair.now
  pair.hear('slave', { path: 1, sentAtMs })
  pair.run(6_000)
  pair.hear('slave', { path: 0, sentAtMs, flags: { lapsed: true } })
  t.equal(pair.slave.state.peer.beat?.flags.lapsed, true)
  t.end()
})

void t.test('the order of a peer that fell silent is given up once, not turn after turn', (t) => {
  const pair = Pair.running({ failback: 'manual' })
  pair.master.hands['vip-remove'] = 'hang'
  pair.order('master', 'make-slave')
  pair.run(500)
  pair.cut(paths)
  pair.run(9_000)
  t.equal(pair.told('slave', 'order-expired').length, 1)
  t.end()
})
