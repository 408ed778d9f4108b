/**
 * Are addresses taken, renewed, told and given back as ordered, and is every failure told with its name?
 */
import t from 'tap'
import { OpError } from '../../src/base/op-error.ts'
import { FakeNetlink, fakeWorld, many, vip } from './fake-netlink.ts'

const keysHeld = (world: ReturnType<typeof fakeWorld>): string[] => [...world.netlink.held.keys()]

void t.test('taking adds every address with the lease, before the call returns', async (t) => {
  const world = fakeWorld([vip('10.0.0.1'), vip('10.0.0.2', { alias: true }), vip('2001:db8::1')])
  const done = world.keeper.take(2500)
  t.same(keysHeld(world), ['lan0 10.0.0.1/24', 'lan0 10.0.0.2/24'], 'IPv4 in the very call')
  await done
  t.equal(world.keeper.owned(), 'all')
  t.ok([...world.netlink.held.values()].every((address) => address.validSeconds === 2))
  t.equal(world.netlink.calls[0]?.verb, 'promote lan0', 'siblings are kept before the first address comes')
})

void t.test('the first taking after a long wait spends nothing on siblings that were seen to', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  t.same(
    world.netlink.calls.map(({ verb }) => verb),
    ['promote lan0'],
    'seen to ahead',
  )
  await world.keeper.take(2500)
  const verbs = world.netlink.calls.map(({ verb }) => verb).filter((verb) => verb !== 'promote lan0')
  t.equal(world.netlink.calls[1]?.verb, verbs[0], 'the address comes first, the look at siblings after it')
})

void t.test('an address that is refused rejects the taking with its name, and the others stay', async (t) => {
  const world = fakeWorld([vip('10.0.0.1'), vip('10.0.0.2', { device: 'dmz0' })])
  world.netlink.deaf.add('dmz0')
  await t.rejects(world.keeper.take(1000), {
    name: 'OpError',
    message: 'add dmz0 10.0.0.2/24: refused by the kernel (ENODEV: gone)',
  })
  t.equal(world.keeper.owned(), 'some')
})

void t.test('of many refused addresses three are named and the rest is counted', async (t) => {
  const world = fakeWorld(many(10))
  world.netlink.deaf.add('lan0')
  await t.rejects(world.keeper.take(1000), { message: /10\.1\.0\.2\/24 and 7 more: refused/ })
})

void t.test('removing is over in the call that orders it, last address first', async (t) => {
  const world = fakeWorld(many(100))
  await world.keeper.take(1000)
  const done = world.keeper.remove()
  t.equal(world.netlink.held.size, 0)
  t.equal(world.netlink.calls.at(-1)?.list[0]?.address, '10.1.0.99')
  await done
  t.same(world.missing, [])
})

void t.test('removing ends a taking that is still at work', async (t) => {
  const world = fakeWorld(many(250), { slow: true })
  const taking = t.rejects(world.keeper.take(1000), { message: 'add addresses: cancelled' })
  t.equal(world.netlink.held.size, 100)
  const removing = world.keeper.remove()
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await Promise.all([taking, removing])
  t.equal(world.netlink.held.size, 0)
  t.equal(
    world.netlink.calls.filter((call) => call.verb === 'add').length,
    1,
    'nothing was added after the removal began',
  )
})

void t.test('after a freeze of half the lease the rest of a taking is void [C5]', async (t) => {
  const world = fakeWorld(many(250), { slow: true })
  const taking = t.rejects(world.keeper.take(1000), { message: 'add addresses: cancelled' })
  world.time.ms += 501
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await taking
  t.equal(world.netlink.held.size, 100, 'only what was added in the turn that decided')
})

void t.test('a taking that was overdue leaves what it took to be renewed', async (t) => {
  const world = fakeWorld(many(250), { slow: true })
  const taking = t.rejects(world.keeper.take(1000), { message: 'add addresses: cancelled' })
  world.time.ms += 501
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await taking
  const before = world.netlink.calls.length
  const renewal = world.keeper.renew(1000)
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await renewal
  t.ok(world.netlink.calls.slice(before).some(({ verb }) => verb === 'add'))
  t.equal(world.keeper.owned(), 'all')
})

void t.test('settings that change in the middle of a taking bring nothing back that they left out', async (t) => {
  const addresses = many(250)
  const world = fakeWorld(addresses, { slow: true })
  const taking = world.keeper.take(10_000)
  const kept = addresses.slice(0, 150)
  const replacing = world.keeper.replaceAddresses(kept)
  for (let turn = 0; turn < 9; turn += 1) await world.pass()
  await Promise.all([taking, replacing])
  t.equal(world.netlink.held.size, kept.length)
  t.equal(world.keeper.owned(), 'all')
  const removing = world.keeper.remove()
  for (let turn = 0; turn < 9; turn += 1) await world.pass()
  await removing
  t.equal(world.netlink.held.size, 0, 'nothing stays that nobody knows of')
})

void t.test('after a freeze of half the lease the rest of a renewal is void [C5, C7]', async (t) => {
  const world = fakeWorld(many(250), { slow: true })
  const taking = world.keeper.take(1000)
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await taking
  const before = world.netlink.calls.length
  const renewing = world.keeper.renew(1000)
  world.time.ms += 501
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await renewing
  const added = world.netlink.calls.slice(before).filter(({ verb }) => verb === 'add')
  t.same(
    added.map(({ list }) => list.length),
    [100],
  )
})

void t.test('an address that does not go rejects the removal', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  await world.keeper.take(1000)
  world.netlink.stuck.add('lan0 10.0.0.1/24')
  await t.rejects(world.keeper.remove(), { message: 'remove 1 addresses: still there: lan0 10.0.0.1/24' })
})

void t.test('after a removal nothing is renewed until the addresses are taken again', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  await world.keeper.take(1000)
  await world.keeper.remove()
  await world.keeper.renew(1000)
  await world.keeper.renew(1000)
  t.same(keysHeld(world), [])
  t.equal(world.errors.length, 1, 'and that is told once')
  await world.keeper.take(1000)
  t.same(keysHeld(world), ['lan0 10.0.0.1/24'])
})

void t.test('a restarted agent that still owns the addresses may begin with a renewal', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  world.netlink.put(vip('10.0.0.1'), 3)
  t.equal(world.keeper.owned(), 'all')
  await world.keeper.renew(10_000)
  t.equal(world.netlink.held.get('lan0 10.0.0.1/24')?.validSeconds, 10)
  world.netlink.lose(vip('10.0.0.1'))
  t.same(world.missing, ['lan 10.0.0.1'])
})

void t.test('an address that goes without an order is told at once and once, and put back by a renewal', async (t) => {
  const world = fakeWorld([vip('10.0.0.1'), vip('10.0.0.2')])
  await world.keeper.take(1000)
  world.netlink.lose(vip('10.0.0.2'))
  t.same(world.missing, ['lan 10.0.0.2'])
  t.equal(world.keeper.owned(), 'some')
  await world.keeper.renew(1000)
  t.equal(world.keeper.owned(), 'all')
  t.equal(world.missing.length, 1)
})

void t.test('a renewal that is refused tells the address as missing, and the reason once', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  await world.keeper.take(1000)
  world.netlink.deaf.add('lan0')
  await world.keeper.renew(1000)
  await world.keeper.renew(1000)
  t.same(world.missing, ['lan 10.0.0.1'])
  t.match(world.errors, [{ message: /renew lan0 10\.0\.0\.1\/24.*ENODEV/ }])
})

void t.test('a renewal while the taking is at work leaves it alone', async (t) => {
  const world = fakeWorld(many(150), { slow: true })
  const taking = world.keeper.take(1000)
  await world.keeper.renew(1000)
  t.equal(world.netlink.held.size, 100)
  await world.pass()
  await taking
  t.equal(world.netlink.held.size, 150)
})

void t.test('after an overrun of events the kernel is asked what is left', async (t) => {
  const world = fakeWorld([vip('10.0.0.1'), vip('10.0.0.2')])
  await world.keeper.take(1000)
  world.netlink.held.delete('lan0 10.0.0.1/24')
  world.netlink.onEvent({ type: 'overrun' })
  t.same(world.missing, ['lan 10.0.0.1'])
})

void t.test('what happens while nothing is held is not told', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  world.netlink.put(vip('10.0.0.1'), 3)
  world.netlink.lose(vip('10.0.0.1'))
  await world.keeper.take(1000)
  await world.keeper.remove()
  world.netlink.put(vip('10.0.0.1'), 3)
  world.netlink.lose(vip('10.0.0.1'))
  t.same(world.missing, [])
})

void t.test(
  'new settings: the old address goes at once, the new one comes with the next renewal, the common one stays',
  async (t) => {
    const world = fakeWorld([vip('10.0.0.1'), vip('10.0.0.2')])
    await world.keeper.take(3000)
    world.netlink.calls.length = 0
    await world.keeper.replaceAddresses([vip('10.0.0.2'), vip('10.0.0.3')])
    t.same(keysHeld(world), ['lan0 10.0.0.2/24'], 'nothing is added without an order')
    t.same(
      world.netlink.calls.flatMap((call) => call.list).map((place) => place.address),
      ['10.0.0.1'],
    )
    await world.keeper.renew(3000)
    t.same(keysHeld(world).toSorted(), ['lan0 10.0.0.2/24', 'lan0 10.0.0.3/24'])
    t.equal(world.netlink.held.get('lan0 10.0.0.3/24')?.validSeconds, 3)
    t.same(world.missing, [])
  },
)

void t.test('new settings on a node that holds nothing add nothing', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  await world.keeper.replaceAddresses([vip('10.0.0.2')])
  await world.keeper.replaceAddresses([])
  t.same(keysHeld(world), [])
  t.equal(world.keeper.owned(), 'none')
})

void t.test('a failing netlink socket rejects a taking, and is told by a renewal', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  world.netlink.addressAdd = () => {
    throw new OpError('send to', 'routing netlink', { type: 'refused', errno: 'ENOBUFS' })
  }
  const { addressAdd } = world.netlink
  await t.rejects(world.keeper.take(1000), { message: /ENOBUFS/ })
  world.netlink.addressAdd = new FakeNetlink().addressAdd
  await world.keeper.renew(1000)
  t.ok(world.keeper.states()[0]?.present, 'and the next renewal tries again')
  const other = fakeWorld([vip('10.0.0.1')])
  other.netlink.addressAdd = addressAdd
  await other.keeper.renew(1000)
  t.match(other.errors, [{ message: /ENOBUFS/ }])
})

void t.test('a stopped keeper leaves the addresses to their lease and tells nothing', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')])
  await world.keeper.take(1000)
  world.keeper.stop()
  t.equal(world.netlink.held.size, 1)
  world.netlink.lose(vip('10.0.0.1'))
  t.same(world.missing, [])
})
