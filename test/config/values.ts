/**
 * Are spans, addresses, rates and words read as they are meant?
 */
import t from 'tap'
import {
  inNetwork,
  isNetworkEdge,
  isUnicast,
  networkText,
  parseAddress,
  parseAddressWithPrefix,
} from '../../src/config/address.ts'
import { nearest } from '../../src/config/nearest.ts'
import { parseRaw } from '../../src/config/kind.ts'
import { device, filePath, host, serialPort } from '../../src/config/place-kinds.ts'
import { rate } from '../../src/config/rate.ts'
import { parseSpan, renderSpan } from '../../src/config/span.ts'

void t.test('a span is a number with a unit, and a bare number means seconds', (t) => {
  const read = [
    '20',
    '20s',
    '200ms',
    '5m',
    '1h',
    '0.06',
    '1.5s',
    '0',
    '0.0005',
    '-1',
    '7d',
    '2w',
    '1y',
    '',
    '1e3',
    ' 1s',
  ]
  t.strictSame(read.map(parseSpan), [
    20_000,
    20_000,
    200,
    300_000,
    3_600_000,
    60,
    1500,
    0,
    undefined,
    undefined,
    604_800_000,
    1_209_600_000,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  t.equal(parseSpan(0.07), 70)
  t.strictSame([86_400_000, 604_800_000, 90_000_000].map(renderSpan), ['24h', '7d', '25h'])
  t.end()
})

void t.test('a span is written in the largest unit without a fraction', (t) => {
  t.strictSame([0, 70, 1500, 20_000, 60_000, 3_600_000].map(renderSpan), ['0s', '70ms', '1500ms', '20s', '60s', '1h'])
  t.end()
})

void t.test('an address has one canonical text however it is written', (t) => {
  t.equal(parseAddress('2001:DB8:0:0::0A')?.text, '2001:db8::a')
  t.equal(parseAddress('2001:db8::a')?.bits, 0x20010db8_00000000_00000000_0000000an)
  t.equal(parseAddress('::1')?.bits, 1n)
  t.equal(parseAddress('192.0.2.1')?.bits, 0xc0000201n)
  for (const wrong of ['192.0.2', '192.0.2.01', '192.0.2.256', '::1::', 'fe80::1%eth0', '1:2:3:4:5:6:7:8:9', '']) {
    t.equal(parseAddress(wrong), undefined, wrong)
  }
  t.end()
})

void t.test('a network holds the addresses that share its prefix, of its own family only', (t) => {
  const network = parseAddressWithPrefix('192.0.2.77/26')
  const six = parseAddressWithPrefix('2001:db8::1/64')
  if (network === undefined || six === undefined) throw new Error('both are networks')
  const within = (text: string): boolean => {
    const address = parseAddress(text)
    return address !== undefined && (inNetwork(address, network) || inNetwork(address, six))
  }
  t.strictSame(['192.0.2.64', '192.0.2.127', '192.0.2.128', '2001:db8::ffff', '2001:db8:1::1'].map(within), [
    true,
    true,
    false,
    true,
    false,
  ])
  const low = parseAddressWithPrefix('0.0.0.1/24')
  const one = parseAddress('::1')
  t.notOk(low !== undefined && one !== undefined && inNetwork(one, low), 'equal bits of another family')
  t.strictSame([networkText(network), networkText(six)], ['192.0.2.64/26', '2001:db8::/64'])
  t.strictSame(
    ['192.0.2.1', '192.0.2.1/33', '192.0.2.1/', '192.0.2.1/24/24', 'x/24'].map(parseAddressWithPrefix),
    Array.from({ length: 5 }, () => undefined),
  )
  t.end()
})

void t.test('one host owns neither multicast nor broadcast nor the edge of its network', (t) => {
  const unicast = (text: string): boolean | undefined => {
    const address = parseAddress(text)
    return address === undefined ? undefined : isUnicast(address)
  }
  t.strictSame(
    ['0.0.0.0', '223.255.255.255', '224.0.0.1', '255.255.255.255', '::', 'ff02::1', 'fe80::1'].map(unicast),
    [false, true, false, false, false, false, true],
  )
  const edge = (text: string, prefix: number): boolean | undefined => {
    const address = parseAddress(text)
    return address === undefined ? undefined : isNetworkEdge(address, prefix)
  }
  t.strictSame(
    [edge('192.0.2.0', 24), edge('192.0.2.255', 24), edge('192.0.2.1', 24), edge('192.0.2.0', 31)],
    [true, true, false, false],
  )
  t.equal(edge('2001:db8::', 64), false)
  t.end()
})

void t.test('a replication rate counts KiB per second when it is a bare number', (t) => {
  const read = [1000, '1000', '40M', '1G', '8192kbit', '100Mbit', '0', '1T', 1.5].map(
    (raw) => parseRaw(rate, raw)?.value,
  )
  t.strictSame(read, [1000, 1000, 40_960, 1_048_576, 1000, 12_207, undefined, undefined, undefined])
  t.end()
})

void t.test('a serial port is a name, its doubled form, or a path', (t) => {
  const read = ['pstn0', 'pstn0-pstn0', '/dev/ttyS1', 'pstn0-pstn1', 'ttyS1', '/dev/../etc'].map(
    (raw) => parseRaw(serialPort, raw)?.value,
  )
  t.strictSame(read, ['pstn0', 'pstn0', '/dev/ttyS1', undefined, undefined, undefined])
  t.end()
})

void t.test('names of hosts, devices and files are checked for shape', (t) => {
  const hosts = ['GW.example.org', '192.0.2.1', '2001:DB8::1', 'gw', '-a.example', '1.2.3', 'a..b'].map(
    (raw) => parseRaw(host, raw)?.value,
  )
  t.strictSame(hosts, ['gw.example.org', '192.0.2.1', '2001:db8::1', undefined, undefined, undefined, undefined])
  const devices = ['eth0', 'br-lan.7', 'a b', 'eth/0', '..', ''].map((raw) => parseRaw(device, raw)?.value)
  t.strictSame(devices, ['eth0', 'br-lan.7', undefined, undefined, undefined, undefined])
  t.equal(parseRaw(filePath, `/${'x'.repeat(255)}`), undefined)
  t.end()
})

void t.test('the nearest word is offered only when it shares half of the characters', (t) => {
  t.equal(nearest('vipp', ['vip', 'ping']), 'vip')
  t.equal(nearest('qqqq', ['vip', 'ping']), undefined)
  t.equal(nearest('v'.repeat(81), ['v'.repeat(80)]), undefined)
  t.equal(nearest('vip', []), undefined)
  t.end()
})
