/** Cases for `bin/hapair-fence-peer`: which exit code does the kernel see, whatever happens to the program? */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { openControlServer } from '../../src/control/server.ts'
import type { ReportWriter } from '../../src/control/server.ts'

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'hapair-fence-peer')
const asker = join(import.meta.dirname, '..', '..', 'bin', 'hapair-fence-ask')
const program = join(import.meta.dirname, '..', '..', 'src', 'fence', 'main.ts')

function scratch(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-fence-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What the kernel sees of a program, and what it wrote. */
type Seen = { readonly code: number | null; readonly signal: string | null; readonly text: string }

function seen(child: ChildProcess): Promise<Seen> {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, text }))
  })
}

/** The handler as drbdadm calls it, with the folder of the agent in the environment. */
function call(folder: string, limit = '20'): ChildProcess {
  return spawn('/bin/sh', ['-c', launcher], {
    env: {
      PATH: '/sbin:/usr/sbin:/bin:/usr/bin',
      HOME: '/',
      DRBD_RESOURCE: 'mail',
      HAPAIR_RUN_DIR: folder,
      HAPAIR_FENCE_LIMIT: limit,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}

/** The launcher in a tree whose runtime is a script of the test. */
function launcherWith(t: Test, runtime: string): string {
  const folder = scratch(t)
  for (const path of ['bin', 'node_modules/.bin', 'src/fence']) mkdirSync(join(folder, path), { recursive: true })
  const copy = join(folder, 'bin', 'hapair-fence-peer')
  copyFileSync(launcher, copy)
  const node = join(folder, 'node_modules', '.bin', 'node')
  writeFileSync(node, `#!/bin/sh\n${runtime}\n`)
  chmodSync(node, 0o755)
  return copy
}

void t.test('the answer of the agent, an exit code of the handler: across a restart of the agent', async (t) => {
  const folder = scratch(t)
  const open = (answer: (writer: ReportWriter) => void): ReturnType<typeof openControlServer> =>
    openControlServer({ folder, answer: (_request, writer) => answer(writer) })
  let asked: () => void = () => undefined
  const first = new Promise<void>((resolve) => (asked = resolve))
  const server = await open(() => asked())
  const handler = seen(call(folder))
  await first
  await server.stop()
  const again = await open((writer) => {
    writer.write({ type: 'fence', code: 4, text: 'the peer has outdated its disk' })
    writer.end()
  })
  t.teardown(() => again.stop())
  const { code, text } = await handler
  t.equal(code, 4)
  t.match(text, /mail: exit code 4: the peer has outdated its disk/)
})

void t.test('an agent that is there is asked without the runtime', async (t) => {
  const folder = scratch(t)
  const asked: unknown[] = []
  const server = await openControlServer({
    folder,
    answer: (request, writer) => {
      asked.push(request)
      writer.write({ type: 'fence', code: 5, text: 'the peer is judged powered-off, and its time to lead is over' })
      writer.end()
    },
  })
  t.teardown(() => server.stop())
  const copy = launcherWith(t, 'exit 9')
  copyFileSync(asker, join(copy, '..', 'hapair-fence-ask'))
  const environment = { PATH: '/bin:/usr/bin', DRBD_RESOURCE: 'mail', HAPAIR_RUN_DIR: folder }
  const { code, text } = await seen(spawn(copy, [], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] }))
  t.equal(code, 5)
  t.match(text, /mail: exit code 5: the peer is judged powered-off/)
  t.same(asked, [{ type: 'fence', resource: 'mail' }])
})

const silences: readonly [name: string, environment: Readonly<Record<string, string>>][] = [
  ['without an agent', { HAPAIR_RUN_DIR: '/nonexistent' }],
  ['about a resource of no known form', { DRBD_RESOURCE: 'a"b' }],
]
for (const [name, environment] of silences) {
  void t.test(`asked ${name}, the quick way says nothing and the runtime is asked`, async (t) => {
    const copy = launcherWith(t, 'echo outcome 4; exit 4')
    copyFileSync(asker, join(copy, '..', 'hapair-fence-ask'))
    const env = { PATH: '/bin:/usr/bin', DRBD_RESOURCE: 'mail', ...environment }
    t.match(await seen(spawn(copy, [], { env, stdio: ['ignore', 'ignore', 'pipe'] })), { code: 4, signal: null })
  })
}

void t.test('an agent that goes away while it is asked is asked again by the runtime', async (t) => {
  const folder = scratch(t)
  let asked: () => void = () => undefined
  const first = new Promise<void>((resolve) => (asked = resolve))
  const server = await openControlServer({ folder, answer: () => asked() })
  const copy = launcherWith(t, 'echo outcome 7; exit 7')
  copyFileSync(asker, join(copy, '..', 'hapair-fence-ask'))
  const env = { PATH: '/bin:/usr/bin', DRBD_RESOURCE: 'mail', HAPAIR_RUN_DIR: folder }
  const end = seen(spawn(copy, [], { env, stdio: ['ignore', 'ignore', 'pipe'] }))
  await first
  await server.stop()
  t.match(await end, { code: 7, signal: null })
})

void t.test('no agent within the limit is 1, and says why', async (t) => {
  const { code, text } = await seen(call(scratch(t), '1'))
  t.equal(code, 1)
  t.match(text, /mail: exit code 1: no outcome within 1000 ms: .*hapaird is not running/)
})

void t.test('a handler that is told to end, ends with 1 and not by the signal', async (t) => {
  const folder = scratch(t)
  let asked: () => void = () => undefined
  const server = await openControlServer({ folder, answer: () => asked() })
  t.teardown(() => server.stop())
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
    const waits = new Promise<void>((resolve) => (asked = resolve))
    const child = spawn(process.execPath, [program, '--run-dir', folder, 'mail'], { stdio: ['ignore', 'pipe', 'pipe'] })
    const end = seen(child)
    await waits
    child.kill(signal)
    t.match(await end, { code: 1, signal: null }, signal)
  }
})

const runtimes: readonly [name: string, script: string, code: number][] = [
  ['says and ends with 5', 'echo outcome 5; exit 5', 5],
  ['says and ends with 1', 'echo outcome 1; exit 1', 1],
  ['breaks with its own code 3', 'exit 3', 1],
  ['breaks with its own code 7', 'exit 7', 1],
  ['ends well without a word', 'exit 0', 1],
  ['says 4 and ends with 5', 'echo outcome 4; exit 5', 1],
  ['says 4 and is killed', 'echo outcome 4; kill -9 $$', 1],
  ['says 0', 'echo outcome 0; exit 0', 1],
  ['is out of memory', 'kill -ABRT $$', 1],
]
for (const [name, script, code] of runtimes) {
  void t.test(`a runtime that ${name} gives the kernel ${code}`, async (t) => {
    const copy = launcherWith(t, script)
    t.match(await seen(spawn(copy, ['mail'], { stdio: ['ignore', 'ignore', 'pipe'] })), { code, signal: null })
  })
}

void t.test('a tree without a runtime gives the kernel 1', async (t) => {
  const copy = launcherWith(t, 'exit 0')
  rmSync(join(copy, '..', '..', 'node_modules'), { recursive: true })
  const child = spawn(copy, ['mail'], { env: { PATH: '/bin:/usr/bin' }, stdio: ['ignore', 'ignore', 'pipe'] })
  t.match(await seen(child), { code: 1, signal: null })
})
