/** Diverged data: what is shown, who gives everything up, and how the operator chooses a side. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { DaemonStatus, JournalLine } from '../../src/control/protocol.ts'
import { newestMoves, noPastMoves } from '../../src/cli/past-moves.ts'
import { planRepair } from '../../src/cli/repair-plan.ts'
import { planRole, renderRolePlan } from '../../src/cli/role-plan.ts'
import { compareSides } from '../../src/cli/split-brain.ts'
import { readWriteTime } from '../../src/cli/last-write.ts'
import { root } from '../config/golden.ts'
import { generations } from './samples-disk.ts'
import { sampleStatus } from './samples.ts'
import type { Situation } from './samples.ts'
import { call, daemon, golden, orders, pairYaml, settings } from './stage.ts'

/** Settings whose profile has a support text of the vendor. */
function supported(t: Test): readonly string[] {
  const fake = settings(t, pairYaml.replace('profile: none', 'profile: serial-appliance'))
  const file = 'serial-appliance.yaml'
  copyFileSync(new URL(`firmware-profiles/${file}`, root), join(fake.folder, 'profiles', file))
  return fake.words
}

const partings = ['split-brain slave serves', 'split-brain master stands by', 'split-brain both serve'] as const

for (const situation of partings) {
  void t.test(`split-brain show reads well: ${situation}`, async (t) => {
    const { words } = await daemon(t, situation)
    const { code, out } = await call([...words, ...supported(t), 'split-brain', 'show'])
    t.equal(code, 0)
    t.equal(out, golden(`show-${situation.replaceAll(' ', '-')}.txt`, out))
  })
}

void t.test('status in split-brain says since when, that the risk grows, and whom to call [SB-5] [SB-6]', async (t) => {
  const { words } = await daemon(t, 'split-brain slave serves')
  const { out } = await call([...words, ...supported(t), 'status'])
  for (const part of [
    'diverged for 2 h 3 min',
    'the risk of loss grows with time',
    'do not reboot either node; contact support now',
    "Call the vendor's support now",
  ]) {
    t.match(out, part)
  }
})

void t.test('split-brain show has both sides, the identifiers and the advice for scripts [SB-10]', async (t) => {
  const { words } = await daemon(t, 'split-brain slave serves')
  const shown: unknown = JSON.parse((await call([...words, 'split-brain', 'show', '--json'])).out)
  t.match(shown, {
    kind: 'diverged',
    leads: 'slave',
    volumes: [
      { resource: 'r0', outOfSyncKib: 18_432, sides: [{ node: 'slave', lastWrite: 'now' }, { node: 'master' }] },
    ],
    advice: { keep: 'slave' },
    ways: [{ keep: 'slave' }, { keep: 'master' }],
  })
  t.match(JSON.stringify(shown), generations.master)
  t.match(JSON.stringify(shown), generations.slave)
})

void t.test('the advice keeps what users work on, and a broken copy never', (t) => {
  const serves = sampleStatus('split-brain slave serves')
  t.equal(compareSides(serves).advice.keep, 'slave')
  t.equal(compareSides(sampleStatus('split-brain both serve')).advice.keep, null)
  const torn = (quality: 'failed' | 'inconsistent'): DaemonStatus => ({
    ...serves,
    disks: serves.disks.map((disk) => ({ ...disk, disk: quality })),
  })
  t.equal(compareSides(torn('failed')).advice.keep, 'master')
  t.equal(compareSides(torn('inconsistent')).advice.keep, 'master')
  t.end()
})

void t.test('a pair whose data belongs together has nothing to show', async (t) => {
  const { words } = await daemon(t, 'disk in sync')
  const { code, out } = await call([...words, 'split-brain', 'show'])
  t.equal(code, 0)
  t.match(out, 'there is nothing to repair')
  const both = await call([...(await daemon(t, 'dual-active')).words, 'split-brain', 'show'])
  t.match(both.out, /both nodes report to be running master\n.*this ends by rule/)
})

void t.test('the last write of an unused ext file system is read from its superblock', (t) => {
  const head = Buffer.alloc(1024)
  t.equal(readWriteTime(head), null, 'no magic number')
  head.writeUInt16LE(0xef53, 0x38)
  head.writeUInt32LE(1_700_000_000, 0x30)
  t.equal(readWriteTime(head), '2023-11-14T22:13:20Z')
  t.end()
})

const leadingMaster = 'split-brain both serve'

void t.test('demote-master lists what it ends, asks, and gives one order [SB-7] [CLI-6] [CLI-19]', async (t) => {
  const fake = await daemon(t, leadingMaster)
  const dry = await call([...fake.words, 'demote-master', '--dry-run'])
  t.equal(dry.out, golden('plan-demote-master.txt', dry.out))
  t.match(JSON.parse((await call([...fake.words, 'demote-master', '--dry-run', '--json'])).out), { effects: Array })
  t.equal((await call([...fake.words, 'demote-master'])).code, 2)
  t.equal((await call([...fake.words, 'demote-master'], { answer: false })).code, 3)
  t.strictSame(orders(fake), [])
  t.equal((await call([...fake.words, 'ha-demote-primary', '--yes'])).code, 0)
  t.strictSame(orders(fake), [{ verb: 'demote-master' }])
})

void t.test('a master that holds nothing is demoted already, and nobody is asked [SB-7]', async (t) => {
  const fake = await daemon(t, 'split-brain master stands by')
  const { code, questions } = await call([...fake.words, 'demote-master'])
  t.equal(code, 0)
  t.strictSame(questions, [])
  t.strictSame(orders(fake), [{ verb: 'demote-master' }])
})

void t.test('demote-master is refused on the slave, and where no data has parted [SB-7] [CLI-2]', async (t) => {
  const cases: readonly (readonly [situation: Situation, text: RegExp])[] = [
    ['split-brain slave serves', /give it on the master/],
    ['disk in sync', /there is nothing to repair/],
  ]
  for (const [situation, text] of cases) {
    const fake = await daemon(t, situation)
    const { code, error } = await call([...fake.words, 'demote-master', '--yes'])
    t.equal(code, 3)
    t.match(error, text)
    t.strictSame(orders(fake), [])
  }
})

void t.test('a refusal on the right node does not send anybody elsewhere [CLI-2]', async (t) => {
  const base = sampleStatus(leadingMaster)
  const commands = base.commands.map((entry) =>
    entry.command === 'demote-master' ? { ...entry, available: false, reason: 'a move is under way' } : entry,
  )
  const { words } = await daemon(t, { status: [{ ...base, commands }] })
  t.equal((await call([...words, 'demote-master', '--yes'])).error, 'ha1 (master): refused: a move is under way\n')
  const order = [{ type: 'refused', refusal: 'switching', text: 'wait' }] as const
  const late = await daemon(t, { status: [base], order })
  t.equal((await call([...late.words, 'demote-master', '--yes'])).error, 'ha1 (master): refused: wait\n')
})

void t.test('the list of commands offers a repair where it would be accepted, and only there [CLI-1]', async (t) => {
  const offered = async (situation: Situation, command: string): Promise<boolean> => {
    const { out } = await call((await daemon(t, situation)).words)
    return new RegExp(`^  ${command} `, 'm').test(out)
  }
  t.equal(await offered('split-brain slave serves', 'failback'), true)
  t.equal(await offered('split-brain slave serves', 'init'), true)
  t.equal(await offered('split-brain master stands by', 'failback'), false)
  t.equal(await offered('split-brain master stands by', 'init'), false, 'the slave still leads')
  t.equal(await offered('split-brain both serve', 'demote-master'), true)
  t.equal(await offered('disk in sync', 'init'), false)
  t.equal(await offered('running master', 'init'), false, 'no disk')
})

const repairOrder = { verb: 'repair', victims: [generations.master] }

void t.test(
  'failback in split-brain says what is lost, asks, and names the data that goes [SB-8] [ADV-5]',
  async (t) => {
    const fake = await daemon(t, 'split-brain slave serves')
    const dry = await call([...fake.words, 'failback', '--dry-run'])
    t.equal(dry.code, 0)
    t.equal(dry.out, golden('plan-failback-split-brain.txt', dry.out))
    t.match(dry.out, `(generation ${generations.master}) is OVERWRITTEN`)
    t.equal((await call([...fake.words, 'failback'])).code, 2)
    t.equal((await call([...fake.words, 'failback'], { answer: false })).code, 3)
    t.strictSame(orders(fake), [])
    t.equal((await call([...fake.words, 'failback'], { answer: true })).code, 0)
    t.strictSame(orders(fake), [{ ...repairOrder, thenFailback: true }])
  },
)

void t.test('failback in split-brain on the master names the slave', async (t) => {
  const fake = await daemon(t, 'split-brain master stands by')
  const { code, error } = await call([...fake.words, 'failback', '--yes', '--force'])
  t.equal(code, 3)
  t.match(error, 'give it on the slave')
  t.strictSame(orders(fake), [])
})

void t.test('init --reinit wants a source when the data has diverged, and runs there only [SB-9]', async (t) => {
  const fake = await daemon(t, 'split-brain slave serves')
  const init = async (...words: readonly string[]): Promise<{ code: number; error: string }> =>
    await call([...fake.words, 'init', '--reinit', ...words])
  t.match(await init('--yes'), { code: 3, error: /--source master or --source slave/ })
  t.match(await init('--yes', '--source', 'master'), { code: 3, error: /give it on the master/ })
  t.match(await init('--yes', '--source', 'elsewhere'), { code: 2 })
  t.strictSame(orders(fake), [])
  t.match(await init('--yes', '--source', 'slave'), { code: 0 })
  t.strictSame(orders(fake), [{ ...repairOrder, thenFailback: false }])
  t.match(await call([...fake.words, 'init']), { code: 2, error: /only init --reinit/ })
})

void t.test('the older name of init does the same [CLI-7]', async (t) => {
  const fake = await daemon(t, 'split-brain slave serves')
  t.equal((await call([...fake.words, 'ha-initialise', '--reinit', '--source', 'slave', '--yes'])).code, 0)
  t.strictSame(orders(fake), [{ ...repairOrder, thenFailback: false }])
})

void t.test('a side that still leads is not overwritten; the way to end that is named', (t) => {
  const wish = { command: 'init --reinit', source: 'slave', thenFailback: false } as const
  const serves = sampleStatus('split-brain slave serves')
  const both: DaemonStatus = { ...serves, peer: { ...serves.peer, phase: 'running-master' } }
  t.match(planRepair(wish, both, noPastMoves).refusal, 'demote-master')
  const standing = sampleStatus('split-brain master stands by')
  t.match(planRepair({ ...wish, source: 'master' }, standing, noPastMoves).refusal, 'hapair release')
  t.end()
})

void t.test('a repair is refused where it would do the opposite, or nothing, or in the dark', (t) => {
  const wish = { command: 'init --reinit', source: 'slave', thenFailback: false } as const
  const serves = sampleStatus('split-brain slave serves')
  const changed = (
    disk: Partial<DaemonStatus['disks'][number]>,
    peer?: Partial<DaemonStatus['peer']>,
  ): DaemonStatus => ({
    ...serves,
    disks: serves.disks.map((entry) => ({ ...entry, ...disk })),
    peer: { ...serves.peer, ...peer },
  })
  const refusal = (status: DaemonStatus): string | undefined => planRepair(wish, status, noPastMoves).refusal
  t.match(refusal({ ...changed({ relation: 'mine-behind' }), divergedForMs: null }), '--source master')
  t.match(refusal(changed({ connection: 'connected' })), 'nothing to repair')
  t.match(refusal(changed({ peerGeneration: null })), 'not known what data')
  t.match(refusal(changed({}, { phase: 'not-available' })), 'not available')
  t.match(refusal({ ...serves, disks: [] }), 'no replicated volume')
  t.equal(refusal(serves), undefined)
  t.end()
})

void t.test('copies that belong together are only connected again, and no data is named [SB-9]', (t) => {
  const serves = sampleStatus('split-brain slave serves')
  const behind = {
    ...serves,
    divergedForMs: null,
    disks: serves.disks.map((disk) => ({ ...disk, relation: 'theirs-behind' as const })),
  }
  const plan = planRepair({ command: 'init --reinit', source: undefined, thenFailback: false }, behind, noPastMoves)
  t.equal(plan.refusal, undefined)
  t.strictSame(plan.victims, [''])
  t.match(plan.effects.join('\n'), 'no data is discarded')
  t.end()
})

void t.test('every role order is refused in split-brain, with the reason [FO-23] [SB-12]', async (t) => {
  for (const situation of partings) {
    const fake = await daemon(t, situation)
    for (const verb of ['failover', situation === 'split-brain master stands by' ? 'make-master' : 'make-slave']) {
      const { code, error } = await call([...fake.words, verb, '--yes'])
      t.equal(code, 3, `${verb}: ${situation}`)
      t.match(error, 'has diverged')
    }
    t.strictSame(orders(fake), [])
  }
})

const moved = (facts: readonly string[]): JournalLine => ({
  ...{ seq: 1, wall: '2026-05-04T03:02:01.000Z', monotonicMs: 5000, node: 'master', category: 'failover' },
  ...{ level: 'notice', reason: 'move-done', sentence: 'the move is done', facts },
})

const past = [
  moved(['running master', 'mount 90 ms', '900 ms in all']),
  moved(['released', 'unmount 400 ms', '1200.5 ms in all']),
  moved(['running master', 'mount 40 ms', '300.5 ms in all']),
]

void t.test('a move with a disk is predicted from the newest moves in the journal [CLI-19]', async (t) => {
  t.strictSame(newestMoves(past), { takeMs: 300.5, releaseMs: 1200.5 })
  t.strictSame(newestMoves([moved(['released', 'soon'])]), noPastMoves)
  const leftovers: JournalLine = { ...moved(['giving up', 'cause: leftovers']), reason: 'move-begun' }
  const begun: JournalLine = { ...moved(['giving up', 'cause: operator']), reason: 'move-begun' }
  const emptied = moved(['released', '9 ms in all'])
  t.strictSame(newestMoves([begun, ...past, leftovers, emptied]).releaseMs, 1200.5, 'nothing was there to release')
  const fake = await daemon(t, { status: [sampleStatus('disk in sync')], journal: past })
  const { out } = await call([...fake.words, 'failover', '--dry-run'])
  t.match(out, 'without an owner for about 1.5 s, as in the last moves')
  t.equal(out, golden('plan-failover-disk.txt', out))
})

void t.test('without a past move nothing is predicted for a disk', (t) => {
  const status = sampleStatus('disk in sync')
  t.match(renderRolePlan(planRole('failover', status, false), status).at(-1), 'not known')
  t.end()
})

void t.test('a role order during a resynchronisation is refused with its progress [DRBD-9]', async (t) => {
  const { words } = await daemon(t, 'disk syncing')
  const { code, error } = await call([...words, 'make-slave', '--yes'])
  t.equal(code, 3)
  t.match(error, 'r0: 42 %')
})
