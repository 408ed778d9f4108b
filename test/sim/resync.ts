/**
 * How does a copy that is behind catch up, and how does a write reach both copies?
 *
 * A resynchronisation takes as long as what is out of sync takes at the rate of the bench; until its end the target is
 * inconsistent. Writes go to both meanwhile. A write is acknowledged when both copies have it, or when the driver knows
 * that the peer's copy does not count (protocol C).
 */
import { noIdentifier } from '../../src/core/generation.ts'
import type { NodeIndex } from './machine.ts'
import { worse, writeKib } from './replica.ts'
import type { Pending, Replica } from './replica.ts'
import type { Replication } from './replication.ts'

const wireMs = 1
const resendMs = 40
const tickMs = 200
/** Size of the volume, and of what a crash of a primary leaves to compare (activity log), KiB (E17). */
const volumeKib = 40_960
const activityLogKib = 4_096

/** The source begins to send what the target has not got. `full`: everything. */
export function beginSync(on: Replication, source: Replica, full: boolean): void {
  const target = on.peerOf(source.node)
  const { metadata } = source
  const crashed = metadata.crashedPrimary || target.metadata.crashedPrimary
  const kib = full ? volumeKib : Math.max(source.outOfSyncKib, target.outOfSyncKib, crashed ? activityLogKib : 0, 1)
  if (metadata.bitmap !== noIdentifier) metadata.history = [metadata.bitmap, metadata.history[0]]
  metadata.bitmap = on.fresh()
  Object.assign(target.metadata, { current: metadata.bitmap, bitmap: noIdentifier })
  Object.assign(source, { disk: 'up-to-date', peerDisk: 'inconsistent', sync: 'source' })
  Object.assign(target, { disk: 'inconsistent', peerDisk: 'up-to-date', sync: 'target' })
  on.onResync(source, target)
  for (const replica of on.replicas) {
    on.resend(replica)
    replica.outOfSyncKib = kib
    replica.persist()
  }
  on.syncRun += 1
  goOn(on, on.syncRun, source, target)
}

/** A resynchronisation under way goes no further. */
export function stopSync(on: Replication): void {
  on.syncRun += 1
  for (const replica of on.replicas) replica.sync = 'none'
}

function goOn(on: Replication, run: number, source: Replica, target: Replica): void {
  on.bench.later(source.node, tickMs, () => {
    if (on.syncRun !== run) return
    if (on.linked) {
      const left = Math.max(0, source.outOfSyncKib - on.bench.rate * tickMs)
      source.outOfSyncKib = left
      target.outOfSyncKib = left
      if (left === 0) {
        end(on, source, target)
        return
      }
    }
    goOn(on, run, source, target)
  })
}

function end(on: Replication, source: Replica, target: Replica): void {
  on.onResync(source, target)
  // A write of the target's own users that is under way now is in its copy already.
  target.content = new Set([...source.content, ...target.pending.map(({ id }) => id)])
  const { metadata } = source
  metadata.history = [metadata.bitmap, metadata.history[0]]
  metadata.bitmap = noIdentifier
  Object.assign(target.metadata, { current: metadata.current, bitmap: noIdentifier, history: metadata.history })
  target.discards = false
  for (const replica of on.replicas)
    Object.assign(replica, { sync: 'none', disk: 'up-to-date', peerDisk: 'up-to-date' })
  for (const replica of on.replicas) replica.persist()
  on.tell()
}

/** The application of a node writes. False when the write cannot begin now. `done`: it is acknowledged. */
export function write(on: Replication, node: NodeIndex, id: number, done: () => void): boolean {
  const replica = on.of(node)
  if (replica.role !== 'primary' || !replica.mounted || replica.suspended || replica.pending.length > 0) return false
  const connected = replica.connection === 'connected'
  const remote = connected && replica.peerDisk === 'up-to-date'
  if (worse(replica.disk, 'consistent') && !remote) return false
  if (replica.disk !== 'diskless') replica.content.add(id)
  if (!connected) {
    replica.outOfSyncKib += writeKib
    done()
    return true
  }
  const pending: Pending = { id, done }
  replica.pending.push(pending)
  const run = replica.connections
  on.bench.later(node, wireMs, () => {
    transfer(on, replica, pending, run)
  })
  return true
}

function transfer(on: Replication, replica: Replica, pending: Pending, run: number): void {
  const { bench } = on
  const peer = on.peerOf(replica.node)
  if (!replica.pending.includes(pending) || replica.connections !== run || replica.connection !== 'connected') return
  const arrives = bench.open(replica.node) && bench.awake(peer.node) && peer.connections === run
  const taken = arrives && peer.connection === 'connected'
  if (taken && peer.disk !== 'diskless') peer.content.add(pending.id)
  if (taken && bench.open(peer.node)) {
    replica.pending = replica.pending.filter((one) => one !== pending)
    pending.done()
    return
  }
  bench.later(replica.node, resendMs, () => {
    transfer(on, replica, pending, run)
  })
}
