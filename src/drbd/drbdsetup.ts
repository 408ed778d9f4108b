/**
 * How are the tools of DRBD run, and the stream of its events read?
 *
 * The edge of this folder, with its sisters for files and openers. Programs are started without a shell, with a fixed
 * environment, bounded output, a deadline, and an abort signal. A process that the kernel does not let go (state D) is
 * answered for at its deadline, but ends only when it has ended: the caller may go on, the lane stays taken.
 * Trap: the tool prints the shared secret in the arguments of `drbdsetup connect`; nothing of a command line is logged
 * but what we wrote ourselves, and error texts leave out its `Command '...'` lines.
 */
import { execa } from 'execa'
import { elapsed } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { countDeaths, restartDelayMs } from './backoff.ts'
import type { CommandLine, Program } from './commands.ts'
import type { CommandResult } from './exit-codes.ts'
import { readOpeners } from './drbdsetup-openers.ts'
import { runInUnit } from './drbdsetup-unit.ts'
import type { MountPlace, Opener } from './mount.ts'
import { StreamLines } from './stream-lines.ts'

/** A command under way. `answer` resolves at the end or soon after the deadline, `end` when the process has gone. */
export type RunningCommand = { readonly answer: Promise<CommandResult>; readonly end: Promise<void> }

/** Where the programs are, and how their calls are timed. */
export type ToolOptions = {
  /** Full paths, for those that are not found by `searchPath`. */
  readonly programs?: Partial<Record<Program, string>>
  readonly searchPath?: string
  /**
   * Mounts are made by the service manager: one made in the sandbox of the agent's unit is not seen outside (measured).
   * Left out: when a service manager started this process.
   */
  readonly mountsOutside?: boolean
}

/** What the service manager does for the agent. */
const outsidePrograms: ReadonlySet<Program> = new Set<Program>(['mount', 'umount', 'systemctl'])

/** What becomes of a stream of events. Called on the main thread. */
export type StreamListener = {
  /** A stream begins: everything known before is void. */
  readonly onStart: () => void
  readonly onLine: (line: string) => void
  /** It has ended and will be started again after `delayMs`. */
  readonly onEnd: (text: string, delayMs: number) => void
}

/** A stream that is kept running. */
export type EventStream = {
  /** Ends the present one; another begins after the shortest delay. */
  readonly restart: () => void
  readonly stop: () => Promise<void>
  /** Lines that were too long, over all streams. */
  readonly droppedLines: () => number
}

const defaultSearchPath = '/usr/sbin:/usr/bin:/sbin:/bin'

/** Most output of one command that is kept, characters; `show --show-defaults` of 32 resources takes 100,000. */
const outputMax = 262_144

/** Between the polite and the forced end of a process, ms. */
const killMs = 500

/** After the forced end the caller gets its answer, whether the process has gone or not, ms. */
const graceMs = 1000

/** A unit of the service manager is waited for so much longer, ms: it is killed and looked for by calls of their own. */
const unitGraceMs = 5000

/** Runs one command. Never rejects. */
export function runCommand(line: CommandLine, signal: AbortSignal, tools: ToolOptions = {}): RunningCommand {
  if (!outsidePrograms.has(line.program)) return running(line, signal, runProcess(line, signal, tools), graceMs)
  const outside = tools.mountsOutside ?? process.env['INVOCATION_ID'] !== undefined
  if (outside) return running(line, signal, runOutside(line, signal, tools), unitGraceMs)
  // Without a service manager nothing is left behind: what was given up has ended before the lane is free again.
  const nothing: CommandResult = { type: 'exited', code: 0, output: '', errors: '' }
  const result = line.program === 'systemctl' ? Promise.resolve(nothing) : runProcess(line, signal, tools)
  return running(line, signal, result, graceMs)
}

/** `answer` comes in time, whatever becomes of the process. */
function running(
  line: CommandLine,
  signal: AbortSignal,
  result: Promise<CommandResult>,
  patienceMs: number,
): RunningCommand {
  const overdue = new Promise<CommandResult>((resolve) => {
    const giveAfter = (ms: number, given: CommandResult): void => {
      const timer = setTimeout(() => resolve(given), ms)
      void result.finally(() => clearTimeout(timer))
    }
    giveAfter(line.deadlineMs + killMs + patienceMs, { type: 'timed-out', afterMs: line.deadlineMs })
    const cancelled = (): void => giveAfter(killMs + patienceMs, { type: 'cancelled' })
    signal.addEventListener('abort', cancelled, { once: true })
    void result.finally(() => signal.removeEventListener('abort', cancelled))
  })
  return { answer: Promise.race([result, overdue]), end: result.then(() => undefined) }
}

function runProcess(line: CommandLine, signal: AbortSignal, tools: ToolOptions): Promise<CommandResult> {
  return start(programPath(line.program, tools), line.arguments, { line, signal, tools })
}

function runOutside(line: CommandLine, signal: AbortSignal, tools: ToolOptions): Promise<CommandResult> {
  const program = programPath(line.program, tools)
  const run = (words: readonly string[]): Promise<CommandResult> => start('systemd-run', words, { line, signal, tools })
  return runInUnit(line, signal, { common: common(tools), run, program })
}

type Call = { readonly line: CommandLine; readonly signal: AbortSignal; readonly tools: ToolOptions }

function start(program: string, words: readonly string[], { line, signal, tools }: Call): Promise<CommandResult> {
  const child = execa(program, words, {
    ...common(tools),
    timeout: line.deadlineMs,
    cancelSignal: signal,
    maxBuffer: outputMax,
  })
  return child.then(meaningOfEnd(line.deadlineMs))
}

type CommonOptions = {
  readonly reject: false
  readonly stdin: 'ignore'
  readonly extendEnv: false
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly forceKillAfterDelay: number
}

function common({ searchPath = defaultSearchPath }: ToolOptions): CommonOptions {
  const env = { PATH: searchPath, LC_ALL: 'C', DRBD_DONT_WARN_ON_VERSION_MISMATCH: '1' }
  return { reject: false, stdin: 'ignore', extendEnv: false, env, cwd: '/', forceKillAfterDelay: killMs }
}

function programPath(program: Program, { programs = {} }: ToolOptions): string {
  return programs[program] ?? program
}

/** What is read of the end of a process. */
type End = {
  readonly timedOut: boolean
  readonly isCanceled: boolean
  readonly exitCode?: number | undefined
  readonly signal?: string | undefined
  readonly code?: string | undefined
  readonly stdout?: unknown
  readonly stderr?: unknown
}

function meaningOfEnd(deadlineMs: number): (result: End) => CommandResult {
  return (result) => {
    if (result.timedOut) return { type: 'timed-out', afterMs: deadlineMs }
    if (result.isCanceled) return { type: 'cancelled' }
    const output = textOf(result.stdout)
    const errors = textOf(result.stderr)
    if (result.exitCode !== undefined) return { type: 'exited', code: result.exitCode, output, errors }
    if (result.signal !== undefined) return { type: 'killed', signal: result.signal }
    return { type: 'not-started', text: result.code ?? 'not started' }
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Arguments of the stream: statistics tell what is out of sync and how large a volume is. */
const streamArguments = ['events2', '--statistics']

/** What a dying stream says of its reason, characters. */
const reasonMax = 300

/** Keeps a stream of DRBD's events running until it is stopped. */
export function followEvents(listener: StreamListener, now: () => Instant, tools: ToolOptions = {}): EventStream {
  const stopping = new AbortController()
  let current = new AbortController()
  let dropped = 0
  const countDropped = (count: number): void => {
    dropped += count
  }
  const begin = (): AbortSignal => {
    current = new AbortController()
    return AbortSignal.any([stopping.signal, current.signal])
  }
  const ended = follow(listener, { now, tools, begin, stopping: stopping.signal, countDropped })
  return {
    restart: () => current.abort(),
    stop: () => {
      stopping.abort()
      return ended
    },
    droppedLines: () => dropped,
  }
}

type Following = {
  readonly now: () => Instant
  readonly tools: ToolOptions
  readonly begin: () => AbortSignal
  readonly stopping: AbortSignal
  readonly countDropped: (count: number) => void
}

async function follow(listener: StreamListener, following: Following): Promise<void> {
  let deaths = 0
  while (!following.stopping.aborted) {
    const bornAt = following.now()
    listener.onStart()
    const text = await followOnce(listener, following)
    deaths = countDeaths(deaths, elapsed(bornAt, following.now()))
    const delayMs = restartDelayMs(deaths)
    // What was known is void from here on, not from the next start.
    listener.onEnd(text, delayMs)
    await pause(delayMs, following.stopping)
  }
}

async function followOnce(listener: StreamListener, following: Following): Promise<string> {
  const lines = new StreamLines()
  const child = execa(programPath('drbdsetup', following.tools), streamArguments, {
    ...common(following.tools),
    cancelSignal: following.begin(),
    buffer: { stdout: false, stderr: true },
    // The tool writes little there; a flood of it is cut, not a reason to end the stream.
    stderr: 'pipe',
    maxBuffer: outputMax,
  })
  let told = 0
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (chunk: string) => {
    for (const line of lines.absorb(chunk)) listener.onLine(line)
    following.countDropped(lines.dropped - told)
    told = lines.dropped
  })
  const result = await child
  return (textOf(result.stderr).trim() || (result.shortMessage ?? 'ended')).slice(0, reasonMax)
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done(): void {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}

/** The world as the keeper sees it. Tests give another. */
export type DiskEdge = {
  readonly run: (line: CommandLine, signal: AbortSignal) => RunningCommand
  readonly follow: (listener: StreamListener) => EventStream
  readonly readOpeners: (place: MountPlace) => Promise<readonly Opener[]>
  readonly now: () => Instant
  readonly after: (ms: number, call: () => void) => () => void
}

/** The real tools. */
export function connectTools(now: () => Instant, tools: ToolOptions = {}): DiskEdge {
  return {
    run: (line, signal) => runCommand(line, signal, tools),
    follow: (listener) => followEvents(listener, now, tools),
    readOpeners: (place) => readOpeners(place),
    now,
    after: callAfter,
  }
}

/** Calls back once after `ms`; returns how to take that back. The timers of this folder. */
export function callAfter(ms: number, call: () => void): () => void {
  const timer = setTimeout(call, ms)
  return () => clearTimeout(timer)
}
