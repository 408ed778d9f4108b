/**
 * Do neighbour discovery frames have the bytes that RFC 4861 gives, and is everything else refused?
 */
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { decodeAdvertisement, encodeAdvertisement, encodeSolicitation } from '../../src/wire/nd.ts'

const mac = '02:00:5e:10:00:01'
const address = '2001:db8::10'

const vector = (text: string): string => text.replaceAll(/\s/g, '')
const hex = (frame: Uint8Array): string => Buffer.from(frame).toString('hex')
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(vector(text), 'hex'))

/*
 * Checksum by hand, one's complement sums of 16-bit words. Source 2001:db8::10: 2001 + 0db8 + 0010 = 2dc9. Destination
 * ff02::1: ff03. Length 0020, next header 003a. Message: 8800 + 2000 0000 + 2dc9 + 0201 + 0200 5e10 0001 = 137db.
 * All: 2dc9 + ff03 + 0020 + 003a + 137db = 26501, folded 6503, inverted 9afc.
 */
const advertisement = `
  333300000001 02005e100001 86dd
  60000000 0020 3a ff 20010db8000000000000000000000010 ff020000000000000000000000000001
  88 00 CSUM 20000000 20010db8000000000000000000000010 02 01 02005e100001`

/** Sums the words from offset 22 to the end, with length and next header: RFC 4443 section 2.3, done anew. */
function sumOf(frame: Uint8Array): number {
  let sum = frame.length - 54 + 58
  for (let at = 22; at < frame.length; at += 2) sum += ((frame[at] ?? 0) << 8) + (frame[at + 1] ?? 0)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16)
  return sum
}

void t.test('an advertisement is unsolicited, overrides, and goes to all nodes', (t) => {
  const frame = encodeAdvertisement({ mac, address })
  const plain = hex(frame).replace(/^(.{112}).{4}/, '$1CSUM')
  t.equal(plain, vector(advertisement))
  t.equal(sumOf(frame), 0xffff, 'its checksum makes the sum all ones')
  t.equal(encodeAdvertisement({ mac, address, router: true })[58], 0xa0)
  t.end()
})

void t.test('the checksum is the one that was reckoned by hand', (t) => {
  t.equal(hex(encodeAdvertisement({ mac, address }).subarray(56, 58)), '9afc')
  t.end()
})

void t.test('the checksum is right for sums that carry once and twice', (t) => {
  let wrong = 0
  // Around the sum 0x2ffff, whose first fold carries again.
  for (let word = 0x4d00; word < 0x4e00; word++) {
    if (sumOf(encodeAdvertisement({ mac, address: `2001:db8::${word.toString(16)}` })) !== 0xffff) wrong += 1
  }
  t.equal(wrong, 0)
  t.end()
})

void t.test('a solicitation goes from a link-local address to the solicited node', (t) => {
  const frame = encodeSolicitation({ mac, source: 'fe80::5eff:fe10:1', target: '2001:db8::12:3456' })
  const expected = `
    3333ff123456 02005e100001 86dd
    60000000 0020 3a ff fe800000000000000000 5efffe100001 ff0200000000000000000001ff123456
    87 00 CSUM 00000000 20010db8000000000000000000123456 01 01 02005e100001`
  const source = 'fe80 0000 0000 0000 0000 5eff fe10 0001'
  const whole = vector(expected).replace(vector('fe800000000000000000 5efffe100001'), vector(source))
  t.equal(hex(frame).replace(/^(.{112}).{4}/, '$1CSUM'), whole)
  t.equal(sumOf(frame), 0xffff)
  t.end()
})

void t.test('a solicitation from :: or a global address is a broken assumption', (t) => {
  for (const source of ['::', '2001:db8::1', 'fec0::1', '::1']) {
    t.throws(() => encodeSolicitation({ mac, source, target: address }), BrokenAssumption, source)
  }
  t.end()
})

void t.test('an advertisement is read', (t) => {
  t.strictSame(decodeAdvertisement(encodeAdvertisement({ mac, address })), {
    ok: true,
    advertisement: { target: address, mac, source: address, solicited: false, override: true, router: false },
  })
  t.end()
})

/** Puts the right checksum into a frame that was changed. */
function summed(frame: Uint8Array): Uint8Array {
  frame.fill(0, 56, 58)
  const sum = ~sumOf(frame) & 0xffff
  frame.set([sum >> 8, sum & 0xff], 56)
  return frame
}

void t.test('a solicited answer without an option has the MAC of its Ethernet header', (t) => {
  const frame = summed(
    bytes(`02005e100001 02005e100002 86dd 60000000 0018 3a ff
      fe800000000000000000000000000002 fe800000000000000000000000000001
      88 00 0000 60000000 20010db8000000000000000000000010`),
  )
  t.match(decodeAdvertisement(frame), {
    ok: true,
    advertisement: { target: address, mac: '02:00:5e:10:00:02', source: 'fe80::2', solicited: true, override: true },
  })
  t.ok(decodeAdvertisement(Uint8Array.from([...frame, 0, 0, 0])).ok, 'padding is not looked at')
  t.end()
})

void t.test('other options are passed over', (t) => {
  const frame = encodeAdvertisement({ mac, address })
  const longer = Uint8Array.from([...frame.subarray(0, 78), 14, 1, 9, 9, 9, 9, 9, 9, ...frame.subarray(78)])
  longer[19] = 40
  t.match(decodeAdvertisement(summed(longer)), { ok: true, advertisement: { mac } })
  t.end()
})

void t.test('what RFC 4861 section 7.1.2 forbids is refused', (t) => {
  const frame = encodeAdvertisement({ mac, address })
  for (let length = 0; length < frame.length; length++) t.notOk(decodeAdvertisement(frame.subarray(0, length)).ok)
  for (const [offset, value, problem] of [
    [12, 8, /not IPv6/],
    [14, 0x40, /version 6/],
    [18, 1, /length/],
    [19, 16, /length/],
    [20, 17, /ICMPv6/],
    [21, 254, /hop limit/],
    [54, 135, /not an advertisement/],
    [55, 1, /code/],
    [58, 0x60, /solicited/],
    [62, 0xff, /multicast/],
    [79, 0, /option/],
    [79, 2, /option/],
  ] as const) {
    const spoilt = frame.slice()
    spoilt[offset] = value
    t.match(decodeAdvertisement(offset >= 54 ? summed(spoilt) : spoilt), { ok: false, problem })
  }
  const spoilt = frame.slice()
  spoilt[70] = 1
  t.match(decodeAdvertisement(spoilt), { ok: false, problem: /checksum/ })
  t.end()
})
