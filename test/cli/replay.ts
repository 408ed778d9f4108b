/** A recorded night gives its decisions again, and others under other settings. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { compareStories } from '../../src/cli/replay/compare.ts'
import { readFact, readHead } from '../../src/cli/replay/recording.ts'
import { createFaithful, createSupposed } from '../../src/cli/replay/runner.ts'
import { readSupposition, supposableKeys, suppositionRule } from '../../src/cli/replay/suppose.ts'
import { nightSettings, recordNight } from './night.ts'
import { call, golden, scratch } from './stage.ts'

function fileOf(t: Test, text: string): string {
  const file = join(scratch(t), 'current.ndjson')
  writeFileSync(file, text)
  return file
}

void t.test('a replay tells the very story of that night', (t) => {
  const night = recordNight(8000)
  const [head, ...facts] = night.text.trimEnd().split('\n')
  const read = readHead(head ?? '')
  if (!read.ok) throw new Error(read.rule)
  const runner = createFaithful(read.value)
  for (const line of facts) {
    const fact = readFact(line)
    if (!fact.ok) throw new Error(fact.rule)
    runner.absorb(fact.value)
  }
  t.strictSame(
    runner.story().map(({ told }) => told),
    night.story,
  )
  t.ok(night.story.length > 3)
  t.end()
})

void t.test('the supposed run under the same settings tells the same story', (t) => {
  const [head, ...facts] = recordNight(8000).text.trimEnd().split('\n')
  const read = readHead(head ?? '')
  if (!read.ok) throw new Error(read.rule)
  const recorded = createFaithful(read.value)
  const supposed = createSupposed(read.value, nightSettings, (settings) => settings)
  for (const line of facts) {
    const fact = readFact(line)
    if (!fact.ok) throw new Error(fact.rule)
    recorded.absorb(fact.value)
    supposed.absorb(fact.value)
  }
  t.equal(compareStories(recorded.story(), supposed.story()).firstDifferenceMs, null)
  t.end()
})

void t.test('replay says how often it would have failed over with a shorter dead time', async (t) => {
  const file = fileOf(t, recordNight(8000).text)
  const { code, out } = await call(['replay', file, '--set', 'heartbeat.dead-time=4s'])
  t.equal(code, 0)
  t.match(out, /with heartbeat\.dead-time=4s this node would have failed over twice \(at .*\); as recorded: never/)
  t.match(out, 'from +')
  t.equal(out, golden('replay.txt', out))
})

void t.test('replay without --set prints the story alone', async (t) => {
  const file = fileOf(t, recordNight(25_000).text)
  const { code, out } = await call(['replay', file])
  t.equal(code, 0)
  t.match(out, 'taking over from a dead peer')
  t.notMatch(out, 'would have')
})

void t.test('replay --json gives story and comparison', async (t) => {
  const file = fileOf(t, recordNight(8000).text)
  const { out } = await call(['replay', file, '--set', 'heartbeat.dead-time=4s', '--json'])
  const read: unknown = JSON.parse(out)
  t.match(read, { cut: null, comparison: { takeovers: { recorded: [], supposed: [Number, Number] } } })
})

void t.test('a recording that is cut off is replayed to its last whole line', async (t) => {
  const text = recordNight(8000).text
  const file = fileOf(t, text.slice(0, -20))
  const { code, error } = await call(['replay', file])
  t.equal(code, 0)
  t.match(error, 'the replay ends here')
})

void t.test('what is no recording is refused with its rule', async (t) => {
  const [head = ''] = recordNight(0).text.split('\n')
  const cases: readonly (readonly [text: string, rule: RegExp])[] = [
    ['', /is empty/],
    ['hello\n', /:1: the first line of a recording/],
    [`${head.replace('"format":1', '"format":2')}\n`, /:1: the first line/],
    [`${head}\n{"at":1,"event":{"type":"timer"}}\n`, /begins in the middle of a run/],
  ]
  for (const [text, rule] of cases) {
    const { code, error } = await call(['replay', fileOf(t, text)])
    t.equal(code, 1)
    t.match(error, rule)
  }
  const absent = await call(['replay', join(scratch(t), 'absent')])
  t.equal(absent.code, 1)
  t.match(absent.error, 'ENOENT')
})

void t.test('a fact of a later version ends the replay and is named', (t) => {
  t.match(readFact('{"at":1,"event":{"type":"telepathy"}}'), { ok: false, rule: /telepathy/ })
  t.match(readFact('{"at":"now","event":{"type":"timer"}}'), { ok: false })
  t.end()
})

void t.test('only settings that a replay can suppose are taken', async (t) => {
  const file = fileOf(t, recordNight(0).text)
  for (const [written, rule] of [
    ['heartbeat.dead-time', /KEY=VALUE/],
    ['pair.id=8', /KEY is one of heartbeat\.dead-time/],
    ['heartbeat.dead-time=soon', /a time from/],
    ['heartbeat.dead-time=60ms', /more than a third/],
  ] as const) {
    const { code, error } = await call(['replay', file, '--set', written])
    t.equal(code, 2, written)
    t.match(error, rule)
  }
})

void t.test('each supposable key changes the settings', (t) => {
  const values: Readonly<Record<string, string>> = {
    'heartbeat.dead-time': '4s',
    'heartbeat.beat-interval': '200ms',
    'heartbeat.serial.beat-interval': '2s',
    'failback.steady-time': '5s',
    'flap.window': '2h',
    'failover.on-failure': 'keep-standby',
    'failover.on-carrier-loss': '2s',
    'failback.mode': 'manual',
    'solo-start': 'hold',
  }
  t.strictSame(Object.keys(values).sort(), [...supposableKeys].sort())
  for (const [key, value] of Object.entries(values)) {
    const read = readSupposition(`${key}=${value}`)
    if (!('change' in read)) throw new Error(read.rule)
    t.not(JSON.stringify(read.change(nightSettings)), JSON.stringify(nightSettings), key)
    t.equal(suppositionRule(read.change(nightSettings)), undefined)
  }
  t.end()
})
