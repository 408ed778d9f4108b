/** Every page of man/ is right markup: scdoc renders it, and mandoc finds no error in the result. */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import t from 'tap'
import { root } from '../config/golden.ts'

/** All pages, of whoever wrote them. */
export const pages = readdirSync(new URL('man/', root)).filter((name) => name.endsWith('.scd'))

/** The source of a page. */
export function source(name: string): string {
  return readFileSync(new URL(`man/${name}`, root), 'utf8')
}

const missing = ['scdoc', 'mandoc'].filter((tool) => spawnSync(tool, ['-V']).error !== undefined)
const needed = { skip: missing.length === 0 ? false : `not installed: ${missing.join(', ')}` }

void t.test('there are pages for programs, files and words', (t) => {
  for (const name of ['hapair.8.scd', 'hapaird.8.scd', 'hapair-states.7.scd', 'hapair.conf.5.scd'])
    t.ok(pages.includes(name), name)
  t.end()
})

for (const name of pages) {
  void t.test(`${name} renders without an error`, needed, (t) => {
    const rendered = spawnSync('scdoc', { input: source(name), encoding: 'utf8' })
    t.equal(rendered.stderr, '')
    t.equal(rendered.status, 0)
    const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'error'], { input: rendered.stdout, encoding: 'utf8' })
    t.equal(lint.stdout, '')
    const text = spawnSync('mandoc', ['-T', 'utf8'], { input: rendered.stdout, encoding: 'utf8' }).stdout
    t.ok(text.length > 1000, 'and it has text')
    t.end()
  })

  void t.test(`${name} refers only to pages that are there`, (t) => {
    const own = [...source(name).matchAll(/\*(hapair[a-z.-]*)\*\((\d)\)/g)].map(
      (match) => `${match[1] ?? ''}.${match[2] ?? ''}.scd`,
    )
    t.strictSame(
      own.filter((page) => !pages.includes(page)),
      [],
    )
    t.end()
  })
}
