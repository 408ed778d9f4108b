/** Cases for `daemon/report.ts`: do the documents of the daemon say what is, in the published form? */
import { hostname } from 'node:os'
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { isReport, statusSchema } from '../../src/control/report-schema.ts'
import { addressReports, linksReport } from '../../src/daemon/report.ts'
import type { VipState } from '../../src/vip/index.ts'
import { Pair } from '../core/pair.ts'
import { anyStatus, siteWithVips, statusOf } from './status-document.ts'

const held: readonly VipState[] = [
  {
    zone: 'lan',
    device: 'eth0',
    address: '192.0.2.10',
    prefix: 24,
    alias: false,
    present: true,
    announcedAt: instant(5_000),
  },
  {
    zone: 'lan',
    device: 'eth0',
    address: '192.0.2.20',
    prefix: 24,
    alias: true,
    present: true,
    announcedAt: instant(5_500),
  },
]

void t.test('the status document fits the published schema, on both nodes and in a fault', (t) => {
  const pair = Pair.running()
  for (const node of ['master', 'slave'] as const) {
    t.strictSame(statusSchema.safeParse(statusOf(pair, node, held)).error?.issues, undefined)
  }
  pair.cutPower('master')
  pair.run(30_000)
  t.strictSame(statusSchema.safeParse(statusOf(pair, 'slave')).error?.issues, undefined)
  t.end()
})

void t.test('a report survives its way over the socket', (t) => {
  const report = { type: 'status', status: statusOf(Pair.running(), 'master', held) }
  t.equal(isReport(JSON.parse(JSON.stringify(report))), true)
  t.end()
})

void t.test('status lists every VIP with aliases, zone, device, holder and the last announcement [VIP-14]', (t) => {
  const pair = Pair.running()
  const document = statusOf(pair, 'master', held)
  t.match(document.vips, [
    {
      name: 'main',
      zone: 'lan',
      device: 'eth0',
      enabled: true,
      address: '192.0.2.10',
      prefix: 24,
      aliases: ['192.0.2.20'],
      holder: 'master',
    },
    {
      name: 'spare',
      zone: 'dmz',
      device: 'eth2',
      enabled: false,
      address: '198.51.100.10',
      aliases: [],
      holder: 'none',
    },
  ])
  t.equal(document.lastAnnouncedMsAgo, pair.now - 5_500)
  t.equal(anyStatus().lastAnnouncedMsAgo, null)
  t.end()
})

void t.test('the document names the machine that it comes from, and both nodes by their roles [VIP-9]', (t) => {
  for (const node of ['master', 'slave'] as const) {
    t.match(statusOf(Pair.running(), node).names, {
      loggedInto: hostname(),
      masterAddress: '192.0.2.11',
      slaveAddress: '192.0.2.12',
    })
  }
  t.end()
})

void t.test('alarms of the daemon stand before the warnings of the core', (t) => {
  const pair = Pair.running()
  pair.cut([2])
  pair.run(25_000)
  const { alarms, warnings } = statusOf(pair, 'master')
  t.equal(alarms[0], 'announce: no carrier')
  t.strictSame(alarms.slice(1), warnings)
  t.ok(warnings.length > 0)
  t.end()
})

void t.test('each address is told with what the kernel has of it and its last problem', (t) => {
  const reports = addressReports(siteWithVips(), held.slice(0, 1), new Map([['192.0.2.20', 'EEXIST']]))
  t.match(reports, [
    { vip: 'main', address: '192.0.2.10', enabled: true, present: true, problem: null },
    { vip: 'main', address: '192.0.2.20', enabled: true, present: false, problem: 'EEXIST' },
    { vip: 'spare', address: '198.51.100.10', enabled: false, present: false, problem: null },
  ])
  t.equal(isReport({ type: 'addresses', addresses: reports }), true)
  t.end()
})

void t.test('a links report has every refused kind, modem lines and finding, in the published form', (t) => {
  const { paths } = siteWithVips()
  const counters = { framesSent: 4, framesDropped: 1, framesHeard: 3, garbageBytes: 9 }
  const report = linksReport(
    paths,
    paths.map((path) => ({
      name: path.name,
      medium: path.medium,
      detail: 'open',
      counters,
      refused: { 'mis-keyed': 2 },
      finding:
        path.medium === 'serial'
          ? { type: 'half-open' as const, seen: 'the peer is heard', action: 'check the cable' }
          : undefined,
      modemLines: path.medium === 'serial' ? ('unknown' as const) : undefined,
      lossesLastHour: undefined,
    })),
  )
  t.equal(isReport({ type: 'links', links: report }), true)
  t.match(report.paths[0], {
    sent: 4,
    dropped: 1,
    heard: 3,
    garbageBytes: 9,
    finding: 'none',
    sentence: 'open',
    modemLines: null,
  })
  t.strictSame(report.paths[0]?.refused, {
    garbage: 0,
    'mis-keyed': 2,
    foreign: 0,
    replay: 0,
    loopback: 0,
    unexpected: 0,
  })
  t.match(report.paths[1], { finding: 'half-open', sentence: 'the peer is heard; check the cable' })
  t.end()
})
