/** May a node go down, how does it, and the orders for trouble: maintenance and expert mode. */
import t from 'tap'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { dangersOf } from '../../src/cli/commands/expert-mode.ts'
import { sampleStatus } from './samples.ts'
import type { Situation } from './samples.ts'
import { call, daemon, golden, orders, scratch } from './stage.ts'

void t.test('can-reboot ends with 0 only when this node may go down [MNT-1]', async (t) => {
  const cases: readonly (readonly [situation: Situation, code: number, text: RegExp])[] = [
    ['disk in sync', 0, /may go down/],
    ['disk standby', 0, /may go down/],
    ['degraded', 3, /do not reboot: the peer is not available\n/],
    ['disk syncing', 3, /do not power down either node while the disks resynchronise/],
    ['split-brain slave serves', 3, /do not reboot either node, contact support now/],
    ['starting', 3, /still starting/],
  ]
  for (const [situation, expected, text] of cases) {
    const { words } = await daemon(t, situation)
    const { code, out, error } = await call([...words, 'can-reboot'])
    t.equal(code, expected, situation)
    t.match(out + error, text)
    if (expected !== 0) t.match(error, 'unless the other one is up and synchronised; a wrong reboot may lose data')
  }
  t.equal((await call(['--run-dir', scratch(t), 'can-reboot'])).code, 4)
})

void t.test('while a move goes on, the answer is: do not reboot, and where to watch [MNT-5]', async (t) => {
  const moving = sampleStatus('moving')
  const reason = 'a move is under way; wait until it has ended'
  const commands = moving.commands.map((entry) =>
    entry.command === 'reboot' ? { ...entry, available: false, reason } : entry,
  )
  const { words } = await daemon(t, { status: [{ ...moving, commands }] })
  const { error } = await call([...words, 'can-reboot'])
  t.match(error, `do not reboot: ${reason}`)
  t.match(error, 'hapair status --follow')
})

void t.test('can-reboot --json has reason, advice and code', async (t) => {
  const { words } = await daemon(t, 'disk syncing')
  const { out } = await call([...words, 'can-reboot', '--json'])
  t.match(JSON.parse(out), { canReboot: false, reason: /not in sync/, advice: Array, exitCode: 3 })
})

void t.test('reboot stops the agent in order, then restarts the machine, without a shell [MNT-1]', async (t) => {
  const fake = await daemon(t, 'disk in sync')
  const dry = await call([...fake.words, 'reboot', '--dry-run'])
  t.equal(dry.out, golden('plan-reboot.txt', dry.out))
  t.equal((await call([...fake.words, 'reboot'])).code, 2)
  t.equal((await call([...fake.words, 'reboot'], { answer: false })).code, 3)
  t.strictSame(orders(fake), [])
  const { code, out, started, logged } = await call([...fake.words, 'reboot', '--yes'])
  t.equal(code, 0)
  t.match(out, 'this machine restarts')
  t.strictSame(orders(fake), [{ verb: 'stop' }])
  t.strictSame(started, ['systemctl reboot'])
  t.strictSame(logged, [])
})

void t.test('reboot is refused where it would harm, and restarts nothing [MNT-1] [ADV-1] [ADV-4]', async (t) => {
  for (const situation of ['degraded', 'disk syncing', 'split-brain master stands by'] as const) {
    const fake = await daemon(t, situation)
    const { code, error, started } = await call([...fake.words, 'reboot', '--yes'])
    t.equal(code, 3)
    t.match(error, 'never reboot a node unless the other one is up and synchronised')
    t.strictSame(started, [])
    t.strictSame(orders(fake), [])
  }
})

void t.test('an agent that cannot stop keeps the machine up', async (t) => {
  const fake = await daemon(t, { order: [{ type: 'failed', text: 'the volume is busy' }] })
  const { code, error, started } = await call([...fake.words, 'reboot', '--yes'])
  t.equal(code, 1)
  t.match(error, 'the volume is busy')
  t.strictSame(started, [])
})

void t.test('a service manager that refuses is a failure', async (t) => {
  const { words } = await daemon(t, 'disk in sync')
  const { code, error } = await call([...words, 'reboot', '--yes'], { programs: { systemctl: 1 } })
  t.equal(code, 1)
  t.match(error, 'systemctl reboot: exit code 1')
})

void t.test('--override wants a word typed on a terminal, and leaves an alarm in the log [MNT-1]', async (t) => {
  const fake = await daemon(t, 'disk syncing')
  const override = [...fake.words, 'reboot', '--override', '--yes']
  const script = await call(override)
  t.equal(script.code, 2)
  t.match(script.error, '--yes does not stand for it')
  for (const sitting of [{ answer: true }, { typed: 'yes' }, { typed: 'reboot' }]) {
    const wrong = await call(override, sitting)
    t.equal(wrong.code, 3)
    t.strictSame([wrong.started, wrong.logged], [[], []])
  }
  t.strictSame(orders(fake), [])
  const { code, error, started, logged } = await call(override, { typed: 'reboot anyway' })
  t.equal(code, 0)
  t.match(error, 'do not reboot: ')
  t.match(logged, [/ha1 \(master\): reboot with --override, although: the disks are not in sync/])
  t.strictSame(started, ['systemctl reboot'])
})

void t.test('without an agent only --override restarts the machine', async (t) => {
  const words = ['--run-dir', scratch(t), 'reboot']
  t.equal((await call([...words, '--yes'])).code, 4)
  const { code, started, logged } = await call([...words, '--override'], { typed: 'reboot anyway' })
  t.equal(code, 0)
  t.strictSame(started, ['systemctl reboot'])
  t.match(logged, [/hapaird is not running/])
})

void t.test('a slave that goes down is told not to be started alone afterwards [SB-13]', async (t) => {
  const { words } = await daemon(t, 'disk standby')
  t.match((await call([...words, 'reboot', '--dry-run'])).out, 'split-brain follows')
  t.match((await call([...words, 'stop'], { answer: false })).error, 'split-brain follows')
})

void t.test('maintenance begins and ends by an order, and warns when it begins', async (t) => {
  const fake = await daemon(t, 'disk in sync')
  const on = await call([...fake.words, 'maintenance', 'on'])
  t.equal(on.code, 0)
  t.match(on.error, 'nobody takes over')
  t.equal((await call([...fake.words, 'maintenance', 'off', '--json'])).code, 0)
  t.equal((await call([...fake.words, 'maintenance', 'perhaps'])).code, 2)
  t.strictSame(orders(fake), [{ verb: 'maintain' }, { verb: 'unmaintain' }])
  const { words } = await daemon(t, 'maintenance')
  t.match((await call([...words, 'status'])).out, 'nothing moves by itself')
})

const heardSlave = { verdict: 'alive', phase: 'running-slave' } as const

void t.test('forcing is dangerous unless the peer itself says that it does not lead, and the copy is proven', (t) => {
  const standby = sampleStatus('disk standby')
  const peer = (changed: Partial<DaemonStatus['peer']>): DaemonStatus => ({
    ...standby,
    peer: { ...standby.peer, ...changed },
  })
  t.strictSame(dangersOf(peer(heardSlave)), [])
  t.strictSame(dangersOf(peer({ ...heardSlave, phase: 'held' })), [])
  t.strictSame(dangersOf(peer({ verdict: 'departed', phase: 'not-available' })), [])
  t.strictSame(dangersOf(sampleStatus('disk in sync')), [], 'it leads already')
  for (const changed of [
    { ...heardSlave, phase: 'running-master' },
    { ...heardSlave, verdict: 'late' },
    { verdict: 'silent-dead', phase: 'not-available' },
    { verdict: 'powered-off', phase: 'not-available' },
  ] as const) {
    t.match(dangersOf(peer(changed)), [/running master, or may be/], changed.verdict)
  }
  t.match(dangersOf(sampleStatus('stale slave')).at(-1), 'r0: the data of this node is not proven to be current')
  t.end()
})

void t.test('expert mode master needs --force and a typed word where it is dangerous [ROLE-18]', async (t) => {
  const fake = await daemon(t, 'stale slave')
  const mode = [...fake.words, 'expert', 'mode', 'master']
  const refused = await call([...mode, '--yes'])
  t.equal(refused.code, 3)
  t.match(refused.error, '--force is needed, and split-brain may follow')
  t.equal((await call([...mode, '--force', '--yes'])).code, 2)
  t.equal((await call([...mode, '--force'], { typed: 'yes' })).code, 3)
  t.strictSame(orders(fake), [])
  const { code, error } = await call([...mode, '--force'], { typed: 'force master' })
  t.equal(code, 0)
  t.match(error, 'DANGER: the peer is running master, or may be')
  t.strictSame(orders(fake), [{ verb: 'force-master' }])
  const dry = await call([...mode, '--dry-run'])
  t.equal(dry.out, golden('plan-expert-mode-master.txt', dry.out))
})

void t.test('expert mode can be given again with the same result [ROLE-18]', async (t) => {
  const fake = await daemon(t, 'disk in sync')
  t.equal((await call([...fake.words, 'expert', 'mode', 'master'])).code, 0, 'nothing to ask: it leads already')
  t.equal((await call([...fake.words, 'expert', 'mode', 'slave', '--yes'])).code, 0)
  t.equal((await call([...fake.words, 'expert', 'mode', 'idle'])).code, 2)
  t.strictSame(orders(fake), [{ verb: 'force-master' }, { verb: 'release' }])
})

void t.test('expert commands are no daily ones [CLI-16]', async (t) => {
  const { words } = await daemon(t, 'disk in sync')
  t.notMatch((await call(words)).out, 'expert mode')
  t.match((await call([...words, '--all'])).out, 'expert mode')
})
