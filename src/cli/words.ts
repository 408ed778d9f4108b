/**
 * What do phases, conditions and verdicts mean, in a sentence each?
 *
 * The words of the status document are fixed and short; these sentences explain them in `hapair why` and in
 * hapair-states(7), where a test compares the two. A word without its sentence does not compile.
 */
import type { PairCondition } from '../core/condition.ts'
import type { Phase, Verdict } from '../core/types.ts'

/** What a node does now. */
export const phaseSentences: Readonly<Record<Phase, string>> = {
  starting: 'the node has just started, holds nothing and listens for its peer before it decides',
  'running-slave': 'the node stands by, ready to take over',
  'taking-over': 'the node is on its way to be running master',
  'running-master': 'the node holds the virtual addresses and serves',
  isolated: 'the node was running master, and dropped the addresses because it heard neither its peer nor a witness',
  releasing: 'the node is giving up what it holds',
  held: 'the node takes nothing by itself until it is released from hold',
}

/** In what condition the pair is, as this node sees it. */
export const conditionSentences: Readonly<Record<PairCondition, string>> = {
  starting: 'this node has not decided its role yet',
  stable: 'one node serves, the other one stands by and is fit, and every heartbeat path works in both directions',
  syncing: 'one node serves, and the disk of the other one is being brought up to date',
  degraded: 'one node serves, but there is no fit standby, or a heartbeat path is down',
  switching: 'the running-master role is moving',
  'dual-active': 'both nodes claim the addresses; this ends by rule within a few beats',
  'split-brain':
    'the data of the two nodes has diverged; replication and failover are off until the operator chooses a side',
  'not-served': 'no node serves',
  maintenance: 'a maintenance plan is active',
}

/** The judgement about the peer. */
export const verdictSentences: Readonly<Record<Verdict, string>> = {
  'never-heard': 'no beat was heard since this node started',
  alive: 'beats are heard',
  'alive-foreign': 'authentic frames of an unknown protocol version are heard: alive, never judged dead',
  late: 'no beat for longer than usual: evidence is gathered, and nothing moves yet',
  restarting: 'the peer said that its agent restarts; its addresses stay meanwhile',
  'links-cut': 'no beat for the dead time, but the addresses still answer: the peer lives, and nobody moves',
  'agent-dead': 'no beat for the dead time, and the addresses are silent, but the machine of the peer answers',
  'powered-off':
    'no beat for the dead time, silence everywhere, and the direct cable lost its signal with the last beat',
  'silent-dead': 'no beat for the dead time, and nothing of the peer answers any more',
  'i-am-isolated': 'neither the peer nor any witness is heard: this node is the cut-off one and takes nothing',
  'cannot-judge': 'this node was stalled itself: no verdict of death for one dead time',
  gathering: 'the dead time is over; probes are under way and not yet answered or closed',
  departed: 'the peer said that it left and holds nothing',
}

/** Verdicts that let a standing-by node take over. */
export const deadVerdicts: readonly Verdict[] = ['agent-dead', 'powered-off', 'silent-dead', 'departed']

/** A word of the status document as it is said: `running-master` is "running master". */
export function spoken(word: string): string {
  return word.replaceAll('-', ' ')
}
