/** Cases for `core/status.ts` and `condition.ts`: what does a user of one node see in each phase? */
import t from 'tap'
import { never } from '../../src/base/time.ts'
import { statusSchema } from '../../src/control/report-schema.ts'
import { Pair } from './pair.ts'
import { settingsOf } from './settings.ts'
import { settled, views } from './views.ts'

for (const { name, pair: make, node, seen } of views) {
  void t.test(`status of ${name}`, (t) => {
    t.match(make().status(node), seen)
    t.end()
  })
}

void t.test('a peer not heard from is shown as not available with the time of its last contact [ROLE-10]', (t) => {
  const pair = settled()
  pair.cutPower('slave')
  const contact = pair.master.state.peer.contactAt
  pair.run(25_000)
  const { peer } = pair.status('master')
  t.equal(peer.phase, 'not-available')
  t.equal(peer.contactAgeMs, pair.now - contact)
  t.end()
})

void t.test('a promoted slave shows promoted until failback [ROLE-9]', (t) => {
  const pair = settled()
  pair.cutPower('master')
  pair.run(25_000)
  t.match(pair.status('slave'), { promoted: true, mapping: 'inverted' })
  pair.boot('master')
  pair.run(5_000)
  t.match(pair.status('slave'), { promoted: true, mapping: 'inverted' })
  pair.order('master', 'failback')
  pair.run(2_000)
  t.match(pair.status('slave'), { promoted: false, mapping: 'normal' })
  t.match(pair.status('master'), { promoted: false, mapping: 'normal' })
  t.end()
})

void t.test('without a serial path a standing warning says so [HB-5]', (t) => {
  const paths = settingsOf('master').paths.filter((path) => path.medium !== 'serial')
  const pair = Pair.running({ paths })
  t.ok(pair.status('master').warnings.some((text) => text.startsWith('no serial heartbeat')))
  t.notOk(
    settled()
      .status('master')
      .warnings.some((text) => text.startsWith('no serial heartbeat')),
  )
  t.end()
})

void t.test('silent witnesses are told and warned of, and so is their return', (t) => {
  const pair = settled()
  Object.assign(pair.master.network, { witness: false, neighbour: false })
  pair.run(60_000)
  t.equal(pair.status('master').witness, 'silent')
  t.ok(pair.status('master').warnings.some((text) => text.includes('witness')))
  Object.assign(pair.master.network, { witness: true, neighbour: true })
  pair.run(15_000)
  t.equal(pair.status('master').witness, 'answers')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('new settings are in force at once: the path views stay, the lifetimes follow', (t) => {
  const pair = settled()
  const settings = settingsOf('master', {
    failback: 'manual',
    timing: { leaseMs: 4_000, renewMs: 1_000 },
    settingsHash: 9,
  })
  pair.master.settings = settings
  const effects = pair.give('master', { type: 'settings', settings, inconsistent: false })
  t.match(
    effects.find((effect) => effect.type === 'vip-renew'),
    { leaseMs: 4_000 },
  )
  t.ok(effects.some((effect) => effect.type === 'announce'))
  t.equal(pair.told('master', 'settings-changed').length, 1)
  pair.run(1_000)
  t.equal(pair.status('slave').peer.settingsMatch, false)
  t.equal(
    pair.status('master').paths.every((path) => path.up),
    true,
  )
  pair.run(60_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('settings that no longer fit the devices make the node unfit, the running master serves on', (t) => {
  const pair = settled()
  pair.give('master', { type: 'settings', settings: pair.master.settings, inconsistent: true })
  pair.run(5_000)
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.status('master').held, true)
  t.equal(pair.told('master', 'settings-inconsistent').length, 1)
  t.end()
})

void t.test("the peer's monotonic clock is told by its newest beat [PRE-4]", (t) => {
  for (const { name, pair: make, node } of views) {
    const { clock, phase } = make().status(node).peer
    if (phase === 'never-heard') t.equal(clock, null, name)
    else t.ok(clock !== null && Number.isInteger(clock.aheadMs) && clock.bootId >= 0, name)
  }
  t.end()
})

void t.test('no instant of the state becomes a number that JSON cannot hold', (t) => {
  for (const { name, pair: make, node } of views) {
    const document = make().status(node)
    t.notMatch(
      JSON.stringify(document, (_, value: unknown) => (value === never ? 'never' : value)),
      /"never"/,
      name,
    )
    const numbers = JSON.stringify(document, (_, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? 'not finite' : value,
    )
    t.notMatch(numbers, /not finite/, name)
  }
  t.end()
})

void t.test('every document of the core fits the published schema, as far as the core fills it', (t) => {
  const own = [
    'program',
    'names',
    'enabled',
    'fitness',
    'alarms',
    'vips',
    'lastAnnouncedMsAgo',
    'resyncs',
    'replication',
  ]
  for (const { name, pair: make, node } of views) {
    const result = statusSchema.safeParse(make().status(node))
    const wrong = result.success ? [] : result.error.issues.map((issue) => String(issue.path[0]))
    t.strictSame(
      wrong.filter((path) => !own.includes(path)),
      [],
      name,
    )
  }
  t.end()
})
