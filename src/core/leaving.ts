/**
 * How does an agent end without a gap?
 *
 * Stopping hands the addresses to a peer that can take them, or gives them up, and says so in its last beats, so that
 * the peer need not wait for the dead time. Restarting leaves the addresses with a longer lifetime for the next run to
 * adopt (D6).
 */
import { endOfTime, plus } from '../base/time.ts'
import { peerRefusal } from './guards.ts'
import { askPeer, ordering, peerClaims } from './pair-order.ts'
import { beginRelease } from './plan.ts'
import { holdsSingle, mayRun, setServing } from './service-view.ts'
import { answer, order, set, tell, want } from './turn.ts'
import { lapsed } from './state.ts'
import type { Turn } from './turn.ts'

/** Exit code of a planned restart, for the service manager to start the agent again (`RestartForceExitStatus`). */
const restartCode = 100
/** How long the last beats of a leaving agent are repeated before it ends, in beats. */
const farewellBeats = 3

/** Begins to leave: gives everything up in order, or keeps the addresses for the next run of the agent. */
export function leave(turn: Turn, orderId: string, verb: 'stop' | 'restart'): void {
  const { state, settings, now } = turn
  const { timing } = settings
  if (verb === 'restart') {
    tell(turn, 'restarting')
    if (state.claim?.held === true && !lapsed(state.claim) && !state.absorbing)
      order(turn, { type: 'vip-renew', leaseMs: timing.restartMs })
    set(turn, { leaving: 'restarting', leaveAt: plus(now, timing.beatMs) })
    answer(turn, orderId, { type: 'done', text: `the agent ends; the addresses stay for ${timing.restartMs} ms` })
    turn.urgent = true
    return
  }
  tell(turn, 'leaving')
  // Whoever waits for a move learns that it is overtaken; a plan under way is ended first.
  if (state.waiting !== undefined) answer(turn, state.waiting.orderId, { type: 'failed', text: 'the agent is stopped' })
  const peerCan = peerRefusal(state, settings, now) === undefined
  want(turn, { cleanDeparture: true, peerWasMaster: peerClaims(turn), sticky: 'none' })
  set(turn, { leaving: 'stopping', leaveAt: endOfTime })
  setServing(turn, { leaveBy: plus(now, timing.unitsStopMs) })
  set(turn, { waiting: { orderId, verb: 'stop', deadlineAt: endOfTime } })
  if (state.claim !== undefined && state.plan === undefined && !ordering(state.order)) {
    if (peerCan && state.phase === 'running-master') askPeer(turn, 'leaving')
    else beginRelease(turn, 'leaving', false)
  }
  turn.urgent = true
}

/** Ends the agent once everything is given up, the farewell was sent and the record is on the disk. */
export function leaveWhenDone(turn: Turn): void {
  const { state, settings, now } = turn
  if (state.leaving === 'no') return
  if (state.leaving === 'stopping') {
    if (state.claim !== undefined || state.plan !== undefined) {
      if (state.plan === undefined && !ordering(state.order)) beginRelease(turn, 'leaving', false)
      return
    }
    if (waitsForServices(turn)) return
    if (state.leaveAt === endOfTime) {
      set(turn, { leaveAt: plus(now, settings.timing.beatMs * farewellBeats) })
      turn.urgent = true
      return
    }
  }
  // A restart must not outlast its lease for want of a slow disk; the next run reads reality first.
  const recorded = state.leaving === 'restarting' || state.writing === undefined || state.writeFailed
  if (now < state.leaveAt || !recorded) return
  if (state.waiting !== undefined) {
    answer(turn, state.waiting.orderId, { type: 'done', text: 'this node holds nothing; the agent ends' })
    set(turn, { waiting: undefined })
  }
  set(turn, { leaveAt: endOfTime })
  order(turn, { type: 'exit', code: state.leaving === 'restarting' ? restartCode : 0 })
}

/** A slave stops what the master will start, before it says that it holds nothing (SVC-9); not for ever. */
function waitsForServices(turn: Turn): boolean {
  const { state, settings, now } = turn
  if (!holdsSingle(state.services, settings.services) || state.leaveAt !== endOfTime) return false
  if (now < state.serving.leaveBy) return true
  const names = state.services.filter((view) => mayRun(view)).map(({ name }) => name)
  tell(turn, 'release-failed', `units-stop: ${names.join(', ')}`)
  return false
}
