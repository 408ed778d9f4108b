/**
 * How do two copies of a volume find, follow and lose each other?
 *
 * The connection between two `Replica`s: noticed losses, handshakes, resynchronisation, writes on their way. It lives on a
 * bench that gives time, power and wires, so that the simulated world and a unit test can both drive it. Each node notices
 * a loss by itself, up to the driver's ping times late: until then it believes that it is connected (measured, E16).
 */
import type { Chance } from './chance.ts'
import { meet } from './generation-meeting.ts'
import type { Meeting } from './generation-meeting.ts'
import type { NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import { Replica, worse, writeKib } from './replica.ts'
import type { Disk } from './replica.ts'
import { beginSync } from './resync.ts'

/** What a replication stands on. */
export type Bench = {
  readonly chance: Chance
  /** The driver notices the loss of its peer at most this late, ms. */
  readonly lagMs: number
  /** Speed of a resynchronisation, KiB per ms. */
  rate: number
  readonly now: () => number
  /** Does something in the kernel of a node after a while; never when the node lost its power meanwhile. */
  readonly later: (node: NodeIndex, afterMs: number, act: () => void) => void
  /** Powered, not frozen. */
  readonly awake: (node: NodeIndex) => boolean
  /** Does what this node sends reach the other? */
  readonly open: (from: NodeIndex) => boolean
  /** Something that the driver tells has changed. */
  readonly changed: (node: NodeIndex) => void
  /** The kernel calls the fence handler; `answer` is called with its exit code, or never. */
  readonly ask: (node: NodeIndex, resource: number, answer: (code: number) => void) => void
}

/** Time from the first packet to the end of the handshake, ms; the driver tries every 3 s (`connect-int`). */
const connectMs = [50, 3_000] as const
/** A peer that already gave up refuses the connection this soon, ms. */
const refusedMs = 5
/** Share of the lag after which a loss is noticed at the earliest. */
const lagShare = 0.4
/** A request to the peer shows a dead connection this soon, ms (E16b, measured 1.4 s with these ping times). */
const askedMs = 1_400
/** Share of split brains that only one side notices (user's guide). */
const oneSidedShare = 0.15

/** A resource on both nodes. */
export class Replication {
  readonly index: number
  readonly bench: Bench
  readonly replicas: readonly [Replica, Replica]
  readonly #lossAt: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  #connectAt = Number.POSITIVE_INFINITY
  /** Counts resynchronisations, so that one that was ended goes no further. */
  syncRun = 0
  /** A resynchronisation was begun or ended: what the target loses is looked at. */
  onResync: (source: Replica, target: Replica) => void = () => undefined

  constructor(index: number, bench: Bench) {
    this.index = index
    this.bench = bench
    // A pair that has lived has a past in common.
    const [current, past] = [this.fresh(), this.fresh()]
    this.replicas = [new Replica(0, current, past), new Replica(1, current, past)]
  }

  /** A random identifier with the lowest bit cleared. */
  readonly fresh = (): string => {
    const { chance } = this.bench
    const high = chance.word().toString(16).padStart(8, '0')
    const low = ((chance.word() & ~1) >>> 0).toString(16).padStart(8, '0')
    return `${high}${low}`.toUpperCase()
  }

  of(node: NodeIndex): Replica {
    return this.replicas[node]
  }

  peerOf(node: NodeIndex): Replica {
    return this.replicas[other(node)]
  }

  /** Do the two drivers really reach each other now? */
  get linked(): boolean {
    const { bench } = this
    return bench.awake(0) && bench.awake(1) && bench.open(0) && bench.open(1)
  }

  /** Connected, both up to date, nothing under way. */
  get whole(): boolean {
    return this.replicas.every((one) => one.connection === 'connected' && one.disk === 'up-to-date') && !this.syncing
  }

  /** Is a resynchronisation under way? */
  get syncing(): boolean {
    return this.replicas.some((one) => one.sync !== 'none')
  }

  tell(): void {
    this.bench.changed(0)
    this.bench.changed(1)
  }

  /** Power, wires or a state changed: sees what follows from it and when. */
  review(): void {
    for (const replica of this.replicas) this.#reviewLoss(replica)
    this.#hearAgain()
    const [one, two] = this.replicas
    const ready = one.up && two.up && one.connection === 'connecting' && two.connection === 'connecting'
    if (!ready || !this.linked) {
      this.#connectAt = Number.POSITIVE_INFINITY
      return
    }
    if (Number.isFinite(this.#connectAt)) return
    const at = this.bench.now() + this.bench.chance.between(...connectMs)
    this.#connectAt = at
    this.bench.later(0, at - this.bench.now(), () => {
      if (this.#connectAt !== at) return
      this.#connectAt = Number.POSITIVE_INFINITY
      this.#meet()
    })
  }

  /** What changed while the wire was cut, but not yet missed, is told when it is mended: the driver sends again. */
  #hearAgain(): void {
    const [one, two] = this.replicas
    const together = one.connection === 'connected' && two.connection === 'connected'
    if (!together || one.connections !== two.connections || !this.linked) return
    const roles = one.peerRole !== two.role || two.peerRole !== one.role
    const failed = this.replicas.filter((replica) => unheard(replica, this.peerOf(replica.node)))
    if (!roles && failed.length === 0) return
    one.peerRole = two.role
    two.peerRole = one.role
    for (const replica of failed) {
      const peer = this.peerOf(replica.node)
      peer.peerFailed(this.fresh)
      replica.exposed = peer.metadata.current
    }
    this.tell()
  }

  #reviewLoss(replica: Replica): void {
    const { node } = replica
    const { bench } = this
    if (replica.connection !== 'connected' || !bench.awake(node)) return
    const peer = this.peerOf(node)
    const follows = peer.connection === 'connected' && peer.connections === replica.connections
    if (this.linked && follows) {
      this.#lossAt[node] = Number.POSITIVE_INFINITY
      return
    }
    const ms = this.linked ? refusedMs : bench.lagMs * bench.chance.between(lagShare, 1)
    this.hasten(node, ms)
  }

  /** The driver of a node will notice a dead connection after this time at the latest. */
  hasten(node: NodeIndex, afterMs: number = askedMs): void {
    const at = this.bench.now() + afterMs
    if (at >= this.#lossAt[node]) return
    this.#lossAt[node] = at
    this.bench.later(node, afterMs, () => {
      if (this.#lossAt[node] !== at) return
      this.#lossAt[node] = Number.POSITIVE_INFINITY
      this.drop(node, 'connecting')
    })
  }

  /** A node loses its connection, or gives it up. `peerDisk`: what it knows of the peer's disk from that. */
  drop(node: NodeIndex, next: 'stand-alone' | 'connecting', peerDisk?: Disk): void {
    const replica = this.of(node)
    this.#lossAt[node] = Number.POSITIVE_INFINITY
    this.syncRun += 1
    replica.lose(next, this.fresh, peerDisk)
    this.askPeer(replica)
    this.bench.changed(node)
    this.review()
  }

  /** The kernel of a primary that lost its peer calls the handler (conn_disconnect). */
  askPeer(replica: Replica): void {
    const lost = replica.role === 'primary' && !worse(replica.peerDisk, 'unknown')
    if (lost && !worse(replica.disk, 'consistent')) this.fence(replica, () => undefined)
  }

  /** Calls the handler and applies its answer, unless the connection was there in between. */
  fence(replica: Replica, then: () => void): void {
    const { connections, node } = replica
    this.bench.ask(node, this.index, (code) => {
      const stale = replica.connection === 'connected' || replica.connections !== connections
      if (!stale) replica.fenced(code, this.fresh)
      this.bench.changed(node)
      then()
      this.review()
    })
  }

  #meet(): void {
    const [one, two] = this.replicas
    if (!this.linked || one.connection !== 'connecting' || two.connection !== 'connecting') return
    this.#follow(meet(one, two))
    this.tell()
    this.review()
  }

  /** A copy was attached while connected; false when the two do not belong together, and it is left again. */
  attach(node: NodeIndex): boolean {
    const meeting = meet(...this.replicas, node)
    if (meeting.type !== 'equal' && meeting.type !== 'resync') return false
    this.#follow(meeting)
    return true
  }

  /** The handshake: both are connected after it, or stand alone. */
  #follow(meeting: Meeting): void {
    const [one, two] = this.replicas
    switch (meeting.type) {
      case 'equal':
        this.#connect()
        for (const replica of this.replicas) this.#whole(replica)
        return
      case 'resync':
        this.#connect()
        beginSync(this, this.of(meeting.source), meeting.full)
        return
      case 'refused-by':
        this.#stand(this.of(meeting.node))
        return
      case 'split-brain': {
        const oneSided = this.bench.chance.hit(oneSidedShare)
        this.#stand(oneSided ? this.of(this.bench.chance.node()) : one)
        if (!oneSided) this.#stand(two)
        return
      }
      case 'unrelated':
      case 'two-primaries':
        this.#stand(one)
        this.#stand(two)
    }
  }

  #stand(replica: Replica): void {
    if (replica.connection === 'connected') this.drop(replica.node, 'stand-alone')
    replica.connection = 'stand-alone'
  }

  #connect(): void {
    const [one, two] = this.replicas
    const run = Math.max(one.connections, two.connections) + 1
    for (const replica of this.replicas) {
      const peer = this.peerOf(replica.node)
      replica.connection = 'connected'
      replica.connections = run
      replica.peerRole = peer.role
    }
  }

  /** Nothing to send: what was merely consistent or outdated is up to date again (E6). */
  #whole(replica: Replica): void {
    const peer = this.peerOf(replica.node)
    if (worse('inconsistent', replica.disk)) replica.disk = 'up-to-date'
    if (peer.disk !== 'diskless') replica.peerDisk = worse('inconsistent', peer.disk) ? 'up-to-date' : peer.disk
    replica.outOfSyncKib = 0
    this.resend(replica)
    // The new generation begins a moment after the frozen writes went on (drbd_state.c, after_state_ch, susp_fen, case 2).
    if (peer.disk === 'diskless') {
      replica.peerFailed(this.fresh)
      peer.exposed = replica.metadata.current
    }
    replica.persist()
  }

  /** Frozen writes are sent again and go on; so does the unmount that waited for them. */
  resend(replica: Replica): void {
    const peer = this.peerOf(replica.node)
    for (const write of replica.pending) {
      if (peer.disk !== 'diskless') peer.content.add(write.id)
      replica.outOfSyncKib -= writeKib
    }
    replica.outOfSyncKib = Math.max(0, replica.outOfSyncKib)
    const kib = replica.outOfSyncKib
    replica.goOn()
    replica.outOfSyncKib = kib
  }
}

/** Did a disk fail without the peer's having heard of it? */
function unheard(replica: Replica, peer: Replica): boolean {
  return replica.disk === 'diskless' && peer.disk !== 'diskless' && peer.peerDisk !== 'diskless'
}
