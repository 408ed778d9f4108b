/**
 * Which files are there, as ARCHITECTURE.md lists them?
 *
 * Its tables have a row per folder; the folders of the product list their files as well. `node tools/file-list.ts`
 * brings the rows in line with the tree and leaves the sentences alone; a new folder gets a row without a sentence,
 * which the tidy test does not let pass. Written by hand the list was wrong within an hour.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const page = 'ARCHITECTURE.md'
/** Made by tools, or not ours. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules', 'dist', '.git', '.tap', 'coverage'])
const marks = { begin: '<!-- folders: tools/file-list.ts -->', end: '<!-- end of folders -->' }

/** A folder that holds files itself. `path` ends with a slash. */
type Folder = { readonly path: string; readonly files: readonly string[] }

function foldersUnder(root: string, path = ''): Folder[] {
  const entries = readdirSync(join(root, path), { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name.replace(/\.ts$/, ''))
  const below = entries.filter((entry) => entry.isDirectory() && !foreignFolders.has(entry.name))
  const inner = below.flatMap(({ name }) => foldersUnder(root, `${path}${name}/`))
  return files.length === 0 || path === '' ? inner : [{ path, files: files.sort() }, ...inner]
}

const row = /^\| `([^`]+\/)` \|(?:.*\|)? (.*) \|$/

function renderRows(folders: readonly Folder[], sentences: ReadonlyMap<string, string>): string[] {
  const product = folders.filter(({ path }) => path.startsWith('src/'))
  const around = folders.filter(({ path }) => !path.startsWith('src/'))
  const sentence = ({ path }: Folder): string => sentences.get(path) ?? ''
  const ordered = (list: readonly Folder[]): Folder[] =>
    [...list].sort((one, other) => (one.path < other.path ? -1 : 1))
  return [
    '| folder | files | answers |',
    '|---|---|---|',
    ...ordered(product).map((folder) => `| \`${folder.path}\` | ${folder.files.join(' ')} | ${sentence(folder)} |`),
    '',
    '| folder | holds |',
    '|---|---|',
    ...ordered(around).map((folder) => `| \`${folder.path}\` | ${sentence(folder)} |`),
  ]
}

/** The page with its tables of folders in line with the tree under `root`. Throws when the marks are not there. */
export function withFolders(text: string, root: string): string {
  const begin = text.indexOf(marks.begin)
  const end = text.indexOf(marks.end)
  if (begin < 0 || end < begin) throw new Error(`${page} has lost its marks ${marks.begin} and ${marks.end}`)
  const sentences = new Map<string, string>()
  for (const line of text.slice(begin, end).split('\n')) {
    const [, path, sentence] = row.exec(line) ?? []
    if (path !== undefined && sentence !== undefined) sentences.set(path, sentence)
  }
  const rows = renderRows(foldersUnder(root), sentences)
  return [text.slice(0, begin) + marks.begin, '', ...rows, '', text.slice(end)].join('\n')
}

/** Folders in the tables that have no sentence. */
export function foldersWithoutSentence(text: string): string[] {
  const rows = text.split('\n').map((line) => row.exec(line))
  return rows.flatMap((found) => (found !== null && found[2]?.trim() === '' ? [found[1] ?? ''] : []))
}

if (import.meta.main) writeFileSync(page, withFolders(readFileSync(page, 'utf8'), '.'))
