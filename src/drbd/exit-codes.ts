/**
 * What does it mean that a DRBD tool ended in this way?
 *
 * Not every code but 0 is a failure, and 0 is not always a success: `outdate` answers 0 while connected and changes
 * nothing, so its result counts only after the disk state has been read again. The class decides: what was refused by a
 * rule of DRBD is not tried again as it is, what failed in the tool may be, and only failures of the tool open the
 * circuit breaker.
 * Source: drbd-utils user/v84/drbdsetup.c print_config_error (5, 10, 11, 16, 17, 20), user/shared/shared_main.h (1, 2, 10,
 * 20, 30), include/linux/drbd.h for the numbers in brackets; texts as recorded from the 8.4 module.
 */
import type { DiskVerb } from './commands.ts'

/** Verbs of DRBD's tools, and those of others: only 0 is good, every failure is worth a second look. */
export type AskedVerb = DiskVerb | 'generation' | 'rate' | 'volume'

/** How a program ended. Texts are bounded by whoever ran it. */
export type CommandResult =
  | { readonly type: 'exited'; readonly code: number; readonly output: string; readonly errors: string }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'timed-out'; readonly afterMs: number }
  | { readonly type: 'cancelled' }
  | { readonly type: 'not-started'; readonly text: string }

/** Why DRBD refuses. */
export type DiskRefusal =
  | 'peer-is-primary'
  | 'no-current-data'
  | 'no-disk'
  | 'peer-not-outdated'
  | 'connected'
  | 'resync-running'
  | 'refused-by-peer'
  | 'held-open'
  | 'not-connected'
  | 'already-inconsistent'
  | 'is-primary'
  | 'in-transition'
  | 'other'

/** The meaning of an end. `already`: what was ordered was so before. */
export type Outcome =
  | { readonly type: 'done'; readonly output: string }
  | { readonly type: 'already'; readonly text: string }
  /** DRBD's rules forbid it in this state. */
  | { readonly type: 'refused'; readonly refusal: DiskRefusal; readonly text: string }
  /** The resource is not known to the kernel: `up` comes first. */
  | { readonly type: 'not-up'; readonly text: string }
  /** The resource file or the call is wrong; trying again changes nothing. */
  | { readonly type: 'bad-configuration'; readonly text: string }
  /** The tool or the kernel module failed, or did not answer in time. */
  | { readonly type: 'failed'; readonly text: string }
  | { readonly type: 'cancelled' }

/** Numbers of `State change failed: (N)`. */
const stateRefusals: ReadonlyMap<number, DiskRefusal> = new Map([
  [-1, 'peer-is-primary'],
  [-2, 'no-current-data'],
  [-4, 'no-disk'],
  [-5, 'no-disk'],
  [-6, 'connected'],
  [-7, 'peer-not-outdated'],
  [-8, 'resync-running'],
  [-9, 'not-connected'],
  [-10, 'refused-by-peer'],
  [-11, 'no-disk'],
  [-12, 'held-open'],
  [-13, 'not-connected'],
  [-15, 'not-connected'],
  [-16, 'already-inconsistent'],
  [-18, 'in-transition'],
  [-19, 'in-transition'],
  [-20, 'peer-is-primary'],
  [-21, 'not-connected'],
])

/** Numbers of `Failure: (N)` that have a meaning of their own. */
const failures = {
  localAddressInUse: 102,
  peerAddressInUse: 103,
  discardWhilePrimary: 123,
  diskConfigured: 124,
  netConfigured: 125,
  minorInvalid: 127,
  pauseIsSet: 134,
  pauseIsClear: 135,
  noDisk: 138,
  resourceUnknown: 158,
  invalidRequest: 162,
} as const

const exits = {
  done: 0,
  usage: 1,
  syntax: 2,
  lowerThanOutdated: 5,
  configuration: 10,
  stateRefused: 11,
  noLocalDisk: 16,
  noCurrentData: 17,
  toolFailed: 20,
} as const

/** Longest text that is passed on. */
const textMax = 300

/** Gives an end its meaning for this verb. */
export function meaningOf(verb: AskedVerb, result: CommandResult): Outcome {
  switch (result.type) {
    case 'exited':
      return meaningOfExit(verb, result.code, result.output, result.errors)
    case 'killed':
      return { type: 'failed', text: `killed by ${result.signal}` }
    case 'timed-out':
      return { type: 'failed', text: `timed out after ${result.afterMs} ms` }
    case 'not-started':
      return { type: 'failed', text: result.text }
    case 'cancelled':
      return { type: 'cancelled' }
  }
}

function meaningOfExit(verb: AskedVerb, code: number, output: string, errors: string): Outcome {
  const text = textOf(code, errors)
  if (verb === 'volume' && code !== exits.done) return { type: 'refused', refusal: 'other', text }
  switch (code) {
    case exits.done:
      return { type: 'done', output }
    case exits.lowerThanOutdated:
      return { type: 'already', text }
    case exits.configuration:
      return meaningOfFailure(verb, numberOf(failureForm, errors), text)
    case exits.stateRefused:
      return meaningOfState(numberOf(stateForm, errors), text)
    case exits.noLocalDisk:
      return { type: 'refused', refusal: 'no-disk', text }
    case exits.noCurrentData:
      return { type: 'refused', refusal: 'no-current-data', text }
    case exits.usage:
    case exits.syntax:
      return { type: 'bad-configuration', text }
    default:
      return { type: 'failed', text }
  }
}

const stateForm = /State change failed: \((-?\d{1,3})\)/
const failureForm = /Failure: \((\d{1,3})\)/

function numberOf(form: RegExp, errors: string): number | undefined {
  const digits = form.exec(errors)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

function meaningOfState(number: number | undefined, text: string): Outcome {
  const refusal = (number === undefined ? undefined : stateRefusals.get(number)) ?? 'other'
  return { type: 'refused', refusal, text }
}

function meaningOfFailure(verb: AskedVerb, number: number | undefined, text: string): Outcome {
  switch (number) {
    case undefined:
      return { type: 'bad-configuration', text }
    case failures.localAddressInUse:
    case failures.peerAddressInUse:
      // `connect` of a resource that already tries to connect: "Local address(port) already in use" (measured).
      return verb === 'connect' ? { type: 'already', text } : { type: 'bad-configuration', text }
    case failures.discardWhilePrimary:
      return { type: 'refused', refusal: 'is-primary', text }
    case failures.minorInvalid:
    case failures.resourceUnknown:
      return verb === 'down' ? { type: 'already', text } : { type: 'not-up', text }
    case failures.invalidRequest:
      // `disconnect` of a connection that stands alone: "unknown connection".
      return verb === 'disconnect' || verb === 'disconnect-now' ? { type: 'already', text } : { type: 'failed', text }
    case failures.netConfigured:
    case failures.diskConfigured:
    case failures.pauseIsSet:
    case failures.pauseIsClear:
      return { type: 'already', text }
    case failures.noDisk:
      return { type: 'refused', refusal: 'no-disk', text }
    default:
      return { type: 'failed', text }
  }
}

/** The first line that says something. What drbdadm adds about its call is left out: it may hold the secret. */
function textOf(code: number, errors: string): string {
  const line = errors.split('\n').find((one) => one.trim() !== '' && !/^(Command |sh: )/.test(one))
  return (line?.trim() ?? `exit code ${code}`).slice(0, textMax)
}

/** Does this end count against the tool? What DRBD refuses by its rules does not. */
export function isToolFailure(outcome: Outcome): boolean {
  return outcome.type === 'failed'
}

/** May the same order be tried again after a while, without anything else having changed? */
export function isWorthRepeating(outcome: Outcome): boolean {
  if (outcome.type === 'failed') return true
  return outcome.type === 'refused' && (outcome.refusal === 'held-open' || outcome.refusal === 'in-transition')
}
