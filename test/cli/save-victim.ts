/** The copy of the data that a repair will overwrite. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { copyDevice } from '../../src/cli/device-copy.ts'
import type { CopyWatch } from '../../src/cli/device-copy.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { generations } from './samples-disk.ts'
import { sampleStatus } from './samples.ts'
import { call, daemon, golden, orders, pairYaml, scratch, settings } from './stage.ts'
import type { FakeDaemon, Script } from './stage.ts'

/** Mail, a hole, and more mail; not a whole number of reads. */
const data = Buffer.concat([Buffer.alloc(1_500_000, 'mail A'), Buffer.alloc(2 << 20), Buffer.alloc(777, 'B')])
const sha256 = createHash('sha256').update(data).digest('hex')

const drbd = (disk: string): string => `drbd:
  resources: [r0]
  master-address: 127.0.0.1
  slave-address: 127.0.0.2
  volume:
    - name: r0
      disk: ${disk}
      mount-point: /srv/data
`

type Scene = {
  readonly fake: FakeDaemon
  readonly folder: string
  readonly words: readonly string[]
  readonly lower: string
}

async function scene(t: Test, script: Script): Promise<Scene> {
  const lower = join(scratch(t), 'disk')
  writeFileSync(lower, data)
  const folder = join(scratch(t), 'saved')
  mkdirSync(folder)
  const fake = await daemon(t, script)
  const words = [...fake.words, ...settings(t, pairYaml + drbd(lower)).words]
  return { fake, folder, words, lower }
}

const victim = sampleStatus('split-brain master stands by')
/** A hole that no disk of a test machine has room for, bytes. */
const hugeBytes = 2 ** 43

const image = `master-r0-${generations.master}.img`
const reinit = ['init', '--reinit', '--source', 'slave', '--save-victim']

void t.test('on the node whose data goes, the whole disk is copied, with a checksum [SB-10]', async (t) => {
  const { fake, folder, words } = await scene(t, { status: [victim] })
  const { code, out, started } = await call([...words, ...reinit, folder])
  t.equal(code, 0)
  t.ok(readFileSync(join(folder, image)).equals(data), 'the mail is in the copy')
  t.equal(readFileSync(join(folder, `${image}.sha256`), 'utf8'), `${sha256}  ${image}\n`)
  t.equal(statSync(join(folder, image)).mode & 0o777, 0o600)
  t.match(out, sha256)
  t.match(out, 'now give "hapair init --reinit --source slave" on the slave')
  t.match(started, [/^blockdev --flushbufs /], 'stale pages are dropped first')
  t.strictSame(orders(fake), [], 'nothing is repaired by it')
})

void t.test('failback --save-victim on the master saves as well', async (t) => {
  const { folder, words } = await scene(t, { status: [victim] })
  const { code, out } = await call([...words, 'failback', '--save-victim', folder, '--json'])
  t.equal(code, 0)
  t.match(JSON.parse(out), { result: 'done', copies: [{ bytes: data.length, sha256 }] })
})

void t.test('--dry-run prints what would be copied, and copies nothing [CLI-19]', async (t) => {
  const { folder, words } = await scene(t, { status: [victim] })
  const { code, out } = await call([...words, ...reinit, folder, '--dry-run'])
  t.equal(code, 0)
  const text = out
    .replace(/r0: \S+/, 'r0: DISK')
    .replaceAll(folder, 'DIR')
    .replace(/has .* free/, 'has 9 GiB free')
  t.equal(text, golden('plan-save-victim.txt', text))
  t.strictSame(readdirSync(folder), [])
})

void t.test('it is refused where the data stays, and where somebody may write', async (t) => {
  const changed = (disk: Partial<DaemonStatus['disks'][number]>): DaemonStatus => ({
    ...victim,
    disks: victim.disks.map((entry) => ({ ...entry, ...disk })),
  })
  const cases: readonly (readonly [status: DaemonStatus, text: RegExp])[] = [
    [sampleStatus('split-brain slave serves'), /on the master: hapair init --reinit --source slave --save-victim/],
    [sampleStatus('split-brain both serve'), /in use here; .*demote-master/],
    [changed({ mounted: true }), /in use here/],
    [changed({ role: 'unknown' }), /in use here/],
    [changed({ connection: 'connected' }), /connected/],
    [changed({ disk: 'failed' }), /its disk failed/],
  ]
  for (const [status, text] of cases) {
    const { folder, words } = await scene(t, { status: [status] })
    const { code, error } = await call([...words, ...reinit, folder])
    t.equal(code, 3)
    t.match(error, text)
    t.strictSame(readdirSync(folder), [])
  }
  const { folder, words } = await scene(t, { status: [victim] })
  t.match(await call([...words, ...reinit, join(folder, 'absent')]), { code: 3, error: /does not exist/ })
  t.match(await call([...words, 'init', '--reinit', '--save-victim', folder]), { code: 3, error: /--source/ })
})

void t.test('it is refused where the copy has no room', async (t) => {
  const { folder, words, lower } = await scene(t, { status: [victim] })
  truncateSync(lower, hugeBytes)
  const { code, error } = await call([...words, ...reinit, folder])
  t.equal(code, 3)
  t.match(error, 'and 8.0 TiB are needed')
  t.strictSame(readdirSync(folder), [])
})

void t.test('a copy that was written to meanwhile is not kept', async (t) => {
  const written = { ...victim, disks: victim.disks.map((disk) => ({ ...disk, generation: 'AAAAAAAAAAAAAAAA' })) }
  const { folder, words } = await scene(t, { status: [victim, written] })
  const { code, error } = await call([...words, ...reinit, folder])
  t.equal(code, 1)
  t.match(error, 'changed while it was copied')
  t.strictSame(readdirSync(folder), [])
})

void t.test('an earlier copy is never overwritten', async (t) => {
  const { folder, words } = await scene(t, { status: [victim] })
  t.equal((await call([...words, ...reinit, folder])).code, 0)
  t.match(await call([...words, ...reinit, folder]), { code: 1, error: /EEXIST/ })
  t.ok(readFileSync(join(folder, image)).equals(data))
})

const quiet: CopyWatch = { progress: () => undefined, spoiled: () => Promise.resolve(undefined) }

void t.test('blocks of zeros become holes, and progress is told', async (t) => {
  const folder = scratch(t)
  const [device, target] = [join(folder, 'device'), join(folder, 'copy')]
  writeFileSync(device, Buffer.alloc(8 << 20))
  const told: number[] = []
  const copied = await copyDevice(device, target, { ...quiet, progress: (done) => told.push(done) })
  t.equal(copied.bytes, 8 << 20)
  t.equal(told.at(-1), 8 << 20)
  t.equal(statSync(target).size, 8 << 20)
  t.ok(statSync(target).blocks * 512 < 1 << 20, 'it takes no space')
})

void t.test('what goes wrong leaves nothing behind', async (t) => {
  const folder = scratch(t)
  const device = join(folder, 'device')
  await t.rejects(copyDevice(device, join(folder, 'copy'), quiet), /ENOENT/)
  writeFileSync(device, data)
  await t.rejects(copyDevice(device, join(folder, 'absent', 'copy'), quiet), /ENOENT/)
  const spoiled = { ...quiet, spoiled: () => Promise.resolve('somebody came') }
  await t.rejects(copyDevice(device, join(folder, 'copy'), spoiled), /somebody came/)
  t.notOk(existsSync(join(folder, 'copy.part')))
  t.strictSame(readdirSync(folder), ['device'])
})
