/**
 * What does the pair do on real machines: emulated hardware, but a real kernel, real UARTs, real disks?
 *
 *   npm run lab:metal -- --scenario NAME|all|every|selected [--deb FILE]   plays scenarios; names may be a list
 *   npm run lab:metal -- --list                             names and titles
 *   npm run lab:metal -- --keep [--deb FILE]                two consoles to play with, until Ctrl-C
 *
 * `all` is what the pair promises about its data, `every` has further ones that look at single parts. Scenarios go on
 * from a running pair while it is whole, and from a snapshot of one after a failure. Without --deb the newest package in build/ is taken, which `npm run package` makes. The exit code is 0 only when every
 * scenario went as expected. The logs of each scenario are kept in the folder that is printed: both consoles, both
 * journals, and the story.
 */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { nodeNames } from '../netns/layout.ts'
import { machineFiles } from './hardware.ts'
import { ensureImage } from './image.ts'
import type { Image } from './image.ts'
import type { Pair } from './pair.ts'
import { playAll, withPair } from './play.ts'
import type { Result } from './play.ts'
import { scenarios } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'

type Options = {
  readonly scenario?: string
  readonly list?: boolean
  readonly keep?: boolean
  readonly deb?: string
  readonly tap?: boolean
}

const program = new Command('lab:metal')
  .option('--scenario <names>', 'scenarios to play, separated by commas, or all, every, selected')
  .option('--list', 'print the names of the scenarios')
  .option('--keep', 'start two machines and wait')
  .option('--tap', "tell the results in tap's protocol")
  .option('--deb <file>', 'package of hapair to install in the machines')
  .parse()
const options = program.opts<Options>()

const MS_PER_SECOND = 1000

/** Lines for people; in tap's protocol they are comments. */
function say(text: string): void {
  const lines = text.split('\n').map((line) => (options.tap === true && line !== '' ? `# ${line}` : line))
  process.stdout.write(`${lines.join('\n')}\n`)
}

function chosen(name: string): readonly Scenario[] {
  if (name === 'every') return scenarios
  if (name === 'all') return scenarios.filter(({ further }) => further !== true)
  if (name === 'selected') return scenarios.filter(({ selected }) => selected === true)
  const names = name.split(',')
  const unknown = names.find((one) => !scenarios.some((scenario) => scenario.name === one))
  if (unknown !== undefined) throw new Error(`no scenario is named ${unknown}; --list shows them`)
  return scenarios.filter((scenario) => names.includes(scenario.name))
}

/** Says what came of a scenario. */
function sayResult(result: Result): void {
  const { scenario, ms, wrong, folder } = result
  say(`  ${scenario.name} ${wrong === undefined ? 'ok' : 'FAILED'} in ${seconds(ms)} s; logs in ${folder}`)
  if (options.tap === true) sayTest(result)
}

/** One test of tap's protocol. */
function sayTest({ scenario, ms, wrong, folder }: Result): void {
  const about = `metal: ${scenario.title} # time=${ms.toFixed(0)}ms`
  const lines =
    wrong === undefined
      ? [`ok - ${about}`]
      : [`not ok - ${about}`, '  ---', `  wrong: ${wrong}`, `  logs: ${folder}`, '  ...']
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The end of tap's protocol, with the totals as tap itself prints them. */
function sayTotals(results: readonly Result[]): void {
  const failed = results.filter(({ wrong }) => wrong !== undefined).length
  const counts = [
    `total: ${results.length}`,
    `pass: ${results.length - failed}`,
    ...(failed > 0 ? [`fail: ${failed}`] : []),
  ]
  process.stdout.write(`1..${results.length}\n# { ${counts.join(', ')} }\n`)
}

function seconds(ms: number): string {
  return (ms / MS_PER_SECOND).toFixed(1)
}

async function keep(pair: Pair): Promise<void> {
  await pair.start(say)
  for (const node of nodeNames)
    say(
      `console of node-${node}: socat -,raw,echo=0,escape=0x1d UNIX-CONNECT:${machineFiles(join(pair.folder, node)).console}`,
    )
  say('Ctrl-C ends both machines')
  await new Promise<void>((resolve) => process.once('SIGINT', resolve))
}

/** The newest package that `npm run package` has made; none when there is none. */
function newestPackage(): string | undefined {
  const folder = fileURLToPath(new URL('../../build', import.meta.url))
  if (!existsSync(folder)) return undefined
  const files = readdirSync(folder).filter((name) => /^hapair_.*_amd64\.deb$/.test(name))
  const byAge = files
    .map((name) => join(folder, name))
    .sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs)
  return byAge.at(-1)
}

/** Plays scenarios and sums up; true when each went as expected. */
async function playWanted(image: Image, wanted: readonly Scenario[]): Promise<boolean> {
  const startMs = performance.now()
  const results = await playAll(image, wanted, { say, result: sayResult })
  say('')
  for (const { scenario, ms, wrong } of results)
    say(
      `${wrong === undefined ? 'ok    ' : 'FAILED'} ${scenario.name.padEnd(20)} ${seconds(ms).padStart(6)} s  ${wrong ?? ''}`,
    )
  const failed = results.filter(({ wrong }) => wrong !== undefined).length
  say(`${seconds(performance.now() - startMs)} s in all`)
  if (options.tap === true) sayTotals(results)
  else say(`${results.length - failed} passed, ${failed} failed`)
  return failed === 0
}

for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

if (options.list === true) for (const { name, title } of scenarios) say(`${name.padEnd(20)} ${title}`)
else {
  const wanted = options.keep === true ? [] : chosen(options.scenario ?? 'all')
  const deb = options.deb ?? newestPackage()
  if (deb === undefined && wanted.some(({ begins }) => begins !== 'booted')) {
    say('no package of hapair to install in the machines: make one with `npm run package`, or name one with --deb')
    process.exit(2)
  }
  const image = await ensureImage(deb, say)
  if (options.keep === true) await withPair(image, keep)
  else if (!(await playWanted(image, wanted))) process.exitCode = 1
}
process.exit()
