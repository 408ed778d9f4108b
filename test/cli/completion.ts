/** Completion: the file that is installed is the one that the registry gives, and bash understands it. */
import { execFileSync } from 'node:child_process'
import t from 'tap'
import { commandTexts } from '../../src/cli/command-texts.ts'
import { renderCompletion } from '../../src/cli/render-completion.ts'
import { approved } from '../config/golden.ts'
import { call } from './stage.ts'

const file = 'packaging/completion/hapair'

void t.test('the installed file is up to date', (t) => {
  t.equal(renderCompletion(), approved(file, renderCompletion()))
  t.end()
})

void t.test('hapair completion prints it', async (t) => {
  const { code, out } = await call(['completion'])
  t.equal(code, 0)
  t.equal(out, renderCompletion())
})

/** What bash offers when the last of these words is completed. */
function offers(words: readonly string[]): string[] {
  const list = words.map((word) => `'${word}'`).join(' ')
  const script = `${renderCompletion()}\nCOMP_WORDS=(${list})\nCOMP_CWORD=${words.length - 1}\n_hapair\nprintf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-uc', script], { encoding: 'utf8' }).split('\n').filter(Boolean)
}

void t.test('bash offers what fits', (t) => {
  const cases: readonly (readonly [words: string[], offered: string[]])[] = [
    [
      ['hapair', 'make'],
      ['make-master', 'make-slave'],
    ],
    [['hapair', 'vip', 'a'], ['announce']],
    [['hapair', 'vip', 'set', '--sl'], ['--slave-ip']],
    [
      ['hapair', '--run-dir', '/run/x', 'fail'],
      ['failover', 'failback'],
    ],
    [['hapair', 'logs', '--category', 'fa'], ['failover']],
    [['hapair', 'logs', '--le'], ['--level']],
    [['hapair', 'config', 'schema', 'no'], ['node']],
    [['hapair', 'ha-st'], ['ha-status']],
    [['hapair', 'replay', 'fi'], []],
  ]
  for (const [words, offered] of cases) t.strictSame(offers(words), offered, words.join(' '))
  t.end()
})

void t.test('every command and every option is in it', (t) => {
  const text = renderCompletion()
  for (const { name, options } of commandTexts) {
    t.match(text, name)
    for (const { flags } of options)
      t.match(
        text,
        flags.split(/,? /).find((word) => word.startsWith('--')),
      )
  }
  t.end()
})
