/**
 * Is each rule about nodes, beats, times, disk and profiles refused with the exact message?
 */
import { refuse } from './refuse.ts'
import { plainProfile, smallPair } from './texts.ts'
refuse([
  {
    name: 'an identity without the file that names it is refused [LIC-2]',
    profile:
      'pstn: [{name: pstn0, path: /dev/ttyS0, type: heartbeat}]\nentitlement: {identity: machine-id, contract: x}\n',
    says: [
      'generic.yaml:2: entitlement.identity: machine-id (rule: none without entitlement.file, in which it would be looked for)',
      'generic.yaml:2: entitlement.contract: x (rule: none without entitlement.file, in which it would be looked for)',
    ],
  },
  // Identity.
  {
    name: 'a pair without a slave is refused [GEN-1]',
    whole: 'pair: {id: 7}\nmaster: {lan-ip: 192.0.2.11}\n',
    says: 'pair.yaml: slave.lan-ip: missing (rule: a pair has exactly one master and one slave: both lan-ip keys are needed)',
  },
  {
    name: 'a pair with two slaves is refused [GEN-1]',
    whole: smallPair.replace(/slave:\n {2}lan-ip.*\n/, 'slave: [{lan-ip: 192.0.2.12}, {lan-ip: 192.0.2.13}]\n'),
    says: 'pair.yaml:5: slave: a list (rule: a group with the keys lan-ip)',
  },
  {
    name: 'a pair whose two nodes are one is refused [GEN-1]',
    whole: smallPair.replace('192.0.2.12', '192.0.2.11'),
    says: 'pair.yaml:6: slave.lan-ip: 192.0.2.11 (rule: differs from master.lan-ip (192.0.2.11): a pair has exactly one master and one slave)',
  },
  {
    name: 'a pair without an id is refused',
    whole: smallPair.replace('pair:\n  id: 7\n', ''),
    says: 'pair.yaml: pair.id: missing (rule: a whole number from 1 to 4294967295)',
  },
  {
    name: 'a peer address that is the own one is refused',
    node: 'peer: {address: 192.0.2.11}\n',
    says: 'node.yaml:5: peer.address: 192.0.2.11 (rule: node.address (192.0.2.11) and peer.address (192.0.2.11) differ)',
  },
  {
    name: 'a base name without a domain is refused',
    pair: 'hostname: {base: mail}\n',
    says: 'pair.yaml: hostname.domain: missing (rule: hostname.base and hostname.domain are set together)',
  },
  {
    name: 'a base name that carries a role word is refused',
    pair: 'hostname: {base: mail-slave, domain: example.org}\n',
    says: 'pair.yaml:7: hostname.base: mail-slave (rule: without the word master or slave: the role is added to it, as in mail-master.example.org)',
  },
  {
    name: 'a host name with the role word of the other node is refused [ROLE-3]',
    whole: `${smallPair}hostname: {base: mail, domain: example.org}\n`,
    node: '  hostname: mail-slave.example.org\n',
    says: 'node.yaml:5: node.hostname: mail-slave.example.org (rule: the role word of this node, which is the master)',
  },
  {
    name: 'a host name that is not the derived one is refused',
    whole: `${smallPair}hostname: {base: mail, domain: example.org}\n`,
    node: '  hostname: post.example.org\n',
    says: 'node.yaml:5: node.hostname: post.example.org (rule: mail-master.example.org, derived from hostname.base, node.role and hostname.domain)',
  },
  // Heartbeat.
  {
    name: 'a serial port of another type cannot carry the heartbeat [HB-6]',
    node: 'pstn: [{name: pstn0, type: modem}]\n',
    says: 'built-in default: heartbeat.serial.master-device: pstn0 (rule: a port of type heartbeat on the master; pstn says pstn0 is of type modem)',
  },
  {
    name: 'a serial port that no entry knows cannot carry the heartbeat [HB-6]',
    pair: 'heartbeat: {serial: {master-device: pstn4}}\n',
    says: 'pair.yaml:7: heartbeat.serial.master-device: pstn4 (rule: a port of type heartbeat on the master; pstn says nothing about pstn4)',
  },
  {
    name: 'a device path that an entry gives to another use cannot carry the heartbeat [HB-6]',
    pair: 'heartbeat: {serial: {master-device: /dev/ttyS1}}\n',
    node: 'pstn: [{name: pstn1, path: /dev/ttyS1, type: console}]\n',
    says: 'pair.yaml:7: heartbeat.serial.master-device: /dev/ttyS1 (rule: a port of type heartbeat on the master; pstn says /dev/ttyS1 is of type console)',
  },
  {
    name: 'a serial port without a device path is refused',
    pair: 'heartbeat: {serial: {master-device: pstn1}}\n',
    node: 'pstn: [{name: pstn1, type: heartbeat}]\n',
    says: 'pair.yaml:7: heartbeat.serial.master-device: pstn1 (rule: a port whose pstn entry has a path)',
  },
  {
    name: 'a path from an address to itself is refused',
    pair: 'heartbeat: {eth: {devices: [{device: eth1, master-address: 10.0.0.1, slave-address: 10.0.0.1}]}}\n',
    says: 'pair.yaml:7: heartbeat.eth.devices[0].slave-address: 10.0.0.1 (rule: differs from master-address (10.0.0.1))',
  },
  {
    name: 'a path between two families is refused',
    pair: "heartbeat: {eth: {devices: [{device: eth1, master-address: 10.0.0.1, slave-address: '2001:db8::1'}]}}\n",
    says: 'pair.yaml:7: heartbeat.eth.devices[0].slave-address: 2001:db8::1 (rule: of the same family as master-address (10.0.0.1))',
  },
  {
    name: 'two paths over one address and port are refused',
    pair: `heartbeat:
  eth:
    devices:
      - {device: eth1, master-address: 10.0.0.1, slave-address: 10.0.0.2}
      - {device: eth2, master-address: 10.0.0.1, slave-address: 10.0.1.2}
`,
    says: 'pair.yaml:11: heartbeat.eth.devices[1].master-address: 10.0.0.1 (rule: one path for an address and port (10.0.0.1 port 7694); heartbeat.eth.devices[0] has it already)',
  },
  // Timing.
  {
    name: 'a beat slower than a third of the dead time is refused with the sum',
    pair: 'heartbeat: {serial: {beat-interval: 7s}}\n',
    says: 'pair.yaml:7: heartbeat.serial.beat-interval: 7s (rule: at most a third of the dead time: 20s / 3 = 6666ms)',
  },
  {
    name: 'a fastest medium slower than an eighth of the dead time is refused with the sum',
    pair: 'heartbeat: {beat-interval: 4s, serial: {beat-interval: 3s}}\n',
    says: 'pair.yaml:7: heartbeat.serial.beat-interval: 3s (rule: the fastest medium beats at least every eighth of the dead time: 20s / 8 = 2500ms)',
  },
  {
    name: 'a fast class with beats of the normal class is refused for each medium',
    pair: 'heartbeat: {dead-time: 200ms}\n',
    says: [
      'built-in default: heartbeat.beat-interval: 500ms (rule: at most a third of the dead time: 200ms / 3 = 66ms)',
      'built-in default: heartbeat.serial.beat-interval: 1s (rule: at most a third of the dead time: 200ms / 3 = 66ms)',
    ],
  },
  {
    name: 'a serial line that is more than half full is refused with the sum',
    pair: 'heartbeat: {serial: {baud: 9600, beat-interval: 150ms}}\n',
    says: 'pair.yaml:7: heartbeat.serial.beat-interval: 150ms (rule: one beat fills at most half of its interval: 96 bytes x 10 bits / 9600 bit/s = 100ms, so at least 200ms)',
  },
  {
    name: 'a fast class with a disk is refused',
    pair: 'heartbeat: {dead-time: 3s}\ndrbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], via-primary-lan: true}\n',
    says: 'pair.yaml:7: heartbeat.dead-time: 3s (rule: at least 4s with a disk (r0))',
  },
  {
    name: 'a fast class with a placed service that writes is refused',
    profile: `${plainProfile}services: [{name: mail, unit: mail.service}]\n`,
    pair: 'heartbeat: {dead-time: 3s}\nservice: {placement: [{name: mail}]}\n',
    says: 'pair.yaml:7: heartbeat.dead-time: 3s (rule: at least 4s with placed services that write (mail))',
  },
  {
    name: 'a handover at once after carrier loss is refused with a disk',
    pair: 'failover: {on-carrier-loss: 0}\ndrbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}], via-primary-lan: true}\n',
    says: 'pair.yaml:7: failover.on-carrier-loss: 0 (rule: off, or at least 2s with a disk (r0))',
  },
  {
    name: 'more addresses than a renewal round can carry are refused with the sum',
    pair: `vip:
  - name: main
    enabled: true
    address: 192.0.2.10/24
    aliases: [${Array.from({ length: 600 }, (_, index) => `'2001:db8::${(index + 1).toString(16)}/64'`).join(', ')}]
`,
    says: 'pair.yaml:8: vip: 601 addresses (rule: a renewal round takes at most 5 % of its period: about 157ms for 601 addresses, every 2500ms)',
  },
  // Disk and services.
  {
    name: 'a replicated volume that stands twice is refused',
    pair: 'drbd: {resources: [r0, r0], volume: [{name: r0, disk: /dev/sdb1}], via-primary-lan: true}\n',
    says: 'pair.yaml:7: drbd.resources[1]: r0 (rule: unique among drbd.resources)',
  },
  {
    name: 'a disk without replication addresses is refused for both',
    pair: 'drbd: {resources: [r0], volume: [{name: r0, disk: /dev/sdb1}]}\n',
    says: [
      'pair.yaml: drbd.master-address: missing (rule: needed with a disk unless drbd.via-primary-lan is true)',
      'pair.yaml: drbd.slave-address: missing (rule: needed with a disk unless drbd.via-primary-lan is true)',
    ],
  },
  {
    name: 'a replication address beside replication over the primary LAN is refused',
    pair: 'drbd: {via-primary-lan: true, master-address: 10.1.0.1}\n',
    says: 'pair.yaml:7: drbd.master-address: 10.1.0.1 (rule: not allowed while drbd.via-primary-lan is true)',
  },
  {
    name: 'equal replication addresses are refused',
    pair: 'drbd: {master-address: 10.1.0.1, slave-address: 10.1.0.1}\n',
    says: 'pair.yaml:7: drbd.slave-address: 10.1.0.1 (rule: differs from drbd.master-address (10.1.0.1) and is of its family)',
  },
  {
    name: 'a service that the profile does not list is refused with the nearest one',
    whole: `profile: serial-appliance\n${smallPair}service: {placement: [{name: ipsek}]}\n`,
    says: 'pair.yaml:8: service.placement[0].name: ipsek (rule: a service of the firmware profile, which lists ipsec, openvpn, l2tp, pptp, ssl-vpn, ssl-web-portal, web-proxy; the nearest is ipsec)',
  },
  // Profiles.
  {
    name: 'a profile that is not installed is refused',
    whole: `profile: nowhere\n${smallPair}`,
    says: 'pair.yaml:1: profile: nowhere (rule: the name of an installed firmware profile, or none)',
  },
  {
    name: 'a fault in a profile is told with its file',
    profile: `${plainProfile}support: 5\n`,
    says: 'generic.yaml:3: support: 5 (rule: a group with the keys text)',
  },
  {
    name: 'a profile cannot set an address of the pair',
    profile: `${plainProfile}master: {lan-ip: 192.0.2.1}\n`,
    says: 'generic.yaml:3: master.lan-ip: wrong file (rule: this key stands in pair.yaml, which is the same on both nodes; a profile cannot set it)',
  },
])
