/** Cases for `daemon/resource-files.ts`: does DRBD learn what the settings say, and is nothing good lost on the way? */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { BringingUp, resourceFileText, sharedSecret } from '../../src/daemon/resource-files.ts'
import type { FileSource } from '../../src/daemon/resource-files.ts'
import { toldTexts } from '../../src/base/told-troubles.ts'
import { FakeDrbd, healthyResource } from '../drbd/fake-drbd.ts'

const master: FileSource = {
  ...{ node: 'master', pairId: 7, host: 'alpha', pairKey: new Uint8Array(32).fill(1), deadMs: 20_000 },
  replication: {
    volumes: [{ name: 'r0', minor: 0, port: 7788, ownDisk: '/dev/sdb1', peerDisk: '/dev/sdc1' }],
    ownAddress: '10.1.0.1',
    peerAddress: '10.1.0.2',
    rateKib: 30_720,
  },
  fencePeer: '/usr/lib/hapair/bin/hapair-fence-peer',
}

const slave: FileSource = {
  ...master,
  ...{ node: 'slave', host: 'beta' },
  replication: {
    volumes: [{ name: 'r0', minor: 0, port: 7788, ownDisk: '/dev/sdc1', peerDisk: '/dev/sdb1' }],
    ownAddress: '10.1.0.2',
    peerAddress: '10.1.0.1',
    rateKib: 30_720,
  },
}

void t.test('the secret of the drivers is made of the key of the pair and of its number, and tells neither', (t) => {
  const key = new Uint8Array(32).fill(1)
  const secret = sharedSecret(key, 7)
  t.match(secret, /^[A-Za-z0-9+/=]{44}$/)
  t.equal(secret, sharedSecret(key, 7))
  t.not(secret, sharedSecret(key, 8))
  t.not(secret, sharedSecret(new Uint8Array(32).fill(2), 7))
  t.notOk(secret.includes(Buffer.from(key).toString('base64')))
  t.end()
})

void t.test('each node has its metadata where its settings say', (t) => {
  const [volume] = master.replication.volumes
  if (volume === undefined) throw new Error('the pair has a volume')
  const volumes = [{ ...volume, ownMeta: '/dev/sdd1 [2]' }]
  const text = resourceFileText({ ...master, replication: { ...master.replication, volumes } }, '8.4')
  t.match(text, /on alpha \{[^}]+meta-disk \/dev\/sdd1 \[2\];[^}]+\}\s+on the-peer \{[^}]+meta-disk internal;/)
  t.end()
})

void t.test(
  'both nodes write the same file but for their names: the master first, each disk at its own address',
  (t) => {
    const [one, other] = [resourceFileText(master, '9'), resourceFileText(slave, '9')]
    if (typeof one !== 'string' || typeof other !== 'string') throw new Error('no text')
    t.equal(
      one.replaceAll('on alpha', 'on M').replaceAll('on the-peer', 'on S'),
      other.replaceAll('on beta', 'on S').replaceAll('on the-peer', 'on M'),
    )
    t.match(one, /on alpha \{\s+node-id 0;[^}]+disk \/dev\/sdb1;[^}]+10\.1\.0\.1:7788/)
    t.match(one, /on the-peer \{\s+node-id 1;[^}]+disk \/dev\/sdc1;[^}]+10\.1\.0\.2:7788/)
    t.match(one, /fence-peer "\/usr\/lib\/hapair\/bin\/hapair-fence-peer"/)
    t.end()
  },
)

/** A node that brings its volumes up. */
type Scene = {
  readonly path: string
  readonly told: string[]
  readonly orders: string[]
  /** What `adjust` does; as it is left by the test. */
  adjust: (index: number) => Promise<void>
  /** Does drbdadm accept the file? */
  accepts: (accepts: boolean) => void
  attempt: () => Promise<boolean>
}

function scene(t: Test, drbd: FakeDrbd, present?: string): Scene {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-res-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'hapair.res')
  const drbdadm = join(folder, 'drbdadm')
  if (present !== undefined) writeFileSync(path, present)
  const accepts = (yes: boolean): void => {
    writeFileSync(drbdadm, `#!/bin/sh\n${yes ? 'exit 0' : 'echo "hapair.res:3: nonsense" >&2; exit 10'}\n`)
    chmodSync(drbdadm, 0o755)
  }
  accepts(true)
  const told: string[] = []
  const orders: string[] = []
  const made: Scene = {
    ...{ path, told, orders, accepts },
    adjust: () => Promise.resolve(),
    attempt: () => bringing.attempt('8.4', new AbortController().signal),
  }
  const order = (verb: string, index: number): Promise<void> => {
    orders.push(`${verb} ${index}`)
    return made.adjust(index)
  }
  const readPresent = (): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
  const edge = drbd.edge()
  const troubles = toldTexts({ tell: (text) => told.push(text), now: edge.now })
  const bringing = new BringingUp(master, { place: { path, drbdadm }, edge, keeper: { order }, readPresent, troubles })
  return made
}

const made = resourceFileText(master, '8.4')
const text = typeof made === 'string' ? made : made.problems.join()

void t.test('a volume that the kernel does not know is brought up; a new file is in place before', async (t) => {
  const { path, told, orders, attempt } = scene(t, new FakeDrbd([]))
  t.equal(await attempt(), true)
  t.equal(readFileSync(path, 'utf8'), text)
  t.strictSame([told, orders], [[], ['adjust 0']])
})

void t.test('a volume that is up is left alone while the file is the same, and adjusted when it changed', async (t) => {
  const same = scene(t, new FakeDrbd(['r0']), text)
  t.equal(await same.attempt(), true)
  t.strictSame(same.orders, [])
  const changed = scene(t, new FakeDrbd(['r0']), 'old')
  t.equal(await changed.attempt(), true)
  t.strictSame(changed.orders, ['adjust 0'])
})

void t.test('a volume that stands alone or is frozen is not touched', async (t) => {
  for (const state of [{ connection: 'StandAlone' }, { suspended: 'fencing', role: 'Primary' }]) {
    const drbd = new FakeDrbd(['r0'])
    Object.assign(drbd.resource(), state)
    const { orders, attempt } = scene(t, drbd, 'old')
    t.equal(await attempt(), true)
    t.strictSame(orders, [])
  }
})

void t.test('what could not be brought up is tried again, and told once for each reason', async (t) => {
  const drbd = new FakeDrbd([])
  const node = scene(t, drbd)
  node.adjust = () => Promise.reject(new Error('IP 10.1.0.1 not found on this host'))
  t.equal(await node.attempt(), false)
  // The driver knows it now, but not its disk.
  drbd.resources.set('r0', healthyResource())
  t.equal(await node.attempt(), false)
  node.adjust = () => Promise.reject(new Error('open(/dev/sdb1) failed'))
  t.equal(await node.attempt(), false)
  t.equal(await node.attempt(), false)
  node.adjust = () => Promise.resolve()
  t.equal(await node.attempt(), true)
  t.match(node.told, [/not found on this host/, /open\(.dev.sdb1\) failed/])
  t.equal(node.told.length, 2)
  t.equal(node.orders.length, 5)
})

void t.test('a volume that was brought up once is not brought up again when somebody takes it down', async (t) => {
  const drbd = new FakeDrbd([])
  const node = scene(t, drbd)
  await node.attempt()
  await node.attempt()
  t.strictSame(node.orders, ['adjust 0'])
})

void t.test('a volume that stands alone is left alone by the later tries, too', async (t) => {
  const drbd = new FakeDrbd([])
  const node = scene(t, drbd)
  node.adjust = () => Promise.reject(new Error('not yet'))
  await node.attempt()
  drbd.resources.set('r0', { ...healthyResource(), connection: 'StandAlone' })
  t.equal(await node.attempt(), false)
  t.strictSame(node.orders, ['adjust 0'])
})

void t.test('a file that drbdadm does not accept never takes the place of a good one, until it does', async (t) => {
  const { path, told, orders, accepts, attempt } = scene(t, new FakeDrbd(['r0']), 'good')
  accepts(false)
  t.equal(await attempt(), false)
  t.equal(await attempt(), false)
  t.equal(readFileSync(path, 'utf8'), 'good')
  t.match(told, [/left as it is: drbdadm says .*nonsense/])
  t.equal(told.length, 1)
  accepts(true)
  t.equal(await attempt(), true)
  t.strictSame([readFileSync(path, 'utf8'), orders], [text, ['adjust 0']])
})

void t.test('a state that cannot be read is told, and nothing is ordered before it can be', async (t) => {
  const drbd = new FakeDrbd([])
  drbd.answer('drbdsetup events2 --now --statistics', { type: 'timed-out', afterMs: 5000 }, 'as-usual')
  const { told, orders, attempt } = scene(t, drbd)
  t.equal(await attempt(), false)
  t.strictSame(orders, [])
  t.match(told, [/timed-out/])
  t.equal(await attempt(), true)
  t.strictSame(orders, ['adjust 0'])
})
