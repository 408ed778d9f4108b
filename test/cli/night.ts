/**
 * What does a flight recording look like?
 *
 * A night of a running slave, recorded as the daemon does: every fact that the core was given, timers and completions
 * included. The peer beats every half second and is silent for a while, twice.
 */
import { instant, plus } from '../../src/base/time.ts'
import type { Instant } from '../../src/base/time.ts'
import { deriveTiming } from '../../src/config/timing.ts'
import type { Beat } from '../../src/core/beat-content.ts'
import { wakeAt } from '../../src/core/deadlines.ts'
import type { Effect, Told } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import type { PairState } from '../../src/core/state.ts'
import { firstState, step } from '../../src/core/step.ts'
import { withoutServices } from '../core/without-services.ts'

/** Interval of the peer's beats, ms. */
const beatMs = 500

/** A pair without addresses and witnesses: silence alone decides. */
export const nightSettings: PairSettings = {
  ...{ node: 'slave', pairId: 7, settingsHash: 1, witnesses: 0, failback: 'auto', onFailure: 'promote' },
  ...{
    soloStart: 'auto',
    onCarrierLossMs: 'off',
    takeFromStranger: false,
    resources: [],
    isolation: 'auto',
    fencing: 'none',
    zones: [],
    ...withoutServices,
  },
  timing: deriveTiming({
    role: 'slave',
    deadMs: 20_000,
    paths: [{ beatMs }],
    steadyMs: 60_000,
    flapWindowMs: 3_600_000,
  }),
  paths: [
    { id: 0, name: 'eth0', medium: 'ethernet', beatMs },
    { id: 1, name: 'serial', medium: 'serial', beatMs: 1000 },
  ],
}

const flags = {
  ...{ fit: true, held: false, keepStandby: false, leaving: false, released: false, restarting: false, lapsed: false },
  ...{ witness: false, witnessKnown: false, maintenance: false, stickyMaster: false, outdate: false, outdated: false },
}

function beatOf(counter: number, at: number): Beat {
  const term = { number: 3, node: 'master' } as const
  return {
    ...{ from: 'master', path: 0, counter, sentAtMs: at, bootId: 9, incarnation: 1, term, phase: 'running-master' },
    ...{ claimAgeMs: at, flags, echoes: [at, undefined], zonesUp: [], settingsHash: 1, restartTtlMs: 0, resources: [] },
  }
}

/** The recording as text, and the story that the node told that night. */
export type Night = { readonly text: string; readonly story: readonly Told[] }

/** Records a minute, with silences of this length at 20 s and at 40 s. */
export function recordNight(silenceMs: number): Night {
  const start = instant(1000)
  const lines = [JSON.stringify({ format: 1, settings: nightSettings, startedAt: start })]
  const story: Told[] = []
  let state: PairState = firstState(nightSettings, start)
  const due: { at: Instant; event: PairEvent }[] = []
  const take = (event: PairEvent, at: Instant): void => {
    lines.push(JSON.stringify({ at, event }))
    const stepped = step(state, event, nightSettings, at)
    state = stepped.state
    for (const effect of stepped.effects) note(effect, at)
  }
  const note = (effect: Effect, at: Instant): void => {
    if (effect.type === 'tell') story.push(effect.told)
    if ('id' in effect) due.push({ at: plus(at, 3), event: { type: 'effect-done', id: effect.id } })
  }
  const runTo = (at: Instant): void => {
    for (;;) {
      const [first] = due
      const wake = Math.max(wakeAt(state, nightSettings), state.steppedAt)
      if (first !== undefined && first.at <= wake && first.at <= at) take(due.shift()?.event ?? first.event, first.at)
      else if (wake < at) take({ type: 'timer' }, instant(wake))
      else return
    }
  }
  take({ type: 'started', memory: 'empty', bootId: 5, incarnation: 1, owned: 'none', inconsistent: false }, start)
  take({ type: 'path-device', path: 0, usable: true, carrier: true }, start)
  for (let ms = beatMs; ms <= 60_000; ms += beatMs) {
    if (inSilence(ms, silenceMs)) continue
    const at = plus(start, ms)
    runTo(at)
    take({ type: 'beat', beat: beatOf(ms / beatMs, at), ageMs: 0 }, at)
  }
  runTo(plus(start, 60_000))
  return { text: `${lines.join('\n')}\n`, story }
}

function inSilence(ms: number, silenceMs: number): boolean {
  return [20_000, 40_000].some((from) => ms >= from && ms < from + silenceMs)
}
