/**
 * Where does each fact go?
 *
 * Absorbing notes a fact and nothing more; what follows from it is decided afterwards, once. The two exceptions stand
 * in `claim.ts`: an address that vanished is put back, and a rival is answered, in the turn that learns of it.
 */
import { later } from '../base/time.ts'
import { unreachable } from '../base/assert.ts'
import { absorbMissing, absorbRival, newClaim, noteStall } from './claim.ts'
import { absorbDisks } from './disk-record.ts'
import { adopt } from './election.ts'
import type { Fact, PairEvent } from './events.ts'
import { absorbDevice, absorbFenced } from './fence-device.ts'
import { absorbAsk } from './fencing.ts'
import { absorbBeat, setPath } from './links.ts'
import { absorbOperator } from './operator.ts'
import { absorbOutdated } from './outdating.ts'
import { beginCleaning } from './plan.ts'
import { absorbDone, absorbFailed } from './plan-watch.ts'
import { absorbWriteFailed, absorbWritten } from './record.ts'
import { emptyMemory, firstZone } from './first-state.ts'
import { enter, set, setClaim, setPeer, tell, want } from './turn.ts'
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
      absorbPath(turn, event)
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
      return
    case 'disk':
    case 'fence-asked':
    case 'fence-device':
      absorbOfDisks(turn, event)
      return
    case 'order':
      absorbOperator(turn, event.orderId, event.order)
      return
    case 'settings':
      absorbSettings(turn, event)
      return
    case 'effect-done':
    case 'effect-failed':
      absorbOutcome(turn, event)
      return
    default:
      unreachable(event)
  }
}

/** Each id belongs to a write, to an order of a disk or of the fencing device, or to the step of a plan. */
function absorbOutcome(turn: Turn, event: Fact<'effect-done' | 'effect-failed'>): void {
  const { id } = event
  if (event.type === 'effect-done') {
    if (!absorbWritten(turn, id) && !absorbOutdated(turn, id, true) && !absorbFenced(turn, id)) absorbDone(turn, id)
  } else if (absorbWriteFailed(turn, id, event.text) || absorbOutdated(turn, id, false)) return
  else if (!absorbFenced(turn, id, event.text)) absorbFailed(turn, id, event.text)
}

/** What the disks are like; the kernel asks what became of the peer; the device that could tell answers, or does not. */
function absorbOfDisks(turn: Turn, event: Fact<'disk' | 'fence-asked' | 'fence-device'>): void {
  if (event.type === 'disk') absorbDisks(turn, event.resources)
  else if (event.type === 'fence-asked') absorbAsk(turn, event.askId, event.resource)
  else absorbDevice(turn, event.answers, event.text)
}

/** Between the two nothing is decided (C5). */
function absorbStall(turn: Turn, event: Fact<'stalled' | 'caught-up'>): void {
  if (event.type === 'stalled') {
    set(turn, { absorbing: true, stalledSince: turn.state.steppedAt })
    noteStall(turn, event.forMs)
    return
  }
  set(turn, { absorbing: false })
  turn.urgent = true
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
  if (memory.bootId !== bootId) want(turn, { witnessed: false })
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
  if (event.owned !== 'none') tell(turn, 'leftovers-removed')
  // What a disk or a mount was left as is known only by putting it right.
  if (event.owned !== 'none' || turn.settings.resources.length > 0)
    beginCleaning(turn, event.memory === 'unreadable' || memory.bootId === bootId)
  if (event.memory === 'unreadable') {
    tell(turn, 'memory-unreadable')
    want(turn, { held: true })
  }
  if (event.inconsistent) tell(turn, 'settings-inconsistent')
}

function absorbPath(turn: Turn, event: Fact<'path-device'>): void {
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
  // Renewed and announced at the end of this turn, where it is known whether this node may: a claim that lapsed, a
  // release under way or a stall still being absorbed forbids it.
  const claim = turn.state.claim
  if (claim?.held === true) setClaim(turn, claim, { renewAt: turn.now, announceRound: 0, announceAt: turn.now })
  turn.urgent = true
}
