/** Messages become lines and lines become messages again, whatever their size. */
import t from 'tap'
import { cutLines, createReportReader, encodeReport, encodeRequest } from '../../src/control/lines.ts'
import { isReport } from '../../src/control/report-schema.ts'
import { isFenceReport } from '../../src/fence/report.ts'
import {
  journalCountMax,
  lineBytesMax,
  needsAdmin,
  reportCharactersMax,
  resourceCharactersMax,
} from '../../src/control/protocol.ts'
import type { AddressReport, Report } from '../../src/control/protocol.ts'
import { parseRequest } from '../../src/control/request.ts'
import { sampleStatus } from '../cli/samples.ts'

function addresses(count: number, problem: string): Report {
  const entry = (index: number): AddressReport => ({
    ...{ vip: 'service', zone: 'lan', device: 'eth0', enabled: true, present: true, problem },
    address: `2001:db8:1234:5678:9abc:def0:1234:${index.toString(16)}`,
  })
  return { type: 'addresses', addresses: Array.from({ length: count }, (_, index) => entry(index)) }
}

void t.test('a request comes back as it was written', (t) => {
  const request = { type: 'journal', count: 5, follow: true, category: 'failover', level: 'alarm' } as const
  t.strictSame(parseRequest(encodeRequest(7, request).trimEnd()), { type: 'request', id: 7, request })
  t.end()
})

void t.test("the kernel's question and each answer that its handler knows pass the socket, no other", (t) => {
  const request = { type: 'fence', resource: 'mail' } as const
  t.strictSame(parseRequest(encodeRequest(7, request).trimEnd()), { type: 'request', id: 7, request })
  for (const code of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const line = JSON.stringify({ id: 7, report: { type: 'fence', code, text: 'because' } })
    const known = code === 1 || (code >= 3 && code <= 7)
    for (const accepts of [isReport, isFenceReport]) {
      t.equal(createReportReader(accepts).absorb(line).type, known ? 'report' : 'broken', `code ${code}`)
    }
  }
  t.end()
})

void t.test('the handler understands the outcome, a refusal and the end, by the same rules as everybody', (t) => {
  const good = [
    { type: 'end' },
    { type: 'error', code: 'busy', text: 'starting' },
    { type: 'fence', code: 4, text: '' },
  ]
  const bad = [
    { type: 'fence', code: 4 },
    { type: 'fence', code: '4', text: '' },
    { type: 'error', code: 4, text: '' },
    { type: 'error', code: 'other', text: '' },
    { type: 'other', code: 4, text: '' },
    { code: 4, text: '' },
    [],
    null,
    'end',
    undefined,
  ]
  for (const report of good) t.same([isReport(report), isFenceReport(report)], [true, true])
  for (const report of bad) t.same([isReport(report), isFenceReport(report)], [false, false], JSON.stringify(report))
  t.equal(isFenceReport({ type: 'answer', answer: { type: 'done', text: '' } }), false, 'what it did not ask for')
  t.end()
})

void t.test('every order of an operator is a request', (t) => {
  const role = { verb: 'make-master', force: false, seen: { term: 3, phase: 'running-slave' } }
  for (const order of [role, { verb: 'hold' }, { verb: 'release' }, { verb: 'announce' }, { verb: 'stop' }]) {
    const line = JSON.stringify({ id: 1, request: { type: 'order', orderId: 'x', order } })
    t.equal(parseRequest(line).type, 'request', order.verb)
  }
  t.end()
})

void t.test('what is no request is refused with its number and the rule that it breaks', (t) => {
  const cases: readonly (readonly [line: string, id: number, rule: RegExp])[] = [
    ['hello', 0, /one JSON object/],
    ['7', 0, /has the form/],
    ['{"id":-1,"request":{}}', 0, /has the form/],
    ['{"id":4,"request":{"type":"reboot"}}', 4, /not known/],
    ['{"id":4,"request":{"type":"status","extra":1}}', 4, /extra/],
    ['{"id":4,"request":{"type":"order","orderId":"","order":{"verb":"hold"}}}', 4, /orderId/],
    ['{"id":4,"request":{"type":"order","orderId":"a","order":{"verb":"explode"}}}', 4, /not known/],
    ['{"id":4,"request":{"type":"order","orderId":"a","order":{"verb":"failover"}}}', 4, /force/],
    ['{"id":4,"request":{"type":"fence","resource":""}}', 4, /resource/],
    [`{"id":4,"request":{"type":"fence","resource":"${'r'.repeat(resourceCharactersMax + 1)}"}}`, 4, /resource/],
    [`{"id":4,"request":{"type":"journal","count":${journalCountMax + 1},"follow":false}}`, 4, /count/],
    ['{"id":4,"request":{"type":"journal","count":1,"follow":false,"level":"loud"}}', 4, /level/],
  ]
  for (const [line, id, rule] of cases) {
    const read = parseRequest(line)
    t.match(read, { type: 'refused', id, rule }, line)
  }
  t.end()
})

void t.test('only reading how things are is open to everybody [CFG-6]', (t) => {
  const open = ['ping', 'feature', 'status', 'follow', 'addresses', 'links'] as const
  for (const type of open) t.notOk(needsAdmin({ type }), type)
  t.ok(needsAdmin({ type: 'reload' }))
  t.ok(needsAdmin({ type: 'fence', resource: 'mail' }))
  t.ok(needsAdmin({ type: 'journal', count: 1, follow: false }))
  t.ok(needsAdmin({ type: 'order', orderId: 'a', order: { verb: 'hold' } }))
  t.end()
})

void t.test('the status document of 1,000 addresses fits one line', (t) => {
  const names = Array.from({ length: 1000 }, (_, index) => `2001:db8:1234:5678:9abc:def0:1234:${index.toString(16)}`)
  const base = sampleStatus('running master')
  const [vip] = base.vips
  const [zone] = base.zones
  if (vip === undefined || zone === undefined) throw new Error('the sample has a VIP')
  const status = { ...base, vips: [{ ...vip, aliases: names }], zones: [{ ...zone, addresses: names }] }
  const text = encodeReport(1, { type: 'status', status })
  t.equal(cutLines(text).lines.length, 1)
  t.ok(Buffer.byteLength(text) < lineBytesMax)
  t.end()
})

void t.test('a report beyond one line goes in pieces of at most a line each and is whole again', (t) => {
  const report = addresses(4000, 'ü"\u0001')
  const { lines, rest } = cutLines(encodeReport(9, report))
  t.equal(rest, '')
  t.ok(lines.length > 1)
  t.ok(lines.every((line) => Buffer.byteLength(line) <= lineBytesMax))
  const reader = createReportReader(isReport)
  const read = lines.map((line) => reader.absorb(line))
  t.ok(read.slice(0, -1).every((one) => one.type === 'piece'))
  t.strictSame(read.at(-1), { type: 'report', id: 9, report })
  t.end()
})

void t.test('a report beyond the largest one is an error that says so', (t) => {
  const text = encodeReport(9, addresses(1, 'x'.repeat(reportCharactersMax)))
  const read = createReportReader(isReport).absorb(text.trimEnd())
  t.match(read, { type: 'report', report: { type: 'error', code: 'failed', text: /at most/ } })
  t.end()
})

void t.test('pieces without an end are refused at the largest report', (t) => {
  const reader = createReportReader(isReport)
  const piece = JSON.stringify({ id: 1, piece: 'x'.repeat(lineBytesMax), last: false })
  let read = reader.absorb(piece)
  for (let count = 0; count < 20 && read.type === 'piece'; count += 1) read = reader.absorb(piece)
  t.match(read, { type: 'broken', rule: /at most/ })
  t.end()
})

void t.test('what is no report is told as such', (t) => {
  const lines = ['', 'x', '1', '{"id":"a"}', '{"id":1}', '{"id":1,"report":{"type":"surprise"}}', '{"id":1,"piece":7}']
  for (const line of lines) t.equal(createReportReader(isReport).absorb(line).type, 'broken', line)
  t.end()
})

void t.test('a report may carry fields that this version does not know', (t) => {
  const report = { type: 'status', status: { ...sampleStatus('running slave'), mood: 'good' } }
  t.equal(createReportReader(isReport).absorb(JSON.stringify({ id: 1, report })).type, 'report')
  t.end()
})

void t.test('empty lines are nothing, and a line without end waits', (t) => {
  t.strictSame(cutLines('a\n\nb\nc'), { lines: ['a', 'b'], rest: 'c' })
  t.end()
})
