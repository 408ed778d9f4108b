/**
 * What does the pair promise, who checks it, and which planted bugs must the checker find?
 *
 * Made from the simulator's own lists, so that the table cannot promise what nobody checks.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promises } from '../test/sim/checks.ts'
import { mutants, mutantsOfDisks, mutantsOfFence, mutantsOfServices } from '../test/sim/mutants.ts'

const folder = join(import.meta.dirname, '../test/sim')

function checkerFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const file of readdirSync(folder).filter((name) => name.startsWith('check'))) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const match of text.matchAll(/name: '([a-z-]+)'/g)) files.set(match[1] ?? '', file)
  }
  return files
}

/** One row per promise. */
export function promiseTable(): readonly string[] {
  const files = checkerFiles()
  return [
    '| promise | in words | checker in `test/sim/` | mutants that it must find |',
    '|---|---|---|---|',
    ...promises.map(({ name, sentence }) => {
      const killed = [...mutants, ...mutantsOfDisks, ...mutantsOfFence, ...mutantsOfServices]
        .filter((mutant) => mutant.promises.includes(name))
        .map((mutant) => mutant.name)
      return `| \`${name}\` | ${sentence} | ${files.get(name) ?? 'checks.ts'} | ${killed.join('; ') || 'none yet'} |`
    }),
  ]
}
