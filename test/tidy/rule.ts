/**
 * What is a rule of the house, and what does it say when it is broken?
 *
 * A rule looks at one file and gives findings; each names the line, what stands there and what to use instead. There
 * is no list of exceptions: a rule that is wrong somewhere is changed for everybody. The syntax tree comes from the
 * compiler itself, because patterns over text take words in comments and strings for code.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/** A text file of the project. `path` is relative to its root; `tree` is there for TypeScript only. */
export type ProjectFile = {
  readonly path: string
  readonly text: string
  readonly tree: ts.SourceFile | undefined
}

/** A broken rule. `line` counts from 1. `text` says what was found and what to use instead. */
export type Finding = { readonly line: number; readonly text: string }

/** A rule over single files. `sentence` goes on with "every file ...". */
export type Rule = {
  readonly name: string
  readonly sentence: string
  readonly find: (file: ProjectFile) => readonly Finding[]
}

/** Made by tools, or not ours. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', '.git', '.tap', 'coverage'])

/** A file as the rules see it. */
export function projectFile(path: string, text: string): ProjectFile {
  const tree = path.endsWith('.ts') ? ts.createSourceFile(path, text, ts.ScriptTarget.ES2024, true) : undefined
  return { path, text, tree }
}

/** Paths of all files under `root`, relative to it, in order. */
export function projectPaths(root: string, folder = ''): string[] {
  const paths: string[] = []
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.isDirectory() && !foreignFolders.has(entry.name)) paths.push(...projectPaths(root, path))
    if (entry.isFile() && !entry.name.endsWith('.log')) paths.push(path)
  }
  return paths.sort()
}

/** All text files under `root`. */
export function projectFiles(root: string): ProjectFile[] {
  const files = projectPaths(root).map((path) => projectFile(path, readFileSync(join(root, path), 'utf8')))
  return files.filter(({ text }) => !text.includes('\0'))
}

/** Line of a node of a tree, counted from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1
}

const nodesByRoot = new WeakMap<ts.Node, readonly ts.Node[]>()

/** Every node of a tree, parents first. What stands in doc comments is not code and not among them. */
export function nodesOf(root: ts.Node): readonly ts.Node[] {
  const known = nodesByRoot.get(root)
  if (known !== undefined) return known
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node): void => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(root)
  nodesByRoot.set(root, nodes)
  return nodes
}

/** Every place where `pattern` (with the flag g) is found, line by line. */
export function findText(file: ProjectFile, pattern: RegExp, say: (found: string) => string): Finding[] {
  return file.text.split('\n').flatMap((content, index) => {
    return [...content.matchAll(pattern)].map((match) => ({ line: index + 1, text: say(match[0]) }))
  })
}

/** Name of the folder under `src/` that a path is in; undefined outside `src/`. */
export function folderOf(path: string): string | undefined {
  return /^src\/([^/]+)\//.exec(path)?.[1]
}
