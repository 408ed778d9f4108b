/**
 * How does the table of keys read in a manual page?
 *
 * Sections in the markup of scdoc, one entry per key. They stand in the pages between two marks, and a test compares
 * them with the table, so that page and program cannot drift apart.
 */
import { keyRows } from './key-rows.ts'
import type { KeyRow } from './key-rows.ts'

/** Which page: the settings of a pair, or a firmware profile. */
export type ManualPage = 'conf' | 'profile'

/** First and last line of the generated part of a page; scdoc drops lines that begin with a semicolon. */
export const manualMarks = { begin: '; begin of the keys: made from the table', end: '; end of the keys' } as const

function escaped(text: string): string {
  return text.replace(/[\\_*#<`~]/g, (character) => `\\${character}`)
}

/** The entries of a page, between its marks. */
export function manualSection(page: ManualPage): string {
  const rows = keyRows().filter((row) => (row.scope === 'profile') === (page === 'profile'))
  const titles = [...new Set(rows.map((row) => row.area))]
  const sections = titles.map((title) => {
    const entries = rows.filter((row) => row.area === title).map(entryOf)
    return [`## ${title}`, ...entries].join('\n\n')
  })
  return [manualMarks.begin, ...sections, manualMarks.end].join('\n\n')
}

function entryOf(row: KeyRow): string {
  const sentences = [row.meaning, ...(row.rule === '' ? [] : [`Rule: ${row.rule}.`])]
  const advice = row.advisory === '' ? [] : [`Advice: ${row.advisory}.`]
  return `*${escaped(row.path)}*\n\t${escaped([...sentences, ...advice].join(' '))}++\n${escaped(traits(row))}`
}

const homes: Readonly<Record<KeyRow['scope'], string>> = {
  pair: 'pair.yaml',
  node: 'node.yaml',
  profile: 'profile',
}

function traits(row: KeyRow): string {
  const unit = row.unit === '' || row.type.startsWith('time') ? '' : ` (${row.unit})`
  const range = row.range === '' ? [] : [`Range: ${row.range}.`]
  const home = `File: ${homes[row.scope]}${row.inProfile ? '; default from a profile' : ''}.`
  const initial = row.initial === 'required' ? 'Required.' : `Default: ${row.initial}.`
  return [`Type: ${row.type}${unit}.`, initial, ...range, home].join(' ')
}
