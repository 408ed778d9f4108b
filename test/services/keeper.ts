/** Does the keeper of services tell, start and stop as it shall, whatever the service manager does? */
import t from 'tap'
import type { FakeUnit } from './fake-systemd.ts'
import { auditMs, outcomeOf, sceneOf, serviceOf } from './keeper-scene.ts'

void t.test('all services are asked for in one call, at once and then once a period', async (t) => {
  const { systemd, posted, last } = await sceneOf(t, { a: { active: 'active' }, b: { active: 'inactive' } })
  t.strictSame(last(), ['running', 'stopped'])
  await systemd.pass(auditMs * 3)
  t.strictSame(systemd.calls, ['show', 'show', 'show', 'show'])
  t.equal(posted.length, 4, 'the core hears in every audit')
})

void t.test('a start is done when the unit is seen to run', async (t) => {
  const { systemd, keeper, last } = await sceneOf(t, { a: { active: 'inactive' } })
  const outcome = outcomeOf(keeper.startService(0))
  await systemd.pass(0)
  t.equal(await outcome, 'done')
  t.strictSame(last(), ['running'])
  t.strictSame(systemd.calls.slice(0, 3), ['show', 'start a.service', 'show'])
})

void t.test('a start that fails says what the service systemd said, and what failed before is forgiven', async (t) => {
  const { systemd, keeper, last } = await sceneOf(t, {
    a: { active: 'failed', refuses: 'Job for a.service failed.\n' },
  })
  const outcome = outcomeOf(keeper.startService(0))
  await systemd.pass(0)
  t.match(await outcome, /start a\.service: exit code 1: Job for a\.service failed\./)
  t.ok(systemd.calls.includes('reset-failed a.service'))
  t.strictSame(last(), ['failed'])
})

void t.test('a start that takes longer than its limit has failed, and what became of it is told', async (t) => {
  const { systemd, keeper, last } = await sceneOf(t, { a: { active: 'inactive', hangs: true } })
  const outcome = outcomeOf(keeper.startService(0))
  await systemd.pass(91_000)
  t.match(await outcome, /start a\.service: timed out after 90000 ms/)
  t.strictSame(last(), ['starting'])
  systemd.units.set('a.service', { active: 'active' })
  await systemd.pass(5_000)
  t.strictSame(last(), ['running'], 'something in motion is looked at sooner than the period')
})

void t.test('a stop is done when nothing runs, and not before', async (t) => {
  const { systemd, keeper, last } = await sceneOf(t, { a: { active: 'active' } })
  const outcome = outcomeOf(keeper.stopService(0, 10_000))
  await systemd.pass(0)
  t.equal(await outcome, 'done')
  t.strictSame(last(), ['stopped'])
})

void t.test('the processes of a stop that takes too long are killed', async (t) => {
  const { systemd, keeper } = await sceneOf(t, { a: { active: 'active', hangs: true } })
  const outcome = outcomeOf(keeper.stopService(0, 3_000))
  await systemd.pass(2_900)
  t.notOk(systemd.calls.includes('kill a.service'))
  await systemd.pass(200)
  t.ok(systemd.calls.includes('kill a.service'))
  t.equal(await outcome, 'done', 'failed is stopped as well')
})

void t.test('what a unit left behind is killed before it counts as stopped', async (t) => {
  const { systemd, keeper } = await sceneOf(t, { a: { active: 'active', tasks: 2 } })
  const outcome = outcomeOf(keeper.stopService(0, 10_000))
  await systemd.pass(1_000)
  t.equal(await outcome, 'done')
  t.ok(systemd.calls.includes('kill a.service'))
})

void t.test('a unit that is not there is stopped', async (t) => {
  const { systemd, keeper, troubles } = await sceneOf(t, {}, [serviceOf('ghost')])
  const outcome = outcomeOf(keeper.stopService(0, 10_000))
  await systemd.pass(0)
  t.equal(await outcome, 'done')
  t.match(troubles, [/there is no unit ghost\.service on this node/])
})

void t.test('a new order ends the one under way', async (t) => {
  const { systemd, keeper } = await sceneOf(t, { a: { active: 'inactive', hangs: true } })
  const start = outcomeOf(keeper.startService(0))
  await systemd.pass(100)
  systemd.units.set('a.service', { active: 'activating' })
  const stop = outcomeOf(keeper.stopService(0, 10_000))
  await systemd.pass(0)
  t.match(await start, /start a\.service: cancelled/)
  t.equal(await stop, 'done')
})

void t.test('what starts at boot is taken away, in both forms', async (t) => {
  const { systemd, keeper, posted } = await sceneOf(t, { a: { active: 'inactive', file: 'enabled+runtime' } })
  t.equal(posted.at(-1)?.[0]?.atBoot, true)
  const outcome = outcomeOf(keeper.disableService(0))
  await systemd.pass(0)
  t.equal(await outcome, 'done')
  t.equal(systemd.calls.filter((call) => call === 'disable a.service').length, 2)
  t.equal(posted.at(-1)?.[0]?.atBoot, false)
})

void t.test(
  'while the service systemd hangs everything is unknown, it is asked less and less, and told once',
  async (t) => {
    const { systemd, troubles, last } = await sceneOf(t, { a: { active: 'active' } })
    systemd.hung = true
    await systemd.pass(auditMs + 6_000)
    t.strictSame(last(), ['unknown'])
    const before = systemd.calls.length
    await systemd.pass(600_000)
    t.ok(systemd.calls.length - before < 20, 'one call at a time, ever more rarely')
    t.match(troubles, [/ask for the services: timed out after 5000 ms; services are left as they are/])
    systemd.hung = false
    await systemd.pass(70_000)
    t.strictSame(last(), ['running'])
  },
)

void t.test('a bus that is gone is no stopped service, and no death', async (t) => {
  const { systemd, posted, last } = await sceneOf(t, { a: { active: 'active' } })
  systemd.gone = true
  await systemd.pass(auditMs)
  t.strictSame(last(), ['unknown'])
  systemd.gone = false
  await systemd.pass(auditMs)
  t.strictSame(last(), ['running'])
  t.equal(posted.at(-1)?.[0]?.restarts, 0)
})

void t.test('a service systemd that keeps failing is left alone for a while by starts, never by stops', async (t) => {
  const { systemd, keeper } = await sceneOf(t, { a: { active: 'active' } })
  systemd.gone = true
  for (let tries = 0; tries < 3; tries += 1) {
    const outcome = outcomeOf(keeper.startService(0))
    await systemd.pass(0)
    t.match(await outcome, /Failed to connect to bus/)
  }
  t.match(await outcomeOf(keeper.startService(0)), /keeps failing; it is asked again/)
  t.equal(keeper.counts().turnedAway, 1)
  const stop = outcomeOf(keeper.stopService(0, 10_000))
  await systemd.pass(2_000)
  t.match(await stop, /stop a\.service: exit code 1: Failed to connect to bus/)
  systemd.gone = false
  await systemd.pass(10_000)
  const outcome = outcomeOf(keeper.startService(0))
  await systemd.pass(0)
  t.equal(await outcome, 'done')
})

void t.test('services that die are counted, mended or not', async (t) => {
  const unit: FakeUnit = { active: 'active' }
  const { systemd, posted } = await sceneOf(t, { a: unit })
  unit.restarts = 2
  await systemd.pass(auditMs)
  unit.active = 'failed'
  await systemd.pass(auditMs)
  t.equal(posted.at(-1)?.[0]?.restarts, 3)
})
