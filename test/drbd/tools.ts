/** Do real processes end as they shall, and is a stream kept running? With a program that takes the place of the tools. */
import { chmodSync, closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import type { Test } from 'tap'
import { commandLine, snapshotLine } from '../../src/drbd/commands.ts'
import type { CommandLine } from '../../src/drbd/commands.ts'
import { connectTools, DiskKeeper } from '../../src/drbd/index.ts'
import type { DiskEdge } from '../../src/drbd/index.ts'
import { placeFile } from '../../src/drbd/drbdsetup-file.ts'
import { readOpeners } from '../../src/drbd/drbdsetup-openers.ts'
import { monotonicNow } from '../../src/linux/clock.ts'
import type { ToolScript } from './fake-tool.ts'
import { connected84, generations, recordedEnds } from './recorded.ts'

type Tools = {
  readonly edge: DiskEdge
  readonly folder: string
  readonly drbdadm: string
  readonly calls: () => readonly string[]
  readonly act: (script: ToolScript) => void
}

const waiting = new AbortController().signal
const dump = `${connected84.join('\n')}\n`
const primary = commandLine('primary', { name: 'r0', minor: 0 }, '8.4')
const within = (line: CommandLine, deadlineMs: number): CommandLine => ({ ...line, deadlineMs })

function createTools(t: Test, script: ToolScript): Tools {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-drbd-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const scriptPath = join(folder, 'script.json')
  const act = (acts: ToolScript): void => writeFileSync(scriptPath, JSON.stringify(acts))
  act(script)
  const create = (name: string): string => {
    const path = join(folder, name)
    const program = join(import.meta.dirname, 'fake-tool.ts')
    writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${program}' '${scriptPath}' ${name} "$@"\n`)
    chmodSync(path, 0o755)
    return path
  }
  const drbdadm = create('drbdadm')
  const programs = { drbdadm, drbdsetup: create('drbdsetup') }
  const calls = (): readonly string[] =>
    existsSync(`${scriptPath}.calls`) ? readFileSync(`${scriptPath}.calls`, 'utf8').trim().split('\n') : []
  return { edge: connectTools(monotonicNow, { programs }), folder, drbdadm, calls, act }
}

/** Waits for something that will come, in steps; fails the test when it does not. */
async function until(t: Test, what: string, isThere: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (isThere()) return
    await sleep(10)
  }
  t.fail(`${what} did not come`)
}

void t.test('a tool that ends gives its code and what it printed', async (t) => {
  const tools = createTools(t, { 'drbdadm primary r0': { ...recordedEnds.noCurrentData, output: 'hello\n' } })
  const { answer, end } = tools.edge.run(primary, waiting)
  const { code, errors } = recordedEnds.noCurrentData
  t.same(await answer, { type: 'exited', code, output: 'hello', errors: errors.trimEnd() })
  await end
  t.same(tools.calls(), ['drbdadm primary r0'])
})

void t.test('a tool that hangs is ended at its deadline, with force when it does not listen', async (t) => {
  const tools = createTools(t, { 'drbdadm primary r0': { waitMs: 60_000, stubborn: true } })
  const begunAt = monotonicNow()
  const { answer, end } = tools.edge.run(within(primary, 1500), waiting)
  t.same(await answer, { type: 'timed-out', afterMs: 1500 })
  await end
  t.ok(monotonicNow() - begunAt < 4000, 'the deadline and half a second')
  t.match(tools.calls().join(), 'SIGTERM ignored')
})

void t.test('an order that is no longer wanted is killed', async (t) => {
  const tools = createTools(t, { 'drbdadm primary r0': { waitMs: 60_000 } })
  const order = new AbortController()
  const { answer, end } = tools.edge.run(primary, order.signal)
  await until(t, 'the call', () => tools.calls().length === 1)
  order.abort()
  t.same(await answer, { type: 'cancelled' })
  await end
})

void t.test(
  'a tool that is not there, that prints without end, or that kills itself is a failure, not an exception',
  async (t) => {
    const missing = connectTools(monotonicNow, { programs: { drbdadm: '/nonexistent/drbdadm' } })
    t.same(await missing.run(primary, waiting).answer, { type: 'not-started', text: 'ENOENT' })
    const tools = createTools(t, { 'drbdsetup events2 --now --statistics': { flood: 2_000_000 } })
    const flooded = await tools.edge.run(snapshotLine, waiting).answer
    t.not(flooded.type === 'exited' && flooded.code === 0, 'a cut output is no good output')
  },
)

void t.test('the environment of a tool is ours, not that of whoever started the agent', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-drbd-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'drbdadm')
  writeFileSync(path, '#!/bin/sh\nenv\n')
  chmodSync(path, 0o755)
  process.env['HAPAIR_TEST_STRANGER'] = 'somebody else'
  t.teardown(() => delete process.env['HAPAIR_TEST_STRANGER'])
  const result = await connectTools(monotonicNow, { programs: { drbdadm: path } }).run(primary, waiting).answer
  const lines = result.type === 'exited' ? result.output.split('\n') : []
  t.ok(lines.includes('LC_ALL=C'))
  t.ok(lines.includes('PATH=/usr/sbin:/usr/bin:/sbin:/bin'))
  t.notOk(lines.some((line) => line.includes('STRANGER')))
})

void t.test('a stream that dies is started again, and everything is forgotten in between', async (t) => {
  const tools = createTools(t, {
    'drbdsetup events2 --statistics': { output: dump, waitMs: 200, code: 20, errors: 'gone\n' },
  })
  const story: string[] = []
  const stream = tools.edge.follow({
    onStart: () => story.push('start'),
    onLine: (line) => story.push(line === 'exists -' ? 'complete' : 'line'),
    onEnd: (text, delayMs) => story.push(`end: ${text} ${delayMs}`),
  })
  await until(t, 'the second stream', () => story.filter((one) => one === 'complete').length === 2)
  await stream.stop()
  const begun = ['start', 'line', 'line', 'line', 'line', 'complete']
  t.same(story.slice(0, 13), [...begun, 'end: gone 200', ...begun])
})

void t.test('a stream can be ended and begins again; one that is stopped does not', async (t) => {
  const tools = createTools(t, { 'drbdsetup events2 --statistics': { output: dump, waitMs: 60_000 } })
  let starts = 0
  let lines = 0
  const stream = tools.edge.follow({
    onStart: () => (starts += 1),
    onLine: () => (lines += 1),
    onEnd: () => undefined,
  })
  await until(t, 'the first dump', () => lines === 5)
  stream.restart()
  await until(t, 'the second dump', () => lines === 10)
  await stream.stop()
  await sleep(300)
  t.equal(starts, 2)
})

void t.test('a keeper over real processes sees what DRBD says and moves it [DRBD-16]', async (t) => {
  const promoted = dump.replace('role:Secondary suspended', 'role:Primary suspended')
  const acts: ToolScript = {
    'drbdadm --version': { output: 'DRBD_KERNEL_VERSION_CODE=0x08040b\n' },
    'drbdsetup events2 --now --statistics': { output: promoted },
    'drbdsetup events2 --statistics': { output: dump, waitMs: 60_000 },
    'drbdsetup get-gi 0': { output: `${generations.connected.theirs}\n` },
    'drbdadm primary r0': {},
    'drbdadm secondary r0': { waitMs: 60_000 },
  }
  const tools = createTools(t, acts)
  const troubles: string[] = []
  const keeper = new DiskKeeper({
    resources: [{ name: 'r0', minor: 0 }],
    edge: tools.edge,
    onFacts: () => undefined,
    onTrouble: (error) => troubles.push(error.message),
  })
  await keeper.start()
  await until(t, 'the identifiers', () => keeper.facts()[0]?.identifiers !== undefined)
  await keeper.primary(waiting)
  const hanging = new AbortController()
  const release = keeper.secondary(hanging.signal)
  let turns = 0
  const turn = setInterval(() => (turns += 1), 1)
  await sleep(300)
  clearInterval(turn)
  t.ok(turns > 50, 'the loop turns while the tool hangs')
  hanging.abort()
  await t.rejects(release)
  await keeper.stop()
  t.same(troubles, [])
})

void t.test('a resource file stays in place only when drbdadm accepts it, alone and with all others', async (t) => {
  const tools = createTools(t, {})
  const path = join(tools.folder, 'hapair.res')
  const place = { path, drbdadm: tools.drbdadm }
  const alone = `drbdadm --config-file ${path}.new --dry-run up r0`
  const withAll = 'drbdadm --dry-run up r0'
  const clash = { code: 10, errors: `/etc/drbd.d/other.res:4: conflicting use of minor 0\n` }
  tools.act({ [alone]: {}, [withAll]: clash })
  t.match(await placeFile('first\n', ['r0'], place), { accepted: false, text: /conflicting use of minor 0/ })
  t.notOk(existsSync(path), 'where none was, none is left')
  tools.act({ [alone]: {}, [withAll]: {} })
  t.same(await placeFile('first\n', ['r0'], place), { accepted: true })
  t.equal(readFileSync(path, 'utf8'), 'first\n')
  tools.act({ [alone]: {}, [withAll]: clash })
  t.match(await placeFile('second\n', ['r0'], place), { accepted: false })
  t.equal(readFileSync(path, 'utf8'), 'first\n', 'the one before comes back')
  const complaint = `${path}.new:3: Parse error: 'an option keyword' expected,\n\tbut got 'x'\n`
  tools.act({ [alone]: { code: 10, errors: complaint }, [withAll]: {} })
  t.same(await placeFile('third\n', ['r0'], place), {
    accepted: false,
    text: "line 3: Parse error: 'an option keyword' expected, but got 'x'",
  })
  t.equal(readFileSync(path, 'utf8'), 'first\n', 'the present file stays')
  t.notOk(existsSync(`${path}.new`))
})

void t.test('a resource file that cannot be checked or written is an error of the world', async (t) => {
  const tools = createTools(t, {})
  const missing = { path: join(tools.folder, 'x.res'), drbdadm: '/nonexistent/drbdadm' }
  await t.rejects(placeFile('x', ['r0'], missing), { name: 'OpError', operation: 'check' })
  t.notOk(existsSync(missing.path))
  const blocked = join(tools.folder, 'file')
  writeFileSync(blocked, '')
  await t.rejects(placeFile('x', ['r0'], { ...missing, path: join(blocked, 'x.res') }), { name: 'OpError' })
})

void t.test('who has a file below the mount point open is found in the table of processes', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-drbd-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'open')
  t.same(await readOpeners({ device: '/dev/none', point: folder }), [])
  const file = openSync(path, 'w')
  const found = await readOpeners({ device: '/dev/none', point: folder })
  closeSync(file)
  t.match(found, [{ pid: process.pid, path }])
  t.equal(found.length, 1)
})
