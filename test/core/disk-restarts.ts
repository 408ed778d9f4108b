/**
 * What of the disks outlives the agent, and what does a new run of it not know?
 */
import t from 'tap'
import type { Generation } from '../../src/core/generation.ts'
import { DiskPair, withDisk } from './disks.ts'

const deadMs = 20_000
const none = '0000000000000000'

function data(current: string, past: string): Generation {
  return { current, bitmap: none, history: [past, none] }
}

const D = 'DDDDDDDDDDDDDDD0'
const E = 'EEEEEEEEEEEEEEE0'

void t.test('identifiers of the peer that have grown old in the record are no split brain [SB-1]', (t) => {
  const pair = DiskPair.settled()
  pair.cutPower('slave')
  pair.run(1_000)
  // Both copies were whole under other identifiers meanwhile, while the agent did not run.
  pair.cut([0, 1, 2])
  Object.assign(pair.disks.slave, { generation: data(D, E) })
  pair.boot('slave')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', disk: 'consistent' })
  pair.run(2_000)
  t.equal(pair.told('slave', 'split-brain').length, 0)
  t.end()
})

void t.test('a split brain that was seen is remembered by the next run, until the data is another one [FO-23]', (t) => {
  const pair = DiskPair.settled()
  pair.change('master', { generation: data(D, none) })
  pair.change('slave', { generation: data(E, none) })
  pair.run(500)
  for (const node of ['master', 'slave'] as const) pair.change(node, { connection: 'stand-alone' })
  pair.run(3_000)
  t.equal(pair.told('slave', 'split-brain').length, 1)
  pair.cut([0, 1, 2])
  pair.kill('slave')
  pair.start('slave')
  pair.tellDisk('slave')
  pair.run(1_000)
  t.equal(pair.status('slave').pair, 'split-brain', 'the other node is silent')
  pair.kill('slave')
  pair.change('slave', { generation: data(D, E) })
  pair.start('slave')
  pair.tellDisk('slave')
  pair.run(1_000)
  t.not(pair.status('slave').pair, 'split-brain')
  t.end()
})

void t.test('a master whose agent restarts while it is cut off does not go on alone [D2, D16, S10]', (t) => {
  const pair = DiskPair.settled()
  pair.cut([0, 1, 2])
  pair.unlink()
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
  pair.run(1_000)
  pair.kill('master')
  pair.start('master')
  pair.tellDisk('master')
  pair.ask('master')
  pair.run(deadMs * 4)
  t.strictSame(
    pair.kernel.filter(({ node }) => node === 'master'),
    [],
    'a witness was known in this boot, and none answers',
  )
  t.ok(pair.owners().includes('slave'))
  Object.assign(pair.master.network, { neighbour: true, witness: true })
  pair.run(deadMs)
  t.end()
})

void t.test('a witness that was known in another boot is not missed', (t) => {
  const pair = DiskPair.settled()
  pair.cutPower('master')
  pair.boot('master')
  t.equal(pair.master.state.wanted.witnessed, false)
  t.end()
})

void t.test('after an outdate the facts that the stream still held back do not end the mark [S11]', (t) => {
  const pair = DiskPair.settled()
  const before = pair.disks.slave
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' })
  pair.disks.master = { ...pair.disks.master, connection: 'connecting', peerDisk: 'unknown', suspended: true }
  pair.tellDisk('master')
  pair.ask('master')
  pair.run(100)
  t.equal(pair.effects('disk-outdate').length, 1)
  t.ok(pair.slave.state.wanted.disks[0]?.stale)
  pair.hear('slave', {
    resources: pair.slave.state.peer.beat?.resources.map((block) => ({ ...block, outdate: false })) ?? [],
  })
  pair.give('slave', { type: 'disk', resources: [before] })
  t.ok(pair.slave.state.wanted.disks[0]?.stale, 'told before, heard after')
  t.end()
})

void t.test('force is durable before the disk is promoted by it [D17, S5]', (t) => {
  const pair = new DiskPair({ ...withDisk, soloStart: 'promote' })
  pair.linked = false
  pair.boot('slave')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', disk: 'consistent' })
  pair.run(deadMs)
  pair.slave.hands.remember = 'hang'
  pair.run(deadMs * 1.5)
  t.equal(pair.told('slave', 'disk-forced').length, 1)
  t.equal(pair.effects('disk-primary').length, 0, 'not before the record says so')
  pair.slave.hands.remember = 'work'
  pair.run(10_000)
  t.strictSame(
    pair.effects('disk-primary').map((line) => line.effect.force),
    [true],
  )
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

/** The slave has booted alone, with a copy that may have been forced to lead before, and begins to take by the standing word. */
function loneStart(forcedBefore = false): DiskPair {
  const pair = new DiskPair({ ...withDisk, soloStart: 'promote' })
  pair.linked = false
  pair.boot('slave')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', disk: 'consistent' })
  pair.run(1_000)
  const { memory } = pair.slave
  if (forcedBefore && typeof memory === 'object') {
    pair.slave.memory = { ...memory, disks: memory.disks.map((disk) => ({ ...disk, forced: true })) }
    pair.cutPower('slave')
    pair.boot('slave')
    pair.tellDisk('slave')
  }
  for (let ms = 0; ms < deadMs * 3 && pair.slave.state.phase !== 'taking-over'; ms += 1) pair.run(1)
  return pair
}

void t.test(
  'a take by force that ends before the disk leads leaves no mark of force, and no older one goes [D17]',
  (t) => {
    for (const before of [false, true]) {
      const marked = (pair: DiskPair): boolean | undefined =>
        typeof pair.slave.memory === 'object' ? pair.slave.memory.disks[0]?.forced : undefined
      const heard = loneStart(before)
      heard.run(100)
      t.equal(marked(heard), true, 'noted before it is done')
      heard.boot('master')
      heard.run(2_000)
      t.equal(marked(heard), before, 'the peer was heard')
      const answered = loneStart(before)
      answered.slave.network.vip = 'third'
      answered.run(2_000)
      t.ok(answered.told('slave', 'address-conflict').length > 0)
      t.equal(marked(answered), before, 'somebody answered for the address')
    }
    t.end()
  },
)

void t.test('a lone start by the standing word ends when the peer is heard before the disk leads [D4, S5]', (t) => {
  const pair = loneStart()
  t.equal(pair.slave.state.plan?.forced, true)
  pair.boot('master')
  pair.run(5_000)
  t.equal(pair.effects('disk-primary').filter(({ node, effect }) => node === 'slave' && effect.force).length, 0)
  t.match(pair.facts('slave', 'move-failed').join(), 'this is no lone start')
  t.end()
})

void t.test('an order of another kind does not stand for the word to force a disk [S1, D4]', (t) => {
  const pair = loneStart()
  pair.change('slave', {
    connection: 'connected',
    peerRole: 'disk-primary',
    peerDisk: 'up-to-date',
    disk: 'consistent',
  })
  pair.order('slave', 'stop')
  pair.run(5_000)
  t.strictSame(pair.effects('disk-primary'), [])
  t.end()
})

void t.test('while a lone start forces a disk the kernel learns at once that nothing is proven', (t) => {
  const pair = new DiskPair({ ...withDisk, soloStart: 'promote' })
  pair.linked = false
  pair.boot('slave')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', disk: 'consistent' })
  for (let ms = 0; ms < deadMs * 3 && pair.effects('disk-primary').length === 0; ms += 1) pair.run(1)
  t.equal(pair.effects('disk-primary').length, 1)
  pair.ask('slave')
  pair.run(1)
  t.strictSame(
    pair.effects('fence-answer').map((line) => line.effect.code),
    [1],
    'an answer: the promotion goes on by the force of the order, and no peer is called behind',
  )
  t.equal(pair.slave.state.wanted.disks[0]?.peerBehind, 'no')
  t.end()
})

void t.test('a take whose volume is unmounted behind its back adds no address [S9]', (t) => {
  const pair = DiskPair.settled()
  pair.order('master', 'make-slave')
  let unmounted = false
  for (let ms = 0; ms < 1_000 && !unmounted; ms += 1) {
    pair.run(1)
    unmounted = pair.slave.state.plan?.steps[pair.slave.state.plan.index] === 'mount'
  }
  t.ok(unmounted)
  pair.hanging.add('slave:mount')
  const id = pair.slave.state.plan?.effectId ?? 0
  pair.disks.slave = { ...pair.disks.slave, mounted: false }
  pair.give('slave', { type: 'effect-done', id })
  t.equal(pair.told('slave', 'move-failed').length, 1)
  t.equal(pair.effects('vip-add').filter(({ node }) => node === 'slave').length, 0)
  t.end()
})

function unreadable(remember: 'work' | 'fail'): DiskPair {
  const pair = new DiskPair()
  pair.slave.memory = 'unreadable'
  pair.slave.hands.remember = remember
  pair.hanging.add('slave:unmount')
  pair.boot('slave')
  pair.tellDisk('slave')
  pair.run(3 * 60_000)
  return pair
}

void t.test('a node whose record is unreadable and cannot be written is not reset at every boot [D17]', (t) => {
  const pair = unreadable('fail')
  t.equal(pair.effects('reset-node').length, 0)
  t.equal(pair.slave.state.phase, 'held')
  t.ok(pair.told('slave', 'release-failed').length > 0)
  t.end()
})

void t.test('a node whose record is unreadable is reset once, and holds after that [D5]', (t) => {
  const pair = unreadable('work')
  t.ok(pair.effects('reset-node').length > 0, 'a former run of this boot may hold the disk')
  const resets = pair.effects('reset-node').length
  pair.cutPower('slave')
  pair.boot('slave')
  pair.tellDisk('slave')
  pair.run(3 * 60_000)
  t.equal(pair.effects('reset-node').length, resets, 'the record names the boot now')
  t.equal(pair.slave.state.phase, 'held')
  t.end()
})
