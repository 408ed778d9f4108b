/**
 * What does a node remember of a move under way?
 *
 * The plan on this node, the order between the nodes, and the operator who waits. `plan.ts` and `handover.ts` act on
 * them; these are only the records.
 */
import type { Instant } from '../base/time.ts'
import type { PairOrder } from './beat-content.ts'
import type { MoveCause } from './types.ts'

/** A step of a plan; each but `verify` and `units-stop` is an effect of the same name. */
export type StepName =
  | 'verify'
  | 'disk-primary'
  | 'mount'
  | 'vip-add'
  | 'end-clients'
  | 'units-stop'
  | 'vip-remove'
  | 'unmount'
  | 'disk-secondary'
  | 'disk-disconnect'

/** A move under way on this node. */
export type Plan = {
  readonly kind: 'take' | 'release'
  readonly cause:
    | MoveCause
    | 'takeover'
    | 'vacant'
    | 'conflict'
    | 'disk-lost'
    | 'isolated'
    | 'operator'
    | 'taken-back'
    | 'failed-take'
    | 'leftovers'
  readonly steps: readonly StepName[]
  readonly index: number
  readonly effectId: number
  readonly deadlineAt: Instant
  readonly begunAt: Instant
  readonly stepBegunAt: Instant
  /** Forced releases are never undone. */
  readonly forced: boolean
  /** Resources whose record this take has marked as forced. */
  readonly marked?: readonly number[]
  readonly durations: readonly { readonly step: StepName; readonly ms: number }[]
}

/** Did the addresses come here for a link that the other node lost (FO-30)? */
export function forLostLink(cause: Plan['cause']): boolean {
  return cause === 'carrier-loss' || cause === 'lan-down' || cause === 'internet-down' || cause === 'fewer-targets'
}

/** Does the plan take the addresses away, or did it already? A planned release ends the services before that. */
export function yields(plan: Plan | undefined): boolean {
  return plan?.kind === 'release' && plan.index >= plan.steps.indexOf('vip-remove')
}

/** An order between the nodes, as seen from here. */
export type OrderView = {
  readonly order: PairOrder
  readonly deadlineAt: Instant
  /** The operator's order that waits for it. */
  readonly operatorId?: string
}

/** An operator's order that is not yet answered. */
export type Waiting = { readonly orderId: string; readonly verb: string; readonly deadlineAt: Instant }
