/**
 * How are many seeds spread over processes?
 *
 * Each process gets a small range at a time, so that progress can be shown and the end does not wait for one.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { addCounts } from './coverage.ts'
import type { Counts } from './coverage.ts'
import type { Sum, Task } from './worker.ts'

/** Seeds of one task. */
const seedsPerTask = 25

/** What a crew of worker processes shall play. */
export type Order = {
  readonly source: string
  readonly from: number
  readonly count: number
  readonly jobs: number
  /** Stop everything at the first broken promise. */
  readonly first: boolean
  /** Stop after so many broken promises. */
  readonly violationsMax: number
  /** Also schedules with replicated disks. */
  readonly disks: boolean
  /** Most pairs have fencing devices. */
  readonly fence?: boolean
  /** Most pairs place services. */
  readonly services?: boolean
  readonly progress?: (sum: Sum) => void
}

/** Plays all seeds and adds up what came of them. A seed's outcome does not depend on the number of processes. */
export async function playAll(order: Order): Promise<Sum> {
  const total = {
    schedules: 0,
    steps: 0,
    simulatedMs: 0,
    processorMs: 0,
    counts: {} as Counts,
    violations: [] as Sum['violations'][number][],
  }
  let next = order.from
  const end = order.from + order.count
  const take = (): Task | undefined => {
    const full = total.violations.length >= (order.first ? 1 : order.violationsMax)
    if (next >= end || full) return undefined
    const { source, first, disks, fence = false, services = false } = order
    const task = { source, from: next, count: Math.min(seedsPerTask, end - next), first, disks, fence, services }
    next += task.count
    return task
  }
  const add = (sum: Sum): void => {
    total.schedules += sum.schedules
    total.steps += sum.steps
    total.simulatedMs += sum.simulatedMs
    total.processorMs += sum.processorMs
    addCounts(total.counts, sum.counts)
    total.violations.push(...sum.violations)
    order.progress?.(total)
  }
  await Promise.all(Array.from({ length: order.jobs }, () => work(take, add)))
  total.violations.sort((one, two) => one.seed - two.seed)
  return total
}

async function work(take: () => Task | undefined, add: (sum: Sum) => void): Promise<void> {
  // A test runner loads itself into its children by options; a worker wants the plain program.
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), {
    env: { ...process.env, NODE_OPTIONS: '', SIM_WORKER: 'yes' },
    execArgv: [],
  })
  try {
    for (let task = take(); task !== undefined; task = take()) add(await ask(child, task))
  } finally {
    child.kill()
  }
}

function ask(child: ChildProcess, task: Task): Promise<Sum> {
  return new Promise((resolve, reject) => {
    const exited = (code: number | null): void => {
      reject(new Error(`a worker of the simulator ended with ${code ?? 'a signal'}`))
    }
    child.once('exit', exited)
    child.once('message', (sum) => {
      child.off('exit', exited)
      resolve(sum as Sum)
    })
    child.send(task)
  })
}
