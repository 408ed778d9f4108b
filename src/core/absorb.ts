/**
 * Where does each fact go?
 *
 * Absorbing notes a fact and nothing more; what follows from it is decided afterwards, once. The two exceptions stand
 * in `claim.ts`: an address that vanished is put back, and a rival is answered, in the turn that learns of it.
 */
import { later, plus } from '../base/time.ts'
import { unreachable } from '../base/assert.ts'
import { absorbMissing, absorbRival, newClaim, noteStall } from './claim.ts'
import { adopt } from './election.ts'
import type { Fact, PairEvent } from './events.ts'
import { absorbBeat, setPath } from './links.ts'
import { absorbOperator } from './operator.ts'
import { absorbDone, absorbFailed, beginCleaning } from './plan.ts'
import { absorbWriteFailed, absorbWritten } from './record.ts'
import { emptyMemory, firstZone } from './first-state.ts'
import { enter, order, set, setPeer, tell, want } from './turn.ts'
import { lapsed } from './state.ts'
import type { Turn } from './turn.ts'
import { absorbAnswer, absorbCarrier, absorbUnasked, noteWitness } from './zone-facts.ts'
import type { PairSettings } from './settings.ts'

/** Notes one fact. */
export function absorb(turn: Turn, event: PairEvent): void {
  switch (event.type) {
    case 'started':
      absorbStart(turn, event)
      return
    case 'beat':
      absorbBeat(turn, event.beat, event.ageMs)
      return
    case 'beat-refused':
    case 'foreign-version':
    case 'session':
      absorbFrame(turn, event)
      return
    case 'path-device':
      absorbDevice(turn, event)
      return
    case 'probe-answer':
      absorbAnswer(turn, event)
      return
    case 'probe-unsent':
      absorbUnasked(turn, event.zone)
      return
    case 'witness-answer':
      noteWitness(turn)
      return
    case 'zone-carrier':
      absorbCarrier(turn, event)
      return
    case 'address-missing':
      absorbMissing(turn, event.address)
      return
    case 'address-rival':
      absorbRival(turn, event.address, event.answerer)
      return
    case 'stalled':
    case 'caught-up':
      absorbStall(turn, event)
      return
    case 'timer':
    case 'disk':
    case 'fence-asked':
      return
    case 'order':
      absorbOperator(turn, event.orderId, event.order)
      return
    case 'settings':
      absorbSettings(turn, event)
      return
    case 'effect-done':
      if (!absorbWritten(turn, event.id)) absorbDone(turn, event.id)
      return
    case 'effect-failed':
      if (!absorbWriteFailed(turn, event.id, event.text)) absorbFailed(turn, event.id, event.text)
      return
    default:
      unreachable(event)
  }
}

/** Between the two nothing is decided (C5). */
function absorbStall(turn: Turn, event: Fact<'stalled' | 'caught-up'>): void {
  set(turn, { absorbing: event.type === 'stalled' })
  if (event.type === 'stalled') noteStall(turn, event.forMs)
  else turn.urgent = true
}

/** Frames that are no beat: two of the three are life. */
function absorbFrame(turn: Turn, event: Fact<'beat-refused' | 'foreign-version' | 'session'>): void {
  if (event.type === 'beat-refused') {
    const otherKey = event.kind === 'mis-keyed' || event.kind === 'foreign'
    setPath(turn, event.path, { refusedAt: turn.now, ...(otherKey ? { misKeyedAt: turn.now } : {}) })
  } else if (event.type === 'foreign-version') setPath(turn, event.path, { foreignAt: turn.now })
  else {
    setPeer(turn, { contactAt: later(turn.state.peer.contactAt, turn.now) })
    turn.urgent = true
  }
}

function absorbStart(turn: Turn, event: Fact<'started'>): void {
  const readable = typeof event.memory === 'object'
  const memory = typeof event.memory === 'object' ? event.memory : emptyMemory(turn.settings)
  const { bootId, incarnation } = event
  set(turn, {
    startedAt: turn.now,
    bootId,
    incarnation,
    durable: memory,
    wanted: memory,
    inconsistent: event.inconsistent,
  })
  // Whatever was reserved may have been claimed in the run that ended: never use it again.
  const spent = { number: Math.max(memory.term.number, memory.reserved), node: turn.settings.node }
  want(turn, { bootId, incarnation, cleanDeparture: false, intent: 'none', settingsHash: turn.settings.settingsHash })
  if (memory.cleanDeparture) want(turn, { sticky: 'none', linkMove: false })
  // A failback of another boot cannot be dated: it counts as just now, which keeps the limits on the safe side.
  if (memory.failbackAtMs > 0 && memory.bootId !== bootId) want(turn, { failbackAtMs: turn.now })
  const adopts = readable && memory.bootId === bootId && memory.phase === 'running-master' && event.owned === 'all'
  if (adopts && !memory.cleanDeparture && !event.inconsistent && turn.settings.zones.length > 0) {
    // The run that ended may have raised its term up to the reserve without having noted it.
    const claim = { ...newClaim(spent, turn.now), held: true }
    set(turn, { claim })
    want(turn, { term: spent })
    enter(turn, 'running-master')
    tell(turn, 'adopted', `term ${spent.number}`)
    adopt(turn)
    return
  }
  want(turn, { term: spent, phase: 'starting' })
  tell(turn, 'started', `term ${spent.number}`)
  if (event.owned !== 'none') {
    tell(turn, 'leftovers-removed')
    beginCleaning(turn)
  }
  if (event.memory === 'unreadable') {
    tell(turn, 'memory-unreadable')
    want(turn, { held: true })
  }
  if (event.inconsistent) tell(turn, 'settings-inconsistent')
}

function absorbDevice(turn: Turn, event: Fact<'path-device'>): void {
  const path = turn.state.paths[event.path]
  if (path === undefined) return
  const carrierLostAt = path.carrier && !event.carrier ? turn.now : path.carrierLostAt
  const back = event.usable && !path.usable
  setPath(turn, event.path, {
    usable: event.usable,
    carrier: event.carrier,
    carrierLostAt,
    ...(back ? { beatAt: turn.now } : {}),
  })
}

/** New settings: views of paths and zones that stay keep what they know. */
function absorbSettings(turn: Turn, event: Fact<'settings'>): void {
  const next: PairSettings = event.settings
  const zones = next.zones.map(
    (zone) => turn.state.zones.find((view) => view.zone === zone.zone) ?? firstZone(zone.zone, turn.now),
  )
  set(turn, { zones, inconsistent: event.inconsistent })
  want(turn, { settingsHash: next.settingsHash })
  tell(turn, event.inconsistent ? 'settings-inconsistent' : 'settings-changed')
  const claim = turn.state.claim
  if (claim?.held === true && !lapsed(claim)) {
    order(turn, { type: 'vip-renew', leaseMs: next.timing.leaseMs })
    set(turn, { claim: { ...claim, announceRound: 0, announceAt: plus(turn.now, 0) } })
  }
  turn.urgent = true
}
