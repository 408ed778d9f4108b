/**
 * What holds when a profile, the pair file and the node file speak of one key?
 */
import t from 'tap'
import { plainProfile, profilesOf, siteOf, smallNode, smallPair, told } from './texts.ts'

void t.test('the pair file wins over the profile, and a profile over the one that it extends', (t) => {
  const profiles = profilesOf({
    low: `${plainProfile}failover: {on-carrier-loss: 3s}\nfailback: {steady-time: 30s, mode: manual}\n`,
    high: 'extends: low\nfailback: {steady-time: 40s}\n',
  })
  const site = siteOf(`profile: high\n${smallPair}failback: {mode: auto}\n`, smallNode, profiles)
  t.match(site, { onCarrierLossMs: 3000, steadyMs: 40_000, failback: 'auto', profiles: ['low', 'high'] })
  t.end()
})

void t.test('the node file wins over the profile for keys of the node', (t) => {
  const profiles = profilesOf({ generic: `${plainProfile}lan: {primary-device: lan0}\n` })
  t.equal(siteOf(smallPair, smallNode, profiles).lanDevice, 'lan0')
  t.equal(siteOf(smallPair, `${smallNode}lan: {primary-device: eth9}\n`, profiles).lanDevice, 'eth9')
  t.end()
})

void t.test('serial ports are joined by name: the node changes one field and keeps the rest', (t) => {
  const profiles = profilesOf({ generic: 'pstn: [{name: pstn0, path: /dev/ttyS0, type: modem}]\n' })
  const node = `${smallNode}pstn: [{name: pstn0, type: heartbeat}, {name: pstn1, path: /dev/ttyS1}]\n`
  t.match(siteOf(smallPair, node, profiles).paths[1], { device: '/dev/ttyS0' })
  t.end()
})

void t.test('a problem in a value that a profile set names the profile file', (t) => {
  const profiles = profilesOf({ generic: `${plainProfile}failover: {on-carrier-loss: 1s}\n` })
  const pair = `${smallPair}drbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], via-primary-lan: true}\n`
  t.strictSame(told(pair, smallNode, profiles), [
    'generic.yaml:3: failover.on-carrier-loss: 1s (rule: off, or at least 2s with a disk (r0))',
  ])
  t.end()
})

void t.test('a loop of profiles is refused with the way around', (t) => {
  const profiles = profilesOf({ a: 'extends: b\n', b: 'extends: c\n', c: 'extends: b\n' })
  t.strictSame(told(`profile: a\n${smallPair}`, smallNode, profiles), [
    'c.yaml:1: extends: b (rule: no loop of profiles: a -> b -> c -> b)',
  ])
  t.strictSame(told(smallPair, smallNode, profilesOf({ generic: 'extends: generic\n' })), [
    'generic.yaml:1: extends: generic (rule: no loop of profiles: generic -> generic)',
  ])
  t.end()
})

void t.test('a chain of more than eight profiles is refused', (t) => {
  const chain = Array.from({ length: 9 }, (_, index): [string, string] => [`p${index}`, `extends: p${index + 1}\n`])
  const profiles = profilesOf({ ...Object.fromEntries(chain), p9: plainProfile })
  t.strictSame(told(`profile: p0\n${smallPair}`, smallNode, profiles), [
    'p7.yaml:1: extends: p8 (rule: a chain of at most 8 profiles)',
  ])
  t.strictSame(told(`profile: p2\n${smallPair}`, smallNode, profiles), [])
  t.end()
})

void t.test('a profile that extends a missing one is refused at the line that names it', (t) => {
  t.strictSame(told(smallPair, smallNode, profilesOf({ generic: `${plainProfile}extends: nothing\n` })), [
    'generic.yaml:3: extends: nothing (rule: the name of an installed firmware profile, or none)',
  ])
  t.end()
})

void t.test('a pair without any profile works when it names its serial port', (t) => {
  const node = `${smallNode}pstn: [{name: pstn0, path: /dev/ttyS1, type: heartbeat}]\n`
  const site = siteOf(`profile: none\n${smallPair}`, node, profilesOf({}))
  t.match(site, { profiles: [], onCarrierLossMs: 'off' })
  t.end()
})

void t.test('services of the profile run on the running master unless they are placed', (t) => {
  const pair = `profile: serial-appliance\n${smallPair}service: {placement: [{name: openvpn, start: both}]}\n`
  const starts = siteOf(pair).services.map((service) => `${service.name} ${service.placement}`)
  t.strictSame(starts, [
    'ipsec master',
    'openvpn both',
    'l2tp master',
    'pptp master',
    'ssl-vpn master',
    'ssl-web-portal master',
    'web-proxy master',
  ])
  t.end()
})
