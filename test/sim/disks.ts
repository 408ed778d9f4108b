/**
 * What is the disk half of the simulated world?
 *
 * The replicated volumes of the pair with their wire, the fence handlers that wait in the two kernels, the hands for the
 * disk effects, the applications that write, and the record of what was acknowledged. It draws from a stream of chance of
 * its own, so that a schedule without disks lives as if this file did not exist. Who watches registers in `watchers`.
 */
import { Chance } from './chance.ts'
import { Applications } from './application.ts'
import { DiskHands } from './disk-hands.ts'
import { DiskNews } from './disk-news.ts'
import type { DiskTruth } from './disk-truth.ts'
import { FenceAsking } from './fence-asking.ts'
import { pathOpen } from './links.ts'
import type { Machine, NodeIndex } from './machine.ts'
import type { Asked } from './orders.ts'
import type { Replica } from './replica.ts'
import { Replication } from './replication.ts'
import type { Bench } from './replication.ts'
import type { World } from './world.ts'

/** What a schedule chooses of the disks. */
export type DiskChoice = {
  readonly resources: readonly string[]
  /** The replication runs over the direct cable of the beats, or over a wire of its own. */
  readonly sharesCable: boolean
  /** KiB per ms. */
  readonly rate: number
  /** Pause of a writer between two writes, up to, ms. */
  readonly writeMs: number
  readonly seed: number
}

/** What can be watched. Hooks read; they never change the world. */
export type DiskHooks = {
  /** A replica became primary. `force`: by the word of an operator. */
  readonly promoted?: (node: NodeIndex, resource: number, force: boolean) => void
  readonly acknowledged?: (node: NodeIndex, resource: number, id: number) => void
  /** Something of the disks of a node changed. */
  readonly changed?: (node: NodeIndex) => void
  /** A resynchronisation begins or ends. */
  readonly resynced?: (resource: number, source: Replica, target: Replica) => void
  /** A copy is told to discard its data. */
  readonly discarding?: (node: NodeIndex, resource: number) => void
  /** The kernel's handler is answered. */
  readonly answered?: (node: NodeIndex, resource: number, code: number) => void
}

/** Resources come up this long after the power, ms. */
const upMs = [100, 1_500] as const

/** Everything of the disks. */
export class Disks {
  readonly world: World
  readonly choice: DiskChoice
  readonly chance: Chance
  readonly replications: readonly Replication[]
  readonly watchers: DiskHooks[] = []
  /** Made by the first who judges. */
  truth: DiskTruth | undefined
  /** Both copies were whole and both nodes at rest when everything was healed. */
  wholeWhenHealed = false
  /** The order by which the operator ended a split brain. */
  repair: Asked | undefined
  readonly fenceAsking: FenceAsking
  readonly hands: DiskHands
  readonly news: DiskNews
  readonly applications: Applications
  /** How many faults cut the wire in the direction from each node. */
  readonly cuts: [number, number] = [0, 0]
  /** Counted faults of each node. */
  readonly moduleMissing: [number, number] = [0, 0]
  readonly mountFails: [number, number] = [0, 0]
  readonly unmountBusy: [number, number] = [0, 0]
  /** When somebody unmounted a volume by hand last. */
  readonly unmountedAt: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  readonly streamLost: [number, number] = [0, 0]
  readonly #boots: [number, number] = [0, 0]
  /** Which machine is to be reset; counts resets so that an older boot does nothing. */
  readonly #resets: [number, number] = [0, 0]

  constructor(world: World, choice: DiskChoice) {
    this.world = world
    this.choice = choice
    this.chance = new Chance(choice.seed)
    this.fenceAsking = new FenceAsking(this)
    this.hands = new DiskHands(this)
    this.news = new DiskNews(this)
    const bench = this.#bench()
    this.replications = choice.resources.map((_, index) => new Replication(index, bench))
    for (const on of this.replications) {
      on.onResync = (source, target) => {
        world.truth.disturb()
        for (const hooks of this.watchers) hooks.resynced?.(on.index, source, target)
      }
    }
    this.applications = new Applications(this)
  }

  #bench(): Bench {
    const { world } = this
    return {
      chance: this.chance,
      lagMs: world.machines[0].settings.timing.replicationLagMs,
      rate: this.choice.rate,
      now: () => world.now,
      later: (node, afterMs, act) => {
        this.later(node, afterMs, act)
      },
      awake: (node) => world.machines[node].awake,
      open: (from) => this.#open(from),
      changed: (node) => {
        this.changed(node)
      },
      ask: (node, resource, answer) => {
        this.fenceAsking.begin(node, resource, answer)
      },
    }
  }

  /** The bench is one for all resources: a slow wire is slow for all. */
  set rate(kibPerMs: number) {
    for (const { bench } of this.replications) bench.rate = kibPerMs
  }

  #open(from: NodeIndex): boolean {
    if (this.cuts[from] > 0) return false
    if (!this.choice.sharesCable) return true
    const cable = this.world.paths.find(({ direct }) => direct)
    return cable === undefined || pathOpen(this.world, cable, from)
  }

  /** Does something in the kernel of a node after a while, unless it loses its power before; frozen, it waits. */
  later(node: NodeIndex, afterMs: number, act: () => void): void {
    const boot = this.#boots[node]
    const run = (): void => {
      const machine = this.world.machines[node]
      if (this.#boots[node] !== boot || !machine.powered) return
      if (machine.frozen) machine.thawed.push(run)
      else act()
    }
    this.world.later(afterMs, run)
  }

  changed(node: NodeIndex): void {
    this.news.tell(node)
    for (const hooks of this.watchers) hooks.changed?.(node)
  }

  /** Power, wires or clocks changed. */
  review(): void {
    for (const on of this.replications) on.review()
  }

  /** A new run of the agent: it hears of the disks, and of the kernel's questions. */
  agentStarts(machine: Machine): void {
    this.news.agentStarts(machine)
    this.fenceAsking.agentStarts(machine)
  }

  /** A frozen machine goes on. */
  thawed(machine: Machine): void {
    this.review()
    this.changed(machine.index)
  }

  powerOn(machine: Machine): void {
    const node = machine.index
    this.later(node, this.chance.between(...upMs), () => {
      this.bringUp(node)
    })
  }

  /** Attaches what is not attached, when the module is there. */
  bringUp(node: NodeIndex): void {
    const machine = this.world.machines[node]
    if (machine.frozen) machine.thawed.push(() => this.bringUp(node))
    if (this.moduleMissing[node] > 0 || !machine.awake) return
    for (const on of this.replications) {
      const replica = on.of(node)
      if (replica.up) continue
      replica.attach()
      on.review()
    }
    this.changed(node)
  }

  powerOff(machine: Machine): void {
    const node = machine.index
    this.#boots[node] += 1
    this.#resets[node] += 1
    this.fenceAsking.powerOff(node)
    this.hands.powerOff(node)
    for (const on of this.replications) on.of(node).crash()
    for (const hooks of this.watchers) hooks.changed?.(node)
    this.review()
  }

  /** A node that was reset boots again after a while, unless its power was cut since. */
  bootsAgain(node: NodeIndex, afterMs: number, boot: () => void): void {
    const reset = this.#resets[node]
    this.world.later(afterMs, () => {
      if (this.#resets[node] === reset) boot()
    })
  }

  /** Nothing of a reset is waited for any more. */
  forgetReset(node: NodeIndex): void {
    this.#resets[node] += 1
  }

  /** Is anything wrong with file systems, devices, module or stream of either node? */
  get troubled(): boolean {
    const counts = [this.moduleMissing, this.mountFails, this.unmountBusy, this.streamLost]
    const held = this.replications.some(({ replicas }) => replicas.some(({ heldOpen }) => heldOpen > 0))
    return held || counts.some((count) => count.some((faults) => faults > 0))
  }

  /** Is every disk of the node primary, or every one mounted? */
  all(node: NodeIndex, has: 'primary' | 'mounted'): boolean {
    return this.replications.every((on) => {
      const replica = on.of(node)
      return has === 'primary' ? replica.role === 'primary' : replica.mounted
    })
  }

  /** Is any disk of the node primary, or held open by the pair? */
  any(node: NodeIndex, has: 'primary' | 'mounted'): boolean {
    return this.replications.some((on) => {
      const replica = on.of(node)
      return has === 'primary' ? replica.role === 'primary' : replica.mounted || replica.unmounting
    })
  }
}
