/**
 * Do orders to the kernel and filters have the right bytes, and are its answers read without harm?
 */
import fc from 'fast-check'
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { fieldFilter } from '../../src/linux/bpf.ts'
import {
  encodeAddressAdd,
  encodeAddressDelete,
  encodeAddressDump,
  encodeLinkDump,
  encodePromoteSecondaries,
  ownAdditionsFilter,
} from '../../src/linux/netlink-encode.ts'
import { parseMessages } from '../../src/linux/netlink-parse.ts'
import { addressBytes, addressText, checkedAddressBytes } from '../../src/linux/socket-address.ts'
import { canonicalIp } from '../../src/wire/ip.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const spaced = (text: string): string => text.replaceAll(/\s+/g, '')

const addition = (address: string, prefix: number, lifetimeSeconds = 2, prefixRoute = false) => ({
  device: 'lan0',
  address,
  prefix,
  lifetimeSeconds,
  prefixRoute,
  bytes: checkedAddressBytes(address),
  index: 7,
})

// Each golden was checked against the structures of linux/netlink.h, rtnetlink.h and if_addr.h field by field.
const goldens: { what: string; bytes: Uint8Array; golden: string }[] = [
  {
    what: 'an IPv4 addition: lifetime 2 s, no prefix route, our mark',
    bytes: encodeAddressAdd(addition('10.9.1.1', 24), 0x01020304),
    golden: `4c000000 1400 0505 04030201 00000000  02 18 00 00 07000000
      0800 0200 0a090101  0800 0100 0a090101  0800 0800 00020000
      1400 0600 02000000 02000000 00000000 00000000  0500 0b00 42 000000`,
  },
  {
    what: 'an IPv6 addition: no duplicate address detection, with prefix route',
    bytes: encodeAddressAdd(addition('2001:db8::1', 64, 10, true), 1),
    golden: `50000000 1400 0505 01000000 00000000  0a 40 00 00 07000000
      1400 0100 20010db8000000000000000000000001  0800 0800 02000000
      1400 0600 0a000000 0a000000 00000000 00000000  0500 0b00 42 000000`,
  },
  {
    what: 'a deletion',
    bytes: encodeAddressDelete({ prefix: 24, bytes: Uint8Array.of(10, 9, 1, 1), index: 7 }, 1),
    golden: `28000000 1500 0500 01000000 00000000  02 18 00 00 07000000  0800 0200 0a090101  0800 0100 0a090101`,
  },
  {
    what: 'a request for the addresses of a device',
    bytes: encodeAddressDump(7, 1),
    golden: `18000000 1600 0103 01000000 00000000  00 00 00 00 07000000`,
  },
  {
    what: 'a request for all links',
    bytes: encodeLinkDump(1),
    golden: `20000000 1200 0103 01000000 00000000  00000000 00000000 00000000 00000000`,
  },
  {
    what: 'the order to promote secondaries: three nested attributes',
    bytes: encodePromoteSecondaries(7, 1),
    golden: `34000000 1300 0500 01000000 00000000  00000000 07000000 00000000 00000000
      1400 1a00  1000 0200  0c00 0100  0800 1400 01000000`,
  },
  {
    what: 'the filter against the echo of our own additions',
    bytes: ownAdditionsFilter(0x11223344),
    golden: `2800 00 00 04000000  1500 00 03 00140000  2000 00 00 0c000000  1500 00 01 11223344
      0600 00 00 00000000  0600 00 00 00000400`,
  },
]
for (const { what, bytes, golden } of goldens) {
  void t.test(`bytes for the kernel: ${what}`, (t) => {
    t.equal(hex(bytes), spaced(golden))
    t.end()
  })
}

void t.test('an address never gets a lifetime without end, nor none', (t) => {
  for (const seconds of [0, -1, 1.5, 0xffffffff, Number.POSITIVE_INFINITY]) {
    t.throws(() => encodeAddressAdd(addition('10.9.1.1', 24, seconds), 1), BrokenAssumption, String(seconds))
  }
  t.throws(() => encodeAddressAdd(addition('10.9.1.1', 33), 1), BrokenAssumption)
  t.end()
})

// As captured from Linux 6.18 for an order on a missing address: header, -EADDRNOTAVAIL, the order's header, the text.
const refusal = spaced(`40000000 0200 0003 05000000 9a3b0000  9dffffff  28000000 1500 0500 05000000 00000000
  1c00 0100 697076343a2041646472657373206e6f7420666f756e6400`)

void t.test('a refusal is read with errno and the words of the kernel', (t) => {
  t.same(parseMessages(Buffer.from(refusal, 'hex')), [
    { type: 'answer', sequence: 5, errno: 99, text: 'ipv4: Address not found' },
  ])
  t.end()
})

void t.test('an address of a dump is read with its lifetime and our mark', (t) => {
  const told = encodeAddressAdd(addition('2001:db8::1', 64, 10), 1)
  t.same(parseMessages(told), [
    {
      type: 'address',
      removed: false,
      address: { index: 7, address: '2001:db8::1', prefix: 64, ours: true, validSeconds: 10 },
    },
  ])
  const gone = encodeAddressDelete({ prefix: 24, bytes: Uint8Array.of(10, 9, 1, 1), index: 7 }, 1)
  t.match(parseMessages(gone), [{ removed: true, address: { ours: false, validSeconds: Number.POSITIVE_INFINITY } }])
  t.end()
})

void t.test('a dump that changed while it was read is marked', (t) => {
  const told = encodeAddressAdd(addition('10.9.1.1', 24), 1)
  new DataView(told.buffer, told.byteOffset).setUint16(6, 0x12, true)
  t.same(
    parseMessages(told).map((message) => message.type),
    ['interrupted', 'address'],
  )
  t.end()
})

void t.test('no bytes make the parser throw or read beyond them', (t) => {
  const seeds = [Buffer.from(refusal, 'hex'), ...goldens.map((golden) => Buffer.from(golden.bytes))]
  fc.assert(
    fc.property(fc.constantFrom(...seeds), fc.nat(90), fc.nat(255), fc.nat(90), (seed, at, value, length) => {
      const bytes = Uint8Array.from(seed)
      if (at < bytes.length) bytes[at] = value
      parseMessages(bytes.subarray(0, length))
    }),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseMessages(bytes)))
  t.end()
})

void t.test('the text of address bytes is the canonical one', (t) => {
  const sized = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
  const sparse = sized(16).map((bytes) => bytes.map((byte, at) => (byte < 128 && at % 3 > 0 ? 0 : byte & 1)))
  fc.assert(
    fc.property(fc.oneof(sized(4), sized(16), sparse), (bytes) => {
      const text = addressText(bytes)
      t.equal(canonicalIp(text), text)
      t.equal(hex(addressBytes(text) ?? new Uint8Array()), hex(bytes))
    }),
    { numRuns: 300 },
  )
  const texts = ['::', '::1', '1::', '1:0:0:2::', '::ffff:1.2.3.4', '2001:db8:0:0:1:0:0:1', '255.0.10.1']
  for (const text of texts) t.equal(addressText(checkedAddressBytes(text)), canonicalIp(text), text)
  t.same([addressBytes('fe80::1%lan0'), addressBytes('1.2.3'), addressBytes('')], [undefined, undefined, undefined])
  t.end()
})

void t.test('a filter passes or drops what has one of the values in every field', (t) => {
  const program = fieldFilter(
    [
      { offset: 20, bytes: 2, values: [1, 2] },
      { offset: 4, bytes: 1, values: [9] },
    ],
    'pass',
  )
  const instructions = hex(program).match(/.{16}/g)
  t.same(instructions, [
    '2800000014000000', // load two bytes at 20
    '1500010001000000', // 1: over the other value
    '1500000302000000', // 2: go on; else to the last one
    '3000000004000000', // load one byte at 4
    '1500000109000000',
    '0600000000000400', // pass
    '0600000000000000', // drop
  ])
  const large = [{ offset: 0, bytes: 1 as const, values: Array.from({ length: 300 }, (_none, at) => at) }]
  t.throws(() => fieldFilter(large, 'pass'), BrokenAssumption)
  t.end()
})
