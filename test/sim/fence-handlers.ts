/**
 * What does the process do that the kernel calls when a primary lost its peer?
 *
 * It asks the agent and waits for the answer, however long that takes; when the agent dies it asks the next one. It dies
 * with the machine (D11b). Each question has a name of its own.
 */
import type { Disks } from './disks.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'

type Handler = {
  readonly node: NodeIndex
  readonly resource: number
  readonly answer: (code: number) => void
  askId: string
  /** Run of the agent that was asked. */
  life: number
}

/** The handler starts, or finds the agent again, within this span, ms. */
const askMs = [20, 250] as const
const againMs = [100, 1_000] as const
const exitMs = [5, 60] as const

/** The processes of both nodes. */
export class Handlers {
  readonly waiting = new Set<Handler>()
  readonly #disks: Disks
  #names = 0

  constructor(disks: Disks) {
    this.#disks = disks
  }

  /** The kernel calls the handler. */
  begin(node: NodeIndex, resource: number, answer: (code: number) => void): void {
    const handler: Handler = { node, resource, answer, askId: '', life: 0 }
    this.waiting.add(handler)
    this.#ask(handler, askMs)
  }

  #ask(handler: Handler, within: readonly [number, number]): void {
    const { chance, world } = this.#disks
    this.#disks.later(handler.node, chance.between(...within), () => {
      const machine = world.machines[handler.node]
      if (!this.waiting.has(handler) || machine.agent === undefined || handler.life === machine.agent.life) return
      this.#names += 1
      handler.askId = `fence-${this.#names}`
      handler.life = machine.agent.life
      const { askId, resource } = handler
      world.enterFact(machine, machine.agent, world.now, { type: 'fence-asked', askId, resource })
    })
  }

  agentStarts(machine: Machine): void {
    for (const handler of this.waiting) if (handler.node === machine.index) this.#ask(handler, againMs)
  }

  /** The agent answers. False when nobody waits for that. */
  answer(machine: Machine, agent: Agent, askId: string, code: number): boolean {
    const handler = [...this.waiting].find((one) => one.askId === askId && one.life === agent.life)
    if (handler === undefined) return false
    this.waiting.delete(handler)
    for (const hooks of this.#disks.watchers) hooks.answered?.(machine.index, handler.resource, code)
    this.#disks.later(handler.node, this.#disks.chance.between(...exitMs), () => {
      handler.answer(code)
    })
    return true
  }

  powerOff(node: NodeIndex): void {
    for (const handler of this.waiting) if (handler.node === node) this.waiting.delete(handler)
  }
}
