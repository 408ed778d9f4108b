/** Cases for the boot: who becomes running master after a start, alone or together, with or without leftovers? */
import t from 'tap'
import type { Memory } from '../../src/core/types.ts'
import { Pair } from './pair.ts'

void t.test('when both boot, the configured master becomes running master and the slave joins it [ROLE-23]', (t) => {
  for (const first of ['master', 'slave'] as const) {
    const pair = new Pair()
    pair.boot(first)
    pair.run(3_000)
    pair.boot(first === 'master' ? 'slave' : 'master')
    pair.run(5_000)
    t.strictSame(pair.phases(), ['running-master', 'running-slave'], `${first} first`)
    t.strictSame(pair.owners(), ['master'])
  }
  t.end()
})

void t.test('a master that boots beside a running master joins as running slave [ROLE-23]', (t) => {
  const pair = Pair.running({ failback: 'manual' })
  pair.cutPower('master')
  pair.run(30_000)
  pair.boot('master')
  pair.run(100_000)
  t.strictSame(pair.phases(), ['running-slave', 'running-master'])
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('no address is present on a node before its role is decided', (t) => {
  const pair = new Pair()
  pair.boot('master')
  pair.run(19_900)
  t.equal(pair.master.state.phase, 'starting')
  t.strictSame(pair.owners(), [])
  t.end()
})

const waits = [
  ['master', 20_000],
  ['slave', 40_000],
] as const
for (const [node, waitMs] of waits) {
  void t.test(`a ${node} that boots alone waits ${waitMs / 1_000} s and then serves alone [ROLE-23]`, (t) => {
    const pair = new Pair()
    pair.boot(node)
    const at = pair.now
    pair.run(waitMs + 2_000)
    t.strictSame(pair.told(node, 'boot-alone'), [at + waitMs])
    t.strictSame(pair.told(node, 'takeover'), [at + waitMs])
    t.strictSame(pair.owners(), [node])
    t.end()
  })
}

void t.test('a lone boot with an answering VIP takes nothing', (t) => {
  const pair = new Pair()
  pair.slave.network.vip = 'unknown'
  pair.boot('slave')
  pair.run(200_000)
  t.strictSame(pair.owners(), [])
  t.equal(pair.slave.state.peer.verdict, 'links-cut')
  t.end()
})

void t.test('with solo-start = hold a lone boot holds until the peer is heard or the operator says unhold', (t) => {
  const pair = new Pair({ soloStart: 'hold' })
  pair.boot('slave')
  pair.run(100_000)
  t.equal(pair.slave.state.phase, 'held')
  t.equal(pair.told('slave', 'solo-hold').length, 1)
  t.strictSame(pair.owners(), [])
  pair.order('slave', 'unhold')
  pair.run(30_000)
  t.strictSame(pair.owners(), ['slave'])

  const joined = new Pair({ soloStart: 'hold' })
  joined.boot('slave')
  joined.run(100_000)
  joined.boot('master')
  joined.run(5_000)
  t.strictSame(joined.phases(), ['running-master', 'running-slave'])
  t.end()
})

void t.test('leftovers of an earlier boot of the agent are removed before anything is decided', (t) => {
  const pair = new Pair()
  pair.boot('master')
  pair.kill('master')
  pair.master.memory = 'empty'
  pair.master.owned = true
  pair.start('master')
  const [removed] = pair.effects('vip-remove')
  t.equal(removed?.at, pair.now, 'in the very first step')
  pair.run(100)
  t.strictSame(pair.owners(), [])
  t.end()
})

void t.test('while leftovers cannot be removed the node does not say that it holds nothing', (t) => {
  const pair = new Pair()
  pair.boot('slave')
  pair.kill('master')
  pair.master.owned = true
  pair.master.leaseEndsAt = pair.now + 10_000
  pair.master.hands['vip-remove'] = 'hang'
  pair.start('master')
  pair.run(9_500)
  const said = pair.effects('send-beat').filter(({ node, effect }) => node === 'master' && effect.beat.flags.released)
  t.strictSame(said, [])
  t.strictSame(pair.owners(), ['master'])
  pair.run(30_000)
  t.equal(pair.owners().length, 1)
  t.end()
})

void t.test(
  'an agent that restarts within the lease on the same boot keeps what it holds: the first effect is renew',
  (t) => {
    const pair = Pair.running()
    pair.kill('master')
    pair.run(2_000)
    const at = pair.story.length
    pair.start('master')
    const first = pair.story.slice(at).find(({ effect }) => effect.type !== 'tell')
    t.equal(first?.effect.type, 'vip-renew')
    t.equal(pair.master.state.phase, 'running-master')
    pair.run(60_000)
    t.strictSame(pair.phases(), ['running-master', 'running-slave'])
    t.strictSame(pair.effects('vip-remove'), [])
    t.strictSame(pair.told('slave', 'peer-late'), [])
    t.end()
  },
)

const notAdopted: readonly [what: string, change: (pair: Pair) => void][] = [
  ['after another boot of the machine', (pair) => (pair.master.bootId += 1)],
  ['when an address has ended already', (pair) => (pair.master.owned = false)],
  ['when the record cannot be read', (pair) => (pair.master.memory = 'unreadable')],
  [
    'when the record says that this node was not running master',
    (pair) => (pair.master.memory = recordOf(pair, { phase: 'running-slave' })),
  ],
  ['after a clean departure', (pair) => (pair.master.memory = recordOf(pair, { cleanDeparture: true }))],
]

function recordOf(pair: Pair, fields: Partial<Memory>): Memory {
  const { memory } = pair.master
  if (typeof memory === 'string') throw new Error('the master has written a record')
  return { ...memory, ...fields }
}

for (const [what, change] of notAdopted) {
  void t.test(`nothing is adopted ${what}`, (t) => {
    const pair = Pair.running()
    pair.kill('master')
    pair.run(1_000)
    const at = pair.now
    change(pair)
    pair.start('master')
    t.strictSame(pair.told('master', 'adopted'), [])
    t.equal(pair.master.state.phase, 'starting')
    t.equal(pair.effects('vip-renew').filter((entry) => entry.at >= at && entry.node === 'master').length, 0)
    t.end()
  })
}

void t.test('nothing is adopted when the settings contradict the devices, and nothing is taken', (t) => {
  const pair = Pair.running()
  pair.kill('master')
  pair.start('master', true)
  t.strictSame(pair.told('master', 'adopted'), [])
  pair.cutPower('slave')
  pair.run(100_000)
  t.equal(pair.master.state.phase, 'held')
  t.strictSame(pair.owners(), [])
  t.equal(pair.status('master').held, true)
  t.equal(pair.told('master', 'settings-inconsistent').length, 1)
  t.end()
})

void t.test('a node with an unreadable record holds and says so until the operator says unhold', (t) => {
  const pair = new Pair()
  pair.slave.memory = 'unreadable'
  pair.boot('slave')
  pair.run(100_000)
  t.equal(pair.slave.state.phase, 'held')
  t.equal(pair.told('slave', 'memory-unreadable').length, 1)
  pair.order('slave', 'unhold')
  pair.run(50_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('a term that was reserved before a crash is never claimed again', (t) => {
  const pair = Pair.running()
  const before = pair.master.state.wanted
  pair.cutPower('master')
  pair.cutPower('slave')
  pair.boot('master')
  pair.run(30_000)
  t.ok((pair.master.state.claim?.term.number ?? 0) > before.reserved - 1)
  t.ok((pair.master.state.claim?.term.number ?? 0) > before.term.number)
  t.end()
})

void t.test('a peer that restarts is another run of its agent: its old echoes and its clock prove nothing', (t) => {
  const pair = Pair.running()
  pair.kill('slave')
  pair.run(1_000)
  pair.start('slave')
  pair.run(3_000)
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.told('master', 'claim-lapsed'), [])
  t.equal(pair.status('master').pair, 'stable')
  t.end()
})
