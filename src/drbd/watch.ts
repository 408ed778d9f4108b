/**
 * What is known of the disks at this moment, and is it still true?
 *
 * The stream tells changes; everything decided rests on it. Beside it, rarely, an audit asks for the whole state once:
 * it brings the amounts that the 8.4 stream does not tell between changes, and when it contradicts the stream twice in
 * a row, with no change in between, the stream has lost something and is started again. The audit never corrects the
 * model: two sources with different instants once gave a state that never was.
 * Identifiers are read anew after each change that decides and with each audit. From a change until they have been read
 * there are none: a beat must not carry an old generation of a primary that writes alone.
 */
import { OpError } from '../base/op-error.ts'
import type { Instant } from '../base/time.ts'
import { toldErrors, troublesMax, type ToldTroubles } from '../base/told-troubles.ts'
import { generationLine, snapshotLine } from './commands.ts'
import type { DiskResource, Grammar } from './commands.ts'
import type { Dispatcher } from './dispatcher.ts'
import { parseEventLine } from './events2.ts'
import type { Outcome } from './exit-codes.ts'
import { decidingPart, factsOf } from './facts.ts'
import type { DiskFacts, Known } from './facts.ts'
import { parseGeneration } from './identifiers.ts'
import type { LineProblem } from './line-reading.ts'
import { absorbEvent, emptyModel } from './model.ts'
import type { DiskModel, ModelChange, ResourceState } from './model.ts'
import { absorbAmount, progressOf } from './progress.ts'
import type { Progress, SyncRun } from './progress.ts'

/** Clock and timers; by the edge. */
export type DiskClock = { readonly now: () => Instant; readonly after: (ms: number, call: () => void) => () => void }

/** What a watch is made of. The callbacks must return within a millisecond. */
export type WatchOptions = {
  readonly resources: readonly DiskResource[]
  readonly grammar: Grammar
  readonly dispatcher: Dispatcher
  readonly clock: DiskClock
  /** The facts have changed. */
  readonly onFacts: (facts: readonly DiskFacts[]) => void
  /** The stream has lost something and must be started again. */
  readonly onDoubt: (contradiction: string) => void
  /** Something that nobody waits for failed or was not understood. Each text once. */
  readonly onTrouble: (error: OpError) => void
}

/** Between two audits, ms: while a copy runs, and otherwise. Own choices: an operator watches the former. */
const auditRunningMs = 2000
const auditIdleMs = 10_000

/** A disk that is detached for this long has failed, ms; going up took 0.1 to 1.2 s of it on emulated machines. */
const detachedMs = 2000

/** Contradictions in a row that make the stream doubtful. */
const doubtsMax = 2

/** Keeps what is known. */
export class DiskWatch {
  readonly #options: WatchOptions
  readonly #known = new Map<string, Known>()
  readonly #runs = new Map<string, SyncRun>()
  readonly #troubles: ToldTroubles<OpError>
  /** Resources whose disk has just been detached; how to stop waiting for that to last. */
  readonly #detaching = new Map<string, () => void>()
  /** Resources whose generation is being read. */
  readonly #readings = new Map<string, 'once' | 'again'>()
  #model: DiskModel = emptyModel
  /** Counts the changes that decide, so that a question can tell whether something happened meanwhile. */
  #changes = 0
  #doubts = 0
  /** The contradiction that the stream was last begun again for. */
  #doubted = ''
  #unknownWords = 0
  #shown = ''
  #stopped = false
  #cancelAudit: () => void = () => undefined

  constructor(options: WatchOptions) {
    this.#options = options
    this.#troubles = toldErrors({ tell: options.onTrouble, now: options.clock.now })
  }

  /** Facts of every resource of the settings. */
  facts(): readonly DiskFacts[] {
    return this.#options.resources.map((resource, index) => {
      const facts = factsOf(index, resource, this.#model, this.#known.get(resource.name) ?? {})
      return isDetached(facts.disk) && this.#detaching.has(resource.name) ? { ...facts, disk: 'unknown' } : facts
    })
  }

  /** State of a resource as the stream told it; nothing while it is not known. */
  state(name: string): ResourceState | undefined {
    return this.#model.complete ? this.#model.resources.get(name) : undefined
  }

  /** The copy that is running, if any. */
  progress(name: string): Progress | undefined {
    const run = this.#runs.get(name)
    return run === undefined ? undefined : progressOf(run, this.#model.resources.get(name)?.sizeKib)
  }

  /** Words and lines that were not understood so far. */
  get unknownWords(): number {
    return this.#unknownWords
  }

  /** A stream begins or has ended: nothing is known any more. */
  forget(): void {
    this.#model = emptyModel
    this.#known.clear()
    this.#runs.clear()
    this.#changes += 1
    this.#doubts = 0
    this.#show()
  }

  /** Takes in one line of the stream. */
  absorbLine(line: string): void {
    const { event, problems } = parseEventLine(line)
    for (const problem of problems) this.#noteProblem(problem)
    if (event === undefined) return
    const { model, change } = absorbEvent(this.#model, event)
    const completed = model.complete && !this.#model.complete
    this.#model = model
    if (change !== undefined && this.#isOurs(change.name)) this.#absorbChange(change)
    if (event.type === 'peer-device') this.#takeAmount(event.name, event.fields.outOfSyncKib)
    if (completed) this.audit()
    this.#show()
  }

  /** Asks for the whole state now, and again from time to time. */
  audit(): void {
    this.#cancelAudit()
    this.#cancelAudit = this.#options.clock.after(this.#runs.size > 0 ? auditRunningMs : auditIdleMs, () =>
      this.audit(),
    )
    if (!this.#model.complete) return
    for (const resource of this.#options.resources) this.#readGeneration(resource)
    const changes = this.#changes
    void this.#options.dispatcher.submit('disk-state', snapshotLine).then((outcome) => {
      if (outcome.type === 'done') this.#compare(outcome.output, changes)
      else this.#trouble('audit', 'drbdsetup events2 --now', outcome)
    })
  }

  /** No more audits. */
  stop(): void {
    this.#stopped = true
    for (const cancel of this.#detaching.values()) cancel()
    this.#cancelAudit()
  }

  #isOurs(name: string): boolean {
    return this.#options.resources.some((resource) => resource.name === name)
  }

  #absorbChange(change: ModelChange): void {
    if (decidingPart(change.before) === decidingPart(change.after)) return
    this.#changes += 1
    this.#noteDetached(change)
    this.#know(change.name, undefined)
    if (!isCopying(change.after)) this.#runs.delete(change.name)
    const resource = this.#options.resources.find(({ name }) => name === change.name)
    if (resource !== undefined && this.#model.complete) this.#readGeneration(resource)
  }

  /** A disk is without its volume for a moment whenever a resource goes up or down: only what lasts is a failure. */
  #noteDetached({ name, before, after }: ModelChange): void {
    const isNow = after !== undefined && isDetached(after.disk)
    const wasBefore = before !== undefined && isDetached(before.disk)
    if (isNow === wasBefore) return
    this.#detaching.get(name)?.()
    this.#detaching.delete(name)
    if (!isNow) return
    const settled = (): void => {
      this.#detaching.delete(name)
      this.#show()
    }
    this.#detaching.set(name, this.#options.clock.after(detachedMs, settled))
  }

  /** One reading of a resource at a time; what comes meanwhile makes one more. */
  #readGeneration(resource: DiskResource): void {
    const { dispatcher, grammar } = this.#options
    const { name } = resource
    if (this.#readings.has(name)) {
      this.#readings.set(name, 'again')
      return
    }
    const peer = this.#model.resources.get(name)?.peer
    // DRBD 9 keeps identifiers for each peer: without one there is nothing to ask for.
    if (peer === undefined && grammar === '9') return
    this.#readings.set(name, 'once')
    const changes = this.#changes
    void dispatcher.submit('generation', generationLine(resource, grammar, peer ?? '')).then((outcome) => {
      const again = this.#readings.get(name) === 'again'
      this.#readings.delete(name)
      if (outcome.type === 'failed') this.#trouble('read the generation of', name, outcome)
      // When something happened meanwhile the answer may be of before.
      const fresh = outcome.type === 'done' && changes === this.#changes
      this.#know(name, fresh ? parseGeneration(outcome.output) : undefined)
      if (this.#stopped) return
      if (again || (outcome.type === 'done' && !fresh)) this.#readGeneration(resource)
    })
  }

  #know(name: string, generation: Known['generation']): void {
    const { outOfSyncKib } = this.#known.get(name) ?? {}
    this.#known.set(name, {
      ...(generation !== undefined && { generation }),
      ...(outOfSyncKib !== undefined && { outOfSyncKib }),
    })
    this.#show()
  }

  #compare(snapshot: string, changes: number): void {
    let seen = emptyModel
    for (const line of snapshot.split('\n')) {
      const { event } = line.trim() === '' ? {} : parseEventLine(line)
      if (event !== undefined) seen = absorbEvent(seen, event).model
    }
    if (changes !== this.#changes || !seen.complete) return
    this.#doubt(this.#options.resources.map(({ name }) => contradiction(name, this.#model, seen)).join(''))
    for (const { name } of this.#options.resources) this.#takeAmount(name, seen.resources.get(name)?.outOfSyncKib)
    this.#show()
  }

  /** A contradiction that a new stream did not end is one of two outputs, and no reason to begin a third stream. */
  #doubt(text: string): void {
    this.#doubts = text === '' ? 0 : this.#doubts + 1
    if (this.#doubts < doubtsMax) return
    this.#doubts = 0
    if (text === this.#doubted) return
    this.#doubted = text
    this.#options.onDoubt(text)
  }

  /** The newest amount, from the stream or from an audit. */
  #takeAmount(name: string, outOfSyncKib: number | undefined): void {
    if (outOfSyncKib === undefined || !this.#isOurs(name)) return
    this.#known.set(name, { ...this.#known.get(name), outOfSyncKib })
    const state = this.#model.resources.get(name)
    if (!isCopying(state)) return
    const direction = state.replication === 'sync-source' ? 'to-peer' : 'from-peer'
    const now = this.#options.clock.now()
    this.#runs.set(name, absorbAmount(this.#runs.get(name), direction, outOfSyncKib, now))
  }

  /** A stream of another grammar would fill the journal: beyond what is remembered, it is only counted. */
  #noteProblem({ problem, text }: LineProblem): void {
    this.#unknownWords += 1
    if (this.#troubles.counts().failing >= troublesMax) return
    this.#tell(new OpError('understand', 'drbdsetup events2', { type: 'other', text: `${problem} ${text}` }))
  }

  #trouble(operation: string, target: string, outcome: Outcome): void {
    if (outcome.type === 'cancelled' || outcome.type === 'done') return
    this.#tell(new OpError(operation, target, { type: 'other', text: outcome.text }))
  }

  #tell(error: OpError): void {
    this.#troubles.failed(error.message, error)
  }

  #show(): void {
    const facts = this.facts()
    const text = JSON.stringify(facts)
    if (text === this.#shown) return
    this.#shown = text
    this.#options.onFacts(facts)
  }
}

/** What stream and audit say of a resource when they contradict each other; empty when they agree. */
function contradiction(name: string, told: DiskModel, seen: DiskModel): string {
  const one = decidingPart(told.resources.get(name))
  const other = decidingPart(seen.resources.get(name))
  return one === other ? '' : `${name}: told ${one}, seen ${other}; `
}

type Copying = ResourceState & { readonly replication: 'sync-source' | 'sync-target' }

function isCopying(state: ResourceState | undefined): state is Copying {
  return state?.replication === 'sync-source' || state?.replication === 'sync-target'
}

function isDetached(disk: ResourceState['disk']): boolean {
  return disk === 'failed' || disk === 'diskless'
}
