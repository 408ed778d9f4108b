/**
 * How does an order that can destroy data get its token, and how often does it count?
 *
 * The core has asked with the operator's word, which names the data. The token is made for exactly that data and compared
 * with the data that is there now, read from the driver at this moment: what it told last may be older. What cannot be read
 * can be compared with nothing, so nothing is done to it. A token counts once in a run of this agent; that it is used
 * outlives the run in the record of the core (D17), which does not give the order again.
 */
import { OpError } from '../base/op-error.ts'
import { plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { NodeName } from '../core/types.ts'
import type { DiskKeeper } from '../drbd/index.ts'
import { tokenMs } from '../drbd/tokens.ts'
import type { DestructionToken } from '../drbd/tokens.ts'

/** What the operator said, as the core has it. `token`: the same for the same word of his. */
export type Word = { readonly signal: AbortSignal; readonly generation: string; readonly token: string }

/** Tokens of this run that are remembered; the operator gives one a time. */
export const usedTokensMax = 64

/** What destroys, and for whom. */
export type DestructionScene = {
  readonly node: NodeName
  /** Names of the resources, in the order of the settings. */
  readonly resources: readonly string[]
  readonly keeper: Pick<DiskKeeper, 'facts' | 'readCurrent' | 'destroy'>
  readonly now: () => Instant
}

/** Gives orders that can destroy data, each word of the operator once. */
export class Destruction {
  readonly #scene: DestructionScene
  #used: readonly string[] = []

  constructor(scene: DestructionScene) {
    this.#scene = scene
  }

  /** Current identifier of the data that the driver told of last, on which an order was decided; nothing when not known. */
  known(index: number): string | undefined {
    return this.#scene.keeper.facts()[index]?.identifiers?.current
  }

  /** @throws OpError when the data cannot be identified, the token does not permit it, or DRBD refuses */
  async destroy(verb: DestructionToken['verb'], index: number, word: Word): Promise<void> {
    const { node, resources, keeper, now } = this.#scene
    const resource = resources[index] ?? ''
    const generation = await keeper.readCurrent(index, word.signal)
    if (generation === undefined) {
      throw new OpError(verb, resource, { type: 'other', text: 'the identifier of its data cannot be read' })
    }
    const used = this.#used.includes(word.token)
    if (!used) this.#used = [...this.#used, word.token].slice(-usedTokensMax)
    const token: DestructionToken = {
      ...{ id: word.token, node, resource, verb, generation: word.generation },
      expires: plus(now(), tokenMs),
    }
    const outcome = await keeper.destroy(token, { node, generation, used }, word.signal)
    if (outcome !== 'done') throw new OpError(verb, resource, { type: 'other', text: outcome.join(', ') })
  }
}
