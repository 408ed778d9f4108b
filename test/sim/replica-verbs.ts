/**
 * What do the commands of the driver's tool do to a resource?
 *
 * `primary`, `secondary`, `disconnect`, `connect`, `outdate`, and what befalls a disk. Outcomes are those that were
 * measured, with their exit codes: 11 and 17 are refusals of a state, and an exit code 0 of `outdate` proves nothing (E6).
 */
import { justCreated, noIdentifier } from '../../src/core/generation.ts'
import type { NodeIndex } from './machine.ts'
import { worse } from './replica.ts'
import type { Disk, Replica } from './replica.ts'
import type { Replication } from './replication.ts'
import { stopSync } from './resync.ts'

/** How a command ended, with the exit code of the tool. */
export type Outcome = { readonly exit: number; readonly text: string }

const done: Outcome = { exit: 0, text: 'done' }
const twoPrimaries: Outcome = { exit: 11, text: '(-1) Multiple primaries not allowed by config' }
const peerNotOutdated: Outcome = { exit: 11, text: '(-7) Refusing to be Primary while peer is not outdated' }
const heldOpen: Outcome = { exit: 11, text: '(-12) Device is held open by someone' }
const noCurrentData: Outcome = { exit: 17, text: '(-2) Need access to UpToDate data' }
const unknownResource: Outcome = { exit: 10, text: 'unknown resource' }

/** The kernel tries a promotion this often (drbd_set_role, measured E7). */
const triesMax = 4
/** A peer that is primary is asked once more after its ping time, ms (E3). */
const pingMs = 600
const againMs = 50

/** `primary`, or `primary --force`. Calls the handler when the peer is lost. `end` may come much later. */
export function promote(on: Replication, node: NodeIndex, force: boolean, end: (outcome: Outcome) => void): void {
  attempt({ on, replica: on.of(node), force, end, disk: undefined, peerDisk: undefined }, 1)
}

type Promotion = {
  readonly on: Replication
  readonly replica: Replica
  readonly force: boolean
  readonly end: (outcome: Outcome) => void
  /** What force makes of the disks, in the same change of state as the role. */
  disk: 'up-to-date' | undefined
  peerDisk: 'outdated' | undefined
}

function attempt(promotion: Promotion, tries: number): void {
  const { on, replica, end } = promotion
  const { node } = replica
  if (!replica.up || replica.role === 'primary') {
    end(replica.up ? done : unknownResource)
    return
  }
  if (replica.connection === 'connected' && !on.linked) {
    on.hasten(node)
    on.bench.later(node, againMs, () => {
      attempt(promotion, tries)
    })
    return
  }
  const refusal = refusalOf(replica, promotion.disk ?? replica.disk, promotion.peerDisk ?? replica.peerDisk)
  if (refusal === undefined) become(promotion)
  else if (tries > triesMax) end(refusal)
  else if (refusal === twoPrimaries) waitForPing(promotion, tries)
  else if (refusal === peerNotOutdated) askFirst(promotion, tries)
  else raise(promotion, tries)
}

function waitForPing(promotion: Promotion, tries: number): void {
  const { on, replica, end } = promotion
  if (tries > 1) {
    end(twoPrimaries)
    return
  }
  on.bench.later(replica.node, pingMs, () => {
    attempt(promotion, tries + 1)
  })
}

/** No current data: force makes it so, and so does a peer that is known to be behind a consistent copy. */
function raise(promotion: Promotion, tries: number): void {
  const { on, replica, end } = promotion
  const forceable = promotion.force && promotion.disk === undefined
  if (forceable && worse(replica.disk, 'up-to-date') && !worse(replica.disk, 'inconsistent')) {
    promotion.disk = 'up-to-date'
    attempt(promotion, tries + 1)
    return
  }
  const mayAsk = replica.disk === 'consistent' && replica.connection !== 'connected' && replica.peerDisk === 'unknown'
  if (!mayAsk) {
    end(noCurrentData)
    return
  }
  on.fence(replica, () => {
    if (!worse('outdated', replica.peerDisk) && replica.disk === 'consistent') replica.disk = 'up-to-date'
    attempt(promotion, tries + 1)
  })
}

function askFirst(promotion: Promotion, tries: number): void {
  const { on, replica, force } = promotion
  const next = (): void => {
    if (force && worse('outdated', replica.peerDisk)) promotion.peerDisk = 'outdated'
    attempt(promotion, tries + 1)
  }
  // A node that is not even consistent has nothing to fence for: the handler is not called (E8c).
  if (worse(replica.disk, 'consistent')) next()
  else on.fence(replica, next)
}

/** is_valid_state, for a node that wants to be primary. */
function refusalOf(replica: Replica, disk: Disk, peerDisk: Disk): Outcome | undefined {
  const connected = replica.connection === 'connected'
  if (connected && replica.peerRole === 'primary') return twoPrimaries
  if (!connected && worse(disk, 'up-to-date')) return noCurrentData
  if (!connected && !worse(peerDisk, 'unknown')) return peerNotOutdated
  return !worse('inconsistent', disk) && !worse('inconsistent', peerDisk) ? noCurrentData : undefined
}

function become({ on, replica, end, disk, peerDisk }: Promotion): void {
  // Force was called for, and the peer came back with equal data before the kernel used it: nothing is forced then.
  const forces = disk !== undefined && !(replica.connection === 'connected' && replica.disk === 'up-to-date')
  const alone = replica.connection !== 'connected' || worse(replica.peerDisk, 'inconsistent')
  const fresh = replica.metadata.bitmap === noIdentifier
  replica.role = 'primary'
  replica.disk = disk ?? replica.disk
  if (replica.connection !== 'connected') replica.peerDisk = peerDisk ?? replica.peerDisk
  if (alone && fresh) replica.beginGeneration(on.fresh())
  // With force a second one begins, and the mark from which the peer is behind is lost: it will be a split brain (E8c).
  if (forces) replica.beginGeneration(on.fresh())
  replica.persist()
  if (replica.connection === 'connected') {
    const peer = on.peerOf(replica.node)
    peer.peerRole = 'primary'
    const lone = replica.disk === 'diskless' && peer.disk === 'up-to-date' && peer.metadata.bitmap === noIdentifier
    if (lone) peer.beginGeneration(on.fresh())
    replica.exposed = peer.metadata.current
  }
  on.tell()
  end(done)
}

/** `secondary`. A frozen resource that nobody holds open is let go without more (measured, A2). */
export function demote(on: Replication, node: NodeIndex): Outcome {
  const replica = on.of(node)
  if (!replica.up || replica.role === 'secondary') return done
  if (replica.held) return heldOpen
  replica.role = 'secondary'
  replica.persist()
  if (replica.connection === 'connected' && on.linked) on.peerOf(node).peerRole = 'secondary'
  on.tell()
  return done
}

/** `disconnect`. With a primary at the other end the one that goes outdates itself (E24); a lost peer is asked for anew (B). */
export function disconnect(on: Replication, node: NodeIndex, end: (outcome: Outcome) => void): void {
  const replica = on.of(node)
  const peer = on.peerOf(node)
  if (replica.connection === 'connected' && !on.linked) {
    on.hasten(node)
    on.bench.later(node, againMs, () => {
      disconnect(on, node, end)
    })
    return
  }
  if (replica.connection === 'connecting') {
    replica.connection = 'stand-alone'
    on.askPeer(replica)
  } else if (replica.connection === 'connected') {
    if (peer.role === 'primary' && worse('outdated', replica.disk)) replica.disk = 'outdated'
    if (replica.role === 'primary' && worse('outdated', peer.disk)) peer.disk = 'outdated'
    const mine = replica.disk === 'outdated' ? 'outdated' : undefined
    const theirs = peer.disk === 'outdated' ? 'outdated' : undefined
    on.drop(node, 'stand-alone', theirs)
    if (peer.connection === 'connected') on.drop(peer.node, 'connecting', mine)
  }
  on.tell()
  on.review()
  end(done)
}

/** `connect`, or `connect --discard-my-data`, which decides a split brain and is refused to a primary (E11). */
export function connect(on: Replication, node: NodeIndex, discards = false): Outcome {
  const replica = on.of(node)
  if (!replica.up) return unknownResource
  if (replica.connection !== 'stand-alone') return { exit: 10, text: 'Local address(port) already in use' }
  if (discards && replica.role === 'primary') return { exit: 10, text: 'not allowed when primary' }
  replica.discards = discards
  replica.connection = 'connecting'
  on.bench.changed(node)
  on.review()
  return done
}

/** `outdate`. Exit 0 says nothing: while connected, or with a peer that is only believed to be there, nothing happens. */
export function outdate(on: Replication, node: NodeIndex): Outcome {
  const replica = on.of(node)
  if (!replica.up) return unknownResource
  if (replica.role === 'primary') return noCurrentData
  if (replica.connection === 'connected') return done
  if (!worse('inconsistent', replica.disk)) return { exit: 5, text: 'is inconsistent' }
  replica.disk = 'outdated'
  replica.persist()
  on.bench.changed(node)
  return done
}

/** The device fails: the driver detaches from it and goes on with the peer's copy, if there is one. */
export function breakDisk(on: Replication, node: NodeIndex): void {
  const replica = on.of(node)
  const peer = on.peerOf(node)
  replica.broken = true
  if (!replica.up || replica.disk === 'diskless') return
  replica.disk = 'diskless'
  replica.exposed = replica.metadata.current
  replica.sync = 'none'
  if (replica.connection !== 'connected') {
    replica.suspended = false
    replica.generationDue = false
    replica.pending = []
    replica.unmounting = false
  } else if (peer.connection === 'connected' && on.linked) {
    peer.peerFailed(on.fresh)
    replica.exposed = peer.metadata.current
  }
  stopSync(on)
  on.tell()
}

/** The device works again: the same with its old content, or a new one. False when it cannot be attached now. */
export function mendDisk(on: Replication, node: NodeIndex, fresh: boolean): boolean {
  const replica = on.of(node)
  const connected = replica.connection === 'connected'
  if (replica.up && connected && !on.linked) return false
  if (replica.up && !connected && replica.role === 'primary') return false
  replica.broken = false
  if (fresh) renew(replica)
  if (!replica.up) return true
  if (replica.disk !== 'diskless') return true
  replica.disk = replica.diskOfFlags()
  replica.metadata.crashedPrimary ||= replica.metadata.primary
  if (connected && !on.attach(node)) replica.disk = 'diskless'
  replica.persist()
  on.tell()
  return true
}

function renew(replica: Replica): void {
  replica.content = new Set()
  Object.assign(replica.metadata, { current: justCreated, bitmap: noIdentifier, history: [noIdentifier, noIdentifier] })
  Object.assign(replica.metadata, { consistent: false, wasUpToDate: false, peerOutdated: false })
}
