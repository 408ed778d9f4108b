/** Cases for `core/operator.ts`: what becomes of an order of the operator, on each node, in each state? */
import t from 'tap'
import type { RoleVerb } from '../../src/core/types.ts'
import { Pair } from './pair.ts'

/** States of the pair in which orders are given. */
const states: Readonly<Record<string, () => Pair>> = {
  normal: () => settled(),
  inverted: () => {
    const pair = settled()
    pair.order('slave', 'make-master')
    pair.run(3_000)
    return pair
  },
  'peer held': () => {
    const pair = settled()
    pair.order('slave', 'hold')
    pair.run(3_000)
    return pair
  },
  'master held': () => {
    const pair = settled()
    pair.order('master', 'hold')
    pair.run(3_000)
    return pair
  },
  'slave without carrier': () => {
    const pair = settled()
    pair.give('slave', { type: 'zone-carrier', zone: 'lan', up: false })
    pair.run(3_000)
    return pair
  },
  'slave gone': () => {
    const pair = settled()
    pair.cutPower('slave')
    pair.run(30_000)
    return pair
  },
  'slave just gone': () => {
    const pair = settled()
    pair.cutPower('slave')
    pair.run(7_000)
    return pair
  },
  'links cut': () => {
    const pair = settled()
    pair.cut([0, 1, 2])
    pair.run(30_000)
    return pair
  },
  'master leaving': () => {
    const pair = settled()
    pair.order('master', 'restart')
    return pair
  },
}

function settled(): Pair {
  return Pair.running({ failback: 'manual' })
}

type Row = readonly [
  state: string,
  node: 'master' | 'slave',
  verb: RoleVerb,
  answer: string,
  owner: 'master' | 'slave' | 'none',
  tag?: string,
]

/** Which answer each order gets, and who owns the addresses then. */
const table: readonly Row[] = [
  ['normal', 'slave', 'make-master', 'done', 'slave', 'ROLE-11'],
  ['normal', 'master', 'make-master', 'done', 'master', 'ROLE-11'],
  ['normal', 'master', 'make-slave', 'done', 'slave', 'ROLE-12'],
  ['normal', 'slave', 'make-slave', 'done', 'master', 'ROLE-12'],
  ['normal', 'master', 'failover', 'done', 'slave', 'FO-19'],
  ['normal', 'slave', 'failover', 'done', 'slave', 'FO-17'],
  ['normal', 'master', 'failback', 'not-inverted', 'master'],
  ['inverted', 'master', 'make-master', 'done', 'master', 'ROLE-11'],
  ['inverted', 'slave', 'make-slave', 'done', 'master', 'ROLE-12'],
  ['inverted', 'master', 'failback', 'done', 'master'],
  ['inverted', 'slave', 'failback', 'done', 'master'],
  ['inverted', 'slave', 'failover', 'done', 'master', 'FO-19'],
  ['inverted', 'master', 'failover', 'done', 'master', 'FO-17'],
  ['peer held', 'master', 'make-slave', 'peer-held', 'master', 'ROLE-12'],
  ['peer held', 'master', 'failover', 'peer-held', 'master', 'FO-19'],
  ['peer held', 'slave', 'make-master', 'held', 'master'],
  ['peer held', 'slave', 'failover', 'held', 'master'],
  ['master held', 'master', 'make-slave', 'held', 'master'],
  ['master held', 'slave', 'make-master', 'peer-held', 'master'],
  ['slave without carrier', 'master', 'make-slave', 'peer-unfit', 'master', 'ROLE-12'],
  ['slave without carrier', 'master', 'failover', 'peer-unfit', 'master', 'FO-19'],
  ['slave without carrier', 'slave', 'make-master', 'isolated', 'master'],
  ['slave gone', 'master', 'make-slave', 'peer-not-available', 'master', 'ROLE-12'],
  ['slave gone', 'master', 'failover', 'peer-not-available', 'master', 'FO-19'],
  ['slave gone', 'master', 'make-master', 'done', 'master'],
  ['slave just gone', 'master', 'make-slave', 'peer-not-available', 'master', 'ROLE-12'],
  ['links cut', 'slave', 'make-master', 'needs-force', 'master'],
  ['links cut', 'slave', 'failover', 'needs-force', 'master'],
  ['links cut', 'master', 'make-slave', 'peer-not-available', 'master', 'ROLE-12'],
  ['master leaving', 'master', 'make-slave', 'leaving', 'master'],
]

for (const [state, node, verb, answer, owner, tag] of table) {
  const mark = tag === undefined ? '' : ` [${tag}]`
  void t.test(`${state}: ${verb} on the ${node} is answered ${answer}, ${owner} owns${mark}`, (t) => {
    const pair = states[state]?.() ?? settled()
    const asked = pair.now
    const before = pair.phases()
    const id = pair.order(node, verb)
    pair.run(3_000)
    t.equal(pair.answer(id), answer, 'one answer')
    t.strictSame(pair.owners(), [owner])
    if (answer !== 'done') {
      const moved = pair.effects('tell').filter(({ at, effect }) => at >= asked && effect.told.reason === 'move-begun')
      t.strictSame([pair.phases(), moved], [before, []], 'nothing was changed')
    }
    t.end()
  })
}

void t.test('an order for the role that the node has says so and changes nothing [ROLE-11]', (t) => {
  const pair = settled()
  const term = pair.master.state.claim?.term.number
  const id = pair.order('master', 'make-master')
  t.match(pair.answers(id), [{ type: 'done', text: /already/ }])
  pair.run(1_000)
  t.equal(pair.master.state.claim?.term.number, term)
  t.end()
})

void t.test(
  'failover from an unreachable master goes on without it and records that it was not demoted [FO-18]',
  (t) => {
    const pair = settled()
    pair.order('slave', 'hold')
    pair.cutPower('master')
    pair.run(30_000)
    pair.order('slave', 'unhold')
    const before = pair.told('slave', 'order-accepted').length
    const other = settled()
    other.cutPower('master')
    other.run(6_000)
    const id = other.orderAs('slave', { verb: 'failover', force: true })
    other.run(3_000)
    t.equal(other.answer(id), 'done')
    t.strictSame(other.owners(), ['slave'])
    t.match(other.facts('slave', 'order-accepted').join(), 'peer not demoted')
    t.equal(before, 0)
    t.end()
  },
)

void t.test('failover from a silent master that may be alive needs --force', (t) => {
  const pair = settled()
  pair.cutPower('master')
  pair.run(6_000)
  t.equal(pair.answer(pair.order('slave', 'failover')), 'peer-not-available')
  t.end()
})

void t.test('a reachable master that takes no part of its own accord is demoted by the order [FO-18]', (t) => {
  const pair = settled()
  pair.give('master', { type: 'zone-carrier', zone: 'lan', up: false })
  pair.run(1_000)
  const id = pair.order('slave', 'failover')
  pair.run(3_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.phases(), ['running-slave', 'running-master'])
  t.end()
})

void t.test('--force does not go past the unfitness of this node', (t) => {
  const pair = settled()
  pair.cutPower('master')
  pair.give('slave', { type: 'zone-carrier', zone: 'lan', up: false })
  pair.run(1_000)
  t.equal(pair.answer(pair.orderAs('slave', { verb: 'make-master', force: true })), 'isolated')
  pair.order('slave', 'hold')
  t.equal(pair.answer(pair.orderAs('slave', { verb: 'make-master', force: true })), 'held')
  t.end()
})

void t.test('an order from an old screen is refused, and nothing moves', (t) => {
  const pair = settled()
  const seen = { term: pair.slave.state.wanted.term.number, phase: 'running-slave' }
  const wrongTerm = pair.orderAs('slave', { verb: 'make-master', force: false, seen: { ...seen, term: seen.term + 1 } })
  t.equal(pair.answer(wrongTerm), 'stale-view')
  const wrongPhase = pair.orderAs('slave', { verb: 'make-master', force: false, seen: { ...seen, phase: 'held' } })
  t.equal(pair.answer(wrongPhase), 'stale-view')
  const right = pair.orderAs('slave', { verb: 'make-master', force: false, seen })
  pair.run(1_000)
  t.equal(pair.answer(right), 'done')
  t.end()
})

void t.test('what status shows as term and phase is what an order must have seen', (t) => {
  const pair = settled()
  for (const node of ['master', 'slave'] as const) {
    const { term, phase } = pair.status(node)
    const seen = { term: term.number, phase }
    const id = pair.orderAs(node, { verb: 'make-master', force: false, seen })
    pair.run(1_000)
    t.equal(pair.answer(id), 'done', node)
  }
  t.end()
})

void t.test('a second order while a move is under way is refused as switching, on either node', (t) => {
  const pair = settled()
  pair.slave.hands['vip-add'] = 'hang'
  const first = pair.order('slave', 'make-master')
  pair.run(10)
  t.equal(pair.answer(pair.order('slave', 'failover')), 'switching')
  t.equal(pair.answer(pair.order('master', 'make-master')), 'switching')
  t.equal(pair.answer(pair.order('slave', 'restart')), 'switching')
  t.equal(pair.answer(first), 'none')
  t.end()
})

void t.test('orders given on both nodes at the same instant end in one owner and one answer each', (t) => {
  const verbs = ['make-master', 'make-slave', 'failover'] as const
  for (const one of verbs) {
    for (const other of verbs) {
      const pair = settled()
      const ids = [pair.order('master', one), pair.order('slave', other)]
      pair.run(70_000)
      t.equal(pair.owners().length, 1, `${one} and ${other}`)
      for (const id of ids) t.notMatch(pair.answer(id), /none|more/, `${one} and ${other}`)
    }
  }
  t.end()
})

void t.test('a node that has not decided its role yet takes no role order', (t) => {
  const pair = new Pair()
  pair.boot('slave')
  t.equal(pair.answer(pair.order('slave', 'make-master')), 'not-decided')
  t.end()
})

void t.test('the forced end of a releasing peer is waited for: make-master is refused as switching', (t) => {
  const pair = settled()
  pair.master.hands['vip-remove'] = 'hang'
  pair.order('master', 'release')
  pair.run(600)
  t.equal(pair.answer(pair.order('slave', 'make-master')), 'switching')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})
