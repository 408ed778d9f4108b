/**
 * What does the daemon get from settings that are right?
 */
import t from 'tap'
import { adviseOnSpeed } from '../../src/config/link-speed.ts'
import { pairSettings, settingsHash } from '../../src/config/pair-settings.ts'
import { renderAdvisory } from '../../src/config/problem.ts'
import { showSettings } from '../../src/config/show.ts'
import { golden } from './golden.ts'
import { load, profilesOf, siteOf, slaveNode, smallNode, smallPair, told } from './texts.ts'

const fullPair = `${smallPair}vip:
  - name: main
    enabled: true
    address: 192.0.2.10/24
    aliases: [192.0.2.20, '2001:db8::10/64']
  - name: spare
    zone: dmz
    device: eth2
    address: 198.51.100.10
    master-ip: 198.51.100.11
    slave-ip: 198.51.100.12
heartbeat:
  eth:
    devices:
      - {device: eth0, master-address: 192.0.2.11, slave-address: 192.0.2.12}
      - {device: eth1, slave-device: enp4s0, master-address: 10.0.0.1, slave-address: 10.0.0.2, port: 7700}
`

void t.test('the smallest settings make a complete pair [CFG-23]', (t) => {
  t.strictSame(told(smallPair, smallNode), [])
  t.strictSame(told(smallPair, slaveNode), [])
  const { paths, keyFile, vips } = siteOf(smallPair)
  t.strictSame(
    paths.map((path) => [path.id, path.name, path.medium]),
    [
      [0, 'eth0', 'ethernet'],
      [1, 'pstn0', 'serial'],
    ],
  )
  t.strictSame([keyFile, vips], ['/etc/hapair/keys/7', []])
  t.end()
})

void t.test('with no further choices made, link-down failover and the slave proxy are off [CFG-20]', (t) => {
  const shown = `${showSettings(siteOf(smallPair), { origin: true }).join('\n')}\n`
  t.equal(shown, golden('defaults.txt', shown))
  t.match(shown, /^failover\.on-lan-down: false {2}\(default\)$/m)
  t.match(shown, /^failover\.on-internet-down: false {2}\(default\)$/m)
  t.match(shown, /^service\.slave-proxy: false {2}\(default\)$/m)
  t.end()
})

void t.test('each node opens the paths from its own side', (t) => {
  const master = siteOf(fullPair)
  const slave = siteOf(fullPair, slaveNode)
  t.match(master.paths[1], { device: 'eth1', ownAddress: '10.0.0.1', peerAddress: '10.0.0.2', port: 7700 })
  t.match(slave.paths[1], { device: 'enp4s0', ownAddress: '10.0.0.2', peerAddress: '10.0.0.1', port: 7700 })
  t.match(master.paths[2], { id: 2, medium: 'serial', device: '/dev/ttyS0', baudRate: 115_200 })
  t.strictSame(
    master.paths.map((path) => path.id),
    slave.paths.map((path) => path.id),
  )
  t.end()
})

void t.test('a serial port by path needs no entry of its own', (t) => {
  const pair = `${smallPair}heartbeat: {serial: {master-device: /run/cable-a, slave-device: /run/cable-b}}\n`
  t.match(siteOf(pair).paths[1], { device: '/run/cable-a', port: '/run/cable-a' })
  t.match(siteOf(pair, slaveNode).paths[1], { device: '/run/cable-b' })
  t.end()
})

void t.test('two paths over one device have different names', (t) => {
  const devices = [1, 2]
    .map((n) => `{device: eth1, master-address: 10.0.${n}.1, slave-address: 10.0.${n}.2}`)
    .join(', ')
  const site = siteOf(`${smallPair}heartbeat: {eth: {devices: [${devices}]}, serial: {enabled: false}}\n`)
  t.strictSame(
    site.paths.map((path) => path.name),
    ['eth1:0', 'eth1:1'],
  )
  t.end()
})

void t.test('an alias takes the prefix of its VIP unless it has its own', (t) => {
  t.strictSame(siteOf(fullPair).vips[0]?.addresses, [
    { address: '192.0.2.10', family: 4, alias: false, prefix: 24 },
    { address: '192.0.2.20', family: 4, alias: true, prefix: 24 },
    { address: '2001:db8::10', family: 6, alias: true, prefix: 64 },
  ])
  t.end()
})

void t.test('a VIP without a prefix leaves it to the network of the device', (t) => {
  t.strictSame(siteOf(fullPair).vips[1]?.addresses, [{ address: '198.51.100.10', family: 4, alias: false }])
  t.end()
})

void t.test('the core gets the enabled VIPs only, with the address of the peer in their zone', (t) => {
  t.strictSame(pairSettings(siteOf(fullPair)).zones, [
    {
      zone: 'lan',
      device: 'eth0',
      addresses: ['192.0.2.10', '192.0.2.20', '2001:db8::10'],
      peerAddress: '192.0.2.12',
    },
  ])
  t.end()
})

void t.test('the names of both nodes are derived from one base and one domain [ROLE-3]', (t) => {
  const pair = `${smallPair}hostname: {base: mail, domain: Example.org}\n`
  t.strictSame(siteOf(pair).hostnames, { own: 'mail-master.example.org', peer: 'mail-slave.example.org' })
  t.strictSame(siteOf(pair, slaveNode).hostnames, { own: 'mail-slave.example.org', peer: 'mail-master.example.org' })
  t.strictSame(told(pair, `${smallNode}  hostname: mail-master.example.org\n`), [])
  t.end()
})

void t.test('the words of other products are accepted for the role', (t) => {
  const role = (word: string): string => siteOf(smallPair, `node: {role: ${word}}\n`).role
  t.strictSame(['primary', 'main', 'configured-master', 'secondary', 'configured-slave'].map(role), [
    'master',
    'master',
    'master',
    'slave',
    'slave',
  ])
  t.end()
})

void t.test('both nodes reckon the same hash, whatever their own files say', (t) => {
  const other = `${slaveNode}state: {folder: /srv}\nlog: {level: debug}\n`
  t.equal(settingsHash(siteOf(fullPair)), settingsHash(siteOf(fullPair, other)))
  t.end()
})

void t.test('the hash is that of the meaning, not of the writing', (t) => {
  const hash = (more: string): number => settingsHash(siteOf(smallPair + more))
  t.equal(hash(''), hash('# a comment\nheartbeat: {dead-time: 20}\nfailback: {steady-time: 1m}\n'))
  t.not(hash(''), hash('heartbeat: {dead-time: 21}\n'))
  t.not(hash(''), hash('vip: [{name: main, address: 192.0.2.10}]\n'))
  const value = hash('')
  t.ok(Number.isInteger(value) && value >= 0 && value < 2 ** 32)
  t.end()
})

void t.test('a standalone node needs no pair and is told when the pair file names one', (t) => {
  const alone = load('', 'node: {role: standalone}\n')
  t.match(alone, { ok: true, site: { role: 'standalone', enabled: false }, advisories: [] })
  const forgotten = load(smallPair, '')
  t.strictSame(forgotten.ok ? forgotten.advisories.map(renderAdvisory) : [], [
    'built-in default: node.role: standalone (advice: this node is standalone although pair.yaml names two nodes; node.role says which one it is)',
  ])
  t.throws(() => pairSettings(alone.ok ? alone.site : siteOf(smallPair)), { name: 'BrokenAssumption' })
  t.end()
})

void t.test('what is allowed but not recommended is told as advice', (t) => {
  const pair = `${smallPair}heartbeat:
  dead-time: 30s
  serial:
    enabled: false
drbd: {via-primary-lan: true}
ping: {monitor: [198.51.100.1]}
`
  const result = load(pair, 'node: {role: slave}\n')
  t.strictSame(result.ok ? result.advisories.map(renderAdvisory) : [], [
    'pair.yaml:8: heartbeat.dead-time: 30s (advice: the recommendation is to leave the dead time at its default of 20s (HB-4))',
    'pair.yaml:10: heartbeat.serial.enabled: false (advice: without the serial line, congestion or failure of the primary LAN device can be taken for the death of the peer (HB-5))',
    'pair.yaml:11: drbd.via-primary-lan: true (advice: a device of its own carries the volume of replication better than the primary LAN (DRBD-5))',
    'pair.yaml:12: ping.monitor[0]: 198.51.100.1 (advice: two nodes on one subnet need no extra targets; on different subnets one is enough (FO-14))',
    'built-in default: ha.enabled: false (advice: this node takes no part in the pair until ha.enabled is true)',
  ])
  t.end()
})

void t.test('with a disk and a short dead time the span for the question of the kernel is told', (t) => {
  const disk = 'drbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], via-primary-lan: true}\n'
  const told = (rest: string): boolean => {
    const result = load(`${smallPair}${rest}`)
    const rule =
      "a takeover by silence leaves 1485 ms (0.15 dead times) for the kernel's question and fails when that comes later; a slow machine wants a longer dead time"
    return result.ok && result.advisories.some((advice) => advice.rule === rule && advice.value === '9.9s')
  }
  t.strictSame(
    [
      told(`heartbeat: {dead-time: 9.9s}\n${disk}`),
      told('heartbeat: {dead-time: 9.9s}\n'),
      told(`heartbeat: {dead-time: 10s}\n${disk}`),
    ],
    [true, false, false],
  )
  t.end()
})

void t.test('a rate that the link of replication does not carry is told as advice [DRBD-4]', (t) => {
  const pair = `${smallPair}drbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], master-address: 10.1.0.1, slave-address: 10.1.0.2, rate: 800Mbit}\n`
  const site = siteOf(pair)
  const on = (address: string, speedMbit?: number): readonly string[] => {
    const device = { name: 'eth1', addresses: [{ address, prefix: 24 }] }
    return adviseOnSpeed(site, [speedMbit === undefined ? device : { ...device, speedMbit }]).map(renderAdvisory)
  }
  t.match(on('10.1.0.1', 100), [
    /drbd.rate: 800Mbit \(advice: 800 Mbit\/s are more than eth1 carries, which replicates at 100 Mbit\/s \(DRBD-4\)\)$/,
  ])
  t.strictSame([on('10.1.0.1', 1000), on('10.1.0.1'), on('10.1.0.9', 100)], [[], [], []])
  const initial = siteOf(pair.replace(', rate: 800Mbit', ''))
  const slow = { name: 'eth1', addresses: [{ address: '10.1.0.1', prefix: 24 }], speedMbit: 100 }
  t.match(adviseOnSpeed(initial, [slow]).map(renderAdvisory), [/^built-in default: drbd.rate: 30720/])
  t.strictSame(adviseOnSpeed(siteOf(smallPair), [slow]), [])
  t.end()
})

void t.test('writing the default dead time in another way is no change [HB-4]', (t) => {
  const result = load(`${smallPair}heartbeat: {dead-time: 20}\n`)
  t.strictSame(result.ok ? result.advisories : 'refused', [])
  t.end()
})

void t.test('shown settings say where each value comes from', (t) => {
  const shown = showSettings(siteOf(`profile: serial-appliance\n${fullPair}`), { origin: true }).join('\n')
  t.equal(`${shown}\n`, golden('show-origin.txt', `${shown}\n`))
  t.end()
})

void t.test('shown settings hold no control character, whatever a profile says', (t) => {
  const profiles = profilesOf({
    generic: 'pstn: [{name: pstn0, path: /dev/ttyS0, type: heartbeat}]\nsupport: {text: "a\\nb"}\n',
  })
  const shown = showSettings(siteOf(smallPair, smallNode, profiles), { origin: false })
  t.ok(shown.includes('support.text: a\\nb'))
  t.notMatch(shown.join(''), /\p{Cc}/u)
  t.end()
})

void t.test('a profile says where the appliance keeps what doctor asks for', (t) => {
  const plain = siteOf(smallPair).appliance
  t.strictSame(plain, { entitlement: { check: [], identity: 'none' }, ports: [], updatesCheck: [] })
  const profile = `entitlement: {file: /etc/licence, check: [check-licence], identity: machine-id, contract: 'Contract:'}
ports: [{name: sync, port: 8443}, {name: beats, port: 694, protocol: udp}]
release: {file: /etc/release}
updates: {check: [updates, --off]}
backup: {configuration: /var/backups/settings, user-data: /var/backups/mail}
`
  const { appliance } = siteOf(
    `profile: full\n${smallPair}heartbeat: {serial: {enabled: false}}\n`,
    smallNode,
    profilesOf({ full: profile }),
  )
  t.strictSame(appliance, {
    entitlement: { file: '/etc/licence', check: ['check-licence'], identity: 'machine-id', contract: 'Contract:' },
    ports: [
      { name: 'sync', port: 8443, protocol: 'tcp' },
      { name: 'beats', port: 694, protocol: 'udp' },
    ],
    updatesCheck: ['updates', '--off'],
    releaseFile: '/etc/release',
    configurationBackup: '/var/backups/settings',
    userDataBackup: '/var/backups/mail',
  })
  t.end()
})
