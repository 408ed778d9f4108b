/**
 * In what condition is the pair, in one word?
 *
 * The words are those of the state table (STA-13..STA-20). `dual-active` is the address conflict, which ends by rule;
 * `split-brain` is kept for diverged data, which ends only by the operator (D1).
 */
import type { Instant } from '../base/time.ts'
import { diverged, inSync } from './disk-view.ts'
import { heardHere, peerAlive, twoWay } from './silence.ts'
import { claims, maintained } from './state.ts'
import type { PairState } from './state.ts'
import type { PairSettings } from './settings.ts'

/** The pair in one word. `not-served`: nobody that this node knows of holds the addresses. */
export type PairCondition =
  | 'starting'
  | 'stable'
  | 'syncing'
  | 'degraded'
  | 'switching'
  | 'dual-active'
  | 'split-brain'
  | 'not-served'
  | 'maintenance'

/** The condition as this node sees it. */
export function condition(state: PairState, settings: PairSettings, now: Instant): PairCondition {
  const beat = state.peer.beat
  const alive = peerAlive(state, settings, now)
  if (diverged(state, settings)) return 'split-brain'
  if (state.phase === 'starting') return 'starting'
  const theirs = alive && beat !== undefined ? beat.phase : 'starting'
  if (claims(state.phase) && alive && claims(theirs)) return 'dual-active'
  if (state.plan !== undefined || (alive && (theirs === 'taking-over' || theirs === 'releasing'))) return 'switching'
  const mine = state.phase === 'running-master'
  if (!mine && !(alive && theirs === 'running-master')) return 'not-served'
  const standby = mine
    ? alive && theirs === 'running-slave' && beat?.flags.fit === true
    : state.phase === 'running-slave'
  if (maintained(state)) return 'maintenance'
  const whole =
    standby && heardHere(state) && twoWay(state, settings, now) && state.paths.every((path) => path.up && !path.oneWay)
  if (!whole && state.disks.some(({ facts }) => facts.sync === 'source' || facts.sync === 'target')) return 'syncing'
  return whole && state.disks.every(({ facts }) => inSync(facts)) ? 'stable' : 'degraded'
}
