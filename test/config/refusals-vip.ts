/**
 * Is each rule about VIPs and witnesses refused with the exact message?
 */
import { refuse } from './refuse.ts'
refuse([
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
])
