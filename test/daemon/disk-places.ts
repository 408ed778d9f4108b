/** Cases for `daemon/disk-places.ts`: does a node miss what it needs for a takeover before the takeover? */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { DiskPlaces, missingPlaces, placeKind } from '../../src/daemon/disk-places.ts'
import type { PlaceKind, PlaceLook } from '../../src/daemon/disk-places.ts'
import { Stage } from './disk-stage.ts'

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

void t.test('a path is looked at as it is', async (t) => {
  const folder = t.testdir()
  mkdirSync(join(folder, 'place'))
  writeFileSync(join(folder, 'file'), '')
  symlinkSync('ring', join(folder, 'ring'))
  const names = ['place', 'file', 'nothing', 'file/below', 'ring']
  t.strictSame(await Promise.all(names.map((name) => placeKind(join(folder, name)))), [
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
    await stage.pass(10_000)
    t.equal(told().length, 1)
    stage.slave.absent.clear()
    await stage.pass(3_000)
    t.strictSame(stage.slave.disks.alarms(), [])
    stage.slave.absent.add('/dev/sdb1')
    await stage.pass(5_000)
    t.match(stage.slave.troubles.at(-1), 'place-missing r0: the disk /dev/sdb1 does not exist')
    stage.slave.absent.add('/srv/data')
    await stage.pass(5_000)
    t.equal(told().length, 2)
    t.strictSame(stage.master.troubles, [])
  },
)

void t.test('a look that hangs is not begun a second time', async (t) => {
  const looked: string[] = []
  let go: (kind: PlaceKind) => void = () => undefined
  const hanging = new Promise<PlaceKind>((resolve) => (go = resolve))
  const told: string[] = []
  const places = new DiskPlaces(
    [raw],
    (path) => (looked.push(path), hanging),
    (_, text) => void told.push(text),
  )
  const first = places.look([])
  await places.look([])
  t.strictSame([looked, places.alarms()], [['/dev/sdb3'], []])
  go('absent')
  await first
  t.equal(places.alarms().length, 1)
  await places.look([])
  t.equal(told.length, 1)
})
