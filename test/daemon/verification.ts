/** Cases for `daemon/verification.ts`: are both copies compared when they may be, and is the outcome told? */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { toldTexts } from '../../src/base/told-troubles.ts'
import { Verification, brokenOffMs, scheduleMs } from '../../src/daemon/verification.ts'
import { VerifyFile, recordsInMemory, verifyFile } from '../../src/daemon/verify-records.ts'
import { DiskKeeper } from '../../src/drbd/index.ts'
import { FakeDrbd, healthyResource, settle } from '../drbd/fake-drbd.ts'
import { Stage } from './disk-stage.ts'

type Scene = {
  readonly drbd: FakeDrbd
  readonly verification: Verification
  readonly told: string[]
  readonly alarms: (readonly string[])[]
  readonly verifies: () => readonly string[]
}

const dayMs = 86_400_000

async function begin(everyMs?: number, names: readonly string[] = ['r0']): Promise<Scene> {
  const drbd = new FakeDrbd(names)
  const told: string[] = []
  const alarms: (readonly string[])[] = []
  const edge = drbd.edge()
  const keeper = new DiskKeeper({
    ...{ resources: names.map((name, minor) => ({ name, minor })), edge },
    onFacts: () => verification.look(keeper.facts()),
    onTrouble: () => undefined,
  })
  const verification = new Verification({
    ...{ names, keeper, clock: edge, wall: () => drbd.nowMs, records: recordsInMemory() },
    ...(everyMs === undefined ? {} : { everyMs }),
    troubles: toldTexts({ tell: (text) => told.push(text), now: edge.now }),
    told: (text) => told.push(text),
    alarm: (...line) => alarms.push(line),
    signal: new AbortController().signal,
  })
  await keeper.start()
  await settle()
  for (const name of names) drbd.change({ role: 'Primary' }, name)
  return { drbd, verification, told, alarms, verifies: () => drbd.calls.filter((call) => call.includes(' verify ')) }
}

void t.test('copies that are alike: begun by order, seen, told and remembered', async (t) => {
  const { drbd, verification, told, alarms, verifies } = await begin()
  t.match(await verification.start('r0'), { type: 'done', text: /r0 are being compared/ })
  t.strictSame(verifies(), ['drbdadm verify r0'])
  await drbd.pass(5_000)
  t.match(verification.reports(), [{ resource: 'r0', runningForMs: 5_000, last: null }])
  drbd.change({ replication: 'Established' })
  t.match(verification.reports(), [{ runningForMs: null, last: { outcome: 'alike', outOfSyncKib: 0 } }])
  t.match(told, [/r0: both copies are being compared/, /r0: both copies were compared and are alike/])
  t.strictSame([alarms, verification.alarms()], [[], []])
})

void t.test('copies that differ are an alarm until they are alike again, and nothing is repaired', async (t) => {
  const { drbd, verification, alarms } = await begin()
  await verification.start('all')
  const before = drbd.calls.length
  drbd.change({ replication: 'Established', outOfSyncKib: 12 })
  t.match(alarms, [['copies-differ', 'r0', '12 KiB', /^found 1970-01-/]])
  t.match(verification.alarms(), [/^a comparison found that the two copies.*\(r0; 12 KiB; found 1970-01-/])
  await drbd.pass(dayMs / 24)
  t.notOk(
    drbd.calls.slice(before).some((call) => !/events2|get-gi/.test(call)),
    'only questions',
  )
  t.match(await verification.start('r0'), { type: 'refused', refusal: 'not-in-sync' })
  drbd.change({ outOfSyncKib: 0 })
  t.strictSame(verification.alarms(), [])
})

void t.test('a comparison that somebody else began is seen as well, on the other node too', async (t) => {
  const { drbd, verification, alarms } = await begin()
  drbd.change({ role: 'Secondary', peerRole: 'Primary', replication: 'VerifyT' })
  t.equal(verification.reports()[0]?.runningForMs, 0)
  drbd.change({ replication: 'Established', outOfSyncKib: 4 })
  t.equal(alarms.length, 1)
})

void t.test('a lost connection breaks a comparison off; a stream that begins again does not', async (t) => {
  const { drbd, verification, told, alarms } = await begin()
  await verification.start('r0')
  drbd.killStream()
  drbd.beginStream()
  t.not(verification.reports()[0]?.runningForMs, null)
  drbd.change({ connection: 'Connecting', replication: 'Off', peerDisk: 'DUnknown', peerRole: 'Unknown' })
  t.match(verification.reports(), [{ runningForMs: null, last: { outcome: 'broken-off', outOfSyncKib: null } }])
  t.match(told.at(-1), /r0: the comparison of both copies was broken off/)
  t.strictSame(alarms, [])
})

void t.test('what may not be compared now is refused with the reason, and no tool is called', async (t) => {
  const { drbd, verification, verifies } = await begin()
  const cases = [
    [{ replication: 'VerifyS' }, 'switching', /is being compared already/],
    [{ role: 'Secondary' }, 'wrong-node', /only the running master/],
    [{ connection: 'Connecting', replication: 'Off', peerDisk: 'DUnknown' }, 'not-in-sync', /not connected/],
    [{ replication: 'SyncSource', peerDisk: 'Inconsistent' }, 'not-in-sync', /not in sync/],
    [{ peerDisk: 'Outdated' }, 'not-in-sync', /not in sync/],
  ] as const
  for (const [fields, refusal, text] of cases) {
    drbd.change({ ...healthyResource(), role: 'Primary', ...fields })
    t.match(await verification.start('r0'), { type: 'refused', refusal, text })
  }
  drbd.killStream()
  t.match(await verification.start('all'), { type: 'refused', refusal: 'disk-unknown' })
  t.match(await verification.start('mail'), { type: 'failed', text: /no resource mail/ })
  t.strictSame(verifies(), [])
})

void t.test('an order that the tools refuse fails with their words', async (t) => {
  const { drbd, verification } = await begin()
  drbd.answer('drbdadm verify r0', { type: 'exited', code: 10, output: '', errors: 'Failure: (1) no verify-alg' })
  t.match(await verification.start('r0'), { type: 'failed', text: /verify/ })
  t.equal(verification.reports()[0]?.runningForMs, null)
})

void t.test('the schedule begins one volume at a time, and each again when its span is over', async (t) => {
  const { drbd, verifies } = await begin(dayMs, ['r0', 'r1'])
  await drbd.pass(scheduleMs)
  t.strictSame(verifies(), ['drbdadm verify r0'])
  await drbd.pass(10 * scheduleMs)
  t.equal(verifies().length, 1, 'while one runs no other one is begun')
  drbd.change({ replication: 'Established' }, 'r0')
  await drbd.pass(scheduleMs)
  t.strictSame(verifies().slice(1), ['drbdadm verify r1'])
  drbd.change({ replication: 'Established' }, 'r1')
  await drbd.pass(dayMs / 2)
  t.equal(verifies().length, 2)
  await drbd.pass(dayMs / 2)
  t.strictSame(verifies().slice(2), ['drbdadm verify r0'])
})

void t.test('the schedule waits where it may not begin, and tries again later what was broken off', async (t) => {
  const { drbd, verifies, told } = await begin(7 * dayMs)
  drbd.change({ role: 'Secondary' })
  await drbd.pass(10 * scheduleMs)
  t.strictSame(verifies(), [], 'the other node leads')
  drbd.change({ role: 'Primary' })
  await drbd.pass(scheduleMs)
  t.equal(verifies().length, 1)
  drbd.change({ connection: 'Connecting', replication: 'Off', peerDisk: 'DUnknown' })
  drbd.change({ ...healthyResource(), role: 'Primary' })
  await drbd.pass(brokenOffMs / 2)
  t.equal(verifies().length, 1)
  drbd.answer('drbdadm verify r0', { type: 'exited', code: 10, output: '', errors: 'Failure: (1) busy' })
  await drbd.pass(brokenOffMs / 2 + scheduleMs)
  t.equal(verifies().length, 2)
  await drbd.pass(brokenOffMs / 2)
  t.equal(verifies().length, 2, 'nor is what failed tried each minute')
  t.match(told.at(-1), /the scheduled comparison: .*busy/)
})

void t.test('without a schedule none is begun', async (t) => {
  const { drbd, verifies } = await begin()
  await drbd.pass(dayMs)
  t.strictSame(verifies(), [])
})

void t.test('the last comparison outlives the agent, and a spoiled file is told and gone on without', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-verify-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const troubles: string[] = []
  const open = (): VerifyFile => new VerifyFile(folder, ['r0'], (text) => troubles.push(text))
  const last = { endedAt: '2026-01-02T03:04:05.000Z', outcome: 'different', outOfSyncKib: 12 } as const
  const first = open()
  await first.written
  t.equal(first.last('r0'), undefined)
  first.note('gone', last)
  first.note('r0', { ...last, outOfSyncKib: 8 })
  first.note('r0', last)
  await first.written
  t.match(JSON.parse(readFileSync(join(folder, verifyFile), 'utf8')), { r0: last, gone: last })
  const second = open()
  await second.written
  t.strictSame([second.last('r0'), second.last('gone')], [last, undefined])
  t.strictSame(troubles, [])
  writeFileSync(join(folder, verifyFile), '{"r0":{"endedAt":"yesterday"}}')
  const third = open()
  await third.written
  t.equal(third.last('r0'), undefined)
  t.match(troubles, [/does not say when the copies were compared last/])
  rmSync(folder, { recursive: true })
  third.note('r0', last)
  await third.written
  t.match(troubles.at(-1), /the outcome of a comparison is not kept/)
})

void t.test('a slave takes over during a comparison like at any other time', async (t) => {
  const stage = await Stage.running(t)
  const { master, slave } = stage
  await stage.pass(1_000)
  t.equal((await master.disks.verification.start('r0')).type, 'done')
  slave.drbd.change({ replication: 'VerifyT' })
  await stage.pass(1_000)
  master.post({ type: 'order', orderId: 'x', order: { verb: 'make-slave', force: false } })
  t.ok(await stage.until(() => slave.state.phase === 'running-master'))
})
