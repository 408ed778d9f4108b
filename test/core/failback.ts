/** Cases for `core/mastery.ts`: when does the role go back by itself? */
import t from 'tap'
import type { Test } from 'tap'
import { Pair } from './pair.ts'
import type { Changes } from './settings.ts'

/** The configured slave is running master after a power cut of the master, which is back since now. */
function inverted(changes: Changes = {}): Pair {
  const pair = Pair.running(changes)
  pair.cutPower('master')
  pair.run(25_000)
  pair.boot('master')
  return pair
}

/** The role goes back when the pair has been steady for 60 s since an instant, not before. */
function goesBack(t: Test, pair: Pair, since: number): void {
  pair.run(59_000)
  t.strictSame(pair.owners(), ['slave'])
  pair.run(3_500)
  t.strictSame(pair.owners(), ['master'])
  t.ok((pair.told('slave', 'failback-begun')[0] ?? 0) >= since + 60_000)
  t.end()
}

void t.test(
  'the configured master takes its role back when the pair has been steady for 60 s, not before [ROLE-14]',
  (t) => {
    const pair = inverted()
    const back = pair.now
    pair.run(59_900)
    t.strictSame(pair.owners(), ['slave'])
    pair.run(1_500)
    t.strictSame(pair.owners(), ['master'])
    t.equal(pair.told('slave', 'failback-begun').length, 1)
    t.ok((pair.told('slave', 'failback-begun')[0] ?? 0) >= back + 60_000)
    t.end()
  },
)

void t.test('with failback = manual the slave serves until an operator says failback [ROLE-15]', (t) => {
  const pair = inverted({ failback: 'manual' })
  pair.run(1_000_000)
  t.strictSame(pair.owners(), ['slave'])
  pair.order('slave', 'failback')
  pair.run(1_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('the steady time begins anew when the configured master is unsteady', (t) => {
  const pair = inverted()
  pair.run(50_000)
  pair.give('master', { type: 'zone-carrier', zone: 'lan', up: false })
  pair.run(1_000)
  pair.give('master', { type: 'zone-carrier', zone: 'lan', up: true })
  goesBack(t, pair, pair.now)
})

void t.test('after a stall the steady time begins with the first echo of what was said since [D4, F33]', (t) => {
  const pair = inverted()
  pair.run(30_000)
  pair.cut([0, 1, 2], ['slave'])
  pair.freeze('slave', 6_000)
  pair.run(8_000)
  pair.cuts.clear()
  goesBack(t, pair, pair.now)
})

void t.test("the steady time begins anew with another run of the configured master's agent, however quick", (t) => {
  const pair = inverted()
  pair.run(50_000)
  // The first beats of the new run, in which it is not yet ready, are lost.
  pair.hear('slave', { incarnation: 77 })
  goesBack(t, pair, pair.now)
})

void t.test('a held configured master is not failed back to', (t) => {
  const pair = inverted()
  pair.order('master', 'hold')
  pair.run(300_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test(
  'different settings on the two nodes forbid the automatic failback and warn, and allow the takeover',
  (t) => {
    const pair = Pair.running({ settingsHash: 1 }, { settingsHash: 2 })
    t.ok(pair.status('slave').warnings.some((text) => text.includes('different settings')))
    pair.cutPower('master')
    pair.run(25_000)
    t.strictSame(pair.owners(), ['slave'])
    pair.boot('master')
    pair.run(300_000)
    t.strictSame(pair.owners(), ['slave'])
    t.end()
  },
)

for (const verb of ['make-master', 'failover'] as const) {
  void t.test(`${verb} on the slave is not undone by automatic failback [ROLE-16]`, (t) => {
    const pair = Pair.running()
    pair.order('slave', verb)
    pair.run(1_000_000)
    t.strictSame(pair.owners(), ['slave'])
    t.strictSame(pair.told('slave', 'failback-begun'), [])
    t.end()
  })
}

void t.test('make-slave on the master is not undone by automatic failback [ROLE-16]', (t) => {
  const pair = Pair.running()
  pair.order('master', 'make-slave')
  pair.run(1_000_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('a sticky order ends with the next order: failback restores the automatic rule [ROLE-16]', (t) => {
  const pair = Pair.running()
  pair.order('slave', 'make-master')
  pair.run(5_000)
  pair.order('slave', 'failback')
  pair.run(5_000)
  t.strictSame(pair.owners(), ['master'])
  pair.cutPower('master')
  pair.run(25_000)
  pair.boot('master')
  pair.run(70_000)
  t.strictSame(pair.owners(), ['master'], 'the automatic failback works again')
  t.end()
})

for (const node of ['master', 'slave'] as const) {
  void t.test(`an orderly restart of the ${node} ends a sticky order [ROLE-16]`, (t) => {
    const pair = Pair.running()
    pair.order('slave', 'make-master')
    pair.run(5_000)
    pair.order(node, 'stop')
    pair.run(10_000)
    pair.boot(node)
    pair.run(70_000)
    t.strictSame(pair.owners(), ['master'])
    t.end()
  })
}

void t.test('a sticky order survives a crash of the agent', (t) => {
  const pair = Pair.running()
  pair.order('slave', 'make-master')
  pair.run(5_000)
  pair.kill('slave')
  pair.run(500)
  pair.start('slave')
  pair.run(300_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('rebooting a promoted slave makes the configured master running master again [ROLE-17]', (t) => {
  const pair = inverted()
  pair.run(5_000)
  pair.cutPower('slave')
  pair.run(25_000)
  t.strictSame(pair.owners(), ['master'])
  pair.boot('slave')
  pair.run(100_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

/** The master dies within an hour of a failback, and returns. */
function flap(pair: Pair): void {
  pair.run(5_000)
  pair.cutPower('master')
  pair.run(25_000)
  pair.boot('master')
}

void t.test(
  'a takeover soon after a failback multiplies the steady time by eight, the second one stops failback',
  (t) => {
    const pair = inverted()
    pair.run(65_000)
    t.strictSame(pair.owners(), ['master'])
    flap(pair)
    const back = pair.now
    pair.run(470_000)
    t.strictSame(pair.owners(), ['slave'])
    pair.run(15_000)
    t.strictSame(pair.owners(), ['master'])
    t.ok((pair.told('slave', 'failback-begun')[1] ?? 0) >= back + 480_000)
    flap(pair)
    pair.run(3_000_000)
    t.strictSame(pair.owners(), ['slave'])
    t.equal(pair.told('slave', 'failback-stopped').length, 1)
    t.ok(pair.status('slave').warnings.some((text) => text.includes('automatic failback is stopped')))
    t.end()
  },
)

void t.test('flap limits never keep a node from taking over', (t) => {
  const pair = inverted()
  pair.run(65_000)
  for (const [limit, wait] of [
    [500_000, 0],
    [500_000, 0],
  ] as const) {
    flap(pair)
    t.strictSame(pair.owners(), ['slave'], `${limit} ${wait}`)
    pair.run(limit)
  }
  pair.order('master', 'make-master')
  pair.run(2_000)
  pair.cutPower('master')
  pair.run(25_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('an order of the operator lets the automatic failback begin anew', (t) => {
  const pair = inverted()
  pair.run(65_000)
  flap(pair)
  pair.run(490_000)
  flap(pair)
  pair.run(10_000)
  t.equal(pair.slave.state.wanted.failbackStopped, true)
  pair.order('slave', 'failback')
  pair.run(2_000)
  t.strictSame(pair.owners(), ['master'])
  pair.cutPower('master')
  pair.run(25_000)
  pair.boot('master')
  pair.run(600_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})
