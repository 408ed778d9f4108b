/** Cases for `daemon/destruction.ts`: is a word about data compared with the data that is there when it is used? */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { Destruction } from '../../src/daemon/destruction.ts'
import { FakeDrbd } from '../drbd/fake-drbd.ts'
import { begin, orders } from '../drbd/keeper-scene.ts'
import { generations } from '../drbd/recorded.ts'

const { signal } = new AbortController()

void t.test('a copy that became another one since the order was given is not forced to lead', async (t) => {
  const drbd = new FakeDrbd()
  const { keeper } = await begin(drbd)
  const destruction = new Destruction({ node: 'slave', resources: ['r0'], keeper, now: () => instant(0) })
  const generation = destruction.known(0)
  if (generation === undefined) throw new Error('the driver has told of the data')
  // The driver has not told of it yet: what was told last would be compared with itself.
  drbd.resource().generation = generations.resumed.mine
  t.equal(destruction.known(0), generation)
  const order = destruction.destroy('force-primary', 0, { signal, generation, token: 'force-1' })
  await t.rejects(order, { message: /other-generation/ })
  t.strictSame(orders(drbd), [])
  drbd.resource().generation = generations.connected.theirs
  await destruction.destroy('force-primary', 0, { signal, generation, token: 'force-2' })
  t.strictSame(orders(drbd), ['drbdadm primary --force r0'])
  await keeper.stop()
})

void t.test('nothing is done to data whose identifier cannot be read, and the refusal says so', async (t) => {
  const drbd = new FakeDrbd()
  const { keeper } = await begin(drbd)
  const destruction = new Destruction({ node: 'slave', resources: ['r0'], keeper, now: () => instant(0) })
  drbd.resource().generation = ''
  for (const verb of ['force-primary', 'connect-discarding-mine'] as const) {
    for (const generation of ['none', '', destruction.known(0) ?? '']) {
      const order = destruction.destroy(verb, 0, { signal, generation, token: `${verb} ${generation}` })
      await t.rejects(order, { message: /r0: the identifier of its data cannot be read/ })
    }
  }
  t.strictSame(orders(drbd), [])
  await keeper.stop()
})
