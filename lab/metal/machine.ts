/**
 * How is an emulated machine switched on, frozen, reset and cut off from its power?
 *
 * One QEMU process per machine. It runs under `setpriv --pdeathsig`, so the kernel ends it with the run, however the
 * run ends. A power cut is SIGKILL: what the machine had not written is gone, as with a real one.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { copyFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { execa } from 'execa'
import { setTimeout as pause } from 'node:timers/promises'
import { OpError } from '../../src/base/op-error.ts'
import type { NodeName } from '../netns/layout.ts'
import { directCable } from '../netns/layout.ts'
import { GuestShell } from './guest-shell.ts'
import type { Outcome, RunOptions, Running } from './guest-shell.ts'
import type { CableName, Sockets } from './hardware.ts'
import { machineFiles, qemuWords } from './hardware.ts'
import type { Image } from './image.ts'
import { Qmp } from './qmp.ts'

/** The facts from which a machine is made. Its disks are in `folder` already. */
export type MachineFacts = {
  readonly node: NodeName
  readonly folder: string
  readonly image: Image
  readonly sockets: Sockets
}

/** Both machines boot side by side on two busy processors. */
const BOOT_LIMIT_MS = 240_000
const LOOK_AGAIN_MS = 500
/** Waits for the route of the direct cable, without starting programs on a processor that is busy with booting. */
const HAS_ADDRESSES = `while :; do
  while read -r device _; do if [ "$device" = ${directCable.device} ]; then exit 0; fi; done </proc/net/route
  sleep 0.3
done`
const NICENESS = process.env['HAPAIR_LAB_NICE'] ?? '0'

/** One machine of the pair. */
export class Machine {
  readonly node: NodeName
  /** What QEMU told, such as `RESET` or `WATCHDOG`, since the power came on. */
  readonly hardwareEvents: { readonly name: string; readonly atMs: number }[] = []
  readonly #facts: MachineFacts
  #process: ChildProcess | undefined
  #qmp: Qmp | undefined
  #shell: GuestShell | undefined

  constructor(facts: MachineFacts) {
    this.node = facts.node
    this.#facts = facts
    mkdirSync(facts.folder, { recursive: true })
  }

  /** True while the machine has power. */
  get powered(): boolean {
    return this.#process !== undefined
  }

  /** The hardware's own orders. @throws OpError without power */
  get hardware(): Qmp {
    if (this.#qmp === undefined) throw new OpError('reach', this.node, { type: 'other', text: 'it has no power' })
    return this.#qmp
  }

  /** The file with all that the console has shown. */
  get consoleLog(): string {
    return machineFiles(this.#facts.folder).consoleLog
  }

  get #guest(): GuestShell {
    if (this.#shell === undefined) throw new OpError('reach', this.node, { type: 'other', text: 'it has no power' })
    return this.#shell
  }

  /** Switches the machine on from its disk. Resolves when it takes commands and has its addresses. */
  async powerOn(): Promise<void> {
    await this.#switchOn(undefined)
    await this.booted()
  }

  /** Waits until the machine takes commands and has its addresses, after a reset say. */
  async booted(): Promise<void> {
    await this.awake()
    await this.must(HAS_ADDRESSES, { limitMs: BOOT_LIMIT_MS })
  }

  /** Waits until the machine has booted again since its boot id was `before`. @throws OpError after 4 minutes */
  async bootedAnew(before: string): Promise<void> {
    const endMs = performance.now() + BOOT_LIMIT_MS
    // A machine that goes down answers until the end.
    while ((await this.awake()) === before && performance.now() < endMs) await pause(LOOK_AGAIN_MS)
    await this.booted()
  }

  /** Puts the machine where it was when a snapshot of that name was saved. It stands still until `thaw`. */
  async standAt(snapshot: string): Promise<void> {
    await this.#switchOn(snapshot)
  }

  async #switchOn(snapshot: string | undefined): Promise<void> {
    const words = qemuWords({ ...this.#facts, snapshot })
    const log = createWriteStream(join(this.#facts.folder, 'qemu.log'), { flags: 'a' })
    const argv = ['--pdeathsig', 'KILL', 'nice', '-n', NICENESS, 'qemu-system-x86_64', ...words]
    const child = spawn('setpriv', argv, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    favour(child.pid)
    child.stdout.pipe(log)
    child.stderr.pipe(log)
    this.#process = child
    this.hardwareEvents.length = 0
    child.once('exit', () => {
      if (this.#process === child) this.#forget()
    })
    const files = machineFiles(this.#facts.folder)
    this.#qmp = await Qmp.connect(files.qmp, (name) => this.hardwareEvents.push({ name, atMs: performance.now() }))
    this.#shell = await GuestShell.connect(this.node, files.control)
  }

  /** Waits until the machine takes commands; its boot id. */
  awake(limitMs: number = BOOT_LIMIT_MS): Promise<string> {
    return this.#guest.awake(limitMs)
  }

  /** Takes the power away, at once. */
  async powerCut(): Promise<void> {
    const child = this.#process
    if (child === undefined) return
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    this.#forget()
    child.kill('SIGKILL')
    await ended
  }

  /** Resolves when the machine has switched itself off. @throws OpError after `limitMs` */
  poweredOff(limitMs: number): Promise<void> {
    const child = this.#process
    if (child === undefined) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        reject(new OpError('switch off', this.node, { type: 'timed-out', afterMs: limitMs }))
      }, limitMs)
      child.once('exit', () => {
        clearTimeout(limit)
        resolve()
      })
    })
  }

  /** Stops the processor; its clock stands still as well. */
  async freeze(): Promise<void> {
    await this.hardware.order('stop')
  }

  /** Lets a frozen machine go on. */
  async thaw(): Promise<void> {
    await this.hardware.order('cont')
  }

  /** Presses the reset button. */
  async reset(): Promise<void> {
    await this.hardware.order('system_reset')
  }

  /** Takes or gives the carrier of a card. */
  async carrier(cable: CableName, up: boolean): Promise<void> {
    await this.hardware.order('set_link', { name: cable, up })
  }

  /** Saves memory and disks under this name. The machine must be frozen, and stays so. */
  async saveSnapshot(name: string): Promise<void> {
    const complaint = await this.hardware.orderInWords(`savevm ${name}`)
    if (complaint.trim() !== '') throw new OpError('save a snapshot of', this.node, { type: 'other', text: complaint })
  }

  /** Copies the data disk as it is outside; the machine must be frozen, and nothing may be writing. */
  async copyData(): Promise<void> {
    await copyFile(machineFiles(this.#facts.folder).data, this.#copiedData)
  }

  /** SHA-256 of the first `bytes` of the copy, which is then removed. */
  async copyChecksum(bytes: number): Promise<string> {
    const copy = this.#copiedData
    const raw = `${copy}.raw`
    await execa('qemu-img', ['convert', '--force-share', '-f', 'qcow2', '-O', 'raw', copy, raw])
    const hash = createHash('sha256')
    await pipeline(createReadStream(raw, { end: bytes - 1 }), hash)
    for (const file of [copy, raw]) await rm(file)
    return hash.digest('hex')
  }

  get #copiedData(): string {
    return join(this.#facts.folder, 'copied')
  }

  /** Starts a shell command inside. */
  begin(command: string, options?: RunOptions): Running {
    return this.#guest.begin(command, options)
  }

  /** Runs a shell command inside, to its end. */
  run(command: string, options?: RunOptions): Promise<Outcome> {
    return this.#guest.run(command, options)
  }

  /** Runs a shell command inside that must succeed; what it printed. */
  must(command: string, options?: RunOptions): Promise<string> {
    return this.#guest.must(command, options)
  }

  /** What a file of the kernel says now; empty when there is none of that name. */
  read(path: string): Promise<string> {
    return this.#guest.read(path)
  }

  /** The first line of what hapair's agent answers; empty when it does not answer in time. */
  ask(request: string, limitMs: number): Promise<string> {
    return this.#guest.ask(request, limitMs)
  }

  /** Signals a command and all that it started. */
  signal(running: Running, name: string): void {
    this.#guest.signal(running, name)
  }

  /** Writes a file inside. `mode` in octal digits. */
  async writeFile(path: string, content: string, mode = '644'): Promise<void> {
    const text = Buffer.from(content).toString('base64')
    await this.must(`mkdir -p "$(dirname '${path}')" && echo ${text} | base64 -d >'${path}' && chmod ${mode} '${path}'`)
  }

  #forget(): void {
    this.#qmp?.close()
    this.#shell?.close()
    this.#process = undefined
    this.#qmp = undefined
    this.#shell = undefined
  }
}

/** Where the kernel shares the processors out by sessions, niceness counts only within one; a machine is a session. */
function favour(pid: number | undefined): void {
  const group = `/proc/${pid ?? 0}/autogroup`
  if (NICENESS !== '0' && existsSync(group)) writeFileSync(group, NICENESS)
}
