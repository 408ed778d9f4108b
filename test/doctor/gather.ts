/** What a node tells about itself: files and commands of a machine that the test makes up, and real sockets. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { answerOf, runWords } from '../../src/doctor/gather-command.ts'
import type { Around } from '../../src/doctor/gather-command.ts'
import { machineHere, volumesHere } from '../../src/doctor/gather-machine.ts'
import { portsOf, tryPort, tryPorts, tryRepeatedly } from '../../src/doctor/gather-network.ts'
import { backupsHere, entitlementHere, judgeApt, releaseHere, updatesHere } from '../../src/doctor/gather-upkeep.ts'
import { gatherNodeFacts } from '../../src/doctor/gather.ts'
import { parseNodeFacts, renderNodeFacts } from '../../src/doctor/node-facts.ts'
import { siteOf, smallPair } from '../config/texts.ts'

/** A machine with these files; those below `bin` are programs. */
function machine(t: Test, files: Readonly<Record<string, string>>): Around {
  const root = mkdtempSync(join(tmpdir(), 'hapair-doctor-'))
  t.teardown(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    if (path.startsWith('bin/')) chmodSync(join(root, path), 0o755)
  }
  return { root, searchPath: `${join(root, 'bin')}:/usr/bin:/bin`, deadlineMs: 2_000 }
}

void t.test('a question that hangs costs its deadline and nothing else', async (t) => {
  const around = { ...machine(t, { 'bin/hang': '#!/bin/sh\nexec sleep 60\n' }), deadlineMs: 300 }
  const forever = new Promise<number>(() => undefined)
  t.match(await answerOf(around, () => forever), { unanswered: /^no answer within/ })
  t.strictSame(await answerOf(around, () => Promise.reject(new Error('broken'))), { unanswered: 'broken' })
  t.equal((await runWords(around, ['hang'])).code, null, 'a command is killed')
  t.equal((await runWords(around, ['no-such-program'])).code, null)
  t.equal((await runWords(around, [])).code, null)
})

void t.test(
  'automatic updates are read from apt, from its timer, or by the command of the profile [PRE-9]',
  async (t) => {
    const on = 'APT "";\nAPT::Periodic "";\nAPT::Periodic::Unattended-Upgrade "1";'
    t.match(judgeApt(on), { state: 'on', found: 'APT::Periodic::Unattended-Upgrade is 1' })
    t.match(judgeApt(`${on}\nAPT::Periodic::Unattended-Upgrade "0";`), { state: 'off' }, 'the last one holds')
    t.match(judgeApt(`${on}\nAPT::Periodic::Enable "0";`), { state: 'off' })
    t.match(judgeApt(''), { state: 'off' })
    const apt = machine(t, { 'bin/apt-config': `#!/bin/sh\ncat <<E\n${on}\nE\n`, 'etc/systemd/system/x': '' })
    t.match(await updatesHere(apt, []), { state: 'on' })
    symlinkSync('/dev/null', join(apt.root, 'etc/systemd/system/apt-daily-upgrade.timer'))
    t.match(await updatesHere(apt, []), { state: 'off', found: /masked/ })
    const own = machine(t, { 'bin/off': '#!/bin/sh\nexit 0\n', 'bin/on': '#!/bin/sh\nexit 1\n' })
    t.match(await updatesHere(own, ['off', '--now']), { state: 'off' })
    t.match(await updatesHere(own, ['on']), { state: 'on' })
    t.match(await updatesHere(own, ['absent']), { state: 'unknown' })
    t.match(await updatesHere({ ...own, searchPath: join(own.root, 'bin') }, []), { state: 'unknown', found: /no apt/ })
  },
)

const nobody = { check: [], identity: 'none' } as const

void t.test('a node is entitled by its own file, and not by that of the other node [LIC-1] [LIC-2]', async (t) => {
  const around = machine(t, {
    'etc/machine-id': 'abcdef0123456789\n',
    'etc/own': 'Contract ID: C-77\nissued for ABCDEF0123456789\n',
    'etc/other': 'Contract ID: C-77\nissued for 999\n',
    'bin/good': '#!/bin/sh\nexit 0\n',
    'bin/bad': '#!/bin/sh\necho expired; exit 3\n',
  })
  const at = { ...nobody, identity: 'machine-id', contract: 'Contract ID:' } as const
  t.match(await entitlementHere(around, nobody), { state: 'not-demanded' })
  t.match(await entitlementHere(around, { ...nobody, file: '/etc/none' }), { state: 'not-entitled', found: /no \/etc/ })
  const own = await entitlementHere(around, { ...at, file: '/etc/own' })
  t.match(own, { state: 'entitled', contract: 'C-77', fingerprint: /^[0-9a-f]{64}$/ })
  t.match(await entitlementHere(around, { ...at, file: '/etc/other' }), {
    state: 'not-entitled',
    found: /issued for another node: it does not name the machine-id abcdef/,
  })
  t.match(await entitlementHere(around, { ...nobody, check: ['good'] }), { state: 'entitled', found: 'good' })
  t.match(await entitlementHere(around, { ...nobody, check: ['bad'] }), { found: 'bad ends with 3: expired' })
  t.match(await entitlementHere(around, { ...at, file: '/etc/own', check: ['bad'] }), { state: 'not-entitled' })
  const named = { ...nobody, identity: 'hostname', file: '/etc/host' } as const
  writeFileSync(join(around.root, 'etc/host'), hostname())
  t.match(await entitlementHere(around, named), { state: 'entitled', contract: null })
  const uuid = { ...nobody, identity: 'product-uuid', file: '/etc/own' } as const
  t.match(
    await entitlementHere(around, uuid),
    { state: 'not-entitled' },
    'an identity that cannot be read names nobody',
  )
})

void t.test('the age of a backup is that of its file [GEN-5]', async (t) => {
  const around = machine(t, { 'var/settings': '' })
  utimesSync(join(around.root, 'var/settings'), 1_000, 1_000)
  const { appliance } = siteOf(smallPair)
  const named = { ...appliance, configurationBackup: '/var/settings', userDataBackup: '/var/mail' }
  t.strictSame(await backupsHere(around, named, 1_060_000), [
    { kind: 'configuration', file: '/var/settings', ageMs: 60_000 },
    { kind: 'user-data', file: '/var/mail', ageMs: null },
  ])
  t.strictSame(await backupsHere(around, appliance, 0), [])
})

void t.test('the release is that of the appliance, or of the system [PRE-2]', async (t) => {
  const around = machine(t, {
    'etc/release': 'Appliance 8.4\n',
    'etc/os-release': 'NAME=x\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    'etc/debian_version': '12.9\n',
  })
  t.equal(await releaseHere(around, '/etc/release'), 'Appliance 8.4')
  t.equal(await releaseHere(around, undefined), 'Debian GNU/Linux 12 (bookworm), 12.9')
  await t.rejects(releaseHere(around, '/etc/none'), /there is no/)
})

void t.test('disks are as large as the kernel says, and ports without a chip are none', async (t) => {
  const around = machine(t, {
    'dev/vda': '',
    'sys/class/block/vda/size': '204800\n',
    'sys/class/tty/ttyS0/type': '4\n',
    'sys/class/tty/ttyS1/type': '0\n',
    'sys/class/tty/tty1/type': '4\n',
    'sys/module/drbd/x': '',
  })
  const at = { minor: 0, port: 7788, peerDisk: '/dev/x' }
  t.strictSame(
    await volumesHere(around, [
      { name: 'data', ownDisk: '/dev/vda', ...at },
      { name: 'gone', ownDisk: '/dev/vdb', ...at },
    ]),
    [
      { name: 'data', disk: '/dev/vda', sizeKib: 102_400 },
      { name: 'gone', disk: '/dev/vdb', sizeKib: null },
    ],
  )
  const found = await machineHere(around, undefined)
  t.match(found, { serialPorts: ['ttyS0'], replicationDriver: true })
  t.ok(found.processors > 0 && found.memoryMib > 0)
})

void t.test('a port is open, refused or silent, and a filter shows by its first failure [PRE-6] [PRE-7]', async (t) => {
  let served = 0
  const server = createServer((socket) => {
    served += 1
    socket.destroy()
    if (served === 4) server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const tried = { name: 'x', port, protocol: 'tcp', from: '127.0.0.1', to: '127.0.0.1' } as const
  const reached = await tryPorts([tried, { ...tried, protocol: 'udp' }, { ...tried, port: 1, connected: true }], 500)
  t.strictSame(
    reached.map((each) => each.reached),
    ['open', 'not-tried', 'open'],
  )
  t.match(await tryRepeatedly([tried], reached, 500), { port, attempts: 6, succeeded: 3, firstFailure: 4 })
  t.equal(await tryPort({ ...tried, port: 1 }, 500), 'refused')
  t.equal(await tryPort({ ...tried, from: '192.0.2.1' }, 500), 'unreachable')
  t.equal(await tryRepeatedly([{ ...tried, connected: true }], reached, 500), null, 'the replication is left alone')
})

void t.test('ports of volumes and of the profile are tried between their own addresses', (t) => {
  const site = siteOf(smallPair)
  const appliance = { ...site.appliance, ports: [{ name: 'sync', port: 8443, protocol: 'tcp' as const }] }
  const volume = { name: 'data', minor: 0, port: 7788, ownDisk: '/dev/a', peerDisk: '/dev/a' }
  const replication = { volumes: [volume], ownAddress: '10.0.0.1', peerAddress: '10.0.0.2', rateKib: 1 }
  t.match(portsOf({ ...site, appliance, replication }, ['data']), [
    { name: 'replication of data', from: '10.0.0.1', to: '10.0.0.2', connected: true },
    { name: 'sync', port: 8443, from: '192.0.2.11', to: '192.0.2.12' },
  ])
  t.end()
})

void t.test('this machine answers every question in time, in the form of a file', async (t) => {
  const around = { root: '/', searchPath: '/usr/sbin:/usr/bin:/sbin:/bin', deadlineMs: 20_000 }
  const facts = await gatherNodeFacts({ around, hapair: '1', connected: [], moves: { value: [] } })
  t.strictSame(parseNodeFacts(renderNodeFacts(facts)), facts)
  t.match(facts, { role: 'standalone', zones: { unanswered: /settings/ }, machine: { value: {} }, load: { value: {} } })
})
