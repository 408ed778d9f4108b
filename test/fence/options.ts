/** Cases for `fence/options.ts`: what does an agent read, and what is never told? */
import t from 'tap'
import { blanked, parseOptions, renderOptions } from '../../src/fence/options.ts'

void t.test('options are name=value lines; comments and empty lines are left out, and the action is ours', (t) => {
  const parsed = parseOptions('# the outlet\nip=192.0.2.9\n\n  password=a=b c\n')
  t.strictSame(parsed, {
    ok: true,
    options: [
      { name: 'ip', value: '192.0.2.9' },
      { name: 'password', value: 'a=b c' },
    ],
  })
  if (parsed.ok) t.equal(renderOptions(parsed.options, 'status'), 'ip=192.0.2.9\npassword=a=b c\naction=status\n')
  t.end()
})

void t.test('what is wrong with a file of options is told by its line, without its words', (t) => {
  const text = `action=on\nsecret\npassword=\u0007x\nip=1\nip=2\nlong=${'x'.repeat(600)}`
  t.strictSame(parseOptions(text), {
    ok: false,
    problems: [
      'line 1: the action is not for this file',
      'line 2: is no name=value',
      'line 3: holds a control character',
      'line 5: names an option for the second time',
      'line 6: longer than 512 characters',
    ],
  })
  const many = Array.from({ length: 66 }, (_, index) => `o${index}=1`).join('\n')
  t.match(parseOptions(many), {
    ok: false,
    problems: ['line 65: more than 64 options', 'line 66: more than 64 options'],
  })
  t.end()
})

void t.test('what an agent prints is told in one line with every value of the options blanked [S18]', (t) => {
  const options = [
    { name: 'password', value: 'geheim' },
    { name: 'login', value: 'geheimer' },
    { name: 'empty', value: '' },
  ]
  t.equal(blanked('Failed: geheimer\n with geheim\r\n', options), 'Failed: *  with *')
  t.end()
})
