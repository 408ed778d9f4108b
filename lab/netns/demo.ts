/**
 * What does hapair do when things break? Nine drills on a pair of machines in namespaces, told as they happen.
 *
 * Real sockets, real kernel addresses, real ARP, a null-modem cable, and a client that asks every address each
 * millisecond. What is printed was measured from outside: by the client and by the kernel's own messages. The verdict
 * is the surviving node's word. The exit code is 0 only when every drill went as expected.
 *
 *   npm run demo -- [--once] [--keep] [--drills LIST]
 */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { Client } from './client-remote.ts'
import type { Drill } from './drills.ts'
import { drills } from './drills.ts'
import { heardName } from './echo.ts'
import type { HapairOptions } from './hapair-config.ts'
import { hapairMissing, hapairOpinion, orderHapair } from './hapair-program.ts'
import { monotonicMs } from './kernel.ts'
import { createLab } from './lab.ts'
import type { Lab } from './lab.ts'
import type { NodeName } from './layout.ts'
import { hostNames, namespaceName, nodeNames } from './layout.ts'
import { Stage } from './stage.ts'
import type { Outcome } from './story.ts'
import { moveSentence, movesIn, nodeOf, stepSentence, storyLine, summaryTable } from './story.ts'
import { Watch } from './watch-remote.ts'

/** Fast enough that every drill is over within seconds, slow enough to read the story. */
const DEAD_MS = 2000
const settings: HapairOptions = {
  deadTime: `${DEAD_MS}ms`,
  beatInterval: '200ms',
  serialBeatInterval: '200ms',
  onCarrierLoss: '0ms',
  failback: 'auto',
  steadyTime: '5s',
}

const LOOK_AGAIN_MS = 50
/** An order is refused while the pair has just moved; then it is given again. */
const ASK_AGAIN_MS = 3000
const FORM_LIMIT_MS = 60_000
/** A client's measuring error, and what a busy machine adds. */
const SLACK_MS = 250
/** After the outcome the pair is watched this long: a late flap belongs to the drill. */
const TAIL_MS = 1000

const TELL_EVERY_MS = 100
const LOG_LINES = 15

function tell(ms: number, sentence: string): void {
  process.stdout.write(`${storyLine(ms, sentence)}\n`)
}

type Options = { readonly once?: boolean; readonly keep?: boolean; readonly drills?: string[] }

class Demo {
  readonly #lab: Lab
  readonly #stage: Stage
  readonly #watch: Watch
  readonly #client: Client

  constructor(lab: Lab, stage: Stage, watch: Watch, client: Client) {
    this.#lab = lab
    this.#stage = stage
    this.#watch = watch
    this.#client = client
  }

  /** Addresses of a zone, IPv6 included. */
  #addresses(zone: string): readonly string[] {
    return this.#lab.layout.zones
      .filter((one) => one.name === zone)
      .flatMap((one) => [...one.v4.virtual, ...(one.v6?.virtual ?? [])])
  }

  get #everyAddress(): readonly string[] {
    return this.#lab.layout.zones.flatMap((zone) => this.#addresses(zone.name))
  }

  /** The node that alone holds every address; `both` when one address has two owners. */
  async #owner(): Promise<NodeName | 'both' | 'nobody'> {
    await this.#watch.sync()
    const holders = new Set(this.#everyAddress.map((address) => this.#watch.holder(address) ?? 'nobody'))
    if (holders.has('both')) return 'both'
    const [only = 'nobody'] = holders
    return holders.size === 1 ? only : 'nobody'
  }

  async #waitForOwner(owner: NodeName, limitMs: number): Promise<boolean> {
    const endMs = monotonicMs() + limitMs
    while ((await this.#owner()) !== owner) {
      if (monotonicMs() > endMs) return false
      await pause(LOOK_AGAIN_MS)
    }
    return true
  }

  /** Waits until the configured master owns everything, and both nodes hear each other and could move. */
  async form(): Promise<void> {
    const endMs = monotonicMs() + FORM_LIMIT_MS
    let askAgainMs = 0
    while (monotonicMs() < endMs) {
      const opinions = (['m', 's'] as const).map((node) => hapairOpinion(this.#lab.machines[node]))
      const whole = opinions.every((opinion) => opinion?.peer === 'alive')
      const owner = await this.#owner()
      if (whole && owner === 'm' && opinions.every((opinion) => opinion?.offers.includes('failover'))) return
      if (whole && owner === 's' && monotonicMs() > askAgainMs) {
        askAgainMs = monotonicMs() + ASK_AGAIN_MS
        await orderHapair(this.#lab.machines.s, ['failover', '--yes'])
      }
      await pause(LOOK_AGAIN_MS)
    }
    throw new Error('the pair has not come to its normal state')
  }

  /** Runs one drill and tells it. */
  async run(drill: Drill): Promise<Outcome> {
    process.stdout.write(`\n${drill.title}\n`)
    const owner = await this.#owner()
    if (owner === 'both' || owner === 'nobody') throw new Error(`a drill begins with ${owner} as owner`)
    const startMs = await this.#client.mark(drill.id)
    let told = this.#watch.events.length
    const tellMoves = (): void => {
      for (const move of movesIn(this.#watch.events.slice(told), this.#ours)) {
        tell(move.atMs - startMs, moveSentence(move))
      }
      told = this.#watch.events.length
    }
    const telling = setInterval(tellMoves, TELL_EVERY_MS)
    for (const step of drill.steps) {
      tell(monotonicMs() - startMs, stepSentence(step, owner))
      await this.#stage.perform(step, owner)
    }
    const expectedOwner = nodeOf(drill.expected.owner, owner)
    await this.#waitForOwner(expectedOwner, drill.expected.within * DEAD_MS)
    await pause(TAIL_MS)
    clearInterval(telling)
    const outcome = await this.#judge(drill, expectedOwner, startMs)
    tellMoves()
    tell(monotonicMs() - startMs, outcome.wrong.length === 0 ? 'as expected' : outcome.wrong.join('; '))
    if (outcome.wrong.length > 0) this.#showLogs()
    for (const step of drill.then) await this.#stage.perform(step, owner)
    return outcome
  }

  /** The virtual addresses by the form in which the watch names them. */
  get #ours(): ReadonlyMap<string, string> {
    return new Map(this.#everyAddress.map((address) => [heardName(address), address]))
  }

  #showLogs(): void {
    for (const node of nodeNames) {
      const path = this.#stage.logPath(node)
      if (path === undefined) continue
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(-LOG_LINES)
      process.stdout.write(
        `last lines of hapaird on ${hostNames[node]}:\n${lines.map((line) => `    ${line}\n`).join('')}`,
      )
    }
  }

  async #judge(drill: Drill, expectedOwner: NodeName, startMs: number): Promise<Outcome> {
    const report = await this.#client.report()
    const owner = await this.#owner()
    const within = { fromMs: startMs, toMs: report.atMs }
    const twoOwnersMs = Math.max(
      ...this.#everyAddress.map((address) => this.#watch.twoOwnersMs(address, within, this.#lab.powerCuts)),
    )
    const outagesMs = Object.fromEntries(
      this.#lab.layout.zones.map((zone) => [
        zone.name,
        Math.max(...this.#addresses(zone.name).map((address) => report.addresses[address]?.longestGapMs ?? 0)),
      ]),
    )
    const wrong = this.#stage.takeComplaints()
    if (owner !== expectedOwner) wrong.push(`owner is ${owner}, expected ${expectedOwner}`)
    const worstMs = Math.max(...Object.values(outagesMs))
    const limitMs = drill.expected.outageAtMost * DEAD_MS + SLACK_MS
    if (worstMs > limitMs) wrong.push(`outage of ${worstMs.toFixed(0)} ms, at most ${limitMs.toFixed(0)} expected`)
    const twoLimitMs = drill.expected.twoOwnersAtMost * DEAD_MS
    if (twoOwnersMs > twoLimitMs) wrong.push(`two owners for ${twoOwnersMs.toFixed(0)} ms`)
    const verdict = hapairOpinion(this.#lab.machines[expectedOwner])?.peer ?? 'no answer'
    return { drill, outagesMs, twoOwnersMs, owner: owner, expectedOwner, verdict, wrong }
  }
}

/** A drill that needs the one before it as its beginning. */
function isSequel(drill: Drill): boolean {
  return drill.steps[0]?.type === 'power-on'
}

async function runDrills(demo: Demo, chosen: readonly Drill[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const drill of chosen) {
    if (!isSequel(drill)) await demo.form()
    outcomes.push(await demo.run(drill))
  }
  return outcomes
}

async function main(options: Options): Promise<void> {
  const missing = hapairMissing()
  if (missing !== undefined) throw new Error(missing)
  const wanted = drills.filter((drill) => options.drills === undefined || options.drills.includes(drill.id))
  const lab = await createLab()
  const watch = await Watch.start(lab.prefix)
  const zones = lab.layout.zones
  const client = await Client.start(
    lab.prefix,
    zones.flatMap((zone) => [...zone.v4.virtual, ...(zone.v6?.virtual ?? [])]),
  )
  const stage = new Stage(lab, DEAD_MS)
  await stage.start(settings)
  process.stdout.write(`two machines, ${zones.length} zones, dead time ${DEAD_MS} ms; namespaces ${lab.prefix}*\n`)
  const demo = new Demo(lab, stage, watch, client)
  if (options.keep === true) {
    await demo.form()
    await keepRunning(lab, 'press a key to end it')
    process.exit(0)
  }
  const outcomes = await runDrills(demo, wanted)
  const names = zones.map((zone) => zone.name)
  process.stdout.write(`\n${summaryTable(outcomes, names)}`)
  if (options.once !== true && process.stdin.isTTY) await keepRunning(lab, 'the pair stays until a key is pressed')
  process.exit(outcomes.some((outcome) => outcome.wrong.length > 0) ? 1 : 0)
}

const programFolder = fileURLToPath(new URL('../../bin', import.meta.url))

/** Tells how to play with the pair, and waits for a key, or without a terminal for a signal. */
async function keepRunning(lab: Lab, until: string): Promise<void> {
  const inside = (node: NodeName): string => `nsenter -t ${lab.machines[node].initPid} -a`
  const lines = [
    `${inside('m')} ${programFolder}/hapair status`,
    `${inside('s')} ${programFolder}/hapair why`,
    `${inside('m')} ${programFolder}/hapair failover --yes`,
    `${inside('s')} ${programFolder}/hapair logs --follow`,
    `ip netns exec ${namespaceName(lab.prefix, 'c')} ping ${lab.layout.zones[0]?.v4.virtual[0] ?? ''}`,
    `ip netns exec ${namespaceName(lab.prefix, 'sw')} ip link`,
  ]
  process.stdout.write(
    `\nplay with it from another terminal:\n${lines.map((line) => `  ${line}\n`).join('')}${until}\n`,
  )
  if (process.stdin.isTTY) process.stdin.setRawMode(true)
  process.stdin.resume()
  await new Promise((resolve) => process.stdin.once('data', resolve))
}

await new Command('demo')
  .description('nine drills on a pair of machines in namespaces; needs root')
  .option('--once', 'run the drills, print the table and end with the result')
  .option('--keep', 'no drills: start the pair, print commands to play with, and stay')
  .option('--drills <list>', 'only these drills, separated by commas', (text: string) => text.split(','))
  .action(main)
  .parseAsync()
