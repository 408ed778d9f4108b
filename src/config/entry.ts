/**
 * What does a settings file say for each key, and where?
 *
 * Entries keep the raw value with its place, so that a rule that is checked much later can still name the line. The
 * typed value is made again from the raw one whenever it is read: no cast is needed, and the schema is the only judge.
 */
import { assert } from '../base/assert.ts'
import { parseRaw } from './kind.ts'
import type { Raw } from './kind.ts'
import type { RecordsKey, Row, ValueKey, ValuesKey } from './key.ts'

/** Where a value comes from. */
export type Origin =
  | { readonly type: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | {
      readonly type: 'profile'
      readonly profile: string
      readonly file: string
      readonly line: number
      readonly column: number
    }
  | { readonly type: 'default' }

/** A valid raw value with its path, its text as written, and its origin. */
export type Held = { readonly path: string; readonly raw: Raw; readonly text: string; readonly origin: Origin }

/** One record of a list. `path` is `vip[0]` and its like. */
export type RecordEntry = { readonly path: string; readonly origin: Origin; readonly entries: Entries }

/** What is said for one key. */
export type Entry =
  | { readonly form: 'value'; readonly held: Held }
  | { readonly form: 'values'; readonly items: readonly Held[]; readonly origin: Origin }
  | { readonly form: 'records'; readonly items: readonly RecordEntry[]; readonly origin: Origin }

/** What is said for all keys, by path of the key in the table. */
export type Entries = ReadonlyMap<string, Entry>

/** Anything with entries: the whole settings, or one record. `path` is empty for the whole. */
export type Bag = { readonly path: string; readonly entries: Entries }

/** Path of a key within a bag: `vip[0].address` for the field `vip[].address` of the first record. */
export function pathIn(bag: Bag, key: Row): string {
  return bag.path === '' ? key.path : bag.path + key.path.slice(key.path.indexOf('[]') + 2)
}

/** What stands for a key, a default included; undefined when nothing does. */
export function heldOf(bag: Bag, key: ValueKey<unknown>): Held | undefined {
  const entry = bag.entries.get(key.path)
  if (entry?.form === 'value') return entry.held
  if (key.initial === undefined) return undefined
  return { path: pathIn(bag, key), raw: key.initial, text: String(key.initial), origin: { type: 'default' } }
}

/** The value of a key without default; undefined when it is not written. */
export function may<T>(bag: Bag, key: ValueKey<T>): T | undefined {
  const held = heldOf(bag, key)
  if (held === undefined) return undefined
  const parsed = parseRaw(key.kind, held.raw)
  assert(parsed !== undefined, `${held.path} was checked when it was read`)
  return parsed.value
}

/** The value of a key that is required or has a default. Only for settings in which the key is sound. */
export function need<T>(bag: Bag, key: ValueKey<T>): T {
  const value = may(bag, key)
  assert(value !== undefined, `${pathIn(bag, key)} was required when it was read`)
  return value
}

/** The values of a list, each with what was written. */
export function listed<T>(bag: Bag, key: ValuesKey<T>): readonly { readonly value: T; readonly held: Held }[] {
  const entry = bag.entries.get(key.path)
  if (entry?.form !== 'values') return []
  return entry.items.map((held) => {
    const parsed = parseRaw(key.kind, held.raw)
    assert(parsed !== undefined, `${held.path} was checked when it was read`)
    return { value: parsed.value, held }
  })
}

/** The records of a list. */
export function recordsOf(bag: Bag, key: RecordsKey): readonly RecordEntry[] {
  const entry = bag.entries.get(key.path)
  return entry?.form === 'records' ? entry.items : []
}
