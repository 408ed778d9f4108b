/**
 * What is the one way to write an effective setting?
 *
 * A value in its canonical text (`1m` and `60` and `60s` are all `60s`), one line per value, in the order of the table.
 * `config show` prints these lines and the hash of the settings covers them.
 */
import { heldOf, pathIn, recordsOf } from './entry.ts'
import type { Bag, Origin } from './entry.ts'
import type { FieldKey, Key } from './key.ts'

/** One effective value. */
export type CanonicalLine = { readonly path: string; readonly value: string; readonly origin: Origin }

/** The lines of one key; none when it has neither value nor default. */
export function canonicalEntry(bag: Bag, key: Key): readonly CanonicalLine[] {
  if (key.form !== 'records') return canonicalField(bag, key, pathIn(bag, key))
  return recordsOf(bag, key).flatMap((record, index) =>
    key.fields.flatMap((field) => {
      const name = field.path.slice(key.path.length + 2)
      return canonicalField(record, field, `${key.path}[${index}]${name}`)
    }),
  )
}

function canonicalField(bag: Bag, key: FieldKey, path: string): readonly CanonicalLine[] {
  if (key.form === 'value') {
    const held = heldOf(bag, key)
    return held === undefined ? [] : [{ path, value: key.kind.canonical(held.raw), origin: held.origin }]
  }
  const entry = bag.entries.get(key.path)
  if (entry?.form !== 'values') return []
  return entry.items.map((held, index) => ({
    path: `${path}[${index}]`,
    value: key.kind.canonical(held.raw),
    origin: held.origin,
  }))
}
