/**
 * How is the YAML tree of a settings file walked, and how are faults noted on the way?
 *
 * A walk carries the file, its line numbers, and what was found so far. It is filled while it goes; nothing outside
 * `source.ts` sees it before it is complete.
 */
import { isAlias, isNode, isScalar, isSeq } from 'yaml'
import type { LineCounter, Node, YAMLMap } from 'yaml'
import type { Key, Layer } from './key.ts'
import type { Entry, Origin } from './entry.ts'
import type { Problem } from './problem.ts'
import { nearest } from './nearest.ts'
import { allKeys } from './table.ts'

/** One file to read. `profile` is the name of the profile, for that layer. */
export type SourceText = {
  readonly file: string
  readonly text: string
  readonly layer: Layer
  readonly profile?: string
}

/** What was found. `faulty`: keys whose value is missing here because it broke a rule. */
export type Reading = {
  readonly entries: ReadonlyMap<string, Entry>
  readonly problems: readonly Problem[]
  readonly faulty: ReadonlySet<string>
}

/** A walk under way: where it is and what it has found. */
export type Walk = {
  readonly source: SourceText
  readonly lines: LineCounter
  readonly entries: Map<string, Entry>
  readonly problems: Problem[]
  readonly faulty: Set<string>
}

/** Adds a problem at a node; without a node it belongs to the file as a whole. */
export function tell(walk: Walk, node: Node | undefined, key: string, value: string, rule: string): void {
  const place = node?.range ? walk.lines.linePos(node.range[0]) : { line: 0, col: 0 }
  walk.problems.push({ file: walk.source.file, line: place.line, column: place.col, key, value, rule })
}

/** Origin of a node of this file. */
export function originOf(walk: Walk, node: Node): Origin {
  const { line, col } = node.range ? walk.lines.linePos(node.range[0]) : { line: 0, col: 0 }
  const { file, profile } = walk.source
  if (profile === undefined) return { type: 'file', file, line, column: col }
  return { type: 'profile', profile, file, line, column: col }
}

/** A node in words, for a value of the wrong shape. */
export function describe(node: Node): string {
  if (isScalar(node)) return node.source ?? String(node.value)
  if (isAlias(node)) return `*${node.source}`
  return isSeq(node) ? 'a list' : 'a group of keys'
}

/** Calls `found` for each key of a map, after telling keys that are no text and keys that are written twice. */
export function eachKey(
  walk: Walk,
  map: YAMLMap,
  prefix: string,
  found: (name: string, key: Node, value: Node | undefined) => void,
): void {
  const first = new Map<string, number>()
  for (const pair of map.items) {
    const { key, value } = pair
    if (!isScalar(key) || typeof key.value !== 'string') {
      tell(walk, isNode(key) ? key : map, prefix, isNode(key) ? describe(key) : 'no key', 'a key is plain text')
      continue
    }
    const line = key.range ? walk.lines.linePos(key.range[0]).line : 0
    const earlier = first.get(key.value)
    if (earlier === undefined) {
      first.set(key.value, line)
      found(key.value, key, isNode(value) ? value : undefined)
    } else tell(walk, key, prefix + key.value, 'written twice', `a key stands once; the first is on line ${earlier}`)
  }
}

/** Tells a key that does not exist, with the nearest one that does. */
export function tellUnknown(walk: Walk, key: Node, path: string): void {
  const plain = path.replace(/\[\d+\]/g, '[]')
  const meant = nearest(plain, knownPaths(walk.source.layer)) ?? nearest(plain, knownPaths('any'))
  const hint = meant === undefined ? 'no such key; `man hapair.conf` lists all' : `no such key; the nearest is ${meant}`
  tell(walk, key, path, 'unknown key', hint)
}

/** Keys and groups of keys that may be written in a layer. */
function knownPaths(layer: Layer | 'any'): readonly string[] {
  const here = allKeys.filter((key) => layer === 'any' || key.layers.includes(layer))
  return [...new Set(here.flatMap(pathsOf))]
}

function pathsOf(key: Key): readonly string[] {
  const parts = key.path.split('.')
  const groups = parts.map((_, index) => parts.slice(0, index + 1).join('.'))
  return key.form === 'records' ? [...groups, ...key.fields.map((field) => field.path)] : groups
}
