/** The orders that move roles: what they say before, what they ask, what they give, and how they end. */
import t from 'tap'
import { planRole } from '../../src/cli/role-plan.ts'
import type { RoleVerb } from '../../src/core/types.ts'
import { sampleStatus } from './samples.ts'
import type { Situation } from './samples.ts'
import { call, daemon, golden, orders, scratch } from './stage.ts'

const verbs: readonly RoleVerb[] = ['make-master', 'make-slave', 'failover', 'failback']

for (const verb of verbs) {
  for (const situation of ['running master', 'running slave', 'promoted', 'degraded'] as const) {
    void t.test(
      `${verb} --dry-run tells effects, steps and time, and does nothing: ${situation} [CLI-19]`,
      async (t) => {
        const fake = await daemon(t, situation)
        const { out } = await call([...fake.words, verb, '--dry-run'])
        t.strictSame(orders(fake), [])
        t.equal(out, golden(`plan-${verb}-${situation.replaceAll(' ', '-')}.txt`, out))
      },
    )
  }
}

void t.test('make-master --yes asks nothing, gives one order and prints one line [CLI-17]', async (t) => {
  const fake = await daemon(t, 'running slave')
  const { code, out, error, questions } = await call([...fake.words, 'make-master', '--yes'])
  t.equal(code, 0)
  t.equal(out, 'ha2 (slave): done: so be it\n')
  t.equal(error, '')
  t.strictSame(questions, [])
  t.strictSame(orders(fake), [{ verb: 'make-master', force: false, seen: { term: 4, phase: 'running-slave' } }])
})

void t.test('where nobody can be asked, --yes must be given [CLI-17]', async (t) => {
  const fake = await daemon(t, 'running slave')
  const { code, error } = await call([...fake.words, 'make-master'])
  t.equal(code, 2)
  t.match(error, '--yes')
  t.strictSame(orders(fake), [])
})

void t.test('a person is told the effects before the question [CLI-19]', async (t) => {
  const fake = await daemon(t, 'running slave')
  const { code, error, questions } = await call([...fake.words, 'failover'], { answer: true })
  t.equal(code, 0)
  t.match(error, 'all client connections to it end')
  t.strictSame(questions, ['Go on?'])
  t.equal(orders(fake).length, 1)
})

void t.test('no means no [CLI-19]', async (t) => {
  const fake = await daemon(t, 'running slave')
  const { code, error } = await call([...fake.words, 'failover'], { answer: false })
  t.equal(code, 3)
  t.match(error, 'nothing was changed')
  t.strictSame(orders(fake), [])
})

void t.test('a role that the node has already is a notice, not an error [ROLE-11]', async (t) => {
  const cases: readonly (readonly [verb: RoleVerb, situation: Situation, notice: RegExp])[] = [
    ['make-master', 'running master', /ha1 \(master\) is running master already/],
    ['make-slave', 'running slave', /ha2 \(slave\) is running slave already/],
  ]
  for (const [verb, situation, notice] of cases) {
    const fake = await daemon(t, situation)
    const { code, out } = await call([...fake.words, verb])
    t.equal(code, 0)
    t.match(out, notice)
    t.strictSame(orders(fake), [])
  }
})

void t.test(
  'what cannot be done here is refused with its reason before anybody is asked [CLI-2] [ROLE-12]',
  async (t) => {
    const fake = await daemon(t, 'degraded')
    const { code, error, questions } = await call([...fake.words, 'make-slave'], { answer: true })
    t.equal(code, 3)
    t.match(error, 'ha1 (master): refused: the peer is not available')
    t.strictSame(questions, [])
    t.strictSame(orders(fake), [])
  },
)

void t.test('a call on the wrong node names the right one [CLI-2]', async (t) => {
  const base = sampleStatus('running slave')
  const commands = base.commands.map((entry) => {
    return entry.command === 'failover'
      ? { ...entry, available: false, reason: 'not here', node: 'master' as const }
      : entry
  })
  const { words } = await daemon(t, { status: [{ ...base, commands }] })
  t.match((await call([...words, 'failover', '--yes'])).error, 'not here; give it on the master')
})

void t.test(
  'failover goes both ways: on the running slave it takes, on the running master it gives [FO-17] [FO-19]',
  (t) => {
    t.equal(planRole('failover', sampleStatus('running slave'), false).taker, 'slave')
    t.equal(planRole('failover', sampleStatus('running master'), false).taker, 'slave')
    t.equal(planRole('failover', sampleStatus('promoted'), false).taker, 'master')
    t.end()
  },
)

void t.test('failback is known on either node, and told with what is lost [FO-21] [FO-22]', (t) => {
  const plan = planRole('failback', sampleStatus('promoted'), false)
  t.equal(plan.taker, 'master')
  t.match(plan.effects.join('\n'), 'changes made only on the master are lost')
  t.match(planRole('failback', sampleStatus('running master'), false).refusal, /nothing to fail back/)
  t.end()
})

void t.test('a peer that is not available is not demoted, and that is said before [FO-18]', (t) => {
  const base = sampleStatus('running slave')
  const peer = { ...base.peer, phase: 'not-available', verdict: 'silent-dead' } as const
  const plan = planRole('failover', { ...base, peer }, true)
  t.match(plan.effects.join('\n'), 'is not demoted; make sure that it holds nothing')
  t.notOk(
    plan.steps.some((step) => step.includes('probes')),
    'forced: no probes',
  )
  t.ok(planRole('failover', { ...base, peer }, false).steps.some((step) => step.includes('probes')))
  t.end()
})

void t.test('--force goes to the daemon although the list of commands says no', async (t) => {
  const fake = await daemon(t, 'degraded')
  const { code } = await call([...fake.words, 'failover', '--force', '--yes'])
  t.equal(code, 0)
  t.match(orders(fake), [{ verb: 'failover', force: true }])
})

void t.test('a refusal of the daemon ends with 3, a failure with 1', async (t) => {
  const refused = await daemon(t, {
    status: [sampleStatus('running slave')],
    order: [{ type: 'refused', refusal: 'stale-view', text: 'look again' }],
  })
  const first = await call([...refused.words, 'failover', '--yes'])
  t.equal(first.code, 3)
  t.equal(first.error, 'ha2 (slave): refused: look again\n')
  const failed = await daemon(t, {
    status: [sampleStatus('running slave')],
    order: [{ type: 'failed', text: 'timed out' }],
  })
  const second = await call([...failed.words, 'failover', '--yes'])
  t.equal(second.code, 1)
  t.equal(second.error, 'ha2 (slave): failed: timed out\n')
})

void t.test('progress goes to the person, the result to the script', async (t) => {
  const { words } = await daemon(t, {
    status: [sampleStatus('running slave')],
    order: [
      { type: 'progress', text: 'the peer is asked' },
      { type: 'done', text: 'this node is running master' },
    ],
  })
  const { out, error } = await call([...words, 'failover', '--yes'])
  t.equal(error, 'the peer is asked\n')
  t.equal(out, 'ha2 (slave): done: this node is running master\n')
})

void t.test('--json tells result, refusal and exit code', async (t) => {
  const { words } = await daemon(t, {
    status: [sampleStatus('running slave')],
    order: [{ type: 'refused', refusal: 'switching', text: 'wait' }],
  })
  const { code, out } = await call([...words, 'failover', '--yes', '--json'])
  t.equal(code, 3)
  t.strictSame(JSON.parse(out), { result: 'refused', text: 'wait', refusal: 'switching', exitCode: 3 })
  const notice = await call([...words, 'make-slave', '--json'])
  t.match(JSON.parse(notice.out), { result: 'done', exitCode: 0 })
  t.match(JSON.parse((await call([...words, 'failback', '--json'])).out), { result: 'refused', exitCode: 3 })
  t.match(JSON.parse((await call([...words, 'failover', '--dry-run', '--json'])).out), {
    taker: 'slave',
    peerHeard: true,
  })
})

void t.test('an order that ends without an answer is a failure', async (t) => {
  const { words } = await daemon(t, { order: [] })
  const { code, error } = await call([...words, 'hold'])
  t.equal(code, 1)
  t.match(error, 'did not answer')
})

void t.test('the older names do the same [CLI-4] [CLI-5]', async (t) => {
  const fake = await daemon(t, 'promoted')
  t.equal((await call([...fake.words, 'ha-failback', '--yes'])).code, 0)
  t.equal((await call([...fake.words, 'ha-failover', '--yes'])).code, 0)
  t.match((await call([...fake.words, 'ha-status'])).out, 'running master (promoted)')
  t.match(orders(fake), [{ verb: 'failback' }, { verb: 'failover' }])
})

void t.test('without a daemon every order ends with 4 and says how to start it', async (t) => {
  const words = ['--run-dir', scratch(t)]
  for (const command of [
    ...verbs,
    'hold',
    'unhold',
    'release',
    'status',
    'why',
    'links',
    'logs',
    'vip list',
    'vip announce',
  ]) {
    const { code, error } = await call([...words, ...command.split(' ')])
    t.equal(code, 4, command)
    t.match(error, 'systemctl start hapaird', command)
  }
})
