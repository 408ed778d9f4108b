/**
 * Do the services that run also work, by the command that the profile has for each?
 *
 * Asked a while after a service began to run and then once a period, few at a time, each with a limit. What does not run,
 * or has no command, has no result. A command that cannot be started is not the fault of the service: it is told and gives
 * no result either.
 */
import { commandCall, failureOf } from './calls.ts'
import type { ServiceEdge } from './runner.ts'
import type { ServiceFacts } from '../core/eyes.ts'

/** A service that has a check. */
export type CheckedService = { readonly name: string; readonly check: readonly string[] }

/** What is checked, and who is told. */
export type CheckOptions = {
  readonly services: readonly CheckedService[]
  readonly periodMs: number
  readonly edge: ServiceEdge
  /** A result has changed. */
  readonly onResult: () => void
  /** A check failed, or could not be made; once for each time. `text` is empty when it passed. */
  readonly onText: (service: number, text: string) => void
  readonly signal: AbortSignal
}

/** A service that has begun to run is left alone for this long, ms; own choice: daemons open their sockets late. */
export const settleMs = 5_000
/** Checks that run beside each other. */
export const checksAtOnce = 2

type Checked = ServiceFacts['check']

/** Checks the services that run. */
export class ServiceChecks {
  readonly #options: CheckOptions
  readonly #results: Checked[]
  readonly #cancels = new Map<number, () => void>()
  readonly #waiting: number[] = []
  #under = 0

  constructor(options: CheckOptions) {
    this.#options = options
    this.#results = options.services.map(() => 'none')
    options.signal.addEventListener('abort', () => this.#stop(), { once: true })
  }

  /** Result of the latest check of a service while it ran. */
  result(service: number): Checked {
    return this.#results[service] ?? 'none'
  }

  /** Which services run now. */
  look(running: readonly boolean[]): void {
    for (const [index, { check }] of this.#options.services.entries()) {
      const runs = running[index] === true && check.length > 0
      if (runs && !this.#cancels.has(index)) this.#plan(index, settleMs)
      if (!runs && this.#cancels.has(index)) this.#forget(index)
    }
  }

  #plan(index: number, ms: number): void {
    if (this.#options.signal.aborted) return
    this.#cancels.set(
      index,
      this.#options.edge.after(ms, () => {
        this.#waiting.push(index)
        this.#pump()
      }),
    )
  }

  #forget(index: number): void {
    this.#cancels.get(index)?.()
    this.#cancels.delete(index)
    this.#results[index] = 'none'
    this.#options.onText(index, '')
  }

  #stop(): void {
    for (const cancel of this.#cancels.values()) cancel()
    this.#waiting.length = 0
  }

  #pump(): void {
    while (this.#under < checksAtOnce) {
      const index = this.#waiting.shift()
      if (index === undefined) return
      // It may have ended while it waited, and begun again: then a later check is planned.
      if (this.#cancels.has(index)) this.#check(index)
    }
  }

  #check(index: number): void {
    const { services, edge, signal, periodMs } = this.#options
    const service = services[index]
    if (service === undefined) return
    this.#under += 1
    const planned = this.#cancels.get(index)
    const call = commandCall('check', service.name, service.check)
    const { answer, end } = edge.run(call, signal)
    void answer.then((ended) => {
      const stillRuns = this.#cancels.get(index) === planned
      if (!stillRuns || ended.type === 'cancelled' || signal.aborted) return
      const failure = failureOf(call, ended)
      this.#note(index, failure === undefined ? 'passed' : ended.type === 'not-started' ? 'none' : 'failed')
      this.#options.onText(index, failure?.message ?? '')
      this.#plan(index, periodMs)
    })
    void end.then(() => {
      this.#under -= 1
      this.#pump()
    })
  }

  #note(index: number, result: Checked): void {
    if (this.#results[index] === result) return
    this.#results[index] = result
    this.#options.onResult()
  }
}
