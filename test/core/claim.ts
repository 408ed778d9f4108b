/** Cases for `core/claim.ts`: how is a claim kept, interrupted and resumed? */
import t from 'tap'
import { Pair } from './pair.ts'

const leaseMs = 10_000
const renewMs = 2_500

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

void t.test(
  'addresses are announced at once and five times 200 ms apart, at 5 s, at 30 s and then each minute [D10]',
  (t) => {
    const pair = new Pair()
    pair.boot('master')
    pair.boot('slave')
    pair.run(250_000)
    const done = pair.told('master', 'move-done')[0] ?? 0
    t.strictSame(
      instants(pair, 'announce', done),
      [0, 200, 400, 600, 800, 1_000, 5_000, 30_000, 90_000, 150_000, 210_000],
    )
    t.end()
  },
)

void t.test('lifetimes are renewed each quarter of the lease, by a turn of the core [D3]', (t) => {
  const pair = settled()
  const from = pair.effects('vip-renew').at(-1)?.at ?? 0
  pair.run(20_000)
  const seen = instants(pair, 'vip-renew', from)
  t.strictSame(
    seen.slice(0, 8),
    [0, 1, 2, 3, 4, 5, 6, 7].map((count) => count * renewMs),
  )
  t.ok(pair.effects('vip-renew').every(({ effect }) => effect.leaseMs === leaseMs))
  t.end()
})

void t.test('the watchdog of the service manager is fed each second, and only by turns', (t) => {
  const pair = settled()
  const from = pair.now
  pair.run(10_000)
  const fed = pair.effects('feed-watchdog').filter(({ at, node }) => node === 'master' && at >= from)
  t.equal(fed.length, 10)
  t.end()
})

void t.test('an address that someone deleted is put back in the turn that learns of it', (t) => {
  const pair = settled()
  pair.master.owned = false
  const effects = pair.give('master', { type: 'address-missing', zone: 'lan', address: '192.0.2.10' })
  t.ok(effects.some((effect) => effect.type === 'vip-renew'))
  t.equal(pair.told('master', 'address-restored').length, 1)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('an address deleted right after a renewal is back within 100 ms, by one renewal for all of them', (t) => {
  const pair = settled()
  pair.give('master', { type: 'address-missing', zone: 'lan', address: '192.0.2.10' })
  const from = pair.now
  pair.master.owned = false
  for (let count = 0; count < 5; count += 1) {
    pair.give('master', { type: 'address-missing', zone: 'lan', address: '192.0.2.10' })
    pair.run(10)
  }
  pair.run(50)
  t.strictSame(instants(pair, 'vip-renew', from), [0, 100])
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('an address that went with its lease is not put back, the claim lapses [C5]', (t) => {
  const pair = settled()
  pair.cut([0, 1, 2])
  pair.run(100)
  pair.freeze('master', 11_000)
  t.strictSame(pair.owners(), [])
  t.equal(pair.told('master', 'claim-lapsed').length, 1)
  t.end()
})

const stalls: readonly (readonly [forMs: number, lapsed: boolean])[] = [
  [leaseMs / 2 - 1, false],
  [leaseMs / 2, true],
]
for (const [forMs, lapsed] of stalls) {
  void t.test(`a stall of ${forMs} ms ${lapsed ? 'interrupts' : 'does not interrupt'} the claim [C5]`, (t) => {
    const pair = settled()
    pair.give('master', { type: 'stalled', forMs })
    t.equal(pair.told('master', 'claim-lapsed').length, lapsed ? 1 : 0)
    t.equal(pair.status('master').claim?.lapsed, lapsed)
    t.end()
  })
}

void t.test('while a stall is absorbed nothing is decided, renewed, probed or sent [C5]', (t) => {
  const pair = settled()
  pair.run(2_000)
  pair.give('master', { type: 'stalled', forMs: 3_000 })
  const from = pair.story.length
  pair.hear('master')
  pair.give('master', { type: 'timer' })
  pair.give('master', { type: 'witness-answer', witness: 0 })
  t.strictSame(
    pair.story.slice(from).map(({ effect }) => effect.type),
    [],
  )
  pair.give('master', { type: 'caught-up' })
  t.ok(
    pair.effects('send-beat').some(({ at }) => at === pair.now),
    'then it speaks at once',
  )
  t.end()
})

void t.test(
  'a lapsed claim renews, adds and announces nothing until a fresh echoed beat shows no rival, then goes on',
  (t) => {
    const pair = settled()
    const lapsedAt = pair.now
    pair.delayMs = 400
    pair.freeze('master', 6_000)
    const from = pair.now
    pair.run(700)
    t.strictSame(instants(pair, 'vip-renew', lapsedAt + 1), [])
    t.strictSame(instants(pair, 'announce', lapsedAt + 1), [])
    pair.run(2_000)
    const [resumed = 0] = pair.told('master', 'claim-resumed')
    t.ok(resumed >= from + 800, 'my beat there, its echo back')
    t.ok(instants(pair, 'vip-renew', resumed).includes(0))
    t.ok(instants(pair, 'announce', resumed).includes(0), 'the owner announces again')
    t.strictSame(pair.owners(), ['master'])
    t.end()
  },
)

void t.test(
  'a lapsed claim without a peer goes on when the peer is judged dead, not before the dead time [C5]',
  (t) => {
    const pair = settled()
    pair.cutPower('slave')
    pair.run(25_000)
    pair.freeze('master', 12_000)
    const thawed = pair.now
    t.strictSame(pair.owners(), [])
    pair.run(19_000)
    t.strictSame(pair.owners(), [])
    pair.run(2_000)
    t.strictSame(pair.owners(), ['master'])
    t.ok((pair.told('master', 'claim-resumed')[0] ?? 0) >= thawed + 20_000)
    t.end()
  },
)

void t.test(
  'an owner frozen for two dead times finds another owner and gives up in the turn that decodes its beat',
  (t) => {
    const pair = settled()
    pair.freeze('master', 40_000)
    t.strictSame(pair.owners(), ['slave'])
    t.strictSame(pair.told('master', 'conflict-lost'), [pair.now])
    let both = 0
    for (let ms = 0; ms < 5_000; ms += 1) {
      pair.run(1)
      if (pair.owners().length > 1) both += 1
    }
    t.equal(both, 0)
    t.strictSame(pair.phases(), ['running-slave', 'running-master'])
    t.end()
  },
)

void t.test('a stall of the slave gives no verdict of death for one dead time, however long it lasted [C5]', (t) => {
  const pair = settled()
  pair.order('master', 'hold')
  pair.cutPower('master')
  pair.freeze('slave', 60_000)
  const thawed = pair.now
  t.equal(pair.slave.state.peer.verdict, 'cannot-judge')
  pair.run(19_900)
  t.strictSame(pair.owners(), [])
  pair.run(3_000)
  t.strictSame(pair.owners(), ['slave'])
  t.ok((pair.told('slave', 'takeover')[0] ?? 0) >= thawed + 20_000)
  t.end()
})

void t.test(
  'a peer whose clock ran on while this one stood still tells of a freeze, and the claim lapses [C5]',
  (t) => {
    const pair = settled()
    pair.run(45_000)
    pair.hear('master', { sentAtMs: pair.now + 5_400 })
    t.equal(pair.told('master', 'claim-lapsed').length, 1, 'above a quarter of the dead time, half a lease at least')
    pair.run(3_000)
    t.strictSame(pair.owners(), ['master'])
    t.end()
  },
)

void t.test('a rival is answered by a new round of announcements, at most once a second', (t) => {
  const pair = settled()
  pair.run(40_000)
  const from = pair.now
  for (let count = 0; count < 5; count += 1) {
    pair.give('master', { type: 'address-rival', zone: 'lan', address: '192.0.2.10', answerer: 'third' })
    pair.run(100)
  }
  t.strictSame(pair.told('master', 'address-rival'), [from])
  t.strictSame(instants(pair, 'announce', from), [0, 200, 400])
  t.end()
})

void t.test('the order to announce announces at once', (t) => {
  const pair = settled()
  pair.run(50_000)
  const from = pair.now
  t.equal(pair.answer(pair.order('master', 'announce')), 'done')
  t.ok(instants(pair, 'announce', from).includes(0))
  t.equal(pair.answer(pair.order('slave', 'announce')), 'already-running-slave')
  t.end()
})
