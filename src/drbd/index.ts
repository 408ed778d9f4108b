/**
 * Are the disks of the pair as they shall be, and what is known of them?
 *
 * The keeper watches DRBD's events and tells the core facts, and carries out what the core orders: all disks primary or
 * secondary, mounted or not, this copy outdated, a connection closed and opened, frozen I/O let go. It orders nothing by
 * itself. Every order takes an abort signal and ends by resolving or with an OpError; deadlines of whole steps are the
 * core's, deadlines of single tools are in `commands.ts`.
 * Without a kernel module nothing is known, and the keeper looks again from time to time.
 */
import { OpError } from '../base/op-error.ts'
import { toldErrors, type ToldTroubles } from '../base/told-troubles.ts'
import { deviceOf, generationLine, parseGrammar, snapshotLine, versionLine } from './commands.ts'
import type { CommandLine, Grammar } from './commands.ts'
import { Dispatcher } from './dispatcher.ts'
import type { DiskEdge, EventStream } from './drbdsetup.ts'
import type { Outcome } from './exit-codes.ts'
import { factsOf } from './facts.ts'
import type { DiskFacts } from './facts.ts'
import { parseGeneration } from './identifiers.ts'
import type { DiskCounts, DiskKeeperOptions, KeptResource, SingleOrder } from './keeping.ts'
import { emptyModel } from './model.ts'
import type { ResourceState } from './model.ts'
import { renderOpeners } from './mount.ts'
import type { MountPlace } from './mount.ts'
import { askAgain, carryOut, demoteAll, outdateSelf, promoteAll, setRate, throwUnlessDone } from './orders.ts'
import type { OrderScene } from './orders.ts'
import type { Progress } from './progress.ts'
import { destructiveLine } from './tokens.ts'
import type { DestructionToken, TokenRefusal, TokenScene } from './tokens.ts'
import { mountVolume, unmountVolume } from './volume.ts'
import { DiskWatch } from './watch.ts'

export { connectTools } from './drbdsetup.ts'
export type { DiskEdge, EventStream, StreamListener, ToolOptions } from './drbdsetup.ts'
export type { DiskFacts } from './facts.ts'
export type { DiskCounts, DiskKeeperOptions, KeptResource, SingleOrder } from './keeping.ts'

/** Looks for the kernel module this often while there is none, ms. */
const moduleAgainMs = 10_000

/** Watches and moves the disks of the pair. */
export class DiskKeeper {
  readonly #options: DiskKeeperOptions
  readonly #dispatcher: Dispatcher
  readonly #troubles: ToldTroubles<OpError>
  #watch: DiskWatch | undefined
  #stream: EventStream | undefined
  #grammar: Grammar | undefined
  #streams = 0
  #stopped = false
  /** Aborted by the next order about roles. */
  #roleOrder = new AbortController()
  #cancelStart: () => void = () => undefined

  constructor(options: DiskKeeperOptions) {
    this.#options = options
    this.#dispatcher = new Dispatcher(options.edge.run, options.edge.now)
    this.#troubles = toldErrors({ tell: options.onTrouble, now: options.edge.now })
  }

  /** Begins to watch as soon as there is a kernel module. Resolves after the first look for it. */
  async start(): Promise<void> {
    // This question loads the module when it is not there yet; the version is only read afterwards.
    await this.#dispatcher.submit('disk-state', snapshotLine)
    const outcome = await this.#dispatcher.submit('settings', versionLine)
    const grammar = outcome.type === 'done' ? parseGrammar(outcome.output) : undefined
    if (this.#stopped) return
    if (grammar === undefined) {
      const failure = { type: 'other', text: reasonOf(outcome) } as const
      this.#troubles.failed('module', new OpError('find', 'the DRBD kernel module', failure))
      this.#cancelStart = this.#options.edge.after(moduleAgainMs, () => void this.start())
      return
    }
    this.#troubles.worked('module')
    this.#grammar = grammar
    this.#follow(grammar)
  }

  /** Ends the watching; disks stay as they are. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancelStart()
    this.#watch?.stop()
    await this.#stream?.stop()
  }

  /** Facts of every resource; all unknown before there is a kernel module. */
  facts(): readonly DiskFacts[] {
    const { resources } = this.#options
    return this.#watch?.facts() ?? resources.map((resource, index) => factsOf(index, resource, emptyModel, {}))
  }

  /** State of a resource as DRBD told it; nothing while it is not known. */
  state(name: string): ResourceState | undefined {
    return this.#watch?.state(name)
  }

  /** The copy that is running, if any. */
  progress(name: string): Progress | undefined {
    return this.#watch?.progress(name)
  }

  /** Which DRBD the kernel has; nothing before it was found. */
  grammar(): Grammar | undefined {
    return this.#grammar
  }

  /** Counters since the start. */
  counts(): DiskCounts {
    return {
      ...this.#dispatcher.counts(),
      unknownWords: this.#watch?.unknownWords ?? 0,
      droppedLines: this.#stream?.droppedLines() ?? 0,
      streams: this.#streams,
    }
  }

  /** Makes every disk primary here, or none. @throws OpError with the reason; what was promoted is demoted again */
  async primary(signal: AbortSignal): Promise<void> {
    const superseded = this.#supersede()
    await promoteAll(this.#scene(), signal, superseded)
  }

  /** Makes every disk secondary here. @throws OpError when one is not known to be, with who keeps it open */
  async secondary(signal: AbortSignal): Promise<void> {
    this.#supersede()
    await demoteAll(this.#scene(), signal)
  }

  /** Mounts every volume that has a place. @throws OpError; what was mounted stays, for `unmount` to take away */
  async mount(signal: AbortSignal): Promise<void> {
    for (const resource of this.#options.resources) {
      const place = placeOf(resource)
      if (place !== undefined) await mountVolume(this.#volumes(), place, this.state(resource.name), signal)
    }
  }

  /** Unmounts every volume, the last one first. @throws OpError with who keeps one busy; the others are tried too */
  async unmount(signal: AbortSignal): Promise<void> {
    const errors: unknown[] = []
    for (const resource of this.#options.resources.toReversed()) {
      const place = placeOf(resource) ?? { device: deviceOf(resource), point: '/' }
      await unmountVolume(this.#volumes(), place, this.state(resource.name), signal).catch((error: unknown) =>
        errors.push(error),
      )
    }
    if (errors.length > 0) throw errors[0]
  }

  /** Outdates this node's copy. Resolves only when DRBD says so. @throws OpError otherwise */
  async outdateSelf(index: number, signal: AbortSignal): Promise<void> {
    await outdateSelf(this.#scene(), this.#resource(index), signal)
  }

  /** Gives one order about one resource. @throws OpError unless it was done, or was so before */
  async order(verb: SingleOrder, index: number, signal: AbortSignal): Promise<void> {
    await carryOut(this.#scene(), verb, this.#resource(index), signal)
  }

  /** Makes the kernel ask again what became of the peer. @throws OpError when the connection could not be closed or opened */
  async retriggerFence(index: number, signal: AbortSignal): Promise<void> {
    await askAgain(this.#scene(), this.#resource(index), signal)
  }

  /** Sets the rate of copies, KiB/s, and reads it back. @throws OpError when DRBD has another one afterwards */
  async setRate(rateKib: number, signal: AbortSignal): Promise<void> {
    const scene = this.#scene()
    for (const resource of scene.resources) await setRate(scene, resource, rateKib, signal)
  }

  /** Reads the current identifier of a copy, now; nothing when it has none or cannot be read. */
  async readCurrent(index: number, signal: AbortSignal): Promise<string | undefined> {
    const resource = this.#resource(index)
    const line = generationLine(resource, this.#knownGrammar(), this.state(resource.name)?.peer ?? '')
    const outcome = await this.#dispatcher.submit('generation', line, signal)
    return outcome.type === 'done' ? parseGeneration(outcome.output)?.identifiers.current : undefined
  }

  /**
   * Gives an order that can destroy data, with the operator's token for it. Returns why the token does not permit it.
   * @throws OpError when DRBD refuses it
   */
  async destroy(
    token: DestructionToken,
    scene: Omit<TokenScene, 'resource' | 'grammar'>,
    signal: AbortSignal,
  ): Promise<'done' | readonly TokenRefusal[]> {
    const resource = this.#options.resources.find(({ name }) => name === token.resource)
    if (resource === undefined) return ['other-resource']
    const now = this.#options.edge.now()
    const line = destructiveLine(token.verb, token, { ...scene, resource, grammar: this.#knownGrammar() }, now)
    if (!isLine(line)) return line
    throwUnlessDone(token.verb, resource.name, await this.#dispatcher.submit(token.verb, line, signal))
    return 'done'
  }

  /** What the role order before this one left to undo is not wanted any more. */
  #supersede(): AbortSignal {
    this.#roleOrder.abort()
    this.#roleOrder = new AbortController()
    return this.#roleOrder.signal
  }

  #follow(grammar: Grammar): void {
    const { edge } = this.#options
    const watch = new DiskWatch({
      ...this.#options,
      grammar,
      dispatcher: this.#dispatcher,
      clock: edge,
      onDoubt: (contradiction) => {
        const text = `contradicts what DRBD says when asked: ${contradiction}started again`
        this.#options.onTrouble(new OpError('follow', 'drbdsetup events2', { type: 'other', text }))
        this.#stream?.restart()
      },
    })
    this.#watch = watch
    this.#stream = edge.follow({
      onStart: () => {
        this.#streams += 1
        watch.forget()
      },
      onLine: (line) => {
        this.#troubles.worked('stream')
        watch.absorbLine(line)
      },
      onEnd: (text, delayMs) => {
        watch.forget()
        if (this.#stopped) return
        const failure = { type: 'other', text: `${text}; again in ${delayMs} ms` } as const
        this.#troubles.failed('stream', new OpError('follow', 'drbdsetup events2', failure))
      },
    })
  }

  #scene(): OrderScene {
    const { resources, edge } = this.#options
    return {
      resources,
      grammar: this.#knownGrammar(),
      dispatcher: this.#dispatcher,
      clock: edge,
      stateOf: (name) => this.state(name),
      onTrouble: this.#options.onTrouble,
      openersOf: async (resource) =>
        renderOpeners(await edge.readOpeners({ device: deviceOf(resource), point: deviceOf(resource) })),
    }
  }

  #volumes(): { readonly dispatcher: Dispatcher; readonly readOpeners: DiskEdge['readOpeners'] } {
    return { dispatcher: this.#dispatcher, readOpeners: this.#options.edge.readOpeners }
  }

  #knownGrammar(): Grammar {
    if (this.#grammar !== undefined) return this.#grammar
    throw new OpError('use', 'DRBD', { type: 'other', text: 'its kernel module was not found' })
  }

  #resource(index: number): KeptResource {
    const resource = this.#options.resources[index]
    if (resource !== undefined) return resource
    throw new OpError('find', `resource ${index}`, { type: 'other', text: 'is not in the settings' })
  }
}

function placeOf(resource: KeptResource): MountPlace | undefined {
  return resource.place === undefined ? undefined : { ...resource.place, device: deviceOf(resource) }
}

function isLine(line: CommandLine | readonly TokenRefusal[]): line is CommandLine {
  return !Array.isArray(line)
}

function reasonOf(outcome: Outcome): string {
  return 'text' in outcome ? outcome.text : 'the tools say that none is loaded'
}
