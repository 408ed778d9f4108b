/**
 * How does a pair under measurement come up, and what is known about it at any instant?
 *
 * Builds a lab with the one zone in which everybody is measured, starts the peer's programs in both machines and waits
 * until one of them holds the addresses, the client is answered and the other one stands by.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { OpError } from '../src/base/op-error.ts'
import { Client } from '../lab/netns/client-remote.ts'
import { monotonicMs } from '../lab/netns/kernel.ts'
import type { Lab } from '../lab/netns/lab.ts'
import { createLab } from '../lab/netns/lab.ts'
import type { NodeName } from '../lab/netns/layout.ts'
import { benchLayout, nodeNames, otherNode } from '../lab/netns/layout.ts'
import type { PrivateFolders } from '../lab/netns/machine.ts'
import { startOfProcess } from '../lab/netns/run-folder.ts'
import { Watch } from '../lab/netns/watch-remote.ts'
import type { Peer } from './peer.ts'

/** The folders of every program that is measured. */
const folders: PrivateFolders = {
  kept: ['/etc/hapair', '/var/lib/hapair', '/etc/keepalived', '/etc/ha.d', '/var/lib/heartbeat'],
  fresh: ['/run', '/var/log'],
}

const LOOK_AGAIN_MS = 50
const START_LIMIT_MS = 60_000
/** heartbeat starts one script per address, about 0.3 s each. */
const START_LIMIT_MS_PER_ADDRESS = 400
/** Time between "formed" and the first fault, so that every protocol has exchanged a few beats. */
const SETTLE_MS = 1500

/** Does one thing at a time: faults are not disturbed by another pair's start. */
export type Exclusive = <T>(body: () => Promise<T>) => Promise<T>

/** A function that runs its bodies one after another, in the order of the calls. */
export function exclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(body: () => Promise<T>): Promise<T> => {
    const mine = last.then(body)
    last = mine.then(
      () => undefined,
      () => undefined,
    )
    return mine
  }
}

/** Waits until `holds`, `limitMs` at most; whether it came to hold. */
export async function waitUntil(
  holds: () => Promise<boolean>,
  limitMs: number,
  everyMs = LOOK_AGAIN_MS,
): Promise<boolean> {
  const endMs = monotonicMs() + limitMs
  while (!(await holds())) {
    if (monotonicMs() > endMs) return false
    await pause(everyMs)
  }
  return true
}

/** What the pair has to carry, and over what. `baudRate`: of a null-modem cable; left out, there is none. */
export type Cables = { readonly addresses: number; readonly baudRate?: number }

/** Two machines with a peer's programs in them, the watch and the client. */
export class Pair {
  readonly peer: Peer
  readonly lab: Lab
  readonly watch: Watch
  readonly client: Client
  readonly addresses: readonly string[]
  /** First start of a program to the first address, and to the pair being formed, in ms. */
  startupMs = 0
  formedMs = 0
  /** The node that held the addresses when the pair had formed. */
  active: NodeName = 'm'

  private constructor(peer: Peer, lab: Lab, watch: Watch, client: Client) {
    this.peer = peer
    this.lab = lab
    this.watch = watch
    this.client = client
    this.addresses = lab.layout.zones[0]?.v4.virtual ?? []
  }

  /** The address that the client probes. */
  get address(): string {
    return this.addresses[0] ?? ''
  }

  /** The node that does not hold the addresses at first. */
  get standby(): NodeName {
    return otherNode(this.active)
  }

  /** Starts a pair. Throws when it has not formed in time. */
  static async start(peer: Peer, cables: Cables, alone: Exclusive): Promise<Pair> {
    const { pair, startMs } = await alone(async () => {
      const lab = await createLab({ layout: benchLayout(cables.addresses), baudRate: cables.baudRate ?? 0, folders })
      const watch = await Watch.start(lab.prefix)
      const client = await Client.start(lab.prefix, [lab.layout.zones[0]?.v4.virtual[0] ?? ''])
      peer.configure(lab)
      const startMs = monotonicMs()
      await Promise.all(nodeNames.map((node) => peer.start(lab, node)))
      return { pair: new Pair(peer, lab, watch, client), startMs }
    })
    if (!(await pair.#settle(startMs))) {
      const logs = pair.logs()
      pair.destroy()
      throw new OpError('start', peer.name, { type: 'other', text: `the pair has not formed\n${logs}` })
    }
    return pair
  }

  /** Waits until the pair has formed and is still the same some beats later; false when that takes too long. */
  async #settle(startMs: number): Promise<boolean> {
    const endMs = startMs + START_LIMIT_MS + this.addresses.length * START_LIMIT_MS_PER_ADDRESS
    const stop = async (): Promise<boolean> => this.#someProgramEnded() || (await this.#hasFormed())
    while (await waitUntil(stop, endMs - monotonicMs())) {
      if (this.#someProgramEnded()) return false
      this.formedMs = monotonicMs() - startMs
      const { active } = this
      await pause(SETTLE_MS)
      // A peer that prefers one node may have moved once more.
      if ((await this.#hasFormed()) && this.active === active) {
        const first = this.watch.events.find((event) => event.address === this.address && event.change === 'added')
        this.startupMs = (first?.atMs ?? Number.NaN) - startMs
        return true
      }
    }
    return false
  }

  #someProgramEnded(): boolean {
    const programs = nodeNames.flatMap((node) => this.lab.machines[node].programs)
    return programs.some((program) => startOfProcess(program.pid) === undefined)
  }

  async #hasFormed(): Promise<boolean> {
    const holder = await this.holder()
    if (holder === undefined || holder === 'both') return false
    this.active = holder
    return (await this.ownedBy(holder)) && this.peer.formed(this.lab, holder)
  }

  #holdsAll(node: NodeName): boolean {
    const held = this.watch.heldBy(node)
    return this.addresses.every((address) => held.has(address))
  }

  /** Who holds the first address now. */
  async holder(): Promise<NodeName | 'both' | undefined> {
    await this.watch.sync()
    return this.watch.holder(this.address)
  }

  /** True when this node alone holds all addresses and the client is answered. */
  async ownedBy(node: NodeName): Promise<boolean> {
    if ((await this.holder()) !== node || !this.#holdsAll(node)) return false
    const account = (await this.client.report()).addresses[this.address]
    const ANSWERED_MS = 10
    return account !== undefined && account.openMs < ANSWERED_MS
  }

  /** The last lines of the programs' logs, for a report of what went wrong. */
  logs(): string {
    const LAST_BYTES = 1500
    return nodeNames
      .flatMap((node) => this.lab.machines[node].programs.map((program) => ({ node, program })))
      .map(
        ({ node, program }) => `${node} ${program.name}: ${readFileSync(program.logPath, 'utf8').slice(-LAST_BYTES)}`,
      )
      .join('\n')
  }

  /** Removes everything. */
  destroy(): void {
    this.client.stop()
    this.watch.stop()
    this.lab.destroy()
  }
}
