/**
 * What does the core do with an order of the operator?
 *
 * Every order is answered exactly once. It is checked against the same guards as the node's own moves; what the guards
 * forbid is refused with the reason, and changes nothing. `--force` goes past the judgement about the peer, never past
 * this node's own unfitness, and the journal says so.
 */
import { never } from '../base/time.ts'
import type { OperatorOrder } from './events.ts'
import { announceAgain } from './claim.ts'
import { armed, fenced, noteForce } from './fence-device.ts'
import { ownRefusal, peerRefusal } from './guards.ts'
import { leave } from './leaving.ts'
import { askPeer, askToTake, dropOrder, ordering, peerClaims } from './pair-order.ts'
import { demoteMaster, forceMaster, setMaintenance, wait } from './operator-disk.ts'
import { beginRelease, beginTake } from './plan.ts'
import { beginRepair } from './repair.ts'
import { peerAlive } from './silence.ts'
import { answer, enter, refuse, set, tell, want } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Refusal, RoleVerb } from './types.ts'
import { isDead, judge } from './verdict.ts'

/** Answers, or begins what will be answered later. */
export function absorbOperator(turn: Turn, orderId: string, given: OperatorOrder): void {
  const refusal = refusalOf(turn, given)
  if (refusal !== undefined) {
    refuse(turn, orderId, refusal)
    return
  }
  switch (given.verb) {
    case 'make-master':
    case 'make-slave':
    case 'failover':
    case 'failback':
      moveRole(turn, orderId, given.verb, given.force)
      return
    case 'hold':
    case 'unhold':
      setHold(turn, orderId, given.verb === 'hold')
      return
    case 'maintain':
    case 'unmaintain':
      setMaintenance(turn, orderId, given.verb === 'maintain')
      return
    case 'demote-master':
      demoteMaster(turn, orderId)
      return
    case 'repair':
      beginRepair(turn, orderId, given)
      return
    case 'force-master':
      forceMaster(turn, orderId)
      return
    case 'announce':
      if (turn.state.claim !== undefined) announceAgain(turn, turn.state.claim)
      answer(turn, orderId, { type: 'done', text: 'every address is announced again' })
      return
    case 'release':
      releaseAll(turn, orderId)
      return
    case 'stop':
    case 'restart':
      leave(turn, orderId, given.verb)
  }
}

function refusalOf(turn: Turn, given: OperatorOrder): Refusal | undefined {
  const { state } = turn
  if (state.leaving !== 'no') return 'leaving'
  if (given.verb === 'hold' || given.verb === 'unhold') return undefined
  if (given.verb === 'release') {
    return state.waiting === undefined && state.plan?.cause !== 'leftovers' ? undefined : 'switching'
  }
  if (given.verb === 'announce') return state.claim?.held === true ? undefined : 'already-running-slave'
  if (given.verb === 'stop') return undefined
  if (given.verb === 'restart') return state.plan !== undefined || state.waiting !== undefined ? 'switching' : undefined
  if ('seen' in given && (given.seen.term !== state.wanted.term.number || given.seen.phase !== state.phase)) {
    return 'stale-view'
  }
  if (state.phase === 'starting') return 'not-decided'
  if (state.conflictSince > never) return 'dual-active'
  if (state.plan !== undefined || state.waiting !== undefined || ordering(state.order)) return 'switching'
  return undefined
}

function moveRole(turn: Turn, orderId: string, verb: RoleVerb, force: boolean): void {
  const { state, settings } = turn
  const master = state.phase === 'running-master' || state.phase === 'isolated'
  const toMe =
    verb === 'make-master' || (verb === 'failover' && !master) || (verb === 'failback' && settings.node === 'master')
  if (verb === 'failback' && master === (settings.node === 'master')) {
    refuse(turn, orderId, 'not-inverted')
    return
  }
  if (toMe === master) {
    const notice = master ? 'this node is running master already' : 'this node is running slave already'
    answer(turn, orderId, { type: 'done', text: notice })
    return
  }
  if (toMe) takeRole(turn, orderId, verb, force)
  else giveRole(turn, orderId, verb)
}

function giveRole(turn: Turn, orderId: string, verb: RoleVerb): void {
  const { state, settings, now } = turn
  const refusal = state.wanted.held ? 'held' : peerRefusal(state, settings, now)
  if (refusal !== undefined) {
    refuse(turn, orderId, refusal)
    return
  }
  wait(turn, orderId, verb)
  askPeer(turn, verb)
}

function takeRole(turn: Turn, orderId: string, verb: RoleVerb, force: boolean): void {
  const { state, settings, now } = turn
  const own = ownRefusal(state, settings, now)
  if (own !== undefined) {
    refuse(turn, orderId, own)
    return
  }
  const alive = peerAlive(state, settings, now)
  const refusal = alive ? peerTalkRefusal(turn) : silentRefusal(turn, force)
  if (refusal !== undefined) {
    refuse(turn, orderId, refusal)
    return
  }
  wait(turn, orderId, verb)
  if (alive && peerClaims(turn)) {
    askToTake(turn, verb)
    return
  }
  tell(
    turn,
    'order-accepted',
    verb,
    alive ? 'nobody holds the addresses' : force ? 'forced: peer not demoted' : 'peer not demoted',
  )
  want(turn, { sticky: verb === 'failback' ? 'none' : settings.node, flapCount: 0, failbackStopped: false })
  dropOrder(turn)
  beginTake(turn, verb, !force)
  if (force) noteForce(turn)
}

function peerTalkRefusal(turn: Turn): Refusal | undefined {
  const refusal = peerRefusal(turn.state, turn.settings, turn.now)
  return refusal === 'peer-one-way' ? refusal : turn.state.peer.beat?.phase === 'releasing' ? 'switching' : undefined
}

/** The peer is silent: its death, or the operator's word, must stand behind the move (D4). */
function silentRefusal(turn: Turn, force: boolean): Refusal | undefined {
  if (force) return undefined
  const { verdict } = judge(turn.state, turn.settings, turn.now)
  if (
    verdict === 'departed' ||
    (isDead(verdict) && (!armed(turn.settings) || fenced(turn.state, turn.settings, turn.now)))
  )
    return undefined
  if (isDead(verdict)) return 'not-fenced'
  return verdict === 'i-am-isolated' ? 'isolated' : verdict === 'links-cut' ? 'needs-force' : 'peer-not-available'
}

function setHold(turn: Turn, orderId: string, held: boolean): void {
  want(turn, { held })
  if (!held) set(turn, { soloHold: false })
  tell(turn, held ? 'held' : 'unheld')
  const { phase } = turn.state
  if (held && phase === 'running-slave') enter(turn, 'held')
  if (!held && phase === 'held') enter(turn, 'running-slave')
  turn.urgent = true
  const text = held ? 'this node is held: it takes nothing by itself' : 'this node takes part again'
  answer(turn, orderId, { type: 'done', text })
}

function releaseAll(turn: Turn, orderId: string): void {
  tell(turn, 'released')
  want(turn, { held: true })
  dropOrder(turn)
  if (turn.state.claim === undefined) {
    if (turn.state.phase === 'running-slave') enter(turn, 'held')
    answer(turn, orderId, { type: 'done', text: 'this node held nothing; it is held now' })
    return
  }
  wait(turn, orderId, 'release')
  beginRelease(turn, 'operator', true)
}
