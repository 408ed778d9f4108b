/**
 * Does the driver copy at the rate of the settings?
 *
 * The resource file has the rate, but whoever sets it last wins, on either node: the tools by hand, or the other node with
 * settings that differ (measured: set on the source it changed the speed of the target). So each node sets it and reads it
 * back, when its volumes are up, when the setting changes, and some time after roles, connection or what flows over it
 * have changed. Not at once: an order to the tools would stand before the step of a move that waits for its turn.
 */
import { OpError } from '../base/op-error.ts'
import type { DiskFacts, DiskKeeper } from '../drbd/index.ts'
import type { DiskEdge } from '../drbd/index.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'

/** After the last change, ms: a move has been made by then; own choice. */
export const settleMs = 5_000
/** After a rate that could not be set, ms; own choice. */
export const rateAgainMs = 60_000

/** What the rate is kept with. */
export type RateScene = {
  readonly keeper: Pick<DiskKeeper, 'setRate'>
  readonly after: DiskEdge['after']
  readonly troubles: ToldTroubles<string>
  readonly signal: AbortSignal
}

/** Keeps the rate of copies. */
export class ResyncRate {
  readonly #scene: RateScene
  #rateKib: number
  #inForce: boolean | undefined
  #seen = ''
  #wishes = 0
  #cancel: () => void = () => undefined

  constructor(scene: RateScene, rateKib: number) {
    this.#scene = scene
    this.#rateKib = rateKib
    scene.signal.addEventListener('abort', () => this.#cancel(), { once: true })
  }

  /** Rate of the settings, KiB/s, and whether it was read back; undefined while it was not since the last change. */
  get state(): { readonly rateKib: number; readonly inForce: boolean | undefined } {
    return { rateKib: this.#rateKib, inForce: this.#inForce }
  }

  /** Another rate, KiB/s. */
  replace(rateKib: number): void {
    if (rateKib === this.#rateKib) return
    this.#rateKib = rateKib
    if (this.#seen !== '') this.#setIn(0)
  }

  /** New facts. A volume that is not up has no rate. */
  look(facts: readonly DiskFacts[]): void {
    const words = facts.map(({ role, peerRole, connection, replication }) => [role, peerRole, connection, replication])
    const seen = JSON.stringify(words)
    if (seen === this.#seen || facts.some(({ role }) => role === 'unknown')) return
    this.#seen = seen
    this.#setIn(settleMs)
  }

  #setIn(ms: number): void {
    this.#inForce = undefined
    this.#wishes += 1
    this.#cancel()
    if (!this.#scene.signal.aborted) this.#cancel = this.#scene.after(ms, () => void this.#set(this.#wishes))
  }

  /** What was wished meanwhile comes by itself: the outcome of an older wish says nothing. */
  async #set(wish: number): Promise<void> {
    const { keeper, troubles, signal } = this.#scene
    try {
      await keeper.setRate(this.#rateKib, signal)
      troubles.worked('rate')
      if (wish === this.#wishes) this.#inForce = true
    } catch (cause) {
      if (!(cause instanceof OpError)) throw cause
      if (signal.aborted || wish !== this.#wishes) return
      troubles.failed('rate', cause.message)
      this.#setIn(rateAgainMs)
      this.#inForce = false
    }
  }
}
