/** Cases for `daemon/requests.ts`: how is each request on the control socket answered, and what is its limit? */
import { openSync } from 'node:fs'
import { mock } from 'node:test'
import t from 'tap'
import type { Test } from 'tap'
import { instant } from '../../src/base/time.ts'
import type { AddressReport, Report, Request } from '../../src/control/protocol.ts'
import type { ReportWriter } from '../../src/control/server.ts'
import type { OrderAnswer } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import { Journal } from '../../src/daemon/journal.ts'
import { Requests } from '../../src/daemon/requests.ts'
import { sampleServiceAnswers } from './service-answers.ts'
import { anyStatus } from './status-document.ts'
import { told } from './told.ts'

/** A client of the test. */
class Client implements ReportWriter {
  readonly reports: Report[] = []
  ended = false
  #gone: () => void = () => undefined

  readonly write = (report: Report): void => {
    this.reports.push(report)
  }
  readonly end = (): void => {
    this.ended = true
  }
  readonly onClose = (gone: () => void): void => {
    this.#gone = gone
  }
  leave(): void {
    this.#gone()
  }
  types(): readonly string[] {
    return this.reports.map((report) => report.type)
  }
}

/** The daemon's side of a control socket, in memory. */
export class Desk {
  readonly posted: PairEvent[] = []
  readonly journal: Journal
  addresses: readonly AddressReport[] = []
  reload: () => Promise<OrderAnswer> = () => Promise.resolve({ type: 'done', text: 'in force' })
  resources: readonly string[] = ['mail', 'web']
  asked = 0
  readonly requests: Requests

  constructor(t: Test) {
    const output = openSync('/dev/null', 'w')
    this.journal = new Journal({ node: 'master', console: 'off', wall: () => new Date(0), output })
    t.teardown(() => this.journal.close())
    this.requests = new Requests({
      status: () => {
        this.asked += 1
        return anyStatus()
      },
      addresses: () => this.addresses,
      links: () => ({ paths: [] }),
      journal: this.journal,
      post: (event) => this.posted.push(event),
      reload: () => this.reload(),
      verify: (resource) => Promise.resolve({ type: 'done', text: resource }),
      services: sampleServiceAnswers,
      resourceOf: (name) => this.resources.indexOf(name),
    })
    t.teardown(() => {
      this.requests.stop()
    })
  }

  ask(request: Request): Client {
    const client = new Client()
    this.requests.answer(request, client)
    return client
  }

  fence(resource: string): Client {
    return this.ask({ type: 'fence', resource })
  }

  /** What reached the core of the kernel's questions. */
  fenceAsked(): readonly string[] {
    return this.posted.flatMap((event) => (event.type === 'fence-asked' ? [`${event.askId} ${event.resource}`] : []))
  }

  order(orderId: string): Client {
    return this.ask({ type: 'order', orderId, order: { verb: 'make-master', force: false } })
  }
}

void t.test('ping, status and links are answered and ended at once', (t) => {
  const desk = new Desk(t)
  t.strictSame([desk.ask({ type: 'ping' }).types(), desk.ask({ type: 'ping' }).ended], [[], true])
  for (const type of ['status', 'links'] as const) {
    const client = desk.ask({ type })
    t.strictSame([client.types(), client.ended], [[type], true])
  }
  t.end()
})

void t.test('an order goes to the core, and its answer to the one who gave it', (t) => {
  const desk = new Desk(t)
  const one = desk.order('one')
  const other = desk.order('other')
  t.strictSame(
    desk.posted.map((event) => (event.type === 'order' ? event.orderId : '')),
    ['one', 'other'],
  )
  desk.requests.answered('one', { type: 'progress', text: 'releasing' })
  t.strictSame([one.types(), one.ended, other.types()], [['answer'], false, []])
  desk.requests.answered('one', { type: 'done', text: 'running master' })
  t.strictSame([one.types(), one.ended], [['answer', 'answer'], true])
  desk.requests.answered('one', { type: 'done', text: 'again' })
  desk.requests.answered('nobody', { type: 'done', text: 'signal' })
  t.equal(one.reports.length, 2, 'only once')
  t.end()
})

void t.test('at most 16 orders wait; the next one is told so and never reaches the core', (t) => {
  const desk = new Desk(t)
  for (let count = 0; count < 16; count += 1) desk.order(`order-${count}`)
  const late = desk.order('late')
  t.match(late.reports, [{ type: 'error', code: 'busy', text: /at most 16/ }])
  t.equal(desk.posted.length, 16)
  desk.requests.answered('order-3', { type: 'done', text: '' })
  t.strictSame(desk.order('later').types(), [])
  t.equal(desk.posted.length, 17)
  t.end()
})

void t.test('the same order twice is under way already', (t) => {
  const desk = new Desk(t)
  desk.order('one')
  t.match(desk.order('one').reports, [{ type: 'error', code: 'busy', text: /under way already/ }])
  t.equal(desk.posted.length, 1)
  t.end()
})

void t.test('a client that leaves makes room, and nothing is written to it', (t) => {
  const desk = new Desk(t)
  const clients = Array.from({ length: 16 }, (_, index) => desk.order(`order-${index}`))
  clients[0]?.leave()
  t.strictSame(desk.order('next').types(), [])
  desk.requests.answered('order-0', { type: 'done', text: '' })
  t.strictSame(clients[0]?.types(), [])
  t.end()
})

void t.test('the journal is answered by count, category and level', (t) => {
  const desk = new Desk(t)
  desk.journal.tell(told({ category: 'heartbeat', level: 'info', reason: 'peer-up' }), instant(0))
  desk.journal.tell(told({ level: 'notice' }), instant(1))
  desk.journal.tell(told({ level: 'alarm', reason: 'conflict-won' }), instant(2))
  const reasons = (request: Extract<Request, { type: 'journal' }>): readonly string[] =>
    desk.ask(request).reports.flatMap((report) => (report.type === 'journal' ? [report.line.reason] : []))
  t.strictSame(reasons({ type: 'journal', count: 10, follow: false }), ['peer-up', 'takeover', 'conflict-won'])
  t.strictSame(reasons({ type: 'journal', count: 1, follow: false }), ['conflict-won'])
  t.strictSame(reasons({ type: 'journal', count: 0, follow: false }), [])
  t.strictSame(reasons({ type: 'journal', count: 10, follow: false, category: 'heartbeat' }), ['peer-up'])
  t.strictSame(reasons({ type: 'journal', count: 10, follow: false, level: 'notice' }), ['takeover', 'conflict-won'])
  t.ok(desk.ask({ type: 'journal', count: 1, follow: false }).ended)
  t.end()
})

void t.test('whoever follows the journal gets the lines to come that he asked for, until he leaves', (t) => {
  const desk = new Desk(t)
  const client = desk.ask({ type: 'journal', count: 0, follow: true, level: 'alarm' })
  desk.journal.tell(told({ level: 'notice' }), instant(0))
  desk.journal.tell(told({ level: 'alarm' }), instant(0))
  t.equal(client.reports.length, 1)
  t.notOk(client.ended)
  client.leave()
  desk.journal.tell(told({ level: 'alarm' }), instant(0))
  t.equal(client.reports.length, 1)
  t.end()
})

void t.test('addresses come in pages of 200', (t) => {
  const desk = new Desk(t)
  const one = {
    vip: 'main',
    zone: 'lan',
    device: 'eth0',
    address: '192.0.2.10',
    enabled: true,
    present: true,
    problem: null,
  } as const
  desk.addresses = Array.from({ length: 401 }, () => one)
  const client = desk.ask({ type: 'addresses' })
  const pages = client.reports.map((report) => (report.type === 'addresses' ? report.addresses.length : 0))
  t.strictSame([pages, client.ended], [[200, 200, 1], true])
  desk.addresses = []
  t.strictSame(desk.ask({ type: 'addresses' }).ended, true)
  t.end()
})

void t.test('reload is answered when it is done, also when it failed', async (t) => {
  const desk = new Desk(t)
  const good = desk.ask({ type: 'reload' })
  desk.reload = () => Promise.reject(new Error('pair.yaml cannot be read'))
  const bad = desk.ask({ type: 'reload' })
  await new Promise((resolve) => setImmediate(resolve))
  t.match(good.reports, [{ type: 'answer', answer: { type: 'done', text: 'in force' } }])
  t.match(bad.reports, [{ type: 'answer', answer: { type: 'failed', text: 'pair.yaml cannot be read' } }])
  t.ok(good.ended && bad.ended)
})

void t.test('a follower gets a document at once, then at most five a second, and only when something changed', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const desk = new Desk(t)
  const client = desk.ask({ type: 'follow' })
  t.equal(client.reports.length, 1)
  for (let ms = 0; ms < 1_000; ms += 1) {
    desk.requests.changed()
    mock.timers.tick(1)
  }
  t.equal(client.reports.length, 6)
  mock.timers.tick(5_000)
  const quiet = client.reports.length
  mock.timers.tick(5_000)
  t.equal(client.reports.length, quiet, 'nothing changed, nothing came')
  client.leave()
  desk.requests.changed()
  mock.timers.tick(1_000)
  t.equal(client.reports.length, quiet)
  mock.timers.reset()
  t.end()
})

void t.test('without followers no document is made', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const desk = new Desk(t)
  desk.requests.changed()
  mock.timers.tick(1_000)
  t.equal(desk.asked, 0)
  mock.timers.reset()
  t.end()
})
