/**
 * Does the manual page of the protocol say what the program sends?
 */
import { readFileSync } from 'node:fs'
import t from 'tap'
import { beatBytes, beatLayout, echoLayout } from '../../src/wire/beat.ts'
import { discardLayout, orderLayout, resourceLayout } from '../../src/wire/blocks.ts'
import { frameBytesMax, tagBytes } from '../../src/wire/envelope.ts'
import type { Layout } from '../../src/wire/fields.ts'
import { replyGapMs } from '../../src/wire/handshake.ts'
import { helloLayout } from '../../src/wire/hello.ts'
import {
  causeWords,
  connectionWords,
  diskRoleWords,
  diskWords,
  flagBits,
  orderFollowsBit,
  phaseWords,
  eyesFollowBit,
  refusalWords,
  stepWords,
} from '../../src/wire/words.ts'
import { eyesLayout } from '../../src/wire/eyes-block.ts'
import { beatOf } from './pair.ts'

const page = readFileSync(new URL('../../man/hapair-wire.7.scd', import.meta.url), 'utf8')

/** Rows of the table under a heading, without its head row; each row is the list of its first `columns` cells. */
function rows(heading: string, columns: number): string[][] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split(/\n##? /)[0] ?? ''
  const cells = section.split(/\n\| {2}/).slice(1)
  return cells.map((row) => (row.split('\n\n')[0] ?? '').split(/\n: {2}/).slice(0, columns))
}

const layouts: readonly (readonly [string, Layout])[] = [
  ['Beat', beatLayout],
  ['Echo', echoLayout],
  ['Order', orderLayout],
  ['Services and links', eyesLayout],
  ['Resource', resourceLayout],
  ['Discard', discardLayout],
  ['Hello', helloLayout],
]

for (const [heading, layout] of layouts) {
  void t.test(`the manual page gives the layout "${heading}" as it is`, (t) => {
    const expected = Object.values(layout).map((row) => [String(row.offset), String(row.bytes), row.about])
    t.strictSame(rows(heading, 3), expected)
    t.end()
  })
}

const tables: readonly (readonly [string, Readonly<Record<string, number>>])[] = [
  ['Phases', phaseWords.codes],
  ['Causes', causeWords.codes],
  ['Steps', stepWords.codes],
  ['Refusals', refusalWords.codes],
  ['Connections', connectionWords.codes],
  ['Roles', diskRoleWords.codes],
  ['Disks', diskWords.codes],
]

for (const [heading, codes] of tables) {
  void t.test(`the manual page gives the numbers of the table "${heading}" as they are`, (t) => {
    t.strictSame(
      rows(heading, 2).map(([code = '', word = '']) => [word.trim(), Number(code)]),
      Object.entries(codes),
    )
    t.end()
  })
}

void t.test('the manual page gives the bit of each flag as it is', (t) => {
  const bits = Object.entries({ ...flagBits, 'order follows': orderFollowsBit, 'services follow': eyesFollowBit })
  t.strictSame(
    rows('Flags', 2),
    bits.map(([name, bit]) => [String(Math.log2(bit)), name]),
  )
  t.end()
})

void t.test('the manual page names the sizes and times that are in force', (t) => {
  t.match(page, `has ${beatBytes(beatOf('slave', 0, 1)) + tagBytes} bytes, and`)
  t.match(page, `A frame has ${frameBytesMax} bytes at most`)
  t.match(page, `at most one reply in ${replyGapMs} milliseconds`)
  t.end()
})
