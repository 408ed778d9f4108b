/**
 * Does the value of one key have the right shape and kind?
 *
 * One reader for each of the three forms of the table. A value that breaks its rule is told and left out; its key is
 * noted as faulty, so that rules about several keys do not judge half of the truth.
 */
import { isMap, isNode, isScalar, isSeq } from 'yaml'
import type { Node, YAMLMap } from 'yaml'
import { parseRaw } from './kind.ts'
import type { Kind, Raw } from './kind.ts'
import type { FieldKey, Key, RecordsKey, ValuesKey } from './key.ts'
import type { Entry, Held, RecordEntry } from './entry.ts'
import { fieldName } from './table.ts'
import { describe, eachKey, originOf, tell, tellUnknown } from './walk.ts'
import type { Walk } from './walk.ts'

/** Reads the value of a key that may stand in this file. `keyNode` is where it is blamed when there is no value. */
export function readEntry(walk: Walk, key: Key, keyNode: Node, node: Node | undefined): void {
  const entry =
    key.form === 'records' ? readRecords(walk, key, keyNode, node) : readField(walk, key, key.path, keyNode, node)
  if (entry === undefined) walk.faulty.add(key.path)
  else walk.entries.set(key.path, entry)
}

function readField(walk: Walk, key: FieldKey, path: string, keyNode: Node, node: Node | undefined): Entry | undefined {
  if (key.form === 'values') return readValues(walk, key, path, keyNode, node)
  const held = readScalar(walk, key.kind, path, node ?? keyNode, node)
  return held === undefined ? undefined : { form: 'value', held }
}

function rawOf(value: unknown): Raw | undefined {
  if (value === null) return null
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined
}

function readScalar(walk: Walk, kind: Kind<unknown>, path: string, at: Node, node: Node | undefined): Held | undefined {
  const raw = isScalar(node) ? rawOf(node.value) : undefined
  if (raw !== undefined && parseRaw(kind, raw) !== undefined) {
    return { path, raw, text: describe(at), origin: originOf(walk, at) }
  }
  const empty = node === undefined || (isScalar(node) && node.value === null && (node.source ?? '') === '')
  tell(walk, at, path, empty ? 'empty' : describe(node), kind.rule)
  return undefined
}

function readValues(
  walk: Walk,
  key: ValuesKey<unknown>,
  path: string,
  keyNode: Node,
  node: Node | undefined,
): Entry | undefined {
  if (!isSeq(node)) {
    tell(walk, node ?? keyNode, path, node === undefined ? 'empty' : describe(node), `a list; each is ${key.kind.rule}`)
    return undefined
  }
  if (node.items.length > key.max) {
    tell(walk, node, path, `${node.items.length} values`, `at most ${key.max} values`)
    return undefined
  }
  const held = node.items.filter(isNode).map((item, index) => {
    return readScalar(walk, key.kind, `${path}[${index}]`, item, item)
  })
  const items = held.filter((item) => item !== undefined)
  return items.length === held.length ? { form: 'values', items, origin: originOf(walk, node) } : undefined
}

function readRecords(walk: Walk, key: RecordsKey, keyNode: Node, node: Node | undefined): Entry | undefined {
  if (!isSeq(node)) {
    const names = key.fields.map(fieldName).join(', ')
    tell(
      walk,
      node ?? keyNode,
      key.path,
      node === undefined ? 'empty' : describe(node),
      `a list of entries with ${names}`,
    )
    return undefined
  }
  if (node.items.length > key.max) {
    tell(walk, node, key.path, `${node.items.length} entries`, `at most ${key.max} entries`)
    return undefined
  }
  const read = node.items.filter(isNode).map((item, index) => readRecord(walk, key, `${key.path}[${index}]`, item))
  const items = read.filter((item) => item !== undefined)
  const unique = tellTwins(walk, key, items)
  return unique && items.length === read.length ? { form: 'records', items, origin: originOf(walk, node) } : undefined
}

function readRecord(walk: Walk, key: RecordsKey, path: string, node: Node): RecordEntry | undefined {
  if (!isMap(node)) {
    tell(walk, node, path, describe(node), `an entry with the keys ${key.fields.map(fieldName).join(', ')}`)
    return undefined
  }
  const before = walk.problems.length
  const { entries, written } = readFields(walk, key, path, node)
  for (const field of key.fields) {
    const absent = field.form === 'value' && field.required && !written.has(field.path)
    if (absent) tell(walk, node, `${path}.${fieldName(field)}`, 'missing', field.kind.rule)
  }
  return walk.problems.length === before ? { path, origin: originOf(walk, node), entries } : undefined
}

type Fields = { readonly entries: ReadonlyMap<string, Entry>; readonly written: ReadonlySet<string> }

function readFields(walk: Walk, key: RecordsKey, path: string, node: YAMLMap): Fields {
  const entries = new Map<string, Entry>()
  const written = new Set<string>()
  readGroup(node, '')
  return { entries, written }

  /** Reads a map within the record; `group` is empty for the record itself, else its path with a dot at its end. */
  function readGroup(map: YAMLMap, group: string): void {
    eachKey(walk, map, `${path}.${group}`, (name, keyNode, value) => {
      const inner = group + name
      const field = key.fields.find((candidate) => fieldName(candidate) === inner)
      const below = key.fields.filter((candidate) => fieldName(candidate).startsWith(`${inner}.`))
      if (field !== undefined) {
        written.add(field.path)
        const entry = readField(walk, field, `${path}.${inner}`, keyNode, value)
        if (entry !== undefined) entries.set(field.path, entry)
      } else if (below.length === 0) tellUnknown(walk, keyNode, `${path}.${inner}`)
      else if (isMap(value)) readGroup(value, `${inner}.`)
      else {
        const names = below.map((candidate) => fieldName(candidate).slice(inner.length + 1)).join(', ')
        const text = value === undefined ? 'empty' : describe(value)
        tell(walk, value ?? keyNode, `${path}.${inner}`, text, `a group with the keys ${names}`)
      }
    })
  }
}

function tellTwins(walk: Walk, key: RecordsKey, items: readonly RecordEntry[]): boolean {
  if (key.identity === undefined) return true
  const first = new Map<string, Held>()
  let unique = true
  for (const item of items) {
    const entry = item.entries.get(key.identity)
    if (entry?.form !== 'value') continue
    const twin = first.get(entry.held.text)
    if (twin === undefined) first.set(entry.held.text, entry.held)
    else {
      unique = false
      const { origin, path, text } = entry.held
      const place = origin.type === 'default' ? { file: '', line: 0, column: 0 } : origin
      const rule = `unique among ${key.path}; ${twin.path} has it already`
      walk.problems.push({ file: place.file, line: place.line, column: place.column, key: path, value: text, rule })
    }
  }
  return unique
}
