/**
 * Where does each fact go?
 *
 * Absorbing notes a fact and nothing more; what follows from it is decided afterwards, once. The two exceptions stand
 * in `claim.ts`: an address that vanished is put back, and a rival is answered, in the turn that learns of it.
 */
import { later } from '../base/time.ts'
import { unreachable } from '../base/assert.ts'
import { absorbMissing, absorbRival, noteStall } from './claim.ts'
import { absorbDisks } from './disk-record.ts'
import type { Fact, PairEvent } from './events.ts'
import { absorbDevice, absorbFenced } from './fence-device.ts'
import { absorbAsk } from './fencing.ts'
import { absorbBeat, setPath } from './links.ts'
import { absorbOperator } from './operator.ts'
import { absorbOutdated } from './outdating.ts'
import { absorbDone, absorbFailed } from './plan-watch.ts'
import { absorbWriteFailed, absorbWritten } from './record.ts'
import { firstZone } from './first-state.ts'
import { absorbTargets } from './jury.ts'
import { absorbLinks, absorbPeerCheck } from './link-view.ts'
import { absorbServed } from './service-orders.ts'
import { absorbServices, firstService } from './service-view.ts'
import { absorbStart } from './start.ts'
import { set, setClaim, setPeer, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import { absorbAnswer, absorbCarrier, absorbUnasked, noteWitness } from './zone-facts.ts'
import type { PairSettings } from './settings.ts'

/** Notes one fact. */
export function absorb(turn: Turn, event: PairEvent): void {
  if (ofEyes(event)) {
    absorbOfEyes(turn, event)
    return
  }
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
    case 'probe-unsent':
    case 'witness-answer':
    case 'zone-carrier':
      absorbOfZones(turn, event)
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

/** What answers, missing questions and carriers teach. */
function absorbOfZones(
  turn: Turn,
  event: Fact<'probe-answer' | 'probe-unsent' | 'witness-answer' | 'zone-carrier'>,
): void {
  if (event.type === 'probe-answer') absorbAnswer(turn, event)
  else if (event.type === 'probe-unsent') absorbUnasked(turn, event.zone)
  else if (event.type === 'witness-answer') noteWitness(turn)
  else absorbCarrier(turn, event)
}

type EyesFact = Fact<'services' | 'links' | 'targets' | 'peer-check'>

function ofEyes(event: PairEvent): event is EyesFact {
  const { type } = event
  return type === 'services' || type === 'links' || type === 'targets' || type === 'peer-check'
}

/** What the services and the links of this node are like. */
function absorbOfEyes(turn: Turn, event: EyesFact): void {
  if (event.type === 'services') absorbServices(turn, event.services)
  else if (event.type === 'links') absorbLinks(turn, event)
  else if (event.type === 'targets') absorbTargets(turn, event)
  else absorbPeerCheck(turn, event)
}

/** Each id belongs to a write, to an order of a disk, of the fencing device or of a service, or to the step of a plan. */
function absorbOutcome(turn: Turn, event: Fact<'effect-done' | 'effect-failed'>): void {
  const { id } = event
  if (event.type === 'effect-done') {
    if (absorbWritten(turn, id) || absorbOutdated(turn, id, true) || absorbFenced(turn, id)) return
    if (!absorbServed(turn, id)) absorbDone(turn, id)
  } else if (absorbWriteFailed(turn, id, event.text) || absorbOutdated(turn, id, false)) return
  else if (!absorbFenced(turn, id, event.text) && !absorbServed(turn, id, event.text))
    absorbFailed(turn, id, event.text)
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

/** New settings: views of zones and services that stay keep what they know. */
function absorbSettings(turn: Turn, event: Fact<'settings'>): void {
  const next: PairSettings = event.settings
  const zones = next.zones.map(
    (zone) => turn.state.zones.find((view) => view.zone === zone.zone) ?? firstZone(zone.zone, turn.now),
  )
  const services = next.services.map(
    ({ name }) => turn.state.services.find((view) => view.name === name) ?? firstService(name),
  )
  set(turn, { zones, services, inconsistent: event.inconsistent })
  want(turn, { settingsHash: next.settingsHash })
  tell(turn, event.inconsistent ? 'settings-inconsistent' : 'settings-changed')
  // Renewed and announced at the end of this turn, where it is known whether this node may: a claim that lapsed, a
  // release under way or a stall still being absorbed forbids it.
  const claim = turn.state.claim
  if (claim?.held === true) setClaim(turn, claim, { renewAt: turn.now, announceRound: 0, announceAt: turn.now })
  turn.urgent = true
}
