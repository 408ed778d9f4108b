/**
 * What does the text of one settings file say?
 *
 * The YAML tree is walked along the table of keys; every fault is collected with its line and the walk goes on.
 * YAML 1.2 core only: no tags, no aliases, no directives, so that a value is what stands there and nothing can be
 * built or run by reading it. Rejected: `toJS` and a schema over the result, which loses the lines.
 */
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document, YAMLMap } from 'yaml'
import type { Layer } from './key.ts'
import type { Problem } from './problem.ts'
import { readEntry } from './source-entry.ts'
import { keyTree } from './table.ts'
import type { KeyTree } from './table.ts'
import { describe, eachKey, tell, tellUnknown } from './walk.ts'
import type { Reading, SourceText, Walk } from './walk.ts'

/** Largest settings file, characters; a file with the most keys, VIPs and aliases has about 60,000. */
const textMax = 131_072

/** Most problems that are told of one file; the last line says how many were left out. */
const problemsMax = 100

/** Reads one file. Never throws, whatever the text. */
export function readSource(source: SourceText): Reading {
  const walk: Walk = { source, lines: new LineCounter(), entries: new Map(), problems: [], faulty: new Set() }
  if (source.text.length > textMax) {
    tell(walk, undefined, '', `${source.text.length} characters`, `a settings file has at most ${textMax} characters`)
    doubt(walk, keyTree)
    return walk
  }
  const document = parseDocument(source.text, {
    lineCounter: walk.lines,
    prettyErrors: false,
    uniqueKeys: false,
    version: '1.2',
    merge: false,
    resolveKnownTags: false,
  })
  const broken = tellSyntax(walk, document)
  const root = document.contents
  if (isMap(root)) readGroup(walk, root, keyTree, '')
  else if (root !== null && !(isScalar(root) && root.value === null)) {
    tell(walk, root, '', describe(root), 'a settings file is a group of keys, one `key: value` per line')
    doubt(walk, keyTree)
  }
  if (broken) doubt(walk, keyTree)
  return { entries: walk.entries, faulty: walk.faulty, problems: bounded(walk) }
}

/** Notes every key of this layer that was not read as faulty: what the broken text would have said is not known. */
function doubt(walk: Walk, tree: KeyTree): void {
  if (tree.type === 'group') for (const child of tree.children.values()) doubt(walk, child)
  else if (tree.key.layers.includes(walk.source.layer) && !walk.entries.has(tree.key.path))
    walk.faulty.add(tree.key.path)
}

/** Tells faults of the YAML itself; true when there were any. */
function tellSyntax(walk: Walk, document: Document): boolean {
  for (const fault of [...document.errors, ...document.warnings]) {
    const place = walk.lines.linePos(fault.pos[0])
    const value = walk.source.text.slice(fault.pos[0], fault.pos[1]).split('\n')[0] ?? ''
    const rule = `YAML 1.2: ${fault.message}`
    walk.problems.push({ file: walk.source.file, line: place.line, column: place.col, key: '', value, rule })
  }
  if (document.directives?.yaml.explicit === true) {
    const rule = 'no %YAML directive: settings are always read as YAML 1.2'
    walk.problems.push({ file: walk.source.file, line: 1, column: 1, key: '', value: '%YAML', rule })
  }
  return walk.problems.length > 0
}

function bounded(walk: Walk): readonly Problem[] {
  const left = walk.problems.length - problemsMax
  if (left <= 0) return walk.problems
  const more = { file: walk.source.file, line: 0, column: 0, key: '', value: `${left} more problems` }
  return [...walk.problems.slice(0, problemsMax), { ...more, rule: `at most ${problemsMax} are listed for one file` }]
}

function readGroup(walk: Walk, map: YAMLMap, group: KeyTree & { readonly type: 'group' }, prefix: string): void {
  eachKey(walk, map, prefix, (name, key, value) => {
    const path = prefix + name
    const child = group.children.get(name)
    if (child === undefined) tellUnknown(walk, key, path)
    else if (child.type === 'group') {
      if (isMap(value)) readGroup(walk, value, child, `${path}.`)
      else if (value !== undefined && !(isScalar(value) && value.value === null)) {
        const names = [...child.children.keys()].join(', ')
        tell(walk, value, path, describe(value), `a group with the keys ${names}`)
        doubt(walk, child)
      }
    } else if (child.key.layers.includes(walk.source.layer)) readEntry(walk, child.key, key, value)
    else {
      tell(walk, key, path, 'wrong file', misplaced(child.key.layers[0], walk.source.layer))
      walk.faulty.add(path)
    }
  })
}

const homes: Readonly<Record<Layer, string>> = {
  pair: 'this key stands in pair.yaml, which is the same on both nodes',
  node: 'this key stands in node.yaml, because it differs between the nodes',
  profile: 'this key stands in a firmware profile',
}

function misplaced(home: Layer = 'pair', here: Layer): string {
  return here === 'profile' ? `${homes[home]}; a profile cannot set it` : homes[home]
}
