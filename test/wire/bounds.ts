/**
 * Is a session used outside its bounds a broken assumption of the caller?
 */
import t from 'tap'
import { BrokenAssumption } from '../../src/base/assert.ts'
import { beatOf, joined, open, pairKey } from './pair.ts'

void t.test('a session is not opened with options out of range', (t) => {
  const wrong = [
    { keys: [] },
    { keys: [pairKey, pairKey] },
    { keys: [{ id: 1, secret: new Uint8Array(31) }] },
    { keys: Array.from({ length: 9 }, (_, id) => ({ ...pairKey, id })) },
    { nonce: new Uint8Array(15) },
    { paths: Array.from({ length: 9 }, (_, id) => ({ id, medium: 'serial' as const })) },
    {
      paths: [
        { id: 0, medium: 'serial' as const },
        { id: 0, medium: 'ethernet' as const },
      ],
    },
  ]
  for (const change of wrong) t.throws(() => open('master', 0, change), BrokenAssumption, JSON.stringify(change))
  t.end()
})

void t.test('a path or sender that is not ours is a broken assumption of the caller', (t) => {
  const { master } = joined()
  t.throws(() => master.receive(3, new Uint8Array(), 0), BrokenAssumption)
  t.throws(() => master.seal(beatOf('slave', 1, 1)), BrokenAssumption)
  t.throws(() => master.seal(beatOf('master', 3, 1)), BrokenAssumption)
  t.end()
})
