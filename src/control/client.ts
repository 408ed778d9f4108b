/**
 * How does a program ask the daemon?
 *
 * A connection carries any number of questions; each gives a stream of reports that ends by itself, by an error of the
 * daemon, or by its time limit. What went wrong is told in words that say what to do next: start the daemon, or become
 * an administrator.
 */
import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import { createReportReader, cutLines, encodeRequest } from './lines.ts'
import type { ReportCheck, ReportReader } from './lines.ts'
import { controlSocketName, lineBytesMax, statusSocketName } from './protocol.ts'
import type { ErrorCode, Report, Request } from './protocol.ts'

/** Why the daemon could not be asked. `refused` carries the daemon's own word. */
export type ControlFailure =
  | { readonly type: 'not-running' }
  | { readonly type: 'permission' }
  | { readonly type: 'timed-out' }
  | { readonly type: 'lost' }
  | { readonly type: 'refused'; readonly code: ErrorCode }
  | { readonly type: 'foreign' }

/** The daemon could not be asked, or did not answer. The message says what to do. */
export class ControlError extends OpError {
  override name = 'ControlError'
  readonly reason: ControlFailure
  /** The message without operation and socket, for a person. */
  readonly text: string

  constructor(target: string, reason: ControlFailure, text: string) {
    super('ask the daemon on', target, { type: 'other', text })
    this.reason = reason
    this.text = text
  }
}

/** A connection to the daemon. */
export type Control = {
  /** False on the socket that only answers questions. */
  readonly admin: boolean
  /**
   * The reports of one request, without `end`. Throws ControlError: the daemon refused, went away, or wrote nothing for
   * `timeoutMs` (without it there is no limit). Leaving the loop early ends the connection.
   */
  readonly ask: (request: Request, options?: { readonly timeoutMs?: number }) => AsyncIterable<Report>
  readonly close: () => void
}

/** How to connect. */
export type ControlOptions = {
  /** The caller only asks, so `status.sock` will do when `control.sock` is not open to it. */
  readonly reading?: boolean
  /** Which reports the caller understands; by default all, whose schemas are then loaded. */
  readonly accepts?: ReportCheck
}

/** Connects to the daemon whose sockets lie in `folder`. Throws ControlError: not running, or no permission. */
export async function openControl(folder: string, options: ControlOptions = {}): Promise<Control> {
  const path = join(folder, controlSocketName)
  const accepts = options.accepts ?? (await import('./report-schema.ts')).isReport
  try {
    return new Connection(await connect(path), { path, admin: true, accepts })
  } catch (error) {
    const barred = error instanceof ControlError && error.reason.type === 'permission'
    if (!barred || options.reading !== true) throw error
  }
  const open = join(folder, statusSocketName)
  return new Connection(await connect(open), { path: open, admin: false, accepts })
}

async function connect(path: string): Promise<Socket> {
  return await new Promise((resolve, reject) => {
    const socket = createConnection(path)
    socket.once('connect', () => {
      resolve(socket)
    })
    socket.once('error', (error) => {
      reject(connectError(path, 'code' in error ? String(error.code) : error.message))
    })
  })
}

function connectError(path: string, errno: string): ControlError {
  if (errno === 'ENOENT' || errno === 'ECONNREFUSED' || errno === 'ENOTDIR') {
    return new ControlError(
      path,
      { type: 'not-running' },
      'hapaird is not running; start it with "systemctl start hapaird"',
    )
  }
  if (errno === 'EACCES' || errno === 'EPERM') {
    const text = 'permission denied; this needs root or membership of the group hapair-admin'
    return new ControlError(path, { type: 'permission' }, text)
  }
  return new ControlError(path, { type: 'lost' }, `cannot connect (${errno})`)
}

/** What waits for reports of one request. */
type Question = { readonly take: (item: Report | ControlError) => void }

class Connection implements Control {
  readonly admin: boolean
  readonly #socket: Socket
  readonly #path: string
  readonly #reader: ReportReader
  readonly #questions = new Map<number, Question>()
  #text = ''
  #nextId = 1
  #ended: ControlError | undefined

  constructor(
    socket: Socket,
    { path, admin, accepts }: { readonly path: string; readonly admin: boolean; readonly accepts: ReportCheck },
  ) {
    this.admin = admin
    this.#socket = socket
    this.#path = path
    this.#reader = createReportReader(accepts)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#hear(text))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#fail({ type: 'lost' }, 'the daemon ended the connection'))
  }

  async *ask(request: Request, options: { readonly timeoutMs?: number } = {}): AsyncGenerator<Report> {
    if (this.#ended !== undefined) throw this.#ended
    const id = this.#nextId++
    const queue: (Report | ControlError)[] = []
    let wake = (): void => undefined
    this.#questions.set(id, {
      take: (item) => {
        queue.push(item)
        wake()
      },
    })
    this.#socket.write(encodeRequest(id, request))
    let concluded = false
    try {
      for (;;) {
        const item = queue.shift()
        concluded = item instanceof ControlError || item?.type === 'end' || item?.type === 'error'
        if (item === undefined) await this.#wait(options.timeoutMs, (resolve) => (wake = resolve))
        else if (item instanceof ControlError) throw item
        else if (item.type === 'error') throw new ControlError(this.#path, failureOf(item.code), item.text)
        else if (item.type === 'end') return
        else yield item
      }
    } finally {
      this.#questions.delete(id)
      // The daemon would go on answering a question that nobody listens to; the end of the connection tells it.
      if (!concluded) this.#socket.destroy()
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  async #wait(timeoutMs: number | undefined, sleep: (wake: () => void) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const limit =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              const text = `no answer within ${timeoutMs} ms; see "hapair logs" and the system log of hapaird`
              reject(new ControlError(this.#path, { type: 'timed-out' }, text))
            }, timeoutMs)
      sleep(() => {
        clearTimeout(limit)
        resolve()
      })
    })
  }

  #hear(text: string): void {
    const { lines, rest } = cutLines(this.#text + text)
    this.#text = rest
    for (const line of lines) this.#take(line)
    if (rest.length > lineBytesMax) this.#fail({ type: 'foreign' }, `a line of more than ${lineBytesMax} bytes came`)
  }

  #take(line: string): void {
    const read = this.#reader.absorb(line)
    if (read.type === 'piece') return
    if (read.type === 'broken') {
      this.#fail({ type: 'foreign' }, read.rule)
      return
    }
    if (read.id === 0 && read.report.type === 'error') {
      this.#fail(failureOf(read.report.code), read.report.text)
      return
    }
    this.#questions.get(read.id)?.take(read.report)
  }

  #fail(reason: ControlFailure, text: string): void {
    if (this.#ended !== undefined) return
    this.#ended = new ControlError(this.#path, reason, text)
    this.#socket.destroy()
    for (const question of this.#questions.values()) question.take(this.#ended)
  }
}

function failureOf(code: ErrorCode): ControlFailure {
  return code === 'permission' ? { type: 'permission' } : { type: 'refused', code }
}
