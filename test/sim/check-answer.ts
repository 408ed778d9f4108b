/**
 * Is the kernel told only what is proven of the peer (S10)?
 *
 * Each answer of the handler says something of the peer's copy, of its role or of its life. What it says is compared with
 * what the world knows.
 */
import { confirmedOff } from './check-fence.ts'
import { departed, forced } from './check-takeover.ts'
import type { Disks } from './disks.ts'
import { carrierOf } from './links.ts'
import { other } from './machine.ts'
import type { NodeIndex } from './machine.ts'
import type { World } from './world.ts'

/** A master goes on alone on silence after this many dead times at the earliest (D11a). */
export const aloneShare = 1.2
/** And after a recorded loss of the peer's power after this, ms (D11b). */
const poweredOffMs = 3_000
/** Tolerance of clocks and timers, ms. */
const toleranceMs = 5

type Answer = { readonly node: NodeIndex; readonly resource: number; readonly code: number }

/** What is wrong with an answer to the kernel, by the truth. */
export function lieOf(world: World, disks: Disks, { node, resource, code }: Answer): string | undefined {
  const on = disks.replications[resource]
  if (on === undefined) return undefined
  const peer = on.of(other(node))
  const { consistent, wasUpToDate } = peer.metadata
  // The kernel looks away when it is connected again.
  if (on.of(node).connection === 'connected') return undefined
  switch (code) {
    case 1:
      return undefined
    case 3:
      // A copy whose disk failed is behind by the record of its node, as long as that stands; it may just have been mended.
      if (peer.disk === 'diskless' || saidFailed(world, node, resource))
        if (remembersStale(world, other(node), resource)) return undefined
      return consistent ? 'the disk of the peer is not inconsistent' : undefined
    case 4:
      return consistent && wasUpToDate ? 'the disk of the peer is not outdated' : undefined
    case 5:
      return lieOfSilence(world, node)
    case 6:
      return peer.role === 'primary' || saidPrimary(world, node, resource) ? undefined : 'the peer is not primary'
    default:
      return confirmedOff(world, world.machines[node]) ? undefined : 'no device said that the peer is off'
  }
}

function saidFailed(world: World, node: NodeIndex, resource: number): boolean {
  const block = world.truth.nodes[node].beat?.resources.find((one) => one.resource === resource)
  return block?.disk === 'failed'
}

function saidPrimary(world: World, node: NodeIndex, resource: number): boolean {
  const block = world.truth.nodes[node].beat?.resources.find((one) => one.resource === resource)
  return block?.role === 'disk-primary'
}

function remembersStale(world: World, node: NodeIndex, resource: number): boolean {
  const { record } = world.machines[node].store
  return typeof record !== 'string' && record.disks[resource]?.stale === true
}

function lieOfSilence(world: World, node: NodeIndex): string | undefined {
  const { settings, agent } = world.machines[node]
  const { beat, arrivedAt } = world.truth.nodes[node]
  const agoMs = world.now - arrivedAt
  const { deadMs, lateMs } = settings.timing
  if (world.fence !== undefined && lies(world, node)) return 'silence is no proof where a device is'
  if (beat === undefined || departed(world, node) || beat.order?.step === 'released') return undefined
  if (settings.isolation === 'manual' || beat.flags.keepStandby) {
    return agoMs >= lateMs - toleranceMs ? undefined : `the peer was heard ${Math.round(agoMs)} ms ago`
  }
  if (agoMs < deadMs - toleranceMs) return `the peer was heard ${Math.round(agoMs)} ms ago`
  const peer = world.machines[other(node)]
  // What was heard last is gone with the power, whether or not that is back.
  const off = !peer.powered || peer.poweredAt > arrivedAt
  if (agent?.state.phase === 'taking-over' || off || agoMs >= deadMs * aloneShare - toleranceMs) return undefined
  if (agoMs >= poweredOffMs - toleranceMs && looksOff(world, node)) return undefined
  return `the peer may still decide, ${Math.round(agoMs)} ms after its last beat`
}

/**
 * With a device silence alone is no answer. A peer that left in order or gave everything away is no silent one, one that
 * never takes by itself needs no device, and the operator may answer for it by force (D15).
 */
function lies(world: World, node: NodeIndex): boolean {
  const machine = world.machines[node]
  const { beat } = world.truth.nodes[node]
  if (beat?.order?.step === 'released' || beat?.flags.keepStandby === true || departed(world, node)) return false
  return !forced(world, machine) && machine.agent?.state.plan?.forced !== true
}

/**
 * What D2 calls `powered-off`, and D11b answers 5 for: the direct cable or the modem lines have no carrier, and no zone
 * shows the peer's own address. Cables pulled one by one look the same.
 */
function looksOff(world: World, node: NodeIndex): boolean {
  const machine = world.machines[node]
  const dark = world.paths.some((path) => (path.direct || path.modemLines) && !carrierOf(world, machine, path))
  return dark && !world.lan.nets.some((_, zone) => world.lan.reaches(zone))
}
