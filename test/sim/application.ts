/**
 * What do the users of the pair write, and what may they believe is safe?
 *
 * On each node one writer for each volume: it writes while the volume is mounted and the addresses are held, because only
 * then anybody reaches it. A write that was acknowledged must never be lost; that is the truth by which S4 is judged.
 */
import type { Disks } from './disks.ts'
import type { NodeIndex } from './machine.ts'
import type { Replication } from './replication.ts'
import { write } from './resync.ts'

/** An acknowledged write. `given`: it was acknowledged while two wrote, in the window of class A. */
export type Acknowledged = { readonly id: number; readonly node: NodeIndex; readonly at: number; given: boolean }

const writeMsMin = 30

/** The writers of both nodes, and what was acknowledged to them. */
export class Applications {
  /** By resource. */
  readonly acknowledged: readonly Acknowledged[][]
  readonly #disks: Disks
  #ids = 0

  constructor(disks: Disks) {
    this.#disks = disks
    this.acknowledged = disks.replications.map(() => [])
    for (const on of disks.replications) for (const node of [0, 1] as const) this.#goOn(on, node)
  }

  #goOn(on: Replication, node: NodeIndex): void {
    const { world, chance, choice } = this.#disks
    world.later(chance.between(writeMsMin, choice.writeMs), () => {
      const machine = world.machines[node]
      if (machine.awake && machine.kernel.holdsAny) this.#write(on, node)
      this.#goOn(on, node)
    })
  }

  #write(on: Replication, node: NodeIndex): void {
    const id = this.#ids + 1
    const begun = write(on, node, id, () => {
      this.acknowledged[on.index]?.push({ id, node, at: this.#disks.world.now, given: false })
      for (const hooks of this.#disks.watchers) hooks.acknowledged?.(node, on.index, id)
    })
    if (begun) this.#ids = id
  }
}
