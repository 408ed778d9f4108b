/**
 * Is what is printed still what was read and approved?
 *
 * Golden files stand in test/golden/config. `--snapshot` (of tap, or of the file itself) writes them; the diff is then
 * read like any other. Rejected: tap's matchSnapshot, whose files quote the text as JavaScript and are not read.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

/** Root of the project. */
export const root = new URL('../../', import.meta.url)

/** True when approved files shall be written. */
export const writing = process.argv.includes('--snapshot') || process.env['TAP_SNAPSHOT'] === '1'

/** The approved text of a file of the project; with `--snapshot` the given text is approved first. */
export function approved(path: string, text: string): string {
  const file = new URL(path, root)
  if (writing) {
    mkdirSync(new URL('.', file), { recursive: true })
    writeFileSync(file, text)
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

/** The approved text of a golden file. */
export function golden(name: string, text: string): string {
  return approved(`test/golden/config/${name}`, text)
}
