/**
 * How do the entries of the layout become a tree, the same bytes for the same source?
 *
 * Modes do not depend on the umask, times are those of the changelog, native code loses its symbols. The owner is set by
 * the archiver, so the build needs no root.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  lutimesSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { Entry } from './layout.ts'

const folderMode = 0o755
const fileMode = 0o644

/** Puts one entry into the tree. */
function place(tree: string, entry: Entry): void {
  const to = join(tree, entry.to)
  mkdirSync(dirname(to), { recursive: true })
  switch (entry.type) {
    case 'folder':
      mkdirSync(to, { recursive: true })
      chmodSync(to, entry.mode)
      return
    case 'copy':
      copyFileSync(entry.from, to)
      chmodSync(to, entry.mode)
      // Symbols that the loader needs stay. Debian wants neither the others nor the compiler's remark.
      if (entry.strip) execFileSync('strip', ['--strip-unneeded', '--remove-section=.comment', to])
      return
    case 'text':
      writeFileSync(to, entry.bytes)
      chmodSync(to, fileMode)
      return
    case 'link':
      symlinkSync(entry.target, to)
      return
  }
}

/** Everything below `tree`, folders before their content. Relative, sorted. */
export function pathsBelow(tree: string): string[] {
  return readdirSync(tree, { recursive: true, encoding: 'utf8' }).sort()
}

/** Modes of folders that nobody asked for, and the time of everything. `seconds` since 1970. */
export function settle(tree: string, seconds: number, ownModes: ReadonlySet<string>): void {
  for (const path of pathsBelow(tree).reverse()) {
    const at = join(tree, path)
    lutimesSync(at, seconds, seconds)
    const isFolder = statSync(at, { throwIfNoEntry: false })?.isDirectory() === true
    if (isFolder && !ownModes.has(path)) chmodSync(at, folderMode)
  }
  chmodSync(tree, folderMode)
  utimesSync(tree, seconds, seconds)
}

/** Fills an empty folder with the entries. */
export function stage(tree: string, entries: readonly Entry[]): void {
  mkdirSync(tree, { recursive: true })
  for (const entry of entries) place(tree, entry)
}

/** What the archive lists of its files: their sums, as `md5sum` prints them, and their size, KiB. */
export function contents(tree: string): { readonly sums: string; readonly kib: number } {
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort()
  const sums = paths.map((path) => {
    return `${createHash('md5').update(readFileSync(path)).digest('hex')}  ${path.slice(tree.length + 1)}\n`
  })
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0)
  return { sums: sums.join(''), kib: Math.ceil(bytes / 1024) }
}
