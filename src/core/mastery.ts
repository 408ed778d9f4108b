/**
 * A node that holds the addresses: may it go on, and should it hand over?
 *
 * In this order: a lapsed claim is resumed when it is certain that nobody else claims; a node cut off from everybody
 * drops the addresses (D16); a service that fails again and again, or a lost carrier, moves them to a peer that could do
 * better (FO-9, D19); a steady pair fails back (D4).
 */
import { elapsed, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { resumeWhenCertain } from './claim.ts'
import { handsOver } from './disk-fitness.ts'
import { authorityAge } from './disk-view.ts'
import { relationNow } from './divergence.ts'
import { isolated, ownRefusal, peerRefusal, showsInTime } from './guards.ts'
import { moveForLinks } from './link-watch.ts'
import { askPeer, dropOrder, ordering, peerClaims } from './pair-order.ts'
import { beginIsolation, beginRelease, beginTake } from './plan.ts'
import { moveForService } from './service-move.ts'
import { peerAlive } from './silence.ts'
import { maintained } from './state.ts'
import { set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'

/** A beat is fresh for so many intervals (D19). */
const freshBeats = 2
/** An automatic failback waits this many times longer after a takeover that followed a failback (D4). */
const flapFactor = 8
/** A node that holds the addresses: keep the claim whole, drop it when cut off, or hand it over. */
export function runAsMaster(turn: Turn): void {
  const { state, settings, now } = turn
  if (state.claim !== undefined && state.claim.lapsedAt > never) {
    resumeWhenCertain(turn)
    return
  }
  if (isolated(state, settings, now)) {
    tell(turn, 'isolated-release', `authority is ${Math.round(authorityAge(state, settings, now))} ms old`)
    dropOrder(turn)
    beginIsolation(turn)
    return
  }
  const lost = diskLost(turn)
  if (lost !== undefined) {
    tell(turn, 'disk-lost', ...lost)
    dropOrder(turn)
    beginRelease(turn, 'disk-lost', true)
    return
  }
  if (state.leaving !== 'no' || ordering(state.order) || state.wanted.held || now < state.moveFrom) return
  if (maintained(state)) return
  const moves = moveForDisk(turn) || moveForService(turn) || moveForCarrier(turn) || moveForLinks(turn)
  if (!moves) failBackWhenSteady(turn)
}

/**
 * Somebody else made a disk secondary or unmounted it: role, disk and addresses hold together (ROLE-5). Or the writes of a
 * copy are frozen and the peer's is newer: a take there came as far as that disk, and this one can only follow it now.
 */
function diskLost(turn: Turn): readonly string[] | undefined {
  const { disks } = turn.state
  const known = disks.every(({ facts }) => facts.role !== 'unknown')
  if (known && disks.some(({ facts }) => facts.role === 'disk-secondary' || !facts.mounted)) return []
  const behind = disks.findIndex(
    ({ facts }, resource) => facts.suspended && relationNow(turn, resource) === 'mine-behind',
  )
  return behind < 0 ? undefined : [`the data of ${turn.settings.resources[behind] ?? ''} is behind the peer's`]
}

/** The own disk failed and the peer has every write (FO-8). True when a move was begun. */
function moveForDisk(turn: Turn): boolean {
  const { state, settings, now } = turn
  if (!state.disks.some(({ facts }) => handsOver(facts)) || peerRefusal(state, settings, now) !== undefined)
    return false
  tell(turn, 'disk-move')
  set(turn, { moveFrom: plus(now, settings.timing.deadMs) })
  askPeer(turn, 'disk-failure')
  return true
}

/** A zone without carrier here, with carrier there (D19). True when a move was begun. */
function moveForCarrier(turn: Turn): boolean {
  const { state, settings, now } = turn
  const limitMs = settings.onCarrierLossMs
  if (limitMs === 'off') return false
  const down = state.zones.filter((zone) => !zone.carrier)
  const beat = state.peer.beat
  if (beat === undefined || !down.some((zone) => elapsed(zone.carrierSince, now) >= limitMs)) return false
  const upHere = state.zones.filter((zone) => zone.carrier).map((zone) => zone.zone)
  const better =
    down.some((zone) => beat.zonesUp.includes(zone.zone)) && upHere.every((zone) => beat.zonesUp.includes(zone))
  if (!better || peerRefusal(state, settings, now) !== undefined) return false
  tell(turn, 'carrier-move', down.map((zone) => zone.zone).join(', '))
  set(turn, { moveFrom: plus(now, settings.timing.deadMs) })
  askPeer(turn, 'carrier-loss')
  // The zone is dead here already, and a fresh beat said that the peer could take at once: asking first would only cost
  // the clients a round trip. If it cannot after all, it says so and this node takes back.
  if (settings.resources.length === 0 && elapsed(state.peer.beatAt, now) <= freshBeats * settings.timing.beatMs)
    beginRelease(turn, 'carrier-loss', false)
  return true
}

/** Instant at which an automatic failback is due, or `undefined` when none is. */
export function failbackDue(turn: Pick<Turn, 'state' | 'settings'>): Instant | undefined {
  const { state, settings } = turn
  const { wanted, peer } = state
  if (settings.failback !== 'auto' || settings.node !== 'slave' || wanted.linkMove || wanted.failbackStopped)
    return undefined
  if (wanted.sticky === settings.node || peer.readySince === never) return undefined
  if (peer.beat?.settingsHash !== settings.settingsHash) return undefined
  const { zonesUp } = peer.beat
  if (state.zones.some((zone) => zone.carrier && !zonesUp.includes(zone.zone))) return undefined
  const factor = wanted.flapCount > 0 ? flapFactor : 1
  const since = peer.readySince > state.phaseAt ? peer.readySince : state.phaseAt
  return plus(since, settings.timing.steadyMs * factor)
}

function failBackWhenSteady(turn: Turn): void {
  const due = failbackDue(turn)
  if (due === undefined || turn.now < due || turn.state.phase !== 'running-master') return
  if (peerRefusal(turn.state, turn.settings, turn.now) !== undefined) return
  tell(turn, 'failback-begun')
  want(turn, { failbackAtMs: turn.now })
  set(turn, { moveFrom: plus(turn.now, turn.settings.timing.deadMs) })
  askPeer(turn, 'automatic-failback')
}

/** Addresses were dropped for want of contact and witness; may they come back (D16)? */
export function endIsolation(turn: Turn): void {
  const { state, settings, now } = turn
  const since = state.claim?.lapsedAt ?? state.phaseAt
  if (state.claim === undefined || ownRefusal(state, settings, now) !== undefined) return
  if (state.zones.every((zone) => !zone.carrier)) return
  const contact = state.authorityAt >= Math.floor(since) && state.peer.contactAt > since && !peerClaims(turn)
  // With a disk a witness proves nothing any more once the peer may have taken: only the peer itself does.
  const early = settings.resources.length === 0 || showsInTime(state, settings, now)
  const witness = early && state.witnessAt > since && !peerAlive(state, settings, now)
  if (!contact && !witness) return
  tell(turn, 'isolated-end', contact ? 'the peer is heard and does not claim' : 'a witness answers')
  beginTake(turn, 'isolated', true)
}
