/**
 * How is a state of the core written down, so that a recording can begin in the middle of a night?
 *
 * As JSON, in which instants before and after every clock, and what is undefined, have no place: they are written as marks
 * that no field of a state can hold. Parts that are alike become one and the same again: what is durable is compared with
 * what shall be by identity. What is read is the agent's own writing and taken as it stands (C9 holds for a
 * program of the same version only).
 */
import { endOfTime, never } from '../base/time.ts'
import type { PairState } from './state.ts'

const marks = { never: '\u0000never', end: '\u0000end of time', nothing: '\u0000undefined' } as const

/** The state as one line of JSON. */
export function encodeState(state: PairState): string {
  return JSON.stringify(state, (_key, value: unknown) => {
    if (value === undefined) return marks.nothing
    if (value === never) return marks.never
    return value === endOfTime ? marks.end : value
  })
}

/** The state out of what JSON made of that line; nothing when it is none. */
export function decodeState(written: unknown): PairState | undefined {
  const value = restored(written, new Map())
  return isState(value) ? value : undefined
}

function isState(value: unknown): value is PairState {
  const names = ['phase', 'peer', 'paths', 'zones', 'disks', 'wanted', 'nextId']
  return typeof value === 'object' && value !== null && names.every((name) => name in value)
}

/** `known`: the parts so far, by their text. */
function restored(value: unknown, known: Map<string, unknown>): unknown {
  if (value === marks.never) return never
  if (value === marks.end) return endOfTime
  if (value === marks.nothing) return undefined
  if (typeof value !== 'object' || value === null) return value
  const text = JSON.stringify(value)
  const part =
    known.get(text) ??
    (Array.isArray(value)
      ? value.map((entry) => restored(entry, known))
      : Object.fromEntries(Object.entries(value).map(([name, field]) => [name, restored(field, known)])))
  known.set(text, part)
  return part
}
