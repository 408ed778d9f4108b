/**
 * Make the package that a machine without npm, compiler and network can install; or, does it really?
 *
 *   node tools/package.ts [--compression=xz|zstd]     build/hapair_VERSION_amd64.deb
 *   node tools/package.ts --check [FILE]              install, use, upgrade, remove and purge it in a fresh chroot
 *
 * The check needs root, and the network once, for the chroot.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { buildPackage, versionOf } from './deb/build.ts'

const root = join(import.meta.dirname, '..')
const out = join(root, 'build')

function say(line: string): void {
  process.stderr.write(`package: ${line}\n`)
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { compression: { type: 'string', default: 'xz' }, check: { type: 'boolean', default: false } },
})

if (values.check) {
  const { checkPackage } = await import('./deb/check.ts')
  const file = positionals[0] ?? join(out, `hapair_${versionOf(root)}_amd64.deb`)
  process.exitCode = checkPackage({ file, out, say }) ? 0 : 1
} else if (values.compression === 'xz' || values.compression === 'zstd') {
  const begunMs = performance.now()
  const { file, bytes, installedKib } = buildPackage({ root, out, compression: values.compression, say })
  const seconds = ((performance.now() - begunMs) / 1000).toFixed(1)
  say(`${file}: ${(bytes / 2 ** 20).toFixed(1)} MiB, ${(installedKib / 1024).toFixed(0)} MiB installed, ${seconds} s`)
  process.stdout.write(`${file}\n`)
} else {
  say(`--compression=${values.compression}: xz or zstd`)
  process.exitCode = 2
}
