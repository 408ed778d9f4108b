/**
 * When is the kernel made to ask once more what became of the peer, and when would that only be in the way (D11b)? What
 * becomes of a take whose question comes too late?
 */
import t from 'tap'
import type { NodeName } from '../../src/core/types.ts'
import { DiskPair, oldData, withDisk } from './disks.ts'

const deadMs = 20_000
const alone = { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' } as const

/** The replication is cut, the beats are not: the standby outdates its copy. The question of the master is not here. */
function frozen(kernelAsks: boolean): DiskPair {
  const pair = DiskPair.settled()
  pair.linked = false
  pair.change('slave', alone)
  pair.change('master', { ...alone, suspended: true, kernelAsks })
  return pair
}

function askedAnew(pair: DiskPair): number {
  return pair.effects('disk-connect').filter(({ node, effect }) => node === 'master' && effect.anew).length
}

void t.test('a question of the kernel that is on its way is waited for', (t) => {
  const pair = frozen(true)
  pair.run(20_000)
  t.equal(askedAnew(pair), 0, 'its program starts slowly')
  pair.ask('master')
  pair.run(1_000)
  t.strictSame(
    pair.kernel.map(({ code }) => code),
    [4],
  )
  pair.change('master', { kernelAsks: false })
  pair.run(20_000)
  t.equal(askedAnew(pair), 0)
  t.end()
})

void t.test('a question that died on its way is asked anew', (t) => {
  const pair = frozen(true)
  pair.run(8_000)
  pair.change('master', { kernelAsks: false })
  pair.run(1_000)
  t.equal(askedAnew(pair), 1)
  t.end()
})

void t.test('a question that hangs on its way is not waited for for ever', (t) => {
  const pair = frozen(true)
  pair.run(29_000)
  t.equal(askedAnew(pair), 0)
  pair.run(2_000)
  t.equal(askedAnew(pair), 1)
  t.end()
})

void t.test('an answer is not followed by asking anew while the driver acts on it [D11]', (t) => {
  const pair = DiskPair.settled()
  pair.cutPower('slave')
  pair.unlink()
  pair.change('master', { kernelAsks: true })
  for (let ms = 0; ms < 60_000 && pair.kernel.length === 0; ms += 1) pair.run(1)
  t.equal(pair.kernel.length, 1)
  pair.change('master', { kernelAsks: false, suspended: true })
  pair.run(3_000)
  t.equal(askedAnew(pair), 0)
  t.end()
})

void t.test('a handler that ends long after the answer is not followed by asking anew either [D11]', (t) => {
  const pair = DiskPair.settled()
  const perform = pair.performOther
  pair.performOther = (name, effect) => {
    if (effect.type !== 'fence-answer') perform(name, effect)
  }
  pair.cutPower('slave')
  pair.unlink()
  pair.change('master', { kernelAsks: true })
  for (let ms = 0; ms < 60_000 && pair.effects('fence-answer').length === 0; ms += 1) pair.run(1)
  pair.run(8_000)
  pair.change('master', { kernelAsks: false })
  pair.run(4_900)
  t.equal(askedAnew(pair), 0, 'the driver tells the end of its handler before it tells that the writes go on')
  pair.run(200)
  t.equal(askedAnew(pair), 1, 'the answer was lost')
  t.end()
})

void t.test('a take whose question can never be answered any more fails at once, and says why [D11]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('slave:disk-primary')
  pair.cutPower('master')
  pair.change('slave', alone)
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
  pair.run(deadMs * 1.2)
  const { plan } = pair.slave.state
  t.equal(plan?.steps[plan.index], 'disk-primary', 'the tool is slow, and the kernel has not asked yet')
  t.strictSame(pair.facts('slave', 'move-failed'), [])
  pair.ask('slave')
  pair.run(100)
  t.match(pair.facts('slave', 'move-failed').join(), 'disk-primary: the kernel asked too late')
  t.strictSame(
    pair.kernel.filter(({ node }) => node === 'slave').map(({ code }) => code),
    [1],
  )
  pair.run(deadMs * 3)
  t.ok(pair.facts('slave', 'held-back').includes('disk-not-current'))
  t.equal(pair.effects('reset-node').length, 0)
  t.end()
})

void t.test('a question about a later loss needs a word that the peer said since [S10]', (t) => {
  const pair = DiskPair.settled()
  pair.delayMs = 300
  pair.unlink()
  const echoMs = pair.delayMs * 2
  pair.run(550)
  t.strictSame(pair.kernel, [], 'the word of the peer is under way')
  pair.ask('master')
  const askedAt = pair.now
  pair.run(5_000)
  t.equal(pair.kernel[0]?.code, 4)
  t.ok((pair.kernel[0]?.at ?? 0) >= askedAt + echoMs, `${(pair.kernel[0]?.at ?? 0) - askedAt} ms`)
  t.end()
})

/** A pair with two volumes: the second one is as the first, but led by the slave only when the test says so. */
class TwoDisks extends DiskPair {
  constructor() {
    super({ ...withDisk, resources: ['r0', 'r1'] })
  }

  override tellDisk(name: NodeName): void {
    const first = this.disks[name]
    const waits = name === 'slave' && first.role === 'disk-primary'
    const second = waits
      ? { ...first, role: 'disk-secondary' as const, peerDisk: 'unknown' as const, generation: oldData }
      : first
    this.give(name, { type: 'disk', resources: [first, second] })
  }
}

/**
 * The master is silent, its replication lost. The slave takes, its first disk leads in time; the kernel asks for the second
 * one after 1.5 dead times. Between the two the slave may be cut off from everybody.
 */
function secondAskedLate(cutOff: boolean): { readonly pair: TwoDisks; readonly codes: readonly number[] } {
  const pair = new TwoDisks()
  pair.boot('master')
  pair.boot('slave')
  pair.tellAll()
  pair.run(60_000)
  pair.hanging.add('slave:disk-primary')
  pair.cutPower('master')
  pair.change('slave', alone)
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
  pair.run(deadMs * 1.05)
  pair.ask('slave')
  pair.run(100)
  pair.change('slave', { role: 'disk-primary' })
  if (cutOff) Object.assign(pair.slave.network, { neighbour: false, witness: false })
  pair.run(deadMs * 0.25)
  Object.assign(pair.slave.network, { neighbour: true, witness: true })
  pair.run(deadMs * 0.2)
  pair.give('slave', { type: 'fence-asked', askId: 'second', resource: 1 })
  pair.run(100)
  const codes = pair.kernel.filter(({ node }) => node === 'slave').map(({ code }) => code)
  return { pair, codes }
}

void t.test('once the first disk leads, the second one follows however late the kernel asks for it [D5, D11]', (t) => {
  const { pair, codes } = secondAskedLate(false)
  t.strictSame(codes, [5, 5])
  t.strictSame(pair.facts('slave', 'move-failed'), [])
  t.end()
})

void t.test(
  'a second disk does not follow where its node was cut off itself since the first one led [S4, D11]',
  (t) => {
    const { pair, codes } = secondAskedLate(true)
    t.strictSame(codes, [5, 1], 'the peer may have gone on alone while this node proved nothing')
    t.match(pair.facts('slave', 'move-failed').join(), 'the kernel asked too late')
    pair.run(deadMs)
    t.strictSame(pair.owners(), [])
    t.end()
  },
)
