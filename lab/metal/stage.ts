/**
 * What does a scenario work with?
 *
 * The pair with hapair in it, the client on the LAN, a clock that starts with the scenario, and the words `tell`,
 * `expect` and `until`. A scenario that is disproved ends at once with what it saw; everything it told is kept with
 * the logs.
 */
import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { NodeName } from '../netns/layout.ts'
import { hostNames, nodeNames } from '../netns/layout.ts'
import type { Outcome } from './guest-shell.ts'
import type { Machine } from './machine.ts'
import type { Pair } from './pair.ts'
import type { SettingOptions } from './settings.ts'
import { settingFiles } from './settings.ts'
import type { VipWatch } from './station.ts'

/** What must have been true and was not. */
export class Disproved extends Error {
  override name = 'Disproved'
}

/** The fields of a status that scenarios read. */
export type Opinion = {
  readonly phase: string
  readonly verdict: string
  /** Commands that it would not refuse now. */
  readonly offers: readonly string[]
  /** The whole status document. */
  readonly whole: unknown
}

const HASH_CHARACTERS = 10
const LOOK_AGAIN_MS = 100
const FORM_LIMIT_MS = 90_000
const MS_PER_SECOND = 1000
const COMMAND_LIMIT_MS = 30_000
/** The first start reads everything from an emulated disk, on both machines at once. */
const START_LIMIT_MS = 120_000

/**
 * What differs from the installed unit. An emulated processor on a busy host needs 10 to 60 s to start the agent, much of
 * it after it became a real-time task, and stands still for a second or two now and then: no reason to end the agent here.
 */
const unitDropIn = '[Service]\nWatchdogSec=10s\nTimeoutStartSec=90\nLimitRTTIME=infinity\n'

/** The stage of one scenario. */
export class Stage {
  readonly pair: Pair
  readonly watch: VipWatch
  readonly story: string[] = []
  #startMs = performance.now()

  constructor(pair: Pair, watch: VipWatch) {
    this.pair = pair
    this.watch = watch
  }

  /** One of the machines. */
  machine(node: NodeName): Machine {
    return this.pair.machines[node]
  }

  /** Starts the scenario's clock again. */
  startClock(): void {
    this.#startMs = performance.now()
  }

  /** Says what happens, with the time since the clock was started. */
  tell(sentence: string): void {
    const seconds = ((performance.now() - this.#startMs) / MS_PER_SECOND).toFixed(2)
    const line = `${seconds.padStart(7)} s  ${sentence}`
    this.story.push(line)
    process.stdout.write(`  ${line}\n`)
  }

  /** Ends the scenario unless this is true. @throws Disproved */
  expect(truth: boolean, words: string): void {
    if (!truth) throw new Disproved(words)
    this.tell(`as expected: ${words}`)
  }

  /** Waits for something to become true; how long it took, in ms. @throws Disproved after `limitMs` */
  async until(words: string, limitMs: number, isTrue: () => boolean | Promise<boolean>): Promise<number> {
    const startMs = performance.now()
    while (!(await isTrue())) {
      if (performance.now() - startMs > limitMs)
        throw new Disproved(`not within ${limitMs / MS_PER_SECOND} s: ${words}`)
      await pause(LOOK_AGAIN_MS)
    }
    this.tell(words)
    return performance.now() - startMs
  }

  /** Ends the scenario when something becomes false within a time. @throws Disproved */
  async stays(words: string, forMs: number, isTrue: () => boolean | Promise<boolean>): Promise<void> {
    const endMs = performance.now() + forMs
    while (performance.now() < endMs) {
      if (!(await isTrue())) throw new Disproved(`no longer true: ${words}`)
      await pause(LOOK_AGAIN_MS)
    }
    this.tell(`all the time: ${words}`)
  }

  /** Waits until one node alone answers for the address. */
  owner(node: NodeName, limitMs: number): Promise<number> {
    return this.until(`${hostNames[node]} answers for the address`, limitMs, () => this.watch.owner() === node)
  }

  /** Both machines have booted; no agent runs. */
  async boot(): Promise<void> {
    await this.pair.start((sentence) => this.tell(sentence))
  }

  /** Both nodes run hapair with these settings and are a pair that could move. Node-m is the master. `prepare` is done before the
   * agents are started for the first time. */
  async startHapair(options: SettingOptions = {}, prepare?: () => Promise<void>): Promise<void> {
    const text = JSON.stringify([unitDropIn, ...nodeNames.map((node) => settingFiles(node, options))])
    const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS)
    const make = async (): Promise<void> => {
      await prepare?.()
      await Promise.all(nodeNames.map((node) => this.#startAgent(node, options)))
      await this.formed('m')
    }
    await this.pair.startAs(`pair-${hash}`, make, (sentence) => this.tell(sentence))
    await this.formed('m')
  }

  async #startAgent(node: NodeName, options: SettingOptions): Promise<void> {
    const machine = this.machine(node)
    for (const [name, content] of Object.entries(settingFiles(node, options)))
      await machine.writeFile(`/etc/hapair/${name}`, content, '600')
    await machine.must('chmod 700 /etc/hapair/keys')
    await machine.writeFile('/etc/systemd/system/hapaird.service.d/lab.conf', unitDropIn)
    await machine.must('systemctl daemon-reload && systemctl start hapaird', { limitMs: START_LIMIT_MS })
  }

  /** Waits until `owner` holds the address and both nodes hear each other. */
  async formed(owner: NodeName, limitMs = FORM_LIMIT_MS): Promise<void> {
    await this.until(`the pair is whole, ${hostNames[owner]} runs as master`, limitMs, async () => {
      if (this.watch.owner() !== owner) return false
      const opinions = await Promise.all(nodeNames.map((node) => this.opinion(node)))
      return opinions.every((opinion) => opinion?.verdict === 'alive' && opinion.offers.includes('failover'))
    })
  }

  /** What a node says of itself; undefined while it does not answer. */
  async opinion(node: NodeName): Promise<Opinion | undefined> {
    const { out } = await this.machine(node).run('/usr/local/lib/hapair-lab/lab-ask.pl status')
    return opinionIn(out)
  }

  /** Gives an order on a node's command line. */
  order(node: NodeName, words: string): Promise<Outcome> {
    this.tell(`operator on ${hostNames[node]}: hapair ${words}`)
    return this.machine(node).run(`hapair ${words}`, { limitMs: COMMAND_LIMIT_MS })
  }

  /** Pid of a node's agent; 0 while it does not run. */
  async agentPid(node: NodeName): Promise<number> {
    return Number(await this.machine(node).must('systemctl show -p MainPID --value hapaird'))
  }

  /** Signals a node's agent, and nothing else of its unit. */
  async signalAgent(node: NodeName, signal: string): Promise<void> {
    await this.machine(node).must(`systemctl kill --kill-who=main --signal=${signal} hapaird`)
    this.tell(`the agent of ${hostNames[node]} gets ${signal}`)
  }
}

function opinionIn(printed: string): Opinion | undefined {
  let whole: unknown
  try {
    whole = JSON.parse(printed)
  } catch {
    // Half a document: the machine is slow, the caller asks again.
    return undefined
  }
  whole = field(field(whole, 'report'), 'status')
  const phase = field(whole, 'phase')
  const verdict = field(field(whole, 'peer'), 'verdict')
  if (typeof phase !== 'string' || typeof verdict !== 'string') return undefined
  const commands = field(whole, 'commands')
  const offered = Array.isArray(commands) ? commands.filter((one: unknown) => field(one, 'available') === true) : []
  return { phase, verdict, offers: offered.map((one: unknown) => String(field(one, 'command'))), whole }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined
}
