/**
 * Which facts reach the core, and which file emits each?
 *
 * A fact says what was seen, never what to do. The instant at which it was seen travels beside it as the argument
 * `now` of `step`. Facts of the network have been authenticated before they come here.
 */
import type { Instant } from '../base/time.ts'
import type { Answerer, Memory, PathId, RefusedKind, RoleVerb, Zone } from './types.ts'
import type { PairSettings } from './settings.ts'
import type { Beat } from './beat-content.ts'
import type { DiskFacts } from './disk-facts.ts'
import type { LinkState, ServiceFacts } from './eyes.ts'

/** A fact. Spans are in milliseconds; `zone`, `path` and `witness` are names and numbers of the settings. */
export type PairEvent =
  /** First fact of all. `owned`: which addresses of the pair the kernel still holds. From `daemon/main.ts`. */
  | {
      readonly type: 'started'
      readonly memory: Memory | 'empty' | 'unreadable'
      readonly bootId: number
      readonly incarnation: number
      readonly owned: 'all' | 'some' | 'none'
      /** Settings contradict the addresses of the devices (CFG-13): never take anything. */
      readonly inconsistent: boolean
    }
  /** An authentic, fresh beat. `ageMs`: time between the kernel's receive stamp and `now`. From `wire` by `daemon/links.ts`. */
  | { readonly type: 'beat'; readonly beat: Beat; readonly ageMs: number }
  /** A frame that is no life. From `daemon/links.ts`. */
  | { readonly type: 'beat-refused'; readonly path: PathId; readonly kind: RefusedKind }
  /** Authentic, but of a protocol version that this program does not know: alive, never dead. */
  | { readonly type: 'foreign-version'; readonly path: PathId; readonly version: number }
  /** The peer proved possession of the key with my fresh nonce on this path. From `daemon/links.ts`. */
  | { readonly type: 'session'; readonly path: PathId }
  /** Bytes cannot be sent or received on this path now (device gone, port closed) or can again. */
  | { readonly type: 'path-device'; readonly path: PathId; readonly usable: boolean; readonly carrier: boolean }
  /** Someone answered a probe. `subject`: for whom we asked. From `connectivity/arp-probe.ts`. */
  | {
      readonly type: 'probe-answer'
      readonly zone: Zone
      readonly subject: 'vip' | 'peer-address' | 'neighbour'
      readonly answerer: Answerer
      /** Instant at which the kernel saw the answer. */
      readonly at: Instant
    }
  /** No question of the latest probe left in this zone. From `connectivity/arp-probe.ts`. */
  | { readonly type: 'probe-unsent'; readonly zone: Zone }
  /** A configured witness (ping target, gateway) answered. From `connectivity/ping.ts`. */
  | { readonly type: 'witness-answer'; readonly witness: number }
  /** Carrier of the device of a VIP zone. From `linux/netlink.ts` by `daemon/links.ts`. */
  | { readonly type: 'zone-carrier'; readonly zone: Zone; readonly up: boolean }
  /** An address of ours vanished from the kernel without an order. From `vip/index.ts`. */
  | { readonly type: 'address-missing'; readonly zone: Zone; readonly address: string }
  /** Someone else announced or claimed an address of ours. From `connectivity/arp-probe.ts`. */
  | { readonly type: 'address-rival'; readonly zone: Zone; readonly address: string; readonly answerer: Answerer }
  /** The loop slept or worked longer than it may. All that waits follows, then `caught-up`. From `daemon/loop.ts`. */
  | { readonly type: 'stalled'; readonly forMs: number }
  | { readonly type: 'caught-up' }
  /** A deadline that `wakeAt` asked for has come. From `daemon/loop.ts`. */
  | { readonly type: 'timer' }
  /** An order of the operator. `seen`: what the caller saw when it decided (D4). From `control/server.ts`. */
  | {
      readonly type: 'order'
      readonly orderId: string
      readonly order: OperatorOrder
    }
  /** The settings changed while running (D14). From `daemon/main.ts`. */
  | { readonly type: 'settings'; readonly settings: PairSettings; readonly inconsistent: boolean }
  /** Outcome of an effect that carried an id. From `daemon/performers.ts`. */
  | { readonly type: 'effect-done'; readonly id: number }
  | { readonly type: 'effect-failed'; readonly id: number; readonly text: string }
  /** Every resource, in the order of the settings, at each change. From `drbd/index.ts`. */
  | { readonly type: 'disk'; readonly resources: readonly DiskFacts[] }
  /** The kernel lost the peer of a disk primary and asks what became of it (`fence-peer`). From `control/server.ts`. */
  | { readonly type: 'fence-asked'; readonly askId: string; readonly resource: number }
  /** Every service, in the order of the settings, at each change and in each audit. From `services/index.ts`. */
  | { readonly type: 'services'; readonly services: readonly ServiceFacts[] }
  /** The watched devices of each kind together, at each change. From `connectivity/device-check.ts`. */
  | { readonly type: 'links'; readonly lan: LinkState; readonly internet: LinkState }
  /** A round of the jury is over: so many targets answered. From `connectivity/jury.ts`. */
  | { readonly type: 'targets'; readonly round: number; readonly reached: number }
  /** The peer's address was asked: so many checks in a row failed. At each change. From `connectivity/peer-check.ts`. */
  | { readonly type: 'peer-check'; readonly failures: number }
  /** The fencing device answered its periodic question, or did not (`text` says why). From `daemon/fence-watch.ts`. */
  | { readonly type: 'fence-device'; readonly answers: boolean; readonly text: string }

/** What an operator can ask of the core. */
export type OperatorOrder =
  | {
      readonly verb: RoleVerb
      readonly force: boolean
      /** Term and phase on the caller's screen; a mismatch is refused as `stale-view`. */
      readonly seen?: { readonly term: number; readonly phase: string }
    }
  | { readonly verb: 'hold' | 'unhold' | 'release' | 'stop' | 'restart' | 'announce' }
  /** Nothing moves by itself from now on, or again (STA-20). */
  | { readonly verb: 'maintain' | 'unmaintain' }
  /** In split-brain: the configured master gives everything up (SB-7). */
  | { readonly verb: 'demote-master' }
  /**
   * This node's data stays, the other node's goes (SB-8, SB-9). `victims`: per resource the current identifier of the data
   * that goes, as it was shown; empty where nothing goes.
   */
  | { readonly verb: 'repair'; readonly victims: readonly string[]; readonly thenFailback: boolean }
  /** Lead whatever the other node does (ROLE-18); the one order that can make two data sets of one. */
  | { readonly verb: 'force-master' }

/** The fact of one type. */
export type Fact<T extends PairEvent['type']> = Extract<PairEvent, { type: T }>
