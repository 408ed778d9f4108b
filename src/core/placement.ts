/**
 * Which services shall run on this node now?
 *
 * Derived from the roles in every turn (SVC-6): what is placed on the master runs where the node is running master, what is
 * placed on the slave runs on the running slave while one is there. A service of one node is started only when the peer, by
 * its latest word, does not run it, or is gone. While anything moves, and while it is not known how the pair stands, nothing
 * is started or stopped. Rejected: a list of transitions, because a role changes for a dozen reasons.
 */
import { elapsed, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { authority } from './disk-view.ts'
import type { Placement } from './eyes.ts'
import { setServing } from './service-view.ts'
import { peerAlive, twoWay } from './silence.ts'
import { lapsed } from './state.ts'
import type { PairState } from './state.ts'
import type { Turn } from './turn.ts'
import type { PairSettings } from './settings.ts'
import { isDead } from './verdict.ts'

/** `leave`: neither started nor stopped. */
export type Wanted = 'run' | 'stop' | 'leave'

/** An isolated node without a disk stops its services from so many dead times of lost authority on, and kills them at (D16). */
const isolated = { stop: 0.5, kill: 0.8 } as const

/** What shall become of a service with this placement here. */
export function wantedHere(state: PairState, settings: PairSettings, now: Instant, placement: Placement): Wanted {
  const { phase, plan, leaving, claim } = state
  const moves = plan !== undefined && plan.cause !== 'isolated'
  if (moves || leaving === 'restarting' || leftovers(state)) return 'leave'
  const single = placement !== 'both'
  if (leaving === 'stopping') return single && claim === undefined ? 'stop' : 'leave'
  switch (phase) {
    case 'running-master':
      return leads(state) ? onMaster(state, settings, now, placement) : 'leave'
    case 'running-slave':
      return placement === 'both' ? 'run' : placement === 'master' ? 'stop' : onSlave(state, settings, now)
    case 'held':
      return single ? 'stop' : 'leave'
    case 'isolated':
      return single && now >= isolationStopAt(state, settings, now) ? 'stop' : 'leave'
    case 'starting':
    case 'taking-over':
    case 'releasing':
      return 'leave'
  }
}

/** A disk that leads or is mounted without a claim is given up first, and what needs it with it (S8). */
function leftovers({ claim, disks }: PairState): boolean {
  return claim === undefined && disks.some(({ facts }) => facts.role === 'disk-primary' || facts.mounted)
}

/** An unbroken claim, and every volume is there. */
function leads({ claim, disks }: PairState): boolean {
  const whole = disks.every(({ facts }) => facts.role === 'disk-primary' && facts.mounted)
  return claim !== undefined && !lapsed(claim) && whole
}

function onMaster(state: PairState, settings: PairSettings, now: Instant, placement: Placement): Wanted {
  if (placement === 'master' || placement === 'both') return 'run'
  if (slaveIsUp(state, settings, now)) return 'stop'
  const { goneSince } = state.serving
  return goneSince > never && elapsed(goneSince, now) >= settings.timing.deadMs ? 'run' : 'leave'
}

function onSlave(state: PairState, settings: PairSettings, now: Instant): Wanted {
  const led = peerAlive(state, settings, now) && state.peer.beat?.phase === 'running-master'
  return led ? 'run' : 'leave'
}

/** Is the peer a running slave that places services? */
function slaveIsUp(state: PairState, settings: PairSettings, now: Instant): boolean {
  const { beat } = state.peer
  if (beat?.eyes === undefined || !peerAlive(state, settings, now)) return false
  return beat.phase === 'running-slave' && !beat.flags.leaving
}

/** Is it certain that no slave runs them: dead, held, or without services? Whoever only starts is not gone. */
function slaveIsGone(state: PairState, settings: PairSettings, now: Instant): boolean {
  if (isDead(state.peer.verdict)) return true
  const { beat } = state.peer
  if (beat === undefined || !peerAlive(state, settings, now)) return false
  return beat.phase === 'held' || (beat.phase === 'running-slave' && beat.eyes === undefined)
}

/** Notes since when no slave is there. Called once a turn. */
export function noteAbsence(turn: Turn): void {
  const { state, settings, now } = turn
  const gone = slaveIsGone(state, settings, now)
  if (gone === state.serving.goneSince > never) return
  setServing(turn, { goneSince: gone ? now : never })
}

/** Instant from which on a slave that was gone for so long is replaced; `never` while one is there. */
export function replacedAt({ serving }: PairState, { timing }: PairSettings): Instant {
  return serving.goneSince > never ? plus(serving.goneSince, timing.deadMs) : never
}

/** When the services of an isolated node are stopped; the end of the world where a disk keeps them (D16). */
export function isolationStopAt(state: PairState, settings: PairSettings, now: Instant): Instant {
  const share = settings.resources.length > 0 ? Number.POSITIVE_INFINITY : isolated.stop
  return plus(lastAuthority(state, settings, now), settings.timing.deadMs * share)
}

/** When what still runs of them is killed: gone before a peer may start it (D16). */
export function isolationKillAt(state: PairState, settings: PairSettings, now: Instant): Instant {
  return plus(lastAuthority(state, settings, now), settings.timing.deadMs * isolated.kill)
}

function lastAuthority(state: PairState, settings: PairSettings, now: Instant): Instant {
  return later(authority(state, settings, now), state.startedAt)
}

/** May the service be started here, as far as the peer is concerned (SVC-9)? */
export function peerAllows(state: PairState, settings: PairSettings, now: Instant, service: number): boolean {
  const placement = settings.services[service]?.placement ?? 'both'
  if (placement === 'both') return true
  const { phase, phaseAt, peer, authorityAt, fence } = state
  const { beat, contactAt, verdict } = peer
  // The operator's force stands for the word of a peer that is silent, not for that of one that is heard.
  const forced = fence.forcedAt > contactAt && !peerAlive(state, settings, now)
  if (phase === 'running-master' && (isDead(verdict) || forced)) return true
  if (beat === undefined || peerRuns(state, service)) return false
  if (phase === 'running-master') return true
  // The peer has heard that this node is running slave: from then on it starts nothing of the slave.
  const known = authorityAt > Math.floor(phaseAt) && twoWay(state, settings, now)
  return known && peerAlive(state, settings, now) && beat.phase === 'running-master'
}

/** Did the peer say last that the service may run there? */
export function peerRuns(state: PairState, service: number): boolean {
  return Math.floor((state.peer.beat?.eyes?.runs ?? 0) / 2 ** service) % 2 === 1
}
