/** Commands about services and firmware profiles: do they ask the right thing, and say what comes back? */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { fitOf, renderDetection } from '../../src/cli/commands/profile-detect.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import type { ServicesReport, ServiceState } from '../../src/control/services.ts'
import { devicesOf, serialPortsOf } from '../../src/doctor/machine.ts'
import { siteOf, smallNode, smallPair } from '../config/texts.ts'
import { sampleStatus } from './samples.ts'
import { call, daemon, scratch } from './stage.ts'

function stateOf(name: string, more: Partial<ServiceState> = {}): ServiceState {
  return {
    ...{
      name,
      title: name,
      unit: `${name}.service`,
      placement: 'master',
      state: 'running',
      detail: 'active (running)',
    },
    ...{ check: 'none', checkText: '', deaths: 0, atBoot: false, problem: null },
    ...more,
  }
}

const report: ServicesReport = {
  clients: 'refused',
  services: [
    stateOf('web', { check: 'passed', deaths: 2 }),
    stateOf('vpn', { placement: 'slave-when-available', state: 'stopped', detail: 'inactive (dead)' }),
    stateOf('mail', { check: 'failed', checkText: 'check mail: exit code 1: no answer' }),
    stateOf('pptp', { state: 'missing', problem: 'there is no unit pptp.service on this node; install the service' }),
  ],
}
const status: DaemonStatus = { ...sampleStatus('running master'), serviceUnits: report }

void t.test('service list shows placement, state, check, deaths and what is wrong', async (t) => {
  const { words } = await daemon(t, { status: [status] })
  const { code, out } = await call([...words, 'service', 'list'])
  t.equal(code, 0)
  t.strictSame(out.split('\n').slice(1), [
    'web   master                running, check passed, web.service, ended 2 times by itself',
    'vpn   slave-when-available  stopped, vpn.service',
    'mail  master                running, check failed, mail.service',
    '  check mail: exit code 1: no answer',
    'pptp  master                missing, pptp.service',
    '  there is no unit pptp.service on this node; install the service',
    'new clients are refused on this node',
    '',
  ])
})

void t.test('service list --clients counts them', async (t) => {
  const fake = await daemon(t, { status: [status] })
  const { out } = await call([...fake.words, 'service', 'list', '--clients'])
  t.match(out, /^web .*web\.service, 3 clients/m)
  t.ok(fake.asked.some(({ type }) => type === 'connections'))
  const json = await call([...fake.words, 'service', 'list', '--clients', '--json'])
  t.match(JSON.parse(json.out), { clients: 'refused', connections: [{ service: 'web', clients: 3 }] })
})

void t.test('service list of a pair without services says so', async (t) => {
  const { words } = await daemon(t, { status: [sampleStatus('running master')] })
  t.match((await call([...words, 'service', 'list'])).out, /the pair has no services/)
  t.match(JSON.parse((await call([...words, 'service', 'list', '--json'])).out), { services: [] })
})

void t.test('the status names the services that run here and those with a trouble', async (t) => {
  const { words } = await daemon(t, { status: [status] })
  const { out } = await call([...words, 'status'])
  t.match(out, /^services +web, mail run here$/m)
  t.match(out, /^ +new clients are refused$/m)
  t.match(out, /^ +pptp: there is no unit pptp\.service/m)
})

void t.test('service start needs --verify, and says how the check ended [SVC-12]', async (t) => {
  const fake = await daemon(t, { status: [status], order: [{ type: 'done', text: 'web passed its check' }] })
  const bare = await call([...fake.words, 'service', 'start', 'web'])
  t.equal(bare.code, 2)
  t.match(bare.error, /--verify starts one for its check only/)
  const { code, out } = await call([...fake.words, 'service', 'start', 'web', '--verify'])
  t.equal(code, 0)
  t.match(out, /done: web passed its check/)
  t.strictSame(fake.asked.at(-1), { type: 'service-verify', service: 'web' })
  const refused = await daemon(t, { status: [status], order: [{ type: 'refused', refusal: 'wrong-node', text: 'no' }] })
  t.equal((await call([...refused.words, 'service', 'start', 'web', '--verify'])).code, 3)
})

void t.test('clients disable and enable ask the daemon [CLI-15]', async (t) => {
  const fake = await daemon(t, { status: [status] })
  t.equal((await call([...fake.words, 'clients', 'disable'])).code, 0)
  t.strictSame(fake.asked.at(-1), { type: 'clients', admit: false })
  await call([...fake.words, 'failover', 'client-connection', 'disable'])
  t.strictSame(fake.asked.at(-1), { type: 'clients', admit: false }, 'the older form')
  const { out } = await call([...fake.words, 'clients', 'enable', '--json'])
  t.match(JSON.parse(out), { result: 'done' })
  t.strictSame(fake.asked.at(-1), { type: 'clients', admit: true })
})

void t.test('profile list, show and check speak of installed profiles', async (t) => {
  const listed = await call(['profile', 'list'])
  t.match(listed.out, /^ +generic +Two nodes with a null-modem cable/m)
  t.match(listed.out, /^ +serial-appliance /m)
  const shown = await call(['profile', 'show', 'serial-appliance'])
  t.match(shown.out, /^services\[0\]\.unit: strongswan-starter\.service {2}\(serial-appliance\)$/m)
  t.match(shown.out, /^lan\.primary-device: eth0 {2}\(generic\)$/m)
  t.equal((await call(['profile', 'check', 'serial-appliance'])).code, 0)
  t.equal((await call(['profile', 'show', 'nowhere'])).code, 6)
})

void t.test('profile check judges a file that is not installed, with the places of its problems', async (t) => {
  const folder = join(scratch(t), 'drafts')
  mkdirSync(folder)
  const file = join(folder, 'router.yaml')
  writeFileSync(
    file,
    'extends: generic\nservices:\n  - {name: a, unit: a.service, after: [b]}\n  - {name: a}\nwrong: 1\n',
  )
  const { code, out } = await call(['profile', 'check', file])
  t.equal(code, 6)
  t.match(out, /router\.yaml:4: services\[1\]\.unit: missing/)
  t.match(out, /router\.yaml:5: wrong: unknown key/)
  writeFileSync(file, 'extends: router\n')
  t.match((await call(['profile', 'check', file])).out, /no loop of profiles: router -> router/)
  writeFileSync(file, 'extends: generic\nservices:\n  - {name: a, unit: a.service, after: [b]}\n')
  t.match((await call(['profile', 'check', file, '--json'])).out, /"key": "services\[0\]\.after\[0\]"/)
})

void t.test('a machine is compared with what a profile names', (t) => {
  const files: Readonly<Record<string, string>> = {
    '/sys/class/net/eth0/device/uevent': 'DRIVER=igb\nPCI_ID=1\n',
    '/sys/class/net/eth0/speed': '1000\n',
    '/sys/class/net/eth1/device/uevent': 'DRIVER=igb\n',
    '/sys/class/net/eth1/speed': '-1\n',
    '/sys/class/tty/ttyS0/type': '4\n',
    '/sys/class/tty/ttyS1/type': '0\n',
  }
  const names = { '/sys/class/net': ['lo', 'eth1', 'eth0'], '/sys/class/tty': ['tty0', 'ttyS1', 'ttyS0', 'ttyUSB0'] }
  const kernel = {
    list: (folder: string) => (folder === '/sys/class/net' ? names['/sys/class/net'] : names['/sys/class/tty']),
    read: (path: string) => files[path],
  }
  const machine = { maker: 'Maker', product: 'Box 3', devices: devicesOf(kernel), serialPorts: serialPortsOf(kernel) }
  const fits = [
    fitOf('generic', siteOf(smallPair), machine),
    fitOf('other', siteOf(smallPair, `${smallNode}lan: {primary-device: lan0}\n`), machine),
  ]
  t.strictSame(renderDetection(machine, fits), [
    'machine   Maker Box 3',
    'network   eth0 (igb 1000 Mbit/s), eth1 (igb)',
    'serial    /dev/ttyS0, /dev/ttyUSB0',
    'profile   generic: fits (has eth0, /dev/ttyS0)',
    'profile   other: does not fit: no lan0 (has /dev/ttyS0)',
  ])
  t.end()
})

void t.test('profile detect looks at this machine', async (t) => {
  const { code, out } = await call(['profile', 'detect', '--json'])
  t.equal(code, 0)
  t.match(JSON.parse(out), { machine: { devices: Array, serialPorts: Array }, fits: [{ profile: 'generic' }, {}] })
})
