/**
 * How does an editor learn the keys of a settings file?
 *
 * JSON Schema 2020-12, one for each layer, made from the table: value shapes by zod, the rest from the rows. Keys that
 * are not copied to the peer carry `x-unsynced` (CFG-18).
 */
import * as z from 'zod'
import type { FieldKey, Key, Layer, Row } from './key.ts'
import { keyTree, fieldName } from './table.ts'
import type { KeyTree } from './table.ts'

/** A JSON schema, or a part of one. */
export type JsonSchema = { readonly [keyword: string]: JsonValue }

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue }

const dialect = 'https://json-schema.org/draft/2020-12/schema'

const titles: Readonly<Record<Layer, string>> = {
  pair: 'hapair: settings of the pair (pair.yaml)',
  node: 'hapair: settings of one node (node.yaml)',
  profile: 'hapair: firmware profile',
}

const schemaObject = z.record(z.string(), z.json())

/** The schema of one layer. */
export function jsonSchema(layer: Layer): JsonSchema {
  return { $schema: dialect, title: titles[layer], ...groupSchema(keyTree, layer) }
}

function groupSchema(group: KeyTree & { readonly type: 'group' }, layer: Layer): JsonSchema {
  const properties: Record<string, JsonValue> = {}
  for (const [name, child] of group.children) {
    const schema = child.type === 'group' ? groupSchema(child, layer) : keySchema(child.key, layer)
    if (schema !== undefined && !(child.type === 'group' && isEmpty(schema))) properties[name] = schema
  }
  const needed = [...group.children].flatMap(([name, child]) => {
    return child.type === 'key' && child.key.form === 'value' && child.key.required && name in properties ? [name] : []
  })
  return {
    type: 'object',
    properties,
    additionalProperties: false,
    ...(needed.length === 0 ? {} : { required: needed }),
  }
}

function isEmpty(schema: JsonSchema): boolean {
  return Object.keys(schema['properties'] ?? {}).length === 0
}

function keySchema(key: Key, layer: Layer): JsonSchema | undefined {
  if (!key.layers.includes(layer)) return undefined
  if (key.form !== 'records') return { ...fieldSchema(key), ...notes(key) }
  const needed = key.fields.filter((field) => field.form === 'value' && field.required).map(fieldName)
  const items = { ...recordSchema(key.fields, ''), required: needed }
  return { type: 'array', maxItems: key.max, items, ...notes(key) }
}

/** Fields of a record, or of the group within it whose path with a dot at its end is `group`. */
function recordSchema(fields: readonly FieldKey[], group: string): JsonSchema {
  const properties: Record<string, JsonValue> = {}
  for (const field of fields) {
    const [name = '', ...rest] = fieldName(field).slice(group.length).split('.')
    const inner = `${group}${name}.`
    properties[name] =
      rest.length === 0
        ? { ...fieldSchema(field), ...notes(field) }
        : recordSchema(
            fields.filter((one) => fieldName(one).startsWith(inner)),
            inner,
          )
  }
  return { type: 'object', properties, additionalProperties: false }
}

function fieldSchema(key: FieldKey): JsonSchema {
  const shape = schemaObject.parse(z.toJSONSchema(key.kind.schema, { io: 'input', unrepresentable: 'any' }))
  const rest = Object.fromEntries(Object.entries(shape).filter(([keyword]) => keyword !== '$schema'))
  if (key.form === 'values') return { type: 'array', maxItems: key.max, items: rest }
  return key.initial === undefined ? rest : { ...rest, default: key.initial }
}

function notes(row: Row): JsonSchema {
  const description = row.rule === undefined ? row.meaning : `${row.meaning} Rule: ${row.rule}.`
  return { description, ...(row.layers[0] === 'node' ? { 'x-unsynced': true } : {}) }
}
