/**
 * How does a pair of namespaces come to be a machine that boots, runs programs and loses power?
 *
 * A machine is a network namespace (which lives as long as the run, as the network cards do) and, for each boot, new
 * mount, UTS, IPC and PID namespaces under one first process. Killing that process is a power cut for all the others.
 * The folders that a disk would keep are bound from the run's folder, the others are fresh at every boot, and so is
 * the boot id, because one kernel has only one. Rejected: containers by docker or systemd-nspawn, which bring a daemon,
 * an image and a network of their own.
 */
import type { ChildProcess } from 'node:child_process'
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OpError } from '../../src/base/op-error.ts'
import { monotonicMs, sleepUntil } from './kernel.ts'
import { initScript } from './init-script.ts'
import type { NodeName } from './layout.ts'
import { hostNames, namespacePath, serialDevice } from './layout.ts'
import { accountingFolder, startOfProcess, recordProcess, signalProcess } from './run-folder.ts'

/** What a machine keeps over a power cut, and what is fresh at each boot. */
export type PrivateFolders = { readonly kept: readonly string[]; readonly fresh: readonly string[] }

/** A program started inside a machine. `pid` is its pid outside, `exited` its exit code, or the signal's name. */
export type Program = {
  readonly name: string
  readonly pid: number
  /** The process that entered the machine and waits for the program. */
  readonly outerPid: number
  readonly logPath: string
  readonly exited: Promise<number | string>
}

/** The facts from which a machine is made. */
export type MachineFacts = {
  readonly prefix: string
  readonly folder: string
  readonly node: NodeName
  readonly folders: PrivateFolders
  /** Outside path of the serial line's end, when the lab has a null-modem cable. */
  readonly serialPath?: string
}

const BOOT_LIMIT_MS = 10_000
const LOOK_AGAIN_MS = 2
const LOG_TAIL_BYTES = 2000

/** One machine of the pair. */
export class Machine {
  readonly node: NodeName
  readonly #facts: MachineFacts
  readonly #folder: string
  #outer: ChildProcess | undefined
  #initPid = 0
  #programs: Program[] = []
  #boots = 0

  constructor(facts: MachineFacts) {
    this.node = facts.node
    this.#facts = facts
    this.#folder = join(facts.folder, facts.node)
    mkdirSync(this.#folder, { recursive: true })
    const accounting = accountingFolder(facts.prefix, facts.node)
    if (accounting !== undefined) mkdirSync(accounting, { recursive: true })
  }

  /** Folder outside that shows what the machine's disk keeps: `path` as the machine names it. */
  keptFolder(path: string): string {
    const outside = join(this.#folder, 'kept', path)
    mkdirSync(outside, { recursive: true })
    return outside
  }

  /** True while the machine has power. */
  get running(): boolean {
    return this.#outer !== undefined
  }

  /** Host pid of the machine's first process. */
  get initPid(): number {
    return this.#initPid
  }

  /** Programs that were started in this boot. */
  get programs(): readonly Program[] {
    return this.#programs
  }

  /** Boots: new namespaces, a new boot id, fresh folders. Returns when the first process is ready. */
  async boot(): Promise<void> {
    this.#boots += 1
    writeFileSync(join(this.#folder, 'init'), initScript)
    writeFileSync(join(this.#folder, 'boot-id'), `${randomUUID()}\n`)
    const outer = spawn(
      'nsenter',
      [
        `--net=${namespacePath(this.#facts.prefix, this.node)}`,
        ...[
          'unshare',
          '--mount',
          '--uts',
          '--ipc',
          '--pid',
          '--fork',
          '--kill-child',
          '--mount-proc',
          '--propagation',
          'private',
        ],
        ...['/bin/sh', join(this.#folder, 'init')],
      ],
      { env: this.#initEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], cwd: '/', detached: true },
    )
    this.#outer = outer
    await readyLine(outer)
    this.#initPid = childOf(outer.pid ?? 0) ?? 0
    recordProcess(this.#facts.prefix, outer.pid ?? 0)
    recordProcess(this.#facts.prefix, this.#initPid)
    this.#joinAccounting(this.#initPid)
  }

  #initEnvironment(): NodeJS.ProcessEnv {
    return {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LAB: this.#folder,
      LAB_HOST: hostNames[this.node],
      LAB_KEPT: this.#facts.folders.kept.join(' '),
      LAB_FRESH: this.#facts.folders.fresh.join(' '),
      LAB_SERIAL: this.#facts.serialPath ?? '',
      LAB_SERIAL_NAME: serialDevice,
    }
  }

  /** The command line that runs `argv` inside this machine. */
  commandInside(argv: readonly string[]): { readonly file: string; readonly args: string[] } {
    const enter = ['-t', String(this.#initPid), '--mount', '--uts', '--ipc', '--net', '--pid', '--', ...argv]
    const accounting = accountingFolder(this.#facts.prefix, this.node)
    if (accounting === undefined) return { file: 'nsenter', args: enter }
    const join_ = 'echo $$ > "$0/cgroup.procs" && exec nsenter "$@"'
    return { file: '/bin/sh', args: ['-c', join_, accounting, ...enter] }
  }

  /** Runs a command inside to its end and returns what it printed. Throws when it fails. */
  run(argv: readonly string[]): string {
    const { file, args } = this.commandInside(argv)
    return execFileSync(file, args, { encoding: 'utf8', cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /**
   * Starts a program inside; its output goes to a log file of the run. Absolute paths only: the machine has its own
   * mounts. Throws when the program could not be run.
   */
  async start(name: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Program> {
    const { file, args } = this.commandInside(argv)
    const logPath = join(this.#folder, `${name}-${this.#boots}.log`)
    const log = openSync(logPath, 'a')
    const child = spawn(file, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
      cwd: '/',
      detached: true,
    })
    closeSync(log)
    const exited = exitOf(child)
    let pid: number | undefined
    while (pid === undefined && child.exitCode === null && child.signalCode === null) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS))
      pid = programUnder(child.pid ?? 0)
    }
    // A program may be done before anybody looks; only one that failed is an error.
    if (pid === undefined && child.exitCode === 0) pid = child.pid
    if (pid === undefined) {
      throw new OpError('start', name, { type: 'other', text: readFileSync(logPath, 'utf8').slice(-LOG_TAIL_BYTES) })
    }
    recordProcess(this.#facts.prefix, child.pid ?? 0)
    recordProcess(this.#facts.prefix, pid)
    const program: Program = { name, pid, outerPid: child.pid ?? 0, logPath, exited }
    this.#programs.push(program)
    return program
  }

  /** Sends a signal to a program's process; false when it had ended. */
  signal(program: Program, signal: NodeJS.Signals): boolean {
    const sent = signalProcess(program.pid, signal)
    if (signal !== 'SIGSTOP') signalProcess(program.outerPid, 'SIGCONT')
    return sent
  }

  /** Host pids of all the machine's processes, the first process included. */
  processes(): number[] {
    if (this.#outer === undefined) return []
    const space = readlinkSync(`/proc/${this.#initPid}/ns/pid`)
    return readdirSync('/proc')
      .filter((name) => /^[0-9]+$/.test(name) && pidSpace(name) === space)
      .map(Number)
  }

  /** Signals every process of the machine but the first; the kernel and its addresses live on. */
  signalAll(signal: NodeJS.Signals): void {
    for (const pid of this.processes()) if (pid !== this.#initPid) signalProcess(pid, signal)
    if (signal !== 'SIGSTOP') this.#wakeOuterProcesses()
  }

  /** `nsenter` stops itself when its program is stopped, and would never tell the program's end. */
  #wakeOuterProcesses(): void {
    for (const program of this.#programs) signalProcess(program.outerPid, 'SIGCONT')
  }

  /** The power cut's part that concerns processes: all are stopped, then `dark` takes the cables' carrier, then all are killed. */
  cutPower(dark: () => void): void {
    const victims = this.processes()
    for (const pid of victims) signalProcess(pid, 'SIGSTOP')
    dark()
    for (const pid of victims) signalProcess(pid, 'SIGKILL')
    this.#wakeOuterProcesses()
    this.#outer?.kill('SIGKILL')
    this.#outer = undefined
    this.#programs = []
    // The namespaces die with their first process; its folders can be bound again only then.
    const limit = monotonicMs() + BOOT_LIMIT_MS
    while (startOfProcess(this.#initPid) !== undefined && monotonicMs() < limit)
      sleepUntil(monotonicMs() + LOOK_AGAIN_MS)
    rmSync(join(this.#folder, 'dev'), { recursive: true, force: true })
  }

  /** CPU time that the machine's processes have used since the run began, in ms; undefined without control groups. */
  cpuMs(): number | undefined {
    const accounting = accountingFolder(this.#facts.prefix, this.node)
    if (accounting === undefined) return undefined
    const used = /usage_usec (\d+)/.exec(readFileSync(join(accounting, 'cpu.stat'), 'latin1'))
    return used?.[1] === undefined ? undefined : Number(used[1]) / 1000
  }

  #joinAccounting(pid: number): void {
    const accounting = accountingFolder(this.#facts.prefix, this.node)
    if (accounting !== undefined) writeFileSync(join(accounting, 'cgroup.procs'), String(pid))
  }
}

function pidSpace(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  } catch {
    return undefined
  }
}

/** The first child of a process, or undefined. */
function childOf(pid: number): number | undefined {
  try {
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim().split(' ')
    return first === undefined || first === '' ? undefined : Number(first)
  } catch {
    return undefined
  }
}

/** The program that `nsenter` was to run, once it really runs; before that the child is a copy of `nsenter`. */
function programUnder(outerPid: number): number | undefined {
  const pid = childOf(outerPid)
  if (pid === undefined) return undefined
  try {
    return readFileSync(`/proc/${pid}/comm`, 'latin1') === 'nsenter\n' ? undefined : pid
  } catch {
    // It has ended in between; its exit is told to the waiting caller.
    return undefined
  }
}

/** The exit code of a program, or the name of the signal that ended it. */
function exitOf(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      resolve(code ?? signal ?? 'unknown')
    })
  })
}

/** Waits for the first process's word that it is ready. */
function readyLine(outer: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let errors = ''
    const limit = setTimeout(() => {
      reject(new OpError('boot', 'machine', { type: 'timed-out', afterMs: BOOT_LIMIT_MS }))
    }, BOOT_LIMIT_MS)
    outer.stderr?.on('data', (text: Buffer) => (errors += text.toString()))
    outer.stdout?.once('data', () => {
      clearTimeout(limit)
      resolve()
    })
    outer.once('exit', () => {
      clearTimeout(limit)
      reject(new OpError('boot', 'machine', { type: 'other', text: errors }))
    })
  })
}
