/**
 * Which keys say who the two nodes are?
 *
 * The pair file has exactly one master and one slave by its shape (GEN-1): there is no list of nodes that could hold
 * one or three. Visible host names are derived from one base and one domain (ROLE-3), so both nodes share the input.
 */
import { choice, count, name, toggle } from '../kind.ts'
import { nodeOnly, pairKey, pairOnly, required, value } from '../key.ts'
import { domain, filePath, hostLabel, ipAddress } from '../place-kinds.ts'

/** Largest pair id: it has 32 bits in every beat. */
const pairIdMax = 4_294_967_295

/** Longest name of a pair and of a profile, our own limit. */
const nameMax = 40

export const profileName = value({
  path: 'profile',
  layers: pairOnly,
  kind: name(nameMax),
  initial: 'generic',
  meaning: 'Firmware profile whose values are used below both files; none for no profile.',
  requirement: 'PROF-1',
})

export const pairId = required({
  path: 'pair.id',
  layers: pairOnly,
  kind: count(1, pairIdMax),
  meaning: 'Number of the pair in every beat; pairs on one network or cable need different numbers.',
  requirement: 'D14',
})

export const pairName = value({
  path: 'pair.name',
  layers: pairOnly,
  kind: name(nameMax),
  initial: 'pair',
  meaning: 'Name of the pair in status, log and alarms.',
  requirement: 'D14',
})

export const keyFile = value({
  path: 'pair.key-file',
  layers: nodeOnly,
  kind: filePath,
  derived: '/etc/hapair/keys/ID, where ID is pair.id',
  meaning: 'File with the secret key of the pair; readable by root only, the same content on both nodes.',
  rule: 'the key itself never stands in a settings file',
  requirement: 'D14, PAR-12',
})

export const masterLanIp = required({
  path: 'master.lan-ip',
  layers: pairOnly,
  kind: ipAddress,
  meaning: "The master's own address on its primary LAN device.",
  rule: 'present on the device at load, in its network; differs from slave.lan-ip',
  requirement: 'PAR-6, CFG-10',
})

export const slaveLanIp = required({
  path: 'slave.lan-ip',
  layers: pairOnly,
  kind: ipAddress,
  meaning: "The slave's own address on its primary LAN device.",
  rule: 'present on the device at load, in its network; differs from master.lan-ip',
  requirement: 'PAR-7, CFG-11',
})

export const hostnameBase = value({
  path: 'hostname.base',
  layers: pairOnly,
  kind: hostLabel,
  meaning: 'Common part of both host names; the visible name is BASE-master.DOMAIN or BASE-slave.DOMAIN.',
  rule: 'does not contain the word master or slave; hostname.domain is needed with it',
  requirement: 'ROLE-3, PAR-60',
})

export const hostnameDomain = value({
  path: 'hostname.domain',
  layers: pairOnly,
  kind: domain,
  meaning: 'Domain of both nodes.',
  rule: 'hostname.base is needed with it',
  requirement: 'ROLE-3, PAR-60',
})

export const nodeHostname = value({
  path: 'node.hostname',
  layers: nodeOnly,
  kind: domain,
  derived: 'BASE-ROLE.DOMAIN when hostname.base is set',
  meaning: 'Visible host name of this node.',
  rule: 'equal to the derived name when hostname.base is set; never carries the role word of the other node',
  requirement: 'ROLE-3, PAR-60',
})

export const haEnabled = value({
  path: 'ha.enabled',
  layers: nodeOnly,
  kind: toggle,
  initial: false,
  meaning: 'Main switch of this node; while it is false the agent watches, takes and announces nothing.',
  rule: 'switch it on at the master first, then at the slave',
  requirement: 'PAR-1, CFG-7',
})

export const nodeRole = value({
  path: 'node.role',
  layers: nodeOnly,
  kind: choice(['standalone', 'master', 'slave'], {
    none: 'standalone',
    primary: 'master',
    main: 'master',
    'configured-master': 'master',
    secondary: 'slave',
    'configured-slave': 'slave',
  }),
  initial: 'standalone',
  meaning: 'Configured role of this node; it does not change by a failover.',
  rule: 'the two nodes have opposite roles',
  requirement: 'PAR-2, GEN-1',
})

export const nodeStatus = value({
  path: 'node.status',
  layers: nodeOnly,
  kind: choice(['standby', 'active'], { passive: 'standby' }),
  initial: 'standby',
  meaning: 'Whether a configured slave may copy configuration from the master; accepted, used by later versions.',
  requirement: 'PAR-3',
})

export const nodeAddress = value({
  path: 'node.address',
  layers: nodeOnly,
  kind: ipAddress,
  derived: 'own lan-ip',
  meaning: 'Address under which the peer reaches this node.',
  rule: "equals the peer's peer.address",
  requirement: 'PAR-4, CFG-14',
})

export const peerAddress = value({
  path: 'peer.address',
  layers: nodeOnly,
  kind: ipAddress,
  derived: "the peer's lan-ip",
  meaning: 'Address under which this node reaches the peer.',
  rule: "equals the peer's node.address; differs from node.address",
  requirement: 'PAR-5, CFG-14',
})

export const soloStart = value({
  path: 'solo-start',
  layers: pairKey,
  kind: choice(['auto', 'hold', 'promote']),
  initial: 'auto',
  meaning:
    'What a node does that boots alone: auto runs unless its own record calls its data stale, hold waits for the operator, promote always runs.',
  requirement: 'PAR-23, ROLE-24',
})

export const isolation = value({
  path: 'isolation',
  layers: pairKey,
  kind: choice(['auto', 'manual']),
  initial: 'auto',
  meaning:
    'What a loss of contact means: auto lets a node take over from a silent peer by itself, manual leaves that to the operator, with a disk or without, unless the peer left in order or is known to be behind.',
  requirement: 'D11, D15',
})

/** Keys of identity, in the order of the manual page. */
export const identityKeys = [
  profileName,
  pairId,
  pairName,
  keyFile,
  haEnabled,
  nodeRole,
  nodeStatus,
  nodeAddress,
  peerAddress,
  masterLanIp,
  slaveLanIp,
  hostnameBase,
  hostnameDomain,
  nodeHostname,
  soloStart,
  isolation,
]
