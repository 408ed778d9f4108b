/**
 * What does the core decide when it sees these facts?
 *
 * Two ways. `faithful`: every fact as it was recorded, timers and completions included; the decisions are those of that
 * night, to the byte (C9). `supposed`: other settings, so the node's own timers come when the core now asks for them,
 * and its orders are taken to succeed after a moment; only what came from outside is taken from the recording.
 */
import { endOfTime, later, plus } from '../../base/time.ts'
import type { Instant } from '../../base/time.ts'
import { wakeAt } from '../../core/deadlines.ts'
import type { Effect, Told } from '../../core/effects.ts'
import type { PairEvent } from '../../core/events.ts'
import type { PairState } from '../../core/state.ts'
import { firstState, step } from '../../core/step.ts'
import type { PairSettings } from '../../core/settings.ts'
import type { Fact, Head } from './recording.ts'

/** A line of the story, with the time since the start of the recording. */
export type ToldAt = { readonly afterMs: number; readonly told: Told }

/** Runs facts through the core. `absorb` takes them in the order of their instants. */
export type Runner = { readonly absorb: (fact: Fact) => void; readonly story: () => readonly ToldAt[] }

/** How long an order is taken to need, ms: addresses and record of a small pair. */
const performMs = 2

/** Timer turns at one instant; more means that the core asks for the past again and again. */
const turnsPerInstantMax = 100

/** Lines of the story that are kept; the first ones, because they show how it began. */
const storyMax = 10_000

/** Replays as it was. */
export function createFaithful(head: Head): Runner {
  const run = new Run(head, head.settings)
  return { absorb: (fact) => run.take(fact.event, fact.at), story: () => run.story }
}

/** Replays under other settings. */
export function createSupposed(
  head: Head,
  settings: PairSettings,
  change: (settings: PairSettings) => PairSettings,
): Runner {
  const run = new Run(head, settings)
  const absorb = ({ event, at }: Fact): void => {
    // Also for facts that the node now makes itself: a peer that dies in the recording is followed to its end.
    run.runTo(at)
    if (event.type === 'timer' || event.type === 'effect-done' || event.type === 'effect-failed') return
    run.take(event.type === 'settings' ? { ...event, settings: change(event.settings) } : event, at)
  }
  return { absorb, story: () => run.story }
}

type Pending = { readonly id: number; readonly at: Instant }

class Run {
  readonly story: ToldAt[] = []
  readonly #startedAt: Instant
  #settings: PairSettings
  #state: PairState
  #pending: Pending[] = []
  #now: Instant

  constructor(head: Head, settings: PairSettings) {
    this.#settings = settings
    this.#startedAt = head.startedAt
    this.#now = head.startedAt
    this.#state = head.state ?? firstState(settings, head.startedAt)
  }

  /** One fact. */
  take(event: PairEvent, at: Instant): void {
    if (event.type === 'settings') this.#settings = event.settings
    this.#now = later(this.#now, at)
    const { state, effects } = step(this.#state, event, this.#settings, this.#now)
    this.#state = state
    for (const effect of effects) this.#note(effect)
  }

  /** Everything that the node does by itself before `at`. */
  runTo(at: Instant): void {
    let turns = 0
    for (;;) {
      const [first] = this.#pending
      const wake = wakeAt(this.#state, this.#settings)
      const doneAt = first?.at ?? endOfTime
      const next = later(this.#now, doneAt < wake ? doneAt : wake)
      if (next >= at) return
      turns = next > this.#now ? 0 : turns + 1
      if (turns > turnsPerInstantMax) return
      if (first !== undefined && doneAt <= wake) {
        this.#pending = this.#pending.slice(1)
        this.take({ type: 'effect-done', id: first.id }, next)
      } else this.take({ type: 'timer' }, next)
    }
  }

  #note(effect: Effect): void {
    if (effect.type === 'tell' && this.story.length < storyMax) {
      this.story.push({ afterMs: this.#now - this.#startedAt, told: effect.told })
    }
    if ('id' in effect) this.#pending.push({ id: effect.id, at: plus(this.#now, performMs) })
  }
}
