/**
 * Is a file refused whose shape or values are wrong, with the exact message?
 */
import { refuse } from './refuse.ts'
import { smallPair } from './texts.ts'
refuse([
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
    name: 'an entry whose needed key is wrong gives one message, not two',
    pair: 'vip:\n  - {name: main, address: nowhere}\n',
    says: 'pair.yaml:8: vip[0].address: nowhere (rule: an IPv4 or IPv6 address of one host, with or without prefix length, such as 192.0.2.10 or 192.0.2.10/24)',
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
])
