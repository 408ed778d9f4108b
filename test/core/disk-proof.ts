/**
 * Which proof does a copy need to lead, or to write on, when the story behind it is crooked?
 */
import t from 'tap'
import type { Generation } from '../../src/core/generation.ts'
import { DiskPair } from './disks.ts'

const deadMs = 20_000
const none = '0000000000000000'
const A = 'AAAAAAAAAAAAAAA0'
const D = 'DDDDDDDDDDDDDDD0'
const alone = { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' } as const

function data(current: string, bitmap: string): Generation {
  return { current, bitmap, history: [none, none] }
}

/** Nobody leads: the master has given up for the loss of its mount, and its disk is connected to one that failed. */
function besideFailedDisk(followed: boolean): DiskPair {
  const pair = DiskPair.settled()
  pair.change('slave', { disk: 'failed' })
  pair.order('slave', 'hold')
  if (!followed) pair.change('master', { ...alone, suspended: false })
  pair.change('master', { connection: 'connected', peerRole: 'disk-secondary', peerDisk: 'failed' })
  pair.run(1_000)
  pair.kill('master')
  pair.run(20_000)
  pair.disks.master = { ...pair.disks.master, role: 'disk-secondary', mounted: false }
  pair.cutPower('master')
  pair.boot('master')
  pair.tellDisk('master')
  pair.run(deadMs * 5)
  return pair
}

void t.test(
  'a copy leads beside a failed disk only if that followed it until it failed, and remembers so [S4]',
  (t) => {
    const followed = besideFailedDisk(true)
    t.ok(typeof followed.master.memory === 'object' && followed.master.memory.disks[0]?.peerBehind === 'failed')
    t.strictSame(followed.owners(), ['master'])
    t.strictSame(besideFailedDisk(false).owners(), [], 'the driver calls an old copy up to date as well')
    t.end()
  },
)

void t.test('a vacancy is not filled while the peer is heard to be primary still [S1]', (t) => {
  const pair = DiskPair.settled()
  pair.linked = false
  pair.order('master', 'release')
  pair.run(deadMs * 2)
  t.strictSame(pair.owners(), [], 'the driver of the slave says that the master leads')
  pair.change('slave', { peerRole: 'disk-secondary' })
  pair.run(deadMs)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('a frozen master whose copy is behind that of a standing-by peer gives everything up', (t) => {
  const pair = DiskPair.settled()
  pair.change('slave', { ...alone, generation: data(D, A) })
  pair.change('master', { ...alone, suspended: true })
  pair.ask('master')
  pair.run(3_000)
  t.equal(pair.effects('disk-outdate').length, 0, 'the newer copy is not outdated')
  t.ok(pair.facts('master', 'disk-lost').join().includes('r0'))
  t.notOk(pair.owners().includes('master'))
  t.end()
})

void t.test('a master whose witnesses fall silent after its verdict does not write on alone [D15, S10]', (t) => {
  const pair = DiskPair.settled()
  pair.cut([0, 1, 2])
  pair.unlink()
  Object.assign(pair.master.network, { vip: 'silent', peerAddress: 'silent' })
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
  pair.run(deadMs * 1.05)
  t.equal(pair.master.state.peer.verdict, 'silent-dead')
  Object.assign(pair.master.network, { neighbour: false, witness: false })
  pair.run(deadMs * 3)
  t.strictSame(
    pair.kernel.filter(({ node }) => node === 'master'),
    [],
  )
  t.end()
})

void t.test('a witness that comes back is not enough to write on: questions must be unanswered [S10]', (t) => {
  const pair = DiskPair.settled()
  pair.order('slave', 'hold')
  pair.run(1_000)
  pair.cut([0, 1, 2])
  pair.unlink()
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  pair.run(deadMs * 3)
  t.strictSame(pair.kernel, [])
  Object.assign(pair.master.network, { neighbour: true, witness: true })
  const backAt = pair.now
  pair.run(deadMs)
  const [answer] = pair.kernel
  t.equal(answer?.code, 5)
  t.ok((answer?.at ?? 0) - backAt > 500, `${(answer?.at ?? 0) - backAt} ms`)
  t.end()
})

void t.test('an adopted master that nobody answers is isolated when the peer could have taken [D16]', (t) => {
  const pair = DiskPair.settled()
  pair.cut([0, 1, 2])
  pair.unlink()
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  pair.kill('master')
  pair.start('master')
  pair.tellDisk('master')
  pair.run(deadMs)
  t.equal(pair.master.state.phase, 'isolated')
  Object.assign(pair.master.network, { neighbour: true, witness: true })
  pair.run(deadMs * 3)
  t.equal(pair.master.state.phase, 'isolated', 'only contact ends that')
  t.end()
})

void t.test('a disk that is held without a claim is given up again and again, without a reset [S8]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('slave:unmount')
  pair.change('slave', { mounted: true })
  pair.run(2 * 60_000)
  t.equal(pair.slave.state.phase, 'held')
  t.equal(pair.effects('reset-node').length, 0)
  pair.hanging.clear()
  pair.run(2 * 60_000)
  t.notOk(pair.disks.slave.mounted)
  t.end()
})

void t.test('a holder that was adopted waits one dead time for a peer that it never heard, not for its boot', (t) => {
  const pair = DiskPair.settled()
  pair.order('master', 'make-slave')
  pair.run(3_000)
  t.strictSame(pair.owners(), ['slave'])
  pair.cutPower('master')
  pair.kill('slave')
  pair.start('slave')
  pair.tellDisk('slave')
  pair.change('slave', { ...alone, suspended: true })
  pair.ask('slave')
  const askedAt = pair.now
  pair.run(deadMs * 2)
  const [answer] = pair.kernel
  t.equal(answer?.code, 5)
  t.ok((answer?.at ?? 0) - askedAt < deadMs * 1.5, `${(answer?.at ?? 0) - askedAt} ms`)
  t.end()
})

void t.test('a master without a disk of its own takes back what it could not hand over [FO-8, D5]', (t) => {
  const pair = DiskPair.settled()
  const promoted = pair.effects('disk-primary').length
  pair.hanging.add('master:unmount')
  pair.change('master', { disk: 'failed' })
  pair.change('slave', { peerDisk: 'failed' })
  pair.run(70_000)
  t.equal(pair.told('master', 'disk-move').length, 1)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.effects('disk-primary').length, promoted, 'its disk leads still, served by the copy of the peer')
  t.equal(pair.effects('reset-node').length, 0)
  t.end()
})

void t.test('a take whose disk took its time adds nothing while the peer that came back still gives up [D5]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('slave:mount')
  pair.cut([0, 1, 2])
  pair.cutPower('master')
  pair.change('slave', alone)
  pair.run(deadMs * 1.2)
  const { plan } = pair.slave.state
  t.equal(plan?.steps[plan.index], 'mount')
  pair.hear('slave', { phase: 'releasing' })
  pair.disks.slave = { ...pair.disks.slave, mounted: true }
  pair.tellDisk('slave')
  pair.give('slave', { type: 'effect-done', id: plan?.effectId ?? 0 })
  t.equal(pair.effects('vip-add').filter(({ node }) => node === 'slave').length, 0)
  pair.hear('slave', { phase: 'running-slave', claimAgeMs: 0 })
  t.equal(pair.effects('vip-add').filter(({ node }) => node === 'slave').length, 1)
  t.end()
})
