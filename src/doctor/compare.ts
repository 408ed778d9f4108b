/**
 * Are the two nodes alike enough to be a pair?
 *
 * The same machine, the same software, the same clock, names that belong together. What could cost data or end the pair
 * fails; what only makes one node the weaker one is a warning.
 * Sources: requirements PRE-1 to PRE-4, ROLE-3.
 */
import { failed, passed, skipped, warned } from './finding.ts'
import type { DoctorRule, Finding } from './finding.ts'
import type { MachineFacts, NodeFacts } from './node-facts.ts'
import { compared, known } from './sides.ts'
import type { Side, Sides } from './sides.ts'

const page = 'hapair(8)'

const rules = {
  facts: { check: 'other-node', rule: 'the facts of both nodes are compared', page },
  processors: { check: 'processors', rule: 'both nodes have the same number of processors', page },
  memory: { check: 'memory', rule: 'both nodes have the same memory', page },
  devices: { check: 'nics', rule: 'both nodes have the same network devices', page },
  volumes: { check: 'volume-size', rule: "the slave's disks are as large as the master's", page },
  release: { check: 'release', rule: 'both nodes have the same release of the appliance software', page },
  hapair: { check: 'hapair', rule: 'both nodes have the same release of hapair', page },
  pair: { check: 'pair', rule: 'one node is configured as master, the other one as slave, of the same pair', page },
  settings: { check: 'same-settings', rule: 'both nodes have the same pair.yaml', page: 'hapair.conf(5)' },
  names: { check: 'names', rule: 'host names differ, and their base and domain are the same', page: 'hapair.conf(5)' },
  roleWord: { check: 'role-word', rule: 'no host name has the role of the other node in it', page: 'hapair.conf(5)' },
} as const satisfies Readonly<Record<string, DoctorRule>>

/** MemTotal of two equal machines differs by what their firmware keeps for itself; share of the larger, own choice. */
const memoryTolerance = 0.01

/** Everything that two nodes must have in common. */
export function comparisons(sides: Sides): readonly Finding[] {
  if (sides.peer === undefined) {
    const how =
      'run "hapair doctor --write-facts" on the other node and give its output to "hapair doctor --peer-facts FILE" here'
    return [skipped(rules.facts, 'nothing is known of the other node, so nothing was compared', how)]
  }
  const peer = sides.peer
  return [
    ...pairFindings(sides.own, peer),
    ...nameFindings(sides.own, peer),
    ...releaseFindings(sides),
    ...machineFindings(sides),
    ...volumeFindings(sides),
  ]
}

function pairFindings(own: Side, peer: Side): readonly Finding[] {
  const roles = [own.facts.role, peer.facts.role].toSorted().join(' and ')
  const ids = [own.facts.pairId, peer.facts.pairId]
  const same = ids[0] === ids[1] && ids[0] !== null
  const pair =
    roles === 'master and slave' && same
      ? passed(rules.pair, `pair ${ids[0]}, one master and one slave`)
      : failed(
          rules.pair,
          `the nodes are ${own.facts.role} of pair ${ids[0] ?? 'unknown'} and ${peer.facts.role} of pair ${ids[1] ?? 'unknown'}`,
          'give both the same pair.yaml, and node.role: master to one and slave to the other in node.yaml',
        )
  const hashes = [own.facts.settingsHash, peer.facts.settingsHash]
  if (hashes.includes(null)) return [pair, skipped(rules.settings, 'the settings of one node are wrong or absent')]
  const settings =
    hashes[0] === hashes[1]
      ? passed(rules.settings, 'both nodes have the same settings of the pair')
      : failed(rules.settings, 'the settings of the pair differ', 'copy pair.yaml from one node to the other')
  return [pair, settings]
}

/** Base and domain of a node: those of its settings, else what its host name has before its role and after its dot. */
function partsOf({ base, domain, hostname }: NodeFacts): { readonly base: string; readonly domain: string } {
  const [label = '', ...rest] = hostname.split('.')
  return { base: base ?? label.replace(/-(master|slave)$/, ''), domain: domain ?? rest.join('.') }
}

function nameFindings(own: Side, peer: Side): readonly Finding[] {
  return [namesFinding(own, peer), ...[own, peer].flatMap(roleWordFinding)]
}

function namesFinding(own: Side, peer: Side): Finding {
  const [mine, theirs] = [partsOf(own.facts), partsOf(peer.facts)]
  const both = `${own.facts.hostname} and ${peer.facts.hostname}`
  if (own.facts.hostname === peer.facts.hostname)
    return failed(rules.names, `both nodes are called ${own.facts.hostname}`, 'give each node a host name of its own')
  if (mine.base !== theirs.base)
    return failed(rules.names, `the base names differ: ${both}`, 'call them BASE-master and BASE-slave, with one BASE')
  if (mine.domain !== theirs.domain)
    return failed(rules.names, `the domains differ: ${both}`, 'put both nodes into the same domain')
  return passed(rules.names, both)
}

function roleWordFinding({ name, facts }: Side): readonly Finding[] {
  const { role, hostname, configuredHostname } = facts
  const other = role === 'master' ? 'slave' : 'master'
  if (role !== 'standalone' && hostname.split('.')[0]?.includes(other) === true)
    return [failed(rules.roleWord, `${name} is called ${hostname}`, `call it by its own role, or change node.role`)]
  if (configuredHostname === null || configuredHostname === hostname) return []
  const found = `${name} is called ${hostname}, and ${configuredHostname} by its settings`
  return [warned(rules.roleWord, found, `set the host name of the system to ${configuredHostname}`)]
}

function releaseFindings(sides: Sides): readonly Finding[] {
  const [own, peer] = [sides.own.facts.hapair, sides.peer?.facts.hapair]
  return [
    own === peer
      ? passed(rules.hapair, `hapair ${own}`)
      : failed(rules.hapair, `this node has hapair ${own}, the other one ${peer}`, 'install the same release on both'),
    ...compared(
      rules.release,
      sides,
      ({ release }) => release,
      (mine, theirs) => [
        mine === theirs
          ? passed(rules.release, mine)
          : failed(rules.release, `this node has ${mine}, the other one ${theirs}`, 'bring both to the same release'),
      ],
    ),
  ]
}

function machineFindings(sides: Sides): readonly Finding[] {
  const ask = ({ machine }: NodeFacts): NodeFacts['machine'] => machine
  return compared({ ...rules.processors, check: 'machine' }, sides, ask, (mine, theirs) => [
    mine.processors === theirs.processors
      ? passed(rules.processors, `${mine.processors} on each node`)
      : warned(
          rules.processors,
          `${mine.processors} here, ${theirs.processors} on the other node`,
          'after a move the weaker node carries everything: make them equal',
        ),
    memoryFinding(mine, theirs),
    deviceFinding(mine, theirs),
  ])
}

function memoryFinding(mine: MachineFacts, theirs: MachineFacts): Finding {
  const [low, high] = [mine.memoryMib, theirs.memoryMib].toSorted((one, other) => one - other)
  const same = low !== undefined && high !== undefined && high - low <= high * memoryTolerance
  if (same) return passed(rules.memory, `${mine.memoryMib} MiB on this node`)
  const found = `${mine.memoryMib} MiB here, ${theirs.memoryMib} MiB on the other node`
  return warned(rules.memory, found, 'after a move the weaker node carries everything: make them equal')
}

function deviceFinding(mine: MachineFacts, theirs: MachineFacts): Finding {
  const here = mine.devices.filter((name) => !theirs.devices.includes(name))
  const there = theirs.devices.filter((name) => !mine.devices.includes(name))
  if (here.length === 0 && there.length === 0) return passed(rules.devices, mine.devices.join(', '))
  const parts = [
    ...(here.length === 0 ? [] : [`only here: ${here.join(', ')}`]),
    ...(there.length === 0 ? [] : [`only on the other node: ${there.join(', ')}`]),
  ]
  return warned(rules.devices, parts.join('; '), 'fit the same network cards, and give them the same names')
}

/** A slave with a smaller disk can never hold the data; the other way round it wastes some. */
function volumeFindings(sides: Sides): readonly Finding[] {
  const ask = ({ volumes }: NodeFacts): NodeFacts['volumes'] => volumes
  const slave = known(sides).find(({ facts }) => facts.role === 'slave')
  return compared(rules.volumes, sides, ask, (mine, theirs) =>
    mine.map((own) => {
      const other = theirs.find(({ name }) => name === own.name)
      const [left, right] = [own.sizeKib, other?.sizeKib ?? null]
      if (left === null || right === null) return skipped(rules.volumes, `${own.name}: the size of a disk is not known`)
      if (left === right) return passed(rules.volumes, `${own.name}: ${left} KiB on each node`)
      const found = `${own.name}: ${left} KiB here, ${right} KiB on the other node`
      const slaveSize = slave === sides.own ? left : right
      const smaller = slave !== undefined && slaveSize === Math.min(left, right)
      return smaller
        ? failed(rules.volumes, found, 'give the slave a disk that is at least as large as that of the master')
        : warned(rules.volumes, found, 'make both disks equal; the volume is as large as the smaller one')
    }),
  )
}
