/**
 * Which orders can the core give, and which file performs each?
 *
 * An effect with an `id` is answered by `effect-done` or `effect-failed` with that id; the core keeps its deadline
 * (C4). An effect without an id is not answered. Performers never decide.
 */
import type { Memory, Refusal, Zone } from './types.ts'
import type { Beat } from './beat-content.ts'
import type { Reason } from './reasons.ts'

/** An order of the core to the hands of the daemon. Addresses are those of the settings in force. */
export type Effect =
  /** Write the durable record; answered when it is on the disk. By `daemon/memory.ts`. */
  | { readonly type: 'remember'; readonly id: number; readonly memory: Memory }
  /** Send one beat on its path. By `daemon/links.ts`. */
  | { readonly type: 'send-beat'; readonly beat: Beat }
  /** Put every enabled address on its device with this lifetime; idempotent. By `vip/index.ts`. */
  | { readonly type: 'vip-add'; readonly id: number; readonly leaseMs: number }
  /** Lengthen the lifetime of every address; puts back what is missing. By `vip/index.ts`. */
  | { readonly type: 'vip-renew'; readonly leaseMs: number }
  /** Take every address of the pair off this node. By `vip/index.ts`. */
  | { readonly type: 'vip-remove'; readonly id: number }
  /** Announce every address once: gratuitous ARP in both forms, neighbour advertisement. By `vip/index.ts`. */
  | { readonly type: 'announce'; readonly round: number }
  /** Ask for the VIPs, the peer's own address and a neighbour in each zone with carrier. By `connectivity/index.ts`. */
  | { readonly type: 'probe'; readonly zones: readonly Zone[] }
  /** Ask every configured witness once. By `connectivity/index.ts`. */
  | { readonly type: 'ask-witnesses' }
  /** Answer the operator. By `control/server.ts`. */
  | { readonly type: 'answer'; readonly orderId: string; readonly answer: OrderAnswer }
  /** One line of the story: console, journal, log. By `daemon/journal.ts`. */
  | { readonly type: 'tell'; readonly told: Told }
  /** The loop turned and decided: the service manager's watchdog is fed. By `linux/sd-notify.ts`. */
  | { readonly type: 'feed-watchdog' }
  /** The addresses are given up and the agent may end. By `daemon/main.ts`. */
  | { readonly type: 'exit'; readonly code: number }
  /** Make every resource primary, or none. `force`: the operator answers for data that is not proven current. By `drbd/index.ts`. */
  | { readonly type: 'disk-primary'; readonly id: number; readonly force: boolean }
  /** Steps over every resource; done when read back. By `drbd/index.ts`. */
  | { readonly type: 'disk-disconnect' | 'mount'; readonly id: number }
  /**
   * The steps of a release, over every resource; done when read back. `forced`: it must not be undone, and a node that
   * hangs in it is reset (D5). By `drbd/index.ts`, under the guard of `linux/reset.ts` while forced.
   */
  | { readonly type: 'disk-secondary' | 'unmount'; readonly id: number; readonly forced: boolean }
  /** Mark the own disk as outdated, disconnected first if need be; done when read back. By `drbd/index.ts`. */
  | { readonly type: 'disk-outdate'; readonly id: number; readonly resource: number }
  /**
   * Connect a resource that stands alone. `anew`: disconnect it first, which makes the kernel ask again what became of the
   * peer (measured on 8.4.11: nothing else does). By `drbd/index.ts`.
   */
  | { readonly type: 'disk-connect'; readonly resource: number; readonly anew: boolean }
  /**
   * Discard the own data of a resource for the peer's, on the order of the operator there (S5), if it is still that of the
   * current identifier `generation`. `token`: the word of the operator, noted durably as used. By `drbd/index.ts`.
   */
  | {
      readonly type: 'disk-discard'
      readonly id: number
      readonly resource: number
      readonly generation: string
      readonly token: string
    }
  /** Answer the kernel's handler. By `control/server.ts`. */
  | { readonly type: 'fence-answer'; readonly askId: string; readonly code: FenceCode; readonly text: string }
  /** Switch the peer off; done when the device, asked again, says that it is off. By `fence/device.ts`. */
  | { readonly type: 'fence-peer'; readonly id: number; readonly why: string }
  /** This node may still hold what it must not hold, and cannot give it up: reset it. By `linux/reset.ts`. */
  | { readonly type: 'reset-node'; readonly why: string }
  /** Start a service, done when its unit runs. `service`: index in the settings. By `services/index.ts`. */
  | { readonly type: 'service-start'; readonly id: number; readonly service: number }
  /** Stop a service, done when nothing of its unit runs; after `killAfterMs` its processes are killed. By `services/index.ts`. */
  | { readonly type: 'service-stop'; readonly id: number; readonly service: number; readonly killAfterMs: number }
  /** The service manager shall not start it at boot by itself. By `services/index.ts`. */
  | { readonly type: 'service-disable'; readonly id: number; readonly service: number }
  /** Let the running services of this node say farewell to their clients (SVC-10). By `services/index.ts`. */
  | { readonly type: 'end-clients'; readonly id: number }

/**
 * Exit codes of the handler: the peer's disk is inconsistent, outdated, out of reach, is primary itself, was fenced by a
 * device; 1: nothing is proven, stay frozen. Source: drbd.conf(5), `fence-peer`.
 */
export type FenceCode = 1 | 3 | 4 | 5 | 6 | 7

/** Result of an operator's order. `progress` may come any number of times before the end. */
export type OrderAnswer =
  | { readonly type: 'progress'; readonly text: string }
  | { readonly type: 'done'; readonly text: string }
  | { readonly type: 'refused'; readonly refusal: Refusal; readonly text: string }
  | { readonly type: 'failed'; readonly text: string }

/** A line of the story. `facts` are the two or three things that decided, in order. */
export type Told = {
  readonly category: 'failover' | 'heartbeat' | 'address' | 'operator'
  readonly level: 'info' | 'notice' | 'warning' | 'alarm'
  readonly reason: Reason
  readonly facts: readonly string[]
  /** Since the move began, ms, for lines that belong to a move. */
  readonly elapsedMs?: number
}
