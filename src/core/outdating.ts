/**
 * The primary lost its replication and asks this node to outdate its copy: how is that done (D11)?
 *
 * The order comes with the beats, over whatever path still lives. It is obeyed in two steps: first the record says that
 * this copy is stale, then the driver outdates the disk. Only when both are done does the own block say so, and only then
 * may the primary write on. A node that claims, or whose disk is primary, does not obey: its block says why.
 */
import { plus } from '../base/time.ts'
import type { ResourceFacts } from './disk-facts.ts'
import { asking, diskMemory, inSync, peerBlock, relation } from './disk-view.ts'
import type { DiskView } from './disk-view.ts'
import { discardOrder } from './repair.ts'
import { peerAlive } from './silence.ts'
import type { PairState } from './state.ts'
import { freshId, order, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { PairSettings } from './settings.ts'

/** An outdate that failed is ordered again after, and a connection that stands alone is tried again after, ms. */
const retryMs = 1_000
const connectMs = 5_000

/** Obeys, and connects again what stands alone without need. Called once a turn. */
export function followOutdate(turn: Turn): void {
  for (const [resource, view] of turn.state.disks.entries()) {
    if (peerBlock(turn.state, resource)?.outdate === true) outdate(turn, resource, view)
    else reconnect(turn, resource, view)
  }
}

function outdate(turn: Turn, resource: number, view: DiskView): void {
  const { state, settings, now } = turn
  if (!peerAlive(state, settings, now) || state.claim !== undefined || view.facts.role === 'disk-primary') return
  const memory = diskMemory(state, settings, resource)
  // A take here came as far as this disk: the one who asks is behind, and gives up as soon as it hears so.
  if (view.facts.disk !== 'inconsistent' && relation(state, settings, resource) === 'theirs-behind') return
  if (!memory.stale) {
    tell(turn, 'outdate-asked', settings.resources[resource] ?? '')
    const disks = state.wanted.disks.map((disk, index) => (index === resource ? { ...disk, stale: true } : disk))
    want(turn, { disks })
    change(turn, resource, { ...view, markedAt: now })
  }
  const durable = state.durable.disks[resource]?.stale === true
  if (!durable || behind(view) || view.outdateId !== 0 || now < view.outdateRetryAt) return
  const id = freshId(turn)
  change(turn, resource, { ...view, outdateId: id })
  order(turn, { type: 'disk-outdate', id, resource })
}

/** Is the disk, as read back, one that no kernel promotes? */
function behind(view: DiskView): boolean {
  const { disk, connection } = view.facts
  return connection !== 'connected' && (disk === 'outdated' || disk === 'inconsistent' || disk === 'failed')
}

/** An outdate was done or failed. True when `id` was one. What it led to, the driver tells: older facts say nothing. */
export function absorbOutdated(turn: Turn, id: number, done: boolean): boolean {
  const resource = turn.state.disks.findIndex((view) => view.outdateId === id && id !== 0)
  const view = turn.state.disks[resource]
  if (view === undefined) return false
  const markedAt = done ? turn.now : view.markedAt
  change(turn, resource, { ...view, outdateId: 0, markedAt, outdateRetryAt: plus(turn.now, retryMs) })
  turn.urgent = true
  return true
}

/** A resource that stands alone though both copies belong together is connected again. */
function reconnect(turn: Turn, resource: number, view: DiskView): void {
  const { state, settings, now } = turn
  if (view.facts.connection !== 'stand-alone' || now < view.connectAt || state.leaving !== 'no') return
  const related = relation(state, settings, resource)
  // A half-written copy is behind whatever its identifiers say.
  const doubtful = related === 'diverged' || related === 'unrelated' || related === 'unknown'
  const apart = doubtful && view.facts.disk !== 'inconsistent'
  if (apart || !peerAlive(state, settings, now) || view.outdateId !== 0) return
  change(turn, resource, { ...view, connectAt: plus(now, connectMs) })
  order(turn, { type: 'disk-connect', resource, anew: false })
}

function change(turn: Turn, resource: number, view: DiskView): void {
  set(turn, { disks: turn.state.disks.map((disk, index) => (index === resource ? view : disk)) })
}

/** The blocks of the own resources in a beat. */
export function diskBlocks(state: PairState, settings: PairSettings): readonly ResourceFacts[] {
  return state.disks.map((view, resource) => {
    const { connection, role, disk, peerDisk, suspended, generation } = view.facts
    const discard = discardOrder(state, settings, resource)
    return {
      ...{ resource, connection, role, disk, peerDisk, suspended },
      inSync: inSync(view.facts),
      outdate: asking(view),
      outdated: state.durable.disks[resource]?.stale === true && behind(view) && state.claim === undefined,
      ...(discard === undefined ? {} : { discard }),
      ...(generation === undefined ? {} : { generation }),
    }
  })
}

/** When the disks want to be looked at again without a new fact. */
export function nextDiskAt(state: PairState, settings: PairSettings): readonly DiskView['connectAt'][] {
  return settings.resources.flatMap((_, resource) => {
    const view = state.disks[resource]
    if (view === undefined) return []
    const block = peerBlock(state, resource)
    const waits = block?.outdate === true || block?.discard !== undefined ? [view.outdateRetryAt, view.connectAt] : []
    return view.facts.connection === 'stand-alone' || asking(view) ? [...waits, view.connectAt] : waits
  })
}
