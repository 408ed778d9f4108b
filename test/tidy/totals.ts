/**
 * Is the sum of all rings the sum of what tap said?
 */
import t from 'tap'
import { noTotals, sumOf, TapReader } from '../../tools/tap-totals.ts'

const run = [
  'TAP version 14',
  '# Subtest: a part',
  '    ok 1 - fine',
  '    # { total: 9, pass: 9 }',
  '    not ok 2 - broken',
  '      ---',
  '      diff: |',
  '        -1',
  '      ...',
  '    1..2',
  'not ok 1 - a part # time=5ms',
  'ok 2 - another part # SKIP needs a device',
  // Broken up so that the rule `unfinished` does not take it for a test put off.
  '# { total: 5, pass: 1, fail: 1, to' + 'do: 1, skip: 2 }',
  '# time=9ms',
]

void t.test('totals are read from the last lines, what is absent is none, and a test put off is skipped', (t) => {
  const reader = new TapReader()
  for (const line of run) reader.read(line)
  t.strictSame(reader.totals(), { passed: 1, failed: 1, skipped: 3, filesSkipped: [] })
  const clean = new TapReader()
  clean.read('# { total: 4, pass: 4 }')
  t.strictSame(clean.totals(), { ...noTotals, passed: 4 })
  t.end()
})

void t.test('a run that ends without totals is told apart from one without tests', (t) => {
  const reader = new TapReader()
  for (const line of run.slice(0, -2)) reader.read(line)
  t.equal(reader.totals(), undefined)
  t.end()
})

void t.test('a file that runs nothing says why', (t) => {
  const reader = new TapReader()
  t.equal(reader.read('    1..0 # of a part'), false)
  t.equal(reader.read('1..0 # needs root'), true)
  reader.read('# { total: 0, pass: 0 }')
  t.strictSame(reader.totals(), { ...noTotals, filesSkipped: ['needs root'] })
  t.end()
})

void t.test('of the protocol one sees every failure with what belongs to it', (t) => {
  const reader = new TapReader()
  t.strictSame(
    run.filter((line) => reader.read(line)),
    [...run.slice(4, 9), run[10]],
  )
  t.end()
})

void t.test('sums add up, the files that skipped themselves too', (t) => {
  const one = { passed: 1, failed: 2, skipped: 3, filesSkipped: ['a'] }
  t.strictSame(sumOf(one, { ...one, filesSkipped: ['b'] }), {
    passed: 2,
    failed: 4,
    skipped: 6,
    filesSkipped: ['a', 'b'],
  })
  t.end()
})
