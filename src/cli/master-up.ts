/**
 * Is the master completely up, as this node hears it?
 *
 * The slave completes its own start only then (CFG-8). A master that is on its way, or that serves without having started
 * everything, is not up yet.
 */
import type { DaemonStatus } from '../control/protocol.ts'

/** By its beats: it is alive and running master. */
export function masterUp({ peer }: DaemonStatus): boolean {
  return peer.verdict === 'alive' && peer.phase === 'running-master'
}

/** The peer is heard, and it is on its way to be running master. */
export function masterComing({ peer }: DaemonStatus): boolean {
  return peer.verdict === 'alive' && (peer.phase === 'starting' || peer.phase === 'taking-over')
}
