/**
 * Which forms of the language are left out?
 *
 * Default exports and barrel files hide where a name comes from; `any`, the non-null `!` and silenced checks take the
 * compiler out; a swallowed error leaves no trace of what went wrong.
 */
import ts from 'typescript'
import { floors } from './floors.ts'
import { findText, folderOf, lineOf, nodesOf } from './rule.ts'
import type { Finding, ProjectFile, Rule } from './rule.ts'

function findNodes({ path, tree }: ProjectFile, say: (node: ts.Node) => string | undefined): Finding[] {
  // A declaration file describes the shape of a package of others.
  if (tree === undefined || path.endsWith('.d.ts')) return []
  const found: Finding[] = []
  for (const node of nodesOf(tree)) {
    const text = say(node)
    if (text !== undefined) found.push({ line: lineOf(tree, node), text })
  }
  return found
}

/** Every export has its own name. */
export const defaultExportRule: Rule = {
  name: 'default-export',
  sentence: 'exports by name',
  find: (file) =>
    findNodes(file, (node) => {
      const found = ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword
      return found ? 'default export; export it by its name' : undefined
    }),
}

const adapters: ReadonlySet<string> = new Set(floors[3])

function findBarrels({ path, tree }: ProjectFile): Finding[] {
  if (tree === undefined) return []
  const stars = tree.statements.filter((statement) => ts.isExportDeclaration(statement) && !statement.exportClause)
  const found = stars.map((star) => {
    return { line: lineOf(tree, star), text: '`export *`; name what goes out, or import from where it stands' }
  })
  const isPublicFace = path.endsWith('/index.ts') && adapters.has(folderOf(path) ?? '')
  const passesOn = tree.statements.some((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)
  const onlyPassesOn = tree.statements.every((one) => ts.isImportDeclaration(one) || ts.isExportDeclaration(one))
  if (!passesOn || !onlyPassesOn || isPublicFace) return found
  return [...found, { line: 1, text: 'barrel file; import from where each name stands' }]
}

/** Names are imported from where they stand. */
export const barrelRule: Rule = {
  name: 'barrel',
  sentence: 'says something itself, unless it is the index.ts of an adapter',
  find: findBarrels,
}

/** Types say what is known. */
export const anyRule: Rule = {
  name: 'any',
  sentence: 'uses neither `any` nor the non-null `!`',
  find: (file) =>
    findNodes(file, (node) => {
      if (node.kind === ts.SyntaxKind.AnyKeyword) return '`any`; use `unknown` and look before you use it'
      if (ts.isNonNullExpression(node)) return 'non-null `!`; test for undefined, or assert with the reason'
      return undefined
    }),
}

/** The words are broken up so that this file does not find itself. */
const silencers = /@ts-(?:ig[n]ore|ex[p]ect-error|no[c]heck)|es[l]int-disable|pret[t]ier-ignore/g

/** No check is switched off in a comment. */
export const silencedRule: Rule = {
  name: 'silenced',
  sentence: 'switches no check off',
  find: (file) => {
    if (file.tree === undefined) return []
    return findText(file, silencers, (found) => `${found}; mend what the check found`)
  },
}

/** A callback that does nothing; `() => undefined` only where nobody takes its value. */
function doesNothing(callback: ts.Node | undefined, discarded: boolean): boolean {
  if (callback === undefined || !(ts.isArrowFunction(callback) || ts.isFunctionExpression(callback))) return false
  if (ts.isBlock(callback.body)) return callback.body.statements.length === 0
  return discarded && (ts.isVoidExpression(callback.body) || callback.body.getText() === 'undefined')
}

function swallows(call: ts.CallExpression): boolean {
  if (!ts.isPropertyAccessExpression(call.expression)) return false
  const discarded = ts.isExpressionStatement(call.parent) || ts.isVoidExpression(call.parent)
  const { text } = call.expression.name
  if (text === 'catch') return doesNothing(call.arguments[0], discarded)
  return text === 'then' && doesNothing(call.arguments[1], discarded)
}

/** An error is told, turned or passed on. */
export const swallowRule: Rule = {
  name: 'swallow',
  sentence: 'swallows no error',
  find: (file) =>
    findNodes(file, (node) => {
      if (ts.isCatchClause(node) && node.block.statements.length === 0) {
        return 'empty catch; return a value that says so, count it, or let the error pass'
      }
      if (!ts.isCallExpression(node) || !swallows(node)) return undefined
      return 'empty rejection callback; hand it a named function that says who tells of the error'
    }),
}
