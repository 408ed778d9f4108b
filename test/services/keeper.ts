/** Does the keeper of services tell, start, stop and check as it shall, whatever the service manager does? */
import t from 'tap'
import type { Test } from 'tap'
import type { SiteService } from '../../src/config/site.ts'
import type { ServiceFacts } from '../../src/core/eyes.ts'
import { checksAtOnce, settleMs } from '../../src/services/checks.ts'
import { ServiceKeeper } from '../../src/services/index.ts'
import { FakeManager } from './fake-manager.ts'
import type { FakeUnit } from './fake-manager.ts'

/** A service of the unit NAME.service. */
export function serviceOf(name: string, more: Partial<SiteService> = {}): SiteService {
  return {
    ...{ name, unit: `${name}.service`, placement: 'master', order: 50, after: [], startMs: 90_000, stopMs: 30_000 },
    ...{ check: [], configTest: [], verify: [], farewell: [], connections: [], ports: [], certificates: [] },
    ...{ writes: false, needsVolume: false },
    ...more,
  }
}

type Scene = {
  readonly manager: FakeManager
  readonly keeper: ServiceKeeper
  readonly posted: (readonly ServiceFacts[])[]
  readonly troubles: string[]
  readonly last: () => readonly string[]
}

const auditMs = 30_000

async function sceneOf(
  t: Test,
  units: Readonly<Record<string, FakeUnit>>,
  services: readonly SiteService[] = Object.keys(units).map((name) => serviceOf(name)),
): Promise<Scene> {
  const manager = new FakeManager()
  for (const [name, unit] of Object.entries(units)) manager.units.set(`${name}.service`, unit)
  const posted: (readonly ServiceFacts[])[] = []
  const troubles: string[] = []
  const keeper = new ServiceKeeper({
    ...{ services, auditMs, edge: manager.edge },
    onFacts: (facts) => posted.push(facts),
    onTrouble: (text) => troubles.push(text),
  })
  t.teardown(() => keeper.stop())
  keeper.start()
  await manager.pass(0)
  const last = (): readonly string[] => posted.at(-1)?.map(({ unit }) => unit) ?? []
  return { manager, keeper, posted, troubles, last }
}

const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (cause: unknown) => (cause instanceof Error ? cause.message : 'thrown'),
  )

void t.test('all services are asked for in one call, at once and then once a period', async (t) => {
  const { manager, posted, last } = await sceneOf(t, { a: { active: 'active' }, b: { active: 'inactive' } })
  t.strictSame(last(), ['running', 'stopped'])
  await manager.pass(auditMs * 3)
  t.strictSame(manager.calls, ['show', 'show', 'show', 'show'])
  t.equal(posted.length, 4, 'the core hears in every audit')
})

void t.test('a start is done when the unit is seen to run', async (t) => {
  const { manager, keeper, last } = await sceneOf(t, { a: { active: 'inactive' } })
  const outcome = outcomeOf(keeper.startService(0))
  await manager.pass(0)
  t.equal(await outcome, 'done')
  t.strictSame(last(), ['running'])
  t.strictSame(manager.calls.slice(0, 3), ['show', 'start a.service', 'show'])
})

void t.test('a start that fails says what the service manager said, and what failed before is forgiven', async (t) => {
  const { manager, keeper, last } = await sceneOf(t, {
    a: { active: 'failed', refuses: 'Job for a.service failed.\n' },
  })
  const outcome = outcomeOf(keeper.startService(0))
  await manager.pass(0)
  t.match(await outcome, /start a\.service: exit code 1: Job for a\.service failed\./)
  t.ok(manager.calls.includes('reset-failed a.service'))
  t.strictSame(last(), ['failed'])
})

void t.test('a start that takes longer than its limit has failed, and what became of it is told', async (t) => {
  const { manager, keeper, last } = await sceneOf(t, { a: { active: 'inactive', hangs: true } })
  const outcome = outcomeOf(keeper.startService(0))
  await manager.pass(91_000)
  t.match(await outcome, /start a\.service: timed out after 90000 ms/)
  t.strictSame(last(), ['starting'])
  manager.units.set('a.service', { active: 'active' })
  await manager.pass(5_000)
  t.strictSame(last(), ['running'], 'something in motion is looked at sooner than the period')
})

void t.test('a stop is done when nothing runs, and not before', async (t) => {
  const { manager, keeper, last } = await sceneOf(t, { a: { active: 'active' } })
  const outcome = outcomeOf(keeper.stopService(0, 10_000))
  await manager.pass(0)
  t.equal(await outcome, 'done')
  t.strictSame(last(), ['stopped'])
})

void t.test('the processes of a stop that takes too long are killed', async (t) => {
  const { manager, keeper } = await sceneOf(t, { a: { active: 'active', hangs: true } })
  const outcome = outcomeOf(keeper.stopService(0, 3_000))
  await manager.pass(2_900)
  t.notOk(manager.calls.includes('kill a.service'))
  await manager.pass(200)
  t.ok(manager.calls.includes('kill a.service'))
  t.equal(await outcome, 'done', 'failed is stopped as well')
})

void t.test('what a unit left behind is killed before it counts as stopped', async (t) => {
  const { manager, keeper } = await sceneOf(t, { a: { active: 'active', tasks: 2 } })
  const outcome = outcomeOf(keeper.stopService(0, 10_000))
  await manager.pass(1_000)
  t.equal(await outcome, 'done')
  t.ok(manager.calls.includes('kill a.service'))
})

void t.test('a unit that is not there is stopped', async (t) => {
  const { manager, keeper, troubles } = await sceneOf(t, {}, [serviceOf('ghost')])
  const outcome = outcomeOf(keeper.stopService(0, 10_000))
  await manager.pass(0)
  t.equal(await outcome, 'done')
  t.match(troubles, [/there is no unit ghost\.service on this node/])
})

void t.test('a new order ends the one under way', async (t) => {
  const { manager, keeper } = await sceneOf(t, { a: { active: 'inactive', hangs: true } })
  const start = outcomeOf(keeper.startService(0))
  await manager.pass(100)
  manager.units.set('a.service', { active: 'activating' })
  const stop = outcomeOf(keeper.stopService(0, 10_000))
  await manager.pass(0)
  t.match(await start, /start a\.service: cancelled/)
  t.equal(await stop, 'done')
})

void t.test('what starts at boot is taken away, in both forms', async (t) => {
  const { manager, keeper, posted } = await sceneOf(t, { a: { active: 'inactive', file: 'enabled+runtime' } })
  t.equal(posted.at(-1)?.[0]?.atBoot, true)
  const outcome = outcomeOf(keeper.disableService(0))
  await manager.pass(0)
  t.equal(await outcome, 'done')
  t.equal(manager.calls.filter((call) => call === 'disable a.service').length, 2)
  t.equal(posted.at(-1)?.[0]?.atBoot, false)
})

void t.test(
  'while the service manager hangs everything is unknown, it is asked less and less, and told once',
  async (t) => {
    const { manager, troubles, last } = await sceneOf(t, { a: { active: 'active' } })
    manager.hung = true
    await manager.pass(auditMs + 6_000)
    t.strictSame(last(), ['unknown'])
    const before = manager.calls.length
    await manager.pass(600_000)
    t.ok(manager.calls.length - before < 20, 'one call at a time, ever more rarely')
    t.match(troubles, [/ask for the services: timed out after 5000 ms; services are left as they are/])
    manager.hung = false
    await manager.pass(70_000)
    t.strictSame(last(), ['running'])
  },
)

void t.test('a bus that is gone is no stopped service, and no death', async (t) => {
  const { manager, posted, last } = await sceneOf(t, { a: { active: 'active' } })
  manager.gone = true
  await manager.pass(auditMs)
  t.strictSame(last(), ['unknown'])
  manager.gone = false
  await manager.pass(auditMs)
  t.strictSame(last(), ['running'])
  t.equal(posted.at(-1)?.[0]?.restarts, 0)
})

void t.test('a service manager that keeps failing is left alone for a while by starts, never by stops', async (t) => {
  const { manager, keeper } = await sceneOf(t, { a: { active: 'active' } })
  manager.gone = true
  for (let tries = 0; tries < 3; tries += 1) {
    const outcome = outcomeOf(keeper.startService(0))
    await manager.pass(0)
    t.match(await outcome, /Failed to connect to bus/)
  }
  t.match(await outcomeOf(keeper.startService(0)), /keeps failing; it is asked again/)
  t.equal(keeper.counts().turnedAway, 1)
  const stop = outcomeOf(keeper.stopService(0, 10_000))
  await manager.pass(2_000)
  t.match(await stop, /stop a\.service: exit code 1: Failed to connect to bus/)
  manager.gone = false
  await manager.pass(10_000)
  const outcome = outcomeOf(keeper.startService(0))
  await manager.pass(0)
  t.equal(await outcome, 'done')
})

void t.test('services that die are counted, mended or not', async (t) => {
  const unit: FakeUnit = { active: 'active' }
  const { manager, posted } = await sceneOf(t, { a: unit })
  unit.restarts = 2
  await manager.pass(auditMs)
  unit.active = 'failed'
  await manager.pass(auditMs)
  t.equal(posted.at(-1)?.[0]?.restarts, 3)
})

void t.test('a service that runs is checked when it has settled, then once a period, few at a time', async (t) => {
  const names = ['a', 'b', 'c']
  const units = Object.fromEntries(names.map((name) => [name, { active: 'active' } as FakeUnit]))
  const services = names.map((name) => serviceOf(name, { check: ['/bin/check', name] }))
  const { manager, posted, troubles } = await sceneOf(t, units, services)
  const checks = (): number => manager.calls.filter((call) => call.startsWith('check')).length
  await manager.pass(settleMs - 1)
  t.equal(checks(), 0)
  manager.commands.set('check b', { type: 'exited', code: 3, output: '', errors: 'no answer\n' })
  await manager.pass(1)
  t.equal(checks(), 3)
  t.strictSame(
    posted.at(-1)?.map(({ check }) => check),
    ['passed', 'failed', 'passed'],
  )
  t.match(troubles, [/check b: exit code 3: no answer/])
  await manager.pass(auditMs)
  t.equal(checks(), 6)
  manager.units.set('b.service', { active: 'inactive' })
  await manager.pass(auditMs)
  t.equal(posted.at(-1)?.[1]?.check, 'none', 'what does not run has no result')
  t.equal(checksAtOnce, 2)
})

void t.test('farewells are said by what runs here and moves, side by side, and hold up nothing [SVC-10]', async (t) => {
  const farewell = ['/bin/bye']
  const services = [
    serviceOf('a', { farewell }),
    serviceOf('b', { farewell, placement: 'both' }),
    serviceOf('c', { farewell }),
    serviceOf('d'),
    serviceOf('e', { farewell }),
  ]
  const units = Object.fromEntries(
    services.map(({ name }) => [name, { active: name === 'c' ? 'inactive' : 'active' } as FakeUnit]),
  )
  const { manager, keeper, troubles } = await sceneOf(t, units, services)
  manager.commands.set('farewell e', { type: 'timed-out', afterMs: 5_000 })
  t.equal(await outcomeOf(keeper.endClients()), 'done')
  t.strictSame(manager.calls.slice(1), ['farewell a', 'farewell e'])
  t.match(troubles, [/farewell e: timed out after 5000 ms; its clients will notice/])
})

void t.test(
  'a look at a service on the standby starts it, asks, and stops it; the core is told unknown [SVC-12]',
  async (t) => {
    const services = [serviceOf('a', { verify: ['/bin/look'] })]
    const { manager, keeper, posted, last } = await sceneOf(t, { a: { active: 'inactive' } }, services)
    manager.commands.set('verify a', { type: 'exited', code: 0, output: '1204 objects\n', errors: '' })
    const seen = posted.length
    const outcome = keeper.verify(0)
    await manager.pass(0)
    t.match(await outcome, { passed: true, text: '1204 objects' })
    t.strictSame(
      manager.calls.filter((call) => call !== 'show'),
      ['start a.service', 'verify a', 'stop a.service'],
    )
    t.ok(posted.slice(seen).every(([facts]) => facts?.unit !== 'running'))
    t.strictSame(last(), ['stopped'])
  },
)

void t.test('a service that is ordered to run while it is looked at stays', async (t) => {
  const services = [serviceOf('a', { verify: ['/bin/look'] })]
  const { manager, keeper, last } = await sceneOf(t, { a: { active: 'inactive' } }, services)
  const looked = outcomeOf(keeper.verify(0))
  const started = outcomeOf(keeper.startService(0))
  await manager.pass(0)
  t.equal(await started, 'done')
  await looked
  t.notOk(manager.calls.includes('stop a.service'))
  t.strictSame(last(), ['running'])
})

void t.test('a service that is looked at and cannot start is stopped all the same', async (t) => {
  const services = [serviceOf('a', { verify: ['/bin/look'] })]
  const { manager, keeper } = await sceneOf(t, { a: { active: 'inactive', refuses: 'no licence\n' } }, services)
  const outcome = outcomeOf(keeper.verify(0))
  await manager.pass(0)
  t.match(await outcome, /no licence/)
  t.ok(manager.calls.includes('stop a.service'))
  t.notOk(manager.calls.includes('verify a'))
})

void t.test('connections are asked for on demand, whatever the code of the command', async (t) => {
  const services = [serviceOf('a', { connections: ['/bin/count'] }), serviceOf('b')]
  const { manager, keeper } = await sceneOf(t, { a: { active: 'active' }, b: { active: 'active' } }, services)
  manager.commands.set('connections a', { type: 'exited', code: 1, output: '0\n', errors: '' })
  t.equal(await keeper.connections(0), 0)
  t.equal(await keeper.connections(1), undefined)
})
