/**
 * The simulator's command line.
 *
 *   node test/sim/main.ts --seeds N [--from S] [--jobs J]   play N seeds
 *   node test/sim/main.ts --seed S --trace                  play one seed and print its story
 *   node test/sim/main.ts --mutants                         show that every promise can fail
 *   node test/sim/main.ts --crash-points                    crash every effect of every kind of plan
 *   ... --only NAME                                         mutants or plans whose name matches
 *   ... --point "12 after other power" --trace              one crash of the plan, and its story
 *   ... --disks                                             a share of the pairs has replicated disks
 *   ... --fence                                             most pairs have fencing devices (class P)
 *   ... --services                                          most pairs place services
 */
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import { loadCore } from './core-port.ts'
import { crashPlans } from './crash-plans.ts'
import { crashEverywhere, parsePoint, playCrash, pointText } from './crash-points.ts'
import { playAll } from './crew.ts'
import { expected } from './expected.ts'
import { killAll } from './mutate.ts'
import { play } from './schedule.ts'
import type { Sum } from './worker.ts'

const source = fileURLToPath(new URL('../../src', import.meta.url))
/** From so many seeds on, something that was never reached is an error. */
const seedsForCoverage = 20_000
const progressMs = 2_000
const violationsMax = 20

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    trace: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    only: { type: 'string' },
    'crash-points': { type: 'boolean', default: false },
    point: { type: 'string' },
    disks: { type: 'boolean', default: false },
    fence: { type: 'boolean', default: false },
    services: { type: 'boolean', default: false },
    'no-stop': { type: 'boolean', default: false },
  },
})

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function playOne(seed: number): Promise<boolean> {
  const { disks, fence, services } = values
  const outcome = play(await loadCore(source), seed, {
    disks,
    fence,
    services,
    ...(values.trace ? { trace: say } : {}),
  })
  if (outcome.violation === undefined) say(`seed ${seed}: all promises kept, ${outcome.steps} steps`)
  else say(`seed ${seed}: ${outcome.violation.promise}: ${outcome.violation.text}`)
  return outcome.violation === undefined
}

/** The kinds of pairs that were asked for, as they are written on the command line. */
function flags(): string {
  const kinds = ['disks', 'fence', 'services'] as const
  return kinds.map((kind) => (values[kind] ? ` --${kind}` : '')).join('')
}

function sayViolations(sum: Sum): void {
  for (const { seed, promise, text, at } of sum.violations) {
    say(`BROKEN ${promise} at ${(at / 1000).toFixed(3)} s: ${text}`)
    say(`  npm run sim -- --seed ${seed} --trace${flags()}`)
  }
  const byPromise = new Map<string, number[]>()
  for (const { promise, seed } of sum.violations) byPromise.set(promise, [...(byPromise.get(promise) ?? []), seed])
  for (const [promise, seeds] of byPromise) say(`${promise}: ${seeds.length} seeds: ${seeds.slice(0, 10).join(' ')}`)
}

/** Prints what was reached; gives what was not. */
function sayCoverage(sum: Sum): readonly string[] {
  const transitions = Object.entries(sum.counts)
    .filter(([name]) => name.startsWith('phase '))
    .sort()
  for (const [name, count] of transitions) say(`${String(count).padStart(9)} ${name}`)
  const missing = expected(values.disks, values.fence, values.services).filter((name) => sum.counts[name] === undefined)
  const kinds = ['reason', 'refusal', 'verdict'].map((kind) => {
    const reached = Object.keys(sum.counts).filter((name) => name.startsWith(`${kind} `)).length
    return `${reached} ${kind}s`
  })
  say(`reached ${kinds.join(', ')}, ${transitions.length} changes of phase`)
  if (missing.length > 0) say(`never reached: ${missing.join(', ')}`)
  return missing
}

async function playMany(from: number, count: number, jobs: number): Promise<boolean> {
  const begun = performance.now()
  let saidAt = begun
  const speed = (sum: Sum): string => {
    const perSecond = (one: number, ms: number): string => (one / (ms / 1000)).toFixed(0)
    const { schedules, processorMs } = sum
    const elapsedMs = performance.now() - begun
    return `${perSecond(schedules, processorMs)} schedules per second of processor, ${perSecond(schedules, elapsedMs)} per second`
  }
  const sum = await playAll({
    source,
    from,
    count,
    jobs,
    first: false,
    disks: values.disks,
    fence: values.fence,
    services: values.services,
    violationsMax: values['no-stop'] ? Number.POSITIVE_INFINITY : violationsMax,
    progress: (soFar) => {
      if (performance.now() - saidAt < progressMs) return
      saidAt = performance.now()
      say(`${soFar.schedules} of ${count} schedules, ${soFar.violations.length} broken, ${speed(soFar)}`)
    },
  })
  sayViolations(sum)
  const missing = sayCoverage(sum)
  const hours = sum.simulatedMs / 3_600_000
  say(
    `${sum.schedules} schedules, ${hours.toFixed(1)} simulated hours, ${sum.steps} steps, ${sum.violations.length} broken, ${speed(sum)}`,
  )
  return sum.violations.length === 0 && (count < seedsForCoverage || missing.length === 0)
}

/** Without `--point`: all crashes of the plans that match. */
async function crash(): Promise<boolean> {
  const core = await loadCore(source)
  const plans = crashPlans.filter(({ name }) => new RegExp(values.only ?? '').test(name))
  if (values.point !== undefined) {
    const point = parsePoint(values.point)
    const violations = plans.map((plan) => playCrash(core, plan, point, values.trace ? say : undefined).violation)
    return violations.every((violation) => violation === undefined)
  }
  let crashes = 0
  let broken = 0
  for (const plan of plans) {
    const sum = crashEverywhere(core, plan)
    say(
      `${String(sum.crashes).padStart(5)} crashes at ${sum.effects} effects, ${sum.broken.length} broken: ${plan.name}`,
    )
    for (const { point, violation } of sum.broken)
      say(`      ${pointText(point)}: ${violation.promise}: ${violation.text}`)
    crashes += sum.crashes
    broken += sum.broken.length
  }
  say(`${crashes} crashes of ${plans.length} plans, ${broken} broken`)
  return broken === 0
}

async function main(): Promise<boolean> {
  if (values['crash-points']) return crash()
  const { disks, fence, services } = values
  if (values.mutants)
    return killAll({ source, jobs: Number(values.jobs), only: values.only, disks, fence, services, say })
  if (values.seed !== undefined) return playOne(Number(values.seed))
  return playMany(Number(values.from), Number(values.seeds), Number(values.jobs))
}

process.exitCode = (await main()) ? 0 : 1
