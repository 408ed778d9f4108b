/**
 * Has the stream of events told what an order did?
 *
 * An order is answered only when the facts show it. Whoever waits is asked at each look, and waits no longer than a
 * healthy stream takes.
 */
import { OpError } from '../base/op-error.ts'

/** What the waiting works with. */
export type WaitingOptions = {
  /** Calls back once after `ms`; returns how to take that back. */
  readonly after: (ms: number, call: () => void) => () => void
}

/** The stream tells what an order did within this time, or the order counts as failed, ms; own choice. */
const toldMs = 5_000

type Waiter = { readonly condition: () => boolean; readonly resolve: () => void }

/** Those who wait for facts. As many as orders under way: one step, and one order of each volume. */
export class DiskWaiting {
  readonly #options: WaitingOptions
  readonly #waiters = new Set<Waiter>()

  constructor(options: WaitingOptions) {
    this.#options = options
  }

  /** Waits until a condition holds. `operation`: for the error. @throws OpError when it does not in time, or is cancelled */
  until(condition: () => boolean, operation: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        condition,
        resolve: () => {
          end()
          resolve()
        },
      }
      const fail = (failure: OpError['failure']) => (): void => {
        end()
        reject(new OpError(operation, 'the disks', failure))
      }
      const cancelled = fail({ type: 'cancelled' })
      const cancelTimer = this.#options.after(toldMs, fail({ type: 'timed-out', afterMs: toldMs }))
      const end = (): void => {
        cancelTimer()
        signal.removeEventListener('abort', cancelled)
        this.#waiters.delete(waiter)
      }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', cancelled, { once: true })
      if (signal.aborted) cancelled()
      else this.look()
    })
  }

  /** The facts may be others now. */
  look(): void {
    for (const { condition, resolve } of this.#waiters) if (condition()) resolve()
  }
}
