/**
 * Which settings hold on this node, and where does each come from?
 *
 * One line per value in the order of the table, defaults included, in canonical text. With `origin` each line ends
 * with the file and line, the profile, or the word default.
 */
import { canonicalEntry } from './canonical.ts'
import type { Origin } from './entry.ts'
import { printable } from './problem.ts'
import type { Site } from './site.ts'
import { allKeys } from './table.ts'

/** One line each: `heartbeat.dead-time: 20s`, with `origin` followed by `(default)` and its like. */
export function showSettings(site: Site, options: { readonly origin: boolean }): readonly string[] {
  const bag = { path: '', entries: site.effective.entries }
  return allKeys
    .flatMap((key) => canonicalEntry(bag, key))
    .map((line) => {
      const setting = `${line.path}: ${printable(line.value, line.value.length)}`
      return options.origin ? `${setting}  (${originText(line.origin)})` : setting
    })
}

/** `pair.yaml:12`, `profile generic (generic.yaml:3)`, or `default`. */
export function originText(origin: Origin): string {
  switch (origin.type) {
    case 'file':
      return `${origin.file}:${origin.line}`
    case 'profile':
      return `profile ${origin.profile}, ${origin.file}:${origin.line}`
    case 'default':
      return 'default'
  }
}
