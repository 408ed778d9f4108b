/**
 * What does the manual page say about each key?
 *
 * One row of plain text per key, made from the table; the same rows feed shell completion and `hapair config help`.
 */
import type { FieldKey, Key, Layer } from './key.ts'
import { areas } from './table.ts'

/** A key in words. Empty text where there is nothing to say. */
export type KeyRow = {
  readonly area: string
  readonly path: string
  /** The file that carries it. */
  readonly scope: Layer
  /** A firmware profile may set its default. */
  readonly inProfile: boolean
  /** Not copied to the peer (CFG-18). */
  readonly unsynced: boolean
  readonly type: string
  readonly unit: string
  /** Default in words; `required` when it must be written. */
  readonly initial: string
  readonly range: string
  readonly meaning: string
  readonly rule: string
  readonly requirement: string
  readonly advisory: string
}

/** All keys and fields, in the order of the manual page. */
export function keyRows(): readonly KeyRow[] {
  return areas.flatMap((area) => area.keys.flatMap((key) => rowsOf(area.title, key)))
}

function rowsOf(area: string, key: Key): readonly KeyRow[] {
  if (key.form !== 'records') return [rowOf(area, key, fieldTraits(key))]
  const list = {
    type: 'list of entries',
    unit: '',
    range: `at most ${key.max} entries`,
    initial: key.derived ?? 'empty',
  }
  return [rowOf(area, key, list), ...key.fields.map((field) => rowOf(area, field, fieldTraits(field)))]
}

type Traits = Pick<KeyRow, 'type' | 'unit' | 'range' | 'initial'>

function fieldTraits(field: FieldKey): Traits {
  const { type, unit, range } = field.kind
  if (field.form === 'values') {
    return { type: `list of ${type}`, unit, range: `at most ${field.max} values`, initial: field.derived ?? 'empty' }
  }
  return { type, unit, range, initial: initialText(field) }
}

function initialText(field: FieldKey & { readonly form: 'value' }): string {
  if (field.required) return 'required'
  if (field.initial !== undefined) return field.kind.canonical(field.initial)
  return field.derived ?? 'none'
}

function rowOf(area: string, key: Key, traits: Traits): KeyRow {
  const scope = key.layers[0] ?? 'pair'
  return {
    ...traits,
    area,
    path: key.path,
    scope,
    inProfile: scope !== 'profile' && key.layers.includes('profile'),
    unsynced: scope === 'node',
    meaning: key.meaning,
    rule: key.rule ?? '',
    requirement: key.requirement,
    advisory: key.advisory ?? '',
  }
}
