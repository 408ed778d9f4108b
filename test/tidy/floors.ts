/**
 * Who may import whom?
 *
 * The folders of `src` lie on floors. An import goes to a lower floor or stays in its own folder; two folders of one
 * floor meet on the floor above. Types count too: a type from above is knowledge of what is above.
 */
import { posix } from 'node:path'
import ts from 'typescript'
import { folderOf, lineOf } from './rule.ts'
import type { Finding, ProjectFile, Rule } from './rule.ts'

/** Floors from the ground up. A folder that is not here has no place yet. */
export const floors: readonly (readonly string[])[] = [
  ['base'],
  ['core'],
  ['wire', 'config', 'control', 'linux'],
  [
    'heartbeat-serial',
    'heartbeat-eth',
    'vip',
    'drbd',
    'services',
    'connectivity',
    'fence',
    'peer',
    'outlets',
    'doctor',
  ],
  ['daemon'],
  ['cli', 'web'],
]

/** Floor of a folder of `src`; undefined for a folder without a place. */
export function floorOf(folder: string): number | undefined {
  const floor = floors.findIndex((folders) => folders.includes(folder))
  return floor < 0 ? undefined : floor
}

/** A module that a file names, and where. `typeOnly`: nothing of it is there when the program runs. */
export type Import = {
  readonly module: string
  readonly line: number
  readonly typeOnly: boolean
  /** Names that are taken out of it; undefined when the whole module is. */
  readonly names: readonly string[] | undefined
}

/** Every import and re-export of a file, dynamic ones with a literal name as well. */
export function importsOf(tree: ts.SourceFile): Import[] {
  const found: Import[] = []
  const visit = (node: ts.Node): void => {
    const line = lineOf(tree, node)
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      found.push({ module: node.moduleSpecifier.text, line, ...takenBy(node.importClause) })
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      const module = ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : ''
      found.push({ module, line, typeOnly: node.isTypeOnly, names: undefined })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments
      if (name !== undefined && ts.isStringLiteral(name)) {
        found.push({ module: name.text, line, typeOnly: false, names: undefined })
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function takenBy(clause: ts.ImportClause | undefined): Pick<Import, 'typeOnly' | 'names'> {
  if (clause === undefined) return { typeOnly: false, names: undefined }
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return { typeOnly: true, names: [] }
  const bindings = clause.namedBindings
  if (clause.name !== undefined || bindings === undefined || !ts.isNamedImports(bindings)) {
    return { typeOnly: false, names: undefined }
  }
  const values = bindings.elements.filter((element) => !element.isTypeOnly)
  return { typeOnly: values.length === 0, names: values.map(({ name, propertyName }) => (propertyName ?? name).text) }
}

function findImports({ path, tree }: ProjectFile): Finding[] {
  const folder = folderOf(path)
  if (tree === undefined || folder === undefined) return []
  const floor = floorOf(folder)
  if (floor === undefined)
    return [{ line: 1, text: `src/${folder} has no floor; give it a place in test/tidy/floors.ts` }]
  return importsOf(tree).flatMap(({ module, line }) => {
    if (!module.startsWith('.')) return []
    const target = posix.join(posix.dirname(path), module)
    const text = refusal(folder, floor, target)
    return text === undefined ? [] : [{ line, text: `imports ${target}: ${text}` }]
  })
}

function refusal(folder: string, floor: number, target: string): string | undefined {
  const targetFolder = folderOf(target)
  if (targetFolder === undefined) return 'the product imports nothing outside src/; move what it needs into src/'
  if (targetFolder === folder) return undefined
  const targetFloor = floorOf(targetFolder)
  if (targetFloor === undefined || targetFloor > floor) {
    return 'imports go down only; pass it in as an argument from the floor above, or move the noun down'
  }
  if (targetFloor < floor) return undefined
  return 'same floor, other folder; let daemon/ join the two, or move what both need one floor down'
}

/** Imports go down the floors. */
export const floorRule: Rule = {
  name: 'floors',
  sentence: 'imports only from its own folder or a lower floor',
  find: findImports,
}
