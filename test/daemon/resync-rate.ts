/** Cases for `daemon/resync-rate.ts`: is the rate of the settings set and read back whenever it may have changed? */
import t from 'tap'
import { DiskKeeper } from '../../src/drbd/index.ts'
import { ResyncRate, rateAgainMs, settleMs } from '../../src/daemon/resync-rate.ts'
import { toldTexts } from '../../src/base/told-troubles.ts'
import { FakeDrbd, settle } from '../drbd/fake-drbd.ts'

type Scene = {
  readonly drbd: FakeDrbd
  readonly rate: ResyncRate
  readonly told: string[]
  readonly sets: () => number
}

async function begin(): Promise<Scene> {
  const drbd = new FakeDrbd(['r0'])
  const told: string[] = []
  const edge = drbd.edge()
  const troubles = toldTexts({ tell: (text) => told.push(text), now: edge.now })
  const keeper = new DiskKeeper({
    ...{ resources: [{ name: 'r0', minor: 0 }], edge },
    onFacts: () => rate.look(keeper.facts()),
    onTrouble: () => undefined,
  })
  const rate = new ResyncRate({ keeper, after: edge.after, troubles, signal: new AbortController().signal }, 5000)
  await keeper.start()
  await settle()
  return { drbd, rate, told, sets: () => drbd.calls.filter((call) => call.includes('--resync-rate=')).length }
}

void t.test(
  'the rate is set and read back some time after the volumes are up, and after each change [DRBD-4]',
  async (t) => {
    const { drbd, rate, sets } = await begin()
    t.strictSame([sets(), rate.state], [0, { rateKib: 5000, inForce: undefined }], 'a move may be under way')
    await drbd.pass(settleMs)
    t.strictSame([sets(), drbd.resource().rateKib, rate.state.inForce], [1, 5000, true])
    // The other node, or somebody by hand.
    drbd.resource().rateKib = 7
    drbd.change({ role: 'Primary' })
    await drbd.pass(settleMs)
    t.equal(drbd.resource().rateKib, 5000)
    drbd.change({ replication: 'SyncSource', peerDisk: 'Inconsistent', outOfSyncKib: 4 })
    await drbd.pass(settleMs)
    t.equal(sets(), 3)
    drbd.change({ outOfSyncKib: 3 })
    await drbd.pass(settleMs)
    t.equal(sets(), 3, 'progress is no change')
  },
)

void t.test('another rate in the settings is set at once', async (t) => {
  const { drbd, rate } = await begin()
  await drbd.pass(settleMs)
  rate.replace(9000)
  t.equal(rate.state.inForce, undefined)
  await drbd.pass(0)
  t.strictSame([drbd.resource().rateKib, rate.state], [9000, { rateKib: 9000, inForce: true }])
})

void t.test('a rate that the driver does not take is told once, shown, and tried again', async (t) => {
  const { drbd, rate, told, sets } = await begin()
  const shown = {
    type: 'exited',
    code: 0,
    output: 'resync-rate 5000k; c-max-rate 1k; c-plan-ahead 20;',
    errors: '',
  } as const
  drbd.answer('drbdsetup show --show-defaults r0', shown)
  await drbd.pass(settleMs)
  t.equal(rate.state.inForce, false)
  await drbd.pass(rateAgainMs)
  t.equal(sets(), 2)
  t.match(told, [/DRBD has .* instead of 5000 KiB/])
  t.equal(told.length, 1)
  drbd.answer('drbdsetup show --show-defaults r0', 'as-usual')
  await drbd.pass(rateAgainMs)
  t.equal(rate.state.inForce, true)
})
