/**
 * Which folders and files are there, as ARCHITECTURE.md lists them?
 *
 * A row per folder; the folders of the product list their files as well. The last cell of a row, a sentence, is
 * written by hand and kept; a new folder gets a row without one, which the tidy test does not let pass.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Made by tools, or not ours. */
const foreignFolders: ReadonlySet<string> = new Set(['node_modules', 'dist', 'build', '.git', '.tap', 'coverage'])

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

/** Folder and sentence of a row of the tables; undefined for any other line. */
function readRow(line: string): { readonly path: string; readonly sentence: string } | undefined {
  const [, path, sentence] = row.exec(line) ?? []
  return path === undefined || sentence === undefined ? undefined : { path, sentence: sentence.trim() }
}

/** The two tables for the tree under `root`, with the sentences that `before`, an older form of them, gives. */
export function folderTables(root: string, before: string): readonly string[] {
  const sentences = new Map<string, string>()
  for (const line of before.split('\n')) {
    const read = readRow(line)
    if (read !== undefined) sentences.set(read.path, read.sentence)
  }
  const folders = foldersUnder(root).sort((one, other) => (one.path < other.path ? -1 : 1))
  const sentence = ({ path }: Folder): string => sentences.get(path) ?? ''
  const product = folders.filter(({ path }) => path.startsWith('src/'))
  const around = folders.filter(({ path }) => !path.startsWith('src/'))
  return [
    '| folder | files | answers |',
    '|---|---|---|',
    ...product.map((folder) => `| \`${folder.path}\` | ${folder.files.join(' ')} | ${sentence(folder)} |`),
    '',
    '| folder | holds |',
    '|---|---|',
    ...around.map((folder) => `| \`${folder.path}\` | ${sentence(folder)} |`),
  ]
}

/** Folders in the tables that have no sentence. */
export function foldersWithoutSentence(page: string): string[] {
  return page.split('\n').flatMap((line) => {
    const read = readRow(line)
    return read?.sentence === '' ? [read.path] : []
  })
}
