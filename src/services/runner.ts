/**
 * How are the service manager and the commands of a profile called?
 *
 * The edge of this folder. Programs are started without a shell, with a fixed environment, in a process group of their own,
 * with a deadline and an abort signal; what they print is read to its end and kept only up to a limit, so that one that
 * floods neither fills the memory nor waits for us. A process that the kernel does not let go is answered for soon after
 * its deadline and ends when it ends. What runs outside is a transient unit of the service manager with limits of its own,
 * so that nothing of it outlives its deadline, whatever it has started; without a service manager it runs here, and its
 * process group is killed.
 * Rejected: D-Bus (a library that links to the bus for one question a period).
 * Sources: systemd-run(1), systemd.resource-control(5); rules for root scripts as in keepalived's script security.
 */
import { execa } from 'execa'
import { OpError } from '../base/op-error.ts'
import type { Instant } from '../base/time.ts'
import { findProgram, programFolders, soundProgram } from '../linux/sound-program.ts'
import type { CallEnd, RunningCall, ServiceCall } from './calls.ts'

/** The world as the keeper sees it. Tests give another. */
export type ServiceEdge = {
  readonly run: (call: ServiceCall, signal: AbortSignal) => RunningCall
  readonly now: () => Instant
  readonly after: (ms: number, call: () => void) => () => void
}

/** Where programs are, and who runs what is run outside. */
export type RunnerOptions = {
  readonly folders?: readonly string[]
  /** Whose programs are run beside root's; root but in tests. */
  readonly trustedUid?: number
  /** Left out: when a service manager started this process. */
  readonly inUnits?: boolean
}

/** Most output of one call that is kept, bytes; 32 units print some 12,000. */
const outputMax = 65_536
/** Between the polite and the forced end of a call, ms; and from there to the answer, come what may. */
const killMs = 500
const graceMs = 1_000
/** Processes and memory of a command of a profile. */
const limits = ['--property=TasksMax=64', '--property=MemoryMax=256M', '--property=LimitFSIZE=16M']

/** Runs programs of this machine. */
export function connectSystemd(now: () => Instant, options: RunnerOptions = {}): ServiceEdge {
  return { run: (call, signal) => runCall(call, signal, options), now, after: callAfter }
}

/** Calls back once after `ms`; returns how to take that back. The timers of this folder. */
export function callAfter(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms)
  return () => clearTimeout(timer)
}

/** Runs one call. Neither promise rejects. */
export function runCall(call: ServiceCall, signal: AbortSignal, options: RunnerOptions = {}): RunningCall {
  const result = prepared(call, signal, options)
  const overdue = new Promise<CallEnd>((resolve) => {
    const timer = setTimeout(
      () => resolve({ type: 'timed-out', afterMs: call.deadlineMs }),
      call.deadlineMs + killMs + graceMs,
    )
    void result.finally(() => clearTimeout(timer))
  })
  return { answer: Promise.race([result, overdue]), end: result.then(() => undefined) }
}

async function prepared(call: ServiceCall, signal: AbortSignal, options: RunnerOptions): Promise<CallEnd> {
  const { folders = programFolders, trustedUid = 0 } = options
  const [name = '', ...words] = call.words
  try {
    const program = await findProgram(name, folders)
    await soundProgram(program, trustedUid)
    if (signal.aborted) return { type: 'cancelled' }
    const inUnits = options.inUnits ?? process.env['INVOCATION_ID'] !== undefined
    if (call.where === 'here' || !inUnits) return await running(program, words, { call, signal, folders })
    const manager = await findProgram('systemd-run', folders)
    return await running(manager, unitWords(call, program, words), { call, signal, folders })
  } catch (cause) {
    if (!(cause instanceof OpError)) throw cause
    return { type: 'not-started', text: cause.message }
  }
}

const msPerSecond = 1_000

/** Arguments of `systemd-run` for a call. One unit for each purpose of a service: a second run waits for no first one. */
export function unitWords(call: ServiceCall, program: string, words: readonly string[]): readonly string[] {
  const name = `hapair-${call.operation}-${call.target.replaceAll(/[^A-Za-z0-9_.-]/g, '_')}.service`
  const spans = [
    `--property=RuntimeMaxSec=${Math.ceil(call.deadlineMs / msPerSecond)}`,
    '--property=TimeoutStopSec=1',
    // What is left of it when its first process ends is ended with it.
    '--property=KillMode=control-group',
    '--property=SendSIGKILL=yes',
    '--property=DefaultDependencies=no',
    '--property=UMask=0077',
  ]
  const shown = [`--unit=${name}`, `--description=hapair: ${call.operation} of ${call.target}`]
  return ['--quiet', '--wait', '--pipe', '--collect', ...shown, ...spans, ...limits, '--', program, ...words]
}

type Running = { readonly call: ServiceCall; readonly signal: AbortSignal; readonly folders: readonly string[] }

async function running(
  program: string,
  words: readonly string[],
  { call, signal, folders }: Running,
): Promise<CallEnd> {
  const child = execa(program, words, {
    ...{ reject: false, stdin: 'ignore', extendEnv: false, cwd: '/', detached: true, buffer: false },
    env: { PATH: [...new Set([...folders, ...programFolders])].join(':'), LC_ALL: 'C' },
  })
  const kept = { output: new Kept(), errors: new Kept() }
  child.stdout.on('data', (chunk: Buffer) => kept.output.add(chunk))
  child.stderr.on('data', (chunk: Buffer) => kept.errors.add(chunk))
  const reason: { why?: 'timed-out' | 'cancelled' } = {}
  const end = (why: 'timed-out' | 'cancelled') => (): void => {
    reason.why ??= why
    signalGroup(child.pid, 'SIGTERM')
    timers.push(setTimeout(() => signalGroup(child.pid, 'SIGKILL'), killMs))
  }
  const cancelled = end('cancelled')
  const timers = [setTimeout(end('timed-out'), call.deadlineMs)]
  signal.addEventListener('abort', cancelled, { once: true })
  const result = await child
  for (const timer of timers) clearTimeout(timer)
  signal.removeEventListener('abort', cancelled)
  // What it left behind in its group must not act later.
  if (call.where === 'outside') signalGroup(child.pid, 'SIGKILL')
  if (reason.why === 'timed-out') return { type: 'timed-out', afterMs: call.deadlineMs }
  if (reason.why === 'cancelled') return { type: 'cancelled' }
  if (result.exitCode !== undefined) {
    return { type: 'exited', code: result.exitCode, output: kept.output.text(), errors: kept.errors.text() }
  }
  if (result.signal !== undefined) return { type: 'killed', signal: result.signal }
  return { type: 'not-started', text: result.code ?? 'not started' }
}

/** The beginning of what is printed. */
class Kept {
  readonly #chunks: Buffer[] = []
  #bytes = 0

  add(chunk: Buffer): void {
    if (this.#bytes < outputMax) this.#chunks.push(chunk.subarray(0, outputMax - this.#bytes))
    this.#bytes += chunk.length
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8')
  }
}

function signalGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch (cause) {
    // Nobody of the group is left.
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause
  }
}
