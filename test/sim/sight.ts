/**
 * What do the checks of the nodes see of their links, of the targets of the jury, and of each other's address?
 *
 * The truth about the watched devices of each kind and the targets that are silent for a node, and the facts that its checks
 * make of it: a change is told a little later, the rounds of the jury come at the same instants on both nodes, and the
 * peer's address is asked in the first zone. A node that stands still looks at nothing. The judge of a single device is
 * tested by itself (`test/connectivity`); here a kind is up or down.
 */
import { linkKinds } from '../../src/core/link-view.ts'
import type { LinkKind } from '../../src/core/link-view.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import type { Machine, NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { World } from './world.ts'

/** Targets of the jury. */
export const targetsOfJury = 3
/** A look notices a change within this span, ms. */
export const noticeMs = 20
/** An echo is given up after this, ms. */
const answerMs = 5
/** Rounds remembered for the checkers. */
const roundsKept = 256

/** One round as it was: how many targets answered each node; nothing where nobody asked. */
export type PlayedRound = { readonly at: number; readonly reached: readonly [number | undefined, number | undefined] }

/** Does the pair look at links or targets at all? */
export function looks({ onLanDownMs, onInternetDownMs, onFewerTargetsMs }: PairSettings): boolean {
  return onLanDownMs !== 'off' || onInternetDownMs !== 'off' || onFewerTargetsMs !== 'off'
}

/** The eyes of both nodes. */
export class Sight {
  /** Faults of the links that are active, by kind and node. */
  readonly faults: Readonly<Record<LinkKind, [number, number]>> = { lan: [0, 0], internet: [0, 0] }
  /** Targets that do not answer a node, 0 to all. */
  readonly silent: [number, number] = [0, 0]
  /** Since when the links of a kind are down without a gap; infinity while they are not. */
  readonly downSince: Readonly<Record<LinkKind, [number, number]>> = {
    lan: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    internet: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  }
  /** When the faults of a link changed last. */
  changedAt = Number.NEGATIVE_INFINITY
  /** Latest first. */
  rounds: readonly PlayedRound[] = []
  readonly periodMs: number
  /** The latest round may be known on one node only. */
  readonly lateMs: number
  readonly #world: World
  readonly #told: [string, string] = ['', '']
  readonly #toldAt: [number, number] = [0, 0]
  readonly #failures: [number, number] = [0, 0]
  #round = 0

  constructor(world: World) {
    this.#world = world
    this.periodMs = world.deadMs / 4
    this.lateMs = this.periodMs
    world.later(this.periodMs, () => {
      this.#play()
    })
  }

  down(kind: LinkKind, node: NodeIndex): boolean {
    return this.faults[kind][node] > 0
  }

  /** Is anything wrong that the checks look at? */
  get troubled(): boolean {
    return [...linkKinds.flatMap((kind) => this.faults[kind]), ...this.silent].some((count) => count > 0)
  }

  /** Something changed: the truth is noted, and agents that look will see it. */
  refresh(): void {
    this.changedAt = this.#world.now
    for (const kind of linkKinds)
      for (const node of [0, 1] as const) {
        const since = this.downSince[kind]
        if (!this.down(kind, node)) since[node] = Number.POSITIVE_INFINITY
        else since[node] = Math.min(since[node], this.#world.now)
      }
    for (const machine of this.#world.machines) this.#tell(machine)
  }

  /** A new agent knows nothing. */
  agentStarts({ index }: Machine): void {
    this.#told[index] = ''
    this.#failures[index] = 0
    for (const machine of this.#world.machines) this.#tell(machine)
  }

  #tell(machine: Machine): void {
    const { index, agent } = machine
    const [lan, internet] = linkKinds.map((kind) => (this.down(kind, index) ? 'down' : 'up'))
    const word = `${lan ?? ''} ${internet ?? ''}`
    if (agent === undefined || lan === undefined || internet === undefined || this.#told[index] === word) return
    this.#told[index] = word
    const at = Math.max(this.#world.now + this.#world.noise.between(0, noticeMs), this.#toldAt[index])
    this.#toldAt[index] = at
    this.#world.enterFact(machine, agent, at, { type: 'links', lan, internet })
  }

  #play(): void {
    const world = this.#world
    this.#round = (this.#round + 1) % roundsKept
    const reached = world.machines.map((machine) => this.#ask(machine))
    this.rounds = [{ at: world.now, reached: [reached[0], reached[1]] } as const, ...this.rounds].slice(0, roundsKept)
    world.later(this.periodMs, () => {
      this.#play()
    })
  }

  /** One round of a node: the targets, and the address of the peer. */
  #ask(machine: Machine): number | undefined {
    const { agent, index } = machine
    const world = this.#world
    if (agent === undefined || agent.stopped || !machine.awake) return undefined
    const reached = Math.max(targetsOfJury - this.silent[index], 0)
    world.enterFact(machine, agent, world.now + answerMs, { type: 'targets', round: this.#round, reached })
    const answers = world.lan.reaches(0) && world.machines[other(index)].awake
    const failures = answers ? 0 : this.#failures[index] + 1
    if (failures !== this.#failures[index])
      world.enterFact(machine, agent, world.now + answerMs, { type: 'peer-check', failures })
    this.#failures[index] = failures
    return reached
  }
}
