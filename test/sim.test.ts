/**
 * Does the pair keep its promises under every mixture of faults, and would the checkers notice if it did not?
 *
 * `SIM_SEEDS` changes the number of seeds, e.g. for a long night; the fixed number is what every commit must pass.
 */
import t from 'tap'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Agenda } from './sim/agenda.ts'
import { Chance } from './sim/chance.ts'
import { promises } from './sim/checks.ts'
import { loadCore } from './sim/core-port.ts'
import { crashPlans } from './sim/crash-plans.ts'
import { crashEverywhere } from './sim/crash-points.ts'
import { playAll } from './sim/crew.ts'
import { expected } from './sim/expected.ts'
import { mutants, mutantsOfDisks, mutantsOfFence, mutantsOfServices } from './sim/mutants.ts'
import { fateOf } from './sim/mutate.ts'
import { play } from './sim/schedule.ts'

const source = fileURLToPath(new URL('../src', import.meta.url))
const jobs = 2
const seeds = Number(process.env['SIM_SEEDS'] ?? '20000')
/** Schedules with disks of every test run; they take twice as long, and a night plays more. */
const seedsWithDisks = Math.ceil(seeds / 10)
/** From so many seeds on everything must have been reached. */
const seedsForCoverage = 20_000
t.setTimeout(900_000)

void t.test('chance gives the same values for the same seed, and others for another', (t) => {
  const values = (seed: number): readonly number[] => {
    const chance = new Chance(seed)
    return Array.from({ length: 5 }, () => chance.word())
  }
  t.same(values(7), values(7))
  t.notSame(values(7), values(8))
  t.end()
})

void t.test('the agenda gives happenings by instant, then in the order of entry', (t) => {
  const agenda = new Agenda<string>()
  agenda.enter(5, 'later')
  agenda.enter(1, 'first')
  agenda.enter(5, 'last')
  agenda.enter(3, 'second')
  const order = ['first', 'second', 'later', 'last']
  t.same(
    order.map(() => agenda.next(10)),
    order,
  )
  t.equal(agenda.next(10), undefined)
  t.end()
})

for (const disks of [false, true]) {
  void t.test(`seeds that once failed keep every promise, ${disks ? 'with' : 'without'} disks`, async (t) => {
    const core = await loadCore(source)
    const file = disks ? 'sim/failed-seeds-disks.txt' : 'sim/failed-seeds.txt'
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    for (const line of text.split('\n').filter((one) => /^\d/.test(one))) {
      t.equal(play(core, Number.parseInt(line, 10), { disks }).violation, undefined, line)
    }
  })
}

void t.test('seeds that once failed keep every promise, with services', async (t) => {
  const core = await loadCore(source)
  const text = readFileSync(new URL('sim/failed-seeds-services.txt', import.meta.url), 'utf8')
  for (const line of text.split('\n').filter((one) => /^\d/.test(one))) {
    const [kinds = ''] = line.split(':')
    const manner = { services: true, disks: kinds.includes('disks'), fence: kinds.includes('fence') }
    t.equal(play(core, Number.parseInt(line, 10), manner).violation, undefined, line)
  }
})

void t.test('the same seed gives the same trace (C9)', async (t) => {
  const core = await loadCore(source)
  for (let seed = 1; seed <= 20; seed += 1) {
    t.equal(play(core, seed, { compare: true }).hash, play(core, seed, { compare: true }).hash, `seed ${seed}`)
  }
})

void t.test(`${seeds} schedules break no promise and reach everything there is`, async (t) => {
  const sum = await playAll({ source, from: 1, count: seeds, jobs, first: false, violationsMax: 5, disks: false })
  for (const { seed, promise, text } of sum.violations) {
    t.fail(`${promise}: ${text}; npm run sim -- --seed ${seed} --trace`)
  }
  t.equal(sum.violations.length, 0)
  if (seeds < seedsForCoverage) return
  t.same(
    expected(false).filter((name) => sum.counts[name] === undefined),
    [],
    'never reached',
  )
})

void t.test(`${seedsWithDisks} schedules with disks break no promise`, async (t) => {
  const order = { source, from: 1, count: seedsWithDisks, jobs, first: false, violationsMax: 5, disks: true }
  const sum = await playAll(order)
  for (const { seed, promise, text } of sum.violations) {
    t.fail(`${promise}: ${text}; npm run sim -- --seed ${seed} --trace --disks`)
  }
  t.equal(sum.violations.length, 0)
})

void t.test('no crash of agent or machine, at any effect of any plan, breaks a promise', async (t) => {
  const core = await loadCore(source)
  for (const plan of crashPlans) {
    const { effects, crashes, broken } = crashEverywhere(core, plan)
    t.same(broken, [], `${plan.name}: ${crashes} crashes at ${effects} effects`)
    t.ok(effects >= 5, `${plan.name}: its effects are found`)
  }
})

void t.test('crashes find a core that forgets its record when it starts', async (t) => {
  const core = await loadCore(source)
  const forgetful: typeof core = {
    ...core,
    step: (state, event, settings, now) =>
      core.step(state, event.type === 'started' ? { ...event, memory: 'empty' } : event, settings, now),
  }
  const plan = crashPlans.find(({ name }) => name === 'handover')
  if (plan === undefined) throw new Error('there is no plan of a handover')
  const promises = crashEverywhere(forgetful, plan).broken.map(({ violation }) => violation.promise)
  t.ok(promises.includes('term-claimed-once') || promises.includes('restart-keeps-service'), promises.join(', '))
})

void t.test('the text that a planted bug replaces is found once', (t) => {
  for (const { name, file, find } of [...mutants, ...mutantsOfDisks, ...mutantsOfFence, ...mutantsOfServices])
    t.equal(readFileSync(`${source}/core/${file}`, 'utf8').split(find).length, 2, name)
  t.end()
})

void t.test('schedules with fencing devices keep the promises that class A excepts (D15)', async (t) => {
  const order = { source, jobs, first: false, violationsMax: 5, fence: true }
  for (const [disks, from, count] of [
    [false, 1, seeds / 20],
    [true, 401, seeds / 50],
  ] as const) {
    const sum = await playAll({ ...order, from, count: Math.ceil(count), disks })
    for (const { seed, promise, text } of sum.violations) {
      t.fail(`${promise}: ${text}; npm run sim -- --seed ${seed} --trace --fence${disks ? ' --disks' : ''}`)
    }
    t.equal(sum.violations.length, 0)
  }
})

void t.test(
  'schedules with services break no promise, without disks, with them, and with fencing devices',
  async (t) => {
    const order = { source, jobs, first: false, violationsMax: 5, services: true }
    for (const [disks, fence, from, count] of [
      [false, false, 1, seeds / 20],
      [true, false, 2_001, seeds / 50],
      [true, true, 4_001, seeds / 100],
    ] as const) {
      const sum = await playAll({ ...order, from, count: Math.ceil(count), disks, fence })
      const kinds = `--services${disks ? ' --disks' : ''}${fence ? ' --fence' : ''}`
      for (const { seed, promise, text } of sum.violations)
        t.fail(`${promise}: ${text}; npm run sim -- --seed ${seed} --trace ${kinds}`)
      t.equal(sum.violations.length, 0)
    }
  },
)

void t.test('every planted bug is found by the promise it breaks', async (t) => {
  const more = [...mutantsOfDisks, ...mutantsOfFence, ...mutantsOfServices]
  const staged = more.filter(({ script, plan }) => (script ?? plan) !== undefined)
  for (const mutant of [...mutants, ...staged]) {
    if (mutant.script !== undefined || mutant.plan !== undefined) {
      // A story runs in this process, whose test runner loads nothing from outside of the project: a child plays it.
      const only = `^${mutant.name.replaceAll(/[()]/g, '.')}$`
      const main = fileURLToPath(new URL('sim/main.ts', import.meta.url))
      const words = [main, '--mutants', '--disks', '--fence', '--services', '--only', only]
      const { status, stdout } = spawnSync(process.execPath, words, {
        encoding: 'utf8',
        env: { ...process.env, NODE_OPTIONS: '' },
      })
      t.equal(status, 0, stdout)
      t.match(stdout, 'killed', mutant.name)
      continue
    }
    const fate = await fateOf(mutant, source, jobs)
    t.equal(fate.type, 'killed', `${mutant.name}: ${JSON.stringify(fate)}`)
  }
})

void t.test('every promise is broken by at least one planted bug', (t) => {
  const all = [...mutants, ...mutantsOfDisks, ...mutantsOfFence, ...mutantsOfServices]
  const broken = new Set(all.flatMap((mutant) => mutant.promises))
  t.same(
    promises.map(({ name }) => name).filter((name) => !broken.has(name)),
    [],
  )
  t.end()
})
