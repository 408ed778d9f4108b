/** Cases for `daemon/node-services.ts` and `daemon/reload.ts`: what may an operator ask of the services, and when? */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import type { SiteSettings } from '../../src/config/site.ts'
import { servicesSchema } from '../../src/control/services.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { Phase } from '../../src/core/types.ts'
import { NodeServices } from '../../src/daemon/node-services.ts'
import { planReload } from '../../src/daemon/reload.ts'
import type { CallEnd } from '../../src/services/calls.ts'
import { plainProfile, profilesOf, siteOf, smallNode, smallPair } from '../config/texts.ts'
import { Desk } from './requests.ts'
import { FakeSystemd } from '../services/fake-systemd.ts'

const profile = `${plainProfile}services:
  - {name: web, unit: web.service, ports: [443/tcp], verify: [/bin/look], connections: [/bin/count], writes: false}
  - {name: mail, unit: mail.service, needs-volume: true, verify: [/bin/look]}
  - {name: vpn, unit: vpn.service, ports: [500/udp], writes: false}
`
const pair = `${smallPair}vip:\n  - {name: main, enabled: true, address: 192.0.2.10/24}\n`

function siteWith(more = '', of = profile): SiteSettings {
  return siteOf(pair + more, smallNode, profilesOf({ generic: of }))
}

type Scene = {
  readonly services: NodeServices
  readonly systemd: FakeSystemd
  readonly events: PairEvent[]
  readonly told: string[]
  readonly troubles: string[]
  readonly mayRun: boolean[]
  readonly gatePath: string
  readonly move: (phase: Phase) => void
}

async function scene(
  t: Test,
  closedBefore = false,
  prepare: (systemd: FakeSystemd) => void = () => undefined,
): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'hapair-gate-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const gatePath = join(folder, 'clients-refused')
  if (closedBefore) writeFileSync(gatePath, 'closed\n')
  const systemd = new FakeSystemd()
  for (const name of ['web', 'mail', 'vpn']) systemd.units.set(`${name}.service`, { active: 'inactive' })
  prepare(systemd)
  const [events, told, troubles, mayRun] = [[] as PairEvent[], [] as string[], [] as string[], [] as boolean[]]
  let phase: Phase = 'running-slave'
  const services = new NodeServices({
    ...{ site: siteWith(), edge: systemd.edge, gatePath, seen: () => undefined, phase: () => phase },
    post: (event) => events.push(event),
    trouble: (text) => troubles.push(text),
    told: (text) => told.push(text),
    mayRun: (here) => mayRun.push(here),
  })
  t.teardown(() => services.stop())
  await services.start()
  await systemd.pass(0)
  const move = (to: Phase): void => {
    phase = to
    services.changed()
  }
  return { services, systemd, events, told, troubles, mayRun, gatePath, move }
}

const rulesOf = (systemd: FakeSystemd): readonly string[] =>
  systemd.calls.filter((call) => call === 'set the rules for new clients')

void t.test('facts reach the core, and the list of the emergency release follows them', async (t) => {
  const { systemd, events, mayRun, services } = await scene(t)
  t.match(events.at(-1), {
    type: 'services',
    services: [{ unit: 'stopped' }, { unit: 'stopped' }, { unit: 'stopped' }],
  })
  t.equal(mayRun.at(-1), false)
  const started = services.hands.start(0)
  await systemd.pass(0)
  await started
  t.equal(mayRun.at(-1), true)
  t.strictSame(servicesSchema.safeParse(services.report()).error?.issues, undefined)
  t.match(services.report(), {
    clients: 'admitted',
    services: [{ name: 'web', title: 'web', state: 'running' }, {}, {}],
  })
})

void t.test('a service is checked on the standby, unless it needs the volume or has no check [SVC-12]', async (t) => {
  const { services, systemd } = await scene(t)
  const checked = services.answers.verify('web')
  const second = services.answers.verify('web')
  await systemd.pass(0)
  t.match(await checked, { type: 'done', text: 'web passed its check' })
  t.match(await second, { type: 'refused', refusal: 'switching' })
  t.match(await services.answers.verify('mail'), { type: 'refused', refusal: 'wrong-node', text: /replicated volume/ })
  t.match(await services.answers.verify('vpn'), { type: 'failed', text: /no read-only check of vpn/ })
  t.match(await services.answers.verify('wed'), {
    type: 'failed',
    text: 'the pair has no service wed; it has web, mail, vpn',
  })
  systemd.commands.set('verify web', { type: 'exited', code: 2, output: '', errors: '12 objects missing\n' })
  const failed = services.answers.verify('web')
  await systemd.pass(0)
  t.match(await failed, { type: 'failed', text: /web did not pass its check: verify web: exit code 2: 12 objects/ })
})

void t.test('nothing is started for a check while the role moves', async (t) => {
  const { services, move, systemd } = await scene(t)
  move('taking-over')
  t.match(await services.answers.verify('web'), { type: 'refused', refusal: 'switching' })
  t.notOk(systemd.calls.some((call) => call.startsWith('start')))
})

void t.test('new clients are kept out until they are let in, over a restart of the agent [SVC-11]', async (t) => {
  const { services, gatePath, systemd } = await scene(t)
  t.match(await services.answers.clients(false), { type: 'done' })
  t.ok(existsSync(gatePath))
  t.equal(services.report().clients, 'refused')
  t.match(services.alarms(), [/new clients are refused/])
  t.match(await services.answers.clients(true), { type: 'done' })
  t.notOk(existsSync(gatePath))
  t.strictSame(services.alarms(), [])
  t.ok(rulesOf(systemd).length >= 2)
  const again = await scene(t, true)
  t.equal(again.services.report().clients, 'refused')
  t.equal(rulesOf(again.systemd).length, 1, 'put in force again at the start')
  await again.systemd.pass(30_000)
  t.ok(rulesOf(again.systemd).length > 1, 'and again while it is closed')
})

void t.test('a node that leads while it keeps clients out warns on the console [SVC-11]', async (t) => {
  const { move, told } = await scene(t, true)
  move('taking-over')
  t.strictSame(told, [])
  move('running-master')
  t.match(told, [/new clients are refused at the services of this node; "hapair clients enable"/])
})

void t.test('without its tool nothing is half done, and the operator is told which is missing', async (t) => {
  const missing: CallEnd = { type: 'not-started', text: 'find nft: it is in none of /usr/sbin, /usr/bin' }
  const { services, gatePath } = await scene(t, false, (systemd) =>
    systemd.commands.set('set the rules for new clients', missing),
  )
  t.match(await services.answers.clients(false), { type: 'failed', text: /find nft: it is in none of/ })
  t.notOk(existsSync(gatePath))
  t.equal(services.report().clients, 'admitted')
})

void t.test('a reload takes other placements, and refuses another list of services', (t) => {
  const before = siteWith()
  const placed = planReload(before, { site: siteWith('service: {placement: [{name: web, start: both}]}\n') })
  t.match(placed, { type: 'replace', text: 'in force' })
  for (const site of [
    siteWith('service: {placement: [{name: web, start: off}]}\n'),
    siteWith('service: {audit-period: 1m}\n'),
    siteWith('', profile.replace('500/udp', '501/udp')),
  ]) {
    t.match(planReload(before, { site }), { type: 'refused', answer: { text: /the list of services/ } })
  }
  t.end()
})

void t.test('requests about services are answered by those who know them', async (t) => {
  const desk = new Desk(t)
  const closed = desk.ask({ type: 'clients', admit: false })
  const checked = desk.ask({ type: 'service-verify', service: 'web' })
  const counted = desk.ask({ type: 'connections' })
  await Promise.resolve()
  t.match(closed.reports, [{ type: 'answer', answer: { type: 'done', text: 'out' } }])
  t.match(checked.reports, [{ type: 'answer', answer: { type: 'done', text: 'web passed' } }])
  t.match(counted.reports, [{ type: 'connections', counts: [{ service: 'web', clients: 3 }] }])
  t.ok(closed.ended && checked.ended && counted.ended)
})
