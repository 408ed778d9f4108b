/**
 * How is a command run inside a machine, whatever state its networks and its other programs are in?
 *
 * The other half of `guest/lab-agent.pl`, which says what the lines mean. Each command has a time limit that is kept
 * inside the machine, and one here that also holds when the machine is frozen or dead. Output may be followed while
 * the command runs: that is how the writer's acknowledged writes leave the machine before its power is cut.
 */
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { OpError } from '../../src/base/op-error.ts'
import { connectWhenThere } from './connect.ts'

/** What came of a command: an exit code, `signal-N` or `timed-out`. Both outputs are cut at 1 MiB. */
export type Outcome = { readonly end: number | string; readonly out: string; readonly err: string; readonly ms: number }

/** How a command is run. `followed` gets its standard output as it comes; it is then not collected. */
export type RunOptions = { readonly limitMs?: number; readonly followed?: (text: string) => void }

/** A command under way. */
export type Running = { readonly id: number; readonly outcome: Promise<Outcome> }

type Entry = {
  out: string
  err: string
  readonly startMs: number
  readonly followed: ((text: string) => void) | undefined
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
  readonly limit: NodeJS.Timeout
}

const LIMIT_MS = 20_000
/** Emulated machines are slow to tell: this much later the lab stops waiting for the machine's own limit. */
const GRACE_MS = 15_000
const OUTPUT_CHARACTERS_MAX = 1_048_576
const ASK_AGAIN_MS = 250

/** The control channel of one machine. */
export class GuestShell {
  readonly #node: string
  readonly #socket: Socket
  readonly #entries = new Map<number, Entry>()
  #greeted: ((bootId: string) => void)[] = []
  #bootId: string | undefined
  #lastId = Math.floor(performance.now())

  private constructor(node: string, socket: Socket) {
    this.#node = node
    this.#socket = socket
    // A machine that ends resets its connections; the close that follows is what counts.
    const lines = createInterface({ input: socket }).on('line', (line) => this.#absorb(line))
    for (const one of [socket, lines]) one.on('error', () => undefined)
    socket.once('close', () => this.#abandonAll('the machine has ended'))
  }

  /** Connects to a machine's control socket; the machine need not have booted. */
  static async connect(node: string, path: string): Promise<GuestShell> {
    return new GuestShell(node, await connectWhenThere(path))
  }

  /** Waits until the machine answers; its boot id. @throws OpError after `limitMs` */
  awake(limitMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const asking = setInterval(() => this.#socket.write('\nhello\n'), ASK_AGAIN_MS)
      const limit = setTimeout(() => {
        clearInterval(asking)
        reject(new OpError('boot', this.#node, { type: 'timed-out', afterMs: limitMs }))
      }, limitMs)
      this.#greeted.push((bootId) => {
        clearInterval(asking)
        clearTimeout(limit)
        resolve(bootId)
      })
      this.#socket.write('\nhello\n')
    })
  }

  /** What a file of the kernel says now, without a program in the machine; empty when there is none of that name. */
  async read(path: string): Promise<string> {
    const reading = this.#begin(`read ${path} of`, { limitMs: LIMIT_MS }, (id) => `read ${id} ${hex(path)}`)
    return (await reading.outcome).out
  }

  /** The first line of what hapair's agent answers to `request`, without a program in the machine; empty without one. */
  async ask(request: string, limitMs: number): Promise<string> {
    const asking = this.#begin('ask the agent of', { limitMs }, (id) => `ask ${id} ${limitMs} ${hex(request)}`)
    return (await asking.outcome).out
  }

  /** Starts a shell command. Its outcome rejects only when the machine does not tell one: dead, frozen or reset. */
  begin(command: string, options: RunOptions = {}): Running {
    const limitMs = options.limitMs ?? LIMIT_MS
    return this.#begin(`run \`${command}\` on`, { ...options, limitMs }, (id) => `run ${id} ${limitMs} ${hex(command)}`)
  }

  #begin(
    operation: string,
    options: RunOptions & { readonly limitMs: number },
    order: (id: number) => string,
  ): Running {
    const id = (this.#lastId += 1)
    const { limitMs, followed } = options
    const outcome = new Promise<Outcome>((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#entries.delete(id)
        reject(new OpError(operation, this.#node, { type: 'timed-out', afterMs: limitMs + GRACE_MS }))
      }, limitMs + GRACE_MS)
      this.#entries.set(id, { out: '', err: '', startMs: performance.now(), followed, resolve, reject, limit })
    })
    this.#socket.write(`${order(id)}\n`)
    return { id, outcome }
  }

  /** Runs a shell command to its end, whatever that is. */
  run(command: string, options: RunOptions = {}): Promise<Outcome> {
    return this.begin(command, options).outcome
  }

  /** Runs a shell command that must succeed; its standard output without the last line feed. @throws OpError else */
  async must(command: string, options: RunOptions = {}): Promise<string> {
    const { end, out, err } = await this.run(command, options)
    if (end !== 0)
      throw new OpError(`run \`${command}\` on`, this.#node, {
        type: 'other',
        text: `${end}: ${err.trim()} ${out.trim()}`,
      })
    return out.trimEnd()
  }

  /** Sends a signal to a command and what it started. */
  signal(running: Running, name: string): void {
    this.#socket.write(`kill ${running.id} ${name}\n`)
  }

  /** Lets the connection go. */
  close(): void {
    this.#socket.destroy()
  }

  #absorb(line: string): void {
    const [verb, first = '', rest = ''] = line.split(' ')
    if (verb === 'hello') {
      if (this.#bootId !== undefined && this.#bootId !== first) this.#abandonAll('the machine has booted anew')
      this.#bootId = first
      const greeted = this.#greeted
      this.#greeted = []
      for (const greet of greeted) greet(first)
      return
    }
    const entry = this.#entries.get(Number(first))
    if (entry === undefined) return
    if (verb === 'end') this.#settle(Number(first), entry, rest)
    else if (verb === 'err') entry.err = (entry.err + textOf(rest)).slice(-OUTPUT_CHARACTERS_MAX)
    else if (entry.followed !== undefined) entry.followed(textOf(rest))
    else entry.out = (entry.out + textOf(rest)).slice(-OUTPUT_CHARACTERS_MAX)
  }

  #settle(id: number, entry: Entry, end: string): void {
    this.#entries.delete(id)
    clearTimeout(entry.limit)
    const { out, err, startMs } = entry
    entry.resolve({ end: /^\d+$/.test(end) ? Number(end) : end, out, err, ms: performance.now() - startMs })
  }

  #abandonAll(text: string): void {
    for (const { limit, reject } of this.#entries.values()) {
      clearTimeout(limit)
      reject(new OpError('run a command on', this.#node, { type: 'other', text }))
    }
    this.#entries.clear()
  }
}

function hex(text: string): string {
  return Buffer.from(text).toString('hex')
}

function textOf(hexadecimal: string): string {
  return Buffer.from(hexadecimal, 'hex').toString('utf8')
}

/** A command whose machine is about to die has no end: the scenario itself sees what becomes of the machine. */
export function diesWithMachine(): void {
  return undefined
}
