/**
 * What may a node with a disk conclude from silence, and from what the driver still says?
 */
import t from 'tap'
import { DiskPair, withDisk } from './disks.ts'

const deadMs = 20_000
const alone = { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' } as const
const joined = { connection: 'connected', peerRole: 'disk-secondary', peerDisk: 'up-to-date' } as const

void t.test('a promotion waits while the driver hears that the disk of the peer leads [S1]', (t) => {
  const pair = DiskPair.settled()
  pair.order('master', 'release')
  pair.run(300)
  t.equal(pair.slave.state.plan?.cause, 'vacant')
  pair.change('slave', { peerRole: 'disk-primary' })
  pair.run(3_000)
  t.equal(pair.slave.state.phase, 'taking-over')
  t.equal(pair.effects('disk-primary').filter(({ node }) => node === 'slave').length, 0)
  pair.change('slave', { peerRole: 'disk-secondary' })
  pair.run(3_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test(
  'a new run does not forget that its copy is stale while the driver may not know of the loss yet [S11]',
  (t) => {
    const pair = DiskPair.settled()
    pair.cut([0, 1, 2])
    pair.change('slave', alone)
    pair.run(deadMs * 1.2)
    const stale = (): boolean | undefined => pair.slave.state.wanted.disks[0]?.stale
    pair.cutPower('slave')
    const { memory } = pair.slave
    if (typeof memory === 'object')
      pair.slave.memory = { ...memory, disks: memory.disks.map((disk) => ({ ...disk, stale: true })) }
    pair.boot('slave')
    pair.change('slave', joined)
    pair.run(2_000)
    t.equal(stale(), true, 'the facts may be older than the loss')
    pair.run(3_000)
    t.equal(stale(), false, 'in sync for longer than the driver needs to notice a loss')
    t.end()
  },
)

void t.test('a disk that fails again after each failback counts as flapping [D4]', (t) => {
  const pair = DiskPair.settled({ ...withDisk, failback: 'auto' })
  const failsFor = (ms: number): void => {
    pair.turnDisk('master', 'failed')
    pair.run(5_000)
    t.strictSame(pair.owners(), ['slave'])
    pair.turnDisk('master', 'up-to-date')
    pair.run(ms)
  }
  failsFor(70_000)
  t.strictSame(pair.owners(), ['master'], 'the first failback comes after the steady time')
  failsFor(7 * 60_000)
  t.strictSame(pair.owners(), ['slave'], 'the second one waits eight times as long')
  pair.run(2 * 60_000)
  t.strictSame(pair.owners(), ['master'])
  failsFor(60_000)
  t.equal(pair.told('slave', 'failback-stopped').length, 1)
  t.end()
})

void t.test('a giver whose last word was not heard leaves the take to the peer [D11]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('slave:disk-primary')
  pair.order('master', 'make-slave')
  pair.run(10)
  t.equal(pair.master.state.phase, 'releasing')
  pair.cut([0, 1, 2])
  pair.unlink()
  pair.run(deadMs * 1.5)
  t.equal(pair.master.state.phase, 'running-slave')
  t.strictSame(
    pair.effects('disk-primary').filter(({ node, at }) => node === 'master' && at > pair.now - deadMs * 1.5),
    [],
    'the slave may have judged it a silent master, and takes',
  )
  t.ok(pair.told('slave', 'takeover').length === 1)
  t.end()
})

/** The master is cut off from everybody and drops its addresses; a witness answers again after so many dead times. */
function backAfter(deads: number): DiskPair {
  const pair = DiskPair.settled()
  const cutAt = pair.now
  pair.cut([0, 1, 2])
  pair.unlink()
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  pair.run(cutAt + deadMs * deads - pair.now)
  Object.assign(pair.master.network, { neighbour: true, witness: true })
  pair.give('master', { type: 'witness-answer', witness: 0 })
  pair.run(2_000)
  return pair
}

void t.test(
  'an isolated master comes back by a witness only while its addresses stop the peer from taking [D16]',
  (t) => {
    t.equal(backAfter(0.7).master.state.phase, 'running-master')
    t.equal(backAfter(0.965).master.state.phase, 'isolated', 'the last question of the peer would be unanswered')
    t.end()
  },
)

void t.test('what is read after a stall may have come at its beginning, the end of the stream too [S4]', (t) => {
  for (const broken of [false, true]) {
    const pair = DiskPair.settled()
    const before = pair.now
    pair.now += 6_000
    pair.give('slave', { type: 'stalled', forMs: 5_900 })
    if (broken) pair.change('slave', { connection: 'unknown' })
    pair.change('slave', alone)
    const lostAt = pair.slave.state.disks[0]?.lostAt ?? 0
    t.ok(lostAt <= before + 200, `${lostAt} ms, stalled from ${before} ms on`)
  }
  t.end()
})

void t.test('a machine whose address fell silent for a moment may lead still: frozen writes wait [D6, D15]', (t) => {
  const pair = DiskPair.settled()
  pair.cut([0, 1, 2])
  pair.unlink()
  pair.kill('slave')
  pair.freeze('master', 6_000)
  pair.run(deadMs * 2)
  t.equal(pair.master.state.peer.verdict, 'agent-dead')
  t.strictSame(
    pair.kernel,
    [],
    'the addresses were not answered for throughout: the peer may have taken, and ended since',
  )
  pair.master.network.peerAddress = 'silent'
  pair.run(deadMs * 0.9)
  t.strictSame(pair.kernel, [], 'some answers may have been lost')
  pair.run(deadMs * 0.2)
  t.strictSame(
    pair.kernel.map(({ code }) => code),
    [5],
  )
  t.end()
})

void t.test('a zone without carrier says nothing of the machine of the peer any more (L8)', (t) => {
  const zones = (['lan', 'wan'] as const).map((zone) => ({
    ...{ zone, device: `${zone}0`, addresses: ['192.0.2.10'], peerAddress: '192.0.2.1' },
  }))
  const pair = DiskPair.settled({ ...withDisk, zones })
  pair.cut([0, 1, 2])
  pair.unlink()
  pair.kill('slave')
  pair.freeze('master', 6_000)
  pair.run(deadMs * 2)
  pair.give('master', { type: 'zone-carrier', zone: 'wan', up: false })
  pair.master.network.peerAddress = 'silent'
  pair.run(deadMs * 1.1)
  t.strictSame(
    pair.kernel.map(({ code }) => code),
    [5],
  )
  t.end()
})
