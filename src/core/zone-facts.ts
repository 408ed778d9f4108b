/**
 * What do answers, missing questions and carriers teach about the zones and their witnesses?
 *
 * An answer for a virtual address ends the row of unanswered probes; an answer of any other host is a witness. A question
 * that never left is taken back: its silence proves nothing.
 */
import type { Fact } from './events.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Zone } from './types.ts'
import type { ZoneView } from './views.ts'

function zonesWith(turn: Turn, name: Zone, change: (zone: ZoneView) => ZoneView): readonly ZoneView[] {
  return turn.state.zones.map((zone) => (zone.zone === name ? change(zone) : zone))
}

function setZone(turn: Turn, name: Zone, change: (zone: ZoneView) => ZoneView): void {
  set(turn, { zones: zonesWith(turn, name, change) })
}

/** Somebody answered a probe. */
export function absorbAnswer(turn: Turn, event: Fact<'probe-answer'>): void {
  const { at } = event
  if (event.subject === 'vip') {
    if (event.answerer === 'third' && turn.settings.takeFromStranger) return
    setZone(turn, event.zone, (zone) => ({ ...zone, vipHeardAt: at, vipAnswerer: event.answerer, unanswered: [] }))
    return
  }
  if (event.subject === 'peer-address') {
    setZone(turn, event.zone, (zone) => ({ ...zone, peerHeardAt: at }))
    return
  }
  const zones = zonesWith(turn, event.zone, (zone) => ({ ...zone, neighbourHeardAt: at }))
  noteWitness(turn, zones)
}

/** A witness answered; `zones`: with what its zone learned of it. */
export function noteWitness(turn: Turn, zones = turn.state.zones): void {
  const { state, now } = turn
  set(turn, { zones, witnessAt: now, witnessTold: false })
  if (state.witnessTold) tell(turn, 'witness-back')
}

/** The carrier of a device with virtual addresses. */
export function absorbCarrier(turn: Turn, event: Fact<'zone-carrier'>): void {
  const zone = turn.state.zones.find((view) => view.zone === event.zone)
  if (zone === undefined || zone.carrier === event.up) return
  setZone(turn, event.zone, (view) => ({ ...view, carrier: event.up, carrierSince: turn.now, unanswered: [] }))
  tell(turn, event.up ? 'zone-up' : 'zone-down', event.zone)
  turn.urgent = true
}

/** The latest probe did not leave in this zone. */
export function absorbUnasked(turn: Turn, zone: Zone): void {
  setZone(turn, zone, (view) => ({ ...view, unanswered: view.unanswered.slice(0, -1) }))
}
