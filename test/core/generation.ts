/**
 * Whose data is newer, by the identifiers of both nodes?
 */
import t from 'tap'
import { relate } from '../../src/core/generation.ts'
import type { Generation, Relation } from '../../src/core/generation.ts'

const none = '0000000000000000'
const A = 'AAAAAAAAAAAAAAA0'
const B = 'BBBBBBBBBBBBBBB0'
const C = 'CCCCCCCCCCCCCCC0'
const D = 'DDDDDDDDDDDDDDD0'

function data(current: string, bitmap = none, young = none, old = none): Generation {
  return { current, bitmap, history: [young, old] }
}

const relations: readonly [what: string, mine: Generation, theirs: Generation, relation: Relation][] = [
  ['the same identifier', data(A), data(A), 'equal'],
  ['the peer went on from my data', data(A), data(B, A), 'mine-behind'],
  ['the peer went on twice from my data', data(A), data(C, none, B, A), 'mine-behind'],
  ['I went on from the data of the peer', data(B, A), data(A), 'theirs-behind'],
  ['both went on from the same data', data(B, A), data(C, A), 'diverged'],
  ['both went on, one of them long ago', data(B, A), data(C, D, A), 'diverged'],
  ['nothing in common', data(A), data(B), 'unrelated'],
  ['a new device and one with data', data('0000000000000004'), data(A), 'mine-behind'],
  ['two new devices', data('0000000000000004'), data('0000000000000004'), 'equal'],
]
for (const [what, mine, theirs, relation] of relations) {
  void t.test(`${what}: ${relation}`, (t) => {
    t.equal(relate(mine, theirs), relation)
    t.end()
  })
}

void t.test('the relation of nothing known is unknown', (t) => {
  t.equal(relate(undefined, data(A)), 'unknown')
  t.equal(relate(data(A), undefined), 'unknown')
  t.end()
})
