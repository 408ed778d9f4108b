/** Cases for CON-15 and HB-14: what does the second detector decide, and what does it only report? */
import t from 'tap'
import { Pair } from './pair.ts'

/** No serial line and no zone: the nodes are routed. */
const routed = {
  zones: [],
  paths: [{ id: 0, name: 'eth0', medium: 'ethernet', beatMs: 500 }],
  peerCheck: { failuresMax: 12, decisive: true },
} as const

/** So many checks in a row fail on the slave, one every 15 s. */
function miss(pair: Pair, from: number, to: number): void {
  for (let failures = from; failures <= to; failures += 1) {
    pair.run(15_000)
    pair.give('slave', { type: 'peer-check', failures })
  }
}

void t.test('a routed pair needs silence of the beats and all failed checks for a takeover [HB-13, HB-14]', (t) => {
  const pair = Pair.running(routed)
  pair.cutPower('master')
  miss(pair, 1, 11)
  t.equal(pair.slave.state.phase, 'running-slave', 'eleven misses')
  pair.give('slave', { type: 'peer-check', failures: 0 })
  miss(pair, 1, 11)
  t.equal(pair.slave.state.phase, 'running-slave', 'an answer began the count anew [HB-11]')
  miss(pair, 12, 12)
  pair.run(100)
  t.equal(pair.slave.state.phase, 'running-master')
  t.end()
})

void t.test('failed checks alone move nothing while beats are heard, and are told', (t) => {
  const pair = Pair.running(routed)
  miss(pair, 1, 20)
  t.equal(pair.slave.state.phase, 'running-slave')
  t.equal(pair.told('slave', 'peer-check-failed').length, 1)
  pair.give('slave', { type: 'peer-check', failures: 0 })
  t.equal(pair.told('slave', 'peer-check-back').length, 1)
  t.end()
})

void t.test(
  'a slave whose gateway is silent as well suppresses the takeover, tells it, and looks again [FO-12, EVT-10]',
  (t) => {
    const pair = Pair.running(routed)
    pair.run(30_000)
    pair.slave.network.witness = false
    pair.cut([0])
    miss(pair, 1, 12)
    pair.run(60_000)
    t.equal(pair.slave.state.phase, 'running-slave')
    const told = pair.effects('tell').filter(({ effect }) => effect.told.reason === 'i-am-isolated')
    t.equal(told.length, 1)
    t.match(told[0]?.effect.told, { category: 'failover', level: 'alarm' })
    pair.slave.network.witness = true
    pair.run(5_000)
    t.equal(pair.slave.state.phase, 'running-master', 'any one answer permits it [CON-17]')
    t.end()
  },
)

void t.test('where beats are configured with a zone or a serial line the checks only confirm [CON-15]', (t) => {
  const pair = Pair.running()
  pair.give('slave', { type: 'peer-check', failures: 0 })
  pair.cutPower('master')
  pair.run(15_000)
  pair.give('slave', { type: 'peer-check', failures: 1 })
  pair.run(6_000)
  t.strictSame(pair.owners(), ['slave'], 'after the dead time, not after 180 s')
  const dead = pair.effects('tell').find(({ effect }) => effect.told.reason === 'peer-dead')
  t.match(dead?.effect.told.facts.join('; '), '1 of 12 checks of its address failed')
  t.end()
})
