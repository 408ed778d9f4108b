/**
 * Do the settings agree with the devices, the gateway and the other node?
 */
import t from 'tap'
import { checkAgainstDevices } from '../../src/config/devices.ts'
import { checkMirror } from '../../src/config/mirror.ts'
import { pairSettings } from '../../src/config/pair-settings.ts'
import { renderProblem } from '../../src/config/problem.ts'
import { checkTargetsAgainstRoute, witnessesOf } from '../../src/config/witnesses.ts'
import { siteOf, slaveNode, smallNode, smallPair } from './texts.ts'

const vip = `${smallPair}vip:
  - name: main
    address: 192.0.2.10
    aliases: [192.0.2.20]
`
const eth0 = { name: 'eth0', addresses: [{ address: '192.0.2.11', prefix: 24 }] }
const slaveEth0 = { name: 'eth0', addresses: [{ address: '192.0.2.12', prefix: 24 }] }
const lo = { name: 'lo', addresses: [{ address: '127.0.0.1', prefix: 8 }] }
const bare = { name: 'eth1', addresses: [] }

const against = (pair: string, node: string, devices: Parameters<typeof checkAgainstDevices>[1]): readonly string[] => {
  return checkAgainstDevices(siteOf(pair, node), devices).map(renderProblem)
}

void t.test('settings that agree with the devices raise nothing', (t) => {
  t.strictSame(against(vip, smallNode, [lo, eth0, bare]), [])
  t.strictSame(against(vip, slaveNode, [lo, slaveEth0]), [])
  t.end()
})

void t.test(
  'a master address that its device does not have is refused with the addresses of the device [CFG-10]',
  (t) => {
    const other = {
      name: 'eth0',
      addresses: [
        { address: '192.0.2.50', prefix: 24 },
        { address: '2001:db8::50', prefix: 64 },
      ],
    }
    t.strictSame(against(smallPair, smallNode, [lo, other]), [
      'pair.yaml:4: master.lan-ip: 192.0.2.11 (rule: an address of eth0 on the master, or another lan.primary-device; eth0 has 192.0.2.50/24, 2001:db8::50/64)',
    ])
    t.end()
  },
)

void t.test('a slave address that its device does not have is refused on the slave [CFG-11]', (t) => {
  t.strictSame(against(smallPair, slaveNode, [{ name: 'eth0', addresses: [] }]), [
    'pair.yaml:6: slave.lan-ip: 192.0.2.12 (rule: an address of eth0 on the slave, or another lan.primary-device; eth0 has no address)',
  ])
  t.end()
})

void t.test('another LAN device needs the setting to be changed [CFG-12]', (t) => {
  const eth3 = { ...eth0, name: 'eth3' }
  const node = `${smallNode}lan: {primary-device: eth3}\n`
  t.equal(against(smallPair, smallNode, [bare, eth3]).length, 1)
  t.strictSame(against(smallPair, node, [bare, eth3]), [])
  t.strictSame(against(smallPair, node, [lo, eth0]), [
    'node.yaml:5: lan.primary-device: eth3 (rule: a device of this node, which has lo, eth0)',
  ])
  t.end()
})

void t.test('a VIP and an alias outside the network of the device are refused [VIP-7]', (t) => {
  const narrow = { name: 'eth0', addresses: [{ address: '192.0.2.11', prefix: 30 }] }
  const where = 'in the network of eth0, 192.0.2.8/30; eth0 has 192.0.2.11/30'
  const wide = vip.replace('192.0.2.10', '192.0.2.99')
  t.strictSame(
    against(wide, smallNode, [narrow]),
    [
      `pair.yaml:9: vip[0].address: 192.0.2.99 (rule: ${where})`,
      `pair.yaml:10: vip[0].aliases[0]: 192.0.2.20 (rule: ${where}, or with a prefix length of its own)`,
    ].toSpliced(0, 0, `pair.yaml: vip[0].slave-ip: 192.0.2.12 (rule: ${where})`),
  )
  t.end()
})

void t.test('the device of a VIP and the address of the node on it must be there [VIP-7]', (t) => {
  const dmz = `${smallPair}vip:
  - {name: a, zone: dmz, device: eth1, address: 198.51.100.10, master-ip: 198.51.100.11, slave-ip: 198.51.100.12}
`
  t.strictSame(against(dmz, smallNode, [eth0]), [
    'pair.yaml:8: vip[0].device: eth1 (rule: a device of this node, which has eth0)',
  ])
  t.strictSame(against(dmz, smallNode, [eth0, bare]), [
    'pair.yaml:8: vip[0].master-ip: 198.51.100.11 (rule: an address of eth1; eth1 has no address)',
  ])
  t.end()
})

void t.test('two nodes whose addresses mirror each other agree [CFG-14]', (t) => {
  t.strictSame(checkMirror(siteOf(smallPair), siteOf(smallPair, slaveNode)), [])
  t.end()
})

void t.test('addresses that do not mirror are told with both values [CFG-14]', (t) => {
  const own = siteOf(smallPair)
  const peer = siteOf(smallPair, `${slaveNode}  address: 192.0.2.99\npeer: {address: 192.0.2.98}\n`)
  t.strictSame(checkMirror(own, peer).map(renderProblem), [
    "node.yaml: node.address: 192.0.2.11 (rule: the peer's peer.address; the peer has 192.0.2.98, this node 192.0.2.11)",
    "node.yaml: peer.address: 192.0.2.12 (rule: the peer's node.address; the peer has 192.0.2.99, this node 192.0.2.12)",
  ])
  t.end()
})

void t.test('two masters, and nodes of two pairs, are refused [CFG-14]', (t) => {
  const own = siteOf(smallPair)
  t.match(checkMirror(own, own).map(renderProblem)[0], 'the nodes have opposite roles; both are master')
  const other = siteOf(smallPair.replace('id: 7', 'id: 8'), slaveNode)
  t.strictSame(checkMirror(own, other).map(renderProblem), [
    'node.yaml: pair.id: 7 (rule: the same on both nodes; the peer has 8, this node 7)',
  ])
  t.end()
})

void t.test('targets are asked first, then the gateway, and the core is told how many there are', (t) => {
  const site = siteOf(`${smallPair}ping: {monitor: [198.51.100.1, gw.example.org]}\n`)
  t.strictSame(witnessesOf(site, '192.0.2.1'), {
    witnesses: [
      { type: 'target', host: '198.51.100.1' },
      { type: 'target', host: 'gw.example.org' },
      { type: 'gateway', host: '192.0.2.1' },
    ],
    gateway: { type: 'asked', host: '192.0.2.1' },
  })
  t.equal(pairSettings(site, { defaultRoute: '192.0.2.1' }).witnesses, 3)
  t.equal(pairSettings(site).witnesses, 2)
  t.strictSame(witnessesOf(site, undefined).gateway, { type: 'no-route' })
  t.end()
})

void t.test('a gateway that is the peer, this node, a VIP or a target is left out, and the reason is a fact', (t) => {
  const site = siteOf(`${vip}ping: {monitor: [198.51.100.1]}\n`, slaveNode)
  const reason = (route: string): unknown => witnessesOf(site, route).gateway
  t.match(reason('192.0.2.11'), { type: 'left-out', reason: 'peer-address' })
  t.match(reason('192.0.2.12'), { type: 'left-out', reason: 'own-address' })
  t.match(reason('192.0.2.10'), { type: 'left-out', reason: 'vip' })
  t.match(reason('192.0.2.20'), { type: 'left-out', reason: 'vip' })
  t.match(reason('198.51.100.1'), { type: 'left-out', reason: 'target' })
  t.equal(witnessesOf(site, '192.0.2.10').witnesses.length, 1)
  t.end()
})

void t.test('a gateway may be named, or switched off', (t) => {
  const named = siteOf(`${smallPair}ping: {gateway: 192.0.2.254}\n`)
  t.strictSame(witnessesOf(named, '192.0.2.1').witnesses, [{ type: 'gateway', host: '192.0.2.254' }])
  const off = siteOf(`${smallPair}ping: {gateway: 'off'}\n`)
  t.strictSame(witnessesOf(off, '192.0.2.1'), { witnesses: [], gateway: { type: 'off' } })
  t.end()
})

void t.test('a target that is the default route of the node is told when the route is known', (t) => {
  const site = siteOf(`${smallPair}ping: {monitor: [192.0.2.1]}\n`)
  t.strictSame(checkTargetsAgainstRoute(site, '192.0.2.1').map(renderProblem), [
    'pair.yaml:7: ping.monitor[0]: 192.0.2.1 (rule: not the gateway (192.0.2.1), which is asked anyway)',
  ])
  t.strictSame(checkTargetsAgainstRoute(site, '192.0.2.2'), [])
  t.strictSame(checkTargetsAgainstRoute(site, undefined), [])
  t.end()
})
