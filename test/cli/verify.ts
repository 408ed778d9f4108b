/** `hapair verify`: is a comparison begun, followed to its end, and told with the right code? */
import t from 'tap'
import type { DaemonStatus, VerifyReport } from '../../src/control/protocol.ts'
import { sampleStatus } from './samples.ts'
import { call, daemon } from './stage.ts'

type Last = NonNullable<VerifyReport['last']>
const base = sampleStatus('disk syncing')

function having(...verifications: readonly VerifyReport[]): DaemonStatus {
  const { replication } = base
  return { ...base, resyncs: [], replication: replication === null ? null : { ...replication, verifications } }
}

const idle: VerifyReport = { resource: 'r0', runningForMs: null, donePercent: null, last: null }
const running: VerifyReport = { ...idle, runningForMs: 61_000, donePercent: 42.5 }
const ended = (outcome: Last['outcome'], outOfSyncKib: number | null): VerifyReport => ({
  ...{ ...idle, last: { endedAt: '2026-01-02T03:04:05.000Z', outcome, outOfSyncKib } },
})

void t.test('verify begins a comparison and ends', async (t) => {
  const fake = await daemon(t, { status: [having(idle)] })
  const { code, out } = await call([...fake.words, 'verify', 'r0'])
  t.equal(code, 0)
  t.match(out, 'done: so be it')
  t.strictSame(fake.asked.at(-1), { type: 'verify', resource: 'r0' })
})

void t.test('verify that is refused says why', async (t) => {
  const answer = { type: 'refused', refusal: 'wrong-node', text: 'only the running master' } as const
  const { words } = await daemon(t, { status: [having(idle)], order: [answer] })
  const { code, error } = await call([...words, 'verify', 'all', '--follow'])
  t.equal(code, 3)
  t.match(error, 'refused: only the running master')
})

void t.test('verify --follow tells how far it is and ends with the outcome', async (t) => {
  const outcomes = [
    [ended('alike', 0), 0, /r0: both copies are alike/],
    [ended('different', 2_048), 1, /r0: 2\.0 MiB differ between the two copies; nothing was changed/],
    [ended('broken-off', null), 1, /r0: the comparison was broken off/],
  ] as const
  for (const [end, expected, text] of outcomes) {
    const slow = Array.from({ length: 25 }, () => having(running))
    const { words } = await daemon(t, { status: [having(idle), ...slow, having(end)] })
    const { code, out, error } = await call([...words, 'verify', 'all', '--follow'])
    t.equal(code, expected)
    t.match(out, text)
    t.match(error, 'r0: both copies are being compared, 42 %, for 1 min 1 s')
  }
})

void t.test('verify --follow --json prints one object at the end', async (t) => {
  const before = { ...idle, last: { endedAt: '2025-01-01T00:00:00.000Z', outcome: 'alike', outOfSyncKib: 0 } } as const
  const { words } = await daemon(t, { status: [having(before), having(before), having(ended('different', 12))] })
  const { code, out } = await call([...words, 'verify', 'r0', '-f', '--json'])
  t.equal(code, 1)
  t.match(JSON.parse(out), { result: 'done', verifications: [{ last: { outOfSyncKib: 12 } }], exitCode: 1 })
})

void t.test('why says that copies differ by a comparison, and what ends that', async (t) => {
  const [disk] = base.disks
  if (disk === undefined) throw new Error('the sample has a disk')
  const apart = { connection: 'connected', role: 'disk-secondary', sync: 'none', unfitReason: 'not-in-sync' } as const
  const report = { ...ended('different', 12), resource: disk.resource }
  const status = { ...having(report), disks: [{ ...disk, ...apart, outOfSyncKib: 12, inSync: false }] }
  const { words } = await daemon(t, { status: [{ ...status, phase: 'running-slave' }] })
  const { out } = await call([...words, 'why'])
  t.match(out, /because a comparison that ended 2026\S+ found that the copies differ/)
  t.match(out, /it would change if its connection were closed and opened again/)
  t.notMatch(out, 'the resynchronisation had ended')
})

void t.test('status says what a comparison does or did', async (t) => {
  const shown = async (report: VerifyReport): Promise<string> => {
    const { words } = await daemon(t, { status: [having(report)] })
    return (await call([...words, 'status'])).out
  }
  t.match(await shown(running), 'r0: the comparison of both copies runs for 1 min 1 s, 42 %')
  t.match(await shown(ended('different', 12)), /r0: both copies were last compared until 2026.*: 12 KiB differed/)
  t.match(await shown(ended('alike', 0)), /: alike/)
  t.notMatch(await shown(idle), 'compar')
})
