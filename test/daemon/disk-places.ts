/** Cases for `daemon/disk-places.ts`: does a node miss what it needs for a takeover before the takeover? */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { DiskPlaces, missingPlaces } from '../../src/daemon/disk-places.ts'
import { openLook } from '../../src/drbd/drbdsetup-look.ts'
import type { PlaceKind, PlaceLook } from '../../src/drbd/drbdsetup-look.ts'
import { Stage } from './disk-stage.ts'
import { hangingStat } from './hanging-stat.ts'

const mail = { name: 'mail', ownDisk: '/dev/sdb1', mount: { point: '/srv/mail' } }
const spool = { name: 'spool', ownDisk: '/dev/sdb2', mount: { point: '/srv/mail/spool' } }
const raw = { name: 'raw', ownDisk: '/dev/sdb3' }

function withPlaces(places: Readonly<Record<string, PlaceKind>>): PlaceLook {
  return (path) => Promise.resolve(places[path] ?? 'absent')
}

void t.test('folders and disks that are missing, or something else, are named with their volume', async (t) => {
  const disks = { '/dev/sdb1': 'disk', '/dev/sdb2': 'disk', '/dev/sdb3': 'disk' } as const
  const all = [mail, spool, raw]
  t.strictSame(await missingPlaces(all, [], withPlaces({ ...disks, '/srv/mail': 'folder' })), [])
  t.strictSame(await missingPlaces(all, [], withPlaces({ ...disks, '/dev/sdb3': 'absent', '/srv/mail': 'other' })), [
    'mail: the mount point /srv/mail is no folder',
    'raw: the disk /dev/sdb3 does not exist',
  ])
  t.strictSame(await missingPlaces([mail], ['mail'], withPlaces(disks)), [], 'below a mount nothing is looked for')
  t.strictSame(await missingPlaces([raw], [], withPlaces({ '/dev/sdb3': 'unseen' })), [], 'nobody knows')
  t.strictSame(await missingPlaces([raw], [], withPlaces({ '/dev/sdb3': 'broken' })), [
    'raw: the disk /dev/sdb3 cannot be looked at',
  ])
})

void t.test('the device of the metadata is a disk that a volume needs', async (t) => {
  const places = { '/dev/sdb3': 'disk', '/dev/sdd1': 'absent' } as const
  const shared = { ...raw, ownMeta: '/dev/sdd1 [3]' }
  const text = 'raw: the disk of its metadata /dev/sdd1 does not exist'
  t.strictSame(await missingPlaces([shared], [], withPlaces(places)), [text])
  t.strictSame(await missingPlaces([shared], ['raw'], withPlaces({ ...places, '/dev/sdd1': 'folder' })), [
    'raw: the disk of its metadata /dev/sdd1 is no disk',
  ])
  t.strictSame(await missingPlaces([shared], [], withPlaces({ ...places, '/dev/sdd1': 'disk' })), [])
})

void t.test('a path is looked at as it is', async (t) => {
  const folder = t.testdir()
  mkdirSync(join(folder, 'place'))
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('ring', join(folder, 'ring'))
  const names = ['place', 'file', 'nothing', 'file/below', 'ring']
  const look = openLook()
  t.strictSame(await Promise.all(names.map((name) => look(join(folder, name)))), [
    ...['folder', 'other', 'absent', 'absent', 'broken'],
  ])
})

void t.test(
  'a standby alarms while its mount point is missing, from its start and again after it was there',
  async (t) => {
    const stage = new Stage(t)
    stage.slave.absent.add('/srv/data')
    stage.master.start()
    stage.slave.start()
    await stage.pass(500)
    const text = 'r0: the mount point /srv/data does not exist'
    const told = (): readonly string[] => stage.slave.troubles.filter((line) => line === `place-missing ${text}`)
    t.match(stage.slave.disks.alarms(), [new RegExp(text)])
    await stage.pass(20_000)
    t.equal(told().length, 1)
    stage.slave.absent.clear()
    await stage.pass(12_000)
    t.strictSame(stage.slave.disks.alarms(), [])
    stage.slave.absent.add('/dev/sdb1')
    await stage.pass(22_000)
    t.match(stage.slave.troubles.at(-1), 'place-missing r0: the disk /dev/sdb1 does not exist')
    stage.slave.absent.add('/srv/data')
    await stage.pass(22_000)
    t.equal(told().length, 2)
    t.strictSame(stage.master.troubles, [])
  },
)

void t.test('there is one look at a time, and a pause between two of them', async (t) => {
  const looked: string[] = []
  let go: (kind: PlaceKind) => void = () => undefined
  const slow = new Promise<PlaceKind>((resolve) => (go = resolve))
  const told: string[] = []
  const places = new DiskPlaces(
    [raw],
    (path) => (looked.push(path), slow),
    (_, text) => void told.push(text),
  )
  const first = places.look([], instant(0))
  await places.look([], instant(60_000))
  t.strictSame([looked, places.alarms()], [['/dev/sdb3'], []])
  go('absent')
  await first
  await places.look([], instant(9_999))
  t.strictSame([looked.length, places.alarms().length, told.length], [1, 1, 0])
  await places.look([], instant(10_000))
  t.strictSame([looked.length, told.length], [2, 1])
})

void t.test('a place that hangs is told, and so is what is missing elsewhere', async (t) => {
  const look = openLook({ program: hangingStat(t).program, limitMs: 300 })
  const told: string[] = []
  const hung = { name: 'mail', ownDisk: '/dev/null', mount: { point: '/srv/hung' } }
  const places = new DiskPlaces(
    [hung, { name: 'raw', ownDisk: '/dev/absent' }],
    look,
    (_, text) => void told.push(text),
  )
  await places.look([], instant(0))
  await places.look([], instant(10_000))
  t.strictSame(told, [
    'mail: the disk /dev/null is no disk',
    'mail: the mount point /srv/hung cannot be looked at',
    'raw: the disk /dev/absent does not exist',
  ])
})

void t.test('a path is not looked at again while a look at it hangs', async (t) => {
  const stub = hangingStat(t)
  const look = openLook({ program: stub.program, limitMs: 300 })
  const both = [look('/srv/hung'), look('/srv/hung'), look('/srv')]
  t.strictSame(await Promise.all(both), ['broken', 'broken', 'folder'])
  t.equal(stub.hung(), 1)
})

void t.test('a look that hangs keeps no process from its end', async (t) => {
  const path = join(import.meta.dirname, '..', '..', 'src', 'drbd', 'drbdsetup-look.ts')
  const { program } = hangingStat(t)
  const script = `const { openLook } = await import(${JSON.stringify(path)})
    console.log(await openLook({ program: ${JSON.stringify(program)}, limitMs: 200 })('/srv/hung'))`
  const { stdout, timedOut } = await execa(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 })
  t.strictSame([stdout, timedOut], ['broken', false])
})
