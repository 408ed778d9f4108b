/**
 * Why did the node do that, in one code and one sentence?
 *
 * Every line of the story carries one of these codes; the sentence is the same in console, journal, status and man
 * page. `hapair-states(7)` prints this table, and the simulator demands that every code was reached at least once.
 */
import type { HeldBack, Refusal } from './types.ts'

/** One sentence per code, in the present tense; facts are appended by the journal. */
const sentences = {
  started: 'the agent started and listens before it decides',
  adopted: 'the agent restarted within the lease and keeps what it holds',
  'leftovers-removed': 'addresses left over from an earlier run are removed before anything is decided',
  'memory-unreadable': 'the durable record cannot be read: this node holds until the operator says unhold',
  'memory-failed': 'the durable record cannot be written: this node claims no further term',
  'memory-back': 'the durable record can be written again',
  'settings-inconsistent': 'settings and device addresses contradict each other: this node takes nothing',
  'settings-changed': 'new settings are in force',
  'settings-differ': 'the two nodes have different settings: no automatic failback',
  'standing-by': 'the peer is heard: this node stands by',
  'boot-vacant': 'both nodes are up and nobody holds the addresses: this node is the one to take them',
  'boot-alone': 'no peer was heard during the boot wait',
  'solo-hold': 'booted alone with solo-start = hold: waiting for the peer or the operator',
  'peer-up': 'the peer is heard',
  'peer-late': 'the peer is late: evidence is gathered',
  'peer-dead': 'the peer is judged dead',
  'peer-departed': 'the peer left in order',
  'peer-restarting': 'the agent of the peer restarts; its addresses stay',
  'peer-foreign': 'the peer speaks a protocol version that this node does not know: alive, but not understood',
  'links-cut': 'no beat is heard but the addresses still answer: the links are cut, the peer lives, nobody moves',
  'i-am-isolated': 'neither the peer nor any witness is heard: this node is the isolated one and takes nothing',
  'cannot-judge': 'this node was stalled itself: no death verdict for one dead time',
  'kept-standby': 'the peer is judged dead, but on-failure = keep-standby: nothing moves',
  'held-back': 'nobody serves, and this node may not take over',
  takeover: 'taking over from a dead peer',
  'takeover-departed': 'taking over from a peer that left',
  'path-lost': 'no beat on this path within the dead time',
  'path-back': 'beats are heard again on this path',
  'one-way': 'the peer is heard on this path but does not hear this node',
  'zone-down': 'a device with virtual addresses lost its carrier',
  'zone-up': 'a device with virtual addresses has its carrier back',
  'witness-lost': 'no witness answers',
  'witness-back': 'a witness answers again',
  'link-down': 'every watched device of this kind fails its check',
  'link-back': 'a watched device of this kind passes its check again: the timer is reset',
  'link-timer-over': 'the links of this kind were down for the whole time of their timer',
  'link-kept': 'the links of this kind are down for long, but the peer is no better place: nothing moves',
  'link-move': 'the peer has the links that this node lost: handing over',
  'targets-fewer': 'the peer reaches more of the monitored targets than this node',
  'targets-level': 'the peer does not reach more of the monitored targets any more',
  'peer-check-failed': 'the address of the peer failed as many checks in a row as it may',
  'peer-check-back': 'the address of the peer answers the checks again',
  'carrier-move': 'the peer has carrier where this node lost it: handing over',
  'move-begun': 'a planned move begins',
  'move-step': 'a step of the move is done',
  'move-done': 'the move is done',
  'move-refused': 'the move is refused',
  'move-failed': 'the move failed',
  'taken-back': 'the peer could not take: this node takes back',
  'failback-begun': 'the pair is steady and the configured master is fit: failing back',
  'failback-stopped': 'too many takeovers after failbacks: automatic failback is stopped until ordered',
  'isolated-release': 'neither peer nor witness nor carrier: the addresses are dropped before the peer may take them',
  'isolated-end': 'contact or a witness is back and nobody else claims: the addresses are taken again',
  'claim-lapsed': 'the claim was interrupted: nothing is renewed until it is certain that nobody else claims',
  'claim-resumed': 'nobody else claims: the claim goes on',
  'conflict-won': 'both nodes claim the addresses; this node keeps them',
  'conflict-lost': 'both nodes claim the addresses; this node drops them',
  'conflict-over': 'the other claim ended; the addresses are announced again',
  'address-restored': 'an address was removed by someone else and is put back',
  'address-rival': 'another host claims an address of the pair; it is announced again',
  'address-conflict': 'a third host answers for an address of the pair',
  'replication-lost': 'the disk replication lost the peer',
  'replication-whole': 'the disks of both nodes are in sync',
  'resync-begun': 'a resynchronisation of the disks has begun: do not power down either node',
  'disk-failed': 'the own disk failed; writes go to the disk of the peer',
  'disk-lost': 'the disk is not primary and mounted any more: everything is released',
  'disk-move': 'the own disk failed and the peer has everything: handing over',
  'service-started': 'a service was started',
  'service-stopped': 'a service was stopped',
  'service-failed': 'a service failed',
  'service-wrong-node': "a service runs on this node by nobody's order, where it must not run: it is stopped",
  'service-at-boot': 'the service manager would start a service of the pair at boot by itself: that is taken away',
  'services-up': 'everything that shall run on this node was started',
  'services-unknown': 'the service manager does not answer: no service is started or stopped before it does',
  'services-known': 'the service manager answers again',
  'service-move': 'a service fails on this node again and again: handing over',
  'service-stays': 'a service fails on this node again and again, and the role stays here all the same',
  'farewell-failed': 'not every client could be told that its connection ends',
  'place-missing': 'a folder or a disk that a volume needs is not there: this node could not lead',
  'standby-unfit': 'this node stands by, and could not take over now, or not well',
  'standby-fit': 'this node stands by, and could take over',
  'copies-differ': 'a comparison found that the two copies of a volume differ; nothing was changed',
  'disk-stale': 'the peer may have written alone: this copy does not lead before it was resynchronised',
  'disk-forced':
    'no peer and no proof that the data is current: leading all the same, on the standing word of solo-start = promote',
  'outdate-asked': 'the peer lost the replication and asks that this copy be outdated',
  'fence-asked': 'the kernel asks what became of the peer; writes wait for the answer',
  'fence-answered': 'the kernel was told what became of the peer',
  'fence-begun': 'the fencing device is told to switch the peer off',
  'fence-done': 'the fencing device has confirmed that the peer is off',
  'fence-failed':
    'the fencing device has not confirmed that the peer is off: nothing is taken over, frozen writes stay frozen',
  'fence-void': 'a sign of life of the peer: what the fencing device said of it counts no more',
  'fence-device-silent': 'the fencing device does not answer: without it nothing is taken over from a silent peer',
  'fence-device-back': 'the fencing device answers again',
  'writes-frozen': 'writes are frozen until it is known what became of the peer',
  'writes-go-on': 'writes go on',
  'split-brain':
    'the data of the two nodes has diverged: nothing is connected, discarded or moved before the operator chose a side',
  'split-brain-over': 'the data of the two nodes belongs together again',
  'repair-begun': 'the operator chose the data of this node: the data of the peer goes',
  'repair-done': 'the repair is done: the disks of both nodes are in sync',
  'repair-expired': 'the repair did not come to its end within ten minutes; order it again',
  'repair-void':
    'the data that the operator gave up is not there any more: nothing is discarded; look again, then order it again',
  'data-discarded': 'the operator chose the data of the peer: the data of this node is discarded for it',
  'maintenance-begun': 'maintenance: nothing moves by itself',
  'maintenance-over': 'maintenance is over',
  'forced-master': 'the operator forced this node to lead, whatever the other node does',
  'node-reset': 'this node cannot give up its disk and may not keep it: it resets itself',
  'order-accepted': 'an order of the operator was accepted',
  'order-refused': 'an order of the operator was refused',
  'order-expired': 'an order ran out of time',
  held: 'held by the operator',
  unheld: 'released from hold by the operator',
  released: 'everything was released on the order of the operator',
  'release-failed': 'something could not be given up in order; addresses end with their lease',
  leaving: 'leaving in order',
  restarting: 'the agent restarts; the addresses stay until their lease ends',
} as const

/** Code of a line of the story. */
export type Reason = keyof typeof sentences

/** Every code, for coverage and the man page. */
export const reasons = Object.keys(sentences) as readonly Reason[]

/** The sentence of a code. */
export function sentenceOf(reason: Reason): string {
  return sentences[reason]
}

/** What the operator reads when an order is refused; each says what to do instead. */
const refusals: Readonly<Record<Refusal, string>> = {
  switching: 'a move is under way; wait until it has ended',
  'not-decided': 'this node is still starting; try again when its role is decided',
  'already-running-slave': 'this node is running slave already; nothing to do',
  'peer-not-available': 'the peer is not available; the node that shall take over goes on without it with --force',
  'peer-one-way': 'orders need a path that works both ways; check the links',
  'peer-held': 'the peer is held; run "hapair unhold" there first',
  'peer-unfit': 'the peer cannot take over now; see "hapair why" there',
  held: 'this node is held; run "hapair unhold" here first',
  unfit: 'this node cannot take over now; see "hapair why"',
  'dual-active': 'both nodes claim the addresses; wait until the conflict has ended',
  'stale-view': 'the pair has changed since you looked; look again with "hapair status"',
  'not-inverted': 'the configured master is running master already; nothing to fail back',
  'needs-force': 'the peer may still hold the addresses; use --force only if you know that it does not',
  'term-not-durable': 'the durable record cannot be written; free space in the state folder',
  isolated: 'this node hears neither the peer nor a witness; check its cables',
  leaving: 'this node is leaving',
  'disk-not-current': 'the data of this node is not proven to be current; see "hapair why"',
  'disk-unknown': 'the state of the disks is not known; see "hapair doctor"',
  'not-in-sync': 'the disks are not in sync; wait until the resynchronisation has ended',
  'split-brain': 'the data of the two nodes has diverged; see "hapair split-brain show"',
  'not-split-brain': 'the data of the two nodes belongs together; there is nothing to repair',
  'victim-leads': 'the peer still leads; take the role from it first ("hapair demote-master" on the configured master)',
  'wrong-node': 'this order belongs to the other node',
  'not-fenced':
    'the fencing device has not confirmed that the silent peer is off; see "hapair status", or use --force if you know that it is',
}

/** The sentence of a refusal. */
export function refusalText(refusal: Refusal): string {
  return refusals[refusal]
}

/** Why nobody serves, as the operator reads it. */
export function heldBackText(why: HeldBack): string {
  return why === 'left-to-operator' ? leftToOperator : refusals[why]
}

const leftToOperator =
  'with isolation = manual only the operator takes over from a silent peer; if you know that it is off: "hapair make-master"'

/** Every refusal, for coverage and the man page. */
export const refusalCodes = Object.keys(refusals) as readonly Refusal[]
