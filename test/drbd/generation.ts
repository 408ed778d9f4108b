/** Do the identifiers of two copies tell which one is behind, as DRBD itself finds it? */
import t from 'tap'
import { parseGeneration } from '../../src/drbd/identifiers.ts'
import type { Identifiers } from '../../src/drbd/identifiers.ts'
import { relate } from '../../src/core/generation.ts'
import type { Relation } from '../../src/core/generation.ts'
import { generations, shownGeneration } from './recorded.ts'

function identifiersOf(text: string): Identifiers {
  const generation = parseGeneration(text)
  if (generation === undefined) throw new Error(`not read: ${text}`)
  return generation.identifiers
}

void t.test('the identifiers and flags of 8.4 are read, without the bit that says primary', (t) => {
  t.same(parseGeneration(generations.outdatedPeer.mine), {
    identifiers: {
      current: '06014F7C6F96F22E',
      bitmap: 'D2AA2FD0BFAAD946',
      history: ['0000000000000000', '0000000000000000'],
    },
    flags: {
      consistent: true,
      wasUpToDate: true,
      wasPrimary: true,
      wasConnected: false,
      fullSync: false,
      peerOutdated: true,
      crashedPrimary: false,
    },
  })
  t.equal(parseGeneration(shownGeneration)?.identifiers.current, '65C5CB24EFB9C2A8')
  t.match(parseGeneration(generations.copyingToPeer.theirs)?.flags, { consistent: false, crashedPrimary: true })
  t.end()
})

void t.test('the flags of 9 stand in another order', (t) => {
  const identifiers = 'A0A0A0A0A0A0A0A0:0000000000000000:0000000000000000:0000000000000000'
  // Consistent, up to date, primary, crashed, log clean, log disabled, lost quorum; connected, outdated, fencing, full, seen.
  t.match(parseGeneration(`${identifiers}:1:0:0:1:1:0:0:0:1:1:0:1`)?.flags, {
    consistent: true,
    wasUpToDate: false,
    wasPrimary: false,
    crashedPrimary: true,
    wasConnected: false,
    peerOutdated: true,
    fullSync: false,
  })
  t.equal(parseGeneration(`${identifiers}:1:0:0:0:1:0:0:1:0:1:1:1`)?.flags.fullSync, true)
  t.end()
})

void t.test('what is no set of identifiers is not read as one', (t) => {
  for (const text of [
    '',
    'No uuids found in reply!',
    '1:2:3:4:1:1:1:1:1:1:1',
    generations.connected.mine.slice(0, -2),
  ]) {
    t.equal(parseGeneration(text), undefined, text)
  }
  t.equal(parseGeneration(`${' '.repeat(20_000)}\n${generations.connected.mine}`), undefined, 'beyond the limit')
  t.end()
})

const expected: Readonly<Record<keyof typeof generations, readonly [mine: Relation, theirs: Relation]>> = {
  connected: ['equal', 'equal'],
  cutAndFrozen: ['equal', 'equal'],
  resumed: ['theirs-behind', 'mine-behind'],
  healed: ['equal', 'equal'],
  bothPromoted: ['diverged', 'diverged'],
  copyingToPeer: ['theirs-behind', 'mine-behind'],
  outdatedPeer: ['theirs-behind', 'mine-behind'],
}

void t.test('recorded pairs are judged as DRBD judged them when they met [SB-1]', (t) => {
  for (const name in expected) {
    const key = name as keyof typeof generations
    const mine = identifiersOf(generations[key].mine)
    const theirs = identifiersOf(generations[key].theirs)
    t.equal(relate(mine, theirs), expected[key][0], `${name}, seen from the primary`)
    t.equal(relate(theirs, mine), expected[key][1], `${name}, seen from the other`)
  }
  t.end()
})

const none = '0000000000000000'
const a = 'A0A0A0A0A0A0A0A0'
const b = 'B0B0B0B0B0B0B0B0'
const c = 'C0C0C0C0C0C0C0C0'
const d = 'D0D0D0D0D0D0D0D0'
const e = 'E0E0E0E0E0E0E0E0'
const fresh = '0000000000000004'
const set = (current: string, bitmap = none, younger = none, older = none): Identifiers => {
  return { current, bitmap, history: [younger, older] }
}

type Row = readonly [rule: string, mine: Identifiers, theirs: Identifiers, relation: Relation]

const rows: readonly Row[] = [
  ['20: mine was just created', set(fresh), set(a), 'mine-behind'],
  ['20: mine has none', set(none), set(a), 'mine-behind'],
  ['40: the same, nobody counts', set(a, none, b), set(a, none, c), 'equal'],
  ['40: the same, both count', set(a, b), set(a, c), 'equal'],
  ['50: the other counts from mine', set(a), set(b, a), 'mine-behind'],
  ['51: the other counts from mine, moved on', set(a), set(b, 'A0A1A0A0A0A0A0A0', a), 'mine-behind'],
  ['60: mine is in the past of the other', set(a), set(b, c, d, a), 'mine-behind'],
  ['60: mine is in the past, and the base is not its successor', set(a), set(b, c, a), 'mine-behind'],
  ['90: both count from the same', set(a, c), set(b, c), 'diverged'],
  ['100: a common past', set(a, c, e), set(b, d, e), 'diverged'],
  ['100: a common past at another place', set(a, c, d, e), set(b, none, e), 'diverged'],
  ['nothing in common', set(a, c), set(b, d), 'unrelated'],
  ['nothing in common but nothing', set(a), set(b), 'unrelated'],
]

const mirrored: Readonly<Record<Relation, Relation>> = {
  equal: 'equal',
  'mine-behind': 'theirs-behind',
  'theirs-behind': 'mine-behind',
  diverged: 'diverged',
  unrelated: 'unrelated',
  unknown: 'unknown',
}

void t.test('every rule of the comparison holds from both sides', (t) => {
  for (const [rule, mine, theirs, relation] of rows) {
    t.equal(relate(mine, theirs), relation, rule)
    t.equal(relate(theirs, mine), mirrored[relation], `${rule}, the other way`)
  }
  t.end()
})

void t.test('identifiers that are missing permit no conclusion', (t) => {
  t.equal(relate(undefined, set(a)), 'unknown')
  t.equal(relate(set(a), undefined), 'unknown')
  t.end()
})
