/** Cases for the disks of whole nodes: do orders of the core reach DRBD, and does what it says reach the core? */
import t from 'tap'
import { Stage } from './disk-stage.ts'
import type { Machine } from './disk-stage.ts'
import { generations } from '../drbd/recorded.ts'

/** Calls that change something, without the questions. */
function orders({ drbd }: Machine): readonly string[] {
  return drbd.calls.filter((call) => !/events2|get-gi|--version|findmnt|systemctl|disk-options| show /.test(call))
}

const holds = ({ drbd, addresses }: Machine): readonly [string, number, boolean] => [
  drbd.resource().role,
  drbd.mounts.size,
  addresses,
]

void t.test(
  'a pair with a disk boots: the master promotes, mounts, and only then takes the addresses [DRBD-3]',
  async (t) => {
    const { master, slave } = await Stage.running(t)
    t.strictSame(
      [holds(master), holds(slave)],
      [
        ['Primary', 1, true],
        ['Secondary', 0, false],
      ],
    )
    t.strictSame(orders(master).slice(-2), ['drbdadm primary r0', 'mount --source /dev/drbd0 --target /srv/data'])
    const steps = master.reasons
      .filter((reason) => reason.startsWith('move-step'))
      .map((reason) => reason.split(' ')[1])
    t.strictSame(steps.slice(-3), ['disk-primary', 'mount', 'vip-add'])
    t.notOk(slave.drbd.calls.some((call) => call.includes('primary')))
  },
)

void t.test('a stream that tells late is waited for: what is done counts when it is seen', async (t) => {
  const stage = new Stage(t)
  const { master, slave } = stage
  master.lateMs = 700
  master.start()
  slave.start()
  t.ok(await stage.until(() => master.state.phase === 'running-master'))
  await stage.pass(2_000)
  t.strictSame(holds(master), ['Primary', 1, true])
  t.notOk(master.reasons.some((reason) => /move-failed|disk-lost/.test(reason)))
})

void t.test('a planned move unmounts and demotes before the peer promotes [DRBD-12]', async (t) => {
  const stage = await Stage.running(t)
  const { master, slave } = stage
  master.post({ type: 'order', orderId: 'x', order: { verb: 'make-slave', force: false } })
  let both = false
  t.ok(
    await stage.until(() => {
      both ||= master.drbd.resource().role === 'Primary' && slave.drbd.resource().role === 'Primary'
      return slave.state.phase === 'running-master'
    }),
  )
  t.notOk(both, 'never two primaries')
  t.strictSame(
    [holds(master), holds(slave)],
    [
      ['Secondary', 0, false],
      ['Primary', 1, true],
    ],
  )
  t.strictSame(orders(master).slice(-2), ['umount /srv/data', 'drbdadm secondary r0'])
  t.strictSame(master.armed, [], 'what may be undone is not guarded')
  t.strictSame(master.resets, [])
})

void t.test(
  'an agent that is stopped unmounts, demotes and disconnects, also while the stream is away [DRBD-19]',
  async (t) => {
    const stage = await Stage.running(t)
    const { master } = stage
    master.drbd.killStream()
    master.post({ type: 'order', orderId: 'x', order: { verb: 'stop' } })
    t.ok(await stage.until(() => orders(master).at(-1) === 'drbdadm disconnect r0'))
    t.strictSame(orders(master).slice(-3), ['umount /srv/data', 'drbdadm secondary r0', 'drbdadm disconnect r0'])
    t.strictSame(holds(master), ['Secondary', 0, false])
  },
)

void t.test('a mount that fails gives everything up again, and the disk is demoted', async (t) => {
  const stage = new Stage(t)
  const { master, slave } = stage
  master.drbd.answer('mount --source /dev/drbd0 --target /srv/data', {
    ...{ type: 'exited', code: 32, output: '', errors: 'mount: wrong fs type\n' },
  })
  master.start()
  slave.start()
  t.ok(await stage.until(() => master.reasons.some((reason) => reason.startsWith('move-failed'))))
  t.match(
    master.reasons.find((reason) => reason.startsWith('move-failed')),
    /mount: .*wrong fs type/,
  )
  await stage.pass(500)
  t.strictSame(holds(master), ['Secondary', 0, false])
  t.strictSame(holds(slave), ['Secondary', 0, false])
  t.strictSame(master.armed, ['arm', 'disarm', 'arm', 'disarm'], 'the guard watched both steps of the forced release')
})

void t.test(
  'a frozen primary is answered with 4 once its peer has outdated itself by order of the beats',
  async (t) => {
    const stage = await Stage.running(t)
    const { master, slave } = stage
    stage.cut()
    const handler = master.fence()
    t.ok(await stage.until(() => handler.report !== undefined, 3_000), 'within the time that writes may stand still')
    t.equal(handler.code(), 4)
    t.equal(slave.drbd.resource().disk, 'Outdated')
    t.ok(orders(slave).includes('drbdadm outdate r0'))
    t.match(slave.memory, { disks: [{ stale: true }] }, 'noted before it was said')
    t.match(master.memory, { disks: [{ peerBehind: 'acknowledged' }] }, 'noted before it was answered')
    stage.obey(master, handler.code())
    await stage.pass(6_000)
    t.strictSame(holds(master), ['Primary', 1, true], 'the master goes on alone')
    t.equal(slave.state.phase, 'running-slave')
  },
)

void t.test(
  'a slave whose peer is dead takes, and tells its kernel 5 when that asks in the middle of it',
  async (t) => {
    const stage = await Stage.running(t)
    const { master, slave } = stage
    await master.kill()
    master.addresses = false
    stage.cut()
    // The kernel asks before it promotes, and the tool waits until it has its answer.
    slave.drbd.answer('drbdadm primary r0', 'hangs')
    t.ok(await stage.until(() => slave.drbd.calls.includes('drbdadm primary r0'), 6_000))
    const handler = slave.fence()
    t.ok(await stage.until(() => handler.report !== undefined, 1_000))
    t.equal(handler.code(), 5)
    t.match(slave.memory, { disks: [{ peerBehind: 'presumed' }] }, 'noted before it was answered')
    t.strictSame(holds(slave), ['Secondary', 0, false], 'nothing else is taken before the disk')
  },
)

void t.test('an agent that restarts while the primary is frozen keeps it, and its handler asks again', async (t) => {
  const stage = await Stage.running(t)
  const { master, slave } = stage
  await slave.kill()
  stage.cut()
  const first = master.fence()
  await stage.pass(500)
  await master.kill()
  first.leave()
  master.start()
  await stage.pass(300)
  t.strictSame(holds(master), ['Primary', 1, true], 'nothing was given up')
  t.equal(master.state.phase, 'running-master')
  const second = master.fence()
  slave.start()
  t.ok(await stage.until(() => second.report !== undefined, 10_000))
  t.equal(first.report, undefined)
  t.equal(second.code(), 4)
  t.equal(slave.drbd.resource().disk, 'Outdated')
})

void t.test('a volume that somebody else unmounts is noticed, and the node gives everything up', async (t) => {
  const stage = await Stage.running(t)
  const { master } = stage
  master.drbd.mounts.clear()
  t.ok(await stage.until(() => master.reasons.some((reason) => reason.startsWith('disk-lost')), 4_000))
  t.ok(await stage.until(() => holds(master)[0] === 'Secondary', 1_000))
  t.strictSame(holds(master), ['Secondary', 0, false])
})

void t.test('a forced release whose volume cannot be unmounted resets the machine', async (t) => {
  const stage = await Stage.running(t)
  const { master } = stage
  master.drbd.busy = [{ pid: 12, name: 'smbd', path: '/srv/data/x' }]
  master.drbd.mounts.set('/srv/other', '/dev/drbd0')
  master.drbd.mounts.delete('/srv/data')
  t.ok(await stage.until(() => master.resets.length > 0, 70_000))
  t.match(master.resets[0], /unmount: .*smbd \(12\)/)
})

void t.test('volumes that could not be brought up are tried again, later and later, until they are up', async (t) => {
  const stage = new Stage(t)
  const { master } = stage
  const tries: number[] = []
  master.bringUp = () => {
    tries.push(master.drbd.nowMs)
    return Promise.resolve(tries.length > 8)
  }
  master.start()
  await master.drbd.pass(400_000)
  const waits = tries.slice(1).map((at, index) => Math.round((at - (tries[index] ?? 0)) / 1000))
  t.strictSame(waits, [1, 2, 4, 8, 16, 32, 60, 60])
})

void t.test('an agent that has ended brings nothing up any more', async (t) => {
  const stage = new Stage(t)
  const { master } = stage
  let tries = 0
  master.bringUp = () => Promise.resolve((tries += 1) < 0)
  master.start()
  await stage.pass(1_500)
  await master.kill()
  const before = tries
  await stage.pass(60_000)
  t.equal(tries, before)
})

/** The order to discard the data of this generation. */
const discardOf = (generation: string, token: string): Parameters<Machine['disks']['hands']['discard']>[0] => ({
  ...{ type: 'disk-discard', id: 9, resource: 0, generation, token },
})
const discards = (machine: Machine): number => orders(machine).filter((call) => call.includes('discard-my-data')).length

void t.test(
  'data is discarded once, and only the one that was named, as it is after the disconnection [S5]',
  async (t) => {
    const stage = await Stage.running(t)
    const { slave } = stage
    const [named] = generations.connected.theirs.split(':')
    const now = slave.disks.hands
    slave.drbd.afterCall = (text) => {
      if (text === 'drbdadm disconnect r0') slave.drbd.resource().generation = generations.resumed.mine
    }
    const other = now.discard(discardOf(named ?? '', `${named} 1`))
    await Promise.all([t.rejects(other, { message: /other-generation/ }), stage.pass(1_000)])
    t.equal(discards(slave), 0, 'what is there now was not named')
    slave.drbd.afterCall = () => undefined
    slave.drbd.resource().generation = ''
    slave.drbd.change({ connection: 'Connecting' })
    await stage.pass(100)
    const unknown = now.discard(discardOf(named ?? '', `${named} 2`))
    await Promise.all([t.rejects(unknown, { message: /identify the disks: timed out/ }), stage.pass(6_000)])
    t.equal(discards(slave), 0, 'nor is what nobody can read')
    slave.drbd.resource().generation = generations.connected.theirs
    slave.drbd.change({ connection: 'Connecting' })
    await stage.pass(100)
    await Promise.all([now.discard(discardOf(named ?? '', `${named} 3`)), stage.pass(1_000)])
    t.equal(discards(slave), 1)
    const again = now.discard(discardOf(named ?? '', `${named} 3`))
    await Promise.all([t.rejects(again, { message: /used/ }), stage.pass(1_000)])
    t.equal(discards(slave), 1)
  },
)

const forced = (machine: Machine): number => orders(machine).filter((call) => call.includes('primary --force')).length

void t.test('a copy is forced to lead only once it is known which one it is', async (t) => {
  const stage = await Stage.running(t)
  const { slave } = stage
  slave.drbd.resource().generation = ''
  slave.drbd.change({ connection: 'Connecting', peerRole: 'Unknown' })
  await stage.pass(100)
  const unknown = slave.disks.hands.primary(true)
  await Promise.all([t.rejects(unknown, { message: /identify the disks: timed out/ }), stage.pass(6_000)])
  t.equal(forced(slave), 0)
  const known = slave.disks.hands.primary(true)
  await stage.pass(1_000)
  t.equal(forced(slave), 0)
  slave.drbd.resource().generation = generations.resumed.mine
  slave.drbd.change({ connection: 'StandAlone' })
  await Promise.all([known, stage.pass(1_000)])
  t.equal(forced(slave), 1)
})
