/**
 * Which step of a move runs now, until when, and what becomes of a node that hangs in it?
 *
 * What belongs to a move runs one at a time, and a new step ends the one before it (C3). The core gives a step up at its
 * time limit; the hands end it then as well, because the core orders nothing in its place after a cleaning that is not
 * forced, and a release of many volumes takes as long as all of them together.
 * A step of a forced release is guarded: the prepared helper resets the machine when this process hangs or is stopped in
 * the middle of it, because then it can neither go on nor say that it failed (D5). The guard belongs to the step that runs.
 * It ends when that step is done, or when another one takes its place; not when it failed, since the core resets the
 * machine for that. A release that may be undone is not guarded: whoever hangs in it still holds what it held, as before.
 */
import { OpError } from '../base/op-error.ts'
import type { ResetGuard } from '../linux/reset.ts'

/** What the steps run with. */
export type StepOptions = {
  /** Ends every step. */
  readonly stopping: AbortSignal
  /** Calls back once after `ms`; returns how to take that back. */
  readonly after: (ms: number, call: () => void) => () => void
  /** The core's time limit of a step, ms. */
  readonly limitMs: number
  /** Left out where the machine cannot be reset. */
  readonly guard: Pick<ResetGuard, 'arm' | 'disarm'> | undefined
  /** Every step begins when this has settled. */
  readonly ready: () => Promise<void>
}

/** The work of a step. The signal ends it: it then rejects, soon. */
export type StepWork = (signal: AbortSignal) => Promise<void>

/** The core orders the reset at the limit of a step; the guard comes so much later, ms; own choice. */
const graceMs = 5000

/** The steps of the moves of one node. */
export class DiskSteps {
  readonly #options: StepOptions
  #step = new AbortController()
  #guarded = false

  constructor(options: StepOptions) {
    this.#options = options
  }

  /** Runs a step in place of the one before it. @throws what the work throws, or that it was cancelled */
  perform(work: StepWork): Promise<void> {
    return this.#run(work, false)
  }

  /** Runs a step that gives something up, under the guard if it is forced. @throws like `perform` */
  release(forced: boolean, work: StepWork): Promise<void> {
    return this.#run(work, forced)
  }

  async #run(work: StepWork, guarded: boolean): Promise<void> {
    const { stopping, after, limitMs, ready } = this.#options
    this.#step.abort()
    const step = new AbortController()
    this.#step = step
    this.#guardBy(guarded)
    const cancelLimit = after(limitMs, () => step.abort())
    const signal = AbortSignal.any([stopping, step.signal])
    try {
      await settledOrAborted(ready(), signal)
      if (signal.aborted) throw new OpError('begin', 'a step of the disks', { type: 'cancelled' })
      await work(signal)
    } finally {
      cancelLimit()
    }
    if (this.#step === step) this.#guardBy(false)
  }

  #guardBy(guarded: boolean): void {
    const { guard, limitMs } = this.#options
    if (guarded) guard?.arm(limitMs + graceMs)
    else if (this.#guarded) guard?.disarm()
    this.#guarded = guarded
  }
}

/** Whichever is first. */
async function settledOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await Promise.race([work, aborted])
}
