/**
 * How do the tests of two real agents ask and wait?
 *
 * A lab of two machines with one zone of two addresses, a direct cable and a serial line; the daemon is asked through its
 * control socket from outside, and who owns an address is read from the kernels. Every wait has a deadline.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { writeHapairConfig } from '../../lab/netns/hapair-config.ts'
import type { HapairOptions } from '../../lab/netns/hapair-config.ts'
import { monotonicMs } from '../../lab/netns/kernel.ts'
import { createLab } from '../../lab/netns/lab.ts'
import type { Lab } from '../../lab/netns/lab.ts'
import { benchLayout, nodeNames } from '../../lab/netns/layout.ts'
import type { NodeName } from '../../lab/netns/layout.ts'
import type { Program } from '../../lab/netns/machine.ts'
import { Watch } from '../../lab/netns/watch-remote.ts'
import type { WatchEvent } from '../../lab/netns/watch-remote.ts'
import { openControl } from '../../src/control/client.ts'
import type { DaemonStatus, JournalLine, LinksReport, Report, Request } from '../../src/control/protocol.ts'
import type { OrderAnswer } from '../../src/core/effects.ts'
import type { OperatorOrder } from '../../src/core/events.ts'
import type { RoleVerb } from '../../src/core/types.ts'

/** Dead time of the tests, ms. */
export const deadMs = 1_000

/** Settings of both nodes. */
export const settings: HapairOptions = {
  deadTime: `${deadMs}ms`,
  beatInterval: '100ms',
  serialBeatInterval: '100ms',
  onCarrierLoss: 'off',
  failback: 'manual',
}

/** The sources, never a build that may be older: the launcher prefers a build. */
const agentProgram = fileURLToPath(new URL('../../src/daemon/main.ts', import.meta.url))
const agentFlags = ['--single-threaded-gc', '--max-semi-space-size=1', '--no-maglev']

const lookAgainMs = 20
const askLimitMs = 5_000
/** Starting agents, forming the pair and moving it back, on a busy machine. */
const settleLimitMs = 30_000

/** Two machines with an agent in each. */
export class LabPair {
  readonly lab: Lab
  readonly watch: Watch
  readonly addresses: readonly string[]
  readonly #agents = new Map<NodeName, Program>()

  private constructor(lab: Lab, watch: Watch) {
    this.lab = lab
    this.watch = watch
    this.addresses = lab.layout.zones.flatMap((zone) => zone.v4.virtual)
  }

  static async create(): Promise<LabPair> {
    const lab = await createLab({ layout: benchLayout(2) })
    return new LabPair(lab, await Watch.start(lab.prefix))
  }

  destroy(): void {
    this.watch.stop()
    this.lab.destroy()
  }

  // Agents.

  async start(node: NodeName): Promise<Program> {
    const words = [execPath, ...agentFlags, agentProgram, '--config-dir', '/etc/hapair']
    const agent = await this.lab.machines[node].start('hapaird', words)
    this.#agents.set(node, agent)
    return agent
  }

  /** Signals the agent; its exit code or the signal comes with `ended`. */
  signal(node: NodeName, signal: NodeJS.Signals): void {
    const agent = this.#agents.get(node)
    if (agent === undefined) throw new Error(`no agent was started on ${node}`)
    this.lab.machines[node].signal(agent, signal)
  }

  async ended(node: NodeName): Promise<number | string> {
    const agent = this.#agents.get(node)
    if (agent === undefined) throw new Error(`no agent was started on ${node}`)
    this.#agents.delete(node)
    return agent.exited
  }

  async kill(node: NodeName): Promise<void> {
    this.signal(node, 'SIGKILL')
    await this.ended(node)
  }

  /** Everything mended, fresh settings, both agents up, the master owns and both say stable. */
  async normal(others: Partial<HapairOptions> = {}): Promise<void> {
    this.lab.mendEverything()
    for (const node of nodeNames) {
      if (!this.lab.machines[node].running) {
        this.#agents.delete(node)
        await this.lab.powerOn(node)
      }
      writeHapairConfig(this.lab, node, { ...settings, ...others })
      if (!this.#agents.has(node)) await this.start(node)
    }
    await this.settled()
  }

  /** Both agents answer, the master owns and both say stable. */
  async settled(): Promise<void> {
    await this.until(
      'both agents answer and one owns',
      async () => (await this.owner()) !== undefined && (await this.stable()),
    )
    if ((await this.owner()) === 's') await this.order('m', 'make-master')
    await this.until(
      'the master owns in a stable pair',
      async () => (await this.owner()) === 'm' && (await this.stable()),
    )
  }

  /** Other settings beside the usual ones, taken over by both running agents. */
  async reload(others: Partial<HapairOptions>): Promise<void> {
    const begun = monotonicMs()
    for (const node of nodeNames) {
      writeHapairConfig(this.lab, node, { ...settings, ...others })
      this.signal(node, 'SIGHUP')
    }
    await this.until('both agents read their settings again', async () => {
      const journals = await Promise.all(nodeNames.map((node) => this.journal(node)))
      return journals.every((lines) =>
        lines.some((line) => line.reason === 'settings-changed' && line.monotonicMs >= begun),
      )
    })
  }

  async stable(): Promise<boolean> {
    const seen = await Promise.all(nodeNames.map((node) => this.status(node)))
    return seen.every((status) => status?.pair === 'stable' && status.fit)
  }

  // Questions and orders.

  async #ask(node: NodeName, request: Request): Promise<readonly Report[]> {
    const folder = join('/proc', String(this.lab.machines[node].initPid), 'root', 'run', 'hapair')
    const control = await openControl(folder)
    const reports: Report[] = []
    try {
      for await (const report of control.ask(request, { timeoutMs: askLimitMs })) reports.push(report)
    } finally {
      control.close()
    }
    return reports
  }

  /** What a node says of itself; nothing while its agent does not answer. */
  async status(node: NodeName): Promise<DaemonStatus | undefined> {
    try {
      const [report] = await this.#ask(node, { type: 'status' })
      return report?.type === 'status' ? report.status : undefined
    } catch (error) {
      if (error instanceof Error && error.name === 'ControlError') return undefined
      throw error
    }
  }

  async links(node: NodeName): Promise<LinksReport> {
    const [report] = await this.#ask(node, { type: 'links' })
    if (report?.type !== 'links') throw new Error('no links report')
    return report.links
  }

  /** Reasons that the journal of a node holds, oldest first. */
  async journal(node: NodeName): Promise<readonly JournalLine[]> {
    const reports = await this.#ask(node, { type: 'journal', count: 2_000, follow: false })
    return reports.flatMap((report) => (report.type === 'journal' ? [report.line] : []))
  }

  async order(node: NodeName, verb: RoleVerb | 'hold' | 'unhold'): Promise<OrderAnswer> {
    const order: OperatorOrder = verb === 'hold' || verb === 'unhold' ? { verb } : { verb, force: false }
    const reports = await this.#ask(node, { type: 'order', orderId: randomUUID(), order })
    const last = reports.findLast((report) => report.type === 'answer')
    if (last?.type !== 'answer') throw new Error(`${verb} was not answered`)
    return last.answer
  }

  // The kernels.

  /** The node that owns every address and alone; nothing when there is no such node. */
  async owner(): Promise<NodeName | undefined> {
    await this.watch.sync()
    const holders = new Set(this.addresses.map((address) => this.watch.holder(address)))
    const [one] = holders
    return holders.size === 1 && one !== 'both' ? one : undefined
  }

  /** Changes of the pair's addresses since an instant. */
  async changes(sinceMs: number): Promise<readonly WatchEvent[]> {
    await this.watch.sync()
    const names = new Set(this.addresses)
    return this.watch.events.filter((event) => event.atMs >= sinceMs && names.has(event.address))
  }

  /** For how long two nodes held the same address since an instant, ms. */
  async twoOwnersMs(sinceMs: number): Promise<number> {
    await this.watch.sync()
    const within = { fromMs: sinceMs, toMs: monotonicMs() }
    const { powerCuts } = this.lab
    return Math.max(...this.addresses.map((address) => this.watch.twoOwnersMs(address, within, powerCuts)))
  }

  /** Waits for a condition, and fails with its name when it does not come true. */
  async until(what: string, holds: () => Promise<boolean>, limitMs: number = settleLimitMs): Promise<void> {
    const limit = monotonicMs() + limitMs
    while (!(await holds())) {
      if (monotonicMs() > limit) throw new Error(`not within ${limitMs} ms: ${what}; ${await this.#story()}`)
      await pause(lookAgainMs)
    }
  }

  async untilOwner(node: NodeName, limitMs: number): Promise<void> {
    await this.until(`${node} owns every address`, async () => (await this.owner()) === node, limitMs)
  }

  /** Looks again and again for `ms`; true when the condition held each time. */
  async always(holds: () => Promise<boolean>, ms: number): Promise<boolean> {
    const limit = monotonicMs() + ms
    while (monotonicMs() < limit) {
      if (!(await holds())) return false
      await pause(lookAgainMs)
    }
    return true
  }

  async #story(): Promise<string> {
    const seen = await Promise.all(
      nodeNames.map(async (node) => {
        const status = await this.status(node)
        return `${node}: ${status === undefined ? 'no answer' : `${status.phase} ${status.pair} ${status.peer.verdict} ${status.unfitReason ?? ''}`}`
      }),
    )
    return seen.join('; ')
  }
}
