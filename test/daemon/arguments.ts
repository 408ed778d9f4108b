/** Cases for `daemon/arguments.ts`: how is hapaird called? */
import t from 'tap'
import { parseArguments, usage } from '../../src/daemon/arguments.ts'

void t.test('without arguments the folders are those of an installed agent', (t) => {
  t.strictSame(parseArguments([], '/shipped'), {
    type: 'run',
    given: {
      configFolder: '/etc/hapair',
      profileFolders: ['/etc/hapair/profiles', '/shipped'],
      stateFolder: undefined,
      runFolder: undefined,
      diskRoot: '/',
      realtime: true,
      recorder: true,
      check: false,
    },
  })
  t.end()
})

void t.test('every option of the usage is understood', (t) => {
  const options = [...usage.matchAll(/^ {2}(--[a-z-]+)( DIR)?/gm)]
  t.equal(options.length, 10)
  for (const [, name = '', folder] of options) {
    const parsed = parseArguments(folder === undefined ? [name] : [name, '/x'], '/shipped')
    t.not(parsed.type, 'wrong', name)
  }
  t.match(
    parseArguments(['--profile-dir', '/a', '--profile-dir', '/b', '--no-realtime', '--no-recorder', '--check'], ''),
    {
      given: { profileFolders: ['/a', '/b'], realtime: false, recorder: false, check: true },
    },
  )
  t.end()
})

const wrong: readonly (readonly string[])[] = [['--nonsense'], ['file'], ['--config-dir'], ['--check=yes'], ['-x']]
for (const words of wrong) {
  void t.test(`"${words.join(' ')}" is refused with a reason`, (t) => {
    const parsed = parseArguments(words, '')
    t.equal(parsed.type, 'wrong')
    t.ok('text' in parsed && parsed.text.length > 0)
    t.end()
  })
}
