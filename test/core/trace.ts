/**
 * What have both nodes ordered so far, in order?
 *
 * The merged trace of a test, and the questions that tests ask of it.
 */
import type { Effect, OrderAnswer } from '../../src/core/effects.ts'
import type { Reason } from '../../src/core/reasons.ts'
import type { NodeName } from '../../src/core/types.ts'

/** One effect in the merged trace of both nodes. */
export type Entry = { readonly at: number; readonly node: NodeName; readonly effect: Effect }

/** The merged trace. */
export class Trace {
  readonly story: Entry[] = []

  /** Answers to an order so far. */
  answers(orderId: string): readonly OrderAnswer[] {
    return this.effects('answer').flatMap(({ effect }) => (effect.orderId === orderId ? [effect.answer] : []))
  }

  /** The type of the one answer, or the refusal; `none` while there is none. */
  answer(orderId: string): string {
    const given = this.answers(orderId)
    const [first] = given
    if (first === undefined) return 'none'
    if (given.length > 1) return 'more than one'
    return first.type === 'refused' ? first.refusal : first.type
  }

  effects<Type extends Effect['type']>(
    type: Type,
  ): { readonly at: number; readonly node: NodeName; readonly effect: Extract<Effect, { type: Type }> }[] {
    const found: { at: number; node: NodeName; effect: Extract<Effect, { type: Type }> }[] = []
    for (const { at, node, effect } of this.story) if (isOf(effect, type)) found.push({ at, node, effect })
    return found
  }

  /** Instants at which a node told this. */
  told(name: NodeName, reason: Reason): readonly number[] {
    return this.effects('tell').flatMap(({ at, node, effect }) =>
      node === name && effect.told.reason === reason ? [at] : [],
    )
  }

  /** The facts of the latest line with this reason. */
  facts(name: NodeName, reason: Reason): readonly string[] {
    const told = this.effects('tell').findLast(({ node, effect }) => node === name && effect.told.reason === reason)
    return told?.effect.told.facts ?? []
  }
}

function isOf<Type extends Effect['type']>(effect: Effect, type: Type): effect is Extract<Effect, { type: Type }> {
  return effect.type === type
}
