/**
 * How does hapair compare with keepalived and heartbeat on this machine?
 *
 * Runs the rows of `rows.ts` with alternating peers, so that a change in the machine's load hits all of them, and
 * prints a table of minimum / median / maximum. Pairs start ahead of their turn while others are measured, because
 * heartbeat needs 12 s for it; starting and measuring themselves never overlap.
 *
 *   npm run bench -- [--quick] [--rows LIST] [--peers LIST] [--runs N] [--json FILE] [--list]
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { monotonicMs } from '../lab/netns/kernel.ts'
import type { Exclusive } from './pair.ts'
import { Pair, exclusive } from './pair.ts'
import type { Peer } from './peer.ts'
import type { Row } from './rows.ts'
import { rows } from './rows.ts'
import type { ScenarioOptions } from './scenario.ts'
import { runScenario } from './scenario.ts'
import type { Run } from './table.ts'
import { renderRow, shortNumber } from './table.ts'

type Job = { readonly row: Row; readonly peer: Peer }

type Options = {
  readonly quick?: boolean
  readonly list?: boolean
  readonly rows?: string[]
  readonly peers?: string[]
  readonly runs?: number
  readonly json?: string
}

/** Pairs that start while others are measured. */
const PAIRS_AHEAD = 3
const QUICK_OPTIONS: ScenarioOptions = { steadySeconds: 10, stressSeconds: 10 }
const FULL_OPTIONS: ScenarioOptions = { steadySeconds: 60, stressSeconds: 60 }
const MS_PER_SECOND = 1000

function say(text: string): void {
  process.stderr.write(`bench: ${text}\n`)
}

/** The runs in the order in which they are made: one of each peer, then the next round. */
function jobsOf(row: Row, runs: number, wanted: (peer: Peer) => boolean): Job[] {
  const peers = row.peers.filter(wanted)
  return Array.from({ length: runs }, () => peers.map((peer) => ({ row, peer }))).flat()
}

async function measure(job: Job, pair: Promise<Pair>, alone: Exclusive, options: ScenarioOptions): Promise<Run> {
  const base = { row: job.row.id, peer: job.peer.name }
  try {
    const formed = await pair
    try {
      return { ...base, figures: await alone(() => runScenario(job.row.scenario, formed, options)) }
    } finally {
      formed.destroy()
    }
  } catch (error) {
    return { ...base, figures: {}, error: String(error) }
  }
}

/** A pair that did not start waits for its turn: `measure` awaits it and writes the error into the run. */
function toldByMeasure(): void {
  return undefined
}

async function runJobs(jobs: readonly Job[], options: ScenarioOptions): Promise<Run[]> {
  const alone = exclusive()
  const started: Promise<Pair>[] = []
  const begin = (index: number): void => {
    const job = jobs[index]
    if (job === undefined) return
    const pair = Pair.start(job.peer, job.row, alone)
    pair.catch(toldByMeasure)
    started.push(pair)
  }
  for (let index = 0; index < PAIRS_AHEAD; index += 1) begin(index)
  const runs: Run[] = []
  for (const [index, job] of jobs.entries()) {
    const pair = started[index]
    if (pair === undefined) break
    const run = await measure(job, pair, alone, options)
    begin(index + PAIRS_AHEAD)
    runs.push(run)
    say(`${index + 1} of ${jobs.length}: ${job.row.id}, ${job.peer.name}: ${summary(job.row, run)}`)
  }
  return runs
}

function summary(row: Row, run: Run): string {
  if (run.error !== undefined) return run.error
  return row.figures
    .map(({ name, unit }) => {
      const value = run.figures[name]
      return `${name} ${value === undefined ? 'never' : `${shortNumber(value)} ${unit}`}`.trimEnd()
    })
    .join(', ')
}

/** What the figures depend on: the machine and the versions that were compared. */
function machine(): object {
  const version = (package_: string): string => {
    try {
      return execFileSync('dpkg-query', ['-W', '-f=${Version}', package_], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    } catch {
      return 'not installed'
    }
  }
  return {
    kernel: release(),
    processors: cpus().length,
    processor: cpus()[0]?.model,
    load: loadavg()[0],
    node: process.version,
    keepalived: version('keepalived'),
    heartbeat: version('heartbeat'),
  }
}

async function main(options: Options): Promise<void> {
  const startMs = monotonicMs()
  const chosen = rows.filter((row) => options.rows === undefined || options.rows.includes(row.id))
  const named = (peer: Peer): boolean =>
    options.peers === undefined || options.peers.some((name) => peer.name.startsWith(name))
  const missing = new Map(chosen.flatMap((row) => row.peers).map((peer) => [peer.name, peer.missing()] as const))
  for (const [name, reason] of missing) if (reason !== undefined) say(`${name} is left out: ${reason}`)
  const wanted = (peer: Peer): boolean => named(peer) && missing.get(peer.name) === undefined
  if (options.list === true) {
    for (const row of rows) process.stdout.write(`${row.id.padEnd(16)}${row.title}\n`)
    return
  }
  const jobs = chosen.flatMap((row) =>
    jobsOf(row, options.runs ?? (options.quick === true ? row.quickRuns : row.runs), wanted),
  )
  say(`${jobs.length} runs`)
  const runs = await runJobs(jobs, options.quick === true ? QUICK_OPTIONS : FULL_OPTIONS)
  process.stdout.write('Figures are minimum / median / maximum of the runs.\n\n')
  for (const row of chosen) process.stdout.write(`${renderRow(row, runs)}\n`)
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify({ machine: machine(), runs }, undefined, 1)}\n`)
  say(`took ${((monotonicMs() - startMs) / MS_PER_SECOND).toFixed(0)} s`)
  // Instruments of pairs that never formed must not keep the program alive.
  process.exit(runs.some((run) => run.error !== undefined) ? 1 : 0)
}

const commaList = (text: string): string[] => text.split(',').map((word) => word.trim())

function positive(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('a whole number from 1 on')
  return value
}

await new Command('bench')
  .description('measures hapair beside keepalived and heartbeat; needs root and tools/setup.sh bench')
  .option('--quick', 'few runs of each row, less than eight minutes')
  .option('--rows <list>', 'only these rows, separated by commas', commaList)
  .option('--peers <list>', 'only peers whose names begin with one of these', commaList)
  .option('--runs <number>', 'runs of each peer in each row', positive)
  .option('--json <file>', 'also write every run to this file')
  .option('--list', 'print the rows and end')
  .action(main)
  .parseAsync()
