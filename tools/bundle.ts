/**
 * How does the source become what an appliance runs?
 *
 * One file per program, and beside it the parts that a program loads only when they are needed. A start of several
 * hundred files is mostly resolving and linking them, and the agent has to be back within a lease: measured, the agent's
 * `--version` took 200 ms as one file per module and 110 ms so. Nothing is made smaller or renamed: a stack trace names
 * our functions, and a comment above each part the file it comes from. Packages with a native part stay outside. Types are
 * checked apart, by `npm run check`.
 * Rejected: one file without parts (compiles all of it at each start: 131 ms), source maps (read at each start when they
 * are there), the emit of the type checker (what it was before).
 *
 *   node tools/bundle.ts     writes dist/
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildSync } from 'esbuild'

/** The programs: each has its folder in `src/` with a `main.ts`, and the same folder here. */
export const programs = ['daemon', 'cli', 'fence'] as const

/** Packages that load a native part by its place, so they stay what they are. */
export const outsidePackages = ['@serialport/bindings-cpp', 'koffi', 'raw-socket'] as const

/** Older packages ask for the modules of the runtime by `require`, which a module does not have. */
const requireForPackages = [
  "import { createRequire as createRequireOfBundle } from 'node:module'",
  'const require = createRequireOfBundle(import.meta.url)',
].join('\n')

/** Man pages are made there too, by another tool. */
const othersFolders: ReadonlySet<string> = new Set(['man'])

/**
 * Writes the programs to the folder `out`, which then holds nothing older. What went in of others: the folders of their
 * packages, `node_modules/NAME`, sorted. @throws Error with what is wrong in the source
 */
export function bundle(options: { readonly root: string; readonly out: string }): readonly string[] {
  const { root, out } = options
  mkdirSync(out, { recursive: true })
  for (const name of readdirSync(out).filter((one) => !othersFolders.has(one)))
    rmSync(join(out, name), { recursive: true })
  return [...new Set(programs.flatMap((program) => bundleProgram(root, out, program)))].sort()
}

function bundleProgram(root: string, out: string, program: string): readonly string[] {
  const { metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [{ in: join(root, 'src', program, 'main.ts'), out: `${program}/main` }],
    outdir: out,
    chunkNames: `${program}/[name]-[hash]`,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...outsidePackages],
    banner: { js: requireForPackages },
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  return Object.keys(metafile.inputs).flatMap((path) => packageFolder(path) ?? [])
}

/** Folder of the package that a file belongs to, relative to the project; nothing for our own. */
export function packageFolder(path: string): string | undefined {
  return /node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]
}

if (import.meta.main) {
  const root = join(import.meta.dirname, '..')
  bundle({ root, out: join(root, 'dist') })
}
