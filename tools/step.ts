/**
 * How is one step of a ring run, and what did it come to?
 *
 * A step is a child in a process group of its own, so that past its limit it is killed with everything that it started.
 * A step that ends badly counts as at least one failure, whatever its totals said. Of tap's output one sees
 * every failure; `raw` prints the whole protocol, of steps that run side by side one after the other.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Step } from './ring.ts'
import { noTotals, TapReader } from './tap-totals.ts'
import type { Totals } from './tap-totals.ts'

/** Scripts that begin with `env node` shall find the pinned runtime, also when npm did not start this program. */
const pinned = { ...process.env, PATH: `${process.cwd()}/node_modules/.bin:${process.env['PATH'] ?? ''}` }

const running = new Set<ChildProcess>()

/** Writes one line for people. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Ends every step that runs now, so that the lab can clean up when the whole run is interrupted. */
export function endRunningSteps(): void {
  for (const child of running) signalGroup(child, 'SIGTERM')
}

/**
 * Runs one step to its end or its limit. `raw`: print tap's protocol. `together`: print all lines at the end, because
 * another step prints at the same time. Never rejects.
 */
export async function playStep(step: Step, raw: boolean, together: boolean): Promise<Totals> {
  const begunMs = performance.now()
  const [file = '', ...words] = step.words
  const env = { ...pinned, TAP_TIMEOUT: String(step.limitMs / 1000) }
  const child = spawn(file, words, { stdio: ['ignore', 'pipe', 'inherit'], detached: true, env })
  running.add(child)
  const reader = new TapReader()
  const kept: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const worth = !step.tap || reader.read(line)
    if (!raw && !worth) return
    if (together) kept.push(line)
    else say(line)
  })
  const limit = setTimeout(() => {
    say(`not ok: ${step.name} did not end within ${step.limitMs / 1000} s and is killed`)
    signalGroup(child, 'SIGKILL')
    child.stdout.destroy()
  }, step.limitMs)
  const ended = await ending(child)
  clearTimeout(limit)
  running.delete(child)
  if (kept.length > 0) say(kept.join('\n'))
  const good = ended === 'exit code 0'
  say(`${good ? 'ok' : 'not ok'}: ${step.name} (${ended}, ${((performance.now() - begunMs) / 1000).toFixed(1)} s)`)
  return step.tap ? tapTotals(step, good, reader.totals()) : { ...noTotals, passed: good ? 1 : 0, failed: good ? 0 : 1 }
}

function tapTotals(step: Step, good: boolean, totals: Totals | undefined): Totals {
  if (totals === undefined) {
    say(`not ok: ${step.name} ended without totals`)
    return { ...noTotals, failed: 1 }
  }
  return good ? totals : { ...totals, failed: Math.max(1, totals.failed) }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  // Without a pid it never ran; with an outcome its group may be someone else's by now.
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  process.kill(-child.pid, signal)
}

/** How a child ended, in words, when everything that it printed has been read. */
function ending(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(code === null ? `killed by ${String(signal)}` : `exit code ${code}`))
  })
}
