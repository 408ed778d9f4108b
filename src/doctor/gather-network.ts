/**
 * What does this node reach of its networks and of its peer?
 *
 * A port is tried by a connection that is closed at once. Nothing is sent on it, so a service sees a caller who thought
 * better of it. The kernel's answer tells a port on which nobody listens from one that a firewall hides.
 */
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import type { SiteSettings } from '../config/site.ts'
import { defaultGateways } from '../linux/routes.ts'
import { textIfThere } from './gather-command.ts'
import type { Around } from './gather-command.ts'
import type { PortFacts, Reached, RepeatedFacts, ZoneFacts } from './node-facts.ts'

/** Asks hosts by ICMP, each bound to its device; resolves with the addresses that answered. */
export type AskHosts = (
  hosts: readonly { readonly address: string; readonly device: string }[],
) => Promise<readonly string[]>

/** What a port needs to be tried. `connected`: the replication of the volume is up, which proves the port. */
export type TriedPort = {
  readonly name: string
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
  readonly from: string
  readonly to: string
  readonly connected?: boolean
}

/** A connection in a local network that takes longer than this is not coming, ms. */
const connectMs = 2_000
/** Connections in quick succession: rate limits of firewalls begin at a handful a minute; own choice. */
const attemptsMax = 20
/** After so many failures it is known. */
const failuresMax = 3
/** Ports that are tried at most. */
const portsMax = 64

/** The network areas with addresses of the pair (PRE-5). Without `ask` no gateway is asked. */
export async function zonesHere(
  around: Around,
  site: SiteSettings,
  ask: AskHosts | undefined,
): Promise<readonly ZoneFacts[]> {
  const found = networkInterfaces()
  const vips = site.vips.filter(({ enabled }) => enabled)
  const hosts = defaultGateways().filter(({ device }) => vips.some((vip) => vip.device === device))
  const answered = ask === undefined || hosts.length === 0 ? [] : await ask(hosts)
  const answers = (address: string): boolean | null => (ask === undefined ? null : answered.includes(address))
  return Promise.all(
    vips.map(async ({ zone, device, ownIp }) => ({
      zone,
      device,
      address: ownIp,
      present: (found[device] ?? []).some(({ address }) => address === ownIp),
      carrier: await carrier(around, device),
      gateways: hosts
        .filter((host) => host.device === device)
        .map(({ address }) => ({ address, answers: answers(address) })),
    })),
  )
}

async function carrier(around: Around, device: string): Promise<boolean> {
  // EINVAL for a device that is down.
  const text = await textIfThere(around, `/sys/class/net/${device}/carrier`).catch(() => undefined)
  return text?.trim() === '1'
}

/** Default routes. */
export function routesHere(): readonly { destination: string; gateway: string; device: string }[] {
  return defaultGateways().map(({ address, device }) => ({ destination: 'default', gateway: address, device }))
}

/** The ports of the settings and of the profile, in the direction from this node to its peer (PRE-6). */
export function portsOf(site: SiteSettings, connected: readonly string[]): readonly TriedPort[] {
  const { replication, appliance, ownAddress, peerAddress } = site
  const disks = (replication?.volumes ?? []).map(({ name, port }): TriedPort => ({
    ...{ name: `replication of ${name}`, port, protocol: 'tcp', connected: connected.includes(name) },
    ...{ from: replication?.ownAddress ?? ownAddress, to: replication?.peerAddress ?? peerAddress },
  }))
  const rest = appliance.ports.map((port): TriedPort => ({ ...port, from: ownAddress, to: peerAddress }))
  return [...disks, ...rest].slice(0, portsMax)
}

/** Tries each port once. */
export async function tryPorts(ports: readonly TriedPort[], limitMs = connectMs): Promise<readonly PortFacts[]> {
  return Promise.all(
    ports.map(async (tried) => {
      const { name, port, protocol } = tried
      return { name, port, protocol, reached: await reachedOf(tried, limitMs) }
    }),
  )
}

async function reachedOf(tried: TriedPort, limitMs: number): Promise<Reached> {
  if (tried.connected === true) return 'open'
  return tried.protocol === 'udp' ? 'not-tried' : await tryPort(tried, limitMs)
}

/** One connection. Never rejects. */
export function tryPort(
  { port, from, to }: Pick<TriedPort, 'port' | 'from' | 'to'>,
  limitMs = connectMs,
): Promise<Reached> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: to, localAddress: from })
    const end = (reached: Reached): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    const timer = setTimeout(() => end('silent'), limitMs)
    socket.once('connect', () => end('open'))
    socket.once('error', (error) => {
      const code = 'code' in error ? error.code : ''
      end(code === 'ECONNREFUSED' ? 'refused' : code === 'ETIMEDOUT' ? 'silent' : 'unreachable')
    })
  })
}

/** Many connections to one open port, one after the other (PRE-7); `null` without an open port. */
export async function tryRepeatedly(
  ports: readonly TriedPort[],
  reached: readonly PortFacts[],
  limitMs = connectMs,
): Promise<RepeatedFacts | null> {
  const open = ports.find((tried, index) => reached[index]?.reached === 'open' && tried.connected !== true)
  if (open === undefined) return null
  let attempts = 0
  let succeeded = 0
  let firstFailure: number | null = null
  while (attempts < attemptsMax && attempts - succeeded < failuresMax) {
    attempts += 1
    if ((await tryPort(open, limitMs)) === 'open') succeeded += 1
    else firstFailure ??= attempts
  }
  return { port: open.port, attempts, succeeded, firstFailure }
}
