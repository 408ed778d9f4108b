/**
 * What does the process do that the kernel calls when a primary lost its peer?
 *
 * It asks the agent and waits for the answer, however long that takes; when the agent dies it asks the next one. It dies
 * with the machine (D11b). Each question has a name of its own.
 */
import type { Disks } from './disks.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'

type FenceAsk = {
  readonly node: NodeIndex
  readonly resource: number
  readonly answer: (code: number) => void
  askId: string
  /** Run of the agent that was asked. */
  life: number
}

/** The handler starts, or finds the agent again, within this span, ms. On a slow machine it starts as late as measured. */
const askMs = [20, 250] as const
const slowAskMs = [2_000, 10_000] as const
/** One pair in so many is of slow machines. */
const slowShare = 8
const againMs = [100, 1_000] as const
const exitMs = [5, 60] as const

/** The processes of both nodes. */
export class FenceAsking {
  readonly waiting = new Set<FenceAsk>()
  readonly #disks: Disks
  /** Runs of the handler that the driver knows of, per node and resource. */
  readonly #runs = new Map<string, number>()
  #names = 0

  constructor(disks: Disks) {
    this.#disks = disks
  }

  /** The kernel calls the ask. */
  begin(node: NodeIndex, resource: number, answer: (code: number) => void): void {
    const ask: FenceAsk = { node, resource, answer, askId: '', life: 0 }
    this.waiting.add(ask)
    this.#count(ask, 1)
    this.#ask(ask, this.slow ? slowAskMs : askMs)
  }

  /** Are these machines so slow that the question about a take may come after the time to decide (D11a)? */
  get slow(): boolean {
    return this.#disks.choice.seed % slowShare === 0
  }

  /** Does a handler for this resource run, as the driver says? */
  runs(node: NodeIndex, resource: number): boolean {
    return (this.#runs.get(`${node} ${resource}`) ?? 0) > 0
  }

  #count({ node, resource }: FenceAsk, change: number): void {
    const name = `${node} ${resource}`
    this.#runs.set(name, (this.#runs.get(name) ?? 0) + change)
    this.#disks.news.tell(node)
  }

  #ask(ask: FenceAsk, within: readonly [number, number]): void {
    const { chance, world } = this.#disks
    this.#disks.later(ask.node, chance.between(...within), () => {
      const machine = world.machines[ask.node]
      if (!this.waiting.has(ask) || machine.agent === undefined || ask.life === machine.agent.life) return
      this.#names += 1
      ask.askId = `fence-${this.#names}`
      ask.life = machine.agent.life
      const { askId, resource } = ask
      world.enterFact(machine, machine.agent, world.now, { type: 'fence-asked', askId, resource })
    })
  }

  agentStarts(machine: Machine): void {
    for (const ask of this.waiting) if (ask.node === machine.index) this.#ask(ask, againMs)
  }

  /** The agent answers: all processes that wait for this resource end. False when nobody waits for that. */
  answer(machine: Machine, agent: Agent, askId: string, code: number): boolean {
    const asked = [...this.waiting].filter(({ node, life }) => node === machine.index && life === agent.life)
    const newest = asked.find((ask) => ask.askId === askId)
    if (newest === undefined) return false
    for (const hooks of this.#disks.watchers) hooks.answered?.(machine.index, newest.resource, code)
    for (const ask of asked) {
      if (ask.resource !== newest.resource) continue
      this.waiting.delete(ask)
      this.#disks.later(ask.node, this.#disks.chance.between(...exitMs), () => {
        this.#count(ask, -1)
        ask.answer(code)
      })
    }
    return true
  }

  powerOff(node: NodeIndex): void {
    for (const ask of this.waiting) if (ask.node === node) this.waiting.delete(ask)
    for (const { index } of this.#disks.replications) this.#runs.delete(`${node} ${index}`)
  }
}
