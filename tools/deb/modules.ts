/**
 * Which npm packages, and which files of them, does an installed hapair need?
 *
 * The lock file says which packages are for production. Of their files only what the runtime loads goes in: code, data and
 * the one native part for this platform; types, sources, tests and texts stay out, and licences are collected by
 * `licences.ts`. A list of what is kept, because a list of what is left out would let in the next novelty.
 * Rejected: `npm install --omit=dev` into the tree (needs the registry at build time, and takes all files), a bundler
 * (native parts stay files anyway, and a stack trace would no longer name ours).
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

/** Folders of the production packages, `node_modules/NAME`, sorted. `lock`: the parsed package-lock.json, version 3. */
export function productionPackages(lock: unknown): string[] {
  const packages = property(lock, 'packages')
  if (typeof packages !== 'object' || packages === null) throw new Error('package-lock.json lists no packages')
  return Object.entries(packages)
    .filter(([path, entry]) => {
      const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
      const needed = property(entry, 'dev') !== true && property(entry, 'devOptional') !== true
      return path !== '' && needed && suitsPlatform(entry) && !compileTimePackages.has(name)
    })
    .map(([path]) => path)
    .sort()
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
