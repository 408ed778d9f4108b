/**
 * Can each node reach what it needs, and could the slave serve in the master's place?
 *
 * Ports are judged in both directions: each node tells what came of its own connections to the other one. A port that
 * is reached but that nobody listens on is no fault of a firewall. Sources: requirements PRE-5 to PRE-7, PRE-10, PAR-59.
 */
import { failed, manual, passed, skipped, warned } from './finding.ts'
import type { DoctorRule, Finding } from './finding.ts'
import type { NodeFacts, PortFacts, RepeatedFacts, ZoneFacts } from './node-facts.ts'
import { asked, known } from './sides.ts'
import type { Side, Sides } from './sides.ts'

const page = 'hapair(8)'
const rules = {
  zones: { check: 'zones', rule: 'each node has link and an address of its own wherever there is a VIP', page },
  gateways: { check: 'gateways', rule: 'the same gateways answer both nodes', page },
  ports: { check: 'ports', rule: 'every port between the nodes is open in both directions', page },
  filtered: { check: 'filtered', rule: 'no firewall limits connections between the nodes', page },
  asMaster: { check: 'as-master', rule: 'the network lets the slave serve in place of the master', page },
} as const satisfies Readonly<Record<string, DoctorRule>>

const openIt = 'open it in every firewall between the nodes, and on the nodes themselves'

/** Zones, gateways, ports. */
export function networkFindings(sides: Sides): readonly Finding[] {
  return [
    ...known(sides).flatMap(zoneFindings),
    ...missingZones(sides),
    ...gatewayFindings(sides),
    ...known(sides).flatMap((side) => portFindings(side, sides)),
    ...oneDirection(sides),
    ...known(sides).flatMap(repeatedFindings),
  ]
}

const zonesOf = ({ zones }: NodeFacts): NodeFacts['zones'] => zones

function zoneFindings(side: Side): readonly Finding[] {
  return asked(rules.zones, side, zonesOf, (zones) => {
    const faults = zones.flatMap((zone) => {
      if (!zone.present) return [`${zone.zone}: ${zone.device} does not have ${zone.address}`]
      return zone.carrier ? [] : [`${zone.zone}: ${zone.device} has no link`]
    })
    if (faults.length > 0)
      return [failed(rules.zones, `${side.name}: ${faults.join('; ')}`, 'give the device its address and its cable')]
    if (zones.length === 0) return [skipped(rules.zones, `${side.name}: no virtual address is enabled`)]
    return [passed(rules.zones, `${side.name}: ${zones.map(({ zone, device }) => `${zone} on ${device}`).join(', ')}`)]
  })
}

/** A zone that only one node knows: its settings differ, or it was set up for the other one only. */
function missingZones({ own, peer }: Sides): readonly Finding[] {
  if (peer === undefined) return []
  const namesOf = ({ facts }: Side): readonly string[] =>
    'value' in facts.zones ? facts.zones.value.map(({ zone }) => zone) : []
  const lack = (side: Side, other: Side): readonly Finding[] => {
    const missing = namesOf(other).filter((zone) => 'value' in side.facts.zones && !namesOf(side).includes(zone))
    if (missing.length === 0) return []
    const found = `${side.name} lacks ${missing.join(', ')}, where the other node has a virtual address`
    return [failed(rules.zones, found, 'give it a device and an address there')]
  }
  return [...lack(own, peer), ...lack(peer, own)]
}

function gatewayFindings(sides: Sides): readonly Finding[] {
  const each = known(sides).flatMap((side) =>
    asked(rules.gateways, side, zonesOf, (zones) => zones.flatMap((zone) => zoneGateways(side, zone))),
  )
  const { own, peer } = sides
  if (peer === undefined || !('value' in own.facts.zones) || !('value' in peer.facts.zones)) return each
  const theirs = peer.facts.zones.value
  const differ = own.facts.zones.value.flatMap((zone) => {
    const other = theirs.find((candidate) => candidate.zone === zone.zone)
    if (other === undefined || gatewayText(zone) === gatewayText(other)) return []
    const found = `${zone.zone}: ${own.name} uses ${gatewayText(zone)}, ${peer.name} uses ${gatewayText(other)}`
    return [warned(rules.gateways, found, 'give both nodes the same routes')]
  })
  return [...each, ...differ]
}

function gatewayText({ gateways }: ZoneFacts): string {
  return gateways.length === 0
    ? 'no gateway'
    : gateways
        .map(({ address }) => address)
        .toSorted()
        .join(' and ')
}

function zoneGateways({ name }: Side, { zone, gateways }: ZoneFacts): readonly Finding[] {
  return gateways.map(({ address, answers }) => {
    const which = `${name}: the gateway ${address} of ${zone}`
    if (answers === null) return skipped(rules.gateways, `${which} was not asked`, 'run hapair doctor as root')
    if (answers) return passed(rules.gateways, `${which} answers`)
    return failed(rules.gateways, `${which} does not answer`, 'check cable, VLAN and the gateway itself')
  })
}

function portFindings(side: Side, sides: Sides): readonly Finding[] {
  const direction = side === sides.own ? `from ${side.name} to its peer` : `from ${side.name} to this node`
  return asked(
    rules.ports,
    side,
    ({ ports }) => ports,
    (ports) => ports.map((port) => portFinding(port, direction)),
  )
}

function portFinding({ name, port, protocol, reached }: PortFacts, direction: string): Finding {
  const which = `${name} (${port}/${protocol}) ${direction}`
  switch (reached) {
    case 'open':
      return passed(rules.ports, `${which} is open`)
    case 'refused':
      return warned(
        rules.ports,
        `${which} is reached, and nobody listens there`,
        'start what serves it, and look again',
      )
    case 'silent':
      return failed(rules.ports, `${which} does not answer: a firewall drops it`, openIt)
    case 'unreachable':
      return failed(rules.ports, `${which} is not reachable`, 'check address, route and cable')
    case 'not-tried':
      return manual({ ...rules.ports, rule: `${which} is open; it cannot be tried from outside` }, openIt)
  }
}

/** The other direction is known only to the other node. */
function oneDirection({ own, peer }: Sides): readonly Finding[] {
  if (peer !== undefined || !('value' in own.facts.ports) || own.facts.ports.value.length === 0) return []
  const how = 'give the facts of the other node with --peer-facts'
  return [skipped(rules.ports, 'whether the ports are open from the other node to this one is not known', how)]
}

function repeatedFindings(side: Side): readonly Finding[] {
  return asked(
    rules.filtered,
    side,
    ({ repeated }) => repeated,
    (repeated) => (repeated === null ? [] : [repeatedFinding(side, repeated)]),
  )
}

function repeatedFinding({ name }: Side, { port, attempts, succeeded, firstFailure }: RepeatedFacts): Finding {
  const which = `${name}: ${succeeded} of ${attempts} connections to port ${port}`
  if (firstFailure === null || succeeded === 0) return passed(rules.filtered, `${which} in quick succession`)
  const what = 'exempt the traffic between the nodes from rate limits and inspection'
  return failed(
    rules.filtered,
    `connection filtered: ${which} succeeded, from number ${firstFailure} on they fail`,
    what,
  )
}

/** What the slave would meet as master: each zone, its route, its gateway (PRE-10). */
export function asMasterFindings(side: Side): readonly Finding[] {
  const zones = asked(rules.asMaster, side, zonesOf, (found) => found.map((zone) => asMasterZone(side, zone)))
  const routes = asked(
    rules.asMaster,
    side,
    ({ routes }) => routes,
    (found) => {
      const ways = found.filter(({ destination }) => destination === 'default')
      if (ways.length === 0)
        return [failed(rules.asMaster, `${side.name} has no default route`, 'give it the route that the master has')]
      return [passed(rules.asMaster, `${side.name}: default route by ${ways.map(({ gateway }) => gateway).join(', ')}`)]
    },
  )
  return [...zones, ...routes]
}

function asMasterZone({ name }: Side, { zone, device, present, carrier, gateways }: ZoneFacts): Finding {
  if (!present || !carrier)
    return failed(
      rules.asMaster,
      `${name} could not serve ${zone}: ${device} has no link or no address`,
      'cure what "zones" says',
    )
  const silent = gateways.filter(({ answers }) => answers === false)
  if (silent.length > 0) {
    const found = `${name} would serve ${zone} without a gateway: ${silent[0]?.address ?? ''} does not answer`
    return failed(rules.asMaster, found, 'let the network admit this node in place of the master')
  }
  const asked = gateways.filter(({ answers }) => answers === true).length
  const text = asked === 0 ? 'no gateway was asked' : 'its gateway answers'
  return passed(rules.asMaster, `${name} could serve ${zone} on ${device}: ${text}`)
}
