/**
 * Does this node prove every minute that it could take over?
 *
 * Only while it stands by, never on the beat path, one look at a time: a look that hangs is still the only one. What fails
 * is told once when it begins or becomes something else, and once when it is over. Sources: issue 4, standby fitness.
 */
import { ToldTroubles } from '../base/told-troubles.ts'
import type { Instant } from '../base/time.ts'
import { judgeFitness, unfitNames, unfitText } from '../doctor/fitness.ts'
import type { Fitness, FitnessFacts } from '../doctor/fitness.ts'

/** Pause between two looks, ms: issue 4, each minute. */
export const lookMs = 60_000

/** What the looks need. `facts` must not take the thread for long. */
export type ReadinessOptions = {
  readonly standingBy: () => boolean
  readonly facts: () => Promise<FitnessFacts>
  /** Looks at the care of the node once in so many looks, in either role; its warnings stand until the next time. */
  readonly upkeepEvery: number
  readonly upkeep: () => Promise<readonly string[]>
  /** Tells an alarm: the standby could not take over, or not well. */
  readonly unfit: (text: string) => void
  /** Tells that this is over. */
  readonly fit: () => void
  readonly now: () => Instant
}

/** What status shows of it. */
export type FitnessReport = Fitness & { readonly agoMs: number }

/** Watches the fitness of a standby. */
export class Readiness {
  readonly #options: ReadinessOptions
  readonly #told: ToldTroubles<Fitness>
  #warnings: readonly string[] = []
  #looks = 0
  #looking = false
  #alarmed = false
  #last: { readonly fitness: Fitness; readonly at: Instant } | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: ReadinessOptions) {
    this.#options = options
    const tell = (fitness: Fitness): void => options.unfit(unfitText(fitness))
    this.#told = new ToldTroubles({ tell, textOf: unfitNames, now: options.now, keptMax: 1 })
  }

  /** Looks each minute. The first minute belongs to the start: nothing may delay it. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), lookMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** One look, unless the last one is still under way or this node does not stand by. */
  async look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    try {
      if (this.#looks % this.#options.upkeepEvery === 0) this.#warnings = await this.#options.upkeep()
      this.#looks += 1
      if (!this.#options.standingBy()) {
        this.#forget()
        return
      }
      const fitness = judgeFitness(await this.#options.facts())
      // The role may have changed meanwhile; then nobody wants to know any more.
      if (this.#options.standingBy()) this.#absorb(fitness)
    } finally {
      this.#looking = false
    }
  }

  #absorb(fitness: Fitness): void {
    this.#last = { fitness, at: this.#options.now() }
    const text = unfitText(fitness)
    if (text !== '') {
      this.#alarmed = true
      this.#told.failed('fitness', fitness)
      return
    }
    this.#told.worked('fitness')
    if (this.#alarmed) this.#options.fit()
    this.#alarmed = false
  }

  #forget(): void {
    this.#last = undefined
    this.#alarmed = false
    this.#told.clear()
  }

  /** What stands in status until somebody cares for it. */
  warnings(): readonly string[] {
    return this.#warnings
  }

  /** The last look; `null` on a node that does not stand by, or before the first look. */
  report(): FitnessReport | null {
    if (this.#last === undefined || !this.#options.standingBy()) return null
    return { ...this.#last.fitness, agoMs: Math.round(this.#options.now() - this.#last.at) }
  }
}
