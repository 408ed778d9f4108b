/** Hold, release, boot, stop and announce; and what wrong use ends with. */
import t from 'tap'
import { actions } from '../../src/cli/actions.ts'
import { commandTexts } from '../../src/cli/command-texts.ts'
import { exitMeanings, exitCodes } from '../../src/cli/exit-codes.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'
import { sampleStatus } from './samples.ts'
import { call, daemon, golden, orders, scratch } from './stage.ts'

void t.test('hold and unhold ask nothing', async (t) => {
  const fake = await daemon(t, 'running slave')
  t.equal((await call([...fake.words, 'hold'])).code, 0)
  t.equal((await call([...fake.words, 'unhold', '--json'])).code, 0)
  t.strictSame(orders(fake), [{ verb: 'hold' }, { verb: 'unhold' }])
})

void t.test('vip announce has every address announced', async (t) => {
  const fake = await daemon(t, 'running master')
  t.equal((await call([...fake.words, 'vip', 'announce'])).code, 0)
  t.strictSame(orders(fake), [{ verb: 'announce' }])
})

void t.test('an order that the daemon refuses names the right node [CLI-2]', async (t) => {
  const { words } = await daemon(t, {
    status: [sampleStatus('running slave')],
    order: [{ type: 'refused', refusal: 'already-running-slave', text: 'not here' }],
  })
  const { code, error } = await call([...words, 'vip', 'announce'])
  t.equal(code, 3)
  t.equal(error, 'ha2 (slave): refused: not here; give it on the master\n')
  t.notMatch((await call([...words, 'hold'])).error, 'give it on')
})

void t.test('release tells what ends, and asks [CLI-19]', async (t) => {
  const fake = await daemon(t, 'running master')
  const dry = await call([...fake.words, 'release', '--dry-run'])
  t.equal(dry.out, golden('plan-release.txt', dry.out))
  t.equal((await call([...fake.words, 'release'])).code, 2)
  t.equal((await call([...fake.words, 'release'], { answer: false })).code, 3)
  t.strictSame(orders(fake), [])
  t.equal((await call([...fake.words, 'release'], { answer: true })).code, 0)
  t.strictSame(orders(fake), [{ verb: 'release' }])
  t.match(JSON.parse((await call([...fake.words, 'release', '--dry-run', '--json'])).out), { effects: Array })
})

void t.test('boot waits for the role and tells it by its exit code [CLI-18]', async (t) => {
  const starting = sampleStatus('starting')
  const cases: readonly (readonly [end: DaemonStatus, code: number])[] = [
    [sampleStatus('running master'), 0],
    [sampleStatus('running slave'), 10],
    [sampleStatus('held'), 11],
  ]
  for (const [end, expected] of cases) {
    const { words } = await daemon(t, { status: [starting, sampleStatus('moving'), end] })
    const { code, out } = await call([...words, 'boot'])
    t.equal(code, expected)
    t.match(out, end.phase.replace('-', ' '))
  }
})

void t.test('boot waits for a running slave of a pair that nobody serves, but not for ever [CLI-18]', async (t) => {
  const vacant = { ...sampleStatus('running slave'), pair: 'not-served' } as const
  const taken = await daemon(t, { status: [vacant, vacant, sampleStatus('promoted')] })
  t.equal((await call([...taken.words, 'boot'])).code, 0)
  const left = await daemon(t, { status: [vacant] })
  t.equal((await call([...left.words, 'boot', '--timeout', '2s'])).code, 10)
})

void t.test('the slave does not complete its boot while the master is on its way [CFG-8] [CLI-18]', async (t) => {
  const base = sampleStatus('running slave')
  const coming = { ...base, peer: { ...base.peer, phase: 'taking-over' } } as const
  const up = await daemon(t, { status: [coming, coming, base] })
  t.equal((await call([...up.words, 'boot'])).code, 10)
  t.equal(up.asked.length, 3)
  const late = await daemon(t, { status: [{ ...base, peer: { ...base.peer, phase: 'starting' } }] })
  const { code, error } = await call([...late.words, 'boot', '--timeout', '3s'])
  t.equal(code, 12)
  t.match(error, /running slave, and the master is not completely up, 2\.0 s so far/)
  t.match(error, /the master is not completely up\n$/)
  const down = { ...base, peer: { ...base.peer, verdict: 'silent-dead', phase: 'not-available' } } as const
  t.equal(
    (await call([...(await daemon(t, { status: [down] })).words, 'boot'])).code,
    10,
    'a dead one is not waited for',
  )
})

void t.test('boot never waits longer than it was told [CLI-18]', async (t) => {
  const { words } = await daemon(t, 'starting')
  const { code, error } = await call([...words, 'boot', '--timeout', '3s'])
  t.equal(code, 12)
  t.match(error, 'the role is not decided')
  t.match(error, /starting, 2\.0 s so far/)
  const json = await call([...words, 'boot', '--timeout', '3s', '--json'])
  t.strictSame(JSON.parse(json.out), { result: 'not-decided', phase: 'starting', exitCode: 12 })
})

void t.test('boot waits for a daemon that is not up yet, and fails when none comes [CLI-18]', async (t) => {
  const { code, error } = await call(['--run-dir', scratch(t), 'boot', '--timeout', '5s'])
  t.equal(code, 1)
  t.match(error, 'did not answer within 5.0 s')
})

void t.test('boot refuses a time that is none', async (t) => {
  t.equal((await call(['boot', '--timeout', 'soon'])).code, 2)
})

void t.test('stop needs no --yes in a script, but asks a person [CLI-18]', async (t) => {
  const fake = await daemon(t, 'running master')
  t.equal((await call([...fake.words, 'stop'])).code, 0)
  t.equal((await call([...fake.words, 'stop'], { answer: false })).code, 3)
  const { code, error } = await call([...fake.words, 'stop'], { answer: true })
  t.equal(code, 0)
  t.match(error, 'the running-master role is handed to the peer')
  t.strictSame(orders(fake), [{ verb: 'stop' }, { verb: 'stop' }])
})

void t.test('stop says who is left without service', async (t) => {
  const { words } = await daemon(t, 'degraded')
  t.match((await call([...words, 'stop'], { answer: false })).error, 'nobody serves afterwards')
})

void t.test('stop without a daemon has nothing to do [CLI-18]', async (t) => {
  const { code, out } = await call(['--run-dir', scratch(t), 'stop'])
  t.equal(code, 0)
  t.match(out, 'nothing to stop')
})

void t.test('wrong use ends with 2 and says what is wrong', async (t) => {
  const cases: readonly (readonly [words: string[], text: RegExp])[] = [
    [['make-mater'], /unknown command 'make-mater'; did you mean 'make-master'\?/],
    [['status', '--jsn'], /unknown option '--jsn'/],
    [['status', 'now'], /too many arguments/],
    [['vip', 'set'], /missing required argument/],
    [['replay'], /missing required argument/],
    [['logs', '--category'], /argument missing/],
    [['config', 'schema', 'moon'], /Allowed choices/],
  ]
  for (const [words, expected] of cases) {
    const { code, error } = await call(words)
    t.equal(code, 2, words.join(' '))
    t.match(error, expected)
  }
})

void t.test('help and version end with 0', async (t) => {
  const help = await call(['--help'])
  t.equal(help.code, 0)
  t.match(help.out, 'make-master')
  t.match((await call(['vip', 'set', '--help'])).out, '--master-ip')
  t.match((await call(['--version'])).out, /^\d+\.\d+\.\d+\n$/)
})

void t.test('every command of the registry can be loaded, and tells its options', async (t) => {
  for (const { name, summary, options } of commandTexts) {
    t.type(await actions[name](), 'function', name)
    const { out } = await call([...name.split(' '), '--help'])
    t.match(out.replaceAll(/\s+/g, ' '), summary, name)
    for (const option of options) t.match(out, option.flags)
  }
})

void t.test('every exit code has its meaning', (t) => {
  t.strictSame(
    exitMeanings.map(({ code }) => code).sort((one, other) => one - other),
    [...Object.values(exitCodes)].sort((one, other) => one - other),
  )
  t.end()
})
