/**
 * Are outages, owners, moves and comparisons reckoned right from what was observed?
 */
import { test } from 'tap'
import { rows } from '../../bench/rows.ts'
import type { Run } from '../../bench/table.ts'
import { renderRow, spread } from '../../bench/table.ts'
import { drills } from '../../lab/netns/drills.ts'
import { OutageMeter } from '../../lab/netns/outage-meter.ts'
import { overlapMs, spansHeld } from '../../lab/netns/ownership.ts'
import { moveSentence, movesIn, stepSentence } from '../../lab/netns/story.ts'

void test('an outage is the time between two replies, and late replies close nothing', (t) => {
  const meter = new OutageMeter(1, 0)
  for (let ms = 1; ms <= 10; ms += 1) meter.noteReply(ms, 'aa', ms + 0.1)
  meter.mark(10.2)
  meter.noteReply(31, 'bb', 31.1)
  meter.noteReply(15, 'bb', 31.2)
  const report = meter.report(31.5)
  t.same(
    report.outages.map((outage) => [outage.startMs, Math.round(outage.lengthMs), outage.lost]),
    [[10.1, 21, 20]],
  )
  t.equal(report.macChanges.length, 1)
  t.equal(meter.report(131.1).longestOutageMs, 100, 'an outage that has not ended counts')
  t.end()
})

void test('time in which the client itself was late is no outage, but what it asked for in vain is', (t) => {
  const meter = new OutageMeter(1, 0)
  meter.noteRequest(1, 0.9)
  meter.noteReply(1, 'aa', 1)
  meter.noteRequest(2, 41)
  t.ok(meter.report(41.5).openMs < 2)
  meter.noteReply(2, 'aa', 41.1)
  t.same(meter.report(41.2).outages, [])
  t.ok(meter.report(41.2).longestGapMs < 2)
  meter.noteRequest(3, 42)
  meter.noteRequest(4, 43)
  meter.noteRequest(5, 63)
  meter.noteReply(5, 'aa', 63.1)
  t.same(
    meter.report(63.2).outages.map((outage) => [Math.round(outage.lengthMs), outage.lost]),
    [[22, 2]],
  )
  t.end()
})

void test('the list of outages is bounded and what it leaves out is counted', (t) => {
  const meter = new OutageMeter(1, 0)
  for (let round = 1; round <= 1002; round += 1) meter.noteReply(round * 2, 'aa', round * 2)
  const report = meter.report(2004)
  t.same([report.outages.length, report.outagesNotListed], [1000, 1])
  t.end()
})

void test('time with two owners ends at a power cut, not when the dead kernel is cleared', (t) => {
  const address = '10.77.1.100'
  const events = [
    { atMs: 1, node: 'm', change: 'added', address } as const,
    { atMs: 10, node: 's', change: 'added', address } as const,
    { atMs: 30, node: 'm', change: 'gone', address } as const,
  ]
  const overlap = (cuts: { node: string; atMs: number }[]): number =>
    overlapMs(
      spansHeld(events, { node: 'm', address }, cuts, 100),
      spansHeld(events, { node: 's', address }, cuts, 100),
      { fromMs: 0, toMs: 100 },
    )
  t.equal(overlap([]), 20)
  t.equal(overlap([{ node: 'm', atMs: 5 }]), 0)
  t.end()
})

void test('changes of one node that follow each other are told as one move', (t) => {
  const ours = new Map([
    ['10.77.1.100', '10.77.1.100'],
    ['fd77', 'fd77::100'],
  ])
  const events = [
    { atMs: 1, node: 'm', change: 'gone', address: '10.77.1.100' } as const,
    { atMs: 2, node: 'm', change: 'gone', address: '10.77.1.1' } as const,
    { atMs: 3, node: 'm', change: 'gone', address: 'fd77' } as const,
    { atMs: 4, node: 's', change: 'added', address: 'fd77' } as const,
  ]
  t.same(movesIn(events, ours).map(moveSentence), [
    'node-m holds no longer 10.77.1.100 and 1 more',
    'node-s holds fd77::100',
  ])
  t.end()
})

void test('every drill names steps that can be told, and puts back what it broke', (t) => {
  const breaking = new Set(['serial', 'cut-ethernet-between-nodes', 'cut-cable', 'isolate'])
  for (const drill of drills) {
    for (const step of [...drill.steps, ...drill.then]) t.ok(stepSentence(step, 'm').length > 5)
    const broke = drill.steps.some((step) => breaking.has(step.type))
    t.equal(
      drill.then.some((step) => step.type === 'mend-everything'),
      broke,
      drill.id,
    )
  }
  t.end()
})

void test('the median of an even number of runs lies between the middle two, and of none there is none', (t) => {
  t.same(spread([4, 1, 3, 2]), { min: 1, median: 2.5, max: 4 })
  t.equal(spread([]), undefined)
  t.end()
})

void test('a row compares hapair with the best of the others and says when a figure was never taken', (t) => {
  const row = rows.find((one) => one.id === 'crash')
  if (row === undefined) throw new Error('there is no row crash')
  const run = (peer: string, outageMs: number | undefined): Run => ({ row: 'crash', peer, figures: { outageMs } })
  const runs = [
    run('keepalived fast', 200),
    run('keepalived fast', undefined),
    run('heartbeat fast', undefined),
    run('hapair fast', 250),
  ]
  const table = renderRow(row, runs)
  t.match(table, /keepalived fast +2 +200 \/ 200 \/ 200 \(1 of 2\)/)
  t.match(table, /heartbeat fast +1 +never/)
  t.match(table, /best other +x 1.25/)
  t.end()
})
