/** Cases for `daemon/recorder.ts`: can a night be replayed from the recording, and is the recording bounded? */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { mock } from 'node:test'
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import { decodeState } from '../../src/core/state-text.ts'
import { firstState, step } from '../../src/core/step.ts'
import { readFact, readHead } from '../../src/cli/replay/recording.ts'
import { createFaithful } from '../../src/cli/replay/runner.ts'
import { createLoop } from '../../src/daemon/loop.ts'
import { alarmOf } from './alarm.ts'
import { Recorder } from '../../src/daemon/recorder.ts'
import type { Present } from '../../src/daemon/recorder.ts'
import { DiskPair } from '../core/disks.ts'
import { Pair } from '../core/pair.ts'
import { settingsOf } from '../core/settings.ts'

type Head = {
  readonly format: number
  readonly settings: PairSettings
  readonly startedAt: Instant
  readonly state?: unknown
}
/** A slow disk loses lines of an agent that ends; what a test reads must be there, ms. */
const patient = { lastLinesMs: 50_000, endMs: 50_000 }

/** Where the core of the slave of a pair is. */
function presentOf(pair: Pair): Present {
  return { settings: () => pair.slave.settings, state: () => pair.slave.state }
}

type Line = { readonly at: Instant; readonly event: PairEvent }

/** The effects of a recording, as text, from nothing but its lines. */
function replay(file: string): string {
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n')
  const { settings, startedAt, state: written } = JSON.parse(head) as Head
  let state = decodeState(written) ?? firstState(settings, startedAt)
  const effects: Effect[] = []
  for (const text of lines) {
    const { at, event } = JSON.parse(text) as Line
    const stepped = step(state, event, settings, at)
    state = stepped.state
    effects.push(...stepped.effects)
  }
  return JSON.stringify(effects)
}

void t.test('recorded lines, given to the core again, give the same effects byte for byte [C9]', async (t) => {
  const folder = t.testdir()
  const pair = new Pair()
  pair.now = 1_234.567
  const recorder = new Recorder(folder, pair.slave.settings, instant(pair.now), patient)
  pair.seen = (node, event) => {
    if (node === 'slave') recorder.record(event, instant(pair.now), presentOf(pair))
  }
  pair.boot('slave')
  pair.boot('master')
  pair.run(10_000)
  pair.order('slave', 'make-master')
  pair.run(3_000)
  pair.order('slave', 'make-slave')
  pair.run(3_000)
  pair.freeze('slave', 6_000)
  pair.run(10_000)
  pair.cutPower('master')
  pair.run(30_000)
  await recorder.close()
  const effects = pair.story.flatMap(({ node, effect }) => (node === 'slave' ? [effect] : []))
  t.equal(replay(join(folder, 'flight', 'current.ndjson')), JSON.stringify(effects))
  t.ok(effects.length > 100)
})

void t.test('each file of a recording that took turns can be replayed by itself [C9]', async (t) => {
  const folder = t.testdir()
  const pair = new DiskPair()
  const recorder = new Recorder(folder, pair.slave.settings, instant(pair.now), { ...patient, fileBytes: 200_000 })
  pair.seen = (node, event) => {
    if (node === 'slave') recorder.record(event, instant(pair.now), presentOf(pair))
  }
  for (const node of ['slave', 'master'] as const) pair.boot(node)
  pair.tellAll()
  pair.run(60_000)
  pair.unlink()
  pair.run(20_000)
  pair.cutPower('master')
  pair.run(60_000)
  await recorder.close()
  const all = JSON.stringify(pair.story.flatMap(({ node, effect }) => (node === 'slave' ? [effect] : [])))
  const last = replay(join(folder, 'flight', 'current.ndjson')).slice(1)
  const before = replay(join(folder, 'flight', 'current.ndjson.1')).slice(1, -1)
  t.ok(last.includes('"reason":"held-back"'))
  t.equal(`[${before},${last}`, all)
  const [first = '', ...lines] = readFileSync(join(folder, 'flight', 'current.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
  const head = readHead(first)
  if (!head.ok) throw new Error(head.rule)
  const runner = createFaithful(head.value)
  for (const line of lines) {
    const fact = readFact(line)
    if (fact.ok) runner.absorb(fact.value)
  }
  const told = pair.told('slave', 'held-back').length
  t.equal(runner.story().filter((line) => line.told.reason === 'held-back').length, told, 'hapair replay as well')
})

void t.test('what the loop does is what its recording says, also when it started after the program [C9]', async (t) => {
  const folder = t.testdir()
  const settings = settingsOf('master')
  const effects: Effect[] = []
  let now = 987.125
  const startedAt = instant(now)
  const recorder = new Recorder(folder, settings, startedAt, patient)
  now += 40
  mock.timers.enable({ apis: ['setTimeout', 'setImmediate'] })
  const loop = createLoop({
    settings,
    clock: () => instant(now),
    alarm: alarmOf(() => now),
    startedAt,
    perform: (effect) => {
      effects.push(effect)
      if (effect.type === 'remember') loop.post({ type: 'effect-done', id: effect.id })
    },
    performed: () => undefined,
    record: (event, at) => {
      recorder.record(event, at, loop)
    },
    changed: () => undefined,
  })
  now += 3
  loop.post({ type: 'started', memory: 'empty', bootId: 1, incarnation: 1, owned: 'none', inconsistent: false })
  for (let count = 0; count < 25_000; count += 1) {
    now += 1
    mock.timers.tick(1)
  }
  loop.stop()
  mock.timers.reset()
  await recorder.close()
  t.equal(replay(join(folder, 'flight', 'current.ndjson')), JSON.stringify(effects))
  t.ok(effects.some((effect) => effect.type === 'vip-add'))
})

void t.test('the recording of the last run is kept beside that of this one, and only root may read it', async (t) => {
  const folder = t.testdir()
  for (const hash of [1, 2, 3]) {
    const recorder = new Recorder(folder, settingsOf('master', { settingsHash: hash }), instant(0), patient)
    recorder.record({ type: 'timer' }, instant(1), presentOf(new Pair()))
    await recorder.close()
  }
  const flight = join(folder, 'flight')
  t.strictSame(readdirSync(flight), ['current.ndjson', 'current.ndjson.1'])
  t.match(readFileSync(join(flight, 'current.ndjson'), 'utf8'), '"settingsHash":3')
  t.match(readFileSync(join(flight, 'current.ndjson.1'), 'utf8'), '"settingsHash":2')
  t.equal(statSync(join(flight, 'current.ndjson')).mode & 0o777, 0o600)
  t.equal(statSync(flight).mode & 0o777, 0o700)
})

void t.test(
  'two files of 64 MiB take turns, and lines that the disk cannot take at once are dropped and counted',
  async (t) => {
    const folder = t.testdir()
    const recorder = new Recorder(folder, settingsOf('master'), instant(0), patient)
    const event: PairEvent = { type: 'effect-failed', id: 1, text: 'x'.repeat(1 << 20) }
    const present = presentOf(new Pair())
    for (let count = 0; count < 140; count += 1) recorder.record(event, instant(count), present)
    await recorder.close()
    const flight = join(folder, 'flight')
    t.strictSame(readdirSync(flight), ['current.ndjson', 'current.ndjson.1'])
    const bytes = readdirSync(flight).reduce((sum, name) => sum + statSync(join(flight, name)).size, 0)
    t.ok(bytes <= 2 * (65 << 20), `${bytes} bytes`)
    t.ok(recorder.dropped > 0, `${recorder.dropped} dropped`)
    t.match(readFileSync(join(flight, 'current.ndjson'), 'utf8').slice(0, 12), '{"format":1,')
  },
)

void t.test('an agent that ends by a mistake of its own leaves the last lines', async (t) => {
  const folder = t.testdir()
  const others = new Set<unknown>(process.listeners('exit'))
  const recorder = new Recorder(folder, settingsOf('master'), instant(0), patient)
  recorder.record({ type: 'effect-done', id: 77 }, instant(1), presentOf(new Pair()))
  const [atExit] = process.listeners('exit').filter((listener) => !others.has(listener))
  // The file's first line is written by a thread; at an end it may not have got there.
  while (readFileSync(join(folder, 'flight', 'current.ndjson'), 'utf8') === '') await new Promise(setImmediate)
  if (atExit === undefined) throw new Error('nothing is done at the end of the process')
  atExit.call(process, 1)
  t.match(
    readFileSync(join(folder, 'flight', 'current.ndjson'), 'utf8'),
    /\n\{"at":1,"event":\{"type":"effect-done","id":77\}\}\n$/,
  )
  await recorder.close()
  t.notOk(process.listeners('exit').includes(atExit), 'and nothing once it is closed')
})
