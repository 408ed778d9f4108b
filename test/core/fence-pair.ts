/**
 * Which fencing devices do the tests of the core have?
 *
 * One for each node, without chance: it works, fails, hangs, or says off of a node that is on.
 */
import type { Effect } from '../../src/core/effects.ts'
import { peerOf } from '../../src/core/types.ts'
import type { NodeName } from '../../src/core/types.ts'
import { DiskPair, withDisk } from './disks.ts'
import type { Changes } from './settings.ts'

/** Settings of a pair with a disk and devices. */
export const withDevice: Changes = { ...withDisk, fencing: 'agent' }
/** From the order to the word of the device, ms. */
export const workMs = 2_000

/** A pair in which each node can switch the other off. */
export class FencePair extends DiskPair {
  /** What the device of a node does: its work, its work badly, nothing at all, or it says off of a node that is on. */
  readonly devices: Record<NodeName, 'works' | 'fails' | 'hangs' | 'lies'> = { master: 'works', slave: 'works' }
  readonly orders: { readonly node: NodeName; readonly at: number }[] = []

  constructor(changes: Changes) {
    super(changes)
    const others = this.performOther
    this.performOther = (name, effect) => {
      if (effect.type === 'fence-peer') this.#fence(name, effect.id)
      else others(name, effect)
    }
  }

  static of(changes: Changes = withDevice): FencePair {
    const pair = new FencePair(changes)
    pair.boot('master')
    pair.boot('slave')
    pair.tellAll()
    pair.run(60_000)
    return pair
  }

  #fence(name: NodeName, id: number): void {
    this.orders.push({ node: name, at: this.now })
    const device = this.devices[name]
    if (device === 'works') this.later(workMs / 2, () => this.cutPower(peerOf(name)))
    if (device === 'hangs') return
    this.later(workMs, () => {
      if (!this.node(name).powered) return
      this.give(name, device === 'fails' ? { type: 'effect-failed', id, text: 'exit 1' } : { type: 'effect-done', id })
    })
  }

  /** The peer of a node is gone from one moment to the next. */
  die(name: NodeName): void {
    this.cutPower(name)
    const peer = peerOf(name)
    const frozen = this.disks[peer].role === 'disk-primary'
    this.linked = false
    this.change(peer, { connection: 'connecting', peerRole: 'unknown', peerDisk: 'unknown', suspended: frozen })
    if (frozen) this.ask(peer)
  }

  /** Nothing of either node reaches the other, and both see hosts. */
  part(): void {
    this.cut([0, 1, 2])
    for (const node of [this.master, this.slave]) Object.assign(node.network, { vip: 'silent', peerAddress: 'silent' })
    this.unlink()
  }

  first(node: NodeName, type: Effect['type'], from = 0): number {
    return this.story.find((line) => line.node === node && line.effect.type === type && line.at >= from)?.at ?? -1
  }
}
