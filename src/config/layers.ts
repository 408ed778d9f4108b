/**
 * What holds when several files say something about the same key?
 *
 * Profiles lie below, the files of the pair and of the node above; the two never carry the same key. The higher one
 * wins. Lists of values are replaced as a whole. Lists of named records are joined by name: a higher layer changes single
 * fields of a record, or adds one.
 */
import type { Entries, Entry, RecordEntry } from './entry.ts'
import type { RecordsKey } from './key.ts'
import { allKeys } from './table.ts'

/** Merges entries, lowest layer first. */
export function mergeLayers(layers: readonly Entries[]): Entries {
  const merged = new Map<string, Entry>()
  for (const key of allKeys) {
    for (const layer of layers) {
      const above = layer.get(key.path)
      if (above === undefined) continue
      const below = merged.get(key.path)
      merged.set(key.path, key.form === 'records' ? joined(key, below, above) : above)
    }
  }
  return merged
}

function joined(key: RecordsKey, below: Entry | undefined, above: Entry): Entry {
  if (below?.form !== 'records' || above.form !== 'records') return above
  const named = new Map(below.items.map((item) => [identityOf(key, item), item]))
  for (const item of above.items) {
    const name = identityOf(key, item)
    const under = named.get(name)
    named.set(name, under === undefined ? item : { ...item, entries: new Map([...under.entries, ...item.entries]) })
  }
  return { ...above, items: [...named.values()] }
}

function identityOf(key: RecordsKey, item: RecordEntry): string {
  const entry = item.entries.get(key.identity ?? '')
  return entry?.form === 'value' ? entry.held.text : item.path
}
