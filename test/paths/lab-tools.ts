/** Tools of the lab tests: namespaces with a veth cable, child nodes that speak lines of JSON, a pty null-modem cable. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { NodeOrder, NodeSetup } from './lab-node.ts'

const family = 'hapair-paths-'
const prefix = `${family}${process.pid}-`
const patienceMs = 8000

/** Runs a command; throws with its output when it fails. */
export function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Runs `ip` inside a namespace. */
export function ipIn(namespace: string, ...args: readonly string[]): string {
  return run('ip', '-n', namespace, ...args)
}

/** Why the network lab cannot run here; undefined when it can. */
export function labObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root'
  try {
    run('ip', 'netns', 'list')
  } catch {
    return 'needs iproute2 and network namespaces'
  }
  return undefined
}

/** Resolves when `check` gives something, looked at every 10 ms; rejects after 8 s. */
export async function until<T>(what: string, check: () => T | undefined | false): Promise<T> {
  const end = performance.now() + patienceMs
  while (performance.now() < end) {
    const found = check()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error(`did not happen within ${patienceMs} ms: ${what}`)
}

/** Waits, for things that must not happen. */
export function quiet(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Makes an empty namespace of this run. IPv6 addresses are usable at once in it. */
export function makeNamespace(name: string): string {
  const namespace = `${prefix}${name}`
  run('ip', 'netns', 'add', namespace)
  for (const key of ['all', 'default']) {
    run('ip', 'netns', 'exec', namespace, 'sysctl', '-qw', `net.ipv6.conf.${key}.accept_dad=0`)
  }
  ipIn(namespace, 'link', 'set', 'lo', 'up')
  return namespace
}

/** Removes the namespaces of this run, and those that a killed run left behind. */
export function removeNamespaces(): void {
  for (const line of run('ip', 'netns', 'list').split('\n')) {
    const name = line.split(' ')[0] ?? ''
    if (!name.startsWith(family)) continue
    const owner = name.slice(family.length).split('-')[0] ?? ''
    if (name.startsWith(prefix) || !existsSync(`/proc/${owner}`)) run('ip', 'netns', 'delete', name)
  }
}

/** One event that a node told. */
export type NodeEvent = Readonly<Record<string, unknown>> & { readonly event: string }

/** A child in a namespace. */
export class LabNode {
  readonly events: NodeEvent[] = []
  readonly #child: ChildProcess
  #errors = ''

  constructor(namespace: string, setup: NodeSetup) {
    const program = join(import.meta.dirname, 'lab-node.ts')
    const args = ['netns', 'exec', namespace, process.execPath, program, JSON.stringify(setup)]
    this.#child = spawn('ip', args, { stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#errors += chunk.toString()))
    if (this.#child.stdout === null) throw new Error('a child with pipes')
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.events.push(JSON.parse(line) as NodeEvent))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  order(order: NodeOrder): void {
    this.#child.stdin?.write(`${JSON.stringify(order)}\n`)
  }

  /** Forgets what was told so far. */
  forget(): void {
    this.events.length = 0
  }

  /** The first event, from now or already told, that fits. */
  heard(event: string, facts: Readonly<Record<string, unknown>> = {}): Promise<NodeEvent> {
    const fits = (one: NodeEvent) =>
      one.event === event && Object.entries(facts).every(([key, value]) => one[key] === value)
    return until(
      `${event} ${JSON.stringify(facts)}; told: ${JSON.stringify(this.events.slice(-5))} ${this.#errors}`,
      () => this.events.find(fits),
    )
  }

  /** Orders a report and returns it. */
  async report(): Promise<NodeEvent> {
    this.events.splice(0, this.events.length, ...this.events.filter(({ event }) => event !== 'report'))
    this.order({ order: 'report' })
    return this.heard('report')
  }

  /** Ends the child. Returns its exit code: 0 when everything was released in order. */
  async end(): Promise<number | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    const ended = new Promise<number | null>((resolve) => this.#child.once('exit', resolve))
    this.order({ order: 'stop' })
    this.#child.stdin?.end()
    return ended
  }
}

/** A null-modem cable of two pseudo terminals, that can be pulled, plugged again, and made to stand still. */
export class PtyCable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hapair-pty-'))
  readonly ends: readonly [string, string] = [join(this.#folder, 'a'), join(this.#folder, 'b')]
  #socat: ChildProcess | undefined

  async plug(): Promise<void> {
    const [one, other] = this.ends
    this.#socat = spawn('socat', [`pty,raw,echo=0,link=${one}`, `pty,raw,echo=0,link=${other}`], { stdio: 'ignore' })
    await until('both pseudo terminals', () => existsSync(one) && existsSync(other))
  }

  async pull(): Promise<void> {
    const socat = this.#socat
    if (socat === undefined || socat.exitCode !== null || socat.signalCode !== null) return
    const ended = new Promise((resolve) => socat.once('exit', resolve))
    socat.kill('SIGCONT')
    socat.kill('SIGKILL')
    await ended
    for (const end of this.ends) rmSync(end, { force: true })
  }

  /** Nobody reads and nobody writes at the far side, until `thaw`. */
  freeze(): void {
    this.#socat?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#socat?.kill('SIGCONT')
  }

  async remove(): Promise<void> {
    await this.pull()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
