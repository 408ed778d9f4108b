/** Are volumes mounted only where they may be, and unmounted only when they are? */
import t from 'tap'
import { settle } from './fake-drbd.ts'
import { begin, exited, wanted } from './keeper-scene.ts'

void t.test(
  'a volume is mounted on a primary only, and refused elsewhere before any tool is called [DRBD-2]',
  async (t) => {
    const { drbd, keeper } = await begin()
    await t.rejects(keeper.mount(wanted), { message: /mount \/data: refused: the disk is disk-secondary/ })
    t.notOk(drbd.calls.some((call) => /^(mount|findmnt)/.test(call)))
    await keeper.primary(wanted)
    await keeper.mount(wanted)
    await keeper.mount(wanted)
    t.equal(drbd.calls.filter((call) => call.startsWith('mount')).length, 1, 'mounted once')
    await keeper.unmount(wanted)
    t.equal(drbd.mounts.size, 0)
    await keeper.stop()
  },
)

void t.test('a device that is mounted elsewhere is not mounted again', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.primary(wanted)
  drbd.mounts.set('/other', '/dev/drbd0')
  await t.rejects(keeper.mount(wanted), { message: /is mounted at \/other/ })
  await keeper.unmount(wanted)
  t.equal(drbd.mounts.size, 0, 'an unmount takes it away wherever it is')
  await keeper.stop()
})

void t.test('a mount that fails, or that claims to have worked, is told', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.primary(wanted)
  const call = 'mount --source /dev/drbd0 --target /data'
  drbd.answer(call, exited(32, 'mount: /data: wrong fs type, bad option, bad superblock on /dev/drbd0.\n'))
  await t.rejects(keeper.mount(wanted), { message: /mount \/data: mount: \/data: wrong fs type/ })
  drbd.answer(call, exited(0))
  await t.rejects(keeper.mount(wanted), { message: /the table of mounts does not/ })
  await keeper.stop()
})

void t.test('a busy volume stays, and who keeps it busy is named', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.primary(wanted)
  await keeper.mount(wanted)
  drbd.busy = [{ pid: 44, name: 'mailer', path: '/data/box' }]
  await t.rejects(keeper.unmount(wanted), {
    message: /unmount \/data: .*target is busy.; open: mailer \(44\) \/data\/box/,
  })
  await keeper.stop()
})

void t.test('an unmount that hangs in the kernel is no unmount, although the mount has left the table', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.primary(wanted)
  await keeper.mount(wanted)
  drbd.answer('umount /data', { type: 'timed-out', afterMs: 30_000 })
  const table = 'findmnt --json --output SOURCE,TARGET,OPTIONS --source /dev/drbd0'
  drbd.answer(table, 'as-usual', exited(1))
  await t.rejects(keeper.unmount(wanted), { message: /unmount \/data: timed out after 30000 ms/ })
  await keeper.stop()
})

void t.test('on frozen I/O nothing is mounted or unmounted: the tools would hang beyond every signal', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.primary(wanted)
  drbd.change({ suspended: 'fencing', connection: 'Connecting', replication: 'Off', peerDisk: 'DUnknown' })
  await t.rejects(keeper.mount(wanted), { message: /mount \/data: refused: the disk's I\/O is frozen \(fencing\)/ })
  await t.rejects(keeper.unmount(wanted), { message: /unmount \/data: refused: .*frozen/ })
  t.notOk(drbd.calls.some((call) => /^u?mount/.test(call)))
  await keeper.stop()
})

void t.test('a volume whose mount was given up is not released before that mount has gone', async (t) => {
  const { drbd, keeper } = await begin()
  await keeper.primary(wanted)
  drbd.answer('mount --source /dev/drbd0 --target /data', 'stuck')
  const mounting = new AbortController()
  const mount = keeper.mount(mounting.signal)
  await settle()
  mounting.abort()
  await t.rejects(mount, { message: /mount \/data: cancelled/ })
  const releasing = new AbortController()
  const ends: string[] = []
  const release = keeper.unmount(releasing.signal).finally(() => ends.push('ended'))
  await settle()
  t.strictSame(ends, [], 'nothing is mounted, but the mount may still come')
  releasing.abort()
  await t.rejects(release, { message: /unmount \/data: an order from before has not ended: cancelled/ })
  await keeper.stop()
})
