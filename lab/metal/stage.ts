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
import { commandsOffered, statusIn } from './status.ts'
import type { VipWatch } from './station.ts'
import { OpError } from '../../src/base/op-error.ts'
import type { DaemonStatus } from '../../src/control/protocol.ts'

/** What must have been true and was not. */
export class Disproved extends Error {
  override name = 'Disproved'
}

const ASK = '/usr/local/lib/hapair-lab/lab-ask.pl'
const HASH_CHARACTERS = 10
const LOOK_AGAIN_MS = 100
/**
 * Between two looks that run a program in a machine: each takes a tenth of a second from an emulated processor on which
 * an agent may just be starting.
 */
export const ASK_AGAIN_MS = 1000
/** Between two questions to an agent, which cost it some ten milliseconds. */
const ASK_AGENT_AGAIN_MS = 700
const FORM_LIMIT_MS = 90_000
const MS_PER_SECOND = 1000
const COMMAND_LIMIT_MS = 30_000
const STATUS_LIMIT_MS = 6000
/** The first start reads everything from an emulated disk, on both machines at once. */
const START_LIMIT_MS = 120_000

/**
 * What differs from the installed unit. An emulated processor on a busy host needs 10 to 60 s to start the agent, much of
 * it after it became a real-time task, and stands still for a second or two now and then: no reason to end the agent here.
 */
const unitDropIn = '[Service]\nWatchdogSec=15s\nTimeoutStartSec=90\nLimitRTTIME=infinity\n'

/** The stage of one scenario. */
export class Stage {
  readonly pair: Pair
  readonly watch: VipWatch
  readonly story: string[] = []
  /** The pair is not to be used for the next scenario. */
  spoilt = false
  #startMs = performance.now()

  readonly #say: (line: string) => void

  constructor(pair: Pair, watch: VipWatch, say: (line: string) => void) {
    this.pair = pair
    this.watch = watch
    this.#say = say
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
    this.#say(`  ${line}`)
  }

  /** Ends the scenario unless this is true. @throws Disproved */
  expect(truth: boolean, words: string): void {
    if (!truth) throw new Disproved(words)
    this.tell(`as expected: ${words}`)
  }

  /** Waits for something to become true; how long it took, in ms. @throws Disproved after `limitMs` */
  async until(
    words: string,
    limitMs: number,
    isTrue: () => boolean | Promise<boolean>,
    everyMs = LOOK_AGAIN_MS,
  ): Promise<number> {
    const startMs = performance.now()
    while (!(await isTrue())) {
      if (performance.now() - startMs > limitMs)
        throw new Disproved(`not within ${limitMs / MS_PER_SECOND} s: ${words}`)
      await pause(everyMs)
    }
    this.tell(words)
    return performance.now() - startMs
  }

  /** Ends the scenario when something becomes false within a time. @throws Disproved */
  async stays(
    words: string,
    forMs: number,
    isTrue: () => boolean | Promise<boolean>,
    everyMs = LOOK_AGAIN_MS,
  ): Promise<void> {
    const endMs = performance.now() + forMs
    while (performance.now() < endMs) {
      if (!(await isTrue())) throw new Disproved(`no longer true: ${words}`)
      await pause(everyMs)
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

  /**
   * Both nodes run hapair with these settings and are a pair that could move; node-m is the master. `prepare` brings the
   * machines to where agents are started for the first time, with whatever settings; `prepared` names that.
   */
  async startHapair(options: SettingOptions, prepared: string, prepare: () => Promise<void>): Promise<void> {
    const text = JSON.stringify([unitDropIn, ...nodeNames.map((node) => settingFiles(node, options))])
    const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS)
    const make = async (): Promise<void> => {
      await this.pair.startAs(prepared, prepare, (sentence) => this.tell(sentence))
      await Promise.all(nodeNames.map((node) => this.#startAgent(node, options)))
      await this.formed('m', START_LIMIT_MS)
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

  /** Puts other settings in force on both nodes while they run. */
  async changeSettings(options: SettingOptions): Promise<void> {
    for (const node of nodeNames) await this.changeSettingsOn(node, options)
  }

  /** Puts the settings in force again with which a pair with a disk begins, so that the next scenario may go on. */
  async usualSettings(): Promise<void> {
    await this.changeSettings({ disk: true })
    this.spoilt = false
  }

  /** Puts other settings in force on one node while it runs. */
  async changeSettingsOn(node: NodeName, options: SettingOptions): Promise<void> {
    this.spoilt = true
    const text = settingFiles(node, options)['pair.yaml'] ?? ''
    await this.machine(node).writeFile('/etc/hapair/pair.yaml', text, '600')
    await this.machine(node).must('systemctl kill --kill-who=main --signal=HUP hapaird')
    this.tell(`settings of ${hostNames[node]}: ${JSON.stringify(options)}`)
  }

  /** Waits until `owner` holds the address, both nodes hear each other, and either could take from the other. */
  async formed(owner: NodeName, limitMs = FORM_LIMIT_MS): Promise<void> {
    const words = `the pair is whole, ${hostNames[owner]} runs as master`
    await this.until(words, limitMs, () => this.isWhole(owner), ASK_AGENT_AGAIN_MS)
  }

  /** Is the pair whole, with `owner` as running master? */
  async isWhole(owner: NodeName): Promise<boolean> {
    if (this.watch.owner() !== owner) return false
    const all = await Promise.all(nodeNames.map((node) => this.status(node)))
    return all.every((one) => one?.peer.verdict === 'alive' && commandsOffered(one).includes('failover'))
  }

  /** What a node says of itself; undefined while it does not answer, because its machine is frozen or boots, say. */
  async status(node: NodeName): Promise<DaemonStatus | undefined> {
    const answer = await this.machine(node)
      .ask('{"id":1,"request":{"type":"status"}}', STATUS_LIMIT_MS)
      .catch((error: unknown) => {
        if (!(error instanceof OpError)) throw error
      })
    return answer === undefined ? undefined : statusIn(answer)
  }

  /** Gives an order on a node's command line. */
  order(node: NodeName, words: string, limitMs = COMMAND_LIMIT_MS): Promise<Outcome> {
    this.tell(`operator on ${hostNames[node]}: hapair ${words}`)
    return this.machine(node).run(`hapair ${words}`, { limitMs })
  }

  /** Gives a role order without a command line, for what is not the point of a scenario. */
  async orderQuickly(node: NodeName, verb: 'make-master' | 'failback' | 'hold' | 'unhold'): Promise<void> {
    const order = verb === 'make-master' || verb === 'failback' ? { verb, force: false } : { verb }
    const request = JSON.stringify({ type: 'order', orderId: `lab-${performance.now()}`, order })
    await this.machine(node).must(`${ASK} '${request}'`, { limitMs: COMMAND_LIMIT_MS })
    this.tell(`${hostNames[node]} is asked: ${verb}`)
  }

  /** The agent's journal on a node since the clock was started, newest 400 lines. */
  async journal(node: NodeName): Promise<string> {
    const since = Math.ceil((performance.now() - this.#startMs) / MS_PER_SECOND) + 1
    return this.machine(node).must(`journalctl -q -u hapaird -u hapair-release -o cat -n 400 --since=-${since}s`)
  }

  /** Expects a sentence in a node's journal of the agent since the clock was started. @throws Disproved */
  async expectTold(node: NodeName, sentence: RegExp): Promise<void> {
    const line = (await this.journal(node)).split('\n').find((one) => sentence.test(one))
    this.expect(line !== undefined, `${hostNames[node]} tells ${line ?? String(sentence)}`)
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
