/**
 * Do the pages say what is there: the folders, the packages, the requirements that tests name?
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { foldersWithoutSentence } from '../../tools/folder-table.ts'
import { withLists } from '../../tools/page-lists.ts'
import { lineOf, nodesOf, projectFile, projectFiles } from './rule.ts'
import type { Finding, ProjectFile } from './rule.ts'

const root = join(import.meta.dirname, '../..')

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Rows of the lists, without the text around them. */
function listRows(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('| `'))
}

void t.test('ARCHITECTURE.md lists the folders, files and promises that are there', (t) => {
  const page = read('ARCHITECTURE.md')
  t.strictSame(listRows(page), listRows(withLists(page, root)), 'node tools/page-lists.ts brings it in line')
  t.strictSame(foldersWithoutSentence(page), [], 'every folder has a sentence')
  t.end()
})

void t.test('a folder that ARCHITECTURE.md forgot, and one that is gone, are found', (t) => {
  const page = read('ARCHITECTURE.md')
  const forgotten = page.replace(/\| `src\/base\/`.*\n/, '')
  const gone = page.replace('| `src/base/`', '| `src/cellar/` | stairs | Nothing. |\n| `src/base/`')
  for (const wrong of [forgotten, gone]) t.strictNotSame(listRows(withLists(wrong, root)), listRows(wrong))
  t.ok(foldersWithoutSentence(withLists(forgotten, root)).includes('src/base/'))
  t.throws(() => withLists('no marks', root))
  t.end()
})

type Manifest = {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Packages that a page does not name with their exact version. */
function unnamedPackages(page: string, versions: Readonly<Record<string, string>>): string[] {
  return Object.entries(versions).flatMap(([name, version]) => {
    return page.includes(`| ${name} | ${version} |`) ? [] : [`${name} ${version}`]
  })
}

void t.test('README.md names every package with its exact version, and every version is exact', (t) => {
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Manifest
  const all = { ...dependencies, ...devDependencies }
  t.strictSame(unnamedPackages(read('README.md'), all), [])
  t.strictSame(
    Object.values(all).filter((version) => !/^\d+\.\d+\.\d+$/.test(version)),
    [],
  )
  t.strictSame(unnamedPackages('| a | 1.0.0 | MIT |', { a: '1.0.0', b: '2.0.0' }), ['b 2.0.0'])
  t.end()
})

/** Every id of `requirement-ids.txt`, whose lines are `area-first..last`. */
function knownIds(): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const line of read('test/tidy/requirement-ids.txt').split('\n')) {
    const [, area = '', first = '', last = ''] = /^([A-Z]+-?)(\d+)\.\.(\d+)$/.exec(line) ?? []
    for (let number = Number(first); area !== '' && number <= Number(last); number += 1) {
      ids.add(`${area}${String(number).padStart(first.length, '0')}`)
    }
  }
  return ids
}

const tags = /\[([A-Z]+-?\d+[a-z]?(?:, ?[A-Z]+-?\d+[a-z]?)*)\]/g

function unknownTags({ tree }: ProjectFile, known: ReadonlySet<string>): Finding[] {
  if (tree === undefined) return []
  const found: Finding[] = []
  for (const node of nodesOf(tree)) {
    const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
    if (!isText) continue
    const ids = [...node.text.matchAll(tags)].flatMap((match) => (match[1] ?? '').split(/, ?/))
    for (const id of ids) {
      if (!known.has(id)) found.push({ line: lineOf(tree, node), text: `[${id}] is no requirement` })
    }
  }
  return found
}

void t.test('every requirement that a test names exists', (t) => {
  const known = knownIds()
  const files = projectFiles(root).filter(({ path }) => path.startsWith('test/'))
  const found = files.flatMap((file) =>
    unknownTags(file, known).map(({ line, text }) => `${file.path}:${line}: ${text}`),
  )
  t.strictSame(found, [])
  const none = ['[VIP', '99]'].join('-')
  const planted = projectFile('test/a.ts', `test('a [VIP-6, C3]')\ntest(\`b \${c} ${none}\`)\n`)
  t.strictSame(unknownTags(planted, known), [{ line: 2, text: `${none} is no requirement` }])
  t.end()
})
