/**
 * Are the lists in ARCHITECTURE.md those of the tree?
 *
 * The page is written by hand; its tables of folders and of promises are not. `node tools/page-lists.ts` brings them in
 * line, the tidy test fails while they are not. Kept by hand they were wrong within an hour.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { folderTables } from './folder-table.ts'
import { promiseTable } from './promise-table.ts'

const page = 'ARCHITECTURE.md'

type Marks = { readonly begin: string; readonly end: string }

function marks(name: string): Marks {
  return { begin: `<!-- begin of ${name}: node tools/page-lists.ts -->`, end: `<!-- end of ${name} -->` }
}

function replaced(text: string, { begin, end }: Marks, rows: (before: string) => readonly string[]): string {
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`${page} has lost its marks "${begin}" and "${end}"`)
  return [text.slice(0, from) + begin, '', ...rows(text.slice(from, to)), '', text.slice(to)].join('\n')
}

/** The page with its lists in line with the tree under `root`. Throws when the marks are not there. */
export function withLists(text: string, root: string): string {
  const folders = replaced(text, marks('folders'), (before) => folderTables(root, before))
  return replaced(folders, marks('promises'), promiseTable)
}

if (import.meta.main) writeFileSync(page, withLists(readFileSync(page, 'utf8'), '.'))
