/**
 * How are the namespaces of a run joined, and how is a cable or a path between two places cut?
 *
 * One bridge per zone and one for the direct cable, all in the switch namespace. A pulled cable is the switch's port
 * set down: the machine at the other end sees its carrier go, as on a real switch. A path that loses frames in one
 * direction is an nftables rule on the bridge: carrier stays, frames between two ports vanish. Rejected: netem, VLANs
 * and dummy devices, which need kernel modules that a container has not.
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { OpError } from '../../src/base/op-error.ts'
import { inNetwork, monotonicMs, sleepUntil } from './kernel.ts'
import type { Layout, NodeName, Place, Zone, ZoneAddresses } from './layout.ts'
import {
  directCable,
  hardwareAddress,
  namespaceName,
  namespacePath,
  nodeDevices,
  nodeNames,
  places,
  portName,
} from './layout.ts'
import { LinkControl } from './link-control.ts'

/** Runs `ip -batch` with these lines, in a namespace when one is named. */
export function ipBatch(lines: readonly string[], namespace?: string): void {
  const where = namespace === undefined ? [] : ['-n', namespace]
  try {
    execFileSync('ip', [...where, '-batch', '-'], { input: lines.join('\n') + '\n', stdio: ['pipe', 'ignore', 'pipe'] })
  } catch (error) {
    throw new OpError('ip -batch in', namespace ?? 'this namespace', { type: 'other', text: String(error) }, error)
  }
}

/**
 * Device numbers of the switch's ports. They must differ from the numbers at the other end: the kernel takes a device
 * whose peer has the same number for an ordinary one, and lets news of its carrier wait for up to 1 s
 * (linkwatch_urgent_event in net/core/link_watch.c, Linux 6.1); the port drops every frame in that time.
 */
const FIRST_PORT_INDEX = 1001

type Outlet = {
  readonly place: 'm' | 's' | 'c' | 'g'
  readonly device: string
  readonly cable: number
  readonly bridge: string
}

function outlets(layout: Layout): Outlet[] {
  const zones = layout.zones.flatMap((zone, index) =>
    (['m', 's', 'c', 'g'] as const).map((place) => ({
      place,
      device: zone.device,
      cable: index + 1,
      bridge: zone.name,
    })),
  )
  const direct = nodeNames.map((place) => ({ place, device: directCable.device, cable: 0, bridge: DIRECT_BRIDGE }))
  return [...zones, ...direct]
}

function addressLines(zone: Zone, pick: (addresses: ZoneAddresses) => string): string[] {
  const v4 = `address add ${pick(zone.v4)}/${zone.v4.prefixLength} broadcast + dev ${zone.device}`
  return zone.v6 === undefined
    ? [v4]
    : [v4, `address add ${pick(zone.v6)}/${zone.v6.prefixLength} dev ${zone.device} nodad`]
}

/** The `ip` lines that give a node its own addresses and set its devices up, as its boot would. */
export function nodeBootLines(layout: Layout, node: NodeName): string[] {
  const up = ['lo', ...nodeDevices(layout)].map((device) => `link set ${device} up`)
  const own = layout.zones.flatMap((zone) => addressLines(zone, (addresses) => addresses[node]))
  return [...up, ...own, `address add ${directCable[node]}/${directCable.prefixLength} dev ${directCable.device}`]
}

function placeLines(layout: Layout, place: Place): string[] {
  switch (place) {
    case 'm':
    case 's':
      return nodeBootLines(layout, place)
    case 'c':
    case 'g': {
      const role = place === 'c' ? 'client' : 'gateway'
      const up = ['lo', ...layout.zones.map((zone) => zone.device)].map((device) => `link set ${device} up`)
      return [...up, ...layout.zones.flatMap((zone) => addressLines(zone, (addresses) => addresses[role]))]
    }
    case 'sw': {
      const bridges = [...layout.zones.map((zone) => zone.name), DIRECT_BRIDGE]
      return [
        ...bridges.map((name) => `link add ${name} up type bridge stp_state 0 forward_delay 0 mcast_snooping 0`),
        ...outlets(layout).map(
          ({ place: at, device, bridge }) => `link set ${portName(at, device)} master ${bridge} up`,
        ),
      ]
    }
  }
}

/** Creates the namespaces, the cables and the addresses of a run. */
export function wireUp(prefix: string, layout: Layout): void {
  ipBatch(places.map((place) => `netns add ${namespaceName(prefix, place)}`))
  inNetwork(namespacePath(prefix, 'sw'), () => {
    writeFileSync('/proc/sys/net/ipv6/conf/default/disable_ipv6', '1')
  })
  ipBatch(
    outlets(layout).map(
      ({ place, device, cable }, index) =>
        `link add ${portName(place, device)} index ${FIRST_PORT_INDEX + index} netns ${namespaceName(prefix, 'sw')} type veth ` +
        `peer name ${device} address ${hardwareAddress(place, cable)} netns ${namespaceName(prefix, place)}`,
    ),
  )
  for (const place of places) ipBatch(placeLines(layout, place), namespaceName(prefix, place))
}

/** Frames from `from` to `to` vanish; in the named zone or, when none is named, on every path between the two. */
export type DeadPath = {
  readonly from: Exclude<Place, 'sw'>
  readonly to: Exclude<Place, 'sw'>
  readonly device?: string
}

const DIRECT_BRIDGE = 'direct'

/**
 * A port forwards frames only this long after its carrier came back, in ms. Without the pause a frame could reach a
 * machine whose kernel has not yet noticed the carrier; its ARP request would be lost and repeated only after 1 s.
 * Real switches take longer.
 */
const PORT_WAKES_MS = 20

function bridgeOf(layout: Layout, device: string): string {
  return layout.zones.find((zone) => zone.device === device)?.name ?? DIRECT_BRIDGE
}

/** The direct cable is one cable, whichever node's end is named. */
function cableName(node: NodeName, device: string): string {
  return device === directCable.device ? device : portName(node, device)
}

/** The faults of a run's cables. */
export class Wiring {
  readonly #switch: LinkControl
  readonly #namespace: string
  readonly #layout: Layout
  readonly #cutCables = new Set<string>()
  readonly #darkNodes = new Set<NodeName>()
  readonly #darkPorts = new Set<string>()
  #deadPaths: readonly DeadPath[] = []

  constructor(prefix: string, layout: Layout) {
    this.#switch = new LinkControl(namespacePath(prefix, 'sw'))
    this.#namespace = namespaceName(prefix, 'sw')
    this.#layout = layout
  }

  /** Pulls a node's cable out of the switch. The direct cable goes dark at both ends. */
  cut(node: NodeName, device: string): void {
    this.#cutCables.add(cableName(node, device))
    this.#applyCarrier([device])
  }

  /** Puts a cable back; it stays dark while a machine at its end has no power. */
  mend(node: NodeName, device: string): void {
    this.#cutCables.delete(cableName(node, device))
    this.#applyCarrier([device])
  }

  /** Takes or gives the carrier of all the node's cables, as its power supply would; cables that are cut stay dark. */
  power(node: NodeName, on: boolean): void {
    if (on) this.#darkNodes.delete(node)
    else this.#darkNodes.add(node)
    this.#applyCarrier(nodeDevices(this.#layout))
  }

  /** Lets frames vanish on these paths in addition to those already dead. Carrier stays. */
  cutPaths(paths: readonly DeadPath[]): void {
    this.#deadPaths = [...this.#deadPaths, ...paths]
    this.#applyRules()
  }

  /** Lets all frames pass again. */
  mendPaths(): void {
    this.#deadPaths = []
    this.#applyRules()
  }

  /** Gives the sockets back. */
  close(): void {
    this.#switch.close()
  }

  #applyCarrier(devices: readonly string[]): void {
    const woken: { readonly port: string; readonly bridge: string }[] = []
    for (const device of devices) {
      for (const node of nodeNames) {
        const port = portName(node, device)
        const alive = this.#isAlive(node, device)
        if (this.#darkPorts.has(port) !== alive) continue
        this.#switch.set(port, alive)
        if (alive) {
          this.#darkPorts.delete(port)
          woken.push({ port, bridge: bridgeOf(this.#layout, device) })
        } else {
          this.#darkPorts.add(port)
          this.#switch.setBridge(port, undefined)
        }
      }
    }
    if (woken.length > 0) sleepUntil(monotonicMs() + PORT_WAKES_MS)
    for (const { port, bridge } of woken) this.#switch.setBridge(port, bridge)
  }

  #isAlive(node: NodeName, device: string): boolean {
    if (this.#cutCables.has(cableName(node, device))) return false
    return device === directCable.device ? this.#darkNodes.size === 0 : !this.#darkNodes.has(node)
  }

  #applyRules(): void {
    const devices = nodeDevices(this.#layout)
    const rules = this.#deadPaths.flatMap(({ from, to, device }) =>
      (device === undefined ? devices : [device]).map(
        (name) => `iifname "${portName(from, name)}" oifname "${portName(to, name)}" counter drop`,
      ),
    )
    const table = [
      'table bridge lab',
      'delete table bridge lab',
      'table bridge lab {',
      '  chain forward {',
      '    type filter hook forward priority 0; policy accept;',
      ...rules,
      '  }',
      '}',
      '',
    ].join('\n')
    execFileSync('ip', ['netns', 'exec', this.#namespace, 'nft', '-f', '-'], { input: table })
  }
}
