/**
 * Are both copies of a volume really alike, and when was that compared last?
 *
 * A comparison is begun by the operator, or by the schedule of the settings on the node that leads, and only while both
 * copies are connected and in sync. However it was begun, by a command of the driver as well, its beginning and its end are
 * seen in the facts, on both nodes. Blocks that differ are an alarm and nothing else: which copy is right, no program can
 * know, and nothing is repaired by itself. The driver copies them, from the primary, when the connection is made again.
 * What differed is kept by the driver as not in sync, so that is what tells how much it is, and when it is over.
 * Rejected: a timer of the service manager (two nodes would begin at the same time, and neither knows who leads).
 * Source: drbd.conf(5), `verify-alg`; drbdadm(8), `verify`.
 */
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { OpError } from '../base/op-error.ts'
import type { VerifyReport } from '../control/protocol.ts'
import type { OrderAnswer } from '../core/effects.ts'
import type { DiskEdge, DiskFacts, DiskKeeper } from '../drbd/index.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'
import { sentenceOf } from '../core/reasons.ts'
import type { DiskAlarm } from './disk-options.ts'
import type { VerifyRecords } from './verify-records.ts'

/** The schedule is looked at this often, ms; own choice, nothing beside the spans of days that it waits for. */
export const scheduleMs = 60_000
/** A comparison that was broken off or could not be begun is begun again after this time, ms; own choice. */
export const brokenOffMs = 3_600_000

/** What the comparing is done with. */
export type VerifyScene = {
  readonly names: readonly string[]
  readonly keeper: Pick<DiskKeeper, 'order' | 'state'>
  readonly clock: Pick<DiskEdge, 'now' | 'after'>
  /** Wall clock, ms since 1970; for the schedule and the reader. */
  readonly wall: () => number
  /** Of the schedule, ms; left out: none. */
  readonly everyMs?: number
  readonly records: VerifyRecords
  readonly troubles: ToldTroubles<string>
  /** A line that journal and console want. */
  readonly told: (text: string) => void
  readonly alarm: DiskAlarm
  readonly signal: AbortSignal
}

type Last = NonNullable<VerifyReport['last']>

/** Begins, watches and remembers comparisons. */
export class Verification {
  readonly #scene: VerifyScene
  readonly #running = new Map<string, Instant>()
  #facts: readonly DiskFacts[] = []
  #failedAt: Instant | undefined
  #cancel: () => void = () => undefined

  constructor(scene: VerifyScene) {
    this.#scene = scene
    scene.signal.addEventListener('abort', () => this.#cancel(), { once: true })
    if (scene.everyMs !== undefined) this.#waitForTurn(scene.everyMs)
  }

  /** New facts. What is not known now, because the stream begins again, neither begins nor ends anything. */
  look(facts: readonly DiskFacts[]): void {
    this.#facts = facts
    for (const [index, name] of this.#scene.names.entries()) {
      const now = facts[index]
      if (now === undefined || now.replication === 'unknown') continue
      const runs = now.replication === 'verify'
      if (runs && !this.#running.has(name)) this.#begun(name)
      if (!runs && this.#running.delete(name)) this.#ended(name, now)
    }
  }

  /** Begins to compare this volume, or all of them, and answers when that was begun; `name`: of a volume, or `all`. */
  async start(name: string): Promise<OrderAnswer> {
    const chosen = this.#scene.names.filter((one) => name === 'all' || name === one)
    if (chosen.length === 0) return { type: 'failed', text: `the settings have no resource ${name}` }
    const obstacles = chosen.flatMap((one) => this.#obstacle(one) ?? [])
    const [first] = obstacles
    if (first !== undefined) {
      return { type: 'refused', refusal: first.refusal, text: obstacles.map(({ text }) => text).join('; ') }
    }
    try {
      for (const one of chosen)
        await this.#scene.keeper.order('verify', this.#scene.names.indexOf(one), this.#scene.signal)
    } catch (cause) {
      if (!(cause instanceof OpError)) throw cause
      return { type: 'failed', text: cause.message }
    }
    return { type: 'done', text: `both copies of ${chosen.join(', ')} are being compared` }
  }

  /** Every volume, for status. */
  reports(): readonly VerifyReport[] {
    return this.#scene.names.map((resource) => {
      const since = this.#running.get(resource)
      return {
        resource,
        runningForMs: since === undefined ? null : Math.round(elapsed(since, this.#scene.clock.now())),
        donePercent: since === undefined ? null : (this.#scene.keeper.state(resource)?.donePercent ?? null),
        last: this.#scene.records.last(resource) ?? null,
      }
    })
  }

  /** What was found to differ and is not known to be alike again. */
  alarms(): readonly string[] {
    return this.#scene.names.flatMap((name, index) => {
      const last = this.#scene.records.last(name)
      return last?.outcome === 'different' && this.#facts[index]?.outOfSyncKib !== 0
        ? [`${sentenceOf('copies-differ')} (${differs(name, last).join('; ')})`]
        : []
    })
  }

  #begun(name: string): void {
    this.#running.set(name, this.#scene.clock.now())
    this.#scene.told(`${name}: both copies are being compared`)
  }

  #ended(name: string, facts: DiskFacts): void {
    const { records, told, alarm, wall } = this.#scene
    const whole = facts.connection === 'connected' && facts.replication === 'established'
    // The amount of the event that told the end: one of an audit may be older.
    const amount = whole ? this.#scene.keeper.state(name)?.outOfSyncKib : undefined
    const outcome = amount === undefined ? 'broken-off' : amount === 0 ? 'alike' : 'different'
    const last: Last = { endedAt: new Date(wall()).toISOString(), outcome, outOfSyncKib: amount ?? null }
    records.note(name, last)
    if (outcome === 'different') alarm('copies-differ', ...differs(name, last))
    else if (outcome === 'alike') told(`${name}: both copies were compared and are alike`)
    else told(`${name}: the comparison of both copies was broken off`)
  }

  #obstacle(name: string): Obstacle | undefined {
    return obstacleOf(name, this.#facts[this.#scene.names.indexOf(name)])
  }

  #waitForTurn(everyMs: number): void {
    this.#cancel = this.#scene.clock.after(scheduleMs, () => {
      void this.#scheduled(everyMs)
      if (!this.#scene.signal.aborted) this.#waitForTurn(everyMs)
    })
  }

  /** One volume at a time: while one is being compared there is an obstacle. */
  async #scheduled(everyMs: number): Promise<void> {
    const { names, clock, troubles, wall } = this.#scene
    if (names.some((name) => this.#obstacle(name) !== undefined)) return
    if (this.#failedAt !== undefined && elapsed(this.#failedAt, clock.now()) < brokenOffMs) return
    const due = names.find((name) => this.#isDue(name, everyMs, wall()))
    if (due === undefined) return
    const answer = await this.start(due)
    this.#failedAt = answer.type === 'failed' ? clock.now() : undefined
    if (answer.type === 'failed') troubles.failed('verify', `the scheduled comparison: ${answer.text}`)
    else troubles.worked('verify')
  }

  /** A clock that was set back makes it due: better once too often. */
  #isDue(name: string, everyMs: number, wall: number): boolean {
    const last = this.#scene.records.last(name)
    if (last === undefined) return true
    const sinceMs = wall - Date.parse(last.endedAt)
    return sinceMs < 0 || sinceMs >= (last.outcome === 'broken-off' ? Math.min(brokenOffMs, everyMs) : everyMs)
  }
}

type Obstacle = Omit<Extract<OrderAnswer, { readonly type: 'refused' }>, 'type'>

/** Why this volume cannot be compared now; nothing when it can. */
function obstacleOf(name: string, facts: DiskFacts | undefined): Obstacle | undefined {
  if (facts === undefined || facts.role === 'unknown') {
    return { refusal: 'disk-unknown', text: `${name}: the state of the disk is not known` }
  }
  if (facts.replication === 'verify') return { refusal: 'switching', text: `${name} is being compared already` }
  if (facts.connection !== 'connected') {
    return { refusal: 'not-in-sync', text: `${name}: the two copies are not connected` }
  }
  if (facts.role !== 'disk-primary') {
    return { refusal: 'wrong-node', text: `${name}: only the running master begins a comparison; give the order there` }
  }
  const whole = facts.disk === 'up-to-date' && facts.peerDisk === 'up-to-date' && facts.replication === 'established'
  if (whole && facts.outOfSyncKib === 0) return undefined
  return { refusal: 'not-in-sync', text: `${name}: the two copies are not in sync` }
}

function differs(name: string, { outOfSyncKib, endedAt }: Last): readonly string[] {
  return [name, `${outOfSyncKib ?? 0} KiB`, `found ${endedAt}`]
}
