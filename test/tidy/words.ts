/**
 * Which words do not belong here?
 *
 * Names of nothing in particular; products of others in the code (they belong into firmware profiles); paths of one
 * machine and notes about who wrote something, in any file at all; scratch folders.
 */
import ts from 'typescript'
import { findText, lineOf, nodesOf } from './rule.ts'
import type { Finding, ProjectFile, Rule } from './rule.ts'

const emptyWords: ReadonlySet<string> = new Set(
  ['handle handles handler handlers manage manages manager managers', 'util utils utility helper helpers misc'].flatMap(
    (words) => words.split(' '),
  ),
)
/** Empty as a verb; as a noun (a process, its start) they mean something. */
const emptyVerbs: ReadonlySet<string> = new Set(['process', 'do'])

const verbs = 'absorb, decide, begin, advance, abandon, perform, emit, render, encode, decode, parse'

function findFileName(path: string): Finding[] {
  const base = path.slice(path.lastIndexOf('/') + 1)
  const word = base.split(/[.\-_]/).find((part) => emptyWords.has(part.toLowerCase()))
  return word === undefined
    ? []
    : [{ line: 1, text: `file name says "${word}"; name it after the noun of its question` }]
}

function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

function functionName(node: ts.Node): ts.Node | undefined {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isClassDeclaration(node)) return node.name
  const isFunctionValue = ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer)
  return isFunctionValue ? node.name : undefined
}

function findNames({ path, tree }: ProjectFile): Finding[] {
  if (tree === undefined) return []
  const found = findFileName(path)
  for (const node of nodesOf(tree)) {
    const name = functionName(node)
    if (name === undefined) continue
    const words = wordsOf(name.getText(tree))
    const empty = words.find((word) => emptyWords.has(word)) ?? words.slice(0, 1).find((word) => emptyVerbs.has(word))
    if (empty === undefined) continue
    const text = `${name.getText(tree)} says "${empty}"; say what it does: ${verbs}, or the verb of its subject`
    found.push({ line: lineOf(tree, node), text })
  }
  return found
}

/** Names mean something. */
export const nameRule: Rule = {
  name: 'empty-name',
  sentence: 'gives files and functions names that mean something',
  find: findNames,
}

/** PROF-3 and the appliances that the requirements were taken from. */
const products = /\b(?:axs[ -]?guard|vasco|ivanti|mobileiron|atlas|tomcat|smb|mek|pam[ -]server|amm)\b/gi

/** Products are named in firmware profiles only. */
export const productRule: Rule = {
  name: 'product-name',
  sentence: 'in src/ names no product of others',
  find: (file) => {
    if (!/^(src|bin)\//.test(file.path)) return []
    return findText(file, products, (found) => `product name "${found}"; it belongs into firmware-profiles/`)
  },
}

/** Broken up so that this file does not find itself. */
const places = ['/wo' + 'rk/', '/ho' + 'me/\\w', '/Us' + 'ers/\\w', '/ro' + 'ot/']
const authors = [
  '@au' + 'thor\\b',
  'co-au' + 'thored-by',
  '\\bA' + 'I\\b',
  'language mo' + 'del',
  'code assi' + 'stant',
]
const placePattern = new RegExp(`(?:${places.join('|')})`, 'g')
const authorPattern = new RegExp(`(?:${authors.join('|')})`, 'gi')

/** The text speaks of the product. */
export const originRule: Rule = {
  name: 'origin',
  sentence: 'names no path of one machine and nobody who wrote it',
  find: (file) => [
    ...findText(
      file,
      placePattern,
      (found) => `machine path "${found}"; use a path relative to the project, or mkdtemp`,
    ),
    ...findText(file, authorPattern, (found) => `says "${found}"; the text speaks of the product, not of who wrote it`),
  ],
}

const scratch = /(?:^|\/)(?:try|tmp|temp|scratch|old|playground)\/|\.(?:orig|rej|bak|swp)$|~$/

/** Nothing is left lying about. */
export const scratchRule: Rule = {
  name: 'scratch',
  sentence: 'has a place of its own, not in a scratch folder',
  find: ({ path }) =>
    scratch.test(path) ? [{ line: 1, text: 'scratch file; move it to its place or remove it' }] : [],
}
