/**
 * `isolation = manual`: what does a loss of contact mean where only the operator lets a node take over (class P, D15)?
 */
import t from 'tap'
import { DiskPair, withDisk } from './disks.ts'
import { Pair } from './pair.ts'

const deadMs = 20_000
const manual = { isolation: 'manual', failback: 'manual' } as const
const silent = { vip: 'silent', peerAddress: 'silent' } as const

void t.test('nobody takes over from a silent peer without a disk either, and says why [D15]', (t) => {
  const pair = Pair.running(manual)
  pair.cutPower('master')
  pair.run(4 * deadMs)
  t.strictSame(pair.owners(), [])
  t.strictSame(pair.facts('slave', 'held-back'), ['left-to-operator'])
  t.match(pair.status('slave'), { heldBack: 'left-to-operator', fit: true })
  t.ok(pair.status('slave').warnings.some((text) => text.startsWith('nobody serves')))
  pair.order('slave', 'make-master')
  pair.run(5_000)
  t.strictSame(pair.owners(), ['slave'], 'the operator does')
  t.equal(pair.status('slave').heldBack, null)
  t.end()
})

void t.test(
  'with a disk the copy is not proven then: only the order to lead by force goes past that [D15, S4]',
  (t) => {
    const pair = DiskPair.settled({ ...withDisk, ...manual })
    pair.cutPower('master')
    pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' })
    Object.assign(pair.slave.network, silent)
    pair.run(2 * deadMs)
    t.strictSame(pair.facts('slave', 'held-back'), ['disk-not-current'])
    for (const force of [false, true]) {
      const id = pair.order('slave', 'make-master', force)
      pair.run(1_000)
      t.equal(pair.answer(id), 'disk-not-current', force ? 'by force' : 'without')
    }
    pair.order('slave', 'force-master')
    pair.run(5_000)
    t.strictSame(pair.owners(), ['slave'])
    t.end()
  },
)

void t.test('a master that is cut off from everybody goes on, since nobody takes over by itself [D15, D16]', (t) => {
  const pair = Pair.running(manual)
  pair.cut([0, 1, 2])
  for (const node of [pair.master, pair.slave]) Object.assign(node.network, { ...silent })
  Object.assign(pair.master.network, { neighbour: false, witness: false })
  pair.run(4 * deadMs)
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('a peer that left in order is no silence', (t) => {
  const pair = Pair.running(manual)
  pair.order('master', 'stop')
  pair.run(10_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('a node that boots alone waits for the operator, unless his word stands in the settings', (t) => {
  for (const soloStart of ['auto', 'promote'] as const) {
    const pair = new Pair({ ...manual, soloStart })
    pair.boot('master')
    pair.run(5 * deadMs)
    t.strictSame(pair.owners(), soloStart === 'auto' ? [] : ['master'], soloStart)
  }
  t.end()
})

void t.test('a copy that knows its peer to be behind leads alone: that peer may not lead', (t) => {
  const pair = DiskPair.settled({ ...withDisk, ...manual })
  pair.unlink()
  pair.run(5_000)
  for (const name of ['master', 'slave'] as const) pair.cutPower(name)
  pair.boot('master')
  const alone = { connection: 'connecting', peerRole: 'unknown', peerDisk: 'outdated', suspended: false } as const
  pair.change('master', { ...alone, role: 'disk-secondary', mounted: false })
  pair.run(5 * deadMs)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

for (const slave of ['auto', 'manual'] as const) {
  const goesOn = slave === 'manual'
  void t.test(
    `a frozen master cut off from everybody ${goesOn ? 'goes on' : 'waits'} when the peer is ${slave} [D15, S1]`,
    (t) => {
      const pair = DiskPair.settled({ ...withDisk, isolation: 'manual' }, { ...withDisk, isolation: slave })
      pair.cut([0, 1, 2])
      pair.unlink()
      for (const node of [pair.master, pair.slave])
        Object.assign(node.network, { vip: 'silent', peerAddress: 'silent' })
      Object.assign(pair.master.network, { neighbour: false, witness: false })
      pair.run(40_000)
      const answers = pair.kernel.filter(({ node }) => node === 'master').map(({ code }) => code)
      t.strictSame(answers.includes(5), goesOn)
      t.equal(pair.disks.slave.role === 'disk-primary', !goesOn)
      t.end()
    },
  )
}
