/**
 * Under which licences does the content of the package stand?
 *
 * Debian wants one file that says it of every part. Each npm package gets a paragraph with the text of its own licence
 * file, as that licence demands; the many licences inside the runtime are in the runtime's own text, beside it. A package
 * that says nothing about its licence stops the build.
 * Source: Debian's machine-readable copyright format 1.0.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Licences that are known to be compatible with ours. */
const knownLicences: ReadonlySet<string> = new Set(['MIT', 'ISC', 'Apache-2.0'])

/** What a package says. `bundled`: its code is within our programs, not beside them. */
export type Licence = {
  readonly path: string
  readonly name: string
  readonly text: string
  readonly bundled?: boolean
}

function manifest(folder: string): { readonly license?: unknown; readonly author?: unknown } {
  const parsed: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return typeof parsed === 'object' && parsed !== null ? parsed : {}
}

/** The text of the licence file; else the end of the README from its licence heading on; nothing when neither is there. */
function licenceText(folder: string): string | undefined {
  const names = readdirSync(folder).sort()
  const file = names.find((name) => /^(?:licen[cs]e|copying)/i.test(name))
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8')
  const readme = names.find((name) => /^readme/i.test(name))
  const found = readme === undefined ? undefined : /^#+ licen[cs]e$/im.exec(readFileSync(join(folder, readme), 'utf8'))
  return found === null || found === undefined ? undefined : found.input.slice(found.index + found[0].length)
}

/** Licence of the package in `root/path`. @throws Error for one that is unknown or has no text */
export function licenceOf(root: string, path: string): Licence {
  const folder = join(root, path)
  const { license } = manifest(folder)
  if (typeof license !== 'string' || !knownLicences.has(license)) {
    throw new Error(`${path}: licence ${JSON.stringify(license)} is not known to be compatible`)
  }
  // The prebuilt parts of a package are published apart from its text.
  const parent = path.replace(/@koromix\/koffi-.*$/, 'koffi')
  const text = licenceText(folder) ?? (existsSync(join(root, parent)) ? licenceText(join(root, parent)) : undefined)
  if (text === undefined) throw new Error(`${path}: no text of its licence`)
  return { path, name: license, text }
}

/** Debian has this text already, and wants only the way to it. */
const apache = `Licensed under the Apache License, Version 2.0, the text of which is in
/usr/share/common-licenses/Apache-2.0.`

/** A block of the format: every line one blank in, an empty line as a dot. */
function indented(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.replaceAll(/[\t\r\u00a0]/g, ' ').trimEnd())
  return lines.map((line) => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n')
}

function holders(text: string): string {
  const lines = text.split('\n').filter((line) => /^\W*(?:copyright|\(c\)) /i.test(line))
  const found = lines.map((line) => line.replace(/^\W*copyright:?\s*/i, '').trim()).filter((line) => /\d{4}/.test(line))
  return found.length === 0 ? 'the authors of the package' : [...new Set(found)].join('\n           ')
}

function packageName(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

/** Debian's copyright file: `head` for our own part, then a paragraph for each package and one for the runtime. */
export function renderCopyright(head: string, licences: readonly Licence[]): string {
  const paragraphs = licences.map(({ path, name, text, bundled }, index) =>
    [
      ...(bundled === true ? [`Files: usr/lib/hapair/dist/*`] : [`Files: usr/lib/hapair/${path}/*`]),
      ...(bundled === true
        ? [`Comment: What of the bundled programs comes from the package ${packageName(path)}.`]
        : []),
      `Copyright: ${holders(text)}`,
      `License: ${name}-${index + 1}`,
      indented(name === 'Apache-2.0' ? apache : text),
    ].join('\n'),
  )
  return `${[head.trimEnd(), ...paragraphs].join('\n\n')}\n`
}
