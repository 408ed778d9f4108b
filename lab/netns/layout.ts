/**
 * Who stands where in the lab, under which name and address?
 *
 * The topology is data: zones with their addresses, and the names that a run gives to its namespaces and devices.
 * Everything that a run creates carries the run's prefix, so that leftovers of a killed run can be told from the
 * living ones. The `full` layout is the demo's (three zones), the `bench` layout has the one zone in which peers were
 * measured. Every cable, the direct one too, runs through the switch namespace, so that it can be cut in one place;
 * the lab itself takes the carrier away at both ends of the direct cable, as a real one would.
 */

/** A machine of the pair: `m` is the configured master, `s` the configured slave. */
export type NodeName = 'm' | 's'

/** A namespace of a run: the pair, the switch, the client and the gateway. */
export type Place = NodeName | 'sw' | 'c' | 'g'

/** Addresses of one protocol in one zone. */
export type ZoneAddresses = {
  readonly prefixLength: number
  readonly m: string
  readonly s: string
  readonly client: string
  readonly gateway: string
  /** The virtual addresses, the first one being the VIP, the others its aliases. */
  readonly virtual: readonly string[]
}

/** A network zone: one bridge in the switch, one device in each machine. */
export type Zone = {
  readonly name: string
  readonly device: string
  readonly v4: ZoneAddresses
  readonly v6?: ZoneAddresses
}

/** The topology of a run. */
export type Layout = { readonly zones: readonly Zone[] }

/** The direct cable between the nodes. */
export const directCable = { device: 'hb0', m: '10.78.0.1', s: '10.78.0.2', prefixLength: 30 } as const

/** Path of the null-modem cable's end inside both nodes. */
export const serialDevice = '/dev/pstn0'

/** Both nodes, in the order of their configured roles. */
export const nodeNames: readonly NodeName[] = ['m', 's']

/** Every namespace of a run. */
export const places: readonly Place[] = ['m', 's', 'sw', 'c', 'g']

/** Host names inside the nodes. */
export const hostNames: Readonly<Record<NodeName, string>> = { m: 'node-m', s: 'node-s' }

function zoneV4(subnet: string, lastBytes: readonly number[]): ZoneAddresses {
  return {
    prefixLength: 24,
    m: `${subnet}.1`,
    s: `${subnet}.2`,
    client: `${subnet}.9`,
    gateway: `${subnet}.254`,
    virtual: lastBytes.map((byte) => `${subnet}.${byte}`),
  }
}

const lanV6: ZoneAddresses = {
  prefixLength: 64,
  m: 'fd77:1::1',
  s: 'fd77:1::2',
  client: 'fd77:1::9',
  gateway: 'fd77:1::fe',
  virtual: ['fd77:1::100'],
}

/** Three zones: lan (VIP, two aliases, one IPv6 VIP), dmz (VIP, alias), wan (VIP). */
export const fullLayout: Layout = {
  zones: [
    { name: 'lan', device: 'lan0', v4: zoneV4('10.77.1', [100, 101, 102]), v6: lanV6 },
    { name: 'dmz', device: 'dmz0', v4: zoneV4('10.77.2', [100, 101]) },
    { name: 'wan', device: 'wan0', v4: zoneV4('10.77.3', [100]) },
  ],
}

const ALIASES_PER_SUBNET = 250

/** One zone with `addresses` virtual addresses from 10.77.100.1 on (250 in each /24 of the /16). */
export function benchLayout(addresses: number): Layout {
  const virtual = Array.from(
    { length: addresses },
    (_, index) => `10.77.${100 + Math.floor(index / ALIASES_PER_SUBNET)}.${1 + (index % ALIASES_PER_SUBNET)}`,
  )
  const v4: ZoneAddresses = {
    prefixLength: 16,
    m: '10.77.0.1',
    s: '10.77.0.2',
    client: '10.77.0.9',
    gateway: '10.77.0.254',
    virtual,
  }
  return { zones: [{ name: 'lan', device: 'lan0', v4 }] }
}

/** The other node of the pair. */
export function otherNode(node: NodeName): NodeName {
  return node === 'm' ? 's' : 'm'
}

/** Name of a namespace of the run. */
export function namespaceName(prefix: string, place: Place): string {
  return `${prefix}${place}`
}

/** Where the kernel shows a named network namespace. */
export function namespacePath(prefix: string, place: Place): string {
  return `/run/netns/${namespaceName(prefix, place)}`
}

/** Name of the switch's end of a cable. */
export function portName(place: Exclude<Place, 'sw'>, device: string): string {
  return `${place}-${device}`
}

/** All the devices of a node: one per zone, then the direct cable. */
export function nodeDevices(layout: Layout): readonly string[] {
  return [...layout.zones.map((zone) => zone.device), directCable.device]
}

/** A readable hardware address: zone number and machine are visible in every frame. */
export function hardwareAddress(place: Exclude<Place, 'sw'>, cable: number): string {
  const machine = { m: '01', s: '02', c: '09', g: 'fe' }[place]
  return `02:68:61:${cable.toString(16).padStart(2, '0')}:00:${machine}`
}
