/** Cases for `daemon/resource-files.ts`: does DRBD learn what the settings say, and is nothing good lost on the way? */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { bringUp, resourceFileText, sharedSecret } from '../../src/daemon/resource-files.ts'
import type { FileSource } from '../../src/daemon/resource-files.ts'
import { FakeDrbd } from '../drbd/fake-drbd.ts'

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

/** What came of bringing up, with a drbdadm that accepts or refuses. */
async function broughtUp(
  t: Test,
  drbd: FakeDrbd,
  options: { readonly accepts?: boolean; readonly present?: string } = {},
): Promise<{ readonly path: string; readonly troubles: readonly string[]; readonly orders: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-res-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'hapair.res')
  const drbdadm = join(folder, 'drbdadm')
  writeFileSync(
    drbdadm,
    options.accepts === false ? '#!/bin/sh\necho "hapair.res:3: nonsense" >&2; exit 10\n' : '#!/bin/sh\nexit 0\n',
  )
  chmodSync(drbdadm, 0o755)
  if (options.present !== undefined) writeFileSync(path, options.present)
  const troubles: string[] = []
  const orders: string[] = []
  const order = (verb: string, index: number): Promise<void> => {
    orders.push(`${verb} ${index}`)
    return Promise.resolve()
  }
  const readPresent = (): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)
  const scene = { place: { path, drbdadm }, edge: drbd.edge(), keeper: { order }, readPresent }
  const trouble = (text: string): void => void troubles.push(text)
  await bringUp(master, '8.4', { ...scene, trouble }, new AbortController().signal)
  return { path, troubles, orders }
}

const made = resourceFileText(master, '8.4')
const text = typeof made === 'string' ? made : made.problems.join()

void t.test('a volume that the kernel does not know is brought up; a new file is in place before', async (t) => {
  const drbd = new FakeDrbd([])
  const { path, troubles, orders } = await broughtUp(t, drbd)
  t.equal(readFileSync(path, 'utf8'), text)
  t.strictSame([troubles, orders], [[], ['adjust 0']])
})

void t.test('a volume that is up is left alone while the file is the same, and adjusted when it changed', async (t) => {
  t.strictSame((await broughtUp(t, new FakeDrbd(['r0']), { present: text })).orders, [])
  t.strictSame((await broughtUp(t, new FakeDrbd(['r0']), { present: 'old' })).orders, ['adjust 0'])
})

void t.test('a volume that stands alone or is frozen is not touched', async (t) => {
  for (const state of [{ connection: 'StandAlone' }, { suspended: 'fencing', role: 'Primary' }]) {
    const drbd = new FakeDrbd(['r0'])
    Object.assign(drbd.resource(), state)
    t.strictSame((await broughtUp(t, drbd, { present: 'old' })).orders, [])
  }
})

void t.test('a file that drbdadm does not accept never takes the place of a good one', async (t) => {
  const { path, troubles } = await broughtUp(t, new FakeDrbd(['r0']), { present: 'good', accepts: false })
  t.equal(readFileSync(path, 'utf8'), 'good')
  t.match(troubles, [/left as it is: drbdadm says .*nonsense/])
})

void t.test('a state that cannot be read is told, and nothing is ordered', async (t) => {
  const drbd = new FakeDrbd(['r0'])
  drbd.answer('drbdsetup events2 --now --statistics', { type: 'timed-out', afterMs: 5000 })
  const { troubles, orders } = await broughtUp(t, drbd)
  t.strictSame(orders, [])
  t.match(troubles, [/timed-out/])
})
