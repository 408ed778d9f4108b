/**
 * Which word of an operator, of a peer or of the driver holds when another one came before or after it?
 */
import t from 'tap'
import { DiskPair, withDisk } from './disks.ts'

const deadMs = 20_000
const none = '0000000000000000'
const alone = { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown' } as const

void t.test('a planned move asks the disks though the peer says that it is unfit [S6]', (t) => {
  const pair = DiskPair.settled()
  pair.unlink()
  pair.run(2_000)
  const orders = pair.effects('vip-remove').length
  const order = {
    id: 4_097,
    cause: 'make-master',
    step: 'ready',
    taker: 'slave',
    term: { number: 9, node: 'slave' },
  } as const
  pair.hear('master', { order, flags: { fit: false } })
  pair.run(1_000)
  t.equal(pair.effects('vip-remove').length, orders, 'the slave has outdated its copy')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('the end of a maintenance on one node leaves the word of the living peer [STA-20]', (t) => {
  const pair = DiskPair.settled({ ...withDisk, failback: 'auto' })
  pair.turnDisk('master', 'failed')
  pair.run(5_000)
  t.strictSame(pair.owners(), ['slave'])
  pair.turnDisk('master', 'up-to-date')
  pair.order('master', 'maintain')
  pair.run(90_000)
  pair.order('slave', 'unmaintain')
  pair.run(10)
  t.equal(pair.told('slave', 'failback-begun').length, 0)
  pair.run(90_000)
  t.strictSame(pair.owners(), ['slave'])
  pair.order('master', 'unmaintain')
  pair.run(90_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('the end of a maintenance holds for the word of a peer that lost its power [STA-20]', (t) => {
  const pair = DiskPair.settled()
  pair.order('master', 'maintain')
  pair.run(1_000)
  pair.cutPower('master')
  pair.change('slave', alone)
  pair.cut([0, 1, 2])
  pair.run(deadMs * 1.05)
  t.strictSame(pair.owners(), [])
  pair.order('slave', 'unmaintain')
  pair.run(1_000)
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('force-master ends the hold of a lone boot [ROLE-18, ROLE-24]', (t) => {
  const pair = new DiskPair({ ...withDisk, soloStart: 'hold' })
  pair.cut([0, 1, 2])
  pair.boot('master')
  pair.change('master', alone)
  pair.run(deadMs * 3)
  t.equal(pair.master.state.phase, 'held')
  pair.order('master', 'force-master')
  pair.run(3_000)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.master.state.soloHold, false)
  t.end()
})

void t.test('a loss that is read after a stall counts from before the stall [S4, D11]', (t) => {
  const pair = DiskPair.settled()
  pair.later(500, () => {
    pair.cut([0, 1, 2])
    pair.change('slave', alone)
  })
  pair.freeze('slave', deadMs)
  pair.change('master', { ...alone, suspended: true })
  Object.assign(pair.slave.network, { vip: 'silent', peerAddress: 'silent' })
  pair.run(deadMs * 3)
  t.equal(pair.effects('disk-primary').filter(({ node }) => node === 'slave').length, 0)
  t.end()
})

void t.test('a disk that is out of sight is not released before it is seen to be [S9]', (t) => {
  const pair = DiskPair.settled()
  pair.hanging.add('slave:unmount')
  pair.change('slave', { mounted: true })
  pair.run(70_000)
  pair.change('slave', { connection: 'unknown', role: 'unknown', disk: 'unknown', mounted: false })
  const from = pair.now
  pair.run(2_000)
  const said = pair.effects('send-beat').filter(({ node, at }) => node === 'slave' && at > from)
  t.ok(said.length > 0)
  t.notOk(said.some(({ effect }) => effect.beat.flags.released))
  t.end()
})

void t.test(
  'the later of two choices of the operator in a split brain ends the earlier one on the other node [S5]',
  (t) => {
    const pair = DiskPair.settled()
    pair.linked = false
    const data = (current: string) => ({ current, bitmap: 'AAAAAAAAAAAAAAA0', history: [none, none] }) as const
    pair.change('master', { generation: data('BBBBBBBBBBBBBBB0') })
    pair.change('slave', { generation: data('CCCCCCCCCCCCCCC0') })
    pair.run(1_000)
    for (const node of ['master', 'slave'] as const) pair.change(node, { ...alone, connection: 'stand-alone' })
    pair.order('master', 'release')
    pair.run(2_000)
    pair.orderAs('slave', { verb: 'repair', victims: ['BBBBBBBBBBBBBBB0'], thenFailback: false })
    pair.run(2_000)
    t.strictSame(
      pair.effects('disk-discard').map(({ node }) => node),
      ['master'],
    )
    pair.orderAs('master', { verb: 'repair', victims: ['CCCCCCCCCCCCCCC0'], thenFailback: false })
    pair.run(2_000)
    t.strictSame(
      pair.effects('disk-discard').map(({ node }) => node),
      ['master', 'slave'],
    )
    t.equal(pair.told('slave', 'repair-void').length, 1)
    t.ok(pair.effects('disk-connect').some(({ node }) => node === 'master'))
    t.end()
  },
)
