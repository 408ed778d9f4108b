/**
 * What is to be added, renewed, removed and announced, and in which portions?
 */
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { AnnouncementBook, announcementFrames, framesKeptMax } from '../../src/vip/announce.ts'
import { leaseSeconds } from '../../src/vip/lease.ts'
import { addressKey, canonical, reconcile } from '../../src/vip/reconcile.ts'
import { sliceMax, slices } from '../../src/vip/slices.ts'
import { addressesMax, Presence } from '../../src/vip/presence.ts'
import { instant } from '../../src/base/time.ts'
import { decodeArp } from '../../src/wire/arp.ts'
import { decodeAdvertisement } from '../../src/wire/nd.ts'
import { many, vip } from './fake-netlink.ts'

const observed = (address: string, more: { device?: string; prefix?: number; ours?: boolean } = {}) => ({
  device: 'lan0',
  address,
  prefix: 24,
  index: 2,
  ours: false,
  validSeconds: 5,
  ...more,
})

void t.test('what is wanted and absent is added, what is wanted and present is renewed', (t) => {
  const list = [vip('10.0.0.1'), vip('10.0.0.2')]
  const found = reconcile(list, list, [observed('10.0.0.2')])
  t.same(found.add.map(addressKey), ['lan0 10.0.0.1/24'])
  t.same(found.renew.map(addressKey), ['lan0 10.0.0.2/24'])
  t.same([found.remove, found.foreign], [[], []])
  t.end()
})

const table: { given: string; address: ReturnType<typeof observed>; outcome: 'remove' | 'foreign' | 'left alone' }[] = [
  { given: 'of the settings, on its device', address: observed('10.0.0.1'), outcome: 'remove' },
  { given: 'of the settings, with another prefix', address: observed('10.0.0.1', { prefix: 32 }), outcome: 'remove' },
  {
    given: 'of the settings, elsewhere, with our mark',
    address: observed('10.0.0.1', { device: 'dmz0', ours: true }),
    outcome: 'remove',
  },
  {
    given: 'of the settings, elsewhere, without our mark',
    address: observed('10.0.0.1', { device: 'lo' }),
    outcome: 'foreign',
  },
  { given: 'not of the settings, with our mark', address: observed('10.0.0.9', { ours: true }), outcome: 'foreign' },
  { given: 'not of the settings, without our mark', address: observed('10.0.0.9'), outcome: 'left alone' },
]
for (const { given, address, outcome } of table) {
  void t.test(`an address that is not wanted, ${given}: ${outcome}`, (t) => {
    const found = reconcile([], [vip('10.0.0.1')], [address])
    t.equal(found.remove.length, outcome === 'remove' ? 1 : 0)
    t.equal(found.foreign.length, outcome === 'foreign' ? 1 : 0)
    t.end()
  })
}

void t.test('another spelling of an address is the same address', (t) => {
  const list = canonical([vip('2001:DB8:0:0:0:0:0:1')])
  t.equal(reconcile(list, list, [observed('2001:db8::1', { prefix: 64 })]).renew.length, 1)
  t.throws(() => canonical([vip('no address')]), BrokenAssumption)
  t.end()
})

void t.test('a lease is given to the kernel in whole seconds, rounded down', (t) => {
  t.same([1000, 1999, 2000, 10_000].map(leaseSeconds), [1, 1, 2, 10])
  for (const wrong of [0, 999, 10_001, Number.NaN]) t.throws(() => leaseSeconds(wrong), BrokenAssumption, String(wrong))
  t.end()
})

void t.test('IPv4 is announced as request and as reply, IPv6 with the override flag', (t) => {
  const mac = '02:00:00:00:00:01'
  const frames = announcementFrames('10.0.0.1', mac)
  const [request, reply] = [frames.first, frames.repeat ?? new Uint8Array()].map((frame) => decodeArp(frame))
  t.match(request, {
    ok: true,
    arp: { operation: 'request', senderMac: mac, senderIp: '10.0.0.1', targetIp: '10.0.0.1' },
  })
  t.match(reply, { ok: true, arp: { operation: 'reply', senderMac: mac, senderIp: '10.0.0.1', targetIp: '10.0.0.1' } })
  const neighbour = announcementFrames('2001:db8::1', mac)
  t.match(decodeAdvertisement(neighbour.first), {
    ok: true,
    advertisement: { target: '2001:db8::1', mac, override: true },
  })
  t.equal(neighbour.repeat, undefined)
  t.end()
})

void t.test('frames are kept between rounds, up to a bound', (t) => {
  const book = new AnnouncementBook()
  const first = book.framesOf('10.0.0.1', '02:00:00:00:00:01')
  t.equal(book.framesOf('10.0.0.1', '02:00:00:00:00:01'), first)
  t.not(book.framesOf('10.0.0.1', '02:00:00:00:00:02'), first)
  for (let at = 2; at < framesKeptMax; at += 1) book.framesOf(`10.1.${at >> 8}.${at & 255}`, '02:00:00:00:00:01')
  t.equal(book.size(), framesKeptMax)
  book.framesOf('10.9.9.9', '02:00:00:00:00:01')
  t.equal(book.size(), 1)
  t.end()
})

void t.test('a slice has at most 100 IPv4 or 8 IPv6 addresses, IPv4 first', (t) => {
  const six = Array.from({ length: 9 }, (_none, at) => vip(`2001:db8::${at + 1}`))
  const sizes = slices([...six, ...many(201)]).map((slice) => slice.length)
  t.same(sizes, [sliceMax.ipv4, sliceMax.ipv4, 1, sliceMax.ipv6, 1])
  t.same(slices([]), [])
  t.end()
})

void t.test('a pair has at most 4096 addresses, and none twice', (t) => {
  const presence = new Presence()
  presence.configure(many(addressesMax))
  t.throws(() => presence.configure(many(addressesMax + 1)), BrokenAssumption)
  t.throws(() => presence.configure([vip('10.0.0.1'), vip('10.0.0.1')]), BrokenAssumption)
  t.end()
})

void t.test('an address is lost once, and one that is not in the settings is not seen', (t) => {
  const presence = new Presence()
  const [one, other] = [vip('10.0.0.1'), vip('10.0.0.2')]
  presence.configure([one])
  presence.see(other)
  t.same(presence.present(), [])
  presence.see(one)
  presence.announced(one, instant(7))
  t.match(presence.states(), [{ address: '10.0.0.1', present: true, announcedAt: 7 }])
  t.same([presence.lose(one), presence.lose(one)], [one, undefined])
  t.equal(presence.states()[0]?.announcedAt, undefined)
  presence.see(one)
  presence.configure([other])
  t.same([presence.present(), presence.lose(one)], [[], undefined])
  t.end()
})
