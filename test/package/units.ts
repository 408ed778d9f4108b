/**
 * Cases for packaging/systemd: do the units promise what the agent and its emergency release rely on?
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { test } from 'tap'

const folder = new URL('../../packaging/systemd/', import.meta.url)
const script = readFileSync(new URL('../../packaging/release/hapair-release', import.meta.url), 'utf8')

/** Values by "Section.Key", in the order of the file. */
function readUnit(name: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  let section = ''
  for (const line of readFileSync(new URL(name, folder), 'utf8').split('\n')) {
    const [, head] = /^\[(\w+)\]$/.exec(line) ?? []
    const [, key, value = ''] = /^(\w+)=(.*)$/.exec(line) ?? []
    section = head ?? section
    if (key !== undefined) values.set(`${section}.${key}`, [...(values.get(`${section}.${key}`) ?? []), value])
  }
  return values
}

const agent = readUnit('hapaird.service')
const release = readUnit('hapair-release.service')

function words(unit: ReadonlyMap<string, readonly string[]>, key: string): readonly string[] {
  return (unit.get(key) ?? []).flatMap((value) => value.split(' '))
}

function seconds(unit: ReadonlyMap<string, readonly string[]>, key: string): number {
  const [, number, suffix = 's'] = /^(\d+)(ms|s)?$/.exec(unit.get(key)?.[0] ?? '') ?? []
  return Number(number) / (suffix === 'ms' ? 1000 : 1)
}

void test('the agent comes back at once after any end, but not with wrong settings and not without end', (t) => {
  t.strictSame(agent.get('Service.Restart'), ['always'])
  t.ok(seconds(agent, 'Service.RestartSec') <= 0.1)
  t.strictSame(words(agent, 'Service.RestartPreventExitStatus'), ['2', '6'])
  t.ok(seconds(agent, 'Unit.StartLimitIntervalSec') <= 60 && Number(agent.get('Unit.StartLimitBurst')?.[0]) <= 10)
  t.end()
})

void test('every end of the agent is followed by a look at what it held', (t) => {
  t.strictSame(agent.get('Service.ExecStopPost'), ['-+/usr/lib/hapair/hapair-release --after-stop'])
  t.strictSame(agent.get('Unit.OnFailure'), ['hapair-release.service'])
  t.strictSame(agent.get('Service.RuntimeDirectoryPreserve'), ['yes'], 'the list is in that folder')
  t.end()
})

void test('the agent stops in order, before network, mounts and disks, and is given the time for it', (t) => {
  const after = words(agent, 'Unit.After')
  for (const unit of ['network.target', 'local-fs.target', 'remote-fs.target', 'dbus.service', 'drbd.service'])
    t.ok(after.includes(unit), unit)
  const [stop = ''] = agent.get('Service.ExecStop') ?? []
  const given = Number(/--timeout (\d+)s/.exec(stop)?.[1])
  t.match(stop, /^-\/usr\/bin\/hapair stop --yes /, 'nobody can be asked during a shutdown')
  t.ok(given < seconds(agent, 'Service.TimeoutStopSec'))
  t.end()
})

void test('nothing starts without settings, and the disks of a pair are not started by anybody else', (t) => {
  t.strictSame(agent.get('Unit.ConditionPathExists'), ['/etc/hapair/pair.yaml'])
  t.strictSame(readUnit('drbd.service.d/hapair.conf').get('Unit.ConditionPathExists'), ['!/etc/hapair/pair.yaml'])
  t.end()
})

void test('the release is held up by nothing and kept from nothing that it needs', (t) => {
  t.notOk(release.has('Unit.After'), 'the agent must be able to start while the release waits')
  t.strictSame(release.get('Service.Type'), ['exec'])
  t.strictSame(release.get('Unit.StartLimitIntervalSec'), ['0'])
  t.strictSame(release.get('Unit.FailureAction'), ['reboot-immediate'])
  for (const key of ['ProtectSystem', 'PrivateTmp', 'PrivateDevices', 'CapabilityBoundingSet', 'ProtectKernelTunables'])
    t.notOk(release.has(`Service.${key}`), key)
  t.end()
})

void test('only the exit code that asks for a reset counts as a failure of the release', (t) => {
  t.strictSame(words(release, 'Service.SuccessExitStatus'), ['1', '3'])
  const codes = [...script.matchAll(/\bexit (\d)/g)].map((match) => match[1] ?? '')
  t.strictSame([...new Set(codes)].sort(), ['0', '1', '2', '3', '4'])
  t.end()
})

void test('the release has more time than the longest lease and limit of a list take together', (t) => {
  const slackMs = Number(/^kernel_slack=(\d+)$/m.exec(script)?.[1])
  t.ok(seconds(release, 'Service.RuntimeMaxSec') > 60 + slackMs / 1000 + 60)
  t.end()
})

void test('the agent has the capabilities that it needs and no more', (t) => {
  t.strictSame([...words(agent, 'Service.CapabilityBoundingSet')].sort(), [
    'CAP_CHOWN',
    'CAP_NET_ADMIN',
    'CAP_NET_RAW',
    'CAP_SYS_NICE',
  ])
  t.strictSame(agent.get('Service.NoNewPrivileges'), ['yes'])
  t.end()
})

/** Of ten; the target is 4.0, what is built is 2.9. Tenths, as the tool wants them. */
const exposureMaxTenths = 30
const tool = spawnSync('systemd-analyze', ['--version']).error === undefined

void test('the exposure of the agent stays low', { skip: tool ? false : 'systemd-analyze is missing' }, (t) => {
  const file = new URL('hapaird.service', folder).pathname
  const options = ['--offline=true', `--threshold=${exposureMaxTenths}`]
  const { status, stdout } = spawnSync('systemd-analyze', ['security', ...options, file], { encoding: 'utf8' })
  t.equal(status, 0, stdout.trim().split('\n').at(-1) ?? '')
  t.end()
})

void test('the service manager understands every line', { skip: tool ? false : 'systemd-analyze is missing' }, (t) => {
  for (const name of ['hapaird.service', 'hapair-release.service']) {
    const file = new URL(name, folder).pathname
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })
    // The programs are where the package puts them, which is not here.
    const complaints = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !/is not executable/.test(line))
    t.strictSame(complaints, [], name)
  }
  t.end()
})
