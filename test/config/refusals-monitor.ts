/**
 * Is each rule about monitors refused with the exact message?
 */
import t from 'tap'
import { refuse } from './refuse.ts'
import { siteOf, smallNode, smallPair, told } from './texts.ts'

const vip = 'vip:\n  - {name: a, address: 192.0.2.10/24}\n'
const many = Array.from({ length: 300 }, (_, count) => `10.1.${Math.floor(count / 200)}.${(count % 200) + 1}`)

refuse([
  {
    name: '300 monitored targets are refused',
    pair: `monitor: {targets: [${many.join(', ')}]}\n`,
    says: 'pair.yaml:7: monitor.targets: 300 values (rule: at most 64 values)',
  },
  {
    name: 'a name among the monitored targets is refused: none is resolved on the decision path',
    pair: 'monitor: {targets: [gw.example.org]}\n',
    says: 'pair.yaml:7: monitor.targets[0]: gw.example.org (rule: an IPv4 or IPv6 address of one host, such as 192.0.2.10)',
  },
  {
    name: 'a monitored target that is written twice is refused [FO-13]',
    pair: 'monitor: {targets: [198.51.100.1, 198.51.100.1]}\n',
    says: 'pair.yaml:7: monitor.targets[1]: 198.51.100.1 (rule: unique; monitor.targets[0] is the same)',
  },
  {
    name: 'a monitored target that is an address of either node or of the pair is refused [FO-6, FO-13]',
    pair: `${vip}monitor: {targets: [192.0.2.11, 192.0.2.12, 192.0.2.10]}\n`,
    says: [
      'pair.yaml:9: monitor.targets[0]: 192.0.2.11 (rule: not an address of this node)',
      'pair.yaml:9: monitor.targets[1]: 192.0.2.12 (rule: not an address of the peer)',
      'pair.yaml:9: monitor.targets[2]: 192.0.2.10 (rule: not a VIP or alias of the pair)',
    ],
  },
  {
    name: 'a monitored target inside the management tunnel is refused [FO-13]',
    pair: 'monitor: {targets: [10.8.0.9]}\n',
    node: 'management-tunnel: {network: 10.8.0.0/24}\n',
    says: 'pair.yaml:7: monitor.targets[0]: 10.8.0.9 (rule: not inside management-tunnel.network (10.8.0.0/24))',
  },
  {
    name: 'a difference that need not last is refused, and one without targets',
    pair: 'monitor: {period: 10s, on-fewer: 15s}\n',
    says: [
      'pair.yaml:7: monitor.on-fewer: 15s (rule: at least twice monitor.period: 20s)',
      'pair.yaml:7: monitor.on-fewer: 15s (rule: off, or with monitor.targets that are compared)',
    ],
  },
  {
    name: 'a check target that is the address of either node, or a VIP, is refused [FO-6]',
    pair: vip,
    node: 'device:\n  - {name: eth0, check: {enabled: true, target: 192.0.2.11}}\n  - {name: eth1, kind: lan, check: {target: 192.0.2.12}}\n  - {name: eth2, kind: lan, check: {target: 192.0.2.10}}\n',
    says: [
      'node.yaml:6: device[0].check.target: 192.0.2.11 (rule: not an address of this node)',
      'node.yaml:7: device[1].check.target: 192.0.2.12 (rule: not an address of the peer)',
      'node.yaml:8: device[2].check.target: 192.0.2.10 (rule: not a VIP or alias of the pair)',
    ],
  },
  {
    name: 'a device of no zone without a kind is refused',
    node: 'device: [{name: eth7, check: {enabled: true}}]\n',
    says: 'node.yaml:5: device[0].kind: missing (rule: lan or internet, for a device of no zone)',
  },
  {
    name: 'an unknown key and a wrong shape within the check of a device are refused with their place',
    node: 'device:\n  - {name: eth0, check: {enable: true}}\n  - {name: eth1, kind: lan, check: 3}\n',
    says: [
      'node.yaml:6: device[0].check.enable: unknown key (rule: no such key; the nearest is device[].check.enabled)',
      'node.yaml:7: device[1].check: 3 (rule: a group with the keys enabled, target, down-after, up-after)',
    ],
  },
  {
    name: 'a re-check slower than the check is refused [PAR-33]',
    pair: 'check: {interval: 10s, recheck-interval: 11s}\n',
    says: 'pair.yaml:7: check.recheck-interval: 11s (rule: at most check.interval (10s))',
  },
  ...['1', '21', '2.5'].map((wrong) => ({
    name: `ping.iterations ${wrong} is refused [PAR-35]`,
    pair: `ping: {iterations: ${wrong}}\n`,
    says: `pair.yaml:7: ping.iterations: ${wrong} (rule: a whole number from 2 to 20)`,
  })),
  {
    name: 'two different numbers for the one counter are refused [PAR-32]',
    pair: 'check: {max-failures: 3}\nping: {iterations: 4}\n',
    says: 'pair.yaml:8: ping.iterations: 4 (rule: equal to check.max-failures (3))',
  },
])

void t.test('the smallest and the greatest counter are accepted [PAR-35]', (t) => {
  for (const right of [2, 20]) t.strictSame(told(`${smallPair}ping: {iterations: ${right}}\n`, smallNode), [])
  t.end()
})

void t.test('monitors have the defaults of the seed [PAR-31, PAR-32, PAR-33]', (t) => {
  const site = siteOf(smallPair)
  t.match(site, { peerCheck: { intervalMs: 15_000, recheckMs: 15_000, failuresMax: 12 } })
  t.match(site, { jury: { targets: [], periodMs: 5_000, onFewerMs: 'off' }, links: [{ device: 'eth0', kind: 'lan' }] })
  t.match(siteOf(`${smallPair}check: {interval: 5s}\n`), { peerCheck: { intervalMs: 5_000, recheckMs: 5_000 } })
  t.end()
})

void t.test('devices of the zones have their kind, others the one that is written [FO-2, FO-4]', (t) => {
  const devices =
    'device:\n  - {name: eth0, check: {enabled: true}}\n  - {name: ppp0, kind: internet, check: {enabled: true, target: 198.51.100.1, down-after: 30s}}\n'
  const site = siteOf(smallPair, `${smallNode}wan: {device: eth2}\n${devices}`)
  t.strictSame('links' in site ? site.links : [], [
    { device: 'eth0', kind: 'lan', check: { downAfterMs: 6_000, upAfterMs: 4_000 } },
    { device: 'ppp0', kind: 'internet', check: { downAfterMs: 30_000, upAfterMs: 4_000, target: '198.51.100.1' } },
    { device: 'eth2', kind: 'internet' },
  ])
  t.end()
})
