/**
 * How is one step of a drill done to the pair?
 *
 * Knows the lab, its agents and the settings they run with. A step is done at once and not judged here.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Step } from './drills.ts'
import { writeHapairConfig } from './hapair-config.ts'
import type { HapairOptions } from './hapair-config.ts'
import { orderHapair, startHapair } from './hapair-program.ts'
import type { Lab } from './lab.ts'
import type { NodeName } from './layout.ts'
import { nodeNames } from './layout.ts'
import type { Program } from './machine.ts'
import { nodeOf } from './story.ts'

/** Zones are where drills pull cables; a zone's device has its own name. */
function deviceOf(lab: Lab, zone: string): string {
  const found = lab.layout.zones.find((one) => one.name === zone)
  if (found === undefined) throw new Error(`the layout has no zone ${zone}`)
  return found.device
}

/** A pair with hapair in both machines. */
export class Stage {
  readonly lab: Lab
  readonly #deadMs: number
  readonly #complaints: string[] = []
  readonly #agents = new Map<NodeName, Program>()

  /** `deadMs` is the dead time of the settings that `start` writes. */
  constructor(lab: Lab, deadMs: number) {
    this.lab = lab
    this.#deadMs = deadMs
  }

  /** Writes the settings and starts both agents. */
  async start(options: HapairOptions): Promise<void> {
    for (const node of nodeNames) {
      writeHapairConfig(this.lab, node, options)
      await this.#startAgent(node)
    }
  }

  async #startAgent(node: NodeName): Promise<void> {
    this.#agents.set(node, await startHapair(this.lab.machines[node]))
  }

  async #order(node: NodeName, words: readonly string[]): Promise<void> {
    const order = await orderHapair(this.lab.machines[node], words)
    void order.exited.then((code) => {
      if (code === 0) return
      const answer = readFileSync(order.logPath, 'utf8').trim()
      this.#complaints.push(`hapair ${words.join(' ')} ended with ${code}: ${answer}`)
    })
  }

  /** What went wrong with orders since the last call. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0)
  }

  #signalAgent(node: NodeName, signal: NodeJS.Signals): void {
    const agent = this.#agents.get(node)
    if (agent === undefined) throw new Error(`no agent has been started on ${node}`)
    this.lab.machines[node].signal(agent, signal)
  }

  /** Where the agent's output of this boot goes; undefined before its first start. */
  logPath(node: NodeName): string | undefined {
    return this.#agents.get(node)?.logPath
  }

  /** Does one step; `owner` owned the addresses when the drill began. */
  async perform(step: Step, owner: NodeName): Promise<void> {
    switch (step.type) {
      case 'order':
        return this.#order(nodeOf(step.at, owner), step.words)
      case 'power-cut':
        this.lab.powerCut(nodeOf(step.at, owner))
        return
      case 'power-on':
        return this.lab.powerOn(nodeOf(step.at, owner))
      case 'start-agent':
        return this.#startAgent(nodeOf(step.at, owner))
      case 'serial':
        this.lab.relay?.order(step.order)
        return
      case 'cut-ethernet-between-nodes':
        this.lab.cutAllEthernetBetweenNodes()
        return
      case 'cut-cable':
        this.lab.wiring.cut(nodeOf(step.at, owner), deviceOf(this.lab, step.zone))
        return
      case 'kill-agent':
        this.#signalAgent(nodeOf(step.at, owner), 'SIGKILL')
        return
      case 'freeze-agent':
        this.#signalAgent(nodeOf(step.at, owner), 'SIGSTOP')
        return
      case 'thaw-agent':
        this.#signalAgent(nodeOf(step.at, owner), 'SIGCONT')
        return
      case 'isolate':
        this.lab.relay?.order('cut')
        this.lab.isolate(nodeOf(step.at, owner))
        return
      case 'mend-everything':
        this.lab.mendEverything()
        return
      case 'wait':
        await pause(step.deadTimes * this.#deadMs)
    }
  }
}
