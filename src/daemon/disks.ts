/**
 * How do the disks of this node hang together with the core: facts up, orders down?
 *
 * An order is answered only when the facts show what it did, because the core decides in the same turn on what it was
 * told last: a mount that is done but not yet seen would look like one that was lost. What belongs to a move are steps, of
 * which one runs at a time. Orders that concern one copy run beside it.
 * A machine without the kernel module has no primary and no mount, so there is nothing to give up.
 */
import { OpError } from '../base/op-error.ts'
import type { ReplicationReport, ResyncReport } from '../control/protocol.ts'
import { DiskKeeper } from '../drbd/index.ts'
import type { DiskFacts as DriverFacts } from '../drbd/index.ts'
import type { Grammar } from '../drbd/commands.ts'
import { Destruction } from './destruction.ts'
import { coreFacts, volumeMounts } from './disk-facts.ts'
import type { BringUp, DiskOptions } from './disk-options.ts'
import { DiskPlaces } from './disk-places.ts'
import { DiskSteps } from './disk-steps.ts'
import { DiskWaiting } from './disk-waiting.ts'
import { ResyncRate } from './resync-rate.ts'
import { ProgressLines, resyncReport } from './resync.ts'
import type { DiskHands } from './performers.ts'
import type { ToldTroubles } from '../base/told-troubles.ts'
import { toldTexts } from '../base/told-troubles.ts'
import { Verification } from './verification.ts'

/** Somebody else's mount or unmount is noticed within this time, ms; own choice. */
const mountsMs = 2_000

/**
 * A volume that could not be brought up is tried again so soon, then after twice the time, up to the longest, ms; own
 * choice: late devices come within seconds of a boot, and later nobody waits for them.
 */
const bringUpAgainMs = { first: 1_000, longest: 60_000 } as const

/** The disks of the node. */
export class NodeDisks {
  readonly #options: DiskOptions
  readonly #keeper: DiskKeeper
  readonly #stopping = new AbortController()
  readonly #steps: DiskSteps
  readonly #waiting: DiskWaiting
  #looked: Promise<void> = Promise.resolve()
  #broughtUp = false
  #posted = ''
  readonly #troubles: ToldTroubles<string>
  #forced = 0
  readonly #destruction: Destruction
  readonly #progress = new ProgressLines()
  readonly #rate: ResyncRate
  readonly #places: DiskPlaces
  /** Comparisons of both copies. */
  readonly verification: Verification
  #cancelLook: () => void = () => undefined
  #cancelBringUp: () => void = () => undefined

  constructor(options: DiskOptions) {
    this.#options = options
    const { replication, edge, helper: guard, stepLimitMs: limitMs } = options
    const { after } = edge
    this.#troubles = toldTexts({ tell: options.trouble, now: edge.now })
    this.#steps = new DiskSteps({
      ...{ stopping: this.#stopping.signal, after, limitMs, guard, ready: () => this.#looked },
    })
    this.#waiting = new DiskWaiting({ after })
    this.#keeper = new DiskKeeper({
      resources: replication.volumes.map(({ name, minor, mount }) => ({
        ...{ name, minor },
        ...(mount === undefined ? {} : { place: mount }),
      })),
      edge,
      onFacts: () => this.#look(),
      onTrouble: (error) => options.trouble(error.message),
    })
    const rateScene = { keeper: this.#keeper, after, troubles: this.#troubles, signal: this.#stopping.signal }
    this.#rate = new ResyncRate(rateScene, replication.rateKib)
    this.verification = this.#openVerification()
    this.#places = new DiskPlaces(replication.volumes, options.lookAt, options.alarm)
    const resources = replication.volumes.map(({ name }) => name)
    this.#destruction = new Destruction({ node: options.node, resources, keeper: this.#keeper, now: edge.now })
  }

  #openVerification(): Verification {
    const { replication, edge, progress: told, alarm, wall, verifyRecords: records } = this.#options
    const { verifyEveryMs } = replication
    return new Verification({
      names: replication.volumes.map(({ name }) => name),
      ...{
        keeper: this.#keeper,
        clock: edge,
        wall,
        records,
        troubles: this.#troubles,
        told,
        alarm,
      },
      ...(verifyEveryMs === undefined ? {} : { everyMs: verifyEveryMs }),
      signal: this.#stopping.signal,
    })
  }

  /** Begins to watch. Facts are posted from now on, `unknown` first. */
  start(): void {
    this.#look()
    this.#looked = this.#keeper.start()
    this.#lookAgain()
  }

  /** Ends the watching and every order; the disks stay as they are. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#cancelLook()
    this.#cancelBringUp()
    this.#options.helper?.stop()
    await this.#keeper.stop()
  }

  /** Resets the machine. Returns only when that did not work. */
  reset(): void {
    if (this.#options.helper === undefined) this.#options.trouble('this machine cannot be reset from here')
    else this.#options.helper.reset()
  }

  /** The resynchronisations that run now. */
  resyncs(): readonly ResyncReport[] {
    return this.#options.replication.volumes.flatMap(({ name }) => {
      const progress = this.#keeper.progress(name)
      return progress === undefined ? [] : [resyncReport(name, progress)]
    })
  }

  /** The rate of the settings has changed, KiB/s. */
  replaceRate(rateKib: number): void {
    this.#rate.replace(rateKib)
  }

  /** What an operator should act on. */
  alarms(): readonly string[] {
    return [...this.#places.alarms(), ...this.verification.alarms()]
  }

  /** How the driver is driven, for status. */
  report(): ReplicationReport {
    const { rateKib, inForce } = this.#rate.state
    const verifications = this.verification.reports()
    return { rateKib, rateInForce: inForce ?? null, ...this.#keeper.counts(), verifications }
  }

  /** What the core orders. */
  readonly hands: DiskHands = {
    primary: (force) => {
      // Whatever data is there as the order comes: the operator ordered this node to lead with it.
      const named = this.#options.replication.volumes.map((_, index) => this.#destruction.known(index))
      return this.#steps.perform((signal) => this.#primary(force ? named : undefined, signal))
    },
    secondary: (forced) =>
      this.#steps.release(forced, async (signal) => {
        if (this.#nothingThere()) return
        await this.#keeper.secondary(signal)
        await this.#until((facts) => facts.role !== 'disk-primary', 'demote', signal)
      }),
    disconnect: () => this.#steps.perform((signal) => this.#disconnect(signal)),
    mount: () =>
      this.#steps.perform(async (signal) => {
        await this.#keeper.mount(signal)
        this.#look()
      }),
    unmount: (forced) =>
      this.#steps.release(forced, async (signal) => {
        // Without tools there may still be nothing to do. What is gone from the table may be held: `secondary` tells.
        if (this.#mounts().length > 0) await this.#keeper.unmount(signal)
        this.#look()
      }),
    outdate: (resource) => this.#keeper.outdateSelf(resource, this.#stopping.signal),
    connect: (resource, anew) =>
      anew
        ? this.#keeper.retriggerFence(resource, this.#stopping.signal)
        : this.#keeper.order('connect', resource, this.#stopping.signal),
    discard: (order) => this.#discard(order),
  }

  /** The operator answers for data that is not proven current; the kernel does not ask what became of the peer then. */
  async #primary(named: readonly (string | undefined)[] | undefined, signal: AbortSignal): Promise<void> {
    if (named !== undefined) {
      for (const index of this.#options.replication.volumes.keys()) {
        if (this.#keeper.facts()[index]?.role === 'disk-primary') continue
        const generation = named[index] ?? (await this.#identified(index, signal))
        this.#forced += 1
        await this.#destruction.destroy('force-primary', index, { signal, generation, token: `force-${this.#forced}` })
      }
    }
    await this.#keeper.primary(signal)
    await this.#until((facts) => facts.role === 'disk-primary', 'promote', signal)
  }

  async #disconnect(signal: AbortSignal): Promise<void> {
    if (this.#nothingThere()) return
    for (const [index, { name }] of this.#options.replication.volumes.entries()) {
      const known = this.#keeper.state(name) !== undefined
      const key = `disconnect ${name}`
      try {
        await this.#keeper.order('disconnect', index, signal)
        this.#troubles.worked(key)
      } catch (cause) {
        // A volume that was never brought up cannot be disconnected either, and need not be.
        if (known || !(cause instanceof OpError)) throw cause
        this.#troubles.failed(key, cause.message)
      }
    }
  }

  /** The operator gave one data set up, once: what went wrong is told, and not tried again without another word of his. */
  async #discard({ resource, generation, token }: Parameters<DiskHands['discard']>[0]): Promise<void> {
    const { signal } = this.#stopping
    try {
      await this.#keeper.order('disconnect', resource, signal)
      // The identifiers are read again after the disconnection: what they were before proves nothing.
      await this.#identified(resource, signal)
      await this.#destruction.destroy('connect-discarding-mine', resource, { signal, generation, token })
    } catch (cause) {
      if (cause instanceof OpError) this.#options.trouble(`${cause.message}; nothing was discarded: order it again`)
      throw cause
    }
  }

  /** Waits until the data of a volume is known by its identifier. @throws OpError when it is not in time */
  async #identified(resource: number, signal: AbortSignal): Promise<string> {
    await this.#until((facts) => facts.identifiers !== undefined || facts.resource !== resource, 'identify', signal)
    return this.#destruction.known(resource) ?? ''
  }

  #nothingThere(): boolean {
    return this.#keeper.grammar() === undefined && !this.#options.moduleLoaded()
  }

  /** Waits until the stream has told it of every volume. @throws OpError when it does not in time, or is cancelled */
  #until(condition: (facts: DriverFacts) => boolean, operation: string, signal: AbortSignal): Promise<void> {
    return this.#waiting.until(() => this.#keeper.facts().every(condition), operation, signal)
  }

  /** Posts the facts when they are others than before. */
  #look(): void {
    if (this.#stopping.signal.aborted) return
    const { replication, post, seen, progress, edge } = this.#options
    const mounts = this.#mounts()
    const driver = this.#keeper.facts()
    const resources = replication.volumes.flatMap(({ name, mount }, index) => {
      const facts = driver[index]
      if (facts === undefined) return []
      const inPlace = mounts.some((found) => found.name === name && found.point === mount?.point)
      return [coreFacts(facts, mount === undefined ? facts.role === 'disk-primary' : inPlace)]
    })
    const text = JSON.stringify(resources)
    if (text !== this.#posted) {
      this.#posted = text
      post({ type: 'disk', resources })
      seen()
      for (const line of this.#progress.lines(this.resyncs(), edge.now())) progress(line)
    }
    this.#waiting.look()
    this.#rate.look(driver)
    this.verification.look(driver)
    this.#bringUpOnce()
  }

  #mounts(): ReturnType<typeof volumeMounts> {
    const { readMounts, replication } = this.#options
    return volumeMounts(readMounts(), replication.volumes)
  }

  #lookAgain(): void {
    const mounted = this.#mounts().map(({ name }) => name)
    this.#places.look(mounted, this.#options.edge.now()).catch((cause: unknown) => {
      if (!(cause instanceof Error)) throw cause
      this.#troubles.failed('places', `look for the places of the volumes: ${cause.message}`)
    })
    this.#cancelLook = this.#options.edge.after(mountsMs, () => {
      this.#look()
      this.#lookAgain()
    })
  }

  #bringUpOnce(): void {
    const grammar = this.#keeper.grammar()
    if (this.#broughtUp || grammar === undefined) return
    this.#broughtUp = true
    void this.#bringUp(this.#options.bringUp(this.#keeper, this.#troubles), grammar, bringUpAgainMs.first)
  }

  async #bringUp(attempt: BringUp, grammar: Grammar, againMs: number): Promise<void> {
    const { signal } = this.#stopping
    const done = await attempt(grammar, signal)
    if (done || signal.aborted) return
    const nextMs = Math.min(againMs * 2, bringUpAgainMs.longest)
    this.#cancelBringUp = this.#options.edge.after(againMs, () => void this.#bringUp(attempt, grammar, nextMs))
  }
}
