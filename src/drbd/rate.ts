/**
 * How fast may a resynchronisation run, and does DRBD know?
 *
 * DRBD has two mechanisms, and which one rules depends on `c-plan-ahead`: 0 means the fixed `resync-rate`, more means a
 * controller that ignores it and obeys `c-max-rate`. Both are set to the same value, and the plan to 0. Whoever sets
 * last wins, on either node (measured: set on the source alone it changed the target's speed), so both nodes set it and
 * read it back. `c-min-rate` is no floor and stays as it is. Unit everywhere: KiB/s.
 * Rejected: setting only the fixed rate, which someone's `c-plan-ahead 20` (the kernel's default) would switch off.
 */
import { assert } from '../base/assert.ts'
import type { CommandLine, DiskResource, Grammar } from './commands.ts'

/** Largest rate, KiB/s: 4 GiB/s, the ceiling of DRBD's option. */
export const rateMaxKib = 4_194_304

const rateDeadlineMs = 5000

/** The call that sets the rate while DRBD runs. `rateKib`: KiB/s, 1 to `rateMaxKib`. */
export function rateLine(resource: DiskResource, rateKib: number, grammar: Grammar): CommandLine {
  assert(Number.isInteger(rateKib) && rateKib >= 1 && rateKib <= rateMaxKib, 'the settings keep rates in range')
  const verb = grammar === '9' ? 'peer-device-options' : 'disk-options'
  const options = [`--c-plan-ahead=0`, `--resync-rate=${rateKib}k`, `--c-max-rate=${rateKib}k`]
  return {
    verb: 'rate',
    target: resource.name,
    program: 'drbdadm',
    arguments: [verb, ...options, resource.name],
    deadlineMs: rateDeadlineMs,
    effect: 'changes',
  }
}

/** What `drbdsetup show --show-defaults` says of the rate. Missing: not printed, or not understood. */
export type RateSettings = {
  readonly fixedKib?: number
  readonly controllerMaxKib?: number
  /** 1/10 s; 0: the fixed rate rules. */
  readonly planAhead?: number
}

/** Longest text that is looked at; one resource takes 3 kB. */
const textMax = 65_536

/** Reads the rate out of the settings that DRBD has. */
export function parseRateSettings(text: string): RateSettings {
  const shown = text.slice(0, textMax)
  const fixedKib = kibOf(shown, 'resync-rate')
  const controllerMaxKib = kibOf(shown, 'c-max-rate')
  const plan = /\bc-plan-ahead\s+(\d{1,5})\b/.exec(shown)?.[1]
  return {
    ...(fixedKib !== undefined && { fixedKib }),
    ...(controllerMaxKib !== undefined && { controllerMaxKib }),
    ...(plan !== undefined && { planAhead: Number(plan) }),
  }
}

/** Does DRBD run with this rate by either mechanism? */
export function isRateInForce(settings: RateSettings, rateKib: number): boolean {
  return settings.planAhead === 0 && settings.fixedKib === rateKib && settings.controllerMaxKib === rateKib
}

/** KiB of one of each unit that the tool prints; without a unit it counts bytes. */
const unitKib: Readonly<Record<string, number>> = { k: 1, m: 1024, g: 1_048_576 }
const bytesPerKib = 1024

function kibOf(text: string, key: string): number | undefined {
  const match = new RegExp(`\\b${key}\\s+(\\d{1,12})([kmgKMG]?)\\b`).exec(text)
  if (match === null) return undefined
  const unit = match[2]?.toLowerCase() ?? ''
  return Number(match[1]) * (unitKib[unit] ?? 1 / bytesPerKib)
}
