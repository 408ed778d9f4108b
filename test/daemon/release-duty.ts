/** Cases for `daemon/release-duty.ts`: is everything on the list that is held, from before it is taken until it is given up? */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { DiskFacts } from '../../src/core/disk-facts.ts'
import type { Hands } from '../../src/daemon/performers.ts'
import { listedHands, listedPost, ReleaseDuty } from '../../src/daemon/release-duty.ts'
import type { Holdable } from '../../src/daemon/release-duty.ts'
import { parseStartTicks } from '../../src/daemon/release-list.ts'
import { openHands } from './hands.ts'

const holdable: Holdable = {
  ...{ leaseMs: 2_000, limitMs: 30_000, reset: true },
  holdings: {
    addresses: [{ device: 'lan0', address: '192.0.2.10', prefix: 24 }],
    units: [],
    mounts: ['/srv/data/inner', '/srv/data'],
    resources: [{ name: 'r0', minor: 0 }],
  },
}

const own = `agent ${process.pid} ${parseStartTicks(readFileSync('/proc/self/stat', 'utf8'))}`

function folderOf(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-duty-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function listOf(folder: string): readonly string[] {
  return readFileSync(join(folder, 'release-list'), 'utf8').trimEnd().split('\n')
}

/** What is listed, by the first word of each line. */
function listed(folder: string): string {
  const words = listOf(folder).map((line) => line.split(' ')[0] ?? '')
  return words.filter((word) => /^(address|unit|mount|resource)$/.test(word)).join(' ')
}

type Scene = { readonly folder: string; readonly duty: ReleaseDuty; readonly troubles: string[] }

function scene(t: Test, folder = folderOf(t)): Scene {
  const troubles: string[] = []
  const duty = new ReleaseDuty({ folder, trouble: (text) => troubles.push(text) })
  duty.configure(holdable)
  return { folder, duty, troubles }
}

/** Hands that note what is listed when they are called; `fails`: the one that does not succeed. */
function handsThatLook(folder: string, fails = ''): { readonly hands: Hands; readonly seen: Record<string, string> } {
  const seen: Record<string, string> = {}
  const look = (name: string) => (): Promise<void> => {
    seen[name] = listed(folder)
    return name === fails ? Promise.reject(new Error('busy')) : Promise.resolve()
  }
  const { hands } = openHands()
  const { disks } = hands
  if (disks === undefined) throw new Error('hands with disks')
  const looking = { primary: look('primary'), mount: look('mount'), unmount: look('unmount') }
  return {
    seen,
    hands: {
      ...hands,
      ...{ take: look('take'), remove: look('remove') },
      disks: { ...disks, ...looking, secondary: look('secondary') },
    },
  }
}

void t.test('each kind is listed before it is taken, and until its giving up is read back', async (t) => {
  const { folder, duty } = scene(t)
  t.equal(listed(folder), '')
  const { hands, seen } = handsThatLook(folder)
  const { take, remove, disks } = listedHands(hands, duty)
  await disks?.primary(false)
  await disks?.mount()
  await take(2_000)
  t.strictSame(listOf(folder), [
    ...['hapair-release-list 1', own, 'lease 2000', 'limit 30000', 'address lan0 192.0.2.10/24'],
    ...['mount /srv/data/inner', 'mount /srv/data', 'resource r0 0', 'reset /proc/sysrq-trigger', 'end'],
  ])
  await remove()
  await disks?.unmount(true)
  await disks?.secondary(true)
  t.strictSame(seen, {
    primary: 'resource',
    mount: 'mount mount resource',
    take: 'address mount mount resource',
    remove: 'address mount mount resource',
    unmount: 'mount mount resource',
    secondary: 'resource',
  })
  t.equal(listed(folder), '')
  t.equal(statSync(join(folder, 'release-list')).mode & 0o777, 0o600)
})

void t.test('what could not be given up stays on the list', async (t) => {
  const { folder, duty } = scene(t)
  const { disks } = listedHands(handsThatLook(folder, 'secondary').hands, duty)
  await disks?.primary(false)
  await t.rejects(disks?.secondary(true) ?? Promise.resolve(), /busy/)
  t.equal(listed(folder), 'resource')
})

void t.test('a giving up that was overtaken by a take takes nothing off the list', async (t) => {
  const { folder, duty } = scene(t)
  duty.hold('addresses')
  const removed = duty.giveUp('addresses', Promise.resolve())
  duty.hold('addresses')
  await removed
  t.equal(listed(folder), 'address')
})

void t.test('a new agent takes the list over at once, with what stands there', (t) => {
  const folder = folderOf(t)
  const { duty: before } = scene(t, folder)
  before.hold('resources')
  before.hold('mounts')
  const path = join(folder, 'release-list')
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^agent .*$/m, 'agent 4000000 1'))
  const after = new ReleaseDuty({ folder, trouble: () => undefined })
  t.ok(listOf(folder).includes(own), 'before it knows its settings')
  t.equal(listed(folder), 'mount mount resource')
  after.configure({ ...holdable, holdings: { ...holdable.holdings, mounts: ['/srv/other'] } })
  t.equal(listed(folder), 'mount resource')
  t.end()
})

void t.test('a list that is cut off counts as one of everything; without one nothing is held', (t) => {
  const folder = folderOf(t)
  writeFileSync(join(folder, 'release-list'), 'hapair-release-list 1\nagent 4000000 1\nlease')
  scene(t, folder)
  t.equal(listed(folder), 'address mount mount resource')
  t.equal(listed(scene(t).folder), '')
  t.end()
})

void t.test('the list has the longest lifetime; a renewal that changes nothing writes nothing', async (t) => {
  const { folder, duty } = scene(t)
  const { take, renew } = listedHands(openHands().hands, duty)
  await take(2_000)
  const { ino } = statSync(join(folder, 'release-list'))
  await renew(2_000)
  t.equal(statSync(join(folder, 'release-list')).ino, ino)
  await renew(10_000)
  t.ok(listOf(folder).includes('lease 10000'))
})

void t.test('a renewal that comes after the removal lists nothing', async (t) => {
  const { folder, duty } = scene(t)
  const { take, renew, remove } = listedHands(openHands().hands, duty)
  await take(2_000)
  await remove()
  await renew(2_000)
  t.equal(listed(folder), '')
})

void t.test('what the kernel shows is listed, whoever took it', (t) => {
  const { folder, duty } = scene(t)
  const posted: string[] = []
  const post = listedPost((event) => posted.push(event.type), duty)
  const facts: Omit<DiskFacts, 'role' | 'mounted'> = {
    ...{ connection: 'connected', peerRole: 'disk-secondary', disk: 'up-to-date', peerDisk: 'up-to-date' },
    ...{ sync: 'none', suspended: false, kernelAsks: false, outOfSyncKib: 0 },
  }
  post({ type: 'disk', resources: [{ ...facts, role: 'disk-secondary', mounted: false }] })
  t.equal(listed(folder), '')
  post({ type: 'disk', resources: [{ ...facts, role: 'disk-primary', mounted: false }] })
  t.equal(listed(folder), 'resource')
  post({ type: 'disk', resources: [{ ...facts, role: 'disk-primary', mounted: true }] })
  t.equal(listed(folder), 'mount mount resource')
  t.strictSame(posted, ['disk', 'disk', 'disk'])
  t.end()
})

void t.test(
  'a list that cannot be written is told once, and the take goes on; it is written when that works',
  async (t) => {
    const folder = folderOf(t)
    const { duty, troubles } = scene(t, folder)
    // A folder in the place of the new file.
    mkdirSync(join(folder, 'release-list.new'))
    const { hands, calls } = openHands()
    const { take, renew } = listedHands(hands, duty)
    await take(2_000)
    await renew(2_000)
    t.strictSame(calls, ['take 2000', 'renew 2000'])
    t.match(troubles, [/not kept: EISDIR/])
    t.equal(troubles.length, 1)
    rmSync(join(folder, 'release-list.new'), { recursive: true })
    await renew(2_000)
    t.equal(listed(folder), 'address')
  },
)

void t.test('settings that no list can say are told, with every reason up to three', (t) => {
  const { duty, troubles } = scene(t)
  const addresses = Array.from({ length: 5 }, () => ({ device: 'a device', address: '192.0.2.10', prefix: 24 }))
  duty.configure({ ...holdable, holdings: { ...holdable.holdings, addresses } })
  t.equal(troubles.length, 1)
  t.equal(troubles[0]?.split(';').length, 3)
  t.end()
})

void t.test(
  'units that run on one node only stand on the list from before their start until they are seen to be stopped',
  async (t) => {
    const { folder, duty } = scene(t)
    duty.configure({ ...holdable, holdings: { ...holdable.holdings, units: ['web.service', 'vpn@a.service'] } })
    const seenAtStart: string[] = []
    const done = (): Promise<void> => Promise.resolve()
    const services = {
      start: () => {
        seenAtStart.push(listed(folder))
        return done()
      },
      ...{ stop: done, disable: done, endClients: done },
    }
    await listedHands({ ...openHands().hands, services }, duty).services?.start(0)
    t.strictSame(seenAtStart, ['unit unit'])
    duty.seeUnits(false)
    t.equal(listed(folder), '')
    duty.seeUnits(true)
    t.equal(listed(folder), 'unit unit')
  },
)
