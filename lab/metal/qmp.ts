/**
 * How is a machine's hardware ordered about: stopped, continued, reset, unplugged, saved?
 *
 * QEMU's machine protocol: lines of JSON on a socket, answers carry the order's id, events come in between.
 * Source: QEMU 7.2, docs/interop/qmp-spec.txt.
 */
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { OpError } from '../../src/base/op-error.ts'
import { connectWhenThere } from './connect.ts'

/** A snapshot of a whole machine takes the longest. */
const ANSWER_LIMIT_MS = 120_000

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void }

/** One machine's hardware. */
export class Qmp {
  readonly #socket: Socket
  readonly #waiting = new Map<number, Waiting>()
  readonly #heard: (event: string) => void
  #lastId = 0

  private constructor(socket: Socket, heard: (event: string) => void) {
    this.#socket = socket
    this.#heard = heard
    // A machine that ends resets its connections; the close that follows is what counts.
    const lines = createInterface({ input: socket }).on('line', (line) => this.#absorb(JSON.parse(line)))
    for (const one of [socket, lines]) one.on('error', () => undefined)
    socket.once('close', () => this.#abandonAll())
  }

  /** Connects to a machine that is just starting; `heard` gets the names of events, such as `RESET`. */
  static async connect(path: string, heard: (event: string) => void): Promise<Qmp> {
    const qmp = new Qmp(await connectWhenThere(path), heard)
    await qmp.order('qmp_capabilities')
    return qmp
  }

  /** Gives an order. Rejects when QEMU refuses it, does not answer in 120 s, or ends. */
  order(verb: string, words: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = (this.#lastId += 1)
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(id)
        reject(new OpError(verb, 'machine', { type: 'timed-out', afterMs: ANSWER_LIMIT_MS }))
      }, ANSWER_LIMIT_MS)
      const settled =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          clearTimeout(limit)
          settle(value)
        }
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) })
      this.#socket.write(`${JSON.stringify({ execute: verb, arguments: words, id })}\n`)
    })
  }

  /** Gives an order in the words of QEMU's monitor for humans, for what the protocol lacks. What it printed. */
  async orderInWords(words: string): Promise<string> {
    const printed = await this.order('human-monitor-command', { 'command-line': words })
    return typeof printed === 'string' ? printed : ''
  }

  /** Lets the connection go. */
  close(): void {
    this.#socket.destroy()
  }

  #absorb(message: unknown): void {
    if (typeof message !== 'object' || message === null) return
    if ('event' in message && typeof message.event === 'string') this.#heard(message.event)
    if (!('id' in message) || typeof message.id !== 'number') return
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('error' in message)
      waiting?.reject(new OpError('order', 'machine', { type: 'other', text: JSON.stringify(message.error) }))
    else waiting?.resolve('return' in message ? message.return : undefined)
  }

  #abandonAll(): void {
    for (const { reject } of this.#waiting.values())
      reject(new OpError('order', 'machine', { type: 'other', text: 'the machine has ended' }))
    this.#waiting.clear()
  }
}
