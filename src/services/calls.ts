/**
 * Which calls does this folder make, how long may each take, and what does its end mean?
 *
 * Words are a vector; there is no shell. Orders to the service manager wait for their outcome, so the limit of a start is
 * that of the profile. Commands of a profile run outside of the agent's sandbox: a daemon that tests its settings opens
 * its logs, and the agent may write nothing.
 */
import { OpError } from '../base/op-error.ts'
import { unitProperties } from './unit-state.ts'

/** A program call that is ready to run. */
export type ServiceCall = {
  /** For error texts: `start`, `check`. */
  readonly operation: string
  /** Unit or service that it is about. */
  readonly target: string
  readonly words: readonly string[]
  readonly deadlineMs: number
  /** `outside`: in a unit of its own, out of the agent's sandbox, killed with all that it started. */
  readonly where: 'here' | 'outside'
}

/** How a call ended. Texts are bounded by whoever ran it. */
export type CallEnd =
  | { readonly type: 'exited'; readonly code: number; readonly output: string; readonly errors: string }
  | { readonly type: 'killed'; readonly signal: string }
  | { readonly type: 'timed-out'; readonly afterMs: number }
  | { readonly type: 'cancelled' }
  | { readonly type: 'not-started'; readonly text: string }

/** A call under way. `answer` resolves at the end or soon after the deadline, `end` when the process has gone. */
export type RunningCall = { readonly answer: Promise<CallEnd>; readonly end: Promise<void> }

/** Asking the service manager takes 10 ms; a loaded one takes seconds, a hung one never answers. */
const askMs = 5_000
/** Changing a unit file and reading all of them again. */
const disableMs = 30_000
/** Between a stop by order and the end of the call: whoever waits for the stop limit must hear of it. */
const killMs = 5_000

/** Longest text of an error that is passed on, characters. */
const textMax = 200

const systemctl = ['systemctl', '--no-pager', '--no-ask-password'] as const

function unitCall(operation: string, unit: string, words: readonly string[], deadlineMs: number): ServiceCall {
  return { operation, target: unit, words: [...systemctl, ...words, '--', unit], deadlineMs, where: 'here' }
}

/** Asks for all units at once. */
export function showCall(units: readonly string[]): ServiceCall {
  const words = [...systemctl, 'show', `--property=${unitProperties.join(',')}`, '--', ...units]
  return { operation: 'ask for', target: 'the services', words, deadlineMs: askMs, where: 'here' }
}

/** Starts a unit and waits until it runs. */
export function startCall(unit: string, limitMs: number): ServiceCall {
  return unitCall('start', unit, ['start'], limitMs)
}

/** Forgets earlier failures, so that a unit that failed too often may be started again. */
export function forgiveCall(unit: string): ServiceCall {
  return unitCall('reset', unit, ['reset-failed'], askMs)
}

/** Stops a unit and waits until it has ended. */
export function stopCall(unit: string, limitMs: number): ServiceCall {
  return unitCall('stop', unit, ['stop'], limitMs)
}

/** Kills every process of a unit. */
export function killCall(unit: string): ServiceCall {
  return unitCall('kill', unit, ['kill', '--signal=SIGKILL'], killMs)
}

/** Takes away that a unit is started at boot. Units made of boot scripts are changed by a program that writes in /etc. */
export function disableCall(unit: string, runtime: boolean): ServiceCall {
  const words = [...systemctl, 'disable', ...(runtime ? ['--runtime'] : []), '--', unit]
  return { operation: 'disable', target: unit, words, deadlineMs: disableMs, where: 'outside' }
}

/** Commands of a profile, and how long each may take, ms; own choice. */
export const commandLimitsMs = {
  check: 10_000,
  connections: 10_000,
  farewell: 5_000,
  'config-test': 30_000,
  verify: 30_000,
} as const

/** A command of a profile. */
export type CommandKind = keyof typeof commandLimitsMs

/** Runs a command of the profile for this service. */
export function commandCall(kind: CommandKind, service: string, words: readonly string[]): ServiceCall {
  return { operation: kind, target: service, words, deadlineMs: commandLimitsMs[kind], where: 'outside' }
}

/** The failure of a call as an error; nothing when it ended with 0. */
export function failureOf({ operation, target }: ServiceCall, end: CallEnd): OpError | undefined {
  switch (end.type) {
    case 'exited': {
      if (end.code === 0) return undefined
      const text = firstLine(end.errors) || firstLine(end.output)
      return new OpError(operation, target, { type: 'exited', code: end.code, ...(text === '' ? {} : { text }) })
    }
    case 'not-started':
      return new OpError(operation, target, { type: 'other', text: end.text })
    case 'killed':
    case 'timed-out':
    case 'cancelled':
      return new OpError(operation, target, end)
  }
}

/** Does this end say that the service manager itself is in trouble? `systemctl` ends with 1 when it cannot connect. */
export function isSystemdFailure(end: CallEnd): boolean {
  if (end.type !== 'exited') return end.type !== 'cancelled'
  return (
    end.code !== 0 &&
    /Failed to connect to bus|Connection (?:timed out|reset|refused)|Transport endpoint/.test(end.errors)
  )
}

/** The first line that says something, without control characters. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? ''
  return line
    .trim()
    .replace(/\p{Cc}/gu, ' ')
    .slice(0, textMax)
}
