/**
 * Does any file of the project break a rule?
 */
import { join } from 'node:path'
import t from 'tap'
import { projectFiles } from './rule.ts'
import { rules } from './rules.ts'

const files = projectFiles(join(import.meta.dirname, '../..'))

for (const { name, sentence, find } of rules) {
  void t.test(`every file ${sentence}`, (t) => {
    const findings = files.flatMap((file) => {
      return find(file).map(({ line, text }) => `${file.path}:${line}: ${name}: ${text}`)
    })
    t.strictSame(findings, [])
    t.end()
  })
}
