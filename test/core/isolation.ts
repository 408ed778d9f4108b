/** Cases for D16: when does a master that is cut off drop its addresses, and when do they come back? */
import t from 'tap'
import { Pair } from './pair.ts'

function settled(): Pair {
  return Pair.running({ failback: 'manual' })
}

function isolate(pair: Pair): void {
  pair.cut([0, 1, 2])
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
}

void t.test(
  'a master without peer, witness and neighbour drops its addresses before the peer may take them [D16]',
  (t) => {
    const pair = settled()
    pair.run(40_000)
    isolate(pair)
    let both = 0
    for (let ms = 0; ms < 40_000; ms += 10) {
      pair.run(10)
      if (pair.owners().length > 1) both += 1
    }
    t.equal(both, 0)
    t.equal(pair.told('master', 'isolated-release').length, 1)
    t.strictSame(pair.phases(), ['isolated', 'running-master'])
    t.strictSame(pair.owners(), ['slave'])
    t.end()
  },
)

void t.test('an isolated master without carrier on any VIP device drops them too [D16]', (t) => {
  const pair = settled()
  pair.run(40_000)
  pair.cut([0, 1, 2])
  pair.give('master', { type: 'zone-carrier', zone: 'lan', up: false })
  pair.run(10_000)
  t.equal(pair.master.state.phase, 'isolated')
  t.strictSame(pair.owners(), [])
  t.end()
})

const notIsolated: readonly [what: string, prepare: (pair: Pair) => void][] = [
  ['a witness answers', (pair) => (pair.master.network.witness = true)],
  ['a neighbour answers', (pair) => (pair.master.network.neighbour = true)],
  [
    'the peer is heard on the serial path and hears it',
    (pair) => {
      pair.cuts.delete('master:2')
      pair.cuts.delete('slave:2')
    },
  ],
]
for (const [what, prepare] of notIsolated) {
  void t.test(`a master is not isolated while ${what} [D16]`, (t) => {
    const pair = settled()
    pair.run(40_000)
    isolate(pair)
    pair.slave.network.vip = 'truth'
    prepare(pair)
    pair.run(60_000)
    t.equal(pair.master.state.phase, 'running-master')
    t.end()
  })
}

void t.test('a master whose peer could not take keeps its addresses whatever is silent [D16]', (t) => {
  const pair = settled()
  pair.order('slave', 'hold')
  pair.run(40_000)
  isolate(pair)
  pair.run(60_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test(
  'a node that never heard a witness is not isolated for want of one, and status says no witness [D16]',
  (t) => {
    const pair = new Pair({ failback: 'manual' })
    for (const node of [pair.master, pair.slave]) Object.assign(node.network, { neighbour: false, witness: false })
    pair.boot('master')
    pair.boot('slave')
    pair.run(40_000)
    t.equal(pair.status('master').witness, 'no witness')
    t.strictSame(pair.owners(), ['master'])
    pair.slave.network.vip = 'truth'
    pair.cut([0, 1, 2])
    pair.run(100_000)
    t.strictSame(pair.owners(), ['master'])
    t.end()
  },
)

void t.test(
  'an isolated master takes its addresses back as soon as the peer is heard and does not claim [D16]',
  (t) => {
    const pair = settled()
    pair.run(40_000)
    isolate(pair)
    pair.run(10_000)
    t.equal(pair.master.state.phase, 'isolated')
    pair.cuts.clear()
    pair.run(2_000)
    t.strictSame(pair.phases(), ['running-master', 'running-slave'])
    t.strictSame(pair.owners(), ['master'])
    t.equal(pair.told('master', 'isolated-end').length, 1)
    t.end()
  },
)

void t.test('an isolated master that comes back to another owner stands by', (t) => {
  const pair = settled()
  pair.run(40_000)
  isolate(pair)
  pair.run(30_000)
  pair.cuts.clear()
  pair.run(5_000)
  t.strictSame(pair.phases(), ['running-slave', 'running-master'])
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('a peer that keeps standby could not take: the master keeps its addresses [D16]', (t) => {
  const pair = Pair.running({ failback: 'manual' }, { failback: 'manual', onFailure: 'keep-standby' })
  pair.run(40_000)
  isolate(pair)
  pair.run(60_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})
