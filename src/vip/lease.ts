/**
 * How long may the kernel keep an address on its own?
 *
 * The kernel counts lifetimes in whole seconds and ends one after lease to lease + 1 s (measured; decisions count with
 * + 1.5 s), so a lease is rounded down and never below one second. Renewing is one order per address: settings whose
 * renewals would take too much of their period are refused when they are read.
 * Rejected: lifetimes extended by a timer of its own, which would go on renewing while nothing decides any more.
 */
import { assert } from '../base/assert.ts'

/** Shortest lease (D3): the kernel's unit. */
export const leaseMsMin = 1000
/** Longest lease (D6): the longest planned restart of the agent. */
export const leaseMsMax = 10_000

/** The lifetime for the kernel, whole seconds. `leaseMs`: 1000..10000. */
export function leaseSeconds(leaseMs: number): number {
  assert(leaseMs >= leaseMsMin && leaseMs <= leaseMsMax, `a lease of ${leaseMsMin}..${leaseMsMax} ms: ${leaseMs}`)
  return Math.floor(leaseMs / 1000)
}
