/**
 * How does a rule name the line that breaks it?
 *
 * A rule that ties several keys together blames the one that the operator most likely has to change, by what was
 * written for it; a default has no line and says so.
 */
import { heldOf, pathIn } from './entry.ts'
import type { Bag, Held, Origin } from './entry.ts'
import type { ValueKey } from './key.ts'
import type { Problem } from './problem.ts'

/** File that is named when a value stands in none. */
const noFile = 'built-in default'

/** File and line of an origin, in the form of a problem. */
export function placeOf(origin: Origin): { readonly file: string; readonly line: number; readonly column: number } {
  if (origin.type === 'default') return { file: noFile, line: 0, column: 0 }
  return { file: origin.file, line: origin.line, column: origin.column }
}

/** A problem of a written value. */
export function blameHeld(held: Held, rule: string): Problem {
  return { ...placeOf(held.origin), key: held.path, value: held.text, rule }
}

/** A problem of a key: of its written value, of its default, or of its absence from `file`. */
export function blameKey(bag: Bag, key: ValueKey<unknown>, rule: string, file: string): Problem {
  const held = heldOf(bag, key)
  if (held !== undefined) return blameHeld(held, rule)
  return { file, line: 0, column: 0, key: pathIn(bag, key), value: 'missing', rule }
}

/** A problem of a key that is absent from a record or list that stands at `origin`. */
export function blameAbsence(origin: Origin, key: string, rule: string): Problem {
  return { ...placeOf(origin), key, value: 'missing', rule }
}
