/** Cases for `core/services.ts` and its parts: what runs where, in which order, and what a failure changes. */
import t from 'tap'
import { ranksOf, unitsStopLimit, unitsStopMsMax } from '../../src/core/service-limits.ts'
import { service, ServicePair } from './service-pair.ts'

const four = [
  service('ipsec', 'both'),
  service('portal', 'master'),
  service('openvpn', 'slave'),
  service('proxy', 'slave-when-available'),
]

void t.test('each service runs where it is placed: on both, on the master, on the slave [SVC-1, SVC-4, SVC-8]', (t) => {
  const pair = ServicePair.settled(four)
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.states('master'), ['running', 'running', 'stopped', 'stopped'])
  t.strictSame(pair.states('slave'), ['running', 'stopped', 'running', 'running'])
  t.equal(pair.status('master').servicesUp, true)
  t.match(pair.status('slave').services[1], { name: 'portal', wanted: 'stop', unit: 'stopped', peerRuns: true })
  t.end()
})

void t.test(
  'a handover ends clients and services before the addresses; each is stopped before it starts [SVC-6, SVC-9, SVC-10]',
  (t) => {
    const pair = ServicePair.settled(four)
    const from = pair.now
    const id = pair.order('master', 'failover')
    pair.run(10_000)
    t.equal(pair.answer(id), 'done')
    const orders = pair.orders(from)
    t.strictSame(orders.slice(0, 4), [
      'master end-clients',
      'master service-stop 1',
      'master vip-remove',
      'slave vip-add',
    ])
    t.ok(orders.indexOf('slave service-stop 2') < orders.indexOf('master service-start 2'))
    t.strictSame(pair.states('slave'), ['running', 'running', 'stopped', 'stopped'])
    t.strictSame(pair.states('master'), ['running', 'stopped', 'running', 'running'])
    t.notOk(
      orders.some((order) => order.endsWith(' 0')),
      'what runs on both is untouched',
    )
    t.end()
  },
)

void t.test(
  'the master runs the services of a slave that is dead for a dead time, and gives them back [SVC-6, SVC-7]',
  (t) => {
    const pair = ServicePair.settled(four)
    pair.cutPower('slave')
    pair.units.slave = four.map(() => ({ unit: 'stopped', check: 'none', restarts: 0, atBoot: false }))
    pair.run(38_000)
    t.equal(pair.states('master')[2], 'stopped')
    pair.run(10_000)
    t.strictSame(pair.states('master'), ['running', 'running', 'running', 'running'])
    pair.boot('slave')
    pair.tell('slave')
    const from = pair.now
    pair.run(10_000)
    t.strictSame(pair.states('master'), ['running', 'running', 'stopped', 'stopped'])
    t.strictSame(pair.states('slave'), ['running', 'stopped', 'running', 'running'])
    const orders = pair.orders(from)
    t.ok(orders.indexOf('master service-stop 2') < orders.indexOf('slave service-start 2'))
    t.end()
  },
)

void t.test(
  'services start in rising order, beside each other up to the width, after those that they name [SVC-9, FO-25]',
  (t) => {
    const services = [
      service('a', 'master', { order: 20 }),
      service('b', 'master', { order: 10 }),
      service('c', 'master', { order: 20 }),
      service('d', 'master', { order: 20 }),
      service('e', 'master', { order: 10, after: ['a'] }),
    ]
    const servicePolicy = { width: 2, restarts: 3, windowMs: 600_000 }
    const pair = ServicePair.settled(services, { servicePolicy })
    const starts = pair.effects('service-start').map(({ at, effect }) => ({ at, service: effect.service }))
    t.strictSame(
      starts.map((start) => start.service),
      [1, 0, 2, 3, 4],
    )
    t.equal(starts[1]?.at, starts[2]?.at, 'two at a time')
    t.match(pair.facts('master', 'services-up').slice(0, 1), ['a 100 ms'])
    t.end()
  },
)

void t.test(
  'a service that does not start is told, tried again after a growing pause, and holds up no other [SVC-13, EVT-20]',
  (t) => {
    const services = [service('a', 'master', { order: 10 }), service('b', 'master', { order: 20 })]
    const pair = new ServicePair(services)
    pair.manners.master[0] = 'fails'
    pair.boot('master')
    pair.tell('master')
    pair.run(250_000)
    t.equal(pair.states('master')[1], 'running')
    const at = pair.effects('service-start').flatMap((start) => (start.effect.service === 0 ? [start.at] : []))
    const pauses = at.slice(1).map((one, index) => Math.round((one - (at[index] ?? 0)) / 1_000))
    t.strictSame(pauses.slice(0, 7), [2, 4, 8, 16, 32, 60, 60])
    t.equal(pair.told('master', 'service-failed').length, 3, 'and not for ever')
    t.strictSame(pair.facts('master', 'service-failed'), ['a', 'start: exit 1'])
    t.match(pair.status('master').services[0], { failed: 'start', unit: 'failed' })
    t.equal(pair.status('master').servicesUp, false)
    t.end()
  },
)

void t.test('a start that runs out of time is stopped before it is tried again [C3, C4]', (t) => {
  const pair = new ServicePair([service('a', 'master')])
  pair.manners.master[0] = 'hangs'
  pair.boot('master')
  pair.tell('master')
  pair.run(60_000)
  const orders = pair.orders(0).filter((order) => order.startsWith('master service'))
  t.strictSame(orders.slice(0, 2), ['master service-start 0', 'master service-stop 0'])
  const [start] = pair.effects('service-start')
  const [stop] = pair.effects('service-stop')
  t.equal((stop?.at ?? 0) - (start?.at ?? 0), 15_000, 'the limit and the slack of the hands')
  t.end()
})

void t.test(
  'three failures within the window hand over, once; the failback waits for an order [FO-9, F71, F72]',
  (t) => {
    const pair = ServicePair.settled([service('a', 'master')], { failback: 'auto', timing: { steadyMs: 5_000 } })
    pair.manners.master[0] = 'fails'
    pair.manners.slave[0] = 'fails'
    pair.change('master', 0, { unit: 'failed', restarts: 1 })
    pair.run(20_000)
    t.strictSame(pair.phases(), ['running-slave', 'running-master'])
    t.equal(pair.told('master', 'service-move').length, 1)
    pair.run(300_000)
    t.strictSame(pair.phases(), ['running-slave', 'running-master'])
    t.strictSame(pair.facts('slave', 'service-stays'), ['a', 'it was moved already'])
    t.end()
  },
)

void t.test('no service hands over in a maintenance, nor to a peer that could not lead [FO-9]', (t) => {
  const pair = ServicePair.settled([service('a', 'master')])
  pair.manners.master[0] = 'fails'
  pair.order('slave', 'hold')
  pair.run(1_000)
  pair.change('master', 0, { unit: 'failed', restarts: 3 })
  pair.run(60_000)
  t.equal(pair.phases()[0], 'running-master')
  t.strictSame(pair.facts('master', 'service-stays'), ['a', 'peer-held'])
  t.end()
})

void t.test(
  'what was started by hand on the wrong node is stopped and told once; what is enabled at boot is disabled [D12]',
  (t) => {
    const pair = ServicePair.settled([service('a', 'master')])
    const from = pair.now
    pair.change('slave', 0, { unit: 'running', atBoot: true })
    pair.run(5_000)
    t.strictSame(pair.orders(from), ['slave service-stop 0', 'slave service-disable 0'])
    t.equal(pair.told('slave', 'service-wrong-node').length, 1)
    t.equal(pair.told('slave', 'service-at-boot').length, 1)
    t.equal(pair.states('slave')[0], 'stopped')
    t.end()
  },
)

void t.test('a service manager that does not answer changes nothing, and is told once [F70]', (t) => {
  const pair = ServicePair.settled([service('a', 'master'), service('b', 'slave')])
  const from = pair.now
  pair.deaf.master = true
  for (let times = 0; times < 5; times += 1) {
    pair.tell('master')
    pair.run(10_000)
  }
  t.strictSame(pair.orders(from), [])
  t.equal(pair.told('master', 'services-unknown').length, 1)
  pair.deaf.master = false
  pair.tell('master')
  t.equal(pair.told('master', 'services-known').length, 1)
  pair.change('master', 0, { unit: 'unknown' })
  pair.change('master', 0, { unit: 'running', restarts: 2 })
  t.equal(pair.told('master', 'services-unknown').length, 1, 'one unit alone is under a look')
  t.equal(pair.told('master', 'service-failed').length, 0, 'nobody knows since when')
  t.end()
})

void t.test('a handover whose services do not stop is undone while the addresses are held and renewed [FO-10]', (t) => {
  const pair = ServicePair.settled([service('a', 'master')])
  pair.manners.master[0] = 'hangs'
  const from = pair.now
  const id = pair.order('master', 'failover')
  pair.run(8_000)
  t.equal(pair.phases()[0], 'running-master')
  t.strictSame(pair.owners(), ['master'])
  pair.run(10_000)
  t.equal(pair.answer(id), 'failed')
  t.strictSame(pair.owners(), ['master'])
  t.notOk(pair.orders(from).includes('master vip-remove'))
  t.ok(pair.effects('vip-renew').filter(({ at }) => at >= from).length > 4)
  t.end()
})

void t.test(
  'a forced release drops the addresses first, then the services, and goes on without them at its limit [D5]',
  (t) => {
    const pair = ServicePair.settled([service('a', 'master')])
    pair.manners.master[0] = 'hangs'
    const from = pair.now
    pair.order('master', 'release')
    pair.run(1_000)
    t.strictSame(pair.orders(from).slice(0, 2), ['master vip-remove', 'master service-stop 0'])
    t.equal(pair.phases()[0], 'releasing')
    pair.run(15_000)
    t.notSame(pair.phases()[0], 'releasing')
    t.equal(pair.told('master', 'release-failed').length, 1)
    t.end()
  },
)

void t.test('an agent that starts as what it was leaves every service alone [D6]', (t) => {
  const pair = ServicePair.settled(four)
  const from = pair.now
  pair.kill('slave')
  pair.start('slave')
  pair.tell('slave')
  pair.run(10_000)
  pair.kill('master')
  pair.start('master')
  pair.tell('master')
  pair.run(10_000)
  t.strictSame(pair.orders(from), [])
  t.end()
})

void t.test('a held node stops what runs on one node only, and the master takes that over', (t) => {
  const pair = ServicePair.settled(four)
  pair.order('slave', 'hold')
  pair.run(3_000)
  t.strictSame(pair.states('slave'), ['running', 'stopped', 'stopped', 'stopped'])
  pair.run(25_000)
  t.strictSame(pair.states('master'), ['running', 'running', 'running', 'running'])
  t.end()
})

void t.test('a slave that leaves says so when its services are stopped, not before [SVC-9]', (t) => {
  const pair = ServicePair.settled([service('a', 'slave')])
  const from = pair.now
  pair.order('slave', 'stop')
  pair.run(5_000)
  const said = pair
    .effects('send-beat')
    .find(({ at, node, effect }) => at >= from && node === 'slave' && effect.beat.flags.released)
  const [stop] = pair.effects('service-stop')
  t.ok(said !== undefined && stop !== undefined && said.at > stop.at)
  t.notOk(pair.slave.up)
  t.end()
})

void t.test('an isolated master without a disk has its services killed before a peer may start them [D16]', (t) => {
  const pair = ServicePair.settled([service('a', 'master')])
  pair.cut([0, 1, 2])
  Object.assign(pair.master.network, { neighbour: false, witness: false, vip: 'silent', peerAddress: 'silent' })
  pair.run(9_000)
  t.equal(pair.phases()[0], 'isolated')
  t.equal(pair.effects('service-stop').length, 0)
  pair.run(3_000)
  const [stop] = pair.effects('service-stop')
  t.ok(stop !== undefined && stop.effect.killAfterMs <= 6_100)
  pair.run(6_000)
  t.equal(pair.states('master')[0], 'stopped')
  t.end()
})

void t.test(
  'what a service names lifts it to that rank, and stopping takes the ranks one after the other, 120 s at most [FO-10]',
  (t) => {
    const services = [
      service('a', 'master', { order: 20 }),
      service('b', 'master', { order: 10, after: ['a'] }),
      service('c', 'both', { order: 30 }),
      service('d', 'slave', { order: 30 }),
    ]
    t.strictSame(ranksOf(services), [20, 20, 30, 30])
    t.equal(unitsStopLimit(services, 4), 30_000)
    t.equal(unitsStopLimit([], 4), 0)
    t.equal(unitsStopLimit([service('both', 'both')], 4), 0)
    const slow = Array.from({ length: 9 }, (_, index) => service(`s${index}`, 'master', { stopMs: 60_000 }))
    t.equal(unitsStopLimit(slow, 1), unitsStopMsMax)
    t.end()
  },
)
