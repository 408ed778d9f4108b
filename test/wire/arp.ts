/**
 * Do ARP frames have the bytes that the RFCs give, and is everything else refused?
 */
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import {
  decodeArp,
  encodeArp,
  encodeArpProbe,
  encodeArpRequest,
  encodeGratuitousReply,
  encodeGratuitousRequest,
} from '../../src/wire/arp.ts'

const mac = '02:00:5e:10:00:01'
const ip = '192.0.2.10'

/** Bytes of a vector written by hand; blanks are for the reader. */
const vector = (text: string): string => text.replaceAll(/\s/g, '')
const hex = (frame: Uint8Array): string => Buffer.from(frame).toString('hex')
const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(vector(text), 'hex'))

const head = 'ffffffffffff 02005e100001 0806 0001 0800 06 04'

void t.test('a probe has no sender address (RFC 5227 section 2.1.1)', (t) => {
  t.equal(hex(encodeArpProbe({ mac, ip })), vector(`${head} 0001 02005e100001 00000000 000000000000 c000020a`))
  t.end()
})

void t.test('a request names its sender', (t) => {
  const frame = encodeArpRequest({ mac, senderIp: '192.0.2.2', targetIp: ip })
  t.equal(hex(frame), vector(`${head} 0001 02005e100001 c0000202 000000000000 c000020a`))
  t.end()
})

void t.test('an announcement in request form has the address on both sides (RFC 5227 section 3)', (t) => {
  const frame = encodeGratuitousRequest({ mac, ip })
  t.equal(hex(frame), vector(`${head} 0001 02005e100001 c000020a 000000000000 c000020a`))
  t.end()
})

void t.test('an announcement in reply form names the hardware address twice (RFC 5944 section 4.6)', (t) => {
  const frame = encodeGratuitousReply({ mac, ip })
  t.equal(hex(frame), vector(`${head} 0002 02005e100001 c000020a 02005e100001 c000020a`))
  t.end()
})

void t.test('a reply is read, with or without padding', (t) => {
  const frame = bytes('02005e100001 02005e100002 0806 0001 0800 06 04 0002 02005e100002 c0000203 02005e100001 c0000202')
  const arp = {
    operation: 'reply',
    senderMac: '02:00:5e:10:00:02',
    senderIp: '192.0.2.3',
    targetMac: mac,
    targetIp: '192.0.2.2',
  } as const
  t.strictSame(decodeArp(frame), { ok: true, arp })
  t.strictSame(decodeArp(Uint8Array.from([...frame, ...new Uint8Array(18)])), { ok: true, arp })
  t.equal(hex(encodeArp(arp, mac)), hex(frame), 'and written again')
  t.end()
})

void t.test('what is no ARP for IPv4 over Ethernet is refused', (t) => {
  const frame = encodeArpProbe({ mac, ip })
  for (let length = 0; length < frame.length; length++) t.notOk(decodeArp(frame.subarray(0, length)).ok)
  for (const [offset, problem] of [
    [12, /not ARP/],
    [14, /hardware/],
    [16, /protocol/],
    [18, /hardware/],
    [19, /protocol/],
    [20, /operation/],
  ] as const) {
    const spoilt = frame.slice()
    spoilt[offset] = 0x77
    t.match(decodeArp(spoilt), { ok: false, problem })
  }
  t.end()
})

void t.test('text that is no address is a broken assumption', (t) => {
  t.throws(() => encodeArpProbe({ mac: '02:00', ip }), BrokenAssumption)
  t.throws(() => encodeArpProbe({ mac, ip: '::1' }), BrokenAssumption)
  t.end()
})
