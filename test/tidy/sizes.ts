/**
 * How large may a file or a function be?
 *
 * A file answers one question; when it grows over the limit it answers two. A function's blank lines and comments are
 * free. A callback handed straight to a call is free outside the product, where it is a list of cases.
 */
import ts from 'typescript'
import { lineOf, nodesOf } from './rule.ts'
import type { Finding, ProjectFile, Rule } from './rule.ts'

/** Lines, `src/core` and everywhere else. */
const coreLinesMax = 200
const fileLinesMax = 300
/** Lines with code. */
const functionLinesMax = 60

function findLargeFiles({ path, text, tree }: ProjectFile): Finding[] {
  if (tree === undefined) return []
  const max = path.startsWith('src/core/') ? coreLinesMax : fileLinesMax
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  if (lines <= max) return []
  return [
    { line: max + 1, text: `has ${lines} lines, the limit is ${max}; split it where it answers a second question` },
  ]
}

/** Files stay small. */
export const fileSizeRule: Rule = {
  name: 'file-size',
  sentence: `has at most ${fileLinesMax} lines, in src/core ${coreLinesMax}`,
  find: findLargeFiles,
}

/** Lines that are neither blank nor only a comment. */
function codeLines(tree: ts.SourceFile, node: ts.Node): number {
  const lines = node.getText(tree).split('\n')
  return lines.filter((line) => !/^\s*(?:$|\/\/|\/\*|\*)/.test(line)).length
}

function findLargeFunctions({ path, tree }: ProjectFile): Finding[] {
  if (tree === undefined) return []
  const product = /^(src|tools)\//.test(path)
  const found: Finding[] = []
  for (const node of nodesOf(tree)) {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined) continue
    if (!product && ts.isCallExpression(node.parent)) continue
    const lines = codeLines(tree, node)
    if (lines <= functionLinesMax) continue
    const name = node.name?.getText(tree) ?? 'a function'
    const text = `${name} has ${lines} lines of code, the limit is ${functionLinesMax}; give its parts names`
    found.push({ line: lineOf(tree, node), text })
  }
  return found
}

/** Functions stay small. */
export const functionSizeRule: Rule = {
  name: 'function-size',
  sentence: `has no function over ${functionLinesMax} lines of code`,
  find: findLargeFunctions,
}
