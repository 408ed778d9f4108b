/**
 * Do the play-scripts end as expected, and is their story the known one?
 *
 * `node test/scenarios.test.ts --snapshot` writes the stories anew; read the difference before it is committed.
 */
import t from 'tap'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { loadCore } from './sim/core-port.ts'
import { playScript } from './scenarios/play.ts'
import { parseScript } from './scenarios/script.ts'

const folder = fileURLToPath(new URL('scenarios', import.meta.url))
const snapshot = process.argv.includes('--snapshot') || process.env['TAP_SNAPSHOT'] === '1'
const core = await loadCore(fileURLToPath(new URL('../src', import.meta.url)))

for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .sort()) {
  const text = readFileSync(join(folder, name), 'utf8')
  const title = parseScript(text).story[0] ?? name
  void t.test(`${name.replace('.txt', '')}: ${title}`, (t) => {
    const played = playScript(core, text)
    t.equal(played.failure, undefined, 'every expectation holds')
    const golden = join(folder, name.replace('.txt', '.story'))
    if (snapshot) writeFileSync(golden, played.story)
    t.equal(played.story, existsSync(golden) ? readFileSync(golden, 'utf8') : '', 'the story is the known one')
    t.end()
  })
}

void t.test('a script that expects the wrong thing fails with its line', (t) => {
  const played = playScript(core, 'at 0s power-on both\nexpect within 1s slave is running-master\n')
  t.match(played.failure, /line 2: expect within 1s slave is running-master: not so/)
  t.end()
})

void t.test('a script with an unknown word fails with its line', (t) => {
  t.match(playScript(core, 'at 0s fly master\n').failure, /line 1: .*fly is no word/)
  t.end()
})
