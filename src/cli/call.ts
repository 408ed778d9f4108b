/**
 * What is a command given when it is called?
 *
 * Options come from the parser without types; they are read here by name, each by the form that its text promises.
 */
import { assert } from '../base/assert.ts'
import { parseSpan } from '../config/span.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import type { ExitCode } from './exit-codes.ts'
import type { Folders } from './folders.ts'
import type { Terminal } from './terminal.ts'

/** Who calls, and where things lie. */
export type Context = { readonly terminal: Terminal; readonly folders: Folders }

/** Arguments and options of one call. */
export type Call = {
  readonly arguments: readonly string[]
  readonly options: Readonly<Record<string, unknown>>
}

/** What a command is: it prints, and says with which code it ends. Throws CommandError, ControlError or OpError. */
export type Action = (context: Context, call: Call) => Promise<ExitCode>

/** Whether a flag is set, by its name in camel case. */
export function flag(call: Call, name: string): boolean {
  return call.options[name] === true
}

/** The value of an option; undefined when it is not given. */
export function given(call: Call, name: string): string | undefined {
  const value = call.options[name]
  assert(value === undefined || typeof value === 'string', `option ${name} has a value`)
  return value
}

/** The values of an option that takes several; empty when it is not given. */
export function givenList(call: Call, name: string): readonly string[] {
  const value = call.options[name]
  if (value === undefined) return []
  assert(Array.isArray(value), `option ${name} has a list`)
  return value.map(String)
}

/** A span of time in ms. Throws CommandError when it is written wrongly. */
export function givenSpan(call: Call, name: string): number {
  const written = given(call, name)
  const ms = written === undefined ? undefined : parseSpan(written)
  if (ms !== undefined) return ms
  throw new CommandError(exitCodes.usage, `--${name} ${written ?? ''}: a time such as 60s, 500ms or 5m is needed`)
}

/** A whole number from 0 to `max`. Throws CommandError when it is none. */
export function givenCount(call: Call, name: string, max: number): number {
  const written = given(call, name) ?? ''
  const count = /^\d{1,9}$/.test(written) ? Number(written) : undefined
  if (count !== undefined && count <= max) return count
  throw new CommandError(exitCodes.usage, `--${name} ${written}: a whole number from 0 to ${max} is needed`)
}
