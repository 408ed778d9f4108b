/**
 * Do manual, JSON schema and profiles say what the table of keys says?
 */
import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { jsonSchema } from '../../src/config/json-schema.ts'
import { keyRows } from '../../src/config/key-rows.ts'
import { manualMarks, manualSection } from '../../src/config/manual.ts'
import type { ManualPage } from '../../src/config/manual.ts'
import { approved, root, writing } from './golden.ts'
import { load, siteOf, smallNode, smallPair, told } from './texts.ts'

const pages: Readonly<Record<ManualPage, string>> = {
  conf: 'man/hapair.conf.5.scd',
  profile: 'man/hapair-profile.5.scd',
}

function page(name: ManualPage): string {
  const text = readFileSync(new URL(pages[name], root), 'utf8')
  const begin = text.indexOf(manualMarks.begin)
  const end = text.indexOf(manualMarks.end) + manualMarks.end.length
  const made = begin === -1 ? text : text.slice(0, begin) + manualSection(name) + text.slice(end)
  return writing ? approved(pages[name], made) : text
}

/** The indented literal blocks of a page, by the comment on their first line. */
function examples(text: string): ReadonlyMap<string, string> {
  const blocks = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '')
  return new Map(blocks.map((block) => [block.split('\n')[0] ?? '', block]))
}

for (const name of ['conf', 'profile'] as const) {
  void t.test(`the keys in ${pages[name]} are those of the table`, (t) => {
    const text = page(name)
    t.ok(text.includes(manualSection(name)), 'the generated part is current; --snapshot writes it')
    const known = new Set(keyRows().map((row) => row.path))
    const named = [...text.matchAll(/^\*([a-z][a-z.[\]-]*)\*$/gm)].map((match) => match[1] ?? '')
    t.strictSame(
      named.filter((path) => !known.has(path)),
      [],
      'each key in the page exists',
    )
    const wanted = keyRows().filter((row) => (row.scope === 'profile') === (name === 'profile'))
    t.strictSame(
      named,
      wanted.map((row) => row.path),
      'each key of the table stands in the page',
    )
    t.end()
  })
}

void t.test('the examples of the manual are settings that pass', (t) => {
  const blocks = examples(page('conf'))
  const block = (first: string): string => blocks.get(first) ?? ''
  const small = load(block('# pair.yaml, the smallest'), block('# node.yaml of the master, the smallest'))
  t.match(small, { ok: true, advisories: [] })
  t.strictSame(told(block('# pair.yaml, the smallest'), block('# node.yaml of the slave, the smallest')), [])
  t.strictSame(told(block('# pair.yaml, in full'), block('# node.yaml of the master, in full')), [])
  t.strictSame(told(block('# pair.yaml, in full'), block('# node.yaml of the slave, in full')), [])
  t.end()
})

void t.test('the example profile of the manual passes over the generic one', (t) => {
  const example = examples(page('profile')).get('# /etc/hapair/profiles/branch-office.yaml') ?? ''
  const generic = readFileSync(new URL('firmware-profiles/generic.yaml', root), 'utf8')
  const texts: Readonly<Record<string, string>> = { generic, 'branch-office': example }
  const site = siteOf(`profile: branch-office\n${smallPair}`, smallNode, (name) => {
    const text = texts[name]
    return text === undefined ? undefined : { file: `${name}.yaml`, text }
  })
  t.match(site, { profiles: ['generic', 'branch-office'], lanDevice: 'lan0' })
  t.end()
})

void t.test('the JSON schema of profiles in the tree is the one of the table', (t) => {
  const made = `${JSON.stringify(jsonSchema('profile'), null, 2)}\n`
  t.equal(approved('firmware-profiles/schema.json', made), made)
  t.end()
})

void t.test('the JSON schema marks the keys that are not copied to the peer', (t) => {
  const schema = JSON.stringify(jsonSchema('node'))
  const marked = schema.match(/"x-unsynced":true/g) ?? []
  const expected = keyRows().filter((row) => row.unsynced)
  t.equal(marked.length, expected.length)
  t.notMatch(JSON.stringify(jsonSchema('pair')), 'x-unsynced')
  t.match(jsonSchema('pair'), { properties: { pair: { required: ['id'] } }, additionalProperties: false })
  t.end()
})

void t.test('every firmware profile of the tree passes with the smallest pair [PROF-2]', (t) => {
  const folder = new URL('firmware-profiles/', root)
  const names = readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [file.replace('.yaml', '')] : []))
  t.strictSame(names.sort(), ['generic', 'serial-appliance'])
  for (const name of names) t.strictSame(told(`profile: ${name}\n${smallPair}`, smallNode), [])
  const site = siteOf(`profile: serial-appliance\n${smallPair}`)
  t.match(site, { lanDevice: 'eth0', onCarrierLossMs: 'off', profiles: ['generic', 'serial-appliance'] })
  t.match(site.paths[1], { port: 'pstn0', device: '/dev/ttyS0' })
  t.equal(site.services.length, 7)
  t.end()
})

void t.test('no product name stands in the program [PROF-3]', (t) => {
  const product = /license\.dat|MOBILEIRON|\b(?:SMB|MEK|Atlas|tomcat|MobileIron|strongswan|ocserv|xl2tpd)\b/
  const files = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const found = files.filter((file) => product.test(readFileSync(new URL(`src/${file}`, root), 'utf8')))
  t.strictSame(found, [])
  t.ok(files.length > 40, 'the sources were found')
  t.end()
})

void t.test('each row of the table is complete', (t) => {
  const rows = keyRows()
  t.equal(new Set(rows.map((row) => row.path)).size, rows.length, 'no path stands twice')
  for (const row of rows) {
    t.match(row.meaning, /^[A-Z].*\.$/, `${row.path} has a sentence`)
    t.match(row.requirement, /^(?:[A-Z]+-?\d+)(?:, [A-Z]+-?\d+)*$/, `${row.path} names its requirement`)
  }
  t.end()
})
