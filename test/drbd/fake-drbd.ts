/**
 * How does one node's DRBD behave towards its tools, as far as it was recorded?
 *
 * A stand-in for kernel, tools and stream in one, without processes and clocks: it answers calls from its state, prints
 * the events of each change, refuses with the recorded codes and messages, and obeys a script where a test wants
 * something else: a call that hangs, that cannot be killed, or that ends in a way of its own.
 */
import { instant } from '../../src/base/time.ts'
import type { CommandLine } from '../../src/drbd/commands.ts'
import type { DiskEdge, EventStream, StreamListener } from '../../src/drbd/index.ts'
import type { CommandResult } from '../../src/drbd/exit-codes.ts'
import type { Opener } from '../../src/drbd/mount.ts'
import { generations, recordedEnds } from './recorded.ts'

/** One resource of the fake node. Words as DRBD prints them. */
export type FakeResource = {
  role: string
  suspended: string
  connection: string
  peerRole: string
  disk: string
  peerDisk: string
  replication: string
  outOfSyncKib: number
  sizeKib: number
  generation: string
  openers: number
  rateKib: number
  controllerKib: number
}

/** What a call does instead of what DRBD would. `stuck`: cannot even be killed. */
export type FakeAnswer = CommandResult | 'hangs' | 'stuck' | 'as-usual'

const exited = (code: number, output = '', errors = ''): CommandResult => ({ type: 'exited', code, output, errors })
const done = exited(0)
const refused = ({ code, errors }: { readonly code: number; readonly errors: string }) => exited(code, '', errors)

/** A connected pair's own side. */
export function healthyResource(): FakeResource {
  return {
    role: 'Secondary',
    suspended: 'no',
    connection: 'Connected',
    peerRole: 'Secondary',
    disk: 'UpToDate',
    peerDisk: 'UpToDate',
    replication: 'Established',
    outOfSyncKib: 0,
    sizeKib: 65_000,
    generation: generations.connected.theirs,
    openers: 0,
    rateKib: 1,
    controllerKib: 1,
  }
}

/** The node. */
export class FakeDrbd {
  readonly resources = new Map<string, FakeResource>()
  readonly calls: string[] = []
  readonly mounts = new Map<string, string>()
  /** Answers by call text; the first that fits is used up, unless it is the last one of its text. */
  readonly script = new Map<string, FakeAnswer[]>()
  versionCode = '0x08040b'
  nowMs = 0
  busy: readonly Opener[] = []
  /** What happens right after a call was answered, before its answer arrives. */
  afterCall: (text: string) => void = () => undefined
  #listener: StreamListener | undefined
  #timers: { readonly at: number; readonly call: () => void }[] = []
  restarts = 0

  constructor(names: readonly string[] = ['r0']) {
    for (const name of names) this.resources.set(name, healthyResource())
  }

  /** The world for a keeper. */
  edge(): DiskEdge {
    return {
      run: (line, signal) => this.#run(line, signal),
      follow: (listener) => this.#follow(listener),
      readOpeners: () => Promise.resolve(this.busy),
      now: () => instant(this.nowMs),
      after: (ms, call) => {
        const timer = { at: this.nowMs + ms, call }
        this.#timers.push(timer)
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer)
        }
      },
    }
  }

  /** A resource of the node. */
  resource(name = 'r0'): FakeResource {
    const found = this.resources.get(name)
    if (found === undefined) throw new Error(`no resource ${name}`)
    return found
  }

  /** Changes a resource and prints its events. */
  change(fields: Partial<FakeResource>, name = 'r0'): void {
    Object.assign(this.resource(name), fields)
    for (const line of this.linesOf(name, 'change')) this.#listener?.onLine(line)
  }

  /** Lets a call end in another way. */
  answer(text: string, ...answers: FakeAnswer[]): void {
    this.script.set(text, answers)
  }

  /** The stream dies. */
  killStream(text = 'ended'): void {
    this.#listener?.onEnd(text, 200)
  }

  /** The stream begins (again) with a dump. */
  beginStream(): void {
    this.#listener?.onStart()
    for (const line of this.dump()) this.#listener?.onLine(line)
  }

  /** A line of the stream as it is. */
  print(line: string): void {
    this.#listener?.onLine(line)
  }

  /** Time passes, and what is due is called. */
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms
    for (;;) {
      await settle()
      const [next] = this.#timers.filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)
      if (next === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.nowMs = Math.max(this.nowMs, next.at)
      next.call()
    }
    this.nowMs = end
    await settle()
  }

  /** What `events2 --now --statistics` prints. */
  dump(): readonly string[] {
    return [...[...this.resources.keys()].flatMap((name) => this.linesOf(name, 'exists')), 'exists -']
  }

  linesOf(name: string, action: string): readonly string[] {
    const one = this.resource(name)
    const head = `name:${name} peer-node-id:0 conn-name:peer`
    const amount = one.outOfSyncKib === 0 ? '' : ` out-of-sync:${one.outOfSyncKib}`
    return [
      `${action} resource name:${name} role:${one.role} suspended:${one.suspended}`,
      `${action} connection ${head} connection:${one.connection} role:${one.peerRole}`,
      `${action} device name:${name} volume:0 minor:0 disk:${one.disk} size:${one.sizeKib}`,
      `${action} peer-device ${head} volume:0 replication:${one.replication} peer-disk:${one.peerDisk} resync-suspended:no received:1 sent:1${amount}`,
    ]
  }

  #follow(listener: StreamListener): EventStream {
    this.#listener = listener
    this.beginStream()
    return {
      restart: () => {
        this.restarts += 1
        this.killStream('restarted')
        this.beginStream()
      },
      stop: () => {
        this.killStream('stopped')
        this.#listener = undefined
        return Promise.resolve()
      },
      droppedLines: () => 0,
    }
  }

  #run(line: CommandLine, signal: AbortSignal): ReturnType<DiskEdge['run']> {
    const text = [line.program, ...line.arguments].join(' ')
    this.calls.push(text)
    const answers = this.script.get(text)
    const chosen = answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0]
    if (chosen === 'hangs') return aborting(signal)
    if (chosen === 'stuck') return { answer: aborting(signal).answer, end: new Promise(() => undefined) }
    const result = chosen === undefined || chosen === 'as-usual' ? this.#obey(line) : chosen
    this.afterCall(text)
    return { answer: Promise.resolve(result), end: Promise.resolve() }
  }

  #obey(line: CommandLine): CommandResult {
    if (line.program === 'findmnt') return this.#findmnt(line.arguments.at(-1) ?? '')
    if (line.program === 'systemctl') return done
    if (line.program === 'mount') {
      this.mounts.set(line.arguments.at(-1) ?? '', '/dev/drbd0')
      return done
    }
    if (line.program === 'umount') {
      if (this.busy.length > 0) return exited(32, '', `umount: ${line.arguments.at(-1)}: target is busy.\n`)
      this.mounts.delete(line.arguments.at(-1) ?? '')
      return done
    }
    if (line.verb === 'snapshot') return exited(0, `${this.dump().join('\n')}\n`)
    if (line.verb === 'version') return exited(0, `DRBD_KERNEL_VERSION_CODE=${this.versionCode}\n`)
    return this.#obeyFor(line, line.target)
  }

  #findmnt(device: string): CommandResult {
    const filesystems = [...this.mounts].map(([target]) => ({ source: device, target, options: 'rw' }))
    return filesystems.length === 0 ? exited(1) : exited(0, JSON.stringify({ filesystems }))
  }

  #obeyFor({ verb, arguments: words }: CommandLine, name: string): CommandResult {
    const one = this.resource(name)
    switch (verb) {
      case 'generation':
        return exited(0, `${one.generation}\n`)
      case 'settings':
        return exited(0, `resync-rate ${one.rateKib}k; c-max-rate ${one.controllerKib}k; c-plan-ahead 0;`)
      case 'rate':
        one.rateKib = Number(/--resync-rate=(\d+)k/.exec(words.join(' '))?.[1])
        one.controllerKib = one.rateKib
        return done
      case 'primary':
        if (one.connection === 'Connected' && one.peerRole === 'Primary') return refused(recordedEnds.secondPrimary)
        if (one.connection !== 'Connected' && one.disk !== 'UpToDate') return refused(recordedEnds.noCurrentData)
        this.change({ role: 'Primary' }, name)
        return done
      case 'secondary':
      case 'emergency-secondary':
        if (one.openers > 0) return refused(recordedEnds.heldOpen)
        this.change({ role: 'Secondary' }, name)
        return done
      case 'outdate':
        // As measured: answers 0 while connected, and does nothing.
        if (one.connection !== 'Connected') this.change({ disk: 'Outdated' }, name)
        return done
      case 'disconnect':
      case 'disconnect-now':
        if (one.connection === 'StandAlone') return refused(recordedEnds.disconnectAlone)
        this.change({ connection: 'StandAlone', peerRole: 'Unknown', peerDisk: 'DUnknown', replication: 'Off' }, name)
        return done
      case 'verify':
        this.change({ replication: 'VerifyS' }, name)
        return done
      case 'connect':
        if (one.connection !== 'StandAlone') return refused(recordedEnds.connectTwice)
        this.change({ connection: 'Connecting' }, name)
        return done
      default:
        return done
    }
  }
}

/** Ends when it is killed. */
function aborting(signal: AbortSignal): { readonly answer: Promise<CommandResult>; readonly end: Promise<void> } {
  const answer = new Promise<CommandResult>((resolve) => {
    signal.addEventListener('abort', () => resolve({ type: 'cancelled' }), { once: true })
  })
  return { answer, end: answer.then(() => undefined) }
}

/** Lets everything that is ready happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}
