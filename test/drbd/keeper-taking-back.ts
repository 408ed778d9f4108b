/** Does a promotion leave alone what it has not done itself, and what a later order wants? */
import t from 'tap'
import type { KeptResource } from '../../src/drbd/index.ts'
import { begin, exited, orders, wanted } from './keeper-scene.ts'
import { FakeDrbd, settle } from './fake-drbd.ts'
import { recordedEnds } from './recorded.ts'

const two: readonly KeptResource[] = [
  { name: 'r0', minor: 0 },
  { name: 'r1', minor: 1 },
]

void t.test('an aborted promotion does not undo what a later order has promoted', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm primary r0', 'hangs', 'as-usual')
  // A scanner has the device open for a moment, so that the undoing is tried again and again.
  drbd.answer('drbdadm secondary r0', exited(11, recordedEnds.heldOpen.errors), 'as-usual')
  const order = new AbortController()
  const promotion = t.rejects(keeper.primary(order.signal), { message: 'primary r0: cancelled' })
  await settle()
  order.abort()
  await settle()
  await Promise.all([keeper.primary(wanted), drbd.pass(20_000)])
  await promotion
  t.equal(drbd.resource().role, 'Primary')
  t.equal(orders(drbd).at(-1), 'drbdadm primary r0')
  await keeper.stop()
})

void t.test('what was primary before a promotion that fails stays so', async (t) => {
  const drbd = new FakeDrbd(['r0', 'r1'])
  const { keeper } = await begin(drbd, two)
  drbd.change({ role: 'Primary' }, 'r0')
  drbd.change({ connection: 'Connecting', peerDisk: 'DUnknown', replication: 'Off', disk: 'Outdated' }, 'r1')
  await t.rejects(keeper.primary(wanted), { message: /primary r1/ })
  t.equal(drbd.resource('r0').role, 'Primary')
  t.notOk(orders(drbd).includes('drbdadm secondary r0'))
  await keeper.stop()
})

void t.test(
  'a primary whose own disk failed is taken back while the peer has its data, and no other is [FO-8]',
  async (t) => {
    const { drbd, keeper } = await begin()
    drbd.change({ disk: 'Failed' })
    await t.rejects(keeper.primary(wanted), { message: /promote r0: is disk-primary with disk failed/ })
    drbd.change({ role: 'Primary' })
    await keeper.primary(wanted)
    drbd.change({ peerDisk: 'Outdated' })
    await t.rejects(keeper.primary(wanted), { message: /promote r0: is disk-primary with disk failed/ })
    await keeper.stop()
  },
)
