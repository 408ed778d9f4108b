/**
 * How is a unit started, stopped, or kept from the next boot, and when is that done?
 *
 * An order is answered when a look that began after it shows what it did; what `systemctl` ended with only explains a
 * failure. A new order for a service ends the one under way: the service manager drops its job for the new one. A stop that
 * takes too long has the processes killed, and so has a unit that ended and left some behind.
 */
import { OpError } from '../base/op-error.ts'
import type { UnitState } from '../core/eyes.ts'
import { closedBreaker, lets, noteEnd, turnAway } from './breaker.ts'
import type { Breaker } from './breaker.ts'
import { disableCall, failureOf, forgiveCall, isSystemdFailure, killCall, startCall, stopCall } from './calls.ts'
import type { CallEnd, ServiceCall } from './calls.ts'
import type { ServiceEdge } from './runner.ts'
import type { UnitReading } from './unit-state.ts'

/** A service as an order needs it. */
export type OrderedService = { readonly unit: string; readonly startMs: number; readonly stopMs: number }

/** What the orders work with. */
export type OrderScene = {
  readonly services: readonly OrderedService[]
  readonly edge: ServiceEdge
  /** What was read last. */
  readonly reading: (service: number) => UnitReading
  /** Looks, with a call that begins after this one; resolves when the look is over, or when it hangs. */
  readonly look: () => Promise<void>
  readonly signal: AbortSignal
}

/** Looks at a unit that has been stopped and still has processes; each after a kill. */
const looksAfterKill = 5
/** Between them, ms. */
const betweenLooksMs = 200

const idleStates: ReadonlySet<UnitState> = new Set<UnitState>(['stopped', 'failed', 'missing', 'masked'])

/** Is it proven that nothing of the unit runs? */
export function isIdle(unit: UnitState): boolean {
  return idleStates.has(unit)
}

/** Carries out orders about units. Each promise rejects with an OpError. */
export class ServiceOrders {
  readonly #scene: OrderScene
  readonly #running = new Map<number, AbortController>()
  #breaker: Breaker = closedBreaker

  constructor(scene: OrderScene) {
    this.#scene = scene
  }

  /** Is an order for this service under way? */
  isUnderWay(service: number): boolean {
    return this.#running.has(service)
  }

  /** Orders turned away because the service manager kept failing. */
  get turnedAway(): number {
    return this.#breaker.turnedAway
  }

  /** Starts a unit; done when it runs. */
  start(service: number): Promise<void> {
    const { unit, startMs } = this.#service(service)
    const { edge } = this.#scene
    if (!lets(this.#breaker, edge.now())) {
      this.#breaker = turnAway(this.#breaker)
      const text = 'the service manager keeps failing; it is asked again in a few seconds'
      return Promise.reject(new OpError('start', unit, { type: 'other', text }))
    }
    return this.#alone(service, async (signal) => {
      // A unit that failed too often is refused until that is forgotten; where it was not, this changes nothing.
      if (this.#scene.reading(service).unit === 'failed') await this.#call(forgiveCall(unit), signal)
      const call = startCall(unit, startMs)
      const end = await this.#call(call, signal)
      await this.#scene.look()
      if (this.#scene.reading(service).unit === 'running') return
      throw failureOf(call, end) ?? this.#instead('start', service)
    })
  }

  /** Stops a unit; done when nothing of it runs. Its processes are killed after `killAfterMs`. */
  stop(service: number, killAfterMs: number): Promise<void> {
    const { unit, stopMs } = this.#service(service)
    return this.#alone(service, async (signal) => {
      const call = stopCall(unit, stopMs)
      const cancelKill = this.#scene.edge.after(Math.min(killAfterMs, stopMs), () => {
        void this.#call(killCall(unit), signal)
      })
      const end = await this.#call(call, signal)
      cancelKill()
      await this.#scene.look()
      if (!isIdle(this.#scene.reading(service).unit)) await this.#clear(service, signal)
      if (isIdle(this.#scene.reading(service).unit)) return
      throw failureOf(call, end) ?? this.#instead('stop', service)
    })
  }

  /** Takes away that the unit is started at boot. */
  disable(service: number): Promise<void> {
    const { unit } = this.#service(service)
    return this.#alone(service, async (signal) => {
      // A unit may be enabled in both ways; the second is seen when the first is gone.
      for (let tries = 0; tries < 2; tries += 1) {
        const { atBoot } = this.#scene.reading(service)
        if (atBoot === 'no') return
        const call = disableCall(unit, atBoot === 'runtime')
        const failure = failureOf(call, await this.#call(call, signal))
        await this.#scene.look()
        if (failure !== undefined) throw failure
      }
      if (this.#scene.reading(service).atBoot !== 'no') throw this.#instead('disable', service)
    })
  }

  /** Kills what is left of a unit that was stopped, until nothing is. */
  async #clear(service: number, signal: AbortSignal): Promise<void> {
    const { unit } = this.#service(service)
    for (let looks = 0; looks < looksAfterKill && !signal.aborted; looks += 1) {
      if (this.#scene.reading(service).unit === 'unknown') return
      await this.#call(killCall(unit), signal)
      await this.#pause()
      await this.#scene.look()
      if (isIdle(this.#scene.reading(service).unit)) return
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      this.#scene.edge.after(betweenLooksMs, resolve)
    })
  }

  /** Runs the only order of a service. @throws OpError */
  async #alone(service: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#running.get(service)?.abort()
    const mine = new AbortController()
    this.#running.set(service, mine)
    const signal = AbortSignal.any([mine.signal, this.#scene.signal])
    try {
      await work(signal)
      if (signal.aborted) throw new OpError('order', this.#service(service).unit, { type: 'cancelled' })
    } finally {
      if (this.#running.get(service) === mine) this.#running.delete(service)
    }
  }

  async #call(call: ServiceCall, signal: AbortSignal): Promise<CallEnd> {
    const { edge } = this.#scene
    const end = await edge.run(call, signal).answer
    const slow = end.type === 'timed-out' && call.operation === 'start'
    // A service that starts slowly says nothing of the service manager.
    this.#breaker = noteEnd(this.#breaker, !slow && isSystemdFailure(end), edge.now())
    return end
  }

  #instead(operation: string, service: number): OpError {
    const { detail, problem } = this.#scene.reading(service)
    return new OpError(operation, this.#service(service).unit, { type: 'other', text: problem ?? `it is ${detail}` })
  }

  #service(service: number): OrderedService {
    const found = this.#scene.services[service]
    if (found === undefined) throw new OpError('find', `service ${service}`, { type: 'other', text: 'no such service' })
    return found
  }
}
