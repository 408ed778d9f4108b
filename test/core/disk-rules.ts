/**
 * What do the disks allow, demand and forbid, by the fact?
 */
import t from 'tap'
import type { Generation } from '../../src/core/generation.ts'
import { DiskPair, oldData, withDisk } from './disks.ts'

const deadMs = 20_000
const none = '0000000000000000'
const A = 'AAAAAAAAAAAAAAA0'
const B = 'BBBBBBBBBBBBBBB0'
const C = 'CCCCCCCCCCCCCCC0'

function data(current: string, bitmap: string): Generation {
  return { current, bitmap, history: [none, none] }
}

function order(pair: DiskPair, node: 'master' | 'slave'): readonly string[] {
  const steps = new Set(['disk-primary', 'mount', 'vip-add', 'vip-remove', 'unmount', 'disk-secondary'])
  return pair.story.filter((line) => line.node === node && steps.has(line.effect.type)).map((line) => line.effect.type)
}

void t.test('disk, mount and addresses are taken in this order, and given up in the other one [ROLE-13]', (t) => {
  const pair = DiskPair.settled()
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(order(pair, 'master').slice(-3), ['disk-primary', 'mount', 'vip-add'])
  const from = order(pair, 'master').length
  pair.order('master', 'make-slave')
  pair.run(2_000)
  t.strictSame(pair.phases(), ['running-slave', 'running-master'])
  t.strictSame(order(pair, 'master').slice(from), ['vip-remove', 'unmount', 'disk-secondary'])
  t.strictSame(order(pair, 'slave').slice(-3), ['disk-primary', 'mount', 'vip-add'])
  t.strictSame([pair.disks.master.role, pair.disks.slave.role], ['disk-secondary', 'disk-primary'])
  t.end()
})

void t.test('a replication that is cut alone outdates the slave, durably first, and the master goes on [F45]', (t) => {
  const pair = DiskPair.settled()
  const cutAt = pair.now
  pair.unlink()
  pair.run(1_000)
  t.strictSame(
    pair.kernel.map(({ node, code }) => ({ node, code })),
    [{ node: 'master', code: 4 }],
  )
  t.ok((pair.kernel[0]?.at ?? 0) - cutAt < 1_000, 'within a second')
  t.equal(pair.disks.slave.disk, 'outdated')
  const stale = pair.story.findIndex((line) => line.effect.type === 'remember' && line.effect.memory.disks[0]?.stale)
  const outdated = pair.story.findIndex((line) => line.effect.type === 'disk-outdate')
  t.ok(stale >= 0 && stale < outdated, 'stale is noted before the disk is touched')
  const noted = pair.story.findIndex(
    (line) => line.effect.type === 'remember' && line.effect.memory.disks[0]?.peerBehind === 'acknowledged',
  )
  const answered = pair.story.findIndex((line) => line.effect.type === 'fence-answer')
  t.ok(noted >= 0 && noted < answered, 'how the peer came to be behind is noted before the answer')
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.end()
})

void t.test('a slave that was outdated does not take over from a dead master, and says why [S4]', (t) => {
  const pair = DiskPair.settled()
  pair.unlink()
  pair.run(5_000)
  pair.cutPower('master')
  pair.run(4 * deadMs)
  t.strictSame(pair.owners(), [])
  t.equal(pair.slave.state.phase, 'running-slave')
  t.ok(pair.facts('slave', 'held-back').includes('disk-not-current'))
  t.equal(pair.story.filter((line) => line.node === 'slave' && line.effect.type === 'disk-primary').length, 0)
  t.end()
})

void t.test('a slave in sync takes over from a dead master within 1.1 dead times [D11]', (t) => {
  const pair = DiskPair.settled()
  const diedAt = pair.now
  pair.cutPower('master')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' })
  pair.run(deadMs * 1.3)
  t.strictSame(pair.owners(), ['slave'])
  const begun = pair.story.find(
    (line) => line.node === 'slave' && line.effect.type === 'disk-primary' && line.at > diedAt,
  )
  t.ok(begun !== undefined && begun.at - diedAt < deadMs * 1.1)
  t.end()
})

void t.test('a slave that could not decide in time is stale, and does not lead when it could [D11, S11]', (t) => {
  const pair = DiskPair.settled()
  pair.cutPower('master')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' })
  Object.assign(pair.slave.network, { neighbour: false, witness: false })
  pair.run(deadMs * 2)
  t.equal(pair.told('slave', 'disk-stale').length, 1)
  t.ok(typeof pair.slave.memory === 'object' && pair.slave.memory.disks[0]?.stale)
  Object.assign(pair.slave.network, { neighbour: true, witness: true })
  pair.run(deadMs * 3)
  t.strictSame(pair.owners(), [])
  t.end()
})

void t.test('a master whose peer is gone goes on alone not before 1.2 dead times since contact [D11]', (t) => {
  const pair = DiskPair.settled()
  const lostAt = pair.now
  pair.cutPower('slave')
  pair.unlink()
  pair.run(deadMs * 1.5)
  const [answer] = pair.kernel
  t.equal(answer?.code, 5)
  t.ok((answer?.at ?? 0) - lostAt >= deadMs * 1.2 - 1_000, `${(answer?.at ?? 0) - lostAt} ms`)
  t.ok(typeof pair.master.memory === 'object' && pair.master.memory.disks[0]?.peerBehind === 'presumed')
  t.end()
})

void t.test('an isolated master drops its addresses and leaves the kernel without an answer [D16, S10]', (t) => {
  const pair = DiskPair.settled()
  pair.cut([0, 1, 2])
  pair.unlink()
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
  pair.run(deadMs * 3)
  t.equal(pair.master.state.phase, 'isolated')
  t.strictSame(
    pair.kernel.filter(({ node }) => node === 'master'),
    [],
  )
  t.ok(pair.disks.master.suspended)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('with isolation = manual the master goes on at once and the slave is stale at once [D11]', (t) => {
  const pair = DiskPair.settled({ ...withDisk, isolation: 'manual' })
  const lostAt = pair.now
  pair.cut([0, 1, 2])
  pair.unlink()
  pair.run(deadMs / 2)
  t.equal(pair.kernel[0]?.code, 5)
  t.ok((pair.kernel[0]?.at ?? 0) - lostAt < deadMs / 2)
  t.equal(pair.told('slave', 'disk-stale').length, 1)
  pair.run(deadMs * 3)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('no planned move while the disks are not in sync [S6]', (t) => {
  const pair = DiskPair.settled()
  for (const node of ['master', 'slave'] as const)
    pair.change(node, { sync: node === 'master' ? 'source' : 'target', outOfSyncKib: 4_096 })
  const id = pair.order('master', 'make-slave')
  pair.run(1_000)
  t.equal(pair.answer(id), 'not-in-sync')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('diverged data is split-brain: nobody takes, nothing is connected [SB-3, FO-23]', (t) => {
  const pair = DiskPair.settled()
  pair.change('master', { generation: data(B, A) })
  pair.change('slave', { generation: data(C, A) })
  pair.run(1_000)
  for (const node of ['master', 'slave'] as const) pair.change(node, { connection: 'stand-alone' })
  pair.run(2_000)
  t.equal(pair.status('master').pair, 'split-brain')
  t.equal(pair.status('slave').pair, 'split-brain')
  const id = pair.order('slave', 'make-master')
  pair.run(1_000)
  t.equal(pair.answer(id), 'split-brain')
  pair.cutPower('master')
  pair.run(deadMs * 3)
  t.strictSame(pair.owners(), [])
  t.equal(pair.story.filter((line) => line.effect.type === 'disk-connect').length, 0)
  t.end()
})

void t.test('a forced release that cannot unmount resets the node and is never called released [D5]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('master:unmount')
  const from = pair.story.length
  pair.hear('master', { phase: 'running-master', term: { number: 90, node: 'slave' }, claimAgeMs: 600_000 })
  pair.cut([0, 1, 2], ['slave'])
  pair.run(3 * 60_000)
  t.ok(pair.effects('reset-node').length >= 2, 'ordered, and ordered again')
  const said = pair.story
    .slice(from)
    .flatMap(({ node, effect }) =>
      effect.type === 'send-beat' && node === 'master' ? [effect.beat.flags.released] : [],
    )
  t.notOk(said.includes(true))
  t.end()
})

void t.test('a planned release that cannot unmount is undone, and the operator is told [D5]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('master:unmount')
  const id = pair.order('master', 'make-slave')
  pair.run(2 * 60_000)
  t.equal(pair.answer(id), 'failed')
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.effects('reset-node').length, 0)
  t.end()
})

void t.test(
  'a disk that failed on the master moves the role to the peer, which has every write [FO-8, DRBD-15]',
  (t) => {
    const pair = DiskPair.settled()
    pair.change('master', { disk: 'failed' })
    pair.change('slave', { peerDisk: 'failed' })
    pair.run(2_000)
    t.strictSame(pair.owners(), ['slave'])
    t.equal(pair.told('master', 'disk-move').length, 1)
    t.end()
  },
)

void t.test('a disk made secondary behind the back of the agent ends everything else with it [ROLE-5]', (t) => {
  const pair = DiskPair.settled()
  pair.change('master', { mounted: false })
  pair.run(300)
  t.equal(pair.told('master', 'disk-lost').length, 1)
  t.notOk(pair.owners().includes('master'))
  t.end()
})

function bootAlone(soloStart: 'auto' | 'promote', disk: 'consistent' | 'up-to-date' | 'inconsistent'): DiskPair {
  const pair = new DiskPair({ ...withDisk, soloStart })
  pair.linked = false
  pair.boot('slave')
  pair.change('slave', {
    connection: 'connecting',
    peerRole: 'unknown',
    peerDisk: 'unknown',
    disk,
    generation: oldData,
  })
  pair.run(deadMs * 5)
  return pair
}

void t.test('a node that boots alone with data that nobody vouches for holds [ROLE-24]', (t) => {
  t.strictSame(bootAlone('auto', 'consistent').owners(), [])
  t.end()
})

void t.test('solo-start = promote leads alone, loudly, but never with a half-written copy [ROLE-24, S5]', (t) => {
  const pair = bootAlone('promote', 'consistent')
  t.strictSame(pair.owners(), ['slave'])
  t.equal(pair.told('slave', 'disk-forced').length, 1)
  const forced = pair.effects('disk-primary').map((line) => line.effect.force)
  t.strictSame(forced, [true])
  t.ok(typeof pair.slave.memory === 'object' && pair.slave.memory.disks[0]?.forced)
  t.strictSame(bootAlone('promote', 'inconsistent').owners(), [])
  t.end()
})

void t.test(
  'a loss behind a broken event stream counts from its break for the slave, and from now for the master [D11]',
  (t) => {
    const pair = DiskPair.settled()
    pair.cut([0, 1, 2])
    pair.run(30_000)
    t.strictSame(pair.phases(), ['running-master', 'running-slave'], 'the replication hears a primary')
    const brokenAt = pair.now
    for (const node of ['master', 'slave'] as const) pair.change(node, { connection: 'unknown' })
    pair.run(2_000)
    t.strictSame(pair.kernel, [], 'nothing is answered blindly')
    t.equal(pair.told('slave', 'disk-stale').length, 0, 'and nothing is marked blindly')
    pair.unlink()
    pair.run(deadMs * 1.1)
    t.strictSame(
      pair.kernel.filter(({ node }) => node === 'master'),
      [],
      'the slave could still decide',
    )
    pair.run(deadMs * 2)
    const alone = pair.kernel.find(({ node }) => node === 'master')
    if (alone !== undefined) t.ok(alone.at - brokenAt >= deadMs * 1.2)
    const taken = pair.story.find((line) => line.node === 'slave' && line.effect.type === 'disk-primary')
    if (taken !== undefined) t.ok(taken.at - brokenAt < deadMs * 1.1)
    t.end()
  },
)

void t.test('a question that outlives its move is answered with 1 and does not outdate the peer [S10]', (t) => {
  const pair = DiskPair.settled()
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' })
  pair.ask('slave')
  pair.run(2_000)
  t.strictSame(
    pair.kernel.map(({ node, code }) => ({ node, code })),
    [{ node: 'slave', code: 1 }],
  )
  t.equal(pair.effects('disk-outdate').length, 0)
  t.end()
})
