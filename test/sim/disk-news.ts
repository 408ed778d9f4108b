/**
 * What does the agent of a node hear of its disks, and when?
 *
 * The driver's stream tells each change a little later, in order. While the stream is lost or the module is missing every
 * fact is unknown. Facts are taken at the change, not when they are read.
 */
import { unknownDisk } from '../../src/core/disk-facts.ts'
import type { DiskFacts, DiskQuality } from '../../src/core/disk-facts.ts'
import type { Disks } from './disks.ts'
import type { Machine, NodeIndex } from './machine.ts'
import type { Disk, Replica } from './replica.ts'

/** Delay of the stream, and of its first dump, ms; that a handler begins or ends is not left to chance. */
const delayMs = [2, 80] as const
const handlerMs = 10
const firstMs = [20, 600] as const

/** The streams of both nodes. */
export class DiskNews {
  readonly #disks: Disks
  readonly #told: [string, string] = ['', '']
  readonly #toldAsks: [string, string] = ['', '']
  readonly #toldAt: [number, number] = [0, 0]

  constructor(disks: Disks) {
    this.#disks = disks
  }

  /** The agent of a machine begins to listen. */
  agentStarts(machine: Machine): void {
    const { index } = machine
    const { world, chance } = this.#disks
    this.#told[index] = ''
    this.#toldAt[index] = world.now + chance.between(...firstMs)
    this.tell(index)
  }

  /** An instant at which everything that was told so far has been heard: an order is done when that was read back. */
  after(node: NodeIndex): number {
    return Math.max(this.#disks.world.now, this.#toldAt[node])
  }

  /** Tells what is true now, if that was not told last. */
  tell(node: NodeIndex): void {
    const { world, chance, replications } = this.#disks
    const machine = world.machines[node]
    if (machine.agent === undefined || !machine.awake) return
    const lost = this.#disks.streamLost[node] > 0 || this.#disks.moduleMissing[node] > 0
    const facts = replications.map((on) => (lost ? unknownDisk : factsOf(on.of(node))))
    const asks = replications.map((on) => !lost && this.#disks.fenceAsking.runs(node, on.index))
    const [text, asksText] = [JSON.stringify(facts), JSON.stringify(asks)]
    if (this.#told[node] === text && this.#toldAsks[node] === asksText) return
    const delay = this.#told[node] === text ? handlerMs : chance.between(...delayMs)
    this.#told[node] = text
    this.#toldAsks[node] = asksText
    const resources = facts.map((one, index) => ({ ...one, kernelAsks: asks[index] ?? false }))
    const at = Math.max(world.now + delay, this.#toldAt[node])
    this.#toldAt[node] = at
    world.enterFact(machine, machine.agent, at, { type: 'disk', resources })
  }
}

/** What the driver says of a replica, without its handlers. */
export function factsOf(replica: Replica): DiskFacts {
  if (!replica.up) return unknownDisk
  const { generation } = replica
  return {
    connection: replica.connection,
    role: replica.role === 'primary' ? 'disk-primary' : 'disk-secondary',
    peerRole: replica.peerRole === 'unknown' ? 'unknown' : `disk-${replica.peerRole}`,
    disk: qualityOf(replica.disk),
    peerDisk: qualityOf(replica.peerDisk),
    sync: replica.sync,
    suspended: replica.suspended,
    kernelAsks: false,
    outOfSyncKib: Math.ceil(replica.outOfSyncKib),
    ...(generation === undefined ? {} : { generation }),
    mounted: replica.mounted,
  }
}

function qualityOf(disk: Disk): DiskQuality {
  return disk === 'diskless' ? 'failed' : disk
}
