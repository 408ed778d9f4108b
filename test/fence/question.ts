/** Cases for `fence/question.ts`: which resource, which folder, which limit? */
import t from 'tap'
import { parseQuestion } from '../../src/fence/question.ts'

const cases: readonly [
  name: string,
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
  resource: string,
][] = [
  ['drbdadm adds the name', [], { DRBD_RESOURCE: 'mail', DRBD_MINOR: '3' }, 'mail'],
  ['the name wins over the minor of the kernel', ['fence-peer', 'minor-3'], { DRBD_RESOURCE: 'mail' }, 'mail'],
  ['8.4 calls with the minor', ['fence-peer', 'minor-3'], {}, 'minor-3'],
  ['9 calls with the name', ['fence-peer', 'mail'], {}, 'mail'],
  ['only the environment has a minor', [], { DRBD_MINOR: '12' }, 'minor-12'],
  ['options are no resource', ['--limit', '5', 'mail'], { DRBD_RESOURCE: '' }, 'mail'],
]

for (const [name, given, environment, resource] of cases) {
  void t.test(`the resource is known: ${name}`, (t) => {
    t.match(parseQuestion(given, environment), { type: 'asked', question: { resource } })
    t.end()
  })
}

void t.test('without a resource, or with a name of an unknown form, nothing can be asked', (t) => {
  t.match(parseQuestion([], {}), { type: 'unclear', text: /neither/ })
  t.match(parseQuestion(['fence-peer'], {}), { type: 'unclear', text: /neither/ })
  for (const name of ['-x', 'a b', 'a;b', '', '../x', 'r'.repeat(129)]) {
    t.match(parseQuestion([name], {}), { type: 'unclear' }, name)
  }
  t.end()
})

void t.test(
  'folder and limit come from the options, then from the environment, then from the installed system',
  (t) => {
    const environment = { DRBD_RESOURCE: 'mail', HAPAIR_RUN_DIR: '/run/one', HAPAIR_FENCE_LIMIT: '20' }
    const question = (given: readonly string[], around: Readonly<Record<string, string>>): unknown => {
      const parsed = parseQuestion(given, around)
      return parsed.type === 'asked' ? [parsed.question.runFolder, parsed.question.limitMs] : parsed
    }
    t.strictSame(question(['--run-dir', '/run/two', '--limit', '7'], environment), ['/run/two', 7000])
    t.strictSame(question([], environment), ['/run/one', 20_000])
    t.strictSame(question([], { DRBD_RESOURCE: 'mail' }), ['/run/hapair', 600_000])
    t.end()
  },
)

void t.test('a limit that is none is the default, and the longest one is a day', (t) => {
  const limitOf = (text: string): unknown => parseQuestion(['mail', '--limit', text], {})
  for (const text of ['0', '-1', 'soon', '1.5', '']) t.match(limitOf(text), { question: { limitMs: 600_000 } }, text)
  t.match(limitOf('999999'), { question: { limitMs: 86_400_000 } })
  t.end()
})
