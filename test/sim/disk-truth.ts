/**
 * What is true of the disks, as no node can know it?
 *
 * Since when nobody can know of the other (the window of class A, D15), when the copies were whole last, who was promoted
 * when, and whether the operator's force or that window made two lines of data out of one. Checkers judge by this.
 */
import { relate } from '../../src/core/generation.ts'
import type { Relation } from '../../src/core/generation.ts'
import { forced } from './check-takeover.ts'
import type { Disks } from './disks.ts'
import { pathOpen } from './links.ts'
import type { NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { Replication } from './replication.ts'

const never = Number.NEGATIVE_INFINITY
/** Time between two looks at the window of class A, ms. */
const sweepMs = 1_000

/** Truth about one resource. */
export type ResourceTruth = {
  /** When both copies were connected, up to date and at rest last; infinity: they are now. */
  wholeAt: number
  /** When that began. */
  wholeFrom: number
  /** When each node was promoted last. */
  readonly promotedAt: [number, number]
  /** Two write since a window of class A: what either acknowledges is not promised. */
  schism: boolean
  /** The operator's force made two lines of data. */
  torn: boolean
}

/** The record of all resources. */
export class DiskTruth {
  readonly resources: readonly ResourceTruth[]
  /** When the data of the nodes was diverged last. */
  divergedAt = never
  #wasDiverged = false
  readonly #disks: Disks
  #classAFrom = never
  #classAAt = never
  readonly #wanted: readonly [Set<number>, Set<number>] = [new Set(), new Set()]
  /** When each node began to want the mark stale last, by resource. */
  readonly #marks: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()]

  /** Which run of the agent wrote its record last, by resource. */
  readonly #lives: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()]

  constructor(disks: Disks) {
    this.#disks = disks
    this.resources = disks.replications.map(() => ({
      wholeAt: never,
      wholeFrom: never,
      promotedAt: [never, never],
      schism: false,
      torn: false,
    }))
    disks.watchers.push({
      changed: () => {
        for (const on of disks.replications) this.#look(on)
        const { diverged } = this
        if (diverged || this.#wasDiverged) this.divergedAt = disks.world.now
        this.#wasDiverged = diverged
      },
      promoted: (node, resource, force) => {
        const truth = this.resources[resource]
        if (truth === undefined) return
        truth.promotedAt[node] = disks.world.now
        // Two lines begin with the second promotion: whether that fell into the window counts, not what came after (D15).
        const rival = disks.replications[resource]?.of(other(node)).role === 'primary'
        if (rival && this.lookForClassA()) truth.schism = true
        this.#lookForForce(truth, node, resource, force)
      },
    })
  }

  #look(on: Replication): void {
    const truth = this.resources[on.index]
    if (truth === undefined) return
    if (on.whole) {
      if (truth.wholeAt !== Number.POSITIVE_INFINITY) truth.wholeFrom = this.#disks.world.now
      truth.wholeAt = Number.POSITIVE_INFINITY
    } else if (truth.wholeAt === Number.POSITIVE_INFINITY) truth.wholeAt = this.#disks.world.now
    const [one, two] = on.replicas
    if (one.role !== 'primary' || two.role !== 'primary') truth.schism = false
    if (on.whole) truth.torn = false
  }

  /**
   * A second primary made by force: two lines of data are the operator's then, who gave the word or the standing one (D4). With
   * devices every second one is his (D15).
   */
  #lookForForce(truth: ResourceTruth, node: NodeIndex, resource: number, force: boolean): void {
    const { world, replications } = this.#disks
    if (replications[resource]?.of(other(node)).role !== 'primary') return
    if (force || (world.fence !== undefined && forced(world, world.machines[node]))) truth.torn = true
  }

  /** A node wants its record to say that its copy is stale, or that it is not. */
  wantStale(node: NodeIndex, resource: number, stale: boolean, recorded: boolean): void {
    const wanted = this.#wanted[node]
    const marks = this.#marks[node]
    // A new run that reads a record which was to be changed reads the old mark; the same run that wants it anew does not.
    const life = this.#disks.world.machines[node].agent?.life ?? 0
    const again = recorded && marks.has(resource) && this.#lives[node].get(resource) !== life
    this.#lives[node].set(resource, life)
    if (stale && !wanted.has(resource) && !again) marks.set(resource, this.#disks.world.now)
    if (stale) wanted.add(resource)
    else wanted.delete(resource)
  }

  /**
   * Is the resource whole now, as both nodes see it, or did it become so since that was noted? An order to outdate may be
   * heard a moment after the resynchronisation that it is older than: then the copy must have every write still.
   */
  wholeSinceMark(node: NodeIndex, resource: number): boolean {
    const mark = this.#marks[node].get(resource) ?? Number.POSITIVE_INFINITY
    const on = this.#disks.replications[resource]
    const truth = this.resources[resource]
    const all = this.#disks.applications.acknowledged[resource] ?? []
    const holdsAll = on !== undefined && all.every(({ id, given }) => given || on.of(node).content.has(id))
    if (holdsAll && (on.whole || (truth?.wholeAt ?? never) >= mark)) return true
    return (truth?.wholeFrom ?? never) >= mark
  }

  /** Have all resources been whole without a break since an instant? */
  wholeFor(from: number): boolean {
    return this.resources.every(({ wholeAt, wholeFrom }) => wholeAt === Number.POSITIVE_INFINITY && wholeFrom <= from)
  }

  /** Was the resource whole at some time since? */
  wholeSince(resource: number, at: number): boolean {
    return (this.resources[resource]?.wholeAt ?? never) >= at
  }

  /** How the data of the two nodes stand to each other, from the first node's side; told by the metadata. */
  relation(on: Replication): Relation {
    const [one, two] = on.replicas
    return relate(one.metadata, two.metadata)
  }

  get diverged(): boolean {
    return this.#disks.replications.some((on) => ['diverged', 'unrelated'].includes(this.relation(on)))
  }

  /**
   * Is this the window of class A: both run, nothing of either reaches the other, and each has a witness? With fencing
   * devices there is no such window (D15).
   */
  get classA(): boolean {
    const { world } = this.#disks
    if (world.fence !== undefined) return false
    const [one, two] = world.machines
    if (!one.awake || !two.awake || this.#disks.replications.some((on) => on.linked)) return false
    if (world.paths.some((path) => pathOpen(world, path, 0) || pathOpen(world, path, 1))) return false
    if (world.lan.nets.some((_, zone) => world.lan.reaches(zone))) return false
    return this.#goesOn(0) && this.#goesOn(1)
  }

  /** Has a node a witness, or was none seen since its boot? "None known: not isolated" (D2, D16). */
  #goesOn(node: NodeIndex): boolean {
    const { lan, truth, machines } = this.#disks.world
    return lan.anyWitness(node) || truth.nodes[node].witnessSeenAt < machines[node].poweredAt
  }

  /** Is it that window, or was it until a beat could be heard again? Looked at once a second at least. */
  lookForClassA(): boolean {
    const { now, machines } = this.#disks.world
    const lately = now - this.#classAAt <= machines[0].settings.timing.lateMs + sweepMs
    if (!this.classA) return lately
    if (!lately) this.#classAFrom = now
    this.#classAAt = now
    return true
  }

  /**
   * Did the window of class A make two lines of another resource out of one, when this node promoted its copy, and has it
   * lasted since? A pair moves all its disks or none (D5): what the peer acknowledged since then, it acknowledged "inside the
   * Class-A window" (S4), on every disk.
   */
  halfTaken(resource: number, node: NodeIndex, writtenFrom: number): boolean {
    if (!this.lookForClassA() || this.resources[resource]?.schism !== true) return false
    return this.resources.some(
      ({ schism, promotedAt }, index) =>
        index !== resource && schism && promotedAt[node] >= this.#classAFrom && promotedAt[node] <= writtenFrom,
    )
  }

  /** Was the other machine frozen, clock and all, since this node heard it last? It cannot know how late it decides (F33). */
  sleeper(node: NodeIndex): boolean {
    const { machines, truth } = this.#disks.world
    return machines[other(node)].frozenAt > truth.nodes[node].heardAt
  }

  /**
   * Was this machine frozen, clock and all, while the other one was promoted, and has it heard nothing since? No clock of its
   * own shows that (C5), and what the peer's would show it has not heard (F33).
   */
  overtakenAsleep(resource: number, node: NodeIndex): boolean {
    return this.sleptThrough(node, this.resources[resource]?.promotedAt[other(node)] ?? never)
  }

  /**
   * Did this machine sleep, clock and all, from before an instant on, and has it heard nothing since it woke (C5, F33)? In
   * class P that excuses nothing (D15).
   */
  sleptThrough(node: NodeIndex, at: number): boolean {
    const { fence, machines, truth } = this.#disks.world
    if (fence !== undefined || machines[node].settings.isolation === 'manual') return false
    const { frozenAt, thawedAt } = machines[node]
    return frozenAt > 0 && frozenAt <= at && at <= thawedAt && truth.nodes[node].heardAt <= thawedAt
  }

  /** Was the peer of a node promoted before an instant? */
  promotedBefore(resource: number, node: NodeIndex, at: number): boolean {
    return (this.resources[resource]?.promotedAt[other(node)] ?? never) <= at
  }

  /** Of two primaries: was the other promoted after this one? */
  overtaken(resource: number, node: NodeIndex): boolean {
    const truth = this.resources[resource]
    return truth !== undefined && truth.promotedAt[other(node)] >= truth.promotedAt[node]
  }
}
