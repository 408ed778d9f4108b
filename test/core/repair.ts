/**
 * What does a repair of diverged data need, and what does it leave alone?
 */
import t from 'tap'
import type { Generation } from '../../src/core/generation.ts'
import { usedMax } from '../../src/core/repair.ts'
import { DiskPair } from './disks.ts'

const none = '0000000000000000'
const old = 'AAAAAAAAAAAAAAA0'

function data(current: string): Generation {
  return { current, bitmap: old, history: [none, none] }
}

/** Both sides wrote alone; the master leads, the slave stands by. */
function split(): DiskPair {
  const pair = DiskPair.settled()
  pair.linked = false
  pair.change('master', { generation: data('BBBBBBBBBBBBBBB0') })
  pair.change('slave', { generation: data('CCCCCCCCCCCCCCC0') })
  pair.run(1_000)
  for (const node of ['master', 'slave'] as const) {
    pair.change(node, { connection: 'stand-alone', peerRole: 'unknown', peerDisk: 'unknown' })
  }
  pair.run(1_000)
  return pair
}

function repair(pair: DiskPair, node: 'master' | 'slave', victim: string, thenFailback = false): string {
  return pair.orderAs(node, { verb: 'repair', victims: [victim], thenFailback })
}

void t.test('the victim discards only after the order of the operator, durably stale first [SB-3, S5]', (t) => {
  const pair = split()
  pair.run(60_000)
  t.equal(pair.effects('disk-discard').length, 0, 'nothing goes by itself')
  const id = repair(pair, 'master', 'CCCCCCCCCCCCCCC0')
  pair.run(3_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(
    pair.effects('disk-discard').map(({ node }) => node),
    ['slave'],
  )
  const stale = pair.story.findIndex((line) => line.effect.type === 'remember' && line.effect.memory.disks[0]?.stale)
  const discarded = pair.story.findIndex((line) => line.effect.type === 'disk-discard')
  t.ok(stale >= 0 && stale < discarded)
  t.ok(
    pair.effects('disk-connect').some(({ node }) => node === 'master'),
    'the survivor connects again',
  )
  t.end()
})

void t.test(
  'an order that names other data than the one that is there is refused and changes nothing [S5, S7]',
  (t) => {
    const pair = split()
    const id = repair(pair, 'master', 'DDDDDDDDDDDDDDD0')
    pair.run(10_000)
    t.equal(pair.answer(id), 'stale-view')
    t.equal(pair.effects('disk-discard').length, 0)
    t.end()
  },
)

void t.test('data that came after the order is not discarded: the victim compares it with what was named [S5]', (t) => {
  const pair = split()
  const id = repair(pair, 'master', 'CCCCCCCCCCCCCCC0')
  // In the span of a beat: somebody led with this copy, and its identifiers are being read.
  const { generation, ...unread } = pair.disks.slave
  t.equal(generation?.current, 'CCCCCCCCCCCCCCC0')
  pair.disks.slave = unread
  pair.tellDisk('slave')
  pair.run(5_000)
  t.equal(pair.answer(id), 'done', 'the order was good when it was given')
  t.equal(pair.effects('disk-discard').length, 0, 'not known is not the one that was named')
  pair.change('slave', { generation: data('DDDDDDDDDDDDDDD0') })
  pair.run(60_000)
  t.equal(pair.effects('disk-discard').length, 0)
  t.equal(pair.told('master', 'repair-void').length, 1, 'and the operator is told to look again')
  const again = repair(pair, 'master', 'DDDDDDDDDDDDDDD0')
  pair.run(3_000)
  t.equal(pair.answer(again), 'done')
  t.match(pair.effects('disk-discard'), [{ node: 'slave', effect: { generation: 'DDDDDDDDDDDDDDD0' } }])
  t.end()
})

void t.test('an order discards once, also when it failed or the agent died; another order does it again', (t) => {
  const pair = split()
  pair.hanging.add('slave:disk-discard')
  repair(pair, 'master', 'CCCCCCCCCCCCCCC0')
  pair.run(3_000)
  const [first] = pair.effects('disk-discard')
  t.ok(first)
  t.ok(pair.story.some(({ effect }) => effect.type === 'remember' && effect.memory.disks[0]?.used?.length === 1))
  pair.give('slave', { type: 'effect-failed', id: first?.effect.id ?? 0, text: 'no such device' })
  pair.run(60_000)
  pair.kill('slave')
  pair.start('slave')
  pair.tellDisk('slave')
  pair.run(60_000)
  t.equal(pair.effects('disk-discard').length, 1, 'the word was used')
  repair(pair, 'master', 'CCCCCCCCCCCCCCC0')
  pair.run(3_000)
  t.equal(pair.effects('disk-discard').length, 2)
  t.end()
})

void t.test('of the words that were obeyed the last eight are remembered', (t) => {
  const pair = split()
  for (let count = 0; count < usedMax + 2; count += 1) {
    repair(pair, 'master', 'CCCCCCCCCCCCCCC0')
    pair.run(3_000)
  }
  const { memory } = pair.slave
  t.equal(pair.effects('disk-discard').length, usedMax + 2)
  t.ok(typeof memory === 'object' && memory.disks[0]?.used?.length === usedMax)
  t.end()
})

void t.test('the data of a node that leads does not go: it is demoted first [SB-7]', (t) => {
  const pair = split()
  const refused = repair(pair, 'slave', 'BBBBBBBBBBBBBBB0')
  t.equal(pair.answer(refused), 'victim-leads')
  t.equal(pair.answer(pair.order('slave', 'demote-master')), 'wrong-node')
  const demoted = pair.order('master', 'demote-master')
  pair.run(2_000)
  t.equal(pair.answer(demoted), 'done')
  t.strictSame(pair.owners(), [])
  t.equal(pair.answers(pair.order('master', 'demote-master')).length, 1, 'once more is answered as done already')
  const accepted = repair(pair, 'slave', 'BBBBBBBBBBBBBBB0')
  pair.run(3_000)
  t.equal(pair.answer(accepted), 'done')
  t.strictSame(
    pair.effects('disk-discard').map(({ node }) => node),
    ['master'],
  )
  t.end()
})

void t.test('demote-master is refused where nothing has diverged [SB-7]', (t) => {
  const pair = DiskPair.settled()
  t.equal(pair.answer(pair.order('master', 'demote-master')), 'not-split-brain')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('a repair that nobody can carry out ends after ten minutes, and the data stays', (t) => {
  const pair = split()
  repair(pair, 'master', 'CCCCCCCCCCCCCCC0')
  pair.cut([0, 1, 2])
  pair.run(11 * 60_000)
  t.equal(pair.told('master', 'repair-expired').length, 1)
  pair.cuts.clear()
  const before = pair.effects('disk-discard').length
  pair.run(60_000)
  t.equal(pair.effects('disk-discard').length, before)
  t.end()
})

void t.test('in a maintenance nothing moves by itself, and the operator still does [STA-20]', (t) => {
  const pair = DiskPair.settled()
  pair.order('slave', 'maintain')
  pair.run(2_000)
  t.equal(pair.status('master').pair, 'maintenance')
  pair.cutPower('master')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' })
  pair.run(60_000)
  t.strictSame(pair.owners(), [])
  t.end()
})

void t.test('force-master leads with a disk that nobody vouches for, and the record says so [ROLE-18]', (t) => {
  const pair = DiskPair.settled()
  pair.unlink()
  pair.run(3_000)
  pair.cutPower('master')
  pair.run(60_000)
  t.strictSame(pair.owners(), [], 'its copy is outdated')
  const id = pair.order('slave', 'force-master')
  pair.run(3_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.owners(), ['slave'])
  t.strictSame(
    pair.effects('disk-primary').map(({ effect }) => effect.force),
    [false, true],
  )
  t.end()
})

void t.test('even force never leads with a half-written copy, nor into a move under way [S5, ROLE-18]', (t) => {
  const pair = DiskPair.settled()
  pair.cutPower('master')
  pair.change('slave', { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', disk: 'inconsistent' })
  pair.run(60_000)
  t.equal(pair.answer(pair.order('slave', 'force-master')), 'disk-not-current')
  t.equal(pair.effects('disk-primary').filter(({ node }) => node === 'slave').length, 0)
  t.end()
})
