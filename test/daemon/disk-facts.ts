/** Cases for `daemon/disk-facts.ts`: what is the core told, and where is a volume mounted? */
import t from 'tap'
import type { SiteVolume } from '../../src/config/site.ts'
import { inSync } from '../../src/core/disk-view.ts'
import { coreFacts, volumeMounts } from '../../src/daemon/disk-facts.ts'
import type { DiskFacts } from '../../src/drbd/index.ts'

const healthy: DiskFacts = {
  ...{ resource: 0, connection: 'connected', role: 'disk-primary', peerRole: 'disk-secondary' },
  ...{ disk: 'up-to-date', peerDisk: 'up-to-date', replication: 'established', suspended: 'no' },
  kernelAsks: false,
  outOfSyncKib: 0,
  identifiers: { current: 'A', bitmap: 'B', history: ['C', 'D'] },
  crashedPrimary: false,
}

void t.test('a healthy primary is told as it is', (t) => {
  t.strictSame(coreFacts(healthy, true), {
    ...{ connection: 'connected', role: 'disk-primary', peerRole: 'disk-secondary', mounted: true },
    ...{
      disk: 'up-to-date',
      peerDisk: 'up-to-date',
      sync: 'none',
      suspended: false,
      kernelAsks: false,
      outOfSyncKib: 0,
    },
    generation: { current: 'A', bitmap: 'B', history: ['C', 'D'] },
  })
  t.end()
})

void t.test('what the driver says in other words means this to the core', (t) => {
  const of = (fields: Partial<DiskFacts>): ReturnType<typeof coreFacts> => coreFacts({ ...healthy, ...fields }, false)
  t.equal(of({ disk: 'diskless' }).disk, 'failed', 'a disk that is not there has failed')
  const syncs = (['sync-source', 'sync-target', 'verify', 'ahead', 'behind', 'off', 'unknown'] as const).map(
    (replication) => of({ replication }).sync,
  )
  t.strictSame(syncs, ['source', 'target', 'verify', 'paused', 'paused', 'none', 'none'])
  t.strictSame(
    (['fencing', 'other', 'unknown'] as const).map((suspended) => of({ suspended }).suspended),
    [true, true, false],
  )
  const { outOfSyncKib, ...uncounted } = healthy
  t.equal(outOfSyncKib, 0)
  t.notOk(inSync(coreFacts(uncounted, true)), 'an amount that nobody told is not 0')
  t.ok(inSync(coreFacts(healthy, true)))
  const { identifiers, ...unread } = healthy
  t.ok(identifiers)
  t.notOk('generation' in coreFacts(unread, false), 'identifiers that are being read are not told')
  t.end()
})

const volumes: readonly SiteVolume[] = [
  { name: 'mail', minor: 3, port: 1, ownDisk: '/dev/a', peerDisk: '/dev/a', mount: { point: '/srv/my mail' } },
  { name: 'web', minor: 31, port: 2, ownDisk: '/dev/b', peerDisk: '/dev/b' },
]

void t.test('a volume is found in the table of mounts by its number or its name, wherever it is', (t) => {
  const table = [
    '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
    String.raw`40 22 147:3 / /srv/my\040mail rw shared:9 master:2 - ext4 /dev/drbd/by-res/mail/0 rw`,
    '41 22 0:52 /sub /srv/www rw - btrfs /dev/drbd31 rw',
    '42 22 147:30 / /srv/other rw - ext4 /dev/drbd30 rw',
    '',
  ].join('\n')
  t.strictSame(volumeMounts(table, volumes), [
    { name: 'mail', point: '/srv/my mail' },
    { name: 'web', point: '/srv/www' },
  ])
  t.strictSame(volumeMounts('', volumes), [])
  t.end()
})
