/**
 * Is what is printed still what was read and approved?
 *
 * Golden files stand in test/golden/config. `--snapshot` (of tap, or of the file itself) writes them; the diff is then
 * read like any other. Rejected: tap's matchSnapshot, whose files quote the text as JavaScript and are not read.
 */
import { mkdirSync, readFileSync, writeFileSync, existsSync } from 'node:fs'

const folder = new URL('../golden/config/', import.meta.url)

/** True when golden files shall be written. */
const writing = process.argv.includes('--snapshot') || process.env['TAP_SNAPSHOT'] === '1'

/** The approved text of a name; with `--snapshot` the given text is approved first. */
export function golden(name: string, text: string): string {
  const file = new URL(name, folder)
  if (writing) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, text)
  }
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}
