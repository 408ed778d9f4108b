/**
 * What does the core want to know of the settings?
 *
 * Choices and spans, already checked against each other (D7); `config/pair-settings.ts` derives them from the files.
 */
import type { ServiceSettings } from './eyes.ts'
import type { Medium, NodeName, PathId, Zone } from './types.ts'

/** A path as the core sees it. */
export type PathSettings = {
  readonly id: PathId
  readonly name: string
  readonly medium: Medium
  readonly beatMs: number
  /** Its device carries a VIP zone too: the carrier is that of a switch and says nothing of the peer. */
  readonly throughSwitch?: boolean
}

/** A zone that carries a VIP. */
export type ZoneSettings = {
  readonly zone: Zone
  readonly device: string
  /** VIP and aliases that are enabled, in text form without prefix. */
  readonly addresses: readonly string[]
  /** The peer's own address in the zone, probed to tell `agent-dead` from `silent-dead`. */
  readonly peerAddress: string
}

/** All that the core wants to know of the settings. Derived spans are computed in `config/timing.ts`, once. */
export type PairSettings = {
  readonly node: NodeName
  readonly pairId: number
  readonly settingsHash: number
  readonly timing: Timing
  readonly paths: readonly PathSettings[]
  readonly zones: readonly ZoneSettings[]
  /** How many ping targets and gateways are configured as witness. 0: neighbours only. */
  readonly witnesses: number
  readonly failback: 'auto' | 'manual'
  readonly onFailure: 'promote' | 'keep-standby'
  readonly soloStart: 'auto' | 'hold' | 'promote'
  /** `off`, or how long a VIP zone may be without carrier before a handover, ms. */
  readonly onCarrierLossMs: number | 'off'
  /** Take an address over although a third host answers for it. */
  readonly takeFromStranger: boolean
  readonly resources: readonly string[]
  /** `manual`: only the operator lets a slave take over, so that a cut-off master may go on alone at once (D15). */
  readonly isolation: 'auto' | 'manual'
  /** `agent`: a device switches a silent peer off before anything is taken from it (class P, D15). */
  readonly fencing: 'none' | 'agent'
  /** In the order of the profile; at most `servicesMax`. */
  readonly services: readonly ServiceSettings[]
  readonly servicePolicy: ServicePolicy
  /** How long every watched device of the kind may be down before a handover, ms (FO-2..5). */
  readonly onLanDownMs: number | 'off'
  readonly onInternetDownMs: number | 'off'
  /** How long the peer may reach more targets of the jury before a handover, ms. */
  readonly onFewerTargetsMs: number | 'off'
  readonly peerCheck: PeerCheckSettings
}

/** The second, slower detector (CON-15). */
export type PeerCheckSettings = {
  /** Checks of the peer's address that fail in a row before it counts as gone (HB-11). */
  readonly failuresMax: number
  /** No serial line and no zone to ask in (a routed pair): without it nobody is judged dead (HB-14). */
  readonly decisive: boolean
}

/** How services are started and given up. */
export type ServicePolicy = {
  /** Services that start or stop beside each other at most (FO-25). */
  readonly width: number
  /** So many deaths or failed starts within the window hand the role over (FO-9). */
  readonly restarts: number
  readonly windowMs: number
}

/** Spans, all in ms. See D3 and D7 for how they hang together. */
export type Timing = {
  readonly class: 'normal' | 'fast'
  readonly deadMs: number
  readonly lateMs: number
  readonly warnMs: number
  readonly isolateMs: number
  /** How long a probe waits for its answer. */
  readonly answerMs: number
  /** Smallest beat interval of all paths. */
  readonly beatMs: number
  readonly leaseMs: number
  readonly renewMs: number
  /** Pair steady for this long before an automatic failback. */
  readonly steadyMs: number
  readonly bootWaitMs: number
  /** How long addresses outlive a planned restart of the agent. */
  readonly restartMs: number
  /** Time limit of one step of a plan. */
  readonly stepMs: number
  /** Time limit of the step of a release that stops the services (FO-10); 0 when nothing is placed on one node. */
  readonly unitsStopMs: number
  /** Time limit of a step that moves a disk. */
  readonly diskStepMs: number
  /** The driver notices the loss of its peer at most this late (ping interval and time-out). */
  readonly replicationLagMs: number
  /** Time limit of a whole order between the nodes. */
  readonly orderMs: number
  /** Time limit of the fencing device: an order and the reading of what came of it. */
  readonly fenceMs: number
  /** A takeover this soon after a failback counts as flapping. */
  readonly flapWindowMs: number
}
