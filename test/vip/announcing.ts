/** Cases for the announcements of `vip/index.ts`: what leaves when, and what ends it. */
import t from 'tap'
import { fakeWorld, many, vip } from './fake-netlink.ts'

void t.test('after a freeze the rest of a round of announcements is void [C5]', async (t) => {
  const world = fakeWorld(many(250), { slow: true })
  const taking = world.keeper.take(1000)
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await taking
  const first = world.keeper.announce()
  for (let turn = 0; turn < 12; turn += 1) await world.pass()
  t.equal(await first, 250)
  const before = world.frames.length
  const announcing = world.keeper.announce()
  world.time.ms += 501
  for (let turn = 0; turn < 12; turn += 1) await world.pass()
  await announcing
  t.equal(world.frames.length, before + 1)
})

void t.test('all addresses are announced in their first form before any in its second', async (t) => {
  const world = fakeWorld([...many(150), vip('2001:db8::1')])
  await world.keeper.take(1000)
  t.equal(await world.keeper.announce(), 151)
  t.same(
    world.frames.map((sent) => sent.frames.length),
    [100, 50, 1, 100, 50],
  )
  t.ok(world.keeper.states().every((state) => state.announcedAt === 1000))
})

void t.test('only what is there is announced, and nothing after a removal', async (t) => {
  const world = fakeWorld([vip('10.0.0.1'), vip('10.0.0.2')])
  t.equal(await world.keeper.announce(), 0)
  await world.keeper.take(1000)
  world.netlink.lose(vip('10.0.0.2'))
  t.equal(await world.keeper.announce(), 1)
  await world.keeper.remove()
  t.equal(await world.keeper.announce(), 0)
})

void t.test('a removal ends a round of announcements', async (t) => {
  const world = fakeWorld(many(150), { slow: true })
  const taking = world.keeper.take(1000)
  await world.pass()
  await taking
  const round = world.keeper.announce()
  const removing = world.keeper.remove()
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await Promise.all([round, removing])
  t.same(
    world.frames.map((sent) => sent.frames.length),
    [100, 50],
    'the second forms have not left',
  )
})

void t.test('a slice is announced as soon as the kernel has it, without what was refused', async (t) => {
  const world = fakeWorld([...many(150), vip('10.9.9.9', { device: 'lan1' })], { slow: true })
  world.netlink.deaf.add('lan1')
  const taking = world.keeper.take(1000)
  t.same(
    world.frames.map((sent) => sent.frames.length),
    [100],
    'in the turn of the first slice',
  )
  await world.pass()
  await t.rejects(taking, { message: /ENODEV/ })
  t.same(
    world.frames.map((sent) => sent.frames.length),
    [100, 50],
  )
})

void t.test('a removal ends the announcing of a take that is at work', async (t) => {
  const world = fakeWorld(many(150), { slow: true })
  const taking = world.keeper.take(1000)
  const removing = world.keeper.remove()
  const refused = t.rejects(taking, { message: /cancelled/ })
  for (let turn = 0; turn < 6; turn += 1) await world.pass()
  await Promise.all([refused, removing])
  t.same(
    world.frames.map((sent) => sent.frames.length),
    [100],
  )
})

void t.test('after a take whose announcing failed, the round sends the first forms too', async (t) => {
  const world = fakeWorld(many(2), { unsent: 'ENETDOWN' })
  await world.keeper.take(1000)
  t.equal(await world.keeper.announce(), 0)
  t.same(world.errors.length, 1)
})

void t.test('a device that does not send, or has no hardware address, is told once', async (t) => {
  const world = fakeWorld([vip('10.0.0.1')], { unsent: 'ENETDOWN' })
  await world.keeper.take(1000)
  t.equal(await world.keeper.announce(), 0)
  await world.keeper.announce()
  t.match(world.errors, [{ message: 'announce on lan0: refused by the kernel (ENETDOWN)' }])
  const tunnel = fakeWorld([vip('10.0.0.1')])
  tunnel.netlink.hardwareAddress = ''
  await tunnel.keeper.take(1000)
  t.equal(await tunnel.keeper.announce(), 0)
  t.match(tunnel.errors, [{ message: /no Ethernet address/ }])
})
