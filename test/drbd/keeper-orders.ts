/** Does the keeper do what it is ordered, and believe nothing that was not confirmed? */
import { getEventListeners } from 'node:events'
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import type { KeptResource } from '../../src/drbd/index.ts'
import { tokenMs } from '../../src/drbd/tokens.ts'
import { begin, exited, orders, wanted } from './keeper-scene.ts'
import { FakeDrbd, settle } from './fake-drbd.ts'
import { recordedEnds } from './recorded.ts'

const two: readonly KeptResource[] = [
  { name: 'r0', minor: 0 },
  { name: 'r1', minor: 1 },
]

void t.test('all disks are promoted, and then it is looked whether they are', async (t) => {
  const { drbd, keeper } = await begin(new FakeDrbd(['r0', 'r1']), two)
  await keeper.primary(wanted)
  t.same(orders(drbd), ['drbdadm primary r0', 'drbdadm primary r1'])
  t.match(keeper.facts(), [{ role: 'disk-primary' }, { role: 'disk-primary' }])
  await keeper.stop()
})

void t.test('when one disk refuses the others are demoted again', async (t) => {
  const drbd = new FakeDrbd(['r0', 'r1'])
  const { keeper } = await begin(drbd, two)
  drbd.change({ connection: 'Connecting', peerDisk: 'DUnknown', replication: 'Off', disk: 'Outdated' }, 'r1')
  await t.rejects(keeper.primary(wanted), { message: /primary r1: .*Need access to UpToDate data/ })
  t.same(orders(drbd), ['drbdadm primary r0', 'drbdadm primary r1', 'drbdadm secondary r1', 'drbdadm secondary r0'])
  t.equal(drbd.resource('r0').role, 'Secondary')
  await keeper.stop()
})

void t.test('a copy that is being filled is not kept primary although DRBD allows it', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ disk: 'Inconsistent', replication: 'SyncTarget', outOfSyncKib: 40_000 })
  await t.rejects(keeper.primary(wanted), { message: /promote r0: is disk-primary with disk inconsistent/ })
  t.equal(drbd.resource().role, 'Secondary')
  await keeper.stop()
})

void t.test('an exit code 0 that changed nothing is no promotion', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm primary r0', exited(0))
  await t.rejects(keeper.primary(wanted), { message: /promote r0: is disk-secondary/ })
  await keeper.stop()
})

void t.test('a promotion that hangs is given up when it is no longer wanted, and undone', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm primary r0', 'hangs')
  const order = new AbortController()
  const promotion = keeper.primary(order.signal)
  await settle()
  order.abort()
  await t.rejects(promotion, { message: 'primary r0: cancelled' })
  t.equal(orders(drbd).at(-1), 'drbdadm secondary r0')
  await keeper.stop()
})

void t.test('a promotion whose process never ends is given up all the same, and says so', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm primary r0', 'stuck')
  const order = new AbortController()
  const promotion = keeper.primary(order.signal)
  promotion.catch(() => t.pass('is waited for below'))
  await settle()
  order.abort()
  await drbd.pass(11_000)
  await t.rejects(promotion, { message: 'primary r0: cancelled' })
  await keeper.stop()
})

void t.test('a long-lived signal keeps no order that has ended', async (t) => {
  const { keeper } = await begin()
  const long = new AbortController()
  for (let at = 0; at < 20; at += 1) await keeper.order('verify', 0, long.signal)
  t.same(getEventListeners(long.signal, 'abort'), [])
  await keeper.stop()
})

void t.test('a demotion ends a promotion that hangs in the fence-peer program', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm primary r0', 'hangs')
  const promotion = keeper.primary(wanted)
  promotion.catch((error: unknown) => t.match(error, { failure: { type: 'cancelled' } }))
  await settle()
  await keeper.secondary(wanted)
  t.equal(drbd.resource().role, 'Secondary')
  await t.rejects(promotion)
  await keeper.stop()
})

void t.test('a process that cannot be killed keeps its lane: nothing else is tried on that disk', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm resume-io r0', 'stuck')
  const order = new AbortController()
  const letting = keeper.order('resume-io', 0, order.signal)
  await settle()
  order.abort()
  await t.rejects(letting)
  void keeper.order('connect', 0, wanted)
  await settle()
  t.same(orders(drbd), ['drbdadm resume-io r0'])
  t.match(keeper.facts(), [{ disk: 'up-to-date' }], 'and the watching goes on')
  await keeper.stop()
})

void t.test('an order that waits and is no longer wanted is never given', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm verify r0', 'hangs')
  const [first, second] = [new AbortController(), new AbortController()]
  const running = keeper.order('verify', 0, first.signal)
  const next = keeper.order('resume-io', 0, second.signal)
  await settle()
  second.abort()
  await t.rejects(next, { message: 'resume-io r0: cancelled' })
  first.abort()
  await t.rejects(running)
  await settle()
  t.same(orders(drbd), ['drbdadm verify r0'])
  await keeper.stop()
})

void t.test('a disk that someone has open for a moment is demoted as soon as it is free', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ role: 'Primary', openers: 1 })
  const release = keeper.secondary(wanted)
  await drbd.pass(1000)
  drbd.resource().openers = 0
  await drbd.pass(1000)
  await release
  t.equal(drbd.resource().role, 'Secondary')
  await keeper.stop()
})

void t.test('a disk that stays open is not released, and who has it open is named', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ role: 'Primary', openers: 1 })
  drbd.busy = [{ pid: 812, name: 'scanner', path: '/dev/drbd0' }]
  const release = keeper.secondary(wanted)
  release.catch(() => t.pass('is waited for below'))
  await drbd.pass(10_000)
  await t.rejects(release, { message: /demote r0: still disk-primary: .*held open.*scanner \(812\)/ })
  t.equal(orders(drbd).length, 8, 'it was tried a few times, not for ever')
  await keeper.stop()
})

void t.test('a release that is given up tells what it was waiting for', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ role: 'Primary', openers: 1 })
  const order = new AbortController()
  const release = keeper.secondary(order.signal)
  release.catch(() => t.pass('is waited for below'))
  await drbd.pass(1000)
  order.abort()
  await t.rejects(release, { message: /demote r0: not known to be secondary .*cancelled.*: .*held open by someone/ })
  await keeper.stop()
})

void t.test('a broken resource file does not keep a disk primary', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ role: 'Primary' })
  drbd.answer('drbdadm secondary r0', exited(recordedEnds.brokenFile.code, recordedEnds.brokenFile.errors))
  await keeper.secondary(wanted)
  t.same(orders(drbd), ['drbdadm secondary r0', 'drbdsetup secondary 0'])
  t.equal(drbd.resource().role, 'Secondary')
  await keeper.stop()
})

void t.test('when the state cannot be read afterwards a release has not happened', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdsetup events2 --now --statistics', exited(20, 'no netlink\n'))
  await t.rejects(keeper.secondary(wanted), {
    message: /not known to be secondary \(read the state of DRBD: no netlink\)/,
  })
  drbd.answer('drbdsetup events2 --now --statistics', exited(0, '', drbd.dump().slice(0, -1).join('\n')))
  await t.rejects(keeper.secondary(wanted), { message: /the dump has no end/ })
  await keeper.stop()
})

void t.test(
  'a copy that still says connected is disconnected first, outdated, looked at, and connected again',
  async (t) => {
    const { drbd, keeper } = await begin()
    await keeper.outdateSelf(0, wanted)
    t.same(orders(drbd), ['drbdadm disconnect --force r0', 'drbdadm outdate r0', 'drbdadm connect r0'])
    t.match(drbd.resource(), { disk: 'Outdated', connection: 'Connecting' })
    await keeper.outdateSelf(0, wanted)
    t.equal(orders(drbd).length, 3, 'what is outdated stays so')
    await keeper.stop()
  },
)

void t.test('a copy whose connection is gone is outdated without a disconnect', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ connection: 'Connecting', peerRole: 'Unknown', peerDisk: 'DUnknown', replication: 'Off' })
  const questions = drbd.calls.length
  await keeper.outdateSelf(0, wanted)
  t.notOk(
    drbd.calls.slice(questions).some((call) => call.includes('--now')),
    'the stream has told it already',
  )
  t.same(orders(drbd), ['drbdadm outdate r0'])
  await keeper.stop()
})

void t.test('outdate that answers 0 and changes nothing is no answer, and a primary is never outdated', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm outdate r0', exited(0))
  await t.rejects(keeper.outdateSelf(0, wanted), { message: /outdate r0: disk is up-to-date afterwards/ })
  await settle()
  t.equal(orders(drbd).at(-1), 'drbdadm connect r0', 'the connection is opened again all the same')
  drbd.change({ role: 'Primary' })
  await t.rejects(keeper.outdateSelf(0, wanted), { message: /this node is primary/ })
  await keeper.stop()
})

void t.test('the kernel is made to ask again by closing and opening the connection', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ role: 'Primary', suspended: 'fencing', connection: 'Connecting', replication: 'Off' })
  await keeper.retriggerFence(0, wanted)
  t.same(orders(drbd), ['drbdadm disconnect r0', 'drbdadm connect r0'])
  await keeper.stop()
})

void t.test('a connection that healed while the asking again waited for its turn is not cut', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.change({ role: 'Primary', suspended: 'fencing', connection: 'Connecting', replication: 'Off' })
  drbd.answer('drbdadm resume-io r0', 'hangs')
  const before = new AbortController()
  const running = keeper.order('resume-io', 0, before.signal)
  const again = keeper.retriggerFence(0, wanted)
  await settle()
  drbd.change({ suspended: 'no', connection: 'Connected', replication: 'SyncSource', peerDisk: 'Inconsistent' })
  before.abort()
  await t.rejects(running)
  await again
  t.same(orders(drbd), ['drbdadm resume-io r0'])
  await keeper.stop()
})

void t.test('single orders are given, and what was so already is fine', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.order('connect', 0, wanted)
  await keeper.order('resume-io', 0, wanted)
  await keeper.order('verify', 0, wanted)
  drbd.answer('drbdadm verify r0', exited(11, '0: State change failed: (-15) Need a connection\n'))
  await t.rejects(keeper.order('verify', 0, wanted), { message: /verify r0: .*Need a connection/ })
  await t.rejects(keeper.order('verify', 5, wanted), { message: /resource 5: is not in the settings/ })
  await keeper.stop()
})

void t.test('the rate is set and read back, and another one afterwards is an error [DRBD-4]', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.setRate(5000, wanted)
  t.equal(drbd.resource().rateKib, 5000)
  drbd.answer(
    'drbdsetup show --show-defaults r0',
    exited(0, '', 'resync-rate 5000k; c-max-rate 102400k; c-plan-ahead 20;'),
  )
  await t.rejects(keeper.setRate(5000, wanted), { message: /DRBD has .*"planAhead":20.* instead of 5000 KiB/ })
  await keeper.stop()
})

void t.test(
  'a destructive order runs with its token, and without a fitting one nothing is called [SB-3]',
  async (t) => {
    const { drbd, keeper } = await begin()
    const generation = 'F9C061FDDC6EFB5E'
    const token = {
      id: 'x',
      node: 'slave',
      resource: 'r0',
      verb: 'invalidate',
      generation,
      expires: instant(tokenMs),
    } as const
    const scene = { node: 'slave', generation, used: false } as const
    t.same(await keeper.destroy({ ...token, resource: 'r9' }, scene, wanted), ['other-resource'])
    t.same(await keeper.destroy(token, { ...scene, used: true }, wanted), ['used'])
    t.same(orders(drbd), [])
    t.equal(await keeper.destroy(token, scene, wanted), 'done')
    t.same(orders(drbd), ['drbdadm invalidate r0'])
    await keeper.stop()
  },
)

void t.test('a tool that keeps failing is not asked for a while, and the counters say so', async (t) => {
  const { drbd, keeper } = await begin()
  drbd.answer('drbdadm verify r0', exited(20, 'broken\n'))
  for (let at = 0; at < 3; at += 1) await t.rejects(keeper.order('verify', 0, wanted))
  await t.rejects(keeper.order('connect', 0, wanted), { message: /the tool keeps failing/ })
  t.match(keeper.counts(), { turnedAway: 1, failing: ['r0/orders'] })
  await keeper.secondary(wanted)
  t.equal(orders(drbd).at(-1), 'drbdadm secondary r0')
  await keeper.stop()
})
