/**
 * Which npm packages, and which files of them, does an installed hapair need beside its bundled programs?
 *
 * Those with a native part, which stays a file, and what they ask for; the lock file says what that is. Of their files only
 * what the runtime loads goes in: code, data and the one native part for this platform; types, sources, tests and texts
 * stay out, and licences are collected by `licences.ts`. A list of what is kept, because a list of what is left out would
 * let in the next novelty.
 * Rejected: `npm install --omit=dev` into the tree (needs the registry at build time, and takes all files).
 */
import { closeSync, openSync, readSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'

/** Needed to compile native parts only; nothing imports them. */
const compileTimePackages: ReadonlySet<string> = new Set(['nan', 'node-addon-api'])

const loadedTypes: ReadonlySet<string> = new Set(['.js', '.cjs', '.mjs', '.json'])
/** Folders at the top of a package that nothing is loaded from; deeper down such names mean other things. */
const idleFolders: ReadonlySet<string> = new Set(
  ['.github', 'test', 'tests', 'doc', 'docs', 'example', 'examples', 'benchmarks', 'scripts', 'vendor'].concat([
    'node_modules',
    'prebuilds',
  ]),
)
const idleNames = /^(?:tsconfig.*\.json|eslint\.config\.[cm]?js|biome\.jsonc?|\..*)$/

/** The native parts: each must be there, built for this platform. Relative to `node_modules/`. */
export const nativeParts = [
  '@koromix/koffi-linux-x64/linux_x64/koffi.node',
  '@serialport/bindings-cpp/prebuilds/linux-x64/@serialport+bindings-cpp.glibc.node',
  'raw-socket/build/Release/raw.node',
] as const

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}

function suitsPlatform(entry: unknown): boolean {
  const suits = (name: string, own: string): boolean => {
    const list = property(entry, name)
    return !Array.isArray(list) || list.includes(own)
  }
  return suits('os', 'linux') && suits('cpu', 'x64')
}

/**
 * Folders of these packages and of all that they ask for, `node_modules/NAME`, sorted. `lock`: the parsed
 * package-lock.json, version 3. @throws Error when the lock file does not have one of them
 */
export function packagesFor(names: readonly string[], lock: unknown): string[] {
  const packages = property(lock, 'packages')
  if (typeof packages !== 'object' || packages === null) throw new Error('package-lock.json lists no packages')
  const found = new Set<string>()
  const add = (name: string, asker: string): void => {
    if (compileTimePackages.has(name)) return
    const path = placesFor(name, asker).find((place) => property(packages, place) !== undefined)
    if (path === undefined) throw new Error(`package-lock.json has no ${name}, which ${asker || 'hapair'} asks for`)
    const entry = property(packages, path)
    if (found.has(path) || !suitsPlatform(entry)) return
    found.add(path)
    for (const one of ['dependencies', 'optionalDependencies'].flatMap((list) => namesIn(entry, list))) add(one, path)
  }
  for (const name of names) add(name, '')
  return [...found].sort()
}

function namesIn(entry: unknown, list: string): string[] {
  const value = property(entry, list)
  return typeof value === 'object' && value !== null ? Object.keys(value) : []
}

/** Where the runtime looks for a package that is asked for from this folder: beside it first, then further up. */
function placesFor(name: string, asker: string): string[] {
  const here = `${asker === '' ? '' : `${asker}/`}node_modules/${name}`
  const above = asker.lastIndexOf('/node_modules/')
  return asker === '' ? [here] : [here, ...placesFor(name, above < 0 ? '' : asker.slice(0, above))]
}

/** Is a file of a package loaded at run time? `path` is relative to the package; native parts are listed apart. */
export function isLoaded(path: string): boolean {
  const parts = path.split('/')
  const name = parts.pop() ?? ''
  return loadedTypes.has(extname(name)) && !idleNames.test(name) && !idleFolders.has(parts[0] ?? '')
}

/** Does the file begin like a program of its own? Such files are started by npm, never loaded. */
function isScript(path: string): boolean {
  const mark = Buffer.alloc(2)
  const file = openSync(path, 'r')
  readSync(file, mark)
  closeSync(file)
  return mark.toString('latin1') === '#!'
}

/** All files of a package that are loaded, relative to it, sorted. */
export function loadedFiles(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => isLoaded(path) && !isScript(join(folder, path)))
    .sort()
}
