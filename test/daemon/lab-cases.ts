/** Cases for two real agents in namespaces: what do the kernels of both nodes hold when something breaks? */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { monotonicMs } from '../../lab/netns/kernel.ts'
import type { NodeName } from '../../lab/netns/layout.ts'
import { LabPair, deadMs } from './lab-pair.ts'

/** All cases take half a minute on an idle machine, ms. */
t.setTimeout(180_000)

const pair = await LabPair.create()
t.teardown(() => {
  pair.destroy()
})

/** The agent ended to be started again: hapaird(8). */
const restartExitCode = 100

const moves: readonly (readonly [verb: 'make-slave' | 'make-master', at: NodeName, from: NodeName, to: NodeName])[] = [
  ['make-slave', 'm', 'm', 's'],
  ['make-master', 'm', 's', 'm'],
]

void t.test(
  'a planned handover removes every address on one node before the other adds the first, both ways [VIP-16]',
  async (t) => {
    await pair.normal()
    for (const [verb, at, from, to] of moves) {
      const begun = monotonicMs()
      t.match(await pair.order(at, verb), { type: 'done' })
      await pair.untilOwner(to, 2_000)
      const changes = await pair.changes(begun)
      t.strictSame(
        changes.map(({ node, change }) => `${node} ${change}`),
        [...pair.addresses.map(() => `${from} gone`), ...pair.addresses.map(() => `${to} added`)],
      )
      await pair.until('stable', () => pair.stable())
    }
  },
)

void t.test('an address that someone deletes is back within 1 s, and stays', async (t) => {
  await pair.normal()
  const begun = monotonicMs()
  const [address = ''] = pair.addresses
  pair.lab.machines.m.run(['ip', 'address', 'del', `${address}/16`, 'dev', 'lan0'])
  await pair.until('it was noticed', async () => (await pair.changes(begun)).some(({ change }) => change === 'gone'))
  await pair.untilOwner('m', 1_000)
  const changes = await pair.changes(begun)
  const gone = changes.find(({ change }) => change === 'gone')?.atMs ?? 0
  const back = changes.find(({ change, address: of }) => change === 'added' && of === address)?.atMs ?? Infinity
  t.ok(back - gone < 1_000, `back after ${(back - gone).toFixed(1)} ms`)
})

void t.test('a power cut of the master: the slave takes every address, never two owners', async (t) => {
  await pair.normal()
  const begun = monotonicMs()
  pair.lab.powerCut('m')
  await pair.untilOwner('s', 4 * deadMs)
  t.equal(await pair.twoOwnersMs(begun), 0)
  const status = await pair.status('s')
  t.match(status, { phase: 'running-master', promoted: true, holder: 'slave' })
  t.match(status?.peer.verdict, /^(powered-off|silent-dead)$/)
})

void t.test('an agent killed: its addresses end with the lease, and the peer takes', async (t) => {
  await pair.normal()
  const begun = monotonicMs()
  await pair.kill('m')
  await pair.untilOwner('s', 8 * deadMs)
  t.equal(await pair.twoOwnersMs(begun), 0)
  t.match((await pair.status('s'))?.peer.verdict, 'agent-dead')
})

void t.test('an agent stopped for two dead times and continued: never two owners after the thaw', async (t) => {
  await pair.normal()
  pair.signal('m', 'SIGSTOP')
  await pair.untilOwner('s', 8 * deadMs)
  const thawed = monotonicMs()
  pair.signal('m', 'SIGCONT')
  await pair.until('both agree', async () => (await pair.stable()) && (await pair.owner()) === 's')
  t.equal(await pair.twoOwnersMs(thawed), 0)
  t.strictSame(
    (await pair.changes(thawed)).filter(({ node, change }) => node === 'm' && change === 'added'),
    [],
  )
})

void t.test('SIGUSR2 ends the agent and leaves the addresses; the next one adopts them without a gap', async (t) => {
  await pair.normal()
  const begun = monotonicMs()
  pair.signal('m', 'SIGUSR2')
  t.equal(await pair.ended('m'), restartExitCode)
  t.equal(await pair.owner(), 'm', 'while no agent runs')
  await pair.start('m')
  await pair.until('stable again', () => pair.stable())
  t.strictSame(await pair.changes(begun), [], 'no address was removed or added')
  t.ok((await pair.journal('m')).some((line) => line.reason === 'adopted'))
  t.notOk((await pair.journal('s')).some((line) => line.reason === 'takeover' && line.monotonicMs >= begun))
})

void t.test(
  'an agent killed and restarted at once is owner again: adopted within the lease, never two owners',
  async (t) => {
    await pair.normal()
    // A lease of 5 s: a start from the sources takes one, and two or three on a busy machine.
    await pair.reload({ deadTime: '10s' })
    let adopted = false
    for (let tries = 0; tries < 4 && !adopted; tries += 1) {
      if (tries > 0) await pair.settled()
      const begun = monotonicMs()
      await pair.kill('m')
      await pair.start('m')
      await pair.until(
        'one owner in a stable pair',
        async () => (await pair.owner()) !== undefined && (await pair.stable()),
      )
      t.equal(await pair.twoOwnersMs(begun), 0)
      adopted = (await pair.journal('m')).some((line) => line.reason === 'adopted' && line.monotonicMs >= begun)
      if (adopted) t.strictSame(await pair.changes(begun), [], 'no interruption')
    }
    t.ok(adopted, 'a start within a lease of 5 s')
    await pair.reload({})
  },
)

void t.test('SIGTERM leaves in order: the peer takes at once, the agent ends with 0', async (t) => {
  await pair.normal()
  const begun = monotonicMs()
  pair.signal('m', 'SIGTERM')
  await pair.untilOwner('s', deadMs)
  const taken =
    (await pair.changes(begun)).find(({ node, change }) => node === 's' && change === 'added')?.atMs ?? Infinity
  t.ok(taken - begun < deadMs / 2, `taken after ${(taken - begun).toFixed(1)} ms`)
  t.equal(await pair.twoOwnersMs(begun), 0)
  t.equal(await pair.ended('m'), 0)
})

void t.test(
  'with all Ethernet between the nodes cut the serial line suffices: nobody moves, orders work [HB-2]',
  async (t) => {
    await pair.normal()
    const begun = monotonicMs()
    pair.lab.cutAllEthernetBetweenNodes()
    await pair.until('both miss the Ethernet paths', async () => {
      const seen = [await pair.status('m'), await pair.status('s')]
      return seen.every((status) => status?.paths.every((path) => path.up === (path.medium === 'serial')) === true)
    })
    t.ok(await pair.always(async () => (await pair.owner()) === 'm', 2 * deadMs))
    t.strictSame(await pair.changes(begun), [])
    t.match(await pair.order('s', 'make-master'), { type: 'done' })
    await pair.untilOwner('s', 2_000)
    t.equal(await pair.twoOwnersMs(begun), 0)
  },
)

void t.test('a slave that cannot write its record takes nothing and says why', async (t) => {
  await pair.normal()
  await pair.kill('s')
  pair.lab.machines.s.run(['mount', '-t', 'tmpfs', '-o', 'ro', 'tmpfs', '/var/lib/hapair'])
  await pair.start('s')
  await pair.until('it says so', async () => (await pair.status('s'))?.unfitReason === 'term-not-durable')
  const begun = monotonicMs()
  pair.lab.powerCut('m')
  await pair.until('it knows', async () => /dead|off/.test((await pair.status('s'))?.peer.verdict ?? ''))
  t.ok(await pair.always(async () => (await pair.changes(begun)).every(({ node }) => node === 'm'), 2 * deadMs))
  t.equal((await pair.status('s'))?.phase, 'running-slave')
  await pair.kill('s')
  pair.lab.machines.s.run(['umount', '/var/lib/hapair'])
})

void t.test('a running master whose state folder is full goes on serving, warns, and can leave', async (t) => {
  await pair.normal()
  const begun = monotonicMs()
  pair.signal('m', 'SIGUSR2')
  await pair.ended('m')
  const folder = '/var/lib/hapair'
  pair.lab.machines.m.run([
    'sh',
    '-c',
    `cp -a ${folder} /run/kept && mount -t tmpfs -o size=1m tmpfs ${folder} && cp -a /run/kept/memory.* ${folder}/`,
  ])
  await pair.start('m')
  await pair.until('stable', () => pair.stable())
  pair.lab.machines.m.run(['sh', '-c', `cat /dev/zero > ${folder}/filler 2>/dev/null; true`])
  await pair.order('m', 'hold')
  await pair.until(
    'it warns',
    async () => (await pair.status('m'))?.warnings.some((text) => text.includes('record')) === true,
  )
  t.ok(await pair.always(async () => (await pair.owner()) === 'm', 2 * deadMs))
  t.strictSame(await pair.changes(begun), [], 'not one address was touched')
  pair.signal('m', 'SIGTERM')
  t.equal(await pair.ended('m'), 0)
  pair.lab.machines.m.run(['umount', folder])
})

void t.test(
  'with a wrong key on one node no beat is accepted, mis-keyed frames are counted, and nobody moves',
  async (t) => {
    await pair.normal()
    await pair.kill('s')
    const keys = pair.lab.machines.s.keptFolder('/etc/hapair/keys')
    writeFileSync(join(keys, '7'), `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
    const begun = monotonicMs()
    await pair.start('s')
    const misKeyed = async (node: NodeName): Promise<number> => {
      const { paths } = await pair.links(node)
      return paths.reduce((sum, path) => sum + path.refused['mis-keyed'], 0)
    }
    await pair.until(
      'both count mis-keyed frames',
      async () => (await pair.status('s')) !== undefined && (await misKeyed('s')) > 30 && (await misKeyed('m')) > 30,
    )
    t.equal((await pair.status('s'))?.peer.phase, 'never-heard')
    t.ok(await pair.always(async () => (await pair.owner()) === 'm', 4 * deadMs))
    t.strictSame(await pair.changes(begun), [])
    t.equal((await pair.status('s'))?.peer.verdict, 'links-cut')
    t.not((await pair.status('s'))?.phase, 'running-master')
    await pair.kill('s')
    await pair.normal()
  },
)
