/**
 * How does a command change the pair file without touching what people wrote around it?
 *
 * A value that is there already is replaced in the text, byte for byte where the YAML document says it stands; what is
 * new is added to the document, which keeps comments and order when it is written back. Rejected: reading to plain data
 * and dumping it, which loses every comment; and patching by line, which breaks on flow style.
 */
import { isMap, isScalar, isSeq, parseDocument, stringify } from 'yaml'
import type { Document, YAMLMap } from 'yaml'
import { parseRaw } from './kind.ts'
import type { Raw } from './kind.ts'
import { vips } from './keys/vip.ts'
import type { Problem } from './problem.ts'
import { readSource } from './source.ts'
import { fieldName } from './table.ts'

/** A value of a field: one value, or the list of `aliases`. */
export type FieldValue = Raw | readonly string[]

/** What `vip set` can write: fields of a VIP by name. */
export type VipFields = Readonly<Record<string, FieldValue>>

/** A change of the pair file. A VIP is named by `vip[].name`; `vip-set` adds it when there is none. */
export type PairChange =
  | { readonly type: 'vip-set'; readonly name: string; readonly fields: VipFields }
  | { readonly type: 'vip-enable'; readonly name: string }
  | { readonly type: 'vip-disable'; readonly name: string }
  | { readonly type: 'vip-remove'; readonly name: string }

/** The new text, or why there is none. The text is checked by itself; the caller loads it with the other layers. */
export type EditResult =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problems: readonly Problem[] }

type Refusal = Pick<Problem, 'key' | 'value' | 'rule'>

/** Makes one change. `file` is the name for problems. */
export function editPair(text: string, change: PairChange, file = 'pair.yaml'): EditResult {
  const before = readSource({ file, text, layer: 'pair' }).problems
  if (before.length > 0) return { ok: false, problems: before }
  const changed = changedText(text, change)
  if (typeof changed !== 'string') return { ok: false, problems: [{ file, line: 0, column: 0, ...changed }] }
  const problems = readSource({ file, text: changed, layer: 'pair' }).problems
  return problems.length > 0 ? { ok: false, problems } : { ok: true, text: changed }
}

/** Sets `ha.enabled` in the text of node.yaml; everything else stays as it is. */
export function editSwitch(text: string, enabled: boolean, file = 'node.yaml'): EditResult {
  const before = readSource({ file, text, layer: 'node' }).problems
  if (before.length > 0) return { ok: false, problems: before }
  const document = read(text)
  const old = document.getIn(['ha', 'enabled'], true)
  if (isScalar(old) && old.range)
    return { ok: true, text: text.slice(0, old.range[0]) + String(enabled) + text.slice(old.range[1]) }
  if (isMap(document.get('ha'))) document.setIn(['ha', 'enabled'], enabled)
  else document.set('ha', document.createNode({ enabled }))
  return { ok: true, text: write(document, text) }
}

function changedText(text: string, change: PairChange): string | Refusal {
  switch (change.type) {
    case 'vip-set':
      return setVip(text, change.name, change.fields)
    case 'vip-enable':
    case 'vip-disable':
      if (findVip(read(text), change.name) === undefined) return unknownVip(text, change.name)
      return setField(text, change.name, 'enabled', change.type === 'vip-enable')
    case 'vip-remove':
      return removeVip(text, change.name)
  }
}

function read(text: string): Document {
  return parseDocument(text, { version: '1.2' })
}

/** Writes a document back in the style of the text that it was read from. */
function write(document: Document, before: string): string {
  const indentSeq = !/^vip:[^\n]*\n(?:\s*#[^\n]*\n|\s*\n)*-/m.test(before)
  const flowCollectionPadding = /[[{] \S/.test(before)
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding })
}

function vipNodes(document: Document): readonly YAMLMap[] {
  const list = document.get('vip')
  return isSeq(list) ? list.items.filter((item) => isMap(item)) : []
}

function findVip(document: Document, name: string): YAMLMap | undefined {
  return vipNodes(document).find((vip) => vip.get('name') === name)
}

function unknownVip(text: string, name: string): Refusal {
  const names = vipNodes(read(text)).map((vip) => String(vip.get('name')))
  const rule = names.length === 0 ? 'the name of a VIP; none is configured' : `the name of a VIP: ${names.join(', ')}`
  return { key: 'vip[].name', value: name, rule }
}

function removeVip(text: string, name: string): string | Refusal {
  const document = read(text)
  const index = vipNodes(document).findIndex((vip) => vip.get('name') === name)
  if (index === -1) return unknownVip(text, name)
  document.deleteIn(vipNodes(document).length === 1 ? ['vip'] : ['vip', index])
  return write(document, text)
}

function setVip(text: string, name: string, fields: VipFields): string | Refusal {
  const refused = Object.entries(fields).flatMap(([field, value]) => fieldFaults(field, value))[0]
  if (refused !== undefined) return refused
  const document = read(text)
  if (findVip(document, name) !== undefined) {
    return Object.entries(fields).reduce((sum, [field, value]) => setField(sum, name, field, value), text)
  }
  if (fields['address'] === undefined) return { key: 'vip[].address', value: 'missing', rule: 'needed for a new VIP' }
  const entry = document.createNode({ name, ...fields })
  if (vipNodes(document).length > 0) document.addIn(['vip'], entry)
  else document.set('vip', document.createNode([entry]))
  return write(document, text)
}

function fieldFaults(name: string, value: FieldValue): readonly Refusal[] {
  const field = vips.fields.find((candidate) => fieldName(candidate) === name)
  const key = `vip[].${name}`
  if (field === undefined) {
    return [{ key, value: 'unknown key', rule: `one of ${vips.fields.map(fieldName).join(', ')}` }]
  }
  const list = typeof value === 'object' && value !== null
  const written: readonly Raw[] = list ? value : [value]
  const wrong = written.filter((raw) => list !== (field.form === 'values') || parseRaw(field.kind, raw) === undefined)
  return wrong.map((raw) => ({ key, value: String(raw), rule: field.kind.rule }))
}

/** Text with one field of an existing VIP changed. */
function setField(text: string, name: string, field: string, value: FieldValue): string {
  const document = read(text)
  const vip = findVip(document, name)
  if (vip === undefined) return text
  const old = vip.get(field, true)
  if (isScalar(old) && old.range && (typeof value !== 'object' || value === null)) {
    return text.slice(0, old.range[0]) + stringify(value, { lineWidth: 0 }).trimEnd() + text.slice(old.range[1])
  }
  vip.set(field, document.createNode(value))
  return write(document, text)
}
