/** Commands that read and change the settings: vip, config, keygen, and the older form of vip. */
import { chmodSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { call, daemon, golden, pairYaml, scratch, settings } from './stage.ts'
import type { FakeDaemon, FakeSettings, Script } from './stage.ts'

/** A node with settings and a daemon that reads them. */
async function node(t: Test, script: Script = {}): Promise<{ files: FakeSettings; fake: FakeDaemon; words: string[] }> {
  const files = settings(t)
  const fake = await daemon(t, script)
  return { files, fake, words: [...files.words, ...fake.words] }
}

function pairText(files: FakeSettings): string {
  return readFileSync(files.pairFile, 'utf8')
}

void t.test(
  'vip set changes the address, keeps every comment, and has the daemon read it [CLI-8] [VIP-11]',
  async (t) => {
    const { files, fake, words } = await node(t)
    const { code, out } = await call([...words, 'vip', 'set', '127.0.0.11', '--yes'])
    t.equal(code, 0)
    t.equal(pairText(files), pairYaml.replace('127.0.0.10', '127.0.0.11'))
    t.match(out, /^done: in force\n/)
    t.match(out, 'hapair vip set 127.0.0.11 --zone lan --name service --yes')
    t.match(fake.asked, [{ type: 'reload' }])
  },
)

void t.test('vip set adds the first address of a pair that had none [VIP-10]', async (t) => {
  const files = settings(t, pairYaml.slice(0, pairYaml.indexOf('vip:')))
  const fake = await daemon(t, {})
  const { code } = await call([
    ...files.words,
    ...fake.words,
    'vip',
    'set',
    '127.0.0.10',
    '--alias',
    '127.0.0.21',
    '--alias',
    '127.0.0.22',
  ])
  t.equal(code, 0)
  t.match(pairText(files), /vip-lan/)
  t.match(pairText(files), /127\.0\.0\.21/)
  t.match(pairText(files), '# printed on the lid')
})

void t.test('vip set asks before the address of a running pair changes [CLI-19]', async (t) => {
  const { files, words } = await node(t)
  t.equal((await call([...words, 'vip', 'set', '127.0.0.11'])).code, 2)
  const refused = await call([...words, 'vip', 'set', '127.0.0.11'], { answer: false })
  t.equal(refused.code, 3)
  t.match(refused.error, 'connections through it end')
  t.equal(pairText(files), pairYaml)
})

void t.test('vip set --dry-run writes nothing', async (t) => {
  const { files, fake, words } = await node(t)
  const { code, out } = await call([...words, 'vip', 'set', '127.0.0.11', '--dry-run'])
  t.equal(code, 0)
  t.equal(out, golden('plan-vip-set.txt', out))
  t.equal(pairText(files), pairYaml)
  t.strictSame(fake.asked, [])
})

void t.test('settings that the rules forbid are never written, and every problem is told', async (t) => {
  const { files, fake, words } = await node(t)
  const { code, error } = await call([...words, 'vip', 'set', '127.0.0.1', '--yes'])
  t.equal(code, 6)
  t.match(error, 'pair.yaml')
  t.equal(pairText(files), pairYaml)
  t.strictSame(fake.asked, [])
})

void t.test('settings that the daemon refuses are taken back', async (t) => {
  const { files, words } = await node(t, { reload: { type: 'failed', text: 'the device is gone' } })
  const { code, error } = await call([...words, 'vip', 'disable', '--yes'])
  t.equal(code, 1)
  t.match(error, 'nothing was changed: the device is gone')
  t.equal(pairText(files), pairYaml)
  t.strictSame(readdirSync(files.folder).sort(), ['node.yaml', 'pair.yaml', 'profiles'])
})

void t.test('the file keeps its mode', async (t) => {
  const { files, words } = await node(t)
  chmodSync(files.pairFile, 0o640)
  await call([...words, 'vip', 'disable', '--yes'])
  t.equal(statSync(files.pairFile).mode & 0o777, 0o640)
})

void t.test('without a daemon the change is written and holds from its start on', async (t) => {
  const files = settings(t)
  const { code, out } = await call([...files.words, '--run-dir', scratch(t), 'vip', 'disable', 'service', '--yes'])
  t.equal(code, 0)
  t.match(out, 'holds from its start on')
  t.match(pairText(files), 'enabled: false')
})

void t.test('vip disable asks, keeps the entry, and vip enable brings it back [CLI-9] [VIP-12] [VIP-13]', async (t) => {
  const { files, words } = await node(t)
  const asked = await call([...words, 'vip', 'disable'], { answer: true })
  t.equal(asked.code, 0)
  t.match(asked.error, "the nodes' own addresses are the only way in")
  t.equal(pairText(files), pairYaml.replace('enabled: true', 'enabled: false'))
  const { code, out } = await call([...words, 'vip', 'enable', 'service'])
  t.equal(code, 0)
  t.match(out, 'hapair vip enable service')
  t.equal(pairText(files), pairYaml)
})

void t.test('what is so already needs nothing', async (t) => {
  const { fake, words } = await node(t)
  const { code, out } = await call([...words, 'vip', 'enable', 'service'])
  t.equal(code, 0)
  t.match(out, 'nothing to do')
  t.strictSame(fake.asked, [])
})

void t.test('a VIP that does not exist is named as such, with those that do', async (t) => {
  const { words } = await node(t)
  const { code, error } = await call([...words, 'vip', 'enable', 'nobody'])
  t.equal(code, 2)
  t.match(error, 'there is no virtual address nobody; name one of service')
})

void t.test('the older form sets and disables as well [CLI-8] [CLI-9]', async (t) => {
  const { files, words } = await node(t)
  t.equal((await call([...words, 'ha-initialise', '--disable-ha-ip', '--yes'])).code, 0)
  t.match(pairText(files), 'enabled: false')
  t.equal((await call([...words, 'ha-initialise', '--ha-ip=127.0.0.12', '--yes'])).code, 0)
  t.match(pairText(files), 'address: 127.0.0.12')
  t.match(pairText(files), 'enabled: true')
  t.equal((await call([...words, 'ha-initialise'])).code, 2)
  t.equal((await call([...words, 'ha-initialise', '--ha-ip=127.0.0.12', '--disable-ha-ip'])).code, 2)
})

void t.test('a standalone node has no virtual addresses', async (t) => {
  const files = settings(t, pairYaml, 'ha:\n  enabled: true\nnode:\n  role: standalone\n')
  const { code, error } = await call([...files.words, 'vip', 'set', '127.0.0.10'])
  t.equal(code, 3)
  t.match(error, 'standalone')
})

void t.test('vip list shows what the kernel has of each address [VIP-14]', async (t) => {
  const address = {
    vip: 'service',
    zone: 'lan',
    device: 'eth0',
    address: '192.0.2.10',
    enabled: true,
    present: true,
    problem: null,
  } as const
  const addresses = [
    address,
    { ...address, address: '192.0.2.20', present: false, problem: 'refused by the kernel (ENODEV)' },
    { ...address, vip: 'spare', address: '192.0.2.30', enabled: false, present: false },
  ]
  const { words } = await daemon(t, { addresses })
  const { out } = await call([...words, 'vip', 'list'])
  t.equal(out, golden('vip-list.txt', out))
  t.strictSame(JSON.parse((await call([...words, 'vip', 'list', '--json'])).out), { addresses })
  const none = await daemon(t, {})
  t.match((await call([...none.words, 'vip', 'list'])).out, 'none configured')
})

void t.test('config check passes good settings, with advice', async (t) => {
  const files = settings(t)
  const { code, out } = await call([...files.words, 'config', 'check'])
  t.equal(code, 0)
  t.match(out, /\(advice: .*\nthe settings are right\n$/s)
  t.match(out, 'detection: silence of the beats is judged within', 'the worst case is shown [CON-15]')
})

void t.test('config check tells every problem with its line, and ends with 6', async (t) => {
  const files = settings(t, pairYaml.replace('id: 7', 'id: seven').replace('lan-ip: 127.0.0.2', 'lan-ip: nowhere'))
  const { code, out } = await call([...files.words, 'config', 'check'])
  t.equal(code, 6)
  t.match(out, 'pair.yaml:4: pair.id: seven')
  t.match(out, 'pair.yaml:8: slave.lan-ip: nowhere')
  t.match(JSON.parse((await call([...files.words, 'config', 'check', '--json'])).out), {
    problems: [{ line: 4 }, { line: 8 }],
  })
})

void t.test(
  'config check names an address that the device does not have, with those that it has [CFG-10]',
  async (t) => {
    const files = settings(t, pairYaml.replace('lan-ip: 127.0.0.1\n', 'lan-ip: 127.0.0.99\n'))
    const { code, out } = await call([...files.words, 'config', 'check'])
    t.equal(code, 6)
    t.match(out, /127\.0\.0\.99 \(rule: .*lo has .*127\.0\.0\.1\/8/)
  },
)

void t.test('settings that cannot be read say which file', async (t) => {
  const { code, error } = await call(['--config-dir', scratch(t), 'config', 'check'])
  t.equal(code, 1)
  t.match(error, /read .*pair\.yaml.*ENOENT/)
})

void t.test('config show prints what holds, and with --origin from where', async (t) => {
  const files = settings(t)
  const { code, out } = await call([...files.words, 'config', 'show'])
  t.equal(code, 0)
  t.match(out, 'heartbeat.dead-time: 20s\n')
  t.match((await call([...files.words, 'config', 'show', '--origin'])).out, 'heartbeat.dead-time: 20s  (default)')
  t.match(JSON.parse((await call([...files.words, 'config', 'show', '--json'])).out), { 'heartbeat.dead-time': '20s' })
  const wrong = settings(t, 'pair: 7\n')
  t.equal((await call([...wrong.words, 'config', 'show'])).code, 6)
})

void t.test('config schema prints the schema of each file', async (t) => {
  for (const layer of ['pair', 'node', 'profile']) {
    const { code, out } = await call(['config', 'schema', layer])
    t.equal(code, 0)
    t.match(JSON.parse(out), { $schema: 'https://json-schema.org/draft/2020-12/schema' }, layer)
  }
})

void t.test('keygen writes 32 bytes that only root can read, and never prints them', async (t) => {
  const file = join(scratch(t), 'keys', '7')
  const { code, out, error } = await call(['keygen', '--file', file])
  t.equal(code, 0)
  t.equal(statSync(file).mode & 0o777, 0o600)
  t.equal(statSync(join(file, '..')).mode & 0o777, 0o700)
  const key = readFileSync(file, 'utf8').trim()
  t.equal(Buffer.from(key, 'base64').length, 32)
  t.notMatch(out + error, key)
})

void t.test('keygen never replaces a key unless it is told to', async (t) => {
  const file = join(scratch(t), '7')
  writeFileSync(file, 'old', { mode: 0o600 })
  const { code, error } = await call(['keygen', '--file', file])
  t.equal(code, 3)
  t.match(error, 'exists')
  t.equal(readFileSync(file, 'utf8'), 'old')
  t.equal((await call(['keygen', '--file', file, '--force'])).code, 0)
  t.not(readFileSync(file, 'utf8'), 'old')
  t.equal(statSync(file).mode & 0o777, 0o600)
})

void t.test('keygen takes the file of the settings when none is named', async (t) => {
  const files = settings(t)
  const file = join(files.folder, 'secret')
  writeFileSync(
    join(files.folder, 'node.yaml'),
    `node:\n  role: master\nlan:\n  primary-device: lo\npair:\n  key-file: ${file}\n`,
  )
  t.equal((await call([...files.words, 'keygen'])).code, 0)
  t.ok(statSync(file).isFile())
})
