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
    // A finding is its own explanation: place, rule, what to use instead.
    for (const finding of findings) t.fail(finding, { diagnostic: false })
    t.equal(findings.length, 0, `${findings.length} findings`, { diagnostic: false })
    t.end()
  })
}
