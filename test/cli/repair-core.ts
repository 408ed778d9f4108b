/** What the command line shows and orders in split-brain is what the core accepts. */
import t from 'tap'
import { planRepair } from '../../src/cli/repair-plan.ts'
import { noPastMoves } from '../../src/cli/past-moves.ts'
import { rebootAdvice } from '../../src/cli/reboot-advice.ts'
import { compareSides } from '../../src/cli/split-brain.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { statusSchema } from '../../src/control/report-schema.ts'
import type { NodeName } from '../../src/core/types.ts'
import { DiskPair } from '../core/disks.ts'
import { sampleStatus } from './samples.ts'

const none = '0000000000000000'
const old = 'AAAAAAAAAAAAAAA0'
const [onMaster, onSlave] = ['BBBBBBBBBBBBBBB0', 'CCCCCCCCCCCCCCC0']

/** Both sides wrote alone; the master leads, the slave stands by. */
function split(): DiskPair {
  const pair = DiskPair.settled()
  pair.linked = false
  for (const [node, current] of [['master', onMaster] as const, ['slave', onSlave] as const]) {
    pair.change(node, { generation: { current, bitmap: old, history: [none, none] } })
  }
  pair.run(1_000)
  for (const node of ['master', 'slave'] as const) {
    pair.change(node, { connection: 'stand-alone', peerRole: 'unknown', peerDisk: 'unknown' })
  }
  pair.run(1_000)
  return pair
}

/** The document as the daemon would give it; what only the daemon knows is taken from a sample. */
function shown(pair: DiskPair, node: NodeName): DaemonStatus {
  return { ...sampleStatus('disk in sync'), ...pair.status(node) }
}

void t.test('the document of the core keeps to the published schema, disks included', (t) => {
  const pair = split()
  for (const node of ['master', 'slave'] as const) t.ok(statusSchema.safeParse(shown(pair, node)).success, node)
  t.end()
})

void t.test('both nodes show the same two data sets and give the same advice [SB-10]', (t) => {
  const pair = split()
  const [one, other] = [compareSides(shown(pair, 'master')), compareSides(shown(pair, 'slave'))]
  for (const found of [one, other]) {
    t.equal(found.kind, 'diverged')
    t.equal(found.advice.keep, 'master')
    const sides = found.volumes[0]?.sides ?? []
    t.equal(sides.find(({ node }) => node === 'master')?.generation, onMaster)
    t.equal(sides.find(({ node }) => node === 'slave')?.generation, onSlave)
  }
  t.end()
})

void t.test('the repair that was shown is the one that the core carries out, and no other [SB-9]', (t) => {
  const pair = split()
  const wish = { command: 'init --reinit', source: 'master', thenFailback: false } as const
  const plan = planRepair(wish, shown(pair, 'master'), noPastMoves)
  t.equal(plan.refusal, undefined)
  t.strictSame(plan.victims, [onSlave])
  const order = { verb: 'repair', victims: plan.victims, thenFailback: plan.thenFailback } as const
  pair.change('slave', { generation: { current: 'DDDDDDDDDDDDDDD0', bitmap: old, history: [none, none] } })
  pair.run(1_000)
  t.equal(pair.answer(pair.orderAs('master', order)), 'stale-view', 'the slave wrote after it was shown')
  pair.change('slave', { generation: { current: onSlave, bitmap: old, history: [none, none] } })
  pair.run(1_000)
  t.equal(pair.answer(pair.orderAs('master', order)), 'done')
  t.end()
})

void t.test('what the plan of a repair refuses, the core refuses too', (t) => {
  const pair = split()
  const wish = { command: 'failback', source: 'slave', thenFailback: true } as const
  const plan = planRepair(wish, shown(pair, 'slave'), noPastMoves)
  t.match(plan.refusal, 'demote-master')
  const order = { verb: 'repair', victims: plan.victims, thenFailback: true } as const
  t.equal(pair.answer(pair.orderAs('slave', order)), 'victim-leads')
  const demoted = pair.order('master', 'demote-master')
  pair.run(2_000)
  t.equal(pair.answer(demoted), 'done')
  t.equal(planRepair(wish, shown(pair, 'slave'), noPastMoves).refusal, undefined)
  t.equal(pair.answer(pair.orderAs('slave', order)), 'done')
  t.end()
})

void t.test('a slave that leads is released, and then its data goes: the way that is shown [SB-9]', (t) => {
  const pair = split()
  pair.order('master', 'demote-master')
  pair.run(2_000)
  pair.order('slave', 'force-master')
  pair.run(3_000)
  t.strictSame(pair.owners(), ['slave'])
  const way = compareSides(shown(pair, 'master')).ways.find(({ keep }) => keep === 'master')
  t.strictSame(
    way?.commands.map(({ node, command }) => `${node}: ${command.replace(' --save-victim DIR', '')}`),
    [
      'slave: hapair release',
      'slave: hapair init --reinit --source master',
      'master: hapair init --reinit --source master',
      'slave: hapair unhold',
    ],
  )
  const wish = { command: 'init --reinit', source: 'master', thenFailback: false } as const
  t.match(planRepair(wish, shown(pair, 'master'), noPastMoves).refusal, 'hapair release')
  pair.order('slave', 'release')
  pair.run(3_000)
  t.strictSame(pair.owners(), [])
  const plan = planRepair(wish, shown(pair, 'master'), noPastMoves)
  t.equal(plan.refusal, undefined)
  t.equal(pair.answer(pair.orderAs('master', { verb: 'repair', victims: plan.victims, thenFailback: false })), 'done')
  pair.run(3_000)
  t.strictSame(
    pair.effects('disk-discard').map(({ node }) => node),
    ['slave'],
    'a held node obeys too',
  )
  t.end()
})

void t.test('a node of a diverged pair must not reboot, one of a whole pair may [MNT-1] [SB-6] [ADV-4]', (t) => {
  const [parted, whole] = [split(), DiskPair.settled()]
  for (const node of ['master', 'slave'] as const) {
    t.equal(rebootAdvice(shown(parted, node)).canReboot, false, node)
    t.match(rebootAdvice(shown(parted, node)).advice[0], 'do not reboot either node, contact support now')
    t.equal(rebootAdvice(shown(whole, node)).canReboot, true, node)
  }
  t.end()
})
