/**
 * What can a drill, a test or a benchmark do with a pair of machines?
 *
 * `createLab` builds the topology of `layout.ts` and returns the handle through which faults are made. Cleaning up
 * is never left to the caller's good luck: on exit and on signals the run removes itself, its watcher does so when
 * the run was killed, and the next run sweeps what is left.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { monotonicMs } from './kernel.ts'
import type { Layout, NodeName } from './layout.ts'
import { fullLayout, namespaceName, nodeDevices, nodeNames, otherNode } from './layout.ts'
import type { PrivateFolders } from './machine.ts'
import { Machine } from './machine.ts'
import { Relay } from './relay-remote.ts'
import { createRunFolder, recordProcess, removeRun, sweep } from './run-folder.ts'
import { Wiring, ipBatch, nodeBootLines, wireUp } from './wiring.ts'

/** What a lab consists of; everything has a default. */
export type LabOptions = {
  readonly prefix?: string
  readonly layout?: Layout
  /** Speed of the null-modem cable; 0 for a lab without one. Default 115200. */
  readonly baudRate?: number
  readonly folders?: PrivateFolders
}

const DEFAULT_BAUD_RATE = 115_200

/** The folders that hapair uses. */
export const hapairFolders: PrivateFolders = { kept: ['/var/lib/hapair', '/etc/hapair'], fresh: ['/run'] }

const living = new Map<string, () => void>()
let listening = false

/** Builds a lab. First removes what killed runs have left. */
export async function createLab(options: LabOptions = {}): Promise<Lab> {
  sweep()
  removeAtExit()
  const prefix = options.prefix ?? `hp${randomBytes(2).toString('hex')}-`
  const layout = options.layout ?? fullLayout
  const folder = createRunFolder(prefix)
  const watcher = startWatcher(prefix)
  living.set(prefix, () => removeRun(prefix))
  try {
    wireUp(prefix, layout)
    const baudRate = options.baudRate ?? DEFAULT_BAUD_RATE
    const relay = baudRate === 0 ? undefined : await Relay.start(prefix, baudRate)
    const machine = (node: NodeName, serialPath: string | undefined): Machine =>
      new Machine({
        ...{ prefix, folder, node, folders: options.folders ?? hapairFolders },
        ...(serialPath === undefined ? {} : { serialPath }),
      })
    const machines = { m: machine('m', relay?.paths.m), s: machine('s', relay?.paths.s) }
    await Promise.all([machines.m.boot(), machines.s.boot()])
    return new Lab({ prefix, folder, layout, machines, relay, watcher })
  } catch (error) {
    living.delete(prefix)
    removeRun(prefix)
    watcher.stdin?.end('done')
    throw error
  }
}

function startWatcher(prefix: string): ChildProcess {
  const program = fileURLToPath(new URL('watcher.ts', import.meta.url))
  const watcher = spawn(process.execPath, [program, prefix], { stdio: ['pipe', 'ignore', 'inherit'], detached: true })
  watcher.unref()
  return watcher
}

/** Removes the living labs when the program ends, by whatever way it still notices. */
function removeAtExit(): void {
  if (listening) return
  listening = true
  const removeAll = (): void => {
    for (const remove of living.values()) remove()
    living.clear()
  }
  process.on('exit', removeAll)
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      removeAll()
      process.exit(codes[signal])
    })
  }
}

type LabParts = {
  readonly prefix: string
  readonly folder: string
  readonly layout: Layout
  readonly machines: Readonly<Record<NodeName, Machine>>
  readonly relay: Relay | undefined
  readonly watcher: ChildProcess
}

/** A pair of machines, a switch, a client and a gateway, with everything that can go wrong between them. */
export class Lab {
  readonly prefix: string
  readonly folder: string
  readonly layout: Layout
  readonly machines: Readonly<Record<NodeName, Machine>>
  /** Carrier loss and one-way losses on Ethernet. */
  readonly wiring: Wiring
  /** The null-modem cable; undefined in a lab without one. */
  readonly relay: Relay | undefined
  readonly #watcher: ChildProcess
  readonly #powerCuts: { readonly node: NodeName; readonly atMs: number }[] = []

  constructor(parts: LabParts) {
    this.prefix = parts.prefix
    this.folder = parts.folder
    this.layout = parts.layout
    this.machines = parts.machines
    this.relay = parts.relay
    this.#watcher = parts.watcher
    this.wiring = new Wiring(parts.prefix, parts.layout)
  }

  /** Power cuts so far, with the instant of each: the end of every address that the node held. */
  get powerCuts(): readonly { readonly node: NodeName; readonly atMs: number }[] {
    return this.#powerCuts
  }

  /** Cuts a machine's power: stopped, dark, killed, its kernel's addresses gone. The instant at which it was stopped. */
  powerCut(node: NodeName): number {
    const atMs = monotonicMs()
    this.machines[node].cutPower(() => {
      this.wiring.power(node, false)
    })
    this.#powerCuts.push({ node, atMs })
    const devices = nodeDevices(this.layout)
    ipBatch(
      devices.flatMap((device) => [`address flush dev ${device}`, `link set ${device} down`]),
      namespaceName(this.prefix, node),
    )
    return atMs
  }

  /** Gives a machine its power back: boots it, with its own addresses and no programs. */
  async powerOn(node: NodeName): Promise<void> {
    await this.machines[node].boot()
    ipBatch(nodeBootLines(this.layout, node), namespaceName(this.prefix, node))
    this.wiring.power(node, true)
  }

  /** Lets all Ethernet between the two nodes vanish, both ways, on the direct cable and in the zones; carrier stays. */
  cutAllEthernetBetweenNodes(): void {
    this.wiring.cutPaths([
      { from: 'm', to: 's' },
      { from: 's', to: 'm' },
    ])
  }

  /** Lets every Ethernet frame to and from this node vanish; carriers stay, and so does the serial line. */
  isolate(node: NodeName): void {
    const others = [otherNode(node), 'c', 'g'] as const
    this.wiring.cutPaths(
      others.flatMap((other) => [{ from: node, to: other } as const, { from: other, to: node } as const]),
    )
  }

  /** Mends every cable, path and the serial line. */
  mendEverything(): void {
    this.wiring.mendPaths()
    for (const node of nodeNames) {
      for (const device of nodeDevices(this.layout)) this.wiring.mend(node, device)
    }
    this.relay?.order('mend')
  }

  /** Writes down a helper process that must not outlive the lab. */
  record(pid: number): void {
    recordProcess(this.prefix, pid)
  }

  /** Removes everything. A lab can be destroyed once. */
  destroy(): void {
    this.relay?.stop()
    this.wiring.close()
    living.delete(this.prefix)
    removeRun(this.prefix)
    this.#watcher.stdin?.end('done')
  }
}
