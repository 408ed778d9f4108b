/**
 * What does one worker process of the simulator do?
 *
 * It is told a source folder and then ranges of seeds, plays them and sends back sums. A process of its own, so that
 * two cores are used; not a thread, because a mutant must be loaded afresh.
 */
import { loadCore } from './core-port.ts'
import { addCounts } from './coverage.ts'
import type { Counts } from './coverage.ts'
import { play } from './schedule.ts'

/** A task: play these seeds with the core of this folder. */
export type Task = {
  readonly source: string
  readonly from: number
  readonly count: number
  /** Stop at the first broken promise. */
  readonly first: boolean
  /** Also schedules with replicated disks. */
  readonly disks: boolean
  /** Most pairs have fencing devices. */
  readonly fence: boolean
  /** Most pairs place services. */
  readonly services: boolean
}

/** What came of a task. */
export type Sum = {
  readonly schedules: number
  readonly steps: number
  readonly simulatedMs: number
  /** Processor time that it took: on a busy machine the clock tells little. */
  readonly processorMs: number
  readonly counts: Counts
  readonly violations: readonly {
    readonly seed: number
    readonly promise: string
    readonly text: string
    readonly at: number
  }[]
}

/** One seed in so many is played twice and must give the same trace (C9). */
const comparedEvery = 100

/** Plays the seeds of a task. */
export async function perform(task: Task): Promise<Sum> {
  const core = await loadCore(task.source)
  const before = process.cpuUsage()
  const counts: Counts = {}
  const violations: Sum['violations'][number][] = []
  let steps = 0
  let simulatedMs = 0
  let schedules = 0
  for (let seed = task.from; seed < task.from + task.count; seed += 1) {
    const { disks, fence, services } = task
    const outcome = play(core, seed, { disks, fence, services })
    schedules += 1
    steps += outcome.steps
    simulatedMs += outcome.simulatedMs
    addCounts(counts, outcome.counts)
    if (outcome.violation !== undefined) violations.push({ seed, ...outcome.violation })
    else if (seed % comparedEvery === 0) {
      const one = play(core, seed, { compare: true, disks, fence, services })
      const two = play(core, seed, { compare: true, disks, fence, services })
      if (one.hash !== two.hash) {
        violations.push({ seed, promise: 'same-seed-same-trace', text: 'two runs of one seed differ (C9)', at: 0 })
      }
    }
    if (task.first && violations.length > 0) break
  }
  const { user, system } = process.cpuUsage(before)
  return { schedules, steps, simulatedMs, processorMs: (user + system) / 1000, counts, violations }
}

if (process.send !== undefined && process.env['SIM_WORKER'] === 'yes') {
  process.on('message', (task: Task) => {
    perform(task).then(
      (sum) => process.send?.(sum),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
        process.exit(1)
      },
    )
  })
}
