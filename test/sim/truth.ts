/**
 * What is true in the simulated world, as no node can know it?
 *
 * Checkers judge by this record only: when a node really absorbed a beat of the other, since when the two hear each
 * other without a gap, since when an address is visible. Instants are global.
 */
import type { Beat } from '../../src/core/beat-content.ts'
import type { NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { World } from './world.ts'

const long = Number.NEGATIVE_INFINITY

/** Facts of one node. */
export type NodeTruth = {
  /** Last authentic beat that its agent absorbed, and since when there was no gap of a dead time. */
  heardAt: number
  heardSince: number
  /** When the latest of them reached the kernel: silence is counted from there (D8). */
  arrivedAt: number
  /** How long before that beat anything outside the pair had answered one of the nodes. */
  witnessAgeMs: number
  beat: Beat | undefined
  /** When that beat was sent. */
  beatSentAt: number
  /** Last beat that this node sent. */
  told: Beat | undefined
  /** The operator used force on this node. */
  forcedAt: number
  /** A probe was answered by the peer for a virtual address, as the agent saw it. */
  vipSeenAt: number
  /** Anything outside the pair answered, as the agent saw it, ever and last. */
  witnessSeenAt: number
  /** The first of these answers that the present run of the agent saw. */
  witnessFirstAt: number
  /** Since when the agent runs without a pause. */
  runningSince: number
  /** Since when this node holds any address with a running machine. */
  servingSince: number
  /** Since when each zone lets this node see the peer's virtual address. */
  readonly visibleSince: number[]
  /** Since when nothing outside the pair can answer this node. */
  desertedSince: number
  /** Highest term number heard in this node's beats, and when it was first heard. */
  heardTerm: number
  heardTermAt: number
}

/** Record of both nodes. */
export class Truth {
  readonly nodes: readonly [NodeTruth, NodeTruth] = [nothing(), nothing()]
  /** When a fault began or ended, an agent started or ended, or the operator spoke last. */
  disturbedAt = 0
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** Something happens to the pair. */
  disturb(): void {
    this.disturbedAt = this.#world.now
  }

  heard(to: NodeIndex, beat: Beat, sentAt: number, arrivedAt: number): void {
    const { now } = this.#world
    const node = this.nodes[to]
    if (now - node.heardAt > this.#world.deadMs) node.heardSince = now
    node.heardAt = now
    node.arrivedAt = Math.max(node.arrivedAt, arrivedAt)
    node.witnessAgeMs = now - Math.max(this.#witnessSeen(to, now), this.#witnessSeen(other(to), sentAt))
    // A slow path delivers old words: what counts is said last, not heard last (D8).
    if (sentAt >= node.beatSentAt) {
      node.beat = beat
      node.beatSentAt = sentAt
    }
    if (beat.term.number > node.heardTerm) {
      node.heardTerm = beat.term.number
      node.heardTermAt = now
    }
  }

  /** A run of an agent knows, and tells in a beat sent at `by`, only the witnesses that it saw itself until then (D2). */
  #witnessSeen(index: NodeIndex, by: number): number {
    const startedAt = this.#world.machines[index].agent?.startedAt ?? Number.POSITIVE_INFINITY
    const { witnessFirstAt, witnessSeenAt } = this.nodes[index]
    return witnessFirstAt >= startedAt && witnessFirstAt <= by ? witnessSeenAt : long
  }

  /** Since when both hear each other without a gap of a dead time; infinity when they do not. */
  mutualSince(): number {
    const { now, deadMs } = this.#world
    const [one, two] = this.nodes
    if (now - one.heardAt > deadMs || now - two.heardAt > deadMs) return Number.POSITIVE_INFINITY
    return Math.max(one.heardSince, two.heardSince)
  }

  /** Addresses, power or networks changed: brings every `since` up to date. */
  refresh(): void {
    const { now, machines, lan } = this.#world
    for (const machine of machines) {
      const node = this.nodes[machine.index]
      const peer = machines[other(machine.index)]
      const serving = machine.awake && machine.kernel.holdsAny
      node.servingSince = since(serving, node.servingSince, now)
      node.desertedSince = since(!lan.anyWitness(machine.index), node.desertedSince, now)
      lan.nets.forEach((net, zone) => {
        const visible = peer.awake && peer.kernel.holdsIn(zone) && lan.reaches(zone) && net.loss === 0
        node.visibleSince[zone] = since(visible, node.visibleSince[zone] ?? Number.POSITIVE_INFINITY, now)
      })
    }
  }
}

function since(holds: boolean, before: number, now: number): number {
  if (!holds) return Number.POSITIVE_INFINITY
  return before === Number.POSITIVE_INFINITY ? now : before
}

function nothing(): NodeTruth {
  return {
    heardAt: long,
    heardSince: long,
    arrivedAt: long,
    witnessAgeMs: Number.POSITIVE_INFINITY,
    beat: undefined,
    beatSentAt: long,
    told: undefined,
    forcedAt: long,
    vipSeenAt: long,
    witnessSeenAt: long,
    witnessFirstAt: long,
    runningSince: Number.POSITIVE_INFINITY,
    servingSince: Number.POSITIVE_INFINITY,
    visibleSince: [],
    desertedSince: Number.POSITIVE_INFINITY,
    heardTerm: 0,
    heardTermAt: long,
  }
}
