/** Are the commands of the profile run when they shall: checks, farewells, looks at a standby, counts of clients? */
import t from 'tap'
import { checksAtOnce, settleMs } from '../../src/services/checks.ts'
import type { FakeUnit } from './fake-systemd.ts'
import { auditMs, outcomeOf, sceneOf, serviceOf } from './keeper-scene.ts'

void t.test('a service that runs is checked when it has settled, then once a period, few at a time', async (t) => {
  const names = ['a', 'b', 'c']
  const units = Object.fromEntries(names.map((name): [string, FakeUnit] => [name, { active: 'active' }]))
  const services = names.map((name) => serviceOf(name, { check: ['/bin/check', name] }))
  const { systemd, posted, troubles } = await sceneOf(t, units, services)
  const checks = (): number => systemd.calls.filter((call) => call.startsWith('check')).length
  await systemd.pass(settleMs - 1)
  t.equal(checks(), 0)
  systemd.commands.set('check b', { type: 'exited', code: 3, output: '', errors: 'no answer\n' })
  await systemd.pass(1)
  t.equal(checks(), 3)
  t.strictSame(
    posted.at(-1)?.map(({ check }) => check),
    ['passed', 'failed', 'passed'],
  )
  t.match(troubles, [/check b: exit code 3: no answer/])
  await systemd.pass(auditMs)
  t.equal(checks(), 6)
  systemd.units.set('b.service', { active: 'inactive' })
  await systemd.pass(auditMs)
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
    services.map(({ name }): [string, FakeUnit] => [name, { active: name === 'c' ? 'inactive' : 'active' }]),
  )
  const { systemd, keeper, troubles } = await sceneOf(t, units, services)
  systemd.commands.set('farewell e', { type: 'timed-out', afterMs: 5_000 })
  const moving = services.map(({ placement }) => placement !== 'both')
  t.equal(await outcomeOf(keeper.endClients(moving)), 'done')
  t.strictSame(systemd.calls.slice(1), ['farewell a', 'farewell e'])
  t.match(troubles, [/farewell e: timed out after 5000 ms; its clients will notice/])
})

void t.test(
  'a look at a service on the standby starts it, asks, and stops it; the core is told unknown [SVC-12]',
  async (t) => {
    const services = [serviceOf('a', { verify: ['/bin/look'] })]
    const { systemd, keeper, posted, last } = await sceneOf(t, { a: { active: 'inactive' } }, services)
    systemd.commands.set('verify a', { type: 'exited', code: 0, output: '1204 objects\n', errors: '' })
    const seen = posted.length
    const outcome = keeper.verify(0)
    await systemd.pass(0)
    t.match(await outcome, { passed: true, text: '1204 objects' })
    t.strictSame(
      systemd.calls.filter((call) => call !== 'show'),
      ['start a.service', 'verify a', 'stop a.service'],
    )
    t.ok(posted.slice(seen).every(([facts]) => facts?.unit !== 'running'))
    t.strictSame(last(), ['stopped'])
  },
)

void t.test('a service that is ordered to run while it is looked at stays', async (t) => {
  const services = [serviceOf('a', { verify: ['/bin/look'] })]
  const { systemd, keeper, last } = await sceneOf(t, { a: { active: 'inactive' } }, services)
  const looked = outcomeOf(keeper.verify(0))
  const started = outcomeOf(keeper.startService(0))
  await systemd.pass(0)
  t.equal(await started, 'done')
  await looked
  t.notOk(systemd.calls.includes('stop a.service'))
  t.strictSame(last(), ['running'])
})

void t.test('a service that is looked at and cannot start is stopped all the same', async (t) => {
  const services = [serviceOf('a', { verify: ['/bin/look'] })]
  const { systemd, keeper } = await sceneOf(t, { a: { active: 'inactive', refuses: 'no licence\n' } }, services)
  const outcome = outcomeOf(keeper.verify(0))
  await systemd.pass(0)
  t.match(await outcome, /no licence/)
  t.ok(systemd.calls.includes('stop a.service'))
  t.notOk(systemd.calls.includes('verify a'))
})

void t.test('connections are asked for on demand, whatever the code of the command', async (t) => {
  const services = [serviceOf('a', { connections: ['/bin/count'] }), serviceOf('b')]
  const { systemd, keeper } = await sceneOf(t, { a: { active: 'active' }, b: { active: 'active' } }, services)
  systemd.commands.set('connections a', { type: 'exited', code: 1, output: '0\n', errors: '' })
  t.equal(await keeper.connections(0), 0)
  t.equal(await keeper.connections(1), undefined)
})
