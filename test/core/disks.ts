/**
 * Which disks do the tests of the core have?
 *
 * A stand for the driver, one resource, without chance: it does what it is told, tells what is so, and asks when a
 * primary lost its peer. Rejected: the model of the simulator, which is made to surprise.
 */
import type { DiskFacts } from '../../src/core/disk-facts.ts'
import type { Effect, FenceCode } from '../../src/core/effects.ts'
import type { Generation } from '../../src/core/generation.ts'
import { peerOf } from '../../src/core/types.ts'
import type { NodeName } from '../../src/core/types.ts'
import { Pair } from './pair.ts'
import type { Changes } from './settings.ts'

const none = '0000000000000000'
/** The data that both nodes have at first. */
export const oldData: Generation = { current: 'AAAAAAAAAAAAAAA0', bitmap: none, history: [none, none] }

/** Milliseconds for each order of the stand. */
const workMs = 5

type Order = Extract<Effect, { readonly id: number }>['type']

/** Settings of a pair with a disk. */
export const withDisk: Changes = { resources: ['r0'], failback: 'manual' }

/** A pair with one replicated volume. */
export class DiskPair extends Pair {
  readonly disks: Record<NodeName, DiskFacts>
  readonly kernel: { readonly node: NodeName; readonly at: number; readonly code: FenceCode }[] = []
  /** Orders of a node that are never done. */
  readonly hanging = new Set<string>()
  linked = true
  #asks = 0
  #writes = 0

  constructor(master: Changes = withDisk, slave: Changes = master) {
    super(master, slave)
    const facts: DiskFacts = {
      connection: 'connected',
      role: 'disk-secondary',
      peerRole: 'disk-secondary',
      disk: 'up-to-date',
      peerDisk: 'up-to-date',
      sync: 'none',
      suspended: false,
      kernelAsks: false,
      outOfSyncKib: 0,
      generation: oldData,
      mounted: false,
    }
    this.disks = { master: facts, slave: facts }
    this.performOther = (name, effect) => {
      this.#order(name, effect)
    }
  }

  /** Both machines have booted, the disks are connected, the master leads. */
  static settled(master: Changes = withDisk, slave: Changes = master): DiskPair {
    const pair = new DiskPair(master, slave)
    pair.boot('master')
    pair.boot('slave')
    pair.tellAll()
    pair.run(60_000)
    return pair
  }

  tellAll(): void {
    this.tellDisk('master')
    this.tellDisk('slave')
  }

  tellDisk(name: NodeName): void {
    this.give(name, { type: 'disk', resources: [this.disks[name]] })
  }

  /** Changes what the driver of a node says, and says it. */
  change(name: NodeName, changes: Partial<DiskFacts>): void {
    this.disks[name] = { ...this.disks[name], ...changes }
    this.tellDisk(name)
  }

  /** The disk of a node fails, or is whole again, and both drivers say so. */
  turnDisk(name: NodeName, disk: 'failed' | 'up-to-date'): void {
    this.change(name, { disk })
    this.change(peerOf(name), { peerDisk: disk })
  }

  /** The cable of the replication is pulled: a primary freezes and its kernel asks. */
  unlink(): void {
    this.linked = false
    for (const name of ['master', 'slave'] as const) this.#lose(name)
  }

  #lose(name: NodeName): void {
    const frozen = this.disks[name].role === 'disk-primary'
    this.change(name, { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', suspended: frozen })
    if (frozen) this.ask(name)
  }

  ask(name: NodeName): void {
    this.#asks += 1
    this.give(name, { type: 'fence-asked', askId: `ask-${this.#asks}`, resource: 0 })
  }

  #order(name: NodeName, effect: Effect): void {
    if (effect.type === 'fence-answer') this.#answered(name, effect.code)
    if (!('id' in effect) || this.hanging.has(`${name}:${effect.type}`)) return
    const { incarnation } = this.node(name)
    this.later(workMs, () => {
      if (this.node(name).incarnation !== incarnation || !this.node(name).powered) return
      this.#perform(name, effect.type)
      this.give(name, { type: 'effect-done', id: effect.id })
    })
  }

  #perform(name: NodeName, type: Order): void {
    const peer = peerOf(name)
    const role = type === 'disk-primary' ? 'disk-primary' : type === 'disk-secondary' ? 'disk-secondary' : undefined
    if (role !== undefined) {
      this.change(name, { role })
      if (this.linked) this.change(peer, { peerRole: role })
    }
    if (type === 'mount' || type === 'unmount') this.change(name, { mounted: type === 'mount' })
    if (type === 'disk-disconnect' && this.linked) {
      this.unlink()
      this.change(name, { connection: 'stand-alone' })
    }
    if (type === 'disk-outdate') this.change(name, { disk: 'outdated', connection: 'stand-alone' })
  }

  /** The kernel acts on the answer: it writes on alone under a new identifier, or stays frozen. */
  #answered(name: NodeName, code: FenceCode): void {
    this.kernel.push({ node: name, at: this.now, code })
    if (code !== 4 && code !== 5 && code !== 7) return
    this.#writes += 1
    const current = `BBBBBBBBBBBBBB${this.#writes}0`
    const generation = { current, bitmap: this.disks[name].generation?.current ?? none, history: [none, none] } as const
    this.later(workMs, () => {
      this.change(name, { suspended: false, peerDisk: 'outdated', generation })
    })
  }
}
