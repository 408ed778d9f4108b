/**
 * Does each rule refuse what breaks it, with the exact message, and nothing else?
 */
import t from 'tap'
import { plainProfile, profilesOf, slaveNode, smallNode, smallPair, told } from './texts.ts'

/** A case: what is added to the smallest settings, and the only message that may come of it. */
type Case = {
  readonly name: string
  readonly pair?: string
  readonly node?: string
  readonly whole?: string
  readonly profile?: string
  readonly says: string | readonly string[]
}

const cases: readonly Case[] = [
  // Shape of the files.
  {
    name: 'an unknown key is refused with the nearest known one',
    pair: 'heartbeat:\n  dead-tim: 20s\n',
    says: 'pair.yaml:8: heartbeat.dead-tim: unknown key (rule: no such key; the nearest is heartbeat.dead-time)',
  },
  {
    name: 'an unknown key without a near one points at the manual',
    pair: 'zzzzzzzzzzzzzzzz: 1\n',
    says: 'pair.yaml:7: zzzzzzzzzzzzzzzz: unknown key (rule: no such key; `man hapair.conf` lists all)',
  },
  {
    name: 'a key that is written twice is refused with the first line',
    pair: 'solo-start: hold\nsolo-start: auto\n',
    says: 'pair.yaml:8: solo-start: written twice (rule: a key stands once; the first is on line 7)',
  },
  {
    name: 'a value of the wrong type is refused',
    pair: 'heartbeat:\n  serial:\n    enabled: yes\n',
    says: 'pair.yaml:9: heartbeat.serial.enabled: yes (rule: true or false)',
  },
  {
    name: 'a key of the node is refused in the pair file',
    pair: 'lan:\n  primary-device: eth1\n',
    says: 'pair.yaml:8: lan.primary-device: wrong file (rule: this key stands in node.yaml, because it differs between the nodes)',
  },
  {
    name: 'a key of the pair is refused in the node file',
    node: 'solo-start: hold\n',
    says: 'node.yaml:5: solo-start: wrong file (rule: this key stands in pair.yaml, which is the same on both nodes)',
  },
  {
    name: 'a key of a profile is refused in the pair file',
    pair: 'support: {text: call}\n',
    says: 'pair.yaml:7: support.text: wrong file (rule: this key stands in a firmware profile)',
  },
  {
    name: 'a key without a value is refused',
    pair: 'solo-start:\n',
    says: 'pair.yaml:7: solo-start: empty (rule: one of auto, hold, promote)',
  },
  {
    name: 'a value where a group belongs is refused with the keys of the group',
    pair: 'failback: auto\n',
    says: 'pair.yaml:7: failback: auto (rule: a group with the keys mode, steady-time)',
  },
  {
    name: 'a list where a value belongs is refused',
    pair: 'solo-start: [auto]\n',
    says: 'pair.yaml:7: solo-start: a list (rule: one of auto, hold, promote)',
  },
  {
    name: 'a value where a list belongs is refused',
    pair: 'ping:\n  monitor: 198.51.100.1\n',
    says: 'pair.yaml:8: ping.monitor: 198.51.100.1 (rule: a list; each is a valid IP address or a fully qualified host name)',
  },
  {
    name: 'a group where a list of entries belongs is refused',
    pair: 'vip: {name: main}\n',
    says: 'pair.yaml:7: vip: a group of keys (rule: a list of entries with name, zone, enabled, address, aliases, master-ip, slave-ip, device)',
  },
  {
    name: 'an entry of a list that is no group is refused',
    pair: 'vip: [main]\n',
    says: 'pair.yaml:7: vip[0]: main (rule: an entry with the keys name, zone, enabled, address, aliases, master-ip, slave-ip, device)',
  },
  {
    name: 'an entry without a needed key is refused',
    pair: 'vip:\n  - {name: main}\n',
    says: 'pair.yaml:8: vip[0].address: missing (rule: an IPv4 or IPv6 address of one host, with or without prefix length, such as 192.0.2.10 or 192.0.2.10/24)',
  },
  {
    name: 'two entries of one name are refused',
    pair: 'service:\n  placement:\n    - {name: ipsec}\n    - {name: ipsec}\n',
    says: 'pair.yaml:10: service.placement[1].name: ipsec (rule: unique among service.placement; service.placement[0].name has it already)',
  },
  {
    name: 'more values than a list may have are refused',
    pair: 'ping:\n  monitor: [198.51.100.1, 198.51.100.2, 198.51.100.3, 198.51.100.4]\n',
    says: 'pair.yaml:8: ping.monitor: 4 values (rule: at most 3 values)',
  },
  {
    name: 'more entries than a list may have are refused',
    pair: `service:\n  placement: [${Array.from({ length: 33 }, (_, index) => `{name: s${index}}`).join(', ')}]\n`,
    says: 'pair.yaml:8: service.placement: 33 entries (rule: at most 32 entries)',
  },
  {
    name: 'an alias of YAML is refused',
    pair: 'solo-start: &a hold\nfailback: {mode: *a}\n',
    says: 'pair.yaml:8: failback.mode: *a (rule: one of auto, manual)',
  },
  {
    name: 'a tag that would build something is refused',
    pair: 'solo-start: !!js/function hold\n',
    says: 'pair.yaml:7: !!js/function (rule: YAML 1.2: Unresolved tag: tag:yaml.org,2002:js/function)',
  },
  {
    name: 'a directive that would change the meaning of words is refused',
    whole: `%YAML 1.1\n---\n${smallPair}`,
    says: 'pair.yaml:1: %YAML (rule: no %YAML directive: settings are always read as YAML 1.2)',
  },
  {
    name: 'a second document in the file is refused',
    pair: '---\nsolo-start: hold\n',
    says: 'pair.yaml:7: --- (rule: YAML 1.2: Source contains multiple documents; please use YAML.parseAllDocuments())',
  },
  {
    name: 'a file that is a list is refused',
    whole: '- pair\n',
    says: 'pair.yaml:1: a list (rule: a settings file is a group of keys, one `key: value` per line)',
  },
  {
    name: 'a key that is no text is refused',
    pair: '? [solo-start]\n: hold\n',
    says: 'pair.yaml:7: a list (rule: a key is plain text)',
  },
  {
    name: 'a file beyond the limit of size is refused unread',
    pair: `#${'x'.repeat(131_072)}\n`,
    says: `pair.yaml: ${smallPair.length + 131_074} characters (rule: a settings file has at most 131072 characters)`,
  },
  // Kinds of value.
  {
    name: 'a dead time beyond its range is refused',
    pair: 'heartbeat:\n  dead-time: 301\n',
    says: 'pair.yaml:8: heartbeat.dead-time: 301 (rule: a time from 60ms to 300s, such as 20s or 200ms; a bare number means seconds)',
  },
  {
    name: 'a dead time in an unknown unit is refused',
    pair: 'heartbeat:\n  dead-time: 20sec\n',
    says: 'pair.yaml:8: heartbeat.dead-time: 20sec (rule: a time from 60ms to 300s, such as 20s or 200ms; a bare number means seconds)',
  },
  {
    name: 'a baud rate that the line does not have is refused',
    pair: 'heartbeat:\n  serial:\n    baud: 14400\n',
    says: 'pair.yaml:9: heartbeat.serial.baud: 14400 (rule: one of 9600, 19200, 38400, 57600, 115200)',
  },
  {
    name: 'minutes out of range are refused',
    pair: 'failover:\n  lan-down-minutes: 0\n',
    says: 'pair.yaml:8: failover.lan-down-minutes: 0 (rule: a whole number from 1 to 1440)',
  },
  {
    name: 'a pair id of zero is refused',
    whole: smallPair.replace('id: 7', 'id: 0'),
    says: 'pair.yaml:2: pair.id: 0 (rule: a whole number from 1 to 4294967295)',
  },
  {
    name: 'a multicast address is no address of a node',
    whole: smallPair.replace('192.0.2.12', '224.0.0.1'),
    says: 'pair.yaml:6: slave.lan-ip: 224.0.0.1 (rule: an IPv4 or IPv6 address of one host, such as 192.0.2.10)',
  },
  {
    name: 'a network that is none is refused',
    node: 'management-tunnel: {network: 10.8.0.0/33}\n',
    says: 'node.yaml:5: management-tunnel.network: 10.8.0.0/33 (rule: a network such as 192.0.2.0/24 or 2001:db8::/64)',
  },
  {
    name: 'a device name longer than the kernel allows is refused',
    node: 'lan: {primary-device: eth0123456789abcd}\n',
    says: 'node.yaml:5: lan.primary-device: eth0123456789abcd (rule: a network device name of up to 15 characters, such as eth0)',
  },
  {
    name: 'a path with .. is refused',
    node: 'state: {folder: /var/../etc}\n',
    says: 'node.yaml:5: state.folder: /var/../etc (rule: an absolute path of up to 255 characters without ..)',
  },
  {
    name: 'a rate that is none is refused',
    pair: 'drbd: {rate: fast}\n',
    says: 'pair.yaml:7: drbd.rate: fast (rule: a rate such as 40M (bytes) or 400Mbit (bits) per second; a bare number means KiB/s)',
  },
  {
    name: 'a console that is neither off nor a path is refused',
    node: 'console: {device: tty1}\n',
    says: 'node.yaml:5: console.device: tty1 (rule: off, or an absolute path of up to 255 characters without ..)',
  },
  {
    name: 'a wait after carrier loss that is neither off nor a time is refused',
    pair: 'failover: {on-carrier-loss: never}\n',
    says: 'pair.yaml:7: failover.on-carrier-loss: never (rule: off, or a time from 0s to 60s, such as 2s; a bare number means seconds)',
  },
  {
    name: 'a base name that is no host name is refused',
    pair: 'hostname: {base: mail_1, domain: example.org}\n',
    says: 'pair.yaml:7: hostname.base: mail_1 (rule: one part of a host name: letters, digits and dashes, at most 56)',
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
    pair: 'heartbeat: {dead-time: 3s}\ndrbd: {resources: [r0], via-primary-lan: true}\n',
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
    pair: 'failover: {on-carrier-loss: 0}\ndrbd: {resources: [r0], via-primary-lan: true}\n',
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
  // VIPs.
  {
    name: 'a VIP that another VIP has is refused [VIP-4]',
    pair: 'vip:\n  - {name: a, address: 192.0.2.10}\n  - {name: b, zone: dmz, device: eth1, master-ip: 192.0.2.13, slave-ip: 192.0.2.14, address: 192.0.2.10}\n',
    says: 'pair.yaml:9: vip[1].address: 192.0.2.10 (rule: unique among VIPs, aliases and nodes; vip[0].address has it already)',
  },
  {
    name: 'an alias that is a VIP is refused [VIP-4]',
    pair: 'vip:\n  - {name: a, address: 192.0.2.10, aliases: [192.0.2.10]}\n',
    says: 'pair.yaml:8: vip[0].aliases[0]: 192.0.2.10 (rule: unique among VIPs, aliases and nodes; vip[0].address has it already)',
  },
  {
    name: 'one IPv6 address in two ways of writing is one address',
    pair: "vip:\n  - {name: a, address: 192.0.2.10/24, aliases: ['2001:db8::a/64', '2001:DB8:0::A/64']}\n",
    says: 'pair.yaml:8: vip[0].aliases[1]: 2001:DB8:0::A/64 (rule: unique among VIPs, aliases and nodes; vip[0].aliases[0] has it already)',
  },
  {
    name: "a VIP that is a node's own address is refused",
    pair: 'vip:\n  - {name: a, address: 192.0.2.12}\n',
    says: 'pair.yaml:8: vip[0].address: 192.0.2.12 (rule: unique among VIPs, aliases and nodes; the slave has it as its own)',
  },
  {
    name: 'a second VIP on a device is refused with the hint to use an alias [VIP-5]',
    pair: 'vip:\n  - {name: a, address: 192.0.2.10}\n  - {name: b, address: 192.0.2.20}\n',
    says: 'pair.yaml:9: vip[1].address: 192.0.2.20 (rule: one VIP per device; eth0 carries a: add this address to the aliases of a instead)',
  },
  {
    name: 'a second device in a zone is refused',
    pair: 'vip:\n  - {name: a, address: 192.0.2.10}\n  - {name: b, address: 192.0.2.20, device: eth5}\n',
    says: 'pair.yaml:9: vip[1].device: eth5 (rule: a zone has one device; the zone lan has eth0)',
  },
  {
    name: 'a VIP in a zone without a device is refused',
    pair: 'vip:\n  - {name: a, zone: dmz, address: 198.51.100.10, master-ip: 198.51.100.11, slave-ip: 198.51.100.12}\n',
    says: 'pair.yaml:8: vip[0].device: missing (rule: a device, here or as dmz.device of the node or the profile)',
  },
  {
    name: 'a VIP outside the zone lan without node addresses is refused for both',
    pair: 'vip:\n  - {name: a, zone: wan, device: eth1, address: 198.51.100.10}\n',
    says: [
      'pair.yaml:8: vip[0].master-ip: missing (rule: needed in the zone wan: the address of the node on the device of the zone)',
      'pair.yaml:8: vip[0].slave-ip: missing (rule: needed in the zone wan: the address of the node on the device of the zone)',
    ],
  },
  {
    name: 'equal node addresses of a VIP are refused',
    pair: 'vip:\n  - {name: a, zone: dmz, device: eth1, address: 198.51.100.10, master-ip: 198.51.100.11, slave-ip: 198.51.100.11}\n',
    says: 'pair.yaml:8: vip[0].slave-ip: 198.51.100.11 (rule: differs from master-ip (198.51.100.11))',
  },
  {
    name: 'a VIP in whose network the nodes are not is refused for both nodes [VIP-7]',
    pair: 'vip:\n  - {name: a, address: 203.0.113.10/24}\n',
    says: [
      'pair.yaml:8: vip[0].master-ip: 192.0.2.11 (rule: in the network of the VIP, 203.0.113.0/24)',
      'pair.yaml:8: vip[0].slave-ip: 192.0.2.12 (rule: in the network of the VIP, 203.0.113.0/24)',
    ],
  },
  {
    name: 'an alias outside the network without a prefix of its own is refused',
    pair: 'vip:\n  - {name: a, address: 192.0.2.10/24, aliases: [203.0.113.10]}\n',
    says: 'pair.yaml:8: vip[0].aliases[0]: 203.0.113.10 (rule: in the network of the VIP, 192.0.2.0/24, or with a prefix length of its own)',
  },
  {
    name: 'the broadcast address of a network is no VIP',
    pair: 'vip:\n  - {name: a, address: 192.0.2.255/24}\n',
    says: 'pair.yaml:8: vip[0].address: 192.0.2.255/24 (rule: an address that a host can own, not the first or last of its network)',
  },
  {
    name: 'a VIP of another family than the nodes is refused for both',
    pair: "vip:\n  - {name: a, address: '2001:db8::10'}\n",
    says: [
      'pair.yaml:8: vip[0].master-ip: 192.0.2.11 (rule: of the family of the VIP, 2001:db8::10)',
      'pair.yaml:8: vip[0].slave-ip: 192.0.2.12 (rule: of the family of the VIP, 2001:db8::10)',
    ],
  },
  {
    name: 'an alias of another family without a prefix of its own is refused',
    pair: "vip:\n  - {name: a, address: 192.0.2.10, aliases: ['2001:db8::10']}\n",
    says: 'pair.yaml:8: vip[0].aliases[0]: 2001:db8::10 (rule: of the family of the VIP, 192.0.2.10, or with a prefix length of its own)',
  },
  // Witnesses.
  {
    name: 'a ping target that stands twice is refused [FO-13]',
    pair: 'ping: {monitor: [198.51.100.1, 198.51.100.1]}\n',
    says: 'pair.yaml:7: ping.monitor[1]: 198.51.100.1 (rule: unique; ping.monitor[0] is the same)',
  },
  {
    name: 'a ping target that is neither address nor full name is refused [FO-13]',
    pair: 'ping: {monitor: [router]}\n',
    says: 'pair.yaml:7: ping.monitor[0]: router (rule: a valid IP address or a fully qualified host name)',
  },
  {
    name: 'a ping target that is the host name of a node is refused [FO-13]',
    pair: 'hostname: {base: mail, domain: example.org}\nping: {monitor: [Mail-Slave.example.org]}\n',
    says: 'pair.yaml:8: ping.monitor[0]: Mail-Slave.example.org (rule: not the host name of a node of the pair)',
  },
  {
    name: 'a ping target that is the own node address is refused [FO-13]',
    pair: 'ping: {monitor: [192.0.2.11]}\n',
    says: 'pair.yaml:7: ping.monitor[0]: 192.0.2.11 (rule: not an address of this node)',
  },
  {
    name: 'a ping target that is the own pair address is refused [FO-13]',
    pair: 'ping: {monitor: [192.0.2.111]}\n',
    node: '  address: 192.0.2.111\n',
    says: 'pair.yaml:7: ping.monitor[0]: 192.0.2.111 (rule: not an address of this node)',
  },
  {
    name: "a ping target that is the peer's pair address is refused [FO-13]",
    pair: 'ping: {monitor: [192.0.2.112]}\n',
    node: 'peer: {address: 192.0.2.112}\n',
    says: 'pair.yaml:7: ping.monitor[0]: 192.0.2.112 (rule: not an address of the peer)',
  },
  {
    name: 'a ping target that is the gateway is refused [FO-13]',
    pair: 'ping: {gateway: 192.0.2.1, monitor: [192.0.2.1]}\n',
    says: 'pair.yaml:7: ping.monitor[0]: 192.0.2.1 (rule: not the gateway (ping.gateway), which is asked anyway)',
  },
  {
    name: 'a ping target inside the management tunnel is refused [FO-13]',
    pair: 'ping: {monitor: [10.8.0.9]}\n',
    node: 'management-tunnel: {network: 10.8.0.0/24}\n',
    says: 'pair.yaml:7: ping.monitor[0]: 10.8.0.9 (rule: not inside management-tunnel.network (10.8.0.0/24))',
  },
  {
    name: 'a ping target that is a VIP is refused',
    pair: 'ping: {monitor: [192.0.2.10]}\nvip:\n  - {name: a, address: 192.0.2.10/24}\n',
    says: 'pair.yaml:7: ping.monitor[0]: 192.0.2.10 (rule: not a VIP or alias of the pair)',
  },
  // Disk and services.
  {
    name: 'a replicated volume that stands twice is refused',
    pair: 'drbd: {resources: [r0, r0], via-primary-lan: true}\n',
    says: 'pair.yaml:7: drbd.resources[1]: r0 (rule: unique among drbd.resources)',
  },
  {
    name: 'a disk without replication addresses is refused for both',
    pair: 'drbd: {resources: [r0]}\n',
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
    says: 'pair.yaml:8: service.placement[0].name: ipsek (rule: a service of the firmware profile, which lists ipsec, openvpn, l2tp, pptp, ssl-vpn, ssl-web-portal; the nearest is ipsec)',
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
]

for (const { name, pair = '', node = '', whole, profile, says } of cases) {
  t.test(name, (t) => {
    const profiles = profile === undefined ? undefined : profilesOf({ generic: profile })
    const found = told(whole ?? smallPair + pair, smallNode + node, profiles)
    t.strictSame(found, typeof says === 'string' ? [says] : says)
    t.end()
  })
}

t.test('the slave judges its own serial port, not the one of the master [HB-6]', (t) => {
  const pair = `${smallPair}heartbeat: {serial: {slave-device: pstn3}}\n`
  t.strictSame(told(pair, smallNode), [])
  t.strictSame(told(pair, slaveNode), [
    'pair.yaml:7: heartbeat.serial.slave-device: pstn3 (rule: a port of type heartbeat on the slave; pstn says nothing about pstn3)',
  ])
  t.end()
})

t.test('all problems of all files are told at once, each with its line', (t) => {
  const pair = 'pair: {id: x}\nhartbeat: 1\nslave: {lan-ip: nowhere}\nsolo-start: no\n'
  const node = 'node:\n  role: king\nlan: eth0\n'
  t.strictSame(told(pair, node), [
    'pair.yaml: master.lan-ip: missing (rule: a pair has exactly one master and one slave: both lan-ip keys are needed)',
    'pair.yaml:1: pair.id: x (rule: a whole number from 1 to 4294967295)',
    'pair.yaml:2: hartbeat: unknown key (rule: no such key; the nearest is heartbeat)',
    'pair.yaml:3: slave.lan-ip: nowhere (rule: an IPv4 or IPv6 address of one host, such as 192.0.2.10)',
    'pair.yaml:4: solo-start: no (rule: one of auto, hold, promote)',
    'node.yaml:2: node.role: king (rule: one of standalone, master, slave)',
    'node.yaml:3: lan: eth0 (rule: a group with the keys primary-device)',
  ])
  t.end()
})

t.test('more problems than a file may list are counted', (t) => {
  const pair = smallPair + Array.from({ length: 130 }, (_, index) => `wrong${index}: 1\n`).join('')
  const found = told(pair)
  t.equal(found.length, 101)
  t.equal(found[0], 'pair.yaml: 30 more problems (rule: at most 100 are listed for one file)')
  t.end()
})
