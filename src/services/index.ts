/**
 * How do the units of the service manager follow the core: facts up, orders down?
 *
 * The keeper watches, checks, starts and stops; where something runs, the core decides. Facts are posted at each change and
 * in each audit. While a service runs for a look at it on the other node (SVC-12), its state is told as unknown: it is not
 * proven to be stopped, and not there to be corrected either.
 */
import { toldTexts } from '../base/told-troubles.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'
import type { SiteService } from '../config/site.ts'
import type { ServiceFacts } from '../core/eyes.ts'
import { commandCall, failureOf, firstLine } from './calls.ts'
import type { CommandKind } from './calls.ts'
import { ServiceChecks } from './checks.ts'
import { connectionsIn } from './connections.ts'
import { countDeaths, noDeaths } from './deaths.ts'
import type { DeathCount } from './deaths.ts'
import { sayFarewell } from './farewell.ts'
import { ServiceOrders } from './orders.ts'
import type { ServiceEdge } from './runner.ts'
import { unknownReading } from './unit-state.ts'
import type { UnitReading } from './unit-state.ts'
import { ServiceWatch } from './watch.ts'

export { connectSystemd } from './runner.ts'
export type { RunnerOptions, ServiceEdge } from './runner.ts'
export type { CommandKind } from './calls.ts'

/** What is kept, and who is told. */
export type KeeperOptions = {
  readonly services: readonly SiteService[]
  readonly auditMs: number
  readonly edge: ServiceEdge
  /** At each change, and at least once in each audit period. */
  readonly onFacts: (facts: readonly ServiceFacts[]) => void
  /** Something is wrong; once while it lasts. */
  readonly onTrouble: (text: string) => void
}

/** One service as it is seen here. */
export type ServiceReport = {
  readonly unit: ServiceFacts['unit']
  readonly detail: string
  readonly check: ServiceFacts['check']
  /** Why the last check failed. */
  readonly checkText: string
  readonly deaths: number
  readonly atBoot: boolean
  readonly problem?: string
}

/** How a command of the profile ended. `text`: its first line, or why it failed. */
export type CommandOutcome = { readonly passed: boolean; readonly text: string; readonly output: string }

/** A look that takes longer is not waited for by an order, ms: the limit of the question, and its end by force. */
const lookMs = 10_000

/** The services of this node. */
export class ServiceKeeper {
  readonly #options: KeeperOptions
  readonly #stopping = new AbortController()
  readonly #watch: ServiceWatch
  readonly #checks: ServiceChecks
  readonly #orders: ServiceOrders
  readonly #troubles: ToldTroubles<string>
  #readings: readonly UnitReading[]
  #deaths: readonly DeathCount[]
  readonly #checkTexts = new Map<number, string>()
  /** Services with an order since the last look. */
  readonly #ordered = new Set<number>()
  readonly #verifying = new Set<number>()

  constructor(options: KeeperOptions) {
    this.#options = options
    const { services, edge, auditMs: periodMs } = options
    const { signal } = this.#stopping
    this.#troubles = toldTexts({ tell: options.onTrouble, now: edge.now })
    this.#readings = services.map(({ unit }) => unknownReading(`${unit} has not been looked at yet`))
    this.#deaths = services.map(() => noDeaths)
    const units = services.map(({ unit }) => unit)
    this.#watch = new ServiceWatch({ units, periodMs, edge, signal, onLook: (...seen) => this.#absorb(...seen) })
    this.#checks = new ServiceChecks({
      ...{ services, periodMs, edge, signal },
      onResult: () => this.#post(),
      onText: (index, text) => this.#noteCheck(index, text),
    })
    const look = (): Promise<void> => this.#lookInTime()
    const reading = (service: number): UnitReading => this.#reading(service)
    this.#orders = new ServiceOrders({ services, edge, reading, look, signal })
  }

  /** Begins to look. The first facts come when the service manager has answered, or has not. */
  start(): void {
    void this.#watch.look()
  }

  /** Ends the looking and every call; the services stay as they are. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Starts a service; resolves when it runs. @throws OpError */
  startService(service: number): Promise<void> {
    // An order of the core is no look at a standby any more: the service stays.
    this.#verifying.delete(service)
    return this.#order(service, () => this.#orders.start(service))
  }

  /** Stops a service; resolves when nothing of it runs; its processes are killed after `killAfterMs`. @throws OpError */
  stopService(service: number, killAfterMs: number): Promise<void> {
    return this.#order(service, () => this.#orders.stop(service, killAfterMs))
  }

  /** Takes away that a service is started at boot. @throws OpError */
  disableService(service: number): Promise<void> {
    return this.#order(service, () => this.#orders.disable(service))
  }

  /** Says farewell to the clients of these services, where they run here; resolves when that is over. */
  async endClients(moving: readonly boolean[]): Promise<void> {
    const parting = this.#options.services.filter(
      (_, index) => moving[index] === true && this.#reading(index).unit === 'running',
    )
    for (const text of await sayFarewell(parting, this.#options.edge, this.#stopping.signal)) {
      this.#options.onTrouble(`${text}; its clients will notice the move by themselves`)
    }
  }

  /** Runs a command of the profile; undefined when the profile has none. Never rejects. */
  async command(kind: Exclude<CommandKind, 'farewell'>, service: number): Promise<CommandOutcome | undefined> {
    const found = this.#options.services[service]
    const words = found === undefined ? [] : wordsOf(found, kind)
    if (found === undefined || words.length === 0) return undefined
    const call = commandCall(kind, found.name, words)
    const end = await this.#options.edge.run(call, this.#stopping.signal).answer
    const failure = failureOf(call, end)
    const output = end.type === 'exited' ? end.output : ''
    return { passed: failure === undefined, text: failure?.message ?? firstLine(output), output }
  }

  /** How many clients a service has; undefined when that cannot be told. */
  async connections(service: number): Promise<number | undefined> {
    const outcome = await this.command('connections', service)
    // The command may count with an exit code of its own: one that found none ends with 1.
    return outcome === undefined
      ? undefined
      : connectionsIn(outcome.output, this.#options.services[service]?.connectionsLine)
  }

  /**
   * Starts a service for the time of its read-only check, and stops it again unless it was ordered to run meanwhile. The
   * caller has asked whether this node may. @throws OpError when it cannot be started or stopped
   */
  async verify(service: number): Promise<CommandOutcome | undefined> {
    const ranBefore = this.#reading(service).unit === 'running'
    if (ranBefore) return await this.command('verify', service)
    this.#verifying.add(service)
    try {
      await this.#order(service, () => this.#orders.start(service))
      return await this.command('verify', service)
    } finally {
      if (this.#verifying.has(service)) await this.#endVerify(service)
    }
  }

  async #endVerify(service: number): Promise<void> {
    const limitMs = this.#options.services[service]?.stopMs ?? 0
    try {
      await this.#order(service, () => this.#orders.stop(service, limitMs))
    } finally {
      this.#verifying.delete(service)
      this.#post()
    }
  }

  /** Every service, for status. */
  reports(): readonly ServiceReport[] {
    return this.#readings.map(({ unit, detail, atBoot, problem }, index) => ({
      ...{ unit, detail, atBoot: atBoot !== 'no' },
      check: this.#checks.result(index),
      checkText: this.#checkTexts.get(index) ?? '',
      deaths: this.#deaths[index]?.deaths ?? 0,
      ...(problem === undefined ? {} : { problem }),
    }))
  }

  /** Starts turned away because the service manager kept failing; the pause before the next look, ms. */
  counts(): { readonly turnedAway: number; readonly pauseMs: number } {
    return { turnedAway: this.#orders.turnedAway, pauseMs: this.#watch.pauseMs }
  }

  async #order(service: number, order: () => Promise<void>): Promise<void> {
    this.#ordered.add(service)
    this.#watch.hurry()
    try {
      await order()
    } finally {
      // What an order that failed has left is looked at as well.
      if (!this.#stopping.signal.aborted) void this.#watch.look()
    }
  }

  #lookInTime(): Promise<void> {
    const { edge } = this.#options
    return new Promise((resolve) => {
      const cancel = edge.after(lookMs, resolve)
      void this.#watch.look().then(() => {
        cancel()
        resolve()
      })
    })
  }

  #absorb(readings: readonly UnitReading[], failure?: string): void {
    this.#readings = readings
    this.#deaths = readings.map((reading, index) => {
      const ordered = this.#ordered.has(index) || this.#verifying.has(index)
      return countDeaths(this.#deaths[index] ?? noDeaths, { ...reading, ordered })
    })
    for (const index of this.#ordered) if (!this.#orders.isUnderWay(index)) this.#ordered.delete(index)
    // While nothing is known, nothing begins or ends.
    if (failure === undefined) this.#checks.look(readings.map(({ unit }) => unit === 'running'))
    this.#tell(failure)
    this.#post()
  }

  #tell(failure: string | undefined): void {
    if (failure !== undefined) {
      const text = `${failure}; services are left as they are until the service manager answers`
      this.#troubles.failed('manager', text)
      return
    }
    this.#troubles.worked('manager')
    for (const [index, { problem }] of this.#readings.entries()) {
      const key = `unit ${index}`
      if (problem === undefined) this.#troubles.worked(key)
      else this.#troubles.failed(key, problem)
    }
  }

  #noteCheck(index: number, text: string): void {
    this.#checkTexts.set(index, text)
    if (text === '') this.#troubles.worked(`check ${index}`)
    else this.#troubles.failed(`check ${index}`, text)
  }

  #post(): void {
    if (!this.#stopping.signal.aborted) this.#options.onFacts(this.facts())
  }

  /** What is known, for the core. */
  facts(): readonly ServiceFacts[] {
    return this.#readings.map(({ unit, atBoot }, index) => ({
      unit: this.#verifying.has(index) ? 'unknown' : unit,
      check: this.#checks.result(index),
      restarts: this.#deaths[index]?.deaths ?? 0,
      atBoot: atBoot !== 'no',
    }))
  }

  #reading(service: number): UnitReading {
    return this.#readings[service] ?? unknownReading(`there is no service ${service}`)
  }
}

function wordsOf(service: SiteService, kind: Exclude<CommandKind, 'farewell'>): readonly string[] {
  switch (kind) {
    case 'check':
      return service.check
    case 'connections':
      return service.connections
    case 'config-test':
      return service.configTest
    case 'verify':
      return service.verify
  }
}
