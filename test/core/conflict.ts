/**
 * Cases for `core/conflict.ts`: both nodes claim the addresses and hear each other; who drops them?
 *
 * Rows of D1, first difference decides. In each row the master owns and hears one beat of a slave that claims too.
 */
import t from 'tap'
import type { Beat, BeatFlags } from '../../src/core/beat-content.ts'
import type { Effect } from '../../src/core/effects.ts'
import { Pair } from './pair.ts'

type Rival = Partial<Omit<Beat, 'flags'>> & { readonly flags?: Partial<BeatFlags> }

/** A master that has owned for 30 s under term 1; its own witness answers. */
function owner(): Pair {
  const pair = Pair.running({ failback: 'manual' })
  pair.run(26_000)
  pair.cut([0, 1, 2])
  return pair
}

/** A claim as strong as the master's in everything that goes before the term. */
function equalRival(pair: Pair): Rival {
  const since = pair.master.state.claim?.since ?? 0
  return {
    phase: 'running-master',
    claimAgeMs: pair.now - since,
    term: { number: 1, node: 'slave' },
    flags: { witness: true, lapsed: false },
  }
}

type Row = {
  readonly what: string
  readonly rival: Rival
  readonly before?: (pair: Pair) => void
  readonly loser: 'this' | 'other'
}

function withoutWitness(pair: Pair): void {
  pair.master.network.witness = false
  pair.master.network.neighbour = false
  pair.run(30_000)
}

function lapse(pair: Pair): void {
  pair.give('master', { type: 'stalled', forMs: 6_000 })
  pair.give('master', { type: 'caught-up' })
}

const rows: readonly Row[] = [
  { what: 'the other one has no witness', rival: { flags: { witness: false } }, loser: 'other' },
  { what: 'only the other one has a witness', rival: {}, before: withoutWitness, loser: 'this' },
  { what: 'the claim of the other one lapsed', rival: { flags: { lapsed: true } }, loser: 'other' },
  { what: 'the other one is isolated', rival: { phase: 'isolated' }, loser: 'other' },
  { what: 'its own claim lapsed', rival: {}, before: lapse, loser: 'this' },
  { what: 'the claim of the other one is 1.1 s shorter', rival: { claimAgeMs: -1_100 }, loser: 'other' },
  { what: 'the claim of the other one is 1.1 s longer', rival: { claimAgeMs: 1_100 }, loser: 'this' },
  {
    what: 'the ages are within a second, the term of the other one is lower',
    rival: { claimAgeMs: 900, term: { number: 0, node: 'slave' } },
    loser: 'other',
  },
  {
    what: 'the ages are within a second, the term of the other one is higher',
    rival: { claimAgeMs: -900, term: { number: 2, node: 'slave' } },
    loser: 'this',
  },
  { what: 'all is equal: the configured slave loses', rival: {}, loser: 'other' },
  { what: 'a witness goes before a lapse', rival: { flags: { lapsed: true } }, before: withoutWitness, loser: 'this' },
  { what: 'a lapse goes before the age', rival: { flags: { lapsed: true }, claimAgeMs: 9_000 }, loser: 'other' },
  {
    what: 'the age goes before the term',
    rival: { claimAgeMs: -9_000, term: { number: 9, node: 'slave' } },
    loser: 'other',
  },
]

/** The slave's beat of a row; `claimAgeMs` of a row is the difference to the master's own. */
function collide(pair: Pair, rival: Rival): readonly Effect[] {
  const equal = equalRival(pair)
  const claimAgeMs = (equal.claimAgeMs ?? 0) + (rival.claimAgeMs ?? 0)
  return pair.hear('master', { ...equal, ...rival, claimAgeMs, flags: { ...equal.flags, ...rival.flags } })
}

for (const { what, rival, before, loser } of rows) {
  void t.test(`the ${loser === 'this' ? 'loser' : 'winner'}: ${what}`, (t) => {
    const pair = owner()
    before?.(pair)
    const effects = collide(pair, rival)
    const removed = effects.some((effect) => effect.type === 'vip-remove')
    t.equal(removed, loser === 'this', 'the addresses are dropped in the step that decodes the beat')
    t.equal(pair.told('master', loser === 'this' ? 'conflict-lost' : 'conflict-won').length, 1)
    if (removed) t.notOk(effects.some((effect) => effect.type === 'vip-renew' || effect.type === 'announce'))
    t.end()
  })
}

void t.test('a conflict that outlives the dead time is decided by the terms alone', (t) => {
  const pair = owner()
  collide(pair, { claimAgeMs: -9_000, term: { number: 9, node: 'slave' } })
  t.equal(pair.master.state.phase, 'running-master')
  for (let second = 0; second < 22; second += 1) {
    pair.run(1_000)
    collide(pair, { claimAgeMs: -9_000, term: { number: 9, node: 'slave' } })
  }
  t.equal(pair.told('master', 'conflict-lost').length, 1)
  t.notOk(pair.master.owned)
  t.end()
})

void t.test('two nodes that both own end with one owner as soon as they hear each other, the elder', (t) => {
  const pair = owner()
  pair.slave.network.vip = 'silent'
  pair.slave.network.peerAddress = 'silent'
  pair.run(25_000)
  t.strictSame(pair.owners(), ['master', 'slave'], 'the fault: nothing passes between them, both have a witness')
  pair.cuts.clear()
  const healed = pair.now
  pair.run(1_100)
  t.strictSame(pair.owners(), ['master'])
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.equal(pair.told('slave', 'conflict-lost').length, 1)
  t.strictSame(pair.told('master', 'conflict-lost'), [])
  const heard = pair.told('slave', 'conflict-lost')[0] ?? 0
  const dropped = pair.effects('vip-remove').find((entry) => entry.node === 'slave')
  t.equal(dropped?.at, heard)
  t.ok(heard - healed <= 501, 'with the first beat')
  t.end()
})

void t.test('the winner of a conflict claims the next term durably and announces again', (t) => {
  const pair = owner()
  pair.slave.network.vip = 'silent'
  pair.run(25_000)
  const highest = pair.slave.state.claim?.term.number ?? 0
  pair.cuts.clear()
  const healed = pair.now
  pair.run(3_000)
  const { claim, durable } = pair.master.state
  t.equal(claim?.term.number, highest + 1)
  t.equal(durable.term.number, highest + 1)
  const rounds = pair.effects('announce').filter(({ at, node }) => node === 'master' && at > healed)
  t.ok(rounds.length >= 5)
  t.equal(pair.told('master', 'conflict-over').length, 1)
  t.end()
})

void t.test('both nodes judge the same first conflict beats alike, whichever is heard first', (t) => {
  for (const delayMs of [1, 40, 400]) {
    const pair = owner()
    pair.delayMs = delayMs
    pair.slave.network.vip = 'silent'
    pair.run(25_000)
    pair.cuts.clear()
    pair.run(3_000)
    t.strictSame(pair.owners(), ['master'], `${delayMs} ms on the way`)
  }
  t.end()
})

void t.test('an address conflict disables neither node: the loser stands by, fit', (t) => {
  const pair = owner()
  pair.slave.network.vip = 'silent'
  pair.run(25_000)
  pair.cuts.clear()
  pair.slave.network.vip = 'truth'
  pair.run(5_000)
  t.equal(pair.status('slave').fit, true)
  t.equal(pair.status('master').pair, 'stable')
  t.end()
})

void t.test('while the conflict lasts both say dual-active and refuse orders', (t) => {
  const pair = owner()
  collide(pair, { claimAgeMs: -9_000 })
  t.equal(pair.status('master').pair, 'dual-active')
  t.equal(pair.status('master').holder, 'both')
  t.equal(pair.answer(pair.order('master', 'make-slave')), 'dual-active')
  t.equal(pair.master.state.phase, 'running-master')
  t.end()
})
