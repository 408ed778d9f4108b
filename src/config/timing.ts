/**
 * Which spans follow from the dead time, and do they hang together?
 *
 * Everything that must keep a proportion to the dead time is derived from it here, once (D3, D7). The kernel's lease
 * and its renewal are what makes a hung master harmless: the last lifetime that it gave must end before its peer may
 * take, so renewal period, lease and the kernel's own lateness together fit into the dead time of the normal class.
 * In the fast class they cannot; there the probe for the VIP guards instead.
 */
import type { NodeName } from '../core/types.ts'
import type { ServiceSettings } from '../core/eyes.ts'
import { unitsStopLimit } from '../core/service-limits.ts'
import type { Timing } from '../core/settings.ts'
import type { SitePath } from './site.ts'

/** Dead times below this are of the fast class: D7. */
export const fastBelowMs = 4000

/** What the kernel may be late with the end of a lifetime: 2.35 s measured for a lifetime of 1 s, D3. */
export const lifetimeLatenessMs = 1500

/** Limits of the lease, ms: D3. The kernel counts lifetimes in whole seconds. */
const leaseMs = { min: 1000, max: 10_000, step: 1000 } as const

/** A lease is renewed four times in its life: D3. */
const renewalsPerLease = 4

/** Shares of the dead time: D7. */
const share = { late: 0.25, fastLate: 0.2, warn: 0.4, isolate: 0.4, answer: 0.1 } as const

/** Limits of the wait for a probe answer, ms: a neighbour on a LAN answers within 5 ms, a busy one within 250. */
const answerMs = { min: 5, max: 250 } as const

/** Time limits of one step and of an order between the nodes, ms; our own, told in the manual. */
const limitMs = { step: 10_000, fastStep: 2000, diskStep: 60_000, order: 30_000 } as const

/**
 * Latest notice of a lost replication peer: the ping interval and time-out of the generated resource file take at most half
 * the dead time, and 3 s; measured on 8.4.11, the suspension came at most so long after the loss. The rest is slack, ms.
 */
const replicationLag = { share: 0.5, maxMs: 3000, slackMs: 500 } as const

/** Time limit of one call of the fencing agent, ms, and how many fit into an order: off, and asking what came of it. */
export const fenceTimeoutMs = 10_000
const fenceCalls = 3

/** Default restart grace of the fast class, ms: a lease of 1 s is shorter than the start of the agent. */
const fastRestartMs = 5000

/** The slave waits for two dead times at boot, the master for one: D4. */
const bootWaits: Readonly<Record<NodeName, number>> = { master: 1, slave: 2 }

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max)
}

/** Timing class of a dead time. */
export function timingClass(deadMs: number): Timing['class'] {
  return deadMs < fastBelowMs ? 'fast' : 'normal'
}

/** Lifetime of the addresses, ms: half the dead time in whole seconds, 1 to 10; 1 s in the fast class. */
export function leaseOf(deadMs: number): number {
  return clamp(Math.floor(deadMs / 2 / leaseMs.step) * leaseMs.step, leaseMs.min, leaseMs.max)
}

/** Period of the renewal, ms. */
export function renewalOf(deadMs: number): number {
  return leaseOf(deadMs) / renewalsPerLease
}

/** What the spans are derived from. */
export type TimingInput = {
  readonly role: NodeName
  readonly deadMs: number
  readonly paths: readonly Pick<SitePath, 'beatMs'>[]
  readonly steadyMs: number
  readonly flapWindowMs: number
  readonly restartMs?: number
  readonly fencing?: { readonly timeoutMs: number }
  /** The services that the pair places, and how many stop beside each other. */
  readonly placed?: {
    readonly services: readonly Pick<ServiceSettings, 'name' | 'placement' | 'order' | 'after' | 'stopMs'>[]
    readonly width: number
  }
}

/** All spans of the pair. */
export function deriveTiming(settings: TimingInput): Timing {
  const { deadMs, steadyMs, flapWindowMs } = settings
  const kind = timingClass(deadMs)
  const fast = kind === 'fast'
  const { placed } = settings
  const stepMs = fast ? limitMs.fastStep : limitMs.step
  const unitsStopMs = placed === undefined ? 0 : unitsStopLimit(placed.services, placed.width)
  const beatMs = Math.min(...settings.paths.map((path) => path.beatMs))
  return {
    class: kind,
    deadMs,
    lateMs: fast ? beatMs + share.fastLate * deadMs : share.late * deadMs,
    warnMs: share.warn * deadMs,
    isolateMs: share.isolate * deadMs,
    answerMs: clamp(share.answer * deadMs, answerMs.min, answerMs.max),
    beatMs,
    leaseMs: leaseOf(deadMs),
    renewMs: renewalOf(deadMs),
    steadyMs,
    bootWaitMs: bootWaits[settings.role] * deadMs,
    restartMs: settings.restartMs ?? (fast ? fastRestartMs : leaseOf(deadMs)),
    stepMs,
    unitsStopMs,
    diskStepMs: limitMs.diskStep,
    replicationLagMs: Math.min(replicationLag.share * deadMs, replicationLag.maxMs) + replicationLag.slackMs,
    // A release ends the clients and the services before it gives anything up.
    orderMs: limitMs.order + (unitsStopMs > 0 ? stepMs + unitsStopMs : 0),
    fenceMs: fenceCalls * (settings.fencing?.timeoutMs ?? fenceTimeoutMs),
    flapWindowMs,
  }
}
