/** Does the keeper do with a real service manager what it does with the one in memory, and what does that cost? */
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import { settleMs } from '../../src/services/checks.ts'
import { ServiceKeeper } from '../../src/services/index.ts'
import { OpError } from '../../src/base/op-error.ts'
import { serviceOf } from './keeper-scene.ts'
import { missing, openSystemd, usedMs } from './lab-stage.ts'
import type { LabSystemd } from './lab-stage.ts'

const skip = missing()
const plain = '[Service]\nExecStart=/bin/sleep 10000\n'
const names = ['s1', 's2', 's3', 's4', 's5', 's6']
const units = {
  ...Object.fromEntries(names.map((name) => [`${name}.service`, plain])),
  'boot.service': `${plain}[Install]\nWantedBy=default.target\n`,
  'broken.service': '[Service]\nType=oneshot\nExecStart=/bin/false\n',
  'slow.service': '[Service]\nType=notify\nExecStart=/bin/sleep 10000\nTimeoutStartSec=60\n',
  'stubborn.service': `[Service]\nExecStart=/bin/sh -c 'trap "" TERM; while :; do sleep 1; done'\nTimeoutStopSec=60\n`,
  'dying.service': `[Service]\nExecStart=/bin/sh -c 'sleep 0.2; exit 3'\nRestart=on-failure\nRestartSec=100ms\nStartLimitIntervalSec=0\n`,
}

/** Of the keeper that is measured, ms; a round costs the same at every period. The default makes two rounds a minute. */
const periodMs = 1_500
const roundsPerMinute = 2

const services = [
  ...names.map((name) => serviceOf(name, { check: ['/bin/true'] })),
  ...['boot', 'broken', 'stubborn', 'dying', 'ghost'].map((name) => serviceOf(name)),
  serviceOf('slow', { startMs: 1_000 }),
  serviceOf('look', { unit: 's6.service', verify: ['/bin/echo', '1204 objects'] }),
]

type Scene = { readonly systemd: LabSystemd; readonly keeper: ServiceKeeper }

function index(name: string): number {
  return services.findIndex((service) => service.name === name)
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 300 && !condition(); tries += 1) await pause(50)
  return condition()
}

if (skip === false) {
  const systemd = await openSystemd(units)
  t.teardown(systemd.stop)
  const keeper = new ServiceKeeper({
    ...{ services, auditMs: 5_000, edge: systemd.edge },
    ...{ onFacts: () => undefined, onTrouble: () => undefined },
  })
  t.teardown(() => keeper.stop())
  keeper.start()
  await orders({ systemd, keeper })
  await watching({ systemd, keeper })
  keeper.stop()
  await cost(systemd)
} else {
  void t.test('services with a real service manager', { skip }, (t) => t.end())
}

async function orders({ systemd, keeper }: Scene): Promise<void> {
  const unit = (name: string): string => keeper.facts()[index(name)]?.unit ?? ''

  await t.test('services start side by side and are seen to run', async (t) => {
    await Promise.all(names.map((name) => keeper.startService(index(name))))
    t.ok(names.every((name) => unit(name) === 'running'))
    t.equal(unit('ghost'), 'missing')
  })

  await t.test('a start that fails, and one that takes too long, say so', async (t) => {
    await t.rejects(keeper.startService(index('broken')), /start broken\.service: exit code 1: Job for broken\.service/)
    t.equal(unit('broken'), 'failed')
    await t.rejects(keeper.startService(index('slow')), /start slow\.service: timed out after 1000 ms/)
    t.equal(unit('slow'), 'starting')
    await keeper.stopService(index('slow'), 5_000)
  })

  await t.test('a service that does not stop is killed in time', async (t) => {
    await keeper.startService(index('stubborn'))
    const begun = performance.now()
    await keeper.stopService(index('stubborn'), 500)
    t.ok(performance.now() - begun < 10_000)
    t.ok(['stopped', 'failed'].includes(unit('stubborn')))
  })

  await t.test('what is enabled at boot is seen and taken away', async (t) => {
    systemd.systemctl('enable', 'boot.service')
    t.ok(await until(() => keeper.facts()[index('boot')]?.atBoot === true))
    await keeper.disableService(index('boot'))
    t.equal(keeper.facts()[index('boot')]?.atBoot, false)
  })
}

async function watching({ systemd, keeper }: Scene): Promise<void> {
  const unit = (name: string): string => keeper.facts()[index(name)]?.unit ?? ''

  await t.test('a service that dies again and again is counted', async (t) => {
    // It may have died already when the order looks what became of it.
    await keeper.startService(index('dying')).catch((cause: unknown) => t.type(cause, OpError))
    t.ok(await until(() => (keeper.facts()[index('dying')]?.restarts ?? 0) >= 3))
    await keeper.stopService(index('dying'), 5_000)
  })

  await t.test('a check in a unit of its own passes, and a command prints what it counts', async (t) => {
    t.ok(await until(() => names.every((name) => keeper.facts()[index(name)]?.check === 'passed')))
    t.match(await keeper.verify(index('look')), { passed: true, text: '1204 objects' })
  })

  await t.test('a service manager that stands still is told within seconds, and forgiven', async (t) => {
    process.kill(systemd.pid, 'SIGSTOP')
    t.ok(await until(() => unit('s1') === 'unknown'))
    process.kill(systemd.pid, 'SIGCONT')
    t.ok(await until(() => unit('s1') === 'running'))
  })
}

async function cost(systemd: LabSystemd): Promise<void> {
  await t.test('six services cost at most half a second of processor time a minute', async (t) => {
    const six = new ServiceKeeper({
      ...{ services: services.slice(0, names.length), auditMs: periodMs, edge: systemd.edge },
      ...{ onFacts: () => undefined, onTrouble: () => undefined },
    })
    const spent = (): number => usedMs(process.pid) + usedMs(systemd.pid)
    const before = spent()
    six.start()
    // The first checks come when the services have settled; from then on one round a period.
    const rounds = 6
    await pause(settleMs + (rounds - 0.5) * periodMs)
    six.stop()
    const spentMs = spent() - before
    const perMinuteMs = (spentMs / rounds) * roundsPerMinute
    t.comment(`six services: ${spentMs} ms in ${rounds} rounds, ${Math.round(perMinuteMs)} ms a minute`)
    t.ok(perMinuteMs <= 500)
  })
}
