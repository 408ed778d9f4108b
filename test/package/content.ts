/**
 * Cases for tools/deb: is everything in the package that an installed hapair needs, and nothing else?
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'tap'
import { loadSettings } from '../../src/config/load.ts'
import { bundle, outsidePackages, packageFolder, programs } from '../../tools/bundle.ts'
import { buildTime, versionOf } from '../../tools/deb/build.ts'
import { layout } from '../../tools/deb/layout.ts'
import type { Entry, Texts } from '../../tools/deb/layout.ts'
import { licenceOf, renderCopyright } from '../../tools/deb/licences.ts'
import { isLoaded, loadedFiles, nativeParts, packagesFor } from '../../tools/deb/modules.ts'

const root = join(import.meta.dirname, '../..')

function read(name: string): string {
  return readFileSync(join(root, name), 'utf8')
}

const packages = packagesFor(outsidePackages, JSON.parse(read('package-lock.json')))

function names(key: 'dependencies' | 'devDependencies'): string[] {
  const manifest = JSON.parse(read('package.json')) as Readonly<Record<typeof key, Readonly<Record<string, string>>>>
  return Object.keys(manifest[key])
}

/** Packages that the source of the product names in an import. */
function namedInSource(): Set<string> {
  const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.ts'),
  )
  const imports = files.flatMap((file) => [
    ...read(`src/${file}`).matchAll(/(?:^|\n)(?:import|\} from)(?! type)[^'\n]* ?'((?:@[^/']+\/)?[^./'][^/':]*)'/g),
    ...read(`src/${file}`).matchAll(/import\('((?:@[^/']+\/)?[^./'][^/':]*)'\)/g),
  ])
  return new Set(imports.map((match) => match[1] ?? ''))
}

void test('every package that the source names is bundled or lies beside, and none that only development or the compiler needs', (t) => {
  const out = t.testdir({ 'older.js': '', man: { 'hapair.8': '' } })
  const bundled = bundle({ root, out })
  const named = namedInSource()
  t.ok(named.size > 5)
  for (const name of named) {
    const outside = (outsidePackages as readonly string[]).includes(name)
    t.equal(bundled.includes(`node_modules/${name}`), !outside, name)
    t.equal(packages.includes(`node_modules/${name}`), outside, name)
  }
  for (const name of [...names('devDependencies'), 'nan', 'node-addon-api'])
    t.notOk([...bundled, ...packages].includes(`node_modules/${name}`), name)
  t.strictSame(readdirSync(out).sort(), [...programs, 'man'].sort(), 'nothing older is left, except the manual')
  const agent = readdirSync(join(out, 'daemon'))
  const main = readFileSync(join(out, 'daemon/main.js'), 'utf8')
  for (const part of ['open-disks', 'open-fence']) {
    const file = agent.find((name) => name.startsWith(`${part}-`)) ?? ''
    t.ok(main.includes(`import("./${file}")`), `${part} is loaded only when it is needed`)
    t.notMatch(main, new RegExp(`from "./${file}"`))
  }
  t.match(main, /^\/\/ src\/core\/step\.ts$/m, 'a stack trace leads to our files')
  for (const name of ['koffi', 'raw-socket']) t.match(main, `from "${name}"`)
  t.end()
})

void test('the folder of a package is known, also of one within another, and with a scope', (t) => {
  t.equal(packageFolder('src/core/step.ts'), undefined)
  t.equal(packageFolder('node_modules/zod/v4/index.js'), 'node_modules/zod')
  t.equal(packageFolder('node_modules/@serialport/stream/dist/index.js'), 'node_modules/@serialport/stream')
  t.equal(packageFolder('../x/node_modules/a/node_modules/@b/c/lib/d.js'), 'node_modules/a/node_modules/@b/c')
  t.end()
})

void test('beside the programs lie the packages with a native part and what they ask for, for this platform only', (t) => {
  t.strictSame(packages, [
    'node_modules/@koromix/koffi-linux-x64',
    'node_modules/@serialport/bindings-cpp',
    'node_modules/@serialport/bindings-interface',
    'node_modules/@serialport/parser-delimiter',
    'node_modules/@serialport/parser-readline',
    'node_modules/debug',
    'node_modules/koffi',
    'node_modules/ms',
    'node_modules/node-gyp-build',
    'node_modules/raw-socket',
  ])
  t.end()
})

void test('a package is looked for beside who asks for it, then further up', (t) => {
  const lock = {
    packages: {
      'node_modules/a': { dependencies: { b: '1', c: '1', nan: '1' } },
      'node_modules/a/node_modules/b': { dependencies: { c: '1', b: '2' } },
      'node_modules/b': {},
      'node_modules/c': { optionalDependencies: { d: '1' } },
      'node_modules/d': { os: ['win32'] },
    },
  }
  t.strictSame(packagesFor(['a'], lock), ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/c'])
  t.throws(() => packagesFor(['e'], lock), /no e, which hapair asks for/)
  t.throws(() => packagesFor(['a'], { packages: { 'node_modules/a': { dependencies: { e: '1' } } } }), /no e, which/)
  t.throws(() => packagesFor([], {}), /lists no packages/)
  t.throws(() => packagesFor([], undefined), /lists no packages/)
  t.end()
})

void test('of a package goes in what the runtime loads', (t) => {
  const kept = ['index.js', 'lib/a.cjs', 'lib/a.mjs', 'package.json', 'dist/doc/directives.js', 'src/index.js']
  const left = [
    'index.d.ts',
    'index.ts',
    'a.js.map',
    'README.md',
    'LICENSE',
    'test/a.js',
    'docs/a.js',
    'src/a.cc',
  ].concat(['prebuilds/win32/a.node', 'node_modules/b/index.js', '.eslintrc.json', 'tsconfig.json', '.github/a.json'])
  t.strictSame(kept.filter(isLoaded), kept)
  t.strictSame(left.filter(isLoaded), [])
  const folder = t.testdir({ 'bin.js': '#!/usr/bin/env node\n', 'index.js': 'x\n', lib: { 'b.js': '' } })
  t.strictSame(loadedFiles(folder), ['index.js', 'lib/b.js'], 'programs of a package are left out')
  t.end()
})

void test('the version is one, the time of the build comes from the changelog', (t) => {
  t.equal(versionOf(root), (JSON.parse(read('package.json')) as { readonly version: string }).version)
  const changelog = read('packaging/deb/changelog')
  t.equal(buildTime(changelog, undefined) > 1_700_000_000, true)
  t.equal(buildTime(changelog, '5'), 5, 'or from who builds')
  t.equal(buildTime(' -- a <b@c>  Thu, 01 Jan 1970 00:01:00 +0000\n', 'soon'), 60)
  t.throws(() => buildTime('no entry', undefined), /no date/)
  const wrong = t.testdir({
    'package.json': '{"version":"1.0.0"}',
    packaging: { deb: { changelog: 'hapair (0.9.0) x' } },
  })
  t.throws(() => versionOf(wrong), /1\.0\.0.*0\.9\.0/)
  t.end()
})

void test('every package has a licence that is known, with its text', (t) => {
  const licences = packages.map((path) => licenceOf(root, path))
  const copyright = renderCopyright(read('packaging/deb/copyright'), licences)
  for (const path of packages) t.ok(copyright.includes(`\nFiles: usr/lib/hapair/${path}/*\nCopyright: `), path)
  t.match(copyright, /Stephen Vickers/, 'also one that has its licence at the end of the README only')
  const zod = renderCopyright('', [{ ...licenceOf(root, 'node_modules/zod'), bundled: true }])
  t.match(
    zod,
    /^Files: usr\/lib\/hapair\/dist\/\*\nComment: .* package zod\.\nCopyright: /m,
    'one whose code is bundled',
  )
  t.notMatch(copyright, /\n\n [^ ]/, 'no empty line within a text')
  const folder = t.testdir({
    strange: { 'package.json': '{"license":"Mine"}', LICENSE: 'mine' },
    silent: { 'package.json': '{"license":"MIT"}' },
  })
  t.throws(() => licenceOf(folder, 'strange'), /not known/)
  t.throws(() => licenceOf(folder, 'silent'), /no text/)
  t.end()
})

const texts: Texts = {
  pages: new Map(readdirSync(join(root, 'man')).map((name) => [name.replace(/\.scd$/, ''), ''])),
  copyright: '',
  changelog: '',
  news: '',
  runtimeLicence: '',
  overrides: '',
  examples: new Map(),
}

function entries(bundles: string): ReadonlyMap<string, Entry> {
  const list = layout({ root, bundles, version: '1.2.3', packages, texts })
  return new Map(list.map((entry) => [entry.to, entry]))
}

void test('everything is where the file system standard and the units want it', (t) => {
  const bundles = t.testdir({ cli: { 'main.js': '' } })
  const all = entries(bundles)
  t.equal(all.size, layout({ root, bundles, version: '1.2.3', packages, texts }).length, 'no place is taken twice')
  for (const place of ['usr/lib/hapair/dist/cli/main.js', 'usr/lib/hapair/node', 'usr/lib/hapair/package.json'])
    t.ok(all.has(place), place)
  for (const name of readdirSync(join(root, 'bin')))
    t.match(all.get(`usr/lib/hapair/bin/${name}`), { mode: 0o755 }, name)
  for (const part of nativeParts) t.ok(all.has(`usr/lib/hapair/node_modules/${part}`), part)
  for (const name of texts.pages.keys()) t.ok(all.has(`usr/share/man/man${name.slice(-1)}/${name}.gz`), name)
  t.match(all.get('usr/sbin/hapaird'), { type: 'link', target: '../lib/hapair/bin/hapaird' })
  t.match(all.get('usr/bin/hapair'), { type: 'link', target: '../lib/hapair/bin/hapair' })
  t.match(all.get('usr/lib/hapair/node_modules/.bin/node'), { target: '../../node' }, 'the launchers look there')
  t.match(all.get('usr/lib/hapair/hapair-release'), { mode: 0o755 })
  t.ok([...all.keys()].every((to) => !to.endsWith('.ts') && !to.startsWith('/')))
  t.end()
})

void test('the units name programs that the package has', (t) => {
  const all = entries(t.testdir({ cli: { 'main.js': '' } }))
  const units = ['hapaird.service', 'hapair-release.service']
    .map((name) => read(`packaging/systemd/${name}`))
    .join('\n')
  const programs = [...units.matchAll(/^Exec\w+=[-+]*\/(usr\/\S+)/gm)].map((match) => match[1] ?? '')
  t.equal(programs.length, 4)
  for (const program of programs) t.ok(all.has(program), program)
  t.end()
})

void test('keys and the durable record are for root only', (t) => {
  const all = entries(t.testdir({ cli: { 'main.js': '' } }))
  t.match(all.get('etc/hapair/keys'), { type: 'folder', mode: 0o700 })
  t.match(all.get('var/lib/hapair'), { type: 'folder', mode: 0o700 })
  t.match(all.get('etc/hapair'), { type: 'folder', mode: 0o755 })
  t.end()
})

void test('every older command has its link and its page', (t) => {
  const all = entries(t.testdir({ cli: { 'main.js': '' } }))
  const named = [...read('src/cli/command-texts.ts').matchAll(/'(ha-[a-z]+)'/g)].map((match) => match[1] ?? '')
  t.ok(named.length > 3)
  for (const name of named) {
    t.match(all.get(`usr/bin/${name}`), { type: 'link', target: 'hapair' }, name)
    t.match(all.get(`usr/share/man/man8/${name}.8.gz`), { type: 'link', target: 'hapair.8.gz' }, name)
  }
  t.end()
})

void test('the examples are settings that pass, on either node', (t) => {
  for (const role of ['master', 'slave']) {
    const loaded = loadSettings({
      pairText: read('packaging/examples/pair.yaml'),
      nodeText: read('packaging/examples/node.yaml').replace('role: master', `role: ${role}`),
      pairFile: 'pair.yaml',
      nodeFile: 'node.yaml',
      profiles: (name) =>
        name === 'generic' ? { file: 'generic.yaml', text: read('firmware-profiles/generic.yaml') } : undefined,
    })
    t.match(loaded, { ok: true }, role)
  }
  t.end()
})

void test('the package depends on what the scripts call, and not on a runtime of the distribution', (t) => {
  const control = read('packaging/deb/control')
  const depends = /^Depends: (.*)$/m.exec(control)?.[1] ?? ''
  for (const name of ['libc6', 'libstdc++6', 'iproute2', 'passwd', 'init-system-helpers'])
    t.ok(depends.includes(name), name)
  t.notMatch(depends, /nodejs|npm/)
  for (const mark of ['@VERSION@', '@INSTALLED_KIB@', '@LIBC@']) t.ok(control.includes(mark), mark)
  t.end()
})

void test('every override of the linter stands below its reason', (t) => {
  const lines = read('packaging/deb/lintian-overrides').trim().split('\n')
  t.match(lines[0], /^# /)
  t.ok(lines.every((line) => /^(?:# |hapair: )/.test(line)))
  t.end()
})
