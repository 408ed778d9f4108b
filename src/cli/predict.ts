/**
 * How long will a move take?
 *
 * A sum of what was measured, not a promise: messages between the nodes, addresses taken off and put on, probes. It is
 * there to tell an operator "milliseconds" from "seconds" before he says yes. How long a disk takes is not reckoned but
 * taken from past moves, and where there was none, nothing is said.
 */
import type { DaemonStatus } from '../control/protocol.ts'
import type { PastMoves } from './past-moves.ts'
import { renderSpan } from './render-span.ts'

/** `orderMs`: from the order to its answer; `gapMs`: nobody answers for the addresses. */
export type Prediction = {
  readonly orderMs: number
  readonly gapMs: number
  /** What the disks add; `none`: there are none; `unknown`: they add to both, but nobody knows how much. */
  readonly disk: 'none' | 'as in past moves' | 'unknown'
}

/** One message from node to node with the turn of both loops, ms: an Ethernet path; a serial line of 115200 baud. */
const hopMs = { ethernet: 2, serial: 12 }

/** Messages of a planned move, and how many of them fall between the two owners: asked, ready, released, done. */
const hops = { all: 4, gap: 1 }

/** One address in the kernel, ms: netlink in batches of 100, measured with 1,000 addresses. */
const addMs = { ipv4: 0.014, ipv6: 0.274 }
const removeMs = { ipv4: 0.01, ipv6: 0.116 }

/** One announcement of one address, both forms, ms: packet socket, measured with 1,000 frames. */
const announceMs = 0.02

/** Three probes that must stay unanswered, at most 250 ms each. */
const verifyMs = 750

/** Scheduling and the durable record, ms: one sync of a solid-state disk. */
const turnMs = 5

/** `peerHeard`: the move is planned by both nodes; else this node acts alone, `verified` by probes or not. */
export function predictMove(
  status: DaemonStatus,
  move: { readonly peerHeard: boolean; readonly verified: boolean },
  past: PastMoves,
): Prediction {
  const network = predictNetwork(status, move)
  if (status.disks.length === 0) return { ...network, disk: 'none' }
  const releaseMs = move.peerHeard ? past.releaseMs : 0
  if (past.takeMs === null || releaseMs === null) return { ...network, disk: 'unknown' }
  const diskMs = Math.ceil(past.takeMs + releaseMs)
  return { orderMs: network.orderMs + diskMs, gapMs: network.gapMs + diskMs, disk: 'as in past moves' }
}

/** The prediction in a line. */
export function renderPrediction({ orderMs, gapMs, disk }: Prediction): string {
  if (disk === 'unknown') return 'predicted: not known, no past move tells how long the disks take'
  const base = disk === 'none' ? '' : ', as in the last moves'
  return `predicted: about ${renderSpan(orderMs)} in all, the addresses without an owner for about ${renderSpan(gapMs)}${base}`
}

function predictNetwork(
  status: DaemonStatus,
  move: { readonly peerHeard: boolean; readonly verified: boolean },
): Omit<Prediction, 'disk'> {
  const addresses = status.vips.filter((vip) => vip.enabled).flatMap((vip) => [vip.address, ...vip.aliases])
  const add = sum(addresses, addMs) + addresses.length * announceMs
  const remove = sum(addresses, removeMs)
  if (!move.peerHeard) {
    const orderMs = Math.ceil(turnMs + (move.verified && addresses.length > 0 ? verifyMs : 0) + add)
    return { orderMs, gapMs: orderMs }
  }
  const hop = status.paths.some((path) => path.medium === 'ethernet' && path.up) ? hopMs.ethernet : hopMs.serial
  const orderMs = Math.ceil(turnMs + hops.all * hop + remove + add)
  return { orderMs, gapMs: addresses.length === 0 ? 0 : Math.ceil(hops.gap * hop + remove + add) }
}

function sum(addresses: readonly string[], each: { readonly ipv4: number; readonly ipv6: number }): number {
  return addresses.reduce((total, address) => total + (address.includes(':') ? each.ipv6 : each.ipv4), 0)
}
