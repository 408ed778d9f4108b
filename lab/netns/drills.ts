/**
 * Which drills does the demo run, and what must come of each?
 *
 * A table. A drill is a title, the steps that make the fault, and what is expected: who owns the addresses in the end,
 * how long a client may be without an answer and how long two nodes may hold the same address, both as multiples of
 * the dead time, since the settings decide how fast a pair is. `then` puts the pair back to its normal state.
 */
import type { RelayOrder } from './relay-remote.ts'

/** Who is meant: the node that owns the addresses when the drill begins, or the other one. */
export type Actor = 'owner' | 'standby'

/** One thing that is done to the pair. Times in dead times. */
export type Step =
  | { readonly type: 'order'; readonly at: Actor; readonly words: readonly string[] }
  | { readonly type: 'power-cut'; readonly at: Actor }
  | { readonly type: 'power-on'; readonly at: Actor }
  | { readonly type: 'start-agent'; readonly at: Actor }
  | { readonly type: 'serial'; readonly order: RelayOrder }
  | { readonly type: 'cut-ethernet-between-nodes' }
  | { readonly type: 'cut-cable'; readonly at: Actor; readonly zone: string }
  | { readonly type: 'kill-agent'; readonly at: Actor }
  | { readonly type: 'freeze-agent'; readonly at: Actor }
  | { readonly type: 'thaw-agent'; readonly at: Actor }
  | { readonly type: 'isolate'; readonly at: Actor }
  | { readonly type: 'mend-everything' }
  | { readonly type: 'wait'; readonly deadTimes: number }

/** What must be true in the end. */
export type Expectation = {
  /** Who owns the addresses afterwards, seen from the beginning of the drill. */
  readonly owner: Actor
  /** In words, for the table. */
  readonly words: string
  /** Longest time without an answer to a client, in dead times; plus `slackMs` of the table's reader. */
  readonly outageAtMost: number
  readonly twoOwnersAtMost: number
  /** How long to wait for the outcome, in dead times. */
  readonly within: number
}

/** One drill. */
export type Drill = {
  readonly id: string
  readonly title: string
  readonly steps: readonly Step[]
  readonly expected: Expectation
  /** Puts things right; the next drill begins when the configured master owns the addresses again. */
  readonly then: readonly Step[]
}

const nobodyMoves: Expectation = {
  owner: 'owner',
  words: 'nobody moves',
  outageAtMost: 0,
  twoOwnersAtMost: 0,
  within: 0,
}
const takesOver: Expectation = {
  owner: 'standby',
  words: 'the other node takes over',
  outageAtMost: 1.1,
  twoOwnersAtMost: 0,
  within: 4,
}
/** A lease of half the dead time, and the kernel's second of grace, can outlive the dead time a little. */
const takesOverAfterLease: Expectation = {
  ...takesOver,
  words: 'the lease ends, the other node takes over',
  outageAtMost: 1.6,
}

/**
 * All drills, in order. Each begins with the configured master as owner, but for the return, which follows the power
 * cut. These two come first: after a failback a further takeover within the hour lets the next failback wait, by rule.
 */
export const drills: readonly Drill[] = [
  {
    id: 'power-cut',
    title: 'power cut of the master',
    steps: [{ type: 'power-cut', at: 'owner' }],
    expected: takesOver,
    then: [],
  },
  {
    id: 'return',
    title: 'the master returns and takes its role back',
    steps: [
      { type: 'power-on', at: 'standby' },
      { type: 'start-agent', at: 'standby' },
    ],
    expected: { ...takesOver, words: 'failback after the steady time', outageAtMost: 0.05, within: 8 },
    then: [],
  },
  {
    id: 'handover',
    title: 'planned handover',
    steps: [{ type: 'order', at: 'owner', words: ['failover', '--yes'] }],
    expected: { ...takesOver, words: 'the other node takes over at once', outageAtMost: 0.05 },
    then: [],
  },
  {
    id: 'serial-cut',
    title: 'serial cable pulled',
    steps: [
      { type: 'serial', order: 'cut' },
      { type: 'wait', deadTimes: 2 },
    ],
    expected: nobodyMoves,
    then: [{ type: 'mend-everything' }],
  },
  {
    id: 'ethernet-cut',
    title: 'all Ethernet between the nodes cut, serial alive',
    steps: [{ type: 'cut-ethernet-between-nodes' }, { type: 'wait', deadTimes: 2 }],
    expected: nobodyMoves,
    then: [{ type: 'mend-everything' }],
  },
  {
    id: 'lan-cut',
    title: 'LAN cable of the master pulled',
    steps: [{ type: 'cut-cable', at: 'owner', zone: 'lan' }],
    expected: { ...takesOver, outageAtMost: 1 },
    then: [{ type: 'mend-everything' }],
  },
  {
    id: 'agent-killed',
    title: 'agent of the master killed and not restarted',
    steps: [{ type: 'kill-agent', at: 'owner' }],
    expected: takesOverAfterLease,
    then: [{ type: 'start-agent', at: 'owner' }],
  },
  {
    id: 'agent-frozen',
    title: 'agent of the master frozen for two dead times',
    steps: [
      { type: 'freeze-agent', at: 'owner' },
      { type: 'wait', deadTimes: 2 },
      { type: 'thaw-agent', at: 'owner' },
      { type: 'wait', deadTimes: 1 },
    ],
    expected: { ...takesOverAfterLease, words: 'one owner after the thaw' },
    then: [],
  },
  {
    id: 'isolated',
    title: 'master isolated on every path',
    steps: [{ type: 'isolate', at: 'owner' }],
    expected: { ...takesOver, words: 'it releases, the other node takes over' },
    then: [{ type: 'mend-everything' }],
  },
]
