/**
 * How does an order come to its tool and its outcome back to whoever gave it?
 *
 * The lanes decide, this carries out: it starts the process of the order whose turn it is, gives its end a meaning, and
 * resolves the promise. Whoever no longer wants an order aborts its signal: a waiting one is withdrawn, a running one is
 * killed, and the lane stays taken until the process has gone.
 */
import { assert } from '../base/assert.ts'
import type { Instant } from '../base/time.ts'
import type { CommandLine } from './commands.ts'
import { isToolFailure, meaningOf } from './exit-codes.ts'
import type { AskedVerb, CommandResult, Outcome } from './exit-codes.ts'
import { emptyLane, settleOrder, skipOrder, submitOrder, withdrawOrder } from './lane.ts'
import type { Lane, LaneOrder, LaneStep } from './lane.ts'

/** Runs one program. `answer` comes at its deadline at the latest, `end` when the process has gone. By the edge. */
export type CommandRunner = (
  line: CommandLine,
  signal: AbortSignal,
) => { readonly answer: Promise<CommandResult>; readonly end: Promise<void> }

/** Counters of the dispatcher, for status and tests. */
export type DispatcherCounts = { readonly turnedAway: number; readonly failing: readonly string[] }

type Entry = {
  readonly line: CommandLine
  readonly verb: AskedVerb
  readonly lane: string
  readonly order: LaneOrder
  readonly abort: AbortController
  readonly wanted: () => boolean
  readonly resolve: (outcome: Outcome) => void
}

/** Most lanes: two for each of the resources that are watched. More are a broken assumption. */
const lanesMax = 64

/** Starts orders in their turn. */
export class Dispatcher {
  readonly #run: CommandRunner
  readonly #now: () => Instant
  readonly #lanes = new Map<string, Lane>()
  readonly #entries = new Map<number, Entry>()
  #nextId = 1

  constructor(run: CommandRunner, now: () => Instant) {
    this.#run = run
    this.#now = now
  }

  /**
   * Gives an order. Resolves with its outcome, always; `cancelled` when the signal came first, or when it is not `wanted`
   * any more at its turn.
   */
  submit(
    verb: AskedVerb,
    line: CommandLine,
    signal?: AbortSignal,
    wanted: () => boolean = () => true,
  ): Promise<Outcome> {
    if (signal?.aborted === true) return Promise.resolve({ type: 'cancelled' })
    return new Promise((resolve) => {
      const id = this.#nextId++
      const lane = `${line.target}/${line.effect === 'reads' ? 'questions' : 'orders'}`
      const order: LaneOrder = { id, kind: kindOf(verb) }
      const cancel = (): void => this.#cancel(id)
      // A signal may live as long as the agent: it must not keep every order that it was given with.
      const finish = (outcome: Outcome): void => {
        signal?.removeEventListener('abort', cancel)
        resolve(outcome)
      }
      this.#entries.set(id, { line, verb, lane, order, abort: new AbortController(), wanted, resolve: finish })
      signal?.addEventListener('abort', cancel, { once: true })
      this.#apply(lane, submitOrder(this.#laneOf(lane), order, this.#now()))
    })
  }

  /** Asks a question whose exit codes the caller understands. Not in a lane: it takes no lock anywhere. */
  submitRaw(line: CommandLine, signal: AbortSignal): Promise<CommandResult> {
    assert(line.effect === 'reads', 'only questions run beside orders')
    return this.#run(line, signal).answer
  }

  /** What was turned away so far, and which lanes have an open breaker. */
  counts(): DispatcherCounts {
    const now = this.#now()
    let turnedAway = 0
    const failing: string[] = []
    for (const [name, lane] of this.#lanes) {
      turnedAway += lane.turnedAway
      if (lane.refusesUntil !== undefined && now < lane.refusesUntil) failing.push(name)
    }
    return { turnedAway, failing }
  }

  #laneOf(name: string): Lane {
    const lane = this.#lanes.get(name)
    assert(lane !== undefined || this.#lanes.size < lanesMax, 'orders name one of the configured resources')
    return lane ?? emptyLane
  }

  #apply(name: string, step: LaneStep): void {
    this.#lanes.set(name, step.lane)
    if (step.refuse !== undefined) {
      const text = step.refuse.reason === 'too-many' ? 'too many orders wait' : 'the tool keeps failing'
      this.#finish(step.refuse.id, { type: 'failed', text })
    }
    if (step.abort !== undefined) this.#entries.get(step.abort)?.abort.abort()
    if (step.start !== undefined) this.#start(step.start)
  }

  #start(id: number): void {
    const entry = this.#entries.get(id)
    assert(entry !== undefined, 'only known orders get their turn')
    if (!entry.wanted()) {
      this.#finish(id, { type: 'cancelled' })
      this.#apply(entry.lane, skipOrder(this.#laneOf(entry.lane)))
      return
    }
    const running = this.#run(entry.line, entry.abort.signal)
    const answered = running.answer.then((result) => {
      const outcome = meaningOf(entry.verb, result)
      this.#finish(id, outcome)
      return isToolFailure(outcome)
    })
    void Promise.all([answered, running.end]).then(([failed]) => {
      this.#apply(entry.lane, settleOrder(this.#laneOf(entry.lane), failed, this.#now()))
    })
  }

  #cancel(id: number): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    const lane = this.#laneOf(entry.lane)
    if (lane.running?.id === id) {
      entry.abort.abort()
      return
    }
    this.#lanes.set(entry.lane, withdrawOrder(lane, id))
    this.#finish(id, { type: 'cancelled' })
  }

  #finish(id: number, outcome: Outcome): void {
    this.#entries.get(id)?.resolve(outcome)
    this.#entries.delete(id)
  }
}

function kindOf(verb: AskedVerb): LaneOrder['kind'] {
  if (verb === 'primary' || verb === 'force-primary') return 'promotes'
  return verb === 'secondary' || verb === 'emergency-secondary' ? 'demotes' : 'other'
}
