/**
 * What is one node made of?
 *
 * A machine has power, a clock of its own, a kernel with addresses, a disk, and perhaps a running agent. Each of them
 * can fail without the others: that is what the pair must survive.
 */
import type { PairEvent } from '../../src/core/events.ts'
import type { PairState } from '../../src/core/state.ts'
import type { NodeName } from '../../src/core/types.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import { Kernel } from './kernel.ts'
import type { Frame } from './links.ts'
import { Store } from './store.ts'

/** 0: the configured master, 1: the configured slave. */
export type NodeIndex = 0 | 1

/** The other node. */
export function other(node: NodeIndex): NodeIndex {
  return node === 0 ? 1 : 0
}

/** What waits for a stopped agent. `at`: own clock of the machine. */
export type Waiting = { readonly at: number; readonly path: number; readonly what: PairEvent | Frame }

/** An order for the pair of hands that touches addresses. */
export type AddressOrder = { readonly id: number; readonly type: 'vip-add' | 'vip-remove'; readonly leaseMs: number }

/** One run of the agent, from its start to its end. */
export type Agent = {
  /** Unique over both nodes and all runs; stands for the nonces of the session too. */
  readonly life: number
  readonly incarnation: number
  readonly startedAt: number
  state: PairState
  /** Stopped by a signal: it does nothing, the kernel goes on. */
  stopped: boolean
  readonly inbox: Waiting[]
  /** Global instant of the timer entry in the agenda. */
  timerAt: number
  /** Life of the peer that proved itself, and of one that asked to; 0: none. */
  peerLife: number
  candidateLife: number
  /** Latest counter accepted per path (replay window). */
  readonly counters: number[]
  /** Order of the addresses that is under way. */
  hands: AddressOrder | undefined
  /** Zones in which this run has learned the peer's hardware address. */
  readonly learned: boolean[]
  /** What the operator ordered last of the life of the agent. */
  departure: 'none' | 'stop' | 'restart'
  /** Own clock when the service manager's watchdog was fed. */
  fedAt: number
  fed: boolean
  /** The phase told last, to see changes. */
  events: number
}

/** One node. Instants called `own` are of its monotonic clock. */
export class Machine {
  readonly index: NodeIndex
  readonly name: NodeName
  settings: PairSettings
  /** Global instant of their last change. */
  settingsAt = 0
  readonly kernel: Kernel
  readonly store = new Store()
  powered = false
  frozen = false
  bootId = 0
  /** Own clock minus global clock; shrinks while frozen. */
  clockOffset = 0
  frozenAt = 0
  /** Global instant of the latest power-on. */
  poweredAt = Number.NEGATIVE_INFINITY
  /** Global instant at which it went on last. */
  thawedAt = Number.NEGATIVE_INFINITY
  agent: Agent | undefined
  /** Facts that came while the machine was frozen. */
  readonly thawed: (() => void)[] = []
  /** Global instant of the next look at ended lifetimes that is in the agenda. */
  expiryAt = Number.POSITIVE_INFINITY
  /** Counts orders to start the agent, so that an older one does nothing. */
  startTicket = 0
  /** The next start contradicts the addresses of the devices (CFG-13). */
  inconsistent = false
  /** Device of a path has failed, by path. */
  readonly brokenDevice: boolean[] = []
  /** What the agent was told last of each path and zone. */
  readonly toldPath: string[] = []
  readonly toldZone: string[] = []
  /** When that reaches the agent: facts of one device keep their order. */
  readonly toldPathAt: number[] = []
  readonly toldZoneAt: number[] = []

  constructor(index: NodeIndex, settings: PairSettings) {
    this.index = index
    this.name = index === 0 ? 'master' : 'slave'
    this.settings = settings
    this.kernel = new Kernel(settings.zones)
  }

  /** Own clock at a global instant. */
  own(at: number): number {
    return (this.frozen ? this.frozenAt : at) + this.clockOffset
  }

  /** Does the kernel of the machine do anything? */
  get awake(): boolean {
    return this.powered && !this.frozen
  }
}
