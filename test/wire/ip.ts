/**
 * Is every address read, and printed in the one form that RFC 5952 gives?
 */
import fc from 'fast-check'
import t from 'tap'
import { canonicalIp, parseIp, parseIpv4, parseIpv6, parseMac, printIp, printMac } from '../../src/wire/ip.ts'

void t.test('IPv6 addresses print as RFC 5952 says', (t) => {
  const table: readonly (readonly [string, string])[] = [
    ['2001:0db8::0001', '2001:db8::1'],
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8::ABCD', '2001:db8::abcd'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['0:0:0:0:0:0:0:1', '::1'],
    ['fe80:0:0:0:0:0:0:0', 'fe80::'],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['192.0.2.1', '192.0.2.1'],
  ]
  for (const [text, canonical] of table) t.equal(canonicalIp(text), canonical, text)
  t.end()
})

void t.test('what is no address is not read as one', (t) => {
  const wrong = [
    '',
    '192.0.2',
    '192.0.2.256',
    '192.0.02.1',
    '192.0.2.1/24',
    ' 192.0.2.1',
    '1:2:3',
    ':::',
    'fe80::1%eth0',
  ]
  for (const text of [...wrong, '1::2::3', '12345::', 'example']) t.equal(parseIp(text), undefined, text)
  t.equal(parseIpv4('::1'), undefined)
  t.equal(parseIpv6('192.0.2.1'), undefined)
  t.end()
})

void t.test('every address comes back from its text, and its text is one that others read', (t) => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
    fc.uint8Array({ minLength: length, maxLength: length }).map((all) => all.map((byte) => (byte < 128 ? 0 : byte)))
  fc.assert(
    fc.property(fc.oneof(bytes(4), bytes(16)), (address) => {
      const read = parseIp(printIp(address))
      return read !== undefined && Buffer.compare(read, address) === 0
    }),
    { numRuns: 1000, seed: 3 },
  )
  t.end()
})

void t.test('MAC addresses are read in either case and printed in lower case', (t) => {
  const mac = parseMac('02:AB:cd:00:0F:f0')
  t.strictSame(mac, Uint8Array.from([2, 0xab, 0xcd, 0, 0x0f, 0xf0]))
  t.equal(printMac(mac ?? new Uint8Array()), '02:ab:cd:00:0f:f0')
  for (const text of [
    '',
    '02:ab:cd:00:0f',
    '02-ab-cd-00-0f-f0',
    '02:ab:cd:00:0f:f',
    '02:ab:cd:00:0f:f0:00',
    '0g:ab:cd:00:0f:f0',
  ]) {
    t.equal(parseMac(text), undefined, text)
  }
  t.end()
})
