/**
 * Which orders did operators give, and what were they answered?
 *
 * The book of all operators of both nodes: every order is answered once, in time, with a known refusal or an end.
 */
import type { OrderAnswer } from '../../src/core/effects.ts'
import type { OperatorOrder } from '../../src/core/events.ts'
import type { Reason } from '../../src/core/reasons.ts'
import type { NodeIndex } from './machine.ts'

/** One order and its fate. Instants are global. */
export type Asked = {
  readonly id: string
  readonly node: NodeIndex
  readonly life: number
  readonly order: OperatorOrder
  readonly at: number
  answer: OrderAnswer | undefined
  answeredAt: number
  /** Ends received; more than one is an error. */
  ends: number
}

/** An operator who types an order as soon as a node tells this. */
export type Reader = { readonly reason: Reason; readonly order: OperatorOrder }

/** The book. */
export class Orders {
  readonly book = new Map<string, Asked>()
  readonly open = new Set<Asked>()
  readonly readers = new Set<Reader>()
  /** Answers to orders that nobody gave. */
  strays = 0

  ask(node: NodeIndex, life: number, order: OperatorOrder, at: number): Asked {
    const id = `o${this.book.size + 1}`
    const asked: Asked = { id, node, life, order, at, answer: undefined, answeredAt: 0, ends: 0 }
    this.book.set(id, asked)
    this.open.add(asked)
    return asked
  }

  answer(id: string, answer: OrderAnswer, at: number): void {
    const asked = this.book.get(id)
    if (asked === undefined) {
      this.strays += 1
      return
    }
    if (answer.type === 'progress') return
    asked.ends += 1
    asked.answer = answer
    asked.answeredAt = at
    this.open.delete(asked)
  }
}
