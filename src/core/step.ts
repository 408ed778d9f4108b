/**
 * The only entry of the core: what follows from one fact?
 *
 * One call absorbs one fact, decides once, keeps what must be kept, sends the beats that are due and checks the
 * invariants. It is pure: the same settings, facts and instants give the same effects, byte for byte (C9), which is
 * what lets the flight recorder replay a night in the field.
 */
import type { Instant } from '../base/time.ts'
import { absorb } from './absorb.ts'
import { sendBeats } from './beats.ts'
import { keepClaim } from './claim.ts'
import { decide } from './election.ts'
import type { Effect } from './effects.ts'
import type { PairEvent } from './events.ts'
import { probeWhenDue } from './evidence.ts'
import { checkInvariants } from './invariants.ts'
import { keepRecord } from './record.ts'
import type { PairState } from './state.ts'
import type { Turn } from './turn.ts'
import type { PairSettings } from './settings.ts'

export { firstState } from './first-state.ts'

/** What a step leaves behind. Effects are performed in order. */
export type Stepped = { readonly state: PairState; readonly effects: readonly Effect[] }

/**
 * Absorbs one fact seen at `now` and decides.
 *
 * With a `settings` fact, pass the new settings as `settings` too. Throws `BrokenAssumption` when the program is wrong.
 */
export function step(state: PairState, event: PairEvent, settings: PairSettings, now: Instant): Stepped {
  const turn: Turn = { state, settings, now, effects: [], urgent: false, heardBeat: event.type === 'beat' }
  absorb(turn, event)
  decide(turn)
  if (!turn.state.absorbing) {
    keepClaim(turn)
    probeWhenDue(turn)
  }
  keepRecord(turn)
  sendBeats(turn)
  checkInvariants(turn.state)
  return { state: turn.state === state ? { ...state, steppedAt: now } : turn.state, effects: turn.effects }
}
