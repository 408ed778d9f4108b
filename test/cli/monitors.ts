/** What does `hapair status` print of watched links, of the jury, and of the checks of the peer's address? */
import t from 'tap'
import { renderMonitors } from '../../src/cli/render-monitors.ts'
import { plain } from '../../src/cli/terminal.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { statusSchema } from '../../src/control/report-schema.ts'
import { sampleStatus } from './samples.ts'

const base = sampleStatus('running master')

/** The document of a node that watches everything, with changes. */
function watching(changes: Partial<DaemonStatus['monitors']> = {}): DaemonStatus {
  return {
    ...base,
    monitors: {
      lan: { state: 'up', forMs: 60_000, peer: 'up', handsOverAfterMs: 300_000 },
      internet: { state: 'down', forMs: 90_000, peer: 'up', handsOverAfterMs: null },
      jury: {
        ...{ round: 7, reached: 3, peerReached: 4, comparedAgoMs: 900 },
        fewerForMs: 20_000,
        handsOverAfterMs: 30_000,
      },
      peerCheck: { failures: 3, failuresMax: 12, decisive: false, asked: true },
      ...changes,
    },
    outlook: {
      devices: [
        { device: 'eth0', kind: 'lan', state: 'up', why: 'packets are received' },
        { device: 'ppp0', kind: 'internet', state: 'down', why: 'the target is silent' },
        { device: 'eth5', kind: 'lan', state: 'unwatched', why: 'no check' },
      ],
      gatewayLeftOut: 'the gateway is a VIP of the pair and is left out of the guard (192.0.2.10)',
      unknownNames: ['gw.example.org'],
      detection: '',
    },
  }
}

void t.test('status says what is watched, on both nodes, and who is left out [HB-14, HB-19, FO-29]', (t) => {
  t.strictSame(renderMonitors(watching(), plain), [
    'LAN up for 1 min, of the peer up; hands over after 5 min',
    'Internet down for 1 min 30 s, of the peer up',
    '  eth0: up, packets are received',
    '  ppp0: down, the target is silent',
    'jury: 3 targets answer here, 4 there, fewer here for 20 s; hands over after 30 s',
    "3 of 12 checks of the peer's address failed",
    'the gateway is a VIP of the pair and is left out of the guard (192.0.2.10)',
    'gw.example.org has no address: it is not asked',
  ])
  t.ok(statusSchema.safeParse(watching()).success, 'in the published form')
  t.end()
})

void t.test('a pair that watches nothing has no such lines', (t) => {
  t.strictSame(renderMonitors(base, plain), [])
  t.end()
})

void t.test('where the checks decide their counter is always shown [HB-14]', (t) => {
  const peerCheck = { failures: 0, failuresMax: 12, decisive: true, asked: true }
  t.ok(
    renderMonitors(watching({ peerCheck }), plain).includes(
      "0 of 12 checks of the peer's address failed, which decide with the beats",
    ),
  )
  t.end()
})

void t.test('the document of a daemon of yesterday is read as one that watches nothing', (t) => {
  const { monitors, outlook, ...old } = base
  t.ok(monitors.jury === null && outlook.devices.length === 1)
  t.match(statusSchema.safeParse(old), { success: true, data: { monitors: { jury: null }, outlook: { devices: [] } } })
  t.end()
})
