/**
 * How long may the kernel keep an address on its own, and what does it cost to say so again and again?
 *
 * The kernel counts lifetimes in whole seconds and ends one after lease to lease + 1 s (measured; decisions count with
 * + 1.5 s), so a lease is rounded down and never below one second. Renewing is one order per address; settings whose
 * renewals would take more than a twentieth of their period are refused, because beats share the thread.
 * Rejected: lifetimes extended by a timer of its own, which would go on renewing while nothing decides any more.
 */
import { assert } from '../base/assert.ts'

/** Bounds of a lease (D3, D6): the kernel's unit, and the longest planned restart of the agent. */
export const leaseMsMin = 1000
export const leaseMsMax = 10_000

/** The lifetime for the kernel, whole seconds. `leaseMs`: 1000..10000. */
export function leaseSeconds(leaseMs: number): number {
  assert(leaseMs >= leaseMsMin && leaseMs <= leaseMsMax, `a lease of ${leaseMsMin}..${leaseMsMax} ms: ${leaseMs}`)
  return Math.floor(leaseMs / 1000)
}

/** How many addresses of each kind are renewed together. */
export type AddressCounts = { readonly ipv4: number; readonly ipv6: number }

/**
 * Cost of one renewal, ms: fixed, and per address already on the device, because the kernel walks a list. Measured
 * 2026-11-20 on a busy machine of 2 cores, Linux 6.18: IPv4 12 us at 1,000 addresses and 20 us at 4,000; IPv6 28 us at
 * 100, 64 us at 500, 117 us at 1,000.
 */
const renewalCostMs = { ipv4: { each: 0.01, perPresent: 0.0000025 }, ipv6: { each: 0.02, perPresent: 0.0001 } } as const

/** Largest part of the renewal period that a round of renewals may take. */
const renewalShareMax = 0.05

/** How long one round of renewals keeps the thread busy, ms, all slices together. */
export function renewalRoundMs(counts: AddressCounts): number {
  const cost = (count: number, unit: { each: number; perPresent: number }): number =>
    count * (unit.each + count * unit.perPresent)
  return cost(counts.ipv4, renewalCostMs.ipv4) + cost(counts.ipv6, renewalCostMs.ipv6)
}

/** Why these addresses cannot be renewed every `renewMs`; empty when they can. */
export function renewalProblems(counts: AddressCounts, renewMs: number): readonly string[] {
  const roundMs = renewalRoundMs(counts)
  const limitMs = renewMs * renewalShareMax
  if (roundMs <= limitMs) return []
  const kinds = `${counts.ipv4} IPv4 and ${counts.ipv6} IPv6 addresses`
  return [
    `renewing ${kinds} takes about ${roundMs.toFixed(1)} ms, more than 5 % of the renewal period of ${renewMs} ms: ` +
      'use fewer addresses or a longer dead time',
  ]
}
