/**
 * What does the daemon get for the replicated volumes of a pair?
 */
import t from 'tap'
import { pairSettings } from '../../src/config/pair-settings.ts'
import { plainProfile, profilesOf, siteOf, slaveNode, smallNode, smallPair, told } from './texts.ts'

const pair = `${smallPair}drbd:
  resources: [mail, web]
  rate: 10M
  master-address: 10.1.0.1
  slave-address: 10.1.0.2
  volume:
    - {name: web, disk: /dev/vg0/web, port: 7900}
    - {name: mail, disk: /dev/vg0/mail, mount-point: /srv/mail/, file-system: ext4, mount-options: 'noatime,nodev'}
`

void t.test('a volume is numbered by drbd.resources, whatever the order of its description', (t) => {
  t.strictSame(told(pair), [])
  t.strictSame(siteOf(pair).replication, {
    volumes: [
      {
        name: 'mail',
        minor: 0,
        port: 7788,
        ownDisk: '/dev/vg0/mail',
        peerDisk: '/dev/vg0/mail',
        mount: { point: '/srv/mail', type: 'ext4', options: 'noatime,nodev' },
      },
      { name: 'web', minor: 1, port: 7900, ownDisk: '/dev/vg0/web', peerDisk: '/dev/vg0/web' },
    ],
    ownAddress: '10.1.0.1',
    peerAddress: '10.1.0.2',
    rateKib: 10_240,
  })
  t.strictSame(pairSettings(siteOf(pair)).resources, ['mail', 'web'])
  t.end()
})

void t.test('the slave sees the same from its side, and its own disk where its node file says so', (t) => {
  const node = `${slaveNode}drbd: {lower-disk: [{name: mail, disk: /dev/sdc1}]}\n`
  const { replication } = siteOf(pair, node)
  t.match(replication, { ownAddress: '10.1.0.2', peerAddress: '10.1.0.1' })
  t.match(replication?.volumes[0], { ownDisk: '/dev/sdc1', peerDisk: '/dev/vg0/mail' })
  const same = (text: string): number => pairSettings(siteOf(pair, text)).settingsHash
  t.equal(same(node), same(smallNode), 'a disk of one node is no difference between the nodes')
  t.end()
})

void t.test('metadata lies at the end of the disk, or where the pair says, or the node for itself', (t) => {
  const apart = pair.replace('port: 7900}', 'port: 7900, meta-disk: "/dev/vg0/meta[7]"}')
  t.match(siteOf(apart).replication?.volumes, [
    { ownMeta: undefined, peerMeta: undefined },
    { ownMeta: '/dev/vg0/meta [7]', peerMeta: '/dev/vg0/meta [7]' },
  ])
  const node = `${slaveNode}drbd:
  lower-disk: [{name: mail, disk: /dev/sdc1, meta-disk: /dev/sdd1}, {name: web, disk: /dev/sdc2, meta-disk: internal}]\n`
  t.match(siteOf(apart, node).replication?.volumes, [
    { ownMeta: '/dev/sdd1', peerMeta: undefined },
    { ownMeta: undefined, peerMeta: '/dev/vg0/meta [7]' },
  ])
  const plain = `${slaveNode}drbd: {lower-disk: [{name: web, disk: /dev/sdc2}]}\n`
  t.match(siteOf(apart, plain).replication?.volumes[1], { ownMeta: '/dev/vg0/meta [7]' }, 'a disk says nothing of it')
  t.end()
})

void t.test('a disk that only the node names is taken for the peer, too', (t) => {
  const bare = `${smallPair}drbd: {resources: [mail], via-primary-lan: true}\n`
  const { replication } = siteOf(bare, `${smallNode}drbd: {lower-disk: [{name: mail, disk: /dev/sdc1}]}\n`)
  t.match(replication, { ownAddress: '192.0.2.11', peerAddress: '192.0.2.12', rateKib: 30_720 })
  t.match(replication?.volumes[0], { ownDisk: '/dev/sdc1', peerDisk: '/dev/sdc1' })
  t.end()
})

void t.test('a profile knows the volumes of its appliance, and the pair changes single traits', (t) => {
  const profiles = profilesOf({
    generic: `${plainProfile}drbd: {volume: [{name: mail, disk: /dev/sda4, mount-point: /srv/mail, file-system: xfs}]}\n`,
  })
  const small = `${smallPair}drbd: {resources: [mail], via-primary-lan: true, volume: [{name: mail, file-system: ext4}]}\n`
  t.match(siteOf(small, smallNode, profiles).replication?.volumes[0], {
    ownDisk: '/dev/sda4',
    mount: { point: '/srv/mail', type: 'ext4' },
  })
  t.end()
})

void t.test('a pair without a disk has no replication', (t) => {
  t.equal(siteOf(smallPair).replication, undefined)
  t.strictSame(pairSettings(siteOf(smallPair)).resources, [])
  t.end()
})
