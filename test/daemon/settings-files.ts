/** Cases for `daemon/settings-files.ts`: what do the files and the devices say, and which of them are refused? */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { OpError } from '../../src/base/op-error.ts'
import { contradictions, deviceFacts, readKeys, vipAddresses } from '../../src/daemon/settings-files.ts'
import { readSettings } from '../../src/daemon/settings-texts.ts'
import { siteOf, smallNode, smallPair } from '../config/texts.ts'
import { siteWithVips } from './status-document.ts'

function keyText(byte: number, bytes = 32): string {
  return `${Buffer.alloc(bytes, byte).toString('base64')}\n`
}

/** A key folder with these files, mode 0600. */
function keyFolder(t: Test, files: Readonly<Record<string, string>>): string {
  const folder = t.testdir({})
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 })
  return folder
}

void t.test('the named key comes first, the others of its folder follow by their ids, for rotation', (t) => {
  const folder = keyFolder(t, {
    '7': keyText(7),
    '12': keyText(12),
    '3': keyText(3),
    README: 'no key',
    '7.old': 'no key',
    '0012': 'no key',
  })
  const keys = readKeys(join(folder, '7'))
  t.strictSame(
    keys.map((key) => key.id),
    [7, 3, 12],
  )
  t.strictSame(
    keys.map((key) => key.secret[0]),
    [7, 3, 12],
  )
  t.end()
})

void t.test('at most eight keys are read, and no id needs more than its byte', (t) => {
  const files = Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((id) => [String(id), keyText(id)]))
  const folder = keyFolder(t, { ...files, '300': keyText(1), '256': keyText(1) })
  t.strictSame(
    readKeys(join(folder, '9')).map((key) => key.id),
    [9, 1, 2, 3, 4, 5, 6, 7],
  )
  t.equal(readKeys(join(folder, '300'))[0]?.id, 0, 'a pair id above 255 is no key id')
  t.end()
})

void t.test('a key file of any other name has the id 0, also beside a key 0', (t) => {
  const folder = keyFolder(t, { secret: keyText(9), '0': keyText(1), '5': keyText(5) })
  t.strictSame(
    readKeys(join(folder, 'secret')).map((key) => [key.id, key.secret[0]]),
    [
      [0, 9],
      [5, 5],
    ],
  )
  t.end()
})

const modes: readonly (readonly [mode: number, accepted: boolean])[] = [
  [0o600, true],
  [0o400, true],
  [0o640, false],
  [0o604, false],
  [0o660, false],
]
for (const [mode, accepted] of modes) {
  void t.test(`a key with mode ${mode.toString(8)} is ${accepted ? 'read' : 'refused'}`, (t) => {
    const folder = keyFolder(t, { '7': keyText(7) })
    chmodSync(join(folder, '7'), mode)
    if (accepted) t.equal(readKeys(join(folder, '7')).length, 1)
    else t.throws(() => readKeys(join(folder, '7')), { message: /mode 0600 is required/ })
    t.end()
  })
}

for (const bytes of [0, 16, 31, 33]) {
  void t.test(`a key of ${bytes} bytes is refused, with what to do`, (t) => {
    const folder = keyFolder(t, { '7': keyText(7, bytes) })
    t.throws(() => readKeys(join(folder, '7')), { message: /not 32 bytes in base64; make one with "hapair keygen"/ })
    t.end()
  })
}

void t.test('settings are read from the two files, a profile from the first folder that has it', (t) => {
  const folder = t.testdir({
    'pair.yaml': `profile: mine\n${smallPair}`,
    'node.yaml': smallNode,
    first: {},
    second: { 'mine.yaml': 'extends: generic\n' },
  })
  const shipped = join(import.meta.dirname, '..', '..', 'firmware-profiles')
  const result = readSettings({ config: folder, profiles: [join(folder, 'first'), join(folder, 'second'), shipped] })
  if (!result.ok) t.comment(result.problems)
  t.equal(result.ok, true)
  const without = readSettings({ config: folder, profiles: [join(folder, 'first')] })
  t.equal(without.ok, false)
  t.end()
})

void t.test('a settings file that is absent, too large or a folder is an error that names it', (t) => {
  const folder = t.testdir({ 'pair.yaml': smallPair })
  const read = (): unknown => readSettings({ config: folder, profiles: [] })
  t.throws(read, OpError)
  t.throws(read, { message: /node\.yaml/ })
  writeFileSync(join(folder, 'node.yaml'), '#'.repeat((1 << 20) + 1))
  t.throws(read, { message: /larger than 1048576 bytes/ })
  const other = t.testdir({ 'pair.yaml': smallPair })
  mkdirSync(join(other, 'node.yaml'))
  t.throws(() => readSettings({ config: other, profiles: [] }), { message: /node\.yaml/ })
  t.end()
})

/** What the kernel of a node says: its own addresses, and a VIP that it holds. */
const netlink: Parameters<typeof deviceFacts>[0] = {
  links: () => [
    { device: 'eth0', index: 2, up: true, carrier: true, mac: '02:00:00:00:00:01' },
    { device: 'eth2', index: 3, up: true, carrier: true, mac: '02:00:00:00:00:02' },
  ],
  addresses: () => [
    { device: 'eth0', address: '192.0.2.11', prefix: 25, index: 2, ours: false, validSeconds: Infinity },
    { device: 'eth0', address: '192.0.2.10', prefix: 32, index: 2, ours: true, validSeconds: 1 },
    { device: 'eth2', address: '198.51.100.11', prefix: 24, index: 2, ours: false, validSeconds: Infinity },
  ],
}

void t.test('addresses of the pair are never taken for those of the device', (t) => {
  t.strictSame(deviceFacts(netlink, siteWithVips()), [
    { name: 'eth0', addresses: [{ address: '192.0.2.11', prefix: 25 }] },
    { name: 'eth2', addresses: [{ address: '198.51.100.11', prefix: 24 }] },
  ])
  t.end()
})

void t.test(
  'a prefix length comes from the settings, else from the own address of the device, else it is a host',
  (t) => {
    const pair = `${smallPair}vip:\n  - {name: main, enabled: true, address: 192.0.2.10, aliases: [192.0.2.20/26, '2001:db8::10/64']}\n`
    const site = siteOf(pair)
    const prefixes = (devices: ReturnType<typeof deviceFacts>): readonly number[] =>
      vipAddresses(site, devices).map(({ prefix }) => prefix)
    t.strictSame(prefixes(deviceFacts(netlink, site)), [25, 26, 64])
    t.strictSame(prefixes([]), [32, 26, 64])
    t.end()
  },
)

void t.test('a VIP that is not enabled has no address to put on', (t) => {
  const site = siteWithVips()
  t.strictSame(
    vipAddresses(site, deviceFacts(netlink, site)).map(({ address }) => address),
    ['192.0.2.10', '192.0.2.20'],
  )
  t.end()
})

void t.test('settings that name an address the node does not have contradict it [VIP-15]', (t) => {
  const site = siteWithVips()
  t.strictSame(contradictions(site, deviceFacts(netlink, site)), [])
  const moved = deviceFacts(
    {
      ...netlink,
      addresses: () => [
        { device: 'eth0', address: '192.0.2.99', prefix: 24, index: 2, ours: false, validSeconds: Infinity },
      ],
    },
    site,
  )
  t.ok(contradictions(site, moved).length > 0)
  t.match(contradictions(site, moved)[0], '192.0.2.11')
  t.end()
})
