/**
 * How does a run ask who held an address, and when?
 *
 * Keeps the lines of the program `watch.ts` and answers questions about them. The list is bounded: a run that makes
 * more changes than that must forget in between.
 */
import { heardName } from './echo.ts'
import { Instrument } from './instrument.ts'
import { namespacePath, nodeNames } from './layout.ts'
import type { NodeName } from './layout.ts'
import type { PowerCut, Span } from './ownership.ts'
import { overlapMs, spansHeld } from './ownership.ts'
import { recordProcess } from './run-folder.ts'

/** One change in a node's kernel. IPv6 addresses are 32 hexadecimal digits. */
export type WatchEvent = {
  readonly atMs: number
  readonly node: string
  readonly change: 'added' | 'gone'
  readonly address: string
}

const EVENTS_MAX = 100_000

/** The watch over both nodes' addresses. */
export class Watch {
  readonly #instrument: Instrument
  #events: WatchEvent[] = []
  #dropped = 0

  private constructor(prefix: string) {
    const places = nodeNames.map((node) => `${node}=${namespacePath(prefix, node)}`)
    this.#instrument = new Instrument('watch', places, undefined, (line) => this.#note(JSON.parse(line) as WatchEvent))
  }

  /** Starts the watch; it knows the present addresses when this resolves. */
  static async start(prefix: string): Promise<Watch> {
    const watch = new Watch(prefix)
    recordProcess(prefix, watch.#instrument.pid)
    await watch.sync()
    return watch
  }

  #note(event: WatchEvent): void {
    if (this.#events.length < EVENTS_MAX) this.#events.push(event)
    else this.#dropped += 1
  }

  /** Waits until everything that has happened before is known here. */
  async sync(): Promise<void> {
    await this.#instrument.ask('sync', 'syncMs')
    if (this.#dropped > 0) throw new Error(`the watch has dropped ${this.#dropped} events: forget() more often`)
  }

  /** The events since the start, in order. */
  get events(): readonly WatchEvent[] {
    return this.#events
  }

  /** Everything that a node holds now, its own addresses included. As of the last `sync`. */
  heldBy(node: NodeName): ReadonlySet<string> {
    const held = new Set<string>()
    for (const event of this.#events) {
      if (event.node !== node) continue
      if (event.change === 'added') held.add(event.address)
      else held.delete(event.address)
    }
    return held
  }

  /** The node that holds an address now; `both`, or undefined when nobody does. As of the last `sync`. */
  holder(address: string): NodeName | 'both' | undefined {
    const name = heardName(address)
    const holds = (node: NodeName): boolean =>
      this.#events.findLast((event) => event.node === node && event.address === name)?.change === 'added'
    if (holds('m')) return holds('s') ? 'both' : 'm'
    return holds('s') ? 's' : undefined
  }

  /** For how many ms of `within` both nodes held this address. */
  twoOwnersMs(address: string, within: Span, cuts: readonly PowerCut[]): number {
    const name = heardName(address)
    const [one = [], other = []] = nodeNames.map((node) =>
      spansHeld(this.#events, { node, address: name }, cuts, within.toMs),
    )
    return overlapMs(one, other, within)
  }

  /** Ends the watch. */
  stop(): void {
    this.#instrument.stop()
  }
}
