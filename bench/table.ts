/**
 * How do the runs of a row become a table?
 *
 * Minimum, median and maximum of each figure and peer, and how hapair's median compares with the best of the others.
 * A figure that not every run could take says in how many it was taken.
 */
import type { Row } from './rows.ts'
import type { Figures } from './scenario.ts'

/** One run of one peer in one row. `error` instead of figures when the pair did not form. */
export type Run = { readonly row: string; readonly peer: string; readonly figures: Figures; readonly error?: string }

/** Minimum, median and maximum of a list; undefined for an empty one. */
export function spread(values: readonly number[]): { min: number; median: number; max: number } | undefined {
  const sorted = values.toSorted((one, other) => one - other)
  const half = (sorted.length - 1) / 2
  const low = sorted[Math.floor(half)]
  const high = sorted[Math.ceil(half)]
  const [min] = sorted
  const max = sorted.at(-1)
  if (min === undefined || max === undefined || low === undefined || high === undefined) return undefined
  return { min, median: (low + high) / 2, max }
}

const EXACT_FROM = 100

/** A number with three significant digits, or whole from 100 on. */
export function shortNumber(value: number): string {
  return Math.abs(value) >= EXACT_FROM ? value.toFixed(0) : String(Number(value.toPrecision(3)))
}

/** The row as lines of text. */
export function renderRow(row: Row, runs: readonly Run[]): string {
  const header = ['', 'runs', ...row.figures.map(({ name, unit }) => (unit === '' ? name : `${name} (${unit})`))]
  const lines = row.peers.map((peer) => {
    const own = runs.filter((run) => run.row === row.id && run.peer === peer.name)
    const failed = own.filter((run) => run.error !== undefined).length
    const count = failed === 0 ? String(own.length) : `${own.length - failed} of ${own.length}`
    return [peer.name, count, ...row.figures.map(({ name }) => cell(own, name))]
  })
  const ratios = ['hapair / best other', '', ...row.figures.map(({ name }) => ratio(row, runs, name))]
  return [`${row.id}: ${row.title}`, ...align([header, ...lines, ratios]), ''].join('\n')
}

function valuesOf(runs: readonly Run[], figure: string): number[] {
  return runs.flatMap((run) => run.figures[figure] ?? [])
}

function cell(runs: readonly Run[], figure: string): string {
  const values = valuesOf(runs, figure)
  const found = spread(values)
  if (found === undefined) return runs.length === 0 ? '-' : 'never'
  const text = `${shortNumber(found.min)} / ${shortNumber(found.median)} / ${shortNumber(found.max)}`
  return values.length === runs.length ? text : `${text} (${values.length} of ${runs.length})`
}

/** hapair's median beside the best of the others; the first hapair of the row. */
function ratio(row: Row, runs: readonly Run[], figure: string): string {
  const medianOf = (name: string): number | undefined =>
    spread(
      valuesOf(
        runs.filter((run) => run.row === row.id && run.peer === name),
        figure,
      ),
    )?.median
  const own = row.peers.filter((peer) => peer.name.startsWith('hapair')).flatMap((peer) => medianOf(peer.name) ?? [])
  const others = row.peers
    .filter((peer) => !peer.name.startsWith('hapair'))
    .flatMap((peer) => medianOf(peer.name) ?? [])
  const [first] = own
  const best = Math.min(...others)
  if (first === undefined || others.length === 0 || best <= 0) return '-'
  return `x ${shortNumber(first / best)}`
}

function align(table: readonly (readonly string[])[]): string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => (line[column] ?? '').length)))
  return table.map(
    (line) =>
      '  ' +
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
  )
}
