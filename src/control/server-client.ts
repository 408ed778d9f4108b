/**
 * What may one client of the daemon cost?
 *
 * Lines are taken from the client one by one; while it has too many requests open, or the second's budget is used up,
 * it is not read from, so that the kernel holds it back. Reports that it does not fetch are kept up to a limit, then it
 * is dropped: the daemon never waits for a reader.
 */
import type { Socket } from 'node:net'
import { encodeReport } from './lines.ts'
import { followGapMs, needsAdmin, requestBytesMax } from './protocol.ts'
import type { ErrorCode, Report, Request } from './protocol.ts'
import { parseRequest } from './request.ts'
import type { ReportWriter } from './server.ts'

/** What was counted since the server was opened. */
export type ControlCounters = {
  readonly accepted: number
  /** Clients beyond the limit. */
  readonly turnedAway: number
  readonly malformed: number
  readonly tooLong: number
  /** Clients that did not read what was written to them. */
  readonly slowDropped: number
  /** Clients that asked nothing for too long. */
  readonly idleDropped: number
  /** Times that a client waited because the second's budget was used up. */
  readonly delayed: number
}

/** One connection. `refuse`: one error report, then the end. */
export type ServedClient = {
  readonly refuse: (code: ErrorCode, text: string) => void
  readonly drop: () => void
}

/** What a client is served with; `counters` are shared by all clients of the server. */
export type ServedClientOptions = {
  readonly socket: Socket
  readonly admin: boolean
  readonly counters: { -readonly [Name in keyof ControlCounters]: number }
  /** Whether one more request may be answered now. */
  readonly budget: () => boolean
  readonly answer: (request: Request, writer: ReportWriter, admin: boolean) => void
  /** A client that has no request open is dropped after this time, ms. */
  readonly idleMs: number
}

/** Requests of one client that may be open at once. */
export const openRequestsMax = 8

/** Reports of one client that may wait for it when the next one is written, bytes: the whole journal has about 1 MiB. */
export const unsentBytesMax = { admin: 2_097_152, reader: 524_288 }

/** A refused client may fetch the reason for this long, ms. */
const refusalMs = 1000

/** Pause before a client is read again that was held back by the budget, ms. */
const delayMs = 100

/** Takes care of one connection until it closes. */
export function openClient(options: ServedClientOptions): ServedClient {
  return new Client(options)
}

class Client implements ServedClient {
  readonly #options: ServedClientOptions
  readonly #gone = new Set<() => void>()
  #text = ''
  #waiting: NodeJS.Timeout | undefined
  #refused = false

  constructor(options: ServedClientOptions) {
    this.#options = options
    const { socket, idleMs } = options
    socket.setEncoding('utf8')
    socket.setTimeout(idleMs)
    socket.on('data', (text: string) => this.#hear(text))
    socket.on('timeout', () => this.#dropIdle())
    // The close that follows an error says all there is to say: the client is gone.
    socket.on('error', () => socket.destroy())
    socket.once('close', () => this.#close())
  }

  refuse(code: ErrorCode, text: string): void {
    const { socket } = this.#options
    this.#send(0, { type: 'error', code, text })
    this.#refused = true
    socket.end()
    // Closed at once, unread bytes of the client would make the kernel throw away the error as well (unix(7)).
    setTimeout(() => socket.destroy(), refusalMs).unref()
  }

  drop(): void {
    this.#options.socket.destroy()
  }

  #hear(text: string): void {
    if (this.#refused) return
    this.#text += text
    this.#take()
  }

  /** Answers as many whole lines as may be answered now. */
  #take(): void {
    const { socket, counters } = this.#options
    while (!socket.destroyed && this.#waiting === undefined) {
      const end = this.#text.indexOf('\n')
      if (end === -1) break
      if (!this.#mayBegin()) return
      const line = this.#text.slice(0, end)
      this.#text = this.#text.slice(end + 1)
      if (line !== '') this.#begin(line)
    }
    if (this.#text.length <= requestBytesMax) return
    counters.tooLong++
    this.#text = ''
    this.refuse('too-long', `a request has at most ${requestBytesMax} bytes`)
  }

  #mayBegin(): boolean {
    const { socket, budget, counters } = this.#options
    if (this.#gone.size >= openRequestsMax) {
      socket.pause()
      return false
    }
    if (budget()) return true
    counters.delayed++
    this.#holdBack()
    return false
  }

  #holdBack(): void {
    this.#options.socket.pause()
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined
      this.#options.socket.resume()
      this.#take()
    }, delayMs)
  }

  #begin(line: string): void {
    const read = parseRequest(line)
    if (read.type === 'refused') {
      this.#options.counters.malformed++
      this.#send(read.id, { type: 'error', code: 'malformed', text: read.rule })
      return
    }
    const { id, request } = read
    if (needsAdmin(request) && !this.#options.admin) {
      const text = 'permission denied; this needs root or membership of the group hapair-admin'
      this.#send(id, { type: 'error', code: 'permission', text })
      return
    }
    this.#options.answer(request, this.#writer(id, request), this.#options.admin)
  }

  #writer(id: number, request: Request): ReportWriter {
    const writer = new Writer(
      (report) => this.#send(id, report),
      () => this.#finish(left),
    )
    const left = (): void => writer.leave()
    this.#gone.add(left)
    if (request.type === 'follow') writer.pace()
    return writer
  }

  #finish(left: () => void): void {
    this.#gone.delete(left)
    const { socket } = this.#options
    if (this.#waiting === undefined && !socket.destroyed) {
      socket.resume()
      // Not within the answer of the request that has just ended.
      setImmediate(() => this.#take())
    }
  }

  #send(id: number, report: Report): void {
    const { socket, counters, admin } = this.#options
    if (socket.destroyed || socket.writableEnded) return
    if (socket.writableLength > (admin ? unsentBytesMax.admin : unsentBytesMax.reader)) {
      counters.slowDropped++
      socket.destroy()
      return
    }
    socket.write(encodeReport(id, report))
  }

  #dropIdle(): void {
    if (this.#gone.size > 0) return
    this.#options.counters.idleDropped++
    this.#options.socket.destroy()
  }

  #close(): void {
    clearTimeout(this.#waiting)
    for (const left of this.#gone) left()
    this.#gone.clear()
  }
}

/** The reports of one request. */
class Writer implements ReportWriter {
  readonly #send: (report: Report) => void
  readonly #finish: () => void
  readonly #listeners: (() => void)[] = []
  #state: 'open' | 'ended' | 'left' = 'open'
  #paced = false
  #pause: NodeJS.Timeout | undefined
  #newest: Report | undefined

  constructor(send: (report: Report) => void, finish: () => void) {
    this.#send = send
    this.#finish = finish
  }

  /** From now on at most one report per pause goes out, the newest one. */
  pace(): void {
    this.#paced = true
  }

  write(report: Report): void {
    if (this.#state !== 'open') return
    if (report.type === 'error' || report.type === 'end') {
      this.#conclude(report)
      return
    }
    if (!this.#paced) {
      this.#send(report)
      return
    }
    this.#newest = report
    if (this.#pause === undefined) this.#sendNewest()
  }

  end(): void {
    if (this.#state === 'open') this.#conclude({ type: 'end' })
  }

  onClose(gone: () => void): void {
    if (this.#state === 'left') gone()
    else this.#listeners.push(gone)
  }

  /** The client is gone. */
  leave(): void {
    if (this.#state !== 'open') return
    this.#state = 'left'
    clearTimeout(this.#pause)
    for (const gone of this.#listeners) gone()
  }

  #sendNewest(): void {
    const report = this.#newest
    this.#newest = undefined
    this.#pause = undefined
    if (report === undefined || this.#state !== 'open') return
    this.#send(report)
    this.#pause = setTimeout(() => this.#sendNewest(), followGapMs)
  }

  #conclude(report: Report): void {
    clearTimeout(this.#pause)
    if (this.#newest !== undefined) this.#send(this.#newest)
    this.#state = 'ended'
    this.#send(report)
    this.#finish()
  }
}
