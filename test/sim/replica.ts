/**
 * What does one node's copy of a replicated volume consist of, and how does it change?
 *
 * This is the driver's kernel half of one resource on one node, after DRBD 8.4 with `fencing resource-and-stonith`: what
 * the disk keeps (content, identifiers, flags), what is lost with the power, and the rules of one state change. Time, the
 * connection and the other node are in `replication.ts`. The rules follow what was measured on 8.4.11 (reliability
 * research, section 7, E1..E24) and the sources drbd_state.c and drbd_nl.c where the measurements are silent.
 */
import { noIdentifier } from '../../src/core/generation.ts'
import type { Generation } from '../../src/core/generation.ts'
import type { NodeIndex } from './machine.ts'

/** Quality of a copy. `unknown` is said of the peer's only; `diskless`: none, or detached after an error. */
export type Disk = 'diskless' | 'inconsistent' | 'outdated' | 'unknown' | 'consistent' | 'up-to-date'

/** Order of the qualities, as the driver compares them. */
const rank: Readonly<Record<Disk, number>> = {
  diskless: 0,
  inconsistent: 1,
  outdated: 2,
  unknown: 3,
  consistent: 4,
  'up-to-date': 5,
}

/** Is a quality worse than another? */
export function worse(one: Disk, other: Disk): boolean {
  return rank[one] < rank[other]
}

/** What survives the power: flags and identifiers of the metadata. */
export type Metadata = {
  current: string
  bitmap: string
  history: readonly [string, string]
  consistent: boolean
  wasUpToDate: boolean
  peerOutdated: boolean
  /** The node was primary when this was written; after a crash it counts as crashed primary. */
  primary: boolean
  crashedPrimary: boolean
}

/** A write that is not acknowledged yet. */
export type Pending = { readonly id: number; readonly done: () => void }

/** One copy. Fields before `up` survive the power. */
export class Replica {
  readonly node: NodeIndex
  content = new Set<number>()
  metadata: Metadata
  /** KiB that the peer has not got, as this node counts. */
  outOfSyncKib = 0
  /** The device answers every access with an error. */
  broken = false
  up = false
  role: 'primary' | 'secondary' = 'secondary'
  peerRole: 'primary' | 'secondary' | 'unknown' = 'unknown'
  disk: Disk = 'diskless'
  peerDisk: Disk = 'unknown'
  connection: 'stand-alone' | 'connecting' | 'connected' = 'stand-alone'
  sync: 'none' | 'source' | 'target' = 'none'
  suspended = false
  /** Identifier of the data that a node without a disk of its own has shown to its users (ed_uuid). */
  exposed = noIdentifier
  /** A new generation begins when the frozen writes go on. */
  generationDue = false
  /** Counts connections, so that an answer for an older loss is ignored. */
  connections = 0
  mounted = false
  /** An unmount that hangs: the mount is gone from view, but the device is held (measured, A1). */
  unmounting = false
  /** A program outside the pair has the device open. */
  heldOpen = 0
  pending: Pending[] = []
  /** The operator gave this copy up: in a split brain it becomes the target. */
  discards = false

  constructor(node: NodeIndex, identifier: string, past: string) {
    this.node = node
    this.metadata = {
      current: identifier,
      bitmap: noIdentifier,
      history: [past, noIdentifier],
      consistent: true,
      wasUpToDate: true,
      peerOutdated: false,
      primary: false,
      crashedPrimary: false,
    }
  }

  get held(): boolean {
    return this.mounted || this.unmounting || this.heldOpen > 0
  }

  /** Identifiers as anybody may read them; nothing without a disk. */
  get generation(): Generation | undefined {
    if (this.disk === 'diskless') return undefined
    const { current, bitmap, history } = this.metadata
    return { current, bitmap, history }
  }

  /** Writes the flags that follow from the state. Called after every change. */
  persist(): void {
    if (!this.up || this.disk === 'diskless') return
    const { metadata } = this
    metadata.consistent = !worse(this.disk, 'outdated')
    metadata.wasUpToDate = !worse(this.disk, 'consistent')
    metadata.peerOutdated = this.peerDisk === 'outdated' || this.peerDisk === 'inconsistent'
    metadata.primary = this.role === 'primary'
    if (this.connection === 'connected' && this.disk === 'up-to-date' && this.peerDisk === 'up-to-date')
      if (this.sync === 'none') metadata.crashedPrimary = false
  }

  /** The power fails: only the disk stays as it is. */
  crash(): void {
    this.up = false
    this.role = 'secondary'
    this.peerRole = 'unknown'
    this.disk = 'diskless'
    this.peerDisk = 'unknown'
    this.connection = 'stand-alone'
    this.sync = 'none'
    this.suspended = false
    this.generationDue = false
    this.mounted = false
    this.unmounting = false
    this.heldOpen = 0
    this.pending = []
    this.discards = false
  }

  /** `up` after a boot: what the flags allow to believe (drbd_adm_attach). */
  attach(): void {
    this.up = true
    this.connection = 'connecting'
    this.peerDisk = this.broken ? 'unknown' : this.metadata.peerOutdated ? 'outdated' : 'unknown'
    if (this.broken) return
    this.disk = this.diskOfFlags()
    if (this.metadata.primary) {
      this.metadata.crashedPrimary = true
      this.metadata.primary = false
    }
    this.persist()
  }

  /** Quality of a disk that is attached now, by its flags and what is known of the peer. */
  diskOfFlags(): Disk {
    const { consistent, wasUpToDate } = this.metadata
    if (!consistent) return 'inconsistent'
    if (!wasUpToDate) return 'outdated'
    return this.peerDisk === 'outdated' ? 'up-to-date' : 'consistent'
  }

  /** A new generation: what was current becomes the mark from which the peer is behind. */
  beginGeneration(identifier: string): void {
    if (this.disk === 'diskless') return
    this.metadata.bitmap = this.metadata.current
    this.metadata.current = identifier
  }

  /** The connection is lost. `peerDisk`: what is known of the peer's disk by the way it went. */
  lose(next: 'stand-alone' | 'connecting', fresh: () => string, peerDisk?: Disk): void {
    const before = this.peerDisk
    this.connection = next
    this.sync = 'none'
    this.peerRole = 'unknown'
    const keeps = this.peerDisk === 'inconsistent' || this.peerDisk === 'outdated'
    this.peerDisk = peerDisk ?? (keeps ? this.peerDisk : 'unknown')
    // A node without consistent data has nothing to fence for: it is not frozen, its accesses fail.
    const leads = this.role === 'primary' && !worse(this.disk, 'consistent')
    if (leads && worse('outdated', this.peerDisk)) this.suspended = true
    if (leads && lostCopy(before, this.peerDisk)) this.#generationAfterLoss(fresh)
    this.persist()
    if (!this.suspended) this.finishPending()
  }

  #generationAfterLoss(fresh: () => string): void {
    if (this.metadata.bitmap !== noIdentifier || this.disk !== 'up-to-date') return
    if (this.suspended) this.generationDue = true
    else this.beginGeneration(fresh())
  }

  /** The peer's disk failed while connected, or is found to have failed: what is written from now on is here only. */
  peerFailed(fresh: () => string): void {
    const before = this.peerDisk
    this.peerDisk = 'diskless'
    this.sync = 'none'
    const either = this.role === 'primary' || this.peerRole === 'primary'
    if (either && lostCopy(before, 'diskless')) this.#generationAfterLoss(fresh)
    this.persist()
  }

  /** Outcome of the fence handler. Other codes change nothing: the writes stay frozen. */
  fenced(code: number, fresh: () => string): void {
    if (code === 6 && this.role === 'secondary' && worse('outdated', this.disk)) this.disk = 'outdated'
    const before = this.peerDisk
    if (code === 3) this.peerDisk = 'inconsistent'
    if (code === 4 || code === 7 || (code === 5 && this.disk === 'up-to-date')) this.peerDisk = 'outdated'
    if (before !== this.peerDisk && this.role === 'primary') {
      if (this.generationDue || lostCopy(before, this.peerDisk)) {
        if (this.metadata.bitmap === noIdentifier && this.disk === 'up-to-date') this.beginGeneration(fresh())
      }
    }
    if (!worse('outdated', this.peerDisk)) this.goOn()
    this.persist()
  }

  /** Frozen writes go on. */
  goOn(): void {
    this.suspended = false
    this.generationDue = false
    this.finishPending()
    if (this.unmounting) {
      this.unmounting = false
    }
  }

  /** Writes that wait for the peer are good with the own copy alone; without one they end with an error. */
  finishPending(): void {
    const done = this.pending
    this.pending = []
    if (worse(this.disk, 'consistent')) return
    for (const write of done) {
      this.outOfSyncKib += writeKib
      write.done()
    }
  }
}

/** KiB of one write. */
export const writeKib = 4

/** Did a loss take away a copy that was being kept up to date (lost_contact_to_peer_data)? */
function lostCopy(before: Disk, after: Disk): boolean {
  const gone = worse(after, 'inconsistent') || after === 'unknown' || after === 'outdated'
  if (!worse(before, 'inconsistent') && before !== 'unknown' && before !== 'outdated') return gone
  return before === 'unknown' && (after === 'diskless' || after === 'outdated')
}
