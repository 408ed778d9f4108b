/**
 * Who should hold the addresses now, and does this node have to move?
 *
 * Called once a turn after the facts are absorbed. The order of the questions is the order of the priorities: end a
 * conflict, follow a move under way, and only then begin a new one. Every function either begins one move or none.
 */
import { elapsed, never, plus } from '../base/time.ts'
import { renew, resumeWhenCertain } from './claim.ts'
import { judgeConflict } from './conflict.ts'
import { isolated, ownRefusal, peerRefusal } from './guards.ts'
import { advanceOrder, askPeer, dropOrder, followOrders, ordering, peerClaims } from './handover.ts'
import { judgePaths, judgeReadiness } from './links.ts'
import { leaveWhenDone } from './operator.ts'
import { answerWaiting, beginIsolation, beginTake, watchPlan } from './plan.ts'
import { deadAt, heardHere, peerAlive, twoWay } from './silence.ts'
import { preferred } from './state.ts'
import { enter, set, setPeer, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import { isDead, judge } from './verdict.ts'
import type { Reason } from './reasons.ts'
import type { Verdict } from './types.ts'

/** An automatic failback waits this many times longer after a takeover that followed a failback (D4). */
export const flapFactor = 8
/** So many takeovers after failbacks stop automatic failback until ordered (D4). */
const flapsToStop = 2

/** Decides. The facts are absorbed; nothing is sent yet. */
export function decide(turn: Turn): void {
  judgeConflict(turn)
  if (turn.state.absorbing) return
  judgePaths(turn)
  judgeReadiness(turn)
  tellVerdict(turn)
  watchPlan(turn)
  followOrders(turn)
  advanceOrder(turn)
  expireWaiting(turn)
  if (turn.state.plan === undefined) decidePhase(turn)
  advanceOrder(turn)
  leaveWhenDone(turn)
}

function decidePhase(turn: Turn): void {
  switch (turn.state.phase) {
    case 'starting':
      decideBoot(turn)
      return
    case 'running-slave':
      standBy(turn)
      return
    case 'held':
      if (!turn.state.wanted.held && !turn.state.soloHold && !turn.state.inconsistent) enter(turn, 'running-slave')
      return
    case 'running-master':
      runAsMaster(turn)
      return
    case 'isolated':
      endIsolation(turn)
      return
    case 'taking-over':
    case 'releasing':
      return
  }
}

function decideBoot(turn: Turn): void {
  const { state, settings, now } = turn
  if (state.incarnation === 0) return
  if (heardHere(state) && state.peer.beat !== undefined) {
    tell(turn, 'standing-by', `the peer is ${state.peer.beat.phase}`)
    enter(turn, state.wanted.held || state.inconsistent ? 'held' : 'running-slave')
    if (turn.state.phase === 'running-slave') standBy(turn)
    return
  }
  if (now < deadAt(state, settings)) return
  tell(turn, 'boot-alone')
  if (settings.soloStart === 'hold') {
    tell(turn, 'solo-hold')
    set(turn, { soloHold: true })
  }
  enter(turn, state.wanted.held || turn.state.soloHold || state.inconsistent ? 'held' : 'running-slave')
  if (turn.state.phase === 'running-slave') standBy(turn)
}

/** A node that holds nothing: take when the peer is gone, or when nobody holds and it is this node's place. */
function standBy(turn: Turn): void {
  const { state, settings, now } = turn
  if (state.wanted.held || state.soloHold || state.inconsistent) {
    enter(turn, 'held')
    return
  }
  if (state.soloHold && heardHere(state)) set(turn, { soloHold: false })
  if (peerAlive(state, settings, now)) fillVacancy(turn)
  else takeOverWhenDead(turn)
}

/** Both nodes are up and neither holds the addresses. */
function fillVacancy(turn: Turn): void {
  const { state, settings, now } = turn
  const beat = state.peer.beat
  if (beat === undefined || peerClaims(turn) || beat.phase === 'starting') {
    set(turn, { vacantSince: never })
    return
  }
  if (state.vacantSince === never) set(turn, { vacantSince: now })
  if (ordering(state.order) || ordering(viewOf(turn)) || !twoWay(state, settings, now)) return
  const own = ownRefusal(state, settings, now)
  if (own !== undefined) return
  const peerCan = beat.flags.fit && !beat.flags.held && !beat.flags.leaving
  if (preferred(state, settings.node) !== settings.node) {
    // A preferred node that cannot take just now is given a moment: at boot its term is not yet on the disk.
    if (peerCan || elapsed(turn.state.vacantSince, now) < settings.timing.deadMs) return
  }
  tell(turn, 'boot-vacant', peerCan ? `${settings.node} is the preferred node` : 'the peer cannot take')
  dropOrder(turn)
  beginTake(turn, 'vacant', true)
}

function viewOf(turn: Turn): { order: NonNullable<NonNullable<typeof turn.state.peer.beat>['order']>; deadlineAt: typeof turn.now } | undefined {
  const order = turn.state.peer.beat?.order
  return order === undefined ? undefined : { order, deadlineAt: turn.now }
}

function takeOverWhenDead(turn: Turn): void {
  const { state, settings, now } = turn
  const { verdict, evidence } = judge(state, settings, now)
  if (!isDead(verdict)) return
  if (settings.onFailure === 'keep-standby') return
  if (ownRefusal(state, settings, now) !== undefined) return
  tell(turn, verdict === 'departed' ? 'takeover-departed' : 'takeover', verdict, ...evidence)
  noteFlap(turn, verdict)
  dropOrder(turn)
  beginTake(turn, 'takeover', false)
}

function noteFlap(turn: Turn, verdict: Verdict): void {
  const { state, settings, now } = turn
  const sinceFailback = elapsed(state.failbackAt, now)
  if (verdict === 'departed' || settings.node !== 'slave' || sinceFailback > settings.timing.flapWindowMs) return
  const flapCount = state.wanted.flapCount + 1
  want(turn, { flapCount })
  if (flapCount < flapsToStop) return
  want(turn, { failbackStopped: true })
  tell(turn, 'failback-stopped', `${flapCount} takeovers after failbacks`)
}

function runAsMaster(turn: Turn): void {
  const { state, settings, now } = turn
  if (state.claim !== undefined && state.claim.lapsedAt > never) {
    resumeWhenCertain(turn)
    return
  }
  if (isolated(state, settings, now)) {
    tell(turn, 'isolated-release', `authority is ${Math.round(elapsed(state.authorityAt, now))} ms old`)
    dropOrder(turn)
    beginIsolation(turn)
    return
  }
  if (state.leaving !== 'no' || ordering(state.order) || state.wanted.held || now < state.retryAt) return
  if (!moveForCarrier(turn)) failBackWhenSteady(turn)
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
  const better = down.some((zone) => beat.zonesUp.includes(zone.zone)) && upHere.every((zone) => beat.zonesUp.includes(zone))
  if (!better || peerRefusal(state, settings, now) !== undefined) return false
  tell(turn, 'carrier-move', down.map((zone) => zone.zone).join(', '))
  set(turn, { retryAt: plus(now, settings.timing.deadMs) })
  askPeer(turn, 'carrier-loss')
  return true
}

/** Instant at which an automatic failback is due, or `undefined` when none is. */
export function failbackDue(turn: Pick<Turn, 'state' | 'settings'>): ReturnType<typeof plus> | undefined {
  const { state, settings } = turn
  const { wanted, peer } = state
  if (settings.failback !== 'auto' || settings.node !== 'slave' || state.linkMove || wanted.failbackStopped) return undefined
  if (wanted.sticky !== 'none' || peer.beat?.flags.stickyMaster === true || peer.readySince === never) return undefined
  if (peer.beat?.settingsHash !== settings.settingsHash) return undefined
  const factor = wanted.flapCount > 0 ? flapFactor : 1
  const since = peer.readySince > state.phaseAt ? peer.readySince : state.phaseAt
  return plus(since, settings.timing.steadyMs * factor)
}

function failBackWhenSteady(turn: Turn): void {
  const due = failbackDue(turn)
  if (due === undefined || turn.now < due || turn.state.phase !== 'running-master') return
  if (peerRefusal(turn.state, turn.settings, turn.now) !== undefined) return
  tell(turn, 'failback-begun')
  set(turn, { failbackAt: turn.now, retryAt: plus(turn.now, turn.settings.timing.deadMs) })
  askPeer(turn, 'automatic-failback')
}

/** Addresses were dropped for want of contact and witness; may they come back (D16)? */
function endIsolation(turn: Turn): void {
  const { state, settings, now } = turn
  const since = state.claim?.lapsedAt ?? state.phaseAt
  if (state.claim === undefined || now < state.retryAt) return
  if (state.zones.every((zone) => !zone.carrier)) return
  const contact = state.authorityAt >= Math.floor(since) && state.peer.contactAt > since && !peerClaims(turn)
  const witness = state.witnessAt > since && !peerAlive(state, settings, now)
  if (!contact && !witness) return
  tell(turn, 'isolated-end', contact ? 'the peer is heard and does not claim' : 'a witness answers')
  beginTake(turn, 'isolated', true)
}

function expireWaiting(turn: Turn): void {
  const { waiting } = turn.state
  if (waiting === undefined || turn.now < waiting.deadlineAt) return
  tell(turn, 'order-expired', waiting.verb)
  answerWaiting(turn, 'failed', 'the order ran out of time')
}

const verdictReasons: Partial<Record<Verdict, Reason>> = {
  alive: 'peer-up',
  'alive-foreign': 'peer-foreign',
  late: 'peer-late',
  restarting: 'peer-restarting',
  'links-cut': 'links-cut',
  'agent-dead': 'peer-dead',
  'powered-off': 'peer-dead',
  'silent-dead': 'peer-dead',
  departed: 'peer-departed',
  'i-am-isolated': 'i-am-isolated',
  'cannot-judge': 'cannot-judge',
}

/** Notes a new verdict and tells it, once. */
function tellVerdict(turn: Turn): void {
  const { state, settings, now } = turn
  const { verdict, evidence } = judge(state, settings, now)
  if (verdict === state.peer.verdict) return
  setPeer(turn, { verdict, verdictAt: now })
  const reason = verdictReasons[verdict]
  if (reason !== undefined) tell(turn, reason, verdict, ...evidence)
  if (!isDead(verdict) || state.phase !== 'running-slave') return
  if (settings.onFailure === 'keep-standby') tell(turn, 'kept-standby')
  const refusal = ownRefusal(state, settings, now)
  if (refusal !== undefined) tell(turn, 'held-back', refusal)
}

/** Renewal on the first turn after a restart within the lease (D6). */
export function adopt(turn: Turn): void {
  const claim = turn.state.claim
  if (claim !== undefined) renew(turn, claim)
}
