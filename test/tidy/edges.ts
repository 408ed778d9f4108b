/**
 * Which file may touch the operating system, the clock, chance, or a package of others?
 *
 * Each such thing is a row with the files that may use it. Everything else gets it handed in by an edge, so that it
 * can be played in virtual time. Type-only imports do not run and are free, and so are the pure parts of Node's
 * modules.
 */
import ts from 'typescript'
import { importsOf } from './floors.ts'
import type { Import } from './floors.ts'
import { lineOf, nodesOf } from './rule.ts'
import type { Finding, ProjectFile, Rule } from './rule.ts'

/** The edge list: files in which the world begins. A floor 3 folder has one edge, split by name when it is large. */
export const edgeFiles: readonly RegExp[] = [
  /^src\/linux\//,
  /^src\/control\/(server|client)(-[a-z-]+)?\.ts$/,
  /^src\/heartbeat-serial\/tty(-[a-z-]+)?\.ts$/,
  /^src\/heartbeat-eth\/index\.ts$/,
  /^src\/vip\/index\.ts$/,
  /^src\/connectivity\/icmp(-[a-z-]+)?\.ts$/,
  /^src\/drbd\/drbdsetup(-[a-z-]+)?\.ts$/,
  /^src\/fence\/(main|device)(-[a-z-]+)?\.ts$/,
  /^src\/services\/runner(-[a-z-]+)?\.ts$/,
  /^src\/doctor\/gather(-[a-z-]+)?\.ts$/,
  /^src\/(daemon|cli|web)\//,
]

/** May this file touch the world at all? */
export function isEdge(path: string): boolean {
  return edgeFiles.some((edge) => edge.test(path))
}

const anywhere = [/^src\//]
const commands = [/^src\/(drbd|services|fence|outlets|web|cli)\//]

/** Packages of others, and where each may be used. */
export const packagePlaces: Readonly<Record<string, readonly RegExp[]>> = {
  koffi: [/^src\/linux\/(libc|poll)\.ts$/],
  serialport: [/^src\/heartbeat-serial\/tty(-[a-z-]+)?\.ts$/],
  '@serialport/bindings-cpp': [/^src\/heartbeat-serial\/tty(-[a-z-]+)?\.ts$/],
  'raw-socket': [/^src\/connectivity\/icmp(-[a-z-]+)?\.ts$/],
  execa: commands,
  pino: [/^src\/(daemon|web)\//],
  commander: [/^src\/cli\//],
  systeminformation: [/^src\/(web|doctor)\//],
  yaml: [/^src\/config\//],
  zod: anywhere,
}

/** Modules of Node that only reckon. */
const pureModules: ReadonlySet<string> = new Set(['node:path', 'node:url', 'node:util', 'node:zlib', 'node:events'])

/** Names that only reckon, out of modules that can do more. */
const pureNames: Readonly<Record<string, readonly string[]>> = {
  'node:net': ['isIP', 'isIPv4', 'isIPv6', 'BlockList'],
  'node:os': ['endianness'],
  'node:crypto': ['createHash', 'createHmac', 'createSecretKey', 'hkdfSync', 'timingSafeEqual'],
}

/** Globals that reach out, and what to use instead. */
const globals: Readonly<Record<string, string>> = {
  process: 'take what you need as an argument from an edge file',
  Date: 'take `now: Instant` as the last argument; no decision depends on wall-clock time',
  performance: 'take `now: Instant` as the last argument',
  setTimeout: 'ask for a deadline; the loop keeps the one timer (daemon/loop.ts), edges have their own',
  setInterval: 'ask for a deadline; the loop keeps the one timer (daemon/loop.ts), edges have their own',
  setImmediate: 'let the edge decide when there is a next turn',
  queueMicrotask: 'let the edge decide when there is a next turn',
  console: 'emit an effect `tell`, or write through cli/terminal.ts',
  fetch: 'nothing here speaks HTTP; hapair-web does',
  crypto: 'take random bytes as an argument from an edge file',
}

function moduleFinding(path: string, { module, line, typeOnly, names }: Import): Finding[] {
  if (module.startsWith('.') || typeOnly) return []
  if (!module.startsWith('node:')) return packageFinding(path, module, line)
  const pure = pureNames[module]
  if (isEdge(path) || pureModules.has(module)) return []
  if (pure !== undefined && names?.every((name) => pure.includes(name)) === true) return []
  return [
    { line, text: `uses ${module}: not in the edge list; call src/linux, or take it as an argument from an edge` },
  ]
}

function packageFinding(path: string, module: string, line: number): Finding[] {
  const places = packagePlaces[module]
  if (places === undefined) return [{ line, text: `uses ${module}: a package needs a row in test/tidy/edges.ts first` }]
  if (places.some((place) => place.test(path))) return []
  const where = places.map((place) => place.source.replaceAll('\\', '')).join(' or ')
  return [{ line, text: `uses ${module}: only ${where} may; call that instead` }]
}

/** Is this word used as a value that comes from outside the file, not as the name of something? */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent) || ts.isTypeQueryNode(parent)) return false
  if (ts.isBindingElement(parent)) return parent.initializer === node
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) return parent.initializer === node
  return ts.isExpression(parent) || ts.isStatement(parent) || ts.isTemplateSpan(parent) || ts.isSpreadAssignment(parent)
}

function globalFindings(path: string, tree: ts.SourceFile): Finding[] {
  if (isEdge(path)) return []
  const found: Finding[] = []
  for (const node of nodesOf(tree)) {
    if (!ts.isIdentifier(node) || !isReference(node)) continue
    const instead = Object.hasOwn(globals, node.text) ? globals[node.text] : undefined
    if (instead !== undefined) found.push({ line: lineOf(tree, node), text: `uses ${node.text}: ${instead}` })
    const isChance = node.text === 'Math' && node.parent.getText(tree) === 'Math.random'
    if (isChance)
      found.push({ line: lineOf(tree, node), text: 'uses Math.random: take a source of chance as an argument' })
  }
  return found
}

function findEdges({ path, tree }: ProjectFile): Finding[] {
  if (tree === undefined || !path.startsWith('src/') || path.endsWith('.d.ts')) return []
  const modules = importsOf(tree).flatMap((taken) => moduleFinding(path, taken))
  return [...modules, ...globalFindings(path, tree)]
}

/** The world begins in the edge files only. */
export const edgeRule: Rule = {
  name: 'edges',
  sentence: 'touches the operating system, the clock, chance and packages only where the edge list allows it',
  find: findEdges,
}

function findAsync({ path, tree }: ProjectFile): Finding[] {
  if (tree === undefined || !/^src\/(base|core|wire|config|control)\//.test(path) || isEdge(path)) return []
  const found: Finding[] = []
  for (const node of nodesOf(tree)) {
    const waits = node.kind === ts.SyntaxKind.AsyncKeyword || ts.isAwaitExpression(node)
    const promises = ts.isNewExpression(node) && node.expression.getText(tree) === 'Promise'
    if (!waits && !promises) continue
    const text = `waits (${node.getText(tree).slice(0, 20)}): floors 0 to 2 answer at once; wait in an edge file`
    found.push({ line: lineOf(tree, node), text })
  }
  return found
}

/** Waiting happens at the edges. */
export const asyncRule: Rule = {
  name: 'async',
  sentence: 'on floors 0 to 2 waits for nothing unless it is an edge file',
  find: findAsync,
}
