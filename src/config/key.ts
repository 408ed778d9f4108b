/**
 * What is a row of the table of keys?
 *
 * A row says where the key may stand, what its value is, and what it means. Parser, JSON schema, manual page and
 * `config show` are all made from it, so that they cannot disagree. Three forms are enough: one value, a list of
 * values, and a list of records.
 */
import type { Kind, Raw } from './kind.ts'

/** The files that make up the settings of a node. */
export type Layer = 'pair' | 'node' | 'profile'

/** What all rows say. */
export type Row = {
  /** Dotted path; fields of a list of records are written `vip[].address`. */
  readonly path: string
  /** Files that may carry the key. The first one is its scope; `profile` beside it means a profile may set a default. */
  readonly layers: readonly Layer[]
  /** One sentence. */
  readonly meaning: string
  /** Rules beyond the kind of the value, in words. */
  readonly rule?: string
  /** Requirement ids. */
  readonly requirement: string
  /** Printed by `config check` when the value is not the default. */
  readonly advisory?: string
  /** Words for a default that is worked out from other settings. */
  readonly derived?: string
}

/** A key with one value. */
export type ValueKey<T> = Row & {
  readonly form: 'value'
  readonly kind: Kind<T>
  readonly initial?: Raw
  readonly required: boolean
}

/** A key with a list of values, empty when it is not written. */
export type ValuesKey<T> = Row & { readonly form: 'values'; readonly kind: Kind<T>; readonly max: number }

/** A field of a record. */
export type FieldKey = ValueKey<unknown> | ValuesKey<unknown>

/** A key with a list of records, empty when it is not written. */
export type RecordsKey = Row & {
  readonly form: 'records'
  readonly max: number
  readonly fields: readonly FieldKey[]
  /** Path of the field whose value tells records apart, if there is one; layers are then joined record by record. */
  readonly identity?: string
}

/** Any row. */
export type Key = FieldKey | RecordsKey

/** Files for a key that both nodes share and that is the pair's own. */
export const pairOnly: readonly Layer[] = ['pair']

/** Files for a key that both nodes share and for which a profile may give the default. */
export const pairKey: readonly Layer[] = ['pair', 'profile']

/** Files for a key of one node. */
export const nodeOnly: readonly Layer[] = ['node']

/** Files for a key of one node for which a profile may give the default. */
export const nodeKey: readonly Layer[] = ['node', 'profile']

/** Files for a key of the firmware profile. */
export const profileOnly: readonly Layer[] = ['profile']

/** A key that has a default or may be left out. */
export function value<T>(row: Row & { readonly kind: Kind<T>; readonly initial?: Raw }): ValueKey<T> {
  return { ...row, form: 'value', required: false }
}

/** A key that must be written. */
export function required<T>(row: Row & { readonly kind: Kind<T> }): ValueKey<T> {
  return { ...row, form: 'value', required: true }
}

/** A key with a list of at most `max` values. */
export function values<T>(row: Row & { readonly kind: Kind<T>; readonly max: number }): ValuesKey<T> {
  return { ...row, form: 'values' }
}

/** A key with a list of at most `max` records. */
export function records(row: Omit<RecordsKey, 'form'>): RecordsKey {
  return { ...row, form: 'records' }
}
