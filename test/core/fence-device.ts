/**
 * What moves in a pair with a fencing device, and what does not (class P, D15)?
 */
import t from 'tap'
import { FencePair, withDevice, workMs } from './fence-pair.ts'

const deadMs = 20_000

void t.test('with a device the slave takes over when the device said off, and tells that it waits', (t) => {
  const pair = FencePair.of()
  const diedAt = pair.now
  pair.die('master')
  pair.run(deadMs * 1.5)
  t.strictSame(pair.owners(), ['slave'])
  t.equal(pair.orders.length, 1)
  const orderedAt = pair.orders[0]?.at ?? 0
  t.ok(orderedAt - diedAt >= deadMs - 1_000 && orderedAt - diedAt < deadMs * 1.1, 'asked at the death')
  t.ok(pair.first('slave', 'disk-primary', diedAt) >= orderedAt + workMs, 'nothing is touched before the word')
  t.strictSame(pair.facts('slave', 'fence-begun'), ['the takeover waits for it'])
  t.strictSame(pair.facts('slave', 'fence-done'), [`${workMs} ms`])
  t.match(pair.status('slave').fencing, { state: 'confirmed-off', failures: 0 })
  t.end()
})

void t.test(
  'a slave whose device fails takes nothing, keeps its data current, and tries again more and more seldom',
  (t) => {
    const pair = FencePair.of()
    pair.devices.slave = 'fails'
    pair.die('master')
    pair.run(deadMs + 130_000)
    t.strictSame(pair.owners(), [])
    const gaps = pair.orders
      .slice(1)
      .map(({ at }, index) => Math.round((at - (pair.orders[index]?.at ?? 0) - workMs) / 1_000))
    t.strictSame(gaps, [2, 4, 8, 16, 32], 'each wait is twice as long')
    t.equal(pair.told('slave', 'fence-failed').length, 6)
    t.equal(pair.told('slave', 'disk-stale').length, 0)
    t.match(pair.status('slave').fencing, { state: 'failed', failures: 6, failure: 'exit 1' })
    t.ok(pair.status('slave').warnings.some((line) => line.includes('has not confirmed')))
    pair.devices.slave = 'works'
    pair.run(62_000 + workMs)
    t.strictSame(pair.owners(), ['slave'], 'the word of the peer that both were equal is good still')
    t.end()
  },
)

void t.test('the wait between two orders has an upper bound, and a device that answers again ends it', (t) => {
  const pair = FencePair.of()
  pair.devices.slave = 'fails'
  pair.die('master')
  pair.run(deadMs + 600_000)
  const [before, last] = pair.orders.slice(-2)
  t.equal(Math.round(((last?.at ?? 0) - (before?.at ?? 0) - workMs) / 1_000), 60)
  pair.run(workMs + 1_000)
  const count = pair.orders.length
  pair.give('slave', { type: 'fence-device', answers: false, text: 'timed out' })
  pair.give('slave', { type: 'fence-device', answers: true, text: '' })
  t.equal(pair.orders.length, count + 1, 'asked in the very turn')
  t.strictSame(pair.facts('slave', 'fence-device-silent'), ['timed out'])
  t.equal(pair.told('slave', 'fence-device-back').length, 1)
  t.end()
})

void t.test('a device that does not answer in time has failed, and a late word counts for nothing', (t) => {
  const pair = FencePair.of()
  pair.devices.slave = 'hangs'
  pair.die('master')
  pair.run(deadMs * 1.1)
  const id = pair.slave.state.fence.id
  t.not(id, 0)
  pair.run(31_000)
  t.ok(pair.facts('slave', 'fence-failed').some((fact) => fact.includes('no answer within')))
  pair.give('slave', { type: 'effect-done', id })
  pair.run(1_000)
  t.strictSame(pair.owners(), [])
  t.end()
})

void t.test(
  'a holder whose writes are frozen asks at 1.2 dead times and answers 7 after the word, noted first',
  (t) => {
    const pair = FencePair.of()
    const diedAt = pair.now
    pair.die('slave')
    pair.run(deadMs * 1.2 + workMs + 5_000)
    t.ok((pair.orders[0]?.at ?? 0) - diedAt >= deadMs * 1.2 - 1_000)
    t.strictSame(
      pair.kernel.map(({ node, code }) => ({ node, code })),
      [{ node: 'master', code: 7 }],
    )
    t.ok(typeof pair.master.memory === 'object' && pair.master.memory.disks[0]?.peerBehind === 'fenced')
    t.strictSame(pair.owners(), ['master'])
    t.end()
  },
)

void t.test('a holder whose device fails stays frozen and never answers by silence', (t) => {
  const pair = FencePair.of()
  pair.devices.master = 'fails'
  pair.die('slave')
  pair.run(deadMs * 10)
  t.strictSame(pair.kernel, [])
  t.ok(pair.disks.master.suspended)
  t.ok(pair.told('master', 'fence-failed').length > 3)
  t.end()
})

void t.test('of two nodes that lost each other the one that follows asks first, and one is left', (t) => {
  const pair = FencePair.of()
  pair.part()
  pair.run(deadMs * 3)
  t.strictSame(
    pair.orders.map(({ node }) => node),
    ['slave'],
  )
  t.strictSame(pair.owners(), ['slave'])
  t.notOk(pair.master.powered)
  t.end()
})

void t.test('of two that lost each other and whose devices fail, none goes on and none takes', (t) => {
  const pair = FencePair.of()
  pair.devices.slave = 'fails'
  pair.devices.master = 'fails'
  pair.part()
  pair.run(deadMs * 4)
  t.strictSame(pair.owners(), ['master'], 'the addresses stay where they are')
  t.ok(pair.disks.master.suspended, 'and nothing is written')
  t.equal(pair.first('slave', 'disk-primary', 61_000), -1)
  t.end()
})

void t.test('a peer that is heard while the device works makes its word void', (t) => {
  const pair = FencePair.of()
  pair.devices.slave = 'lies'
  pair.part()
  pair.run(deadMs + 800)
  t.equal(pair.orders.length, 1)
  pair.hear('slave')
  pair.run(workMs)
  t.strictSame(pair.facts('slave', 'fence-void'), ['the peer was heard'])
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

for (const [life, give] of [
  ['its own address answers', 'peer-address'],
  ['it answers for a virtual address', 'vip'],
] as const) {
  void t.test(`a peer that is called off and still is there is not taken over from: ${life}`, (t) => {
    const pair = FencePair.of()
    pair.devices.slave = 'lies'
    pair.slave.settings = { ...pair.slave.settings, onFailure: 'promote' }
    pair.part()
    pair.run(deadMs + 800)
    pair.slave.state = { ...pair.slave.state, wanted: { ...pair.slave.state.wanted, held: true } }
    pair.run(workMs)
    t.equal(pair.told('slave', 'fence-done').length, 1)
    const at = pair.slave.state.steppedAt
    pair.give('slave', { type: 'probe-answer', zone: 'lan', subject: give, answerer: 'peer', at })
    t.equal(pair.told('slave', 'fence-void').length, 1)
    t.equal(pair.status('slave').fencing?.state, 'failed')
    t.end()
  })
}

void t.test('during a maintenance no node is switched off', (t) => {
  const pair = FencePair.of()
  pair.order('master', 'maintain')
  pair.run(1_000)
  pair.die('slave')
  pair.run(deadMs * 3)
  t.strictSame(pair.orders, [])
  t.ok(pair.disks.master.suspended)
  pair.order('master', 'unmaintain')
  pair.run(workMs * 2)
  t.equal(pair.kernel[0]?.code, 7)
  t.end()
})

void t.test('a peer that left in order is not switched off', (t) => {
  const pair = FencePair.of()
  pair.order('master', 'stop')
  pair.run(deadMs * 2)
  t.strictSame(pair.orders, [])
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('the operator takes from a silent peer by force only, and answers for it to the kernel', (t) => {
  const pair = FencePair.of()
  pair.devices.slave = 'fails'
  pair.die('master')
  pair.run(deadMs * 2)
  const refused = pair.order('slave', 'make-master')
  t.equal(pair.answer(refused), 'not-fenced')
  pair.hanging.add('slave:disk-primary')
  pair.order('slave', 'make-master', true)
  pair.run(10)
  pair.ask('slave')
  pair.run(1_000)
  t.equal(pair.kernel.at(-1)?.code, 5)
  t.end()
})

void t.test('a lone node switches the silent peer off before it takes', (t) => {
  const pair = new FencePair(withDevice)
  pair.boot('master')
  pair.change('master', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'outdated' })
  pair.master.state = {
    ...pair.master.state,
    wanted: {
      ...pair.master.state.wanted,
      disks: pair.master.state.wanted.disks.map((disk) => ({ ...disk, peerBehind: 'fenced' as const })),
    },
  }
  pair.run(deadMs * 1.3)
  t.strictSame(
    pair.orders.map(({ node }) => node),
    ['master'],
  )
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('where only the operator lets a slave take over, a device is not asked for frozen writes', (t) => {
  const pair = FencePair.of({ ...withDevice, onFailure: 'keep-standby' })
  pair.die('slave')
  pair.run(deadMs)
  t.strictSame(pair.orders, [])
  t.equal(pair.kernel[0]?.code, 5)
  t.end()
})

void t.test('a pair without disks takes its addresses over after the word of the device as well', (t) => {
  const pair = FencePair.of({ fencing: 'agent', failback: 'manual' })
  pair.cutPower('master')
  pair.run(deadMs + 800)
  t.strictSame(pair.owners(), [])
  pair.run(workMs + 1_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})
