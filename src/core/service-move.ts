/**
 * Does a service fail so often here that the peer shall lead instead (FO-9)?
 *
 * A running master whose service died, or did not start, three times within ten minutes hands over, if the peer could lead
 * now. Once: the node that took for such a failure keeps the role whatever happens to its services, so that two nodes with
 * the same fault do not pass it on for ever (F71, F72); that outlives the run of the agent, and an order of the operator
 * ends it.
 */
import { elapsed, plus } from '../base/time.ts'
import { peerRefusal } from './guards.ts'
import { askPeer } from './pair-order.ts'
import { wantedHere } from './placement.ts'
import { setService } from './service-view.ts'
import { forLostLink } from './moves.ts'
import type { ServiceView } from './service-view.ts'
import type { PairState } from './state.ts'
import { set, tell } from './turn.ts'
import type { Turn } from './turn.ts'
import type { Refusal } from './types.ts'

/** A service that runs again for so long is no reason to move any more, ms. */
const freshMs = 5_000

/** Hands over when a service fails here again and again. True when a move was begun. */
export function moveForService(turn: Turn): boolean {
  const { state, settings, now } = turn
  const failing = state.services.findIndex((view, index) => isFailing(turn, view, index))
  const view = state.services[failing]
  if (view === undefined) return false
  const bar = barTo(turn)
  if (bar !== undefined) {
    if (view.told !== 'stays') {
      tell(turn, 'service-stays', view.name, bar)
      setService(turn, failing, { told: 'stays' })
    }
    return false
  }
  tell(turn, 'service-move', view.name, `${view.falls.length} failures`)
  set(turn, { moveFrom: plus(now, settings.timing.deadMs) })
  askPeer(turn, 'service-failure')
  return true
}

/** Failed so often since this node leads, and does not run, or has only just begun to run again. */
function isFailing({ state, settings, now }: Turn, { falls, facts }: ServiceView, index: number): boolean {
  const { restarts, windowMs } = settings.servicePolicy
  const counted = falls.filter((at) => at >= state.phaseAt && elapsed(at, now) < windowMs)
  const last = counted.at(-1)
  if (last === undefined || counted.length < restarts) return false
  const placement = settings.services[index]?.placement ?? 'both'
  const down = facts.unit !== 'running' || elapsed(last, now) <= freshMs
  return down && wantedHere(state, settings, now, placement) === 'run'
}

/** Why it does not move; nothing when it does. While the disk waits for a word about the peer nothing moves (D11b). */
function barTo({ state, settings, now }: Turn): Refusal | 'writes are frozen' | 'it was moved already' | undefined {
  if (state.disks.some(({ facts }) => facts.suspended)) return 'writes are frozen'
  if (movedAlready(state)) return 'it was moved already'
  return peerRefusal(state, settings, now)
}

/** The record says that this node took for a lost link or a failing service; only this run knows which. */
function movedAlready({ wanted, lastCause }: PairState): boolean {
  return wanted.linkMove && (lastCause === 'none' || !forLostLink(lastCause))
}
