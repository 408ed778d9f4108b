/**
 * How do facts reach the core one by one, and what happens after a stall?
 *
 * One queue and one alarm. A turn takes one fact, calls `step` and gives out the effects; facts that arrive meanwhile
 * wait in the queue. The alarm is set to the instant the core asked for, after each turn, so that it never rings for an
 * instant that has moved on. When a turn begins much later than it was due,
 * the process was stalled: the core is told first, then everything that piled up in the kernel is absorbed, and only
 * then may it decide (C5). Rejected: a timer for each deadline, because their order after a stall would be chance.
 */
import { assert } from '../base/assert.ts'
import { elapsed, endOfTime, later, never, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { lapseShare } from '../core/claim.ts'
import { wakeAt } from '../core/deadlines.ts'
import type { Effect } from '../core/effects.ts'
import type { PairEvent } from '../core/events.ts'
import type { PairState } from '../core/state.ts'
import { firstState, step } from '../core/step.ts'
import type { PairSettings } from '../core/settings.ts'
import type { Alarm, AlarmMaker } from '../linux/alarm.ts'

/** Facts that may wait while a turn is under way; what comes beyond it is dropped and counted. */
const queueMax = 4_096
/** A turn begun later than this share of the dead time is a stall, or than what breaks a claim; never less than ms. */
const stallShare = 0.25
const stallMsMin = 10
/** A turn longer than this is counted (the house rule is 5 ms). */
const longTurnMs = 5
/** Between two rings, ms: an instant that the core asks for again and again must not keep the loop from everything else. */
const ringGapMs = 1

/** What the loop is made of; the callbacks must return at once. */
export type LoopOptions = {
  readonly settings: PairSettings
  readonly clock: () => Instant
  readonly alarm: AlarmMaker
  /** Instant of the state before the first fact; a replay must begin with the same one (C9). */
  readonly startedAt: Instant
  readonly perform: (effect: Effect) => void
  /** Called when all effects of a turn were given out. */
  readonly performed: () => void
  /** Sees every fact before it is absorbed: the flight recorder. */
  readonly record: (event: PairEvent, now: Instant) => void
  /** Called after each turn that changed the state visibly. */
  readonly changed: (state: PairState) => void
}

/** Totals since the loop was made. `longTurns`: turns of more than 5 ms. */
export type LoopCounters = {
  readonly turns: number
  readonly dropped: number
  readonly stalls: number
  readonly longTurns: number
  readonly longestTurnMs: number
}

/** The one place where facts meet the core. */
export type Loop = {
  readonly post: (event: PairEvent) => void
  readonly state: () => PairState
  readonly settings: () => PairSettings
  /** Puts new settings in force with a `settings` fact. */
  readonly replaceSettings: (settings: PairSettings, inconsistent: boolean) => void
  readonly counters: () => LoopCounters
  readonly stop: () => void
}

/** Makes a loop; nothing happens before the first fact, which must be `started`. */
export function createLoop(options: LoopOptions): Loop {
  return new RunningLoop(options)
}

class RunningLoop implements Loop {
  readonly #options: LoopOptions
  #settings: PairSettings
  #state: PairState
  readonly #queue: PairEvent[] = []
  #turning = false
  #stopped = false
  readonly #alarm: Alarm
  #armedFor: Instant = endOfTime
  #rangAt: Instant = never
  #catchingUp = false
  readonly #counts = { turns: 0, dropped: 0, stalls: 0, longTurns: 0, longestTurnMs: 0 }

  constructor(options: LoopOptions) {
    this.#options = options
    this.#settings = options.settings
    this.#state = firstState(options.settings, options.startedAt)
    this.#alarm = options.alarm(() => this.#ring())
  }

  readonly state = (): PairState => this.#state
  readonly settings = (): PairSettings => this.#settings
  readonly counters = (): LoopCounters => ({ ...this.#counts })

  readonly post = (event: PairEvent): void => {
    if (this.#stopped) return
    if (this.#queue.length >= queueMax) {
      this.#counts.dropped += 1
      return
    }
    this.#queue.push(event)
    if (!this.#turning) this.#drain()
  }

  readonly replaceSettings = (settings: PairSettings, inconsistent: boolean): void => {
    this.#settings = settings
    this.post({ type: 'settings', settings, inconsistent })
  }

  readonly stop = (): void => {
    this.#stopped = true
    this.#alarm.stop()
    this.#queue.length = 0
  }

  #drain(): void {
    this.#turning = true
    let now = this.#options.clock()
    this.#noticeStall(now)
    for (let event = this.#queue.shift(); event !== undefined; event = this.#queue.shift()) {
      now = this.#turn(event, now)
      if (this.#stopped) break
    }
    this.#turning = false
    if (!this.#stopped) this.#arm()
  }

  /** Returns the instant at which the turn that began at `now` was over. */
  #turn(event: PairEvent, now: Instant): Instant {
    this.#options.record(event, now)
    const before = this.#state
    const stepped = step(before, event, this.#settings, now)
    this.#state = stepped.state
    for (const effect of stepped.effects) this.#options.perform(effect)
    if (stepped.effects.length > 0) this.#options.performed()
    const over = this.#options.clock()
    const tookMs = elapsed(now, over)
    this.#counts.turns += 1
    if (tookMs > longTurnMs) this.#counts.longTurns += 1
    this.#counts.longestTurnMs = Math.max(this.#counts.longestTurnMs, tookMs)
    if (before.phase !== stepped.state.phase || stepped.effects.some((effect) => effect.type === 'tell')) {
      this.#options.changed(stepped.state)
    }
    return over
  }

  /** The alarm should have rung long ago: the process slept, was frozen or starved. */
  #noticeStall(now: Instant): void {
    if (this.#catchingUp || this.#armedFor === endOfTime) return
    const lateMs = elapsed(this.#armedFor, now)
    const { deadMs, leaseMs } = this.#settings.timing
    if (lateMs < Math.max(Math.min(deadMs * stallShare, leaseMs * lapseShare), stallMsMin)) return
    this.#counts.stalls += 1
    this.#catchingUp = true
    this.#turn({ type: 'stalled', forMs: lateMs }, now)
    // The check phase comes after the poll phase: by the second one every socket has been read.
    setImmediate(() => setImmediate(() => this.#catchUp()))
  }

  #catchUp(): void {
    if (this.#stopped) return
    assert(this.#catchingUp, 'caught up without a stall')
    this.#catchingUp = false
    this.#armedFor = this.#options.clock()
    this.post({ type: 'caught-up' })
  }

  #arm(): void {
    this.#armedFor = wakeAt(this.#state, this.#settings)
    this.#alarm.set(later(this.#armedFor, plus(this.#rangAt, ringGapMs)))
  }

  #ring(): void {
    if (this.#catchingUp) return
    const now = this.#options.clock()
    const due = wakeAt(this.#state, this.#settings)
    if (now < due) {
      this.#arm()
      return
    }
    this.#rangAt = now
    this.#armedFor = later(due, this.#armedFor)
    this.post({ type: 'timer' })
  }
}
