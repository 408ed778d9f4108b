/**
 * Does the helper reset when it shall, and only then? With a plain file in place of the kernel's, never the real one.
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { openResetGuard } from '../src/linux/reset.ts'
import type { ResetGuard } from '../src/linux/reset.ts'

type Scene = { readonly helper: ResetGuard; readonly trigger: string; readonly told: string[] }

function scratch(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-reset-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const trigger = join(folder, 'trigger')
  writeFileSync(trigger, '')
  return trigger
}

async function until(condition: () => boolean, limitMs = 5000): Promise<boolean> {
  const endAt = performance.now() + limitMs
  while (!condition() && performance.now() < endAt) await pause(5)
  return condition()
}

const letters = (trigger: string): string => readFileSync(trigger, 'utf8')

/** A helper that waits. */
async function scene(t: Test, interpreter?: string): Promise<Scene> {
  const trigger = scratch(t)
  const told: string[] = []
  const helper = openResetGuard({
    trigger,
    told: (text) => told.push(text),
    ...(interpreter === undefined ? {} : { interpreter }),
  })
  t.teardown(() => helper.stop())
  await until(() => told.length > 0)
  return { helper, trigger, told }
}

void t.test('the helper waits, locked in memory and real-time where that is allowed, and does nothing', async (t) => {
  const { trigger, told } = await scene(t)
  t.match(told[0], /^reset helper: waits, (not )?locked in memory, (not )?real-time$/)
  if (process.getuid?.() === 0) t.match(told[0], /waits, locked in memory, real-time/)
  t.equal(letters(trigger), '')
})

void t.test('an order resets at once', async (t) => {
  const { helper, trigger } = await scene(t)
  const before = performance.now()
  helper.reset()
  t.match(letters(trigger), /^b/, 'written before the call returned')
  t.ok(performance.now() - before < 50)
})

void t.test('armed and not disarmed in time, it resets; not before', async (t) => {
  const { helper, trigger } = await scene(t)
  helper.arm(300)
  await pause(150)
  t.equal(letters(trigger), '')
  t.ok(await until(() => letters(trigger) === 'b'))
})

void t.test('disarmed, it does not; armed anew, the new time counts', async (t) => {
  const { helper, trigger } = await scene(t)
  helper.arm(150)
  helper.disarm()
  await pause(300)
  t.equal(letters(trigger), '')
  helper.arm(150)
  helper.arm(60_000)
  await pause(300)
  t.equal(letters(trigger), '')
  helper.disarm()
})

void t.test('stopped while armed, it resets at its time; stopped otherwise, it ends', async (t) => {
  const { helper, trigger } = await scene(t)
  helper.arm(200)
  helper.stop()
  t.ok(await until(() => letters(trigger) === 'b'))
  const other = await scene(t)
  other.helper.stop()
  await pause(200)
  t.equal(letters(other.trigger), '')
})

/** The helpers that this process has now. */
function waitingPids(): readonly number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ')
  return children.map(Number).filter((pid) => pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('perl'))
}

/** A helper of whose death its owner knows. */
async function bereaved(t: Test, before: (helper: ResetGuard) => void): Promise<Scene> {
  const others = new Set(waitingPids())
  const made = await scene(t)
  before(made.helper)
  await pause(50)
  for (const pid of waitingPids()) if (!others.has(pid)) process.kill(pid, 'SIGKILL')
  t.ok(await until(() => made.told.some((text) => text.includes('SIGKILL'))))
  return made
}

void t.test('a helper that dies while it is armed is followed by one that has the rest of the time', async (t) => {
  const begun = performance.now()
  const { trigger } = await bereaved(t, (helper) => helper.arm(1_600))
  t.ok(await until(() => letters(trigger) === 'b'))
  t.ok(performance.now() - begun > 1_500)
})

void t.test('armed while no helper is there, the next one resets; disarmed again, it does not', async (t) => {
  const armed = await bereaved(t, () => undefined)
  armed.helper.arm(100)
  t.ok(await until(() => letters(armed.trigger) === 'b'))
  const disarmed = await bereaved(t, (helper) => helper.arm(500))
  disarmed.helper.disarm()
  t.ok(await until(() => disarmed.told.filter((text) => text.includes('waits')).length > 1))
  await pause(700)
  t.equal(letters(disarmed.trigger), '')
})

void t.test(
  'an order after the end touches no file: the number of the closed one may be that of another',
  async (t) => {
    const { helper, trigger } = await scene(t)
    helper.stop()
    const other = join(trigger, '..', 'other')
    const descriptors = Array.from({ length: 8 }, () => openSync(other, 'w'))
    helper.reset()
    helper.arm(1)
    await pause(100)
    for (const descriptor of descriptors) closeSync(descriptor)
    t.strictSame([letters(trigger), letters(other)], ['', ''])
  },
)

/** A process that arms and then does what `act` says to itself. */
function agent(trigger: string, act: string): ReturnType<typeof spawn> {
  const module = join(import.meta.dirname, '..', 'src', 'linux', 'reset.ts')
  const text = `import { openResetGuard } from ${JSON.stringify(module)}
const helper = openResetGuard({ trigger: ${JSON.stringify(trigger)}, told: (text) => {
  if (text.includes('waits')) { helper.arm(600); setTimeout(() => { ${act} }, 100) }
} })
setInterval(() => undefined, 1000)`
  return spawn(process.execPath, ['--input-type=module-typescript', '-e', text], { stdio: 'ignore' })
}

for (const [name, act] of [
  ['killed', "process.kill(process.pid, 'SIGKILL')"],
  ['stopped', "process.kill(process.pid, 'SIGSTOP')"],
  ['hung', 'for (;;);'],
] as const) {
  void t.test(`an agent that is ${name} while it is armed does not keep the machine from its reset`, async (t) => {
    const trigger = scratch(t)
    const child = agent(trigger, act)
    t.teardown(() => child.kill('SIGKILL'))
    t.ok(await until(() => letters(trigger) === 'b'))
  })
}

void t.test('a helper that cannot be started is told, and the order resets without it', async (t) => {
  const { helper, trigger, told } = await scene(t, join(import.meta.dirname, 'no-such-program'))
  t.ok(told.some((text) => text.includes('ENOENT')))
  helper.arm(50)
  helper.reset()
  t.equal(letters(trigger), 'b', 'without a helper this process resets by itself')
})

void t.test('a machine that cannot be reset is told at once', (t) => {
  t.throws(() => openResetGuard({ trigger: '/nonexistent/trigger', told: () => undefined }), { name: 'OpError' })
  t.end()
})
