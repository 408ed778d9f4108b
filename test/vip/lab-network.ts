/**
 * Where do the lab cases of the addresses run?
 *
 * In network namespaces that belong to processes of this test and vanish with them, so nothing has to be named or
 * cleaned up. A switch joins two nodes and a client:
 *
 *    node (this process) lan0 --- sw-node [br0] sw-peer --- lan0 peer
 *                                         sw-client --- lan0 client
 */
import { execFile, execFileSync, spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** A namespace; `pid` is the process that keeps it. */
export type Namespace = { readonly pid: number; readonly keeper: ChildProcess }

/** Runs a command in the namespace (of this process without one) and returns what it printed. */
export function run(namespace: Namespace | undefined, ...words: string[]): string {
  const [command = '', ...rest] = words
  if (namespace === undefined) return execFileSync(command, rest, { encoding: 'utf8' })
  return execFileSync('nsenter', [`--net=/proc/${namespace.pid}/ns/net`, command, ...rest], { encoding: 'utf8' })
}

/** The same without blocking this process. */
export async function runAside(namespace: Namespace | undefined, ...words: string[]): Promise<string> {
  const [command = '', ...rest] = words
  if (namespace === undefined) return (await execute(command, rest)).stdout
  return (await execute('nsenter', [`--net=/proc/${namespace.pid}/ns/net`, command, ...rest])).stdout
}

function openNamespace(): Namespace {
  const keeper = spawn('unshare', ['-n', 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { pid } = keeper
  if (pid === undefined) throw new Error('unshare did not start')
  return { pid, keeper }
}

/** Waits until the keeper has left our namespace: `cat` echoes only after `unshare` has done its work. */
function settled(namespace: Namespace): Promise<void> {
  return new Promise((resolve) => {
    namespace.keeper.stdout?.once('data', () => resolve())
    namespace.keeper.stdin?.write('x')
  })
}

/** The namespaces beside the one of this process; `close` ends them. */
export type LabNetwork = { readonly peer: Namespace; readonly client: Namespace; readonly close: () => void }

/** Addresses: the node 10.9.0.1 and 2001:db8:9::1, the peer .2 and ::2, the client .9 and ::9. */
export async function openNetwork(): Promise<LabNetwork> {
  const network = { switch: openNamespace(), peer: openNamespace(), client: openNamespace() }
  await Promise.all(Object.values(network).map(settled))
  run(undefined, 'ip', 'link', 'set', 'lo', 'up')
  run(network.switch, 'ip', 'link', 'add', 'br0', 'type', 'bridge', 'mcast_snooping', '0')
  run(network.switch, 'ip', 'link', 'set', 'br0', 'up')
  plug(network.switch, undefined, 'sw-node', 1)
  plug(network.switch, network.peer, 'sw-peer', 2)
  plug(network.switch, network.client, 'sw-client', 9)
  return {
    ...network,
    close: () => {
      for (const namespace of Object.values(network)) namespace.keeper.kill()
    },
  }
}

/** Joins `lan0` of a namespace with the switch. */
function plug(bridge: Namespace, host: Namespace | undefined, port: string, number: number): void {
  run(undefined, 'ip', 'link', 'add', `h${number}`, 'type', 'veth', 'peer', 'name', port)
  run(undefined, 'ip', 'link', 'set', port, 'netns', String(bridge.pid))
  run(bridge, 'ip', 'link', 'set', port, 'master', 'br0', 'up')
  if (host !== undefined) run(undefined, 'ip', 'link', 'set', `h${number}`, 'netns', String(host.pid))
  run(host, 'ip', 'link', 'set', `h${number}`, 'name', 'lan0')
  run(host, 'ip', 'link', 'set', 'lan0', 'up')
  run(host, 'ip', 'addr', 'add', `10.9.0.${number}/16`, 'dev', 'lan0')
  run(host, 'ip', 'addr', 'add', `2001:db8:9::${number}/64`, 'dev', 'lan0', 'nodad')
}

/** Hardware address of `lan0`. (/sys shows the devices of the namespace that it was mounted in.) */
export function macOf(namespace: Namespace | undefined): string {
  return /link\/ether (\S+)/.exec(run(namespace, 'ip', 'link', 'show', 'lan0'))?.[1] ?? ''
}

/** What the client believes to be the hardware address of `address`; '' when it believes nothing. */
export function neighbourOf(network: LabNetwork, address: string): string {
  return /lladdr (\S+)/.exec(run(network.client, 'ip', 'neigh', 'show', address, 'dev', 'lan0'))?.[1] ?? ''
}
