/**
 * Where must a comment stand?
 *
 * A file begins with the question that it answers; every export says what it is for. Which question, and whether the
 * answer is right, only a reader can tell.
 */
import ts from 'typescript'
import { findText, lineOf } from './rule.ts'
import type { Finding, ProjectFile, Rule } from './rule.ts'

function findOpening({ path, text, tree }: ProjectFile): Finding[] {
  const isScript = path.endsWith('.sh') || text.startsWith('#!')
  const body = text.replace(/^#!.*\n/, '')
  if (tree === undefined && !isScript) return []
  const begins = tree === undefined ? /^# \S/.test(body) : /^\/\*\*/.test(body)
  return begins ? [] : [{ line: 1, text: 'no opening comment; begin with the question that this file answers' }]
}

/** Files begin with a comment. */
export const openingRule: Rule = {
  name: 'opening-comment',
  sentence: 'begins with the question that it answers',
  find: findOpening,
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

/** Is there a doc comment right above? At the top of a file the first comment belongs to the file. */
function isDocumented(tree: ts.SourceFile, statement: ts.Statement): boolean {
  const isFirst = statement === tree.statements[0]
  const docs = ts.getLeadingCommentRanges(tree.text, statement.pos) ?? []
  const count = docs.filter(({ pos }) => tree.text.startsWith('/**', pos)).length
  return count > (isFirst ? 1 : 0)
}

function nameOf(statement: ts.Statement): string | undefined {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText()).join(', ')
  }
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text
  if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) return statement.name.text
  return undefined
}

/** Rows of a table carry their sentence inside, where a program can print it as well. */
const ownSentence: ReadonlySet<string> = new Set(['meaning', 'text', 'sentence'])

function saysItself(statement: ts.Statement): boolean {
  if (!ts.isVariableStatement(statement)) return false
  const given = statement.declarationList.declarations[0]?.initializer
  const row = given !== undefined && ts.isCallExpression(given) ? given.arguments[0] : given
  if (row === undefined || !ts.isObjectLiteralExpression(row)) return false
  return row.properties.some((property) => {
    const isSentence = ts.isPropertyAssignment(property) && ownSentence.has(property.name.getText())
    return isSentence && (ts.isStringLiteralLike(property.initializer) || ts.isTemplateExpression(property.initializer))
  })
}

function findUndocumented({ tree }: ProjectFile): Finding[] {
  if (tree === undefined) return []
  const exported = tree.statements.filter(isExported)
  return exported.flatMap((statement, index) => {
    const name = nameOf(statement)
    const before = exported[index - 1]
    // An overload and its implementation share one comment.
    const shared = before !== undefined && ts.isFunctionDeclaration(statement) && nameOf(before) === name
    if (name === undefined || shared || saysItself(statement) || isDocumented(tree, statement)) return []
    const text = `export ${name} has no doc comment; say in one sentence what it is for`
    return [{ line: lineOf(tree, statement), text }]
  })
}

/** Exports are documented. */
export const docRule: Rule = {
  name: 'doc-comment',
  sentence: 'documents every export',
  find: findUndocumented,
}

/** The words are broken up so that this file does not find itself. The last is how a test is put off. */
const unfinished = /\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b|\bto[d]o: /g

/** Nothing is left for later in the text. */
export const unfinishedRule: Rule = {
  name: 'unfinished',
  sentence: 'leaves no note for later',
  find: (file) => findText(file, unfinished, (found) => `${found}; finish it, open an issue, or write down the limit`),
}
