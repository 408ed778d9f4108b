/** The lists in the pages are those of the programs; --snapshot writes them. */
import t from 'tap'
import { loadSettings } from '../../src/config/load.ts'
import { usage } from '../../src/daemon/arguments.ts'
import { commandTexts } from '../../src/cli/command-texts.ts'
import { manualList, manualMarks } from '../../src/cli/manual.ts'
import type { ManualList } from '../../src/cli/manual.ts'
import { globalOptions } from '../../src/cli/option-texts.ts'
import { deadVerdicts } from '../../src/cli/words.ts'
import { approved, writing } from '../config/golden.ts'
import { source } from './pages.ts'

const lists: Readonly<Record<string, readonly ManualList[]>> = {
  'hapair.8.scd': ['options', 'commands', 'exit codes'],
  'hapair-states.7.scd': ['phases', 'conditions', 'verdicts', 'reasons', 'refusals'],
}

function replaced(text: string, list: ManualList): string {
  const { begin, end } = manualMarks(list)
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  return from === -1 || to === -1 ? text : text.slice(0, from) + manualList(list) + text.slice(to + end.length)
}

for (const [page, parts] of Object.entries(lists)) {
  void t.test(`the lists in ${page} are those of the program`, (t) => {
    const made = parts.reduce(replaced, source(page))
    const text = writing ? approved(`man/${page}`, made) : source(page)
    for (const part of parts) t.ok(text.includes(manualList(part)), part)
    t.end()
  })
}

void t.test('hapair(8) has every command and every option', (t) => {
  const text = source('hapair.8.scd').replaceAll('\\', '')
  for (const { name, options } of commandTexts) {
    t.ok(text.includes(`## ${name}`), name)
    for (const { flags } of options) t.ok(text.includes(`*${flags}*`), flags)
  }
  for (const { flags } of globalOptions) t.ok(text.includes(`*${flags}*`), flags)
  t.end()
})

void t.test('hapaird(8) has every option of the daemon', (t) => {
  const flags = [...usage.matchAll(/^ +(--[a-z-]+)/gm)].map((match) => match[1] ?? '')
  t.ok(flags.length > 5)
  const named = [...source('hapaird.8.scd').matchAll(/^\*(--[a-z-]+)\*/gm)].map((match) => match[1] ?? '')
  t.strictSame(named.sort(), flags.sort())
  t.end()
})

void t.test('hapaird(8) explains the principles before anything else [DOC-4]', (t) => {
  const titles = [...source('hapaird.8.scd').matchAll(/^# (.*)$/gm)].map((match) => match[1])
  t.ok(titles.indexOf('PRINCIPLES') < titles.indexOf('QUICK START'))
  t.ok(titles.indexOf('QUICK START') < titles.indexOf('OPTIONS'))
  t.end()
})

void t.test('the quick start of hapaird(8) is a pair that passes [DOC-1]', (t) => {
  const blocks = [...source('hapaird.8.scd').matchAll(/^```\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '')
  const block = (first: string): string => blocks.find((text) => text.startsWith(first)) ?? ''
  const generic = source('../firmware-profiles/generic.yaml')
  for (const role of ['master', 'slave']) {
    const loaded = loadSettings({
      pairText: block('# pair.yaml'),
      nodeText: block('# node.yaml').replace('role: master', `role: ${role}`),
      pairFile: 'pair.yaml',
      nodeFile: 'node.yaml',
      profiles: (name) => (name === 'generic' ? { file: 'generic.yaml', text: generic } : undefined),
    })
    t.match(loaded, { ok: true }, role)
  }
  t.end()
})

void t.test('hapair-states(7) names the verdicts on which a node takes over', (t) => {
  const text = source('hapair-states.7.scd').replaceAll('\n', ' ')
  t.ok(
    text.includes(
      `four of these verdicts only: ${deadVerdicts
        .map((word) => `*${word}*`)
        .join(', ')
        .replace(/, (\*\w+\*)$/, ' and $1')}`,
    ),
  )
  t.equal(deadVerdicts.length, 4)
  t.end()
})
