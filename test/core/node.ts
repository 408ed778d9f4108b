/**
 * What is one node of the tests of the core?
 *
 * An agent with its state, the one flag that stands for the kernel's addresses, a disk, hands, and who answers its probes.
 */
import { instant } from '../../src/base/time.ts'
import type { PairEvent } from '../../src/core/events.ts'
import { firstState } from '../../src/core/first-state.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import type { PairState } from '../../src/core/state.ts'
import type { Answerer, Memory, NodeName } from '../../src/core/types.ts'

/** What a pair of hands does: its work after a millisecond, its work badly, or nothing at all. */
export type Hands = 'work' | 'fail' | 'hang'

/** Who answers the probes of a node. `truth`: who has power and, for the VIP, holds it. */
export type Network = {
  vip: 'truth' | 'silent' | Answerer
  peerAddress: 'truth' | 'silent'
  neighbour: boolean
  witness: boolean
}

/** One node: an agent, the kernel's addresses, a disk, hands. */
export class TestNode {
  readonly name: NodeName
  settings: PairSettings
  memory: Memory | 'empty' | 'unreadable' = 'empty'
  bootId = 0
  incarnation = 0
  /** The agent runs; `frozen`: it does nothing, and what arrives waits. */
  up = false
  frozen = false
  powered = true
  owned = false
  leaseEndsAt = Number.POSITIVE_INFINITY
  wake = Number.POSITIVE_INFINITY
  state: PairState
  /** With the instant of arrival: beats are aged by the kernel. */
  readonly waiting: { readonly at: number; readonly event: PairEvent }[] = []
  readonly hands: Record<'vip-add' | 'vip-remove' | 'remember', Hands> = {
    'vip-add': 'work',
    'vip-remove': 'work',
    remember: 'work',
  }
  readonly network: Network = { vip: 'truth', peerAddress: 'truth', neighbour: true, witness: true }

  constructor(settings: PairSettings) {
    this.name = settings.node
    this.settings = settings
    this.state = firstState(settings, instant(0))
  }
}
