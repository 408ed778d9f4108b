/**
 * How is each request on the control socket answered?
 *
 * Reading is answered from the status document; orders go to the core and are answered when the core does. What waits
 * is bounded: one writer for each order, a bounded number of orders and followers.
 */
import { unreachable } from '../base/assert.ts'
import { followGapMs, journalLevels } from '../control/protocol.ts'
import type { AddressReport, DaemonStatus, JournalLine, LinksReport, Report, Request } from '../control/protocol.ts'
import type { ReportWriter } from '../control/server.ts'
import type { ConnectionCount } from '../control/services.ts'
import type { Effect, OrderAnswer } from '../core/effects.ts'
import type { PairEvent } from '../core/events.ts'
import type { Journal } from './journal.ts'

/** Orders that may wait for their answer at a time. */
const ordersMax = 16
/** Questions of the kernel that may wait at a time: one for each resource that a pair can have (D8). */
const questionsMax = 8
/** Handlers of one resource that may wait: the kernel calls it up to four times for one promotion (measured). */
const handlersMax = 4
/** Addresses in one report. */
const addressesPerReport = 200

/** Exit code of the handler that changes nothing: the writes stay frozen (drbd.conf(5), `fence-peer`). */
const nothingProven = 1

/** Where the answers to requests come from. */
export type RequestSources = {
  readonly status: () => DaemonStatus
  readonly addresses: () => readonly AddressReport[]
  readonly links: () => LinksReport
  readonly journal: Journal
  readonly post: (event: PairEvent) => void
  readonly reload: () => Promise<OrderAnswer>
  /** Begins to compare both copies of a volume, or of `all`. */
  readonly verify: (resource: string) => Promise<OrderAnswer>
  /** Requests about services. */
  readonly services: ServiceAnswers
  /** Number of a replicated volume by its name, or by `minor-N`; -1 when the settings do not have it. */
  readonly resourceOf: (name: string) => number
}

/** Who answers requests about services. */
export type ServiceAnswers = {
  readonly clients: (admit: boolean) => Promise<OrderAnswer>
  readonly verify: (service: string) => Promise<OrderAnswer>
  readonly connections: () => Promise<readonly ConnectionCount[]>
}

/** The newest question about a resource, and the handlers of the kernel that wait for their exit code, the oldest first. */
type Question = { readonly askId: string; readonly writers: Set<ReportWriter> }

/** Answers requests and passes on the core's answers. */
export class Requests {
  readonly #sources: RequestSources
  readonly #orders = new Map<string, ReportWriter>()
  /** By the number of the resource. */
  readonly #questions = new Map<number, Question>()
  #questionsAsked = 0
  readonly #followers = new Set<ReportWriter>()
  #followTimer: NodeJS.Timeout | undefined

  constructor(sources: RequestSources) {
    this.#sources = sources
  }

  readonly answer = (request: Request, writer: ReportWriter): void => {
    switch (request.type) {
      case 'ping':
        writer.end()
        return
      case 'status':
        finish(writer, { type: 'status', status: this.#sources.status() })
        return
      case 'feature':
        finish(writer, { type: 'feature', active: isActive(this.#sources.status()) })
        return
      case 'follow':
        this.#follow(writer)
        return
      case 'order':
        this.#order(request, writer)
        return
      case 'journal':
        this.#journal(request, writer)
        return
      case 'addresses':
        this.#addresses(writer)
        return
      case 'links':
        finish(writer, { type: 'links', links: this.#sources.links() })
        return
      case 'reload':
        this.#answerLater(this.#sources.reload(), writer)
        return
      case 'verify':
        this.#answerLater(this.#sources.verify(request.resource), writer)
        return
      case 'fence':
        this.#fence(request.resource, writer)
        return
      case 'clients':
        this.#answerLater(this.#sources.services.clients(request.admit), writer)
        return
      case 'service-verify':
        this.#answerLater(this.#sources.services.verify(request.service), writer)
        return
      case 'connections':
        this.#connections(writer)
        return
      default:
        unreachable(request)
    }
  }

  #order(request: Extract<Request, { type: 'order' }>, writer: ReportWriter): void {
    const { orderId, order } = request
    if (this.#orders.size >= ordersMax || this.#orders.has(orderId)) {
      const text = this.#orders.has(orderId)
        ? 'this order is under way already'
        : `at most ${ordersMax} orders may wait`
      writer.write({ type: 'error', code: 'busy', text })
      return
    }
    this.#orders.set(orderId, writer)
    writer.onClose(() => this.#orders.delete(orderId))
    this.#sources.post({ type: 'order', orderId, order })
  }

  /** The core answered an order. */
  answered(orderId: string, answer: OrderAnswer): void {
    const writer = this.#orders.get(orderId)
    if (writer === undefined) return
    writer.write({ type: 'answer', answer })
    if (answer.type === 'progress') return
    this.#orders.delete(orderId)
    writer.end()
  }

  /**
   * The kernel may call its handler again while the first one still waits, and the later one may start faster: all of them get
   * the answer to the newest question. The kernel ignores that of a handler for an earlier loss ("Ignoring fence-peer exit
   * code", conn_try_outdate_peer).
   */
  #fence(name: string, writer: ReportWriter): void {
    const resource = this.#sources.resourceOf(name)
    const older = this.#questions.get(resource)
    if (resource === -1) {
      finish(writer, { type: 'fence', code: nothingProven, text: `the settings have no resource ${name}` })
      return
    }
    if (older === undefined && this.#questions.size >= questionsMax) {
      writer.write({ type: 'error', code: 'busy', text: `at most ${questionsMax} questions may wait` })
      return
    }
    this.#questionsAsked += 1
    const writers = older?.writers ?? new Set()
    const question: Question = { askId: `fence-${this.#questionsAsked}`, writers: writers.add(writer) }
    this.#questions.set(resource, question)
    const [oldest] = writers
    if (writers.size > handlersMax && oldest !== undefined) {
      writers.delete(oldest)
      finish(oldest, { type: 'fence', code: nothingProven, text: 'the kernel has asked again' })
    }
    writer.onClose(() => {
      writers.delete(writer)
      if (writers.size === 0 && this.#questions.get(resource)?.writers === writers) this.#questions.delete(resource)
    })
    this.#sources.post({ type: 'fence-asked', askId: question.askId, resource })
  }

  /** The core knows what became of the peer. An answer that nobody waits for any more is dropped. */
  fenceAnswered({ askId, code, text }: Omit<Extract<Effect, { type: 'fence-answer' }>, 'type'>): void {
    for (const [resource, question] of this.#questions) {
      if (question.askId !== askId) continue
      this.#questions.delete(resource)
      for (const writer of [...question.writers]) finish(writer, { type: 'fence', code, text })
      return
    }
  }

  #answerLater(answer: Promise<OrderAnswer>, writer: ReportWriter): void {
    answer.then(
      (given) => finish(writer, { type: 'answer', answer: given }),
      (cause: unknown) => {
        const text = cause instanceof Error ? cause.message : 'failed without a reason'
        finish(writer, { type: 'answer', answer: { type: 'failed', text } })
      },
    )
  }

  #connections(writer: ReportWriter): void {
    this.#sources.services.connections().then(
      (counts) => finish(writer, { type: 'connections', counts }),
      (cause: unknown) => {
        writer.write({ type: 'error', code: 'failed', text: cause instanceof Error ? cause.message : 'failed' })
      },
    )
  }

  #addresses(writer: ReportWriter): void {
    const addresses = this.#sources.addresses()
    for (let from = 0; from < addresses.length; from += addressesPerReport) {
      writer.write({ type: 'addresses', addresses: addresses.slice(from, from + addressesPerReport) })
    }
    writer.end()
  }

  #journal(request: Extract<Request, { type: 'journal' }>, writer: ReportWriter): void {
    const least = request.level === undefined ? 0 : journalLevels.indexOf(request.level)
    const wanted = (line: JournalLine): boolean =>
      (request.category === undefined || line.category === request.category) &&
      journalLevels.indexOf(line.level) >= least
    const lines = this.#sources.journal.last(Number.MAX_SAFE_INTEGER).filter(wanted)
    for (const line of request.count === 0 ? [] : lines.slice(-request.count)) writer.write({ type: 'journal', line })
    if (!request.follow) {
      writer.end()
      return
    }
    const unfollow = this.#sources.journal.follow((line) => {
      if (wanted(line)) writer.write({ type: 'journal', line })
    })
    writer.onClose(unfollow)
  }

  #follow(writer: ReportWriter): void {
    this.#followers.add(writer)
    writer.onClose(() => this.#followers.delete(writer))
    writer.write({ type: 'status', status: this.#sources.status() })
  }

  /** Something visible changed: followers get a new document, at most five a second. */
  changed(): void {
    if (this.#followers.size === 0 || this.#followTimer !== undefined) return
    this.#followTimer = setTimeout(() => {
      this.#followTimer = undefined
      const report: Report = { type: 'status', status: this.#sources.status() }
      for (const writer of this.#followers) writer.write(report)
    }, followGapMs)
  }

  stop(): void {
    clearTimeout(this.#followTimer)
  }
}

/** A node that holds something goes on obeying, whatever its settings say. */
function isActive({ enabled, phase }: DaemonStatus): boolean {
  return enabled || (phase !== 'starting' && phase !== 'running-slave' && phase !== 'held')
}

function finish(writer: ReportWriter, report: Report): void {
  writer.write(report)
  writer.end()
}
