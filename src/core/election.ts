/**
 * Who should hold the addresses now, and does this node have to move?
 *
 * Called once a turn after the facts are absorbed. The order of the questions is the order of the priorities: end a
 * conflict, follow a move under way, and only then begin a new one. Every function either begins one move or none.
 */
import { later, plus } from '../base/time.ts'
import { renew } from './claim.ts'
import { judgeConflict } from './conflict.ts'
import { keepDiskRecord } from './disk-record.ts'
import { tellDivergence } from './divergence.ts'
import { keepFence } from './fence-device.ts'
import { answerAsks } from './fencing.ts'
import { advanceOrder, followOrders } from './handover.ts'
import { tellHeldBack } from './held-back.ts'
import { compareTargets } from './jury.ts'
import { leaveWhenDone } from './leaving.ts'
import { watchLinks } from './link-watch.ts'
import { judgePaths, judgeReadiness, judgeSurroundings } from './links.ts'
import { endIsolation, runAsMaster } from './mastery.ts'
import { followOutdate } from './outdating.ts'
import { watchPlan } from './plan-watch.ts'
import { beginCleaning } from './plan.ts'
import { answerWaiting } from './plan-end.ts'
import type { Reason } from './reasons.ts'
import { followRepair } from './repair.ts'
import { keepServices } from './services.ts'
import { deadAt, heardHere } from './silence.ts'
import { standBy } from './standby.ts'
import { enter, set, setPeer, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Verdict } from './types.ts'
import { isDead, judge } from './verdict.ts'

/** What the driver says of a disk may be older than the end of a release by this, ms. */
const streamMs = 1_000

/** Decides. The facts are absorbed; nothing is sent yet. */
export function decide(turn: Turn): void {
  // A conflict is judged by the identifiers that both nodes tell now, not by those of the turn before (D1).
  if (turn.state.claim !== undefined && !turn.state.absorbing) keepDiskRecord(turn)
  judgeConflict(turn)
  if (turn.state.absorbing) return
  judgePaths(turn)
  judgeReadiness(turn)
  judgeSurroundings(turn)
  compareTargets(turn)
  watchLinks(turn)
  tellVerdict(turn)
  keepFence(turn)
  keepDisks(turn)
  watchPlan(turn)
  advanceOrder(turn)
  followOrders(turn)
  expireWaiting(turn)
  if (turn.state.plan === undefined) decidePhase(turn)
  keepServices(turn)
  advanceOrder(turn)
  leaveWhenDone(turn)
  tellHeldBack(turn)
}

/** What the disks demand before a role is decided: the record first, then the peer's order, then the kernel's question. */
function keepDisks(turn: Turn): void {
  if (turn.settings.resources.length === 0) return
  keepDiskRecord(turn)
  tellDivergence(turn)
  followOutdate(turn)
  followRepair(turn)
  answerAsks(turn)
}

function decidePhase(turn: Turn): void {
  if (turn.state.soloHold && heardHere(turn.state)) set(turn, { soloHold: false })
  if (cleansAgain(turn)) return
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

/**
 * A node without a claim whose disk leads, or is mounted still, gives it up (S8): a cleaning that failed is tried again, and
 * what somebody else promoted does not stay. By force only where frozen writes hold the mount, which nothing but a reset ends,
 * and the record names this boot: else a reset would come again and again (D5). True when it was begun.
 */
function cleansAgain(turn: Turn): boolean {
  const { state, settings, now } = turn
  const { phase } = state
  const leftovers = state.disks.some(({ facts }) => facts.role === 'disk-primary' || facts.mounted)
  if (!leftovers || state.claim !== undefined || (phase !== 'running-slave' && phase !== 'held')) return false
  if (now < later(state.retryAt, plus(state.phaseAt, streamMs))) return false
  set(turn, { retryAt: plus(now, settings.timing.deadMs) })
  tell(turn, 'leftovers-removed')
  const frozen = state.disks.some(({ facts }) => facts.suspended && facts.mounted)
  beginCleaning(turn, frozen && state.durable.bootId === state.bootId)
  return true
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
  const keeps = isDead(verdict) && state.phase === 'running-slave' && settings.onFailure === 'keep-standby'
  if (keeps) tell(turn, 'kept-standby')
}

/** Renewal on the first turn after a restart within the lease (D6). */
export function adopt(turn: Turn): void {
  const claim = turn.state.claim
  if (claim !== undefined) renew(turn, claim)
}
