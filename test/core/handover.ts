/** Cases for `core/handover.ts` and `core/plan.ts`: in which order do two nodes exchange the role, and what if a step fails? */
import t from 'tap'
import type { Effect } from '../../src/core/effects.ts'
import { Pair } from './pair.ts'

function settled(): Pair {
  return Pair.running({ failback: 'manual' })
}

/** The effects on addresses and the phases told, as `node effect`, from an instant on. */
function moves(pair: Pair, from: number): readonly string[] {
  const kinds: readonly Effect['type'][] = ['vip-add', 'vip-remove']
  return pair.story
    .filter(({ at, effect }) => at >= from && kinds.includes(effect.type))
    .map(({ node, effect }) => `${node} ${effect.type}`)
}

void t.test('a planned handover removes every address on one node before the other adds them [ROLE-13]', (t) => {
  for (const verb of ['make-slave', 'make-master', 'failover'] as const) {
    for (const delayMs of [1, 30, 300]) {
      const pair = settled()
      pair.delayMs = delayMs
      pair.run(2_000)
      const from = pair.now
      pair.order(verb === 'make-slave' ? 'master' : 'slave', verb)
      let overlap = 0
      while (pair.now < from + 5_000) {
        pair.run(1)
        if (pair.owners().length > 1) overlap += 1
      }
      t.strictSame(moves(pair, from), ['master vip-remove', 'slave vip-add'], `${verb}, ${delayMs} ms`)
      t.equal(overlap, 0)
      t.strictSame(pair.owners(), ['slave'])
    }
  }
  t.end()
})

void t.test(
  'the taker adds only after it heard the word released, and its term is durable before that [ROLE-13]',
  (t) => {
    const pair = settled()
    const from = pair.now
    pair.order('master', 'make-slave')
    pair.run(1_000)
    const released = pair
      .effects('send-beat')
      .find(({ at, node, effect }) => at >= from && node === 'master' && effect.beat.order?.step === 'released')
    const ready = pair
      .effects('send-beat')
      .find(({ at, node, effect }) => at >= from && node === 'slave' && effect.beat.order?.step === 'ready')
    const added = pair.effects('vip-add').find(({ at, node }) => at >= from && node === 'slave')
    const removed = pair.effects('vip-remove').find(({ at, node }) => at >= from && node === 'master')
    const term = ready?.effect.beat.order?.term.number ?? 0
    const durable = pair
      .effects('remember')
      .find(({ node, effect }) => node === 'slave' && effect.memory.reserved >= term)
    t.ok((durable?.at ?? Infinity) < (ready?.at ?? 0), 'durable before ready')
    t.ok((ready?.at ?? Infinity) < (removed?.at ?? 0), 'ready before the removal')
    t.ok((removed?.at ?? Infinity) < (released?.at ?? 0), 'removal before released')
    t.ok((released?.at ?? Infinity) < (added?.at ?? 0), 'released before the adding')
    t.end()
  },
)

void t.test('a planned handover takes four messages and no probe', (t) => {
  const pair = settled()
  const from = pair.now
  pair.order('master', 'make-slave')
  pair.run(100)
  const done = pair.told('slave', 'move-done').find((at) => at >= from)
  t.equal(done, from + 5, 'two ways, the release, the third way, the adding')
  t.strictSame(
    pair.effects('probe').filter(({ at }) => at > from),
    [],
  )
  t.end()
})

void t.test('a handover needs no Ethernet: the serial path alone carries it', (t) => {
  const pair = settled()
  pair.cut([0, 1])
  pair.run(30_000)
  const id = pair.order('slave', 'make-master')
  pair.run(1_000)
  t.equal(pair.answer(id), 'done')
  t.strictSame(pair.owners(), ['slave'])
  t.end()
})

void t.test('when the taker cannot add, it gives up and the giver serves again', (t) => {
  const pair = settled()
  pair.slave.hands['vip-add'] = 'fail'
  const from = pair.now
  const id = pair.order('master', 'make-slave')
  pair.run(8_000)
  t.strictSame(moves(pair, from).slice(0, 3), ['master vip-remove', 'slave vip-add', 'slave vip-remove'])
  t.equal(pair.answer(id), 'failed')
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.owners(), ['master'])
  t.equal(pair.told('master', 'taken-back').length, 1)
  t.end()
})

void t.test('when the taker hangs, its deadline ends the move and the giver serves again', (t) => {
  const pair = settled()
  pair.slave.hands['vip-add'] = 'hang'
  const id = pair.order('slave', 'make-master')
  pair.run(60_000)
  t.equal(pair.answer(id), 'failed')
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('when the giver cannot remove, it takes back and goes on serving', (t) => {
  const pair = settled()
  pair.master.hands['vip-remove'] = 'fail'
  for (const [node, verb] of [
    ['master', 'make-slave'],
    ['slave', 'make-master'],
  ] as const) {
    const from = pair.now
    const id = pair.order(node, verb)
    pair.run(1_000)
    t.not(pair.answer(id), 'done', `${verb} on the ${node}`)
    t.not(pair.answer(id), 'none', `${verb} on the ${node}`)
    t.equal(moves(pair, from).length, 2, 'removed once, added once')
    t.strictSame(pair.phases(), ['running-master', 'running-slave'])
    t.strictSame(pair.owners(), ['master'])
  }
  t.end()
})

void t.test('a removal that hangs is overdue after the time limit of a step, and taken back', (t) => {
  const pair = settled()
  pair.master.hands['vip-remove'] = 'hang'
  const id = pair.order('master', 'make-slave')
  pair.run(pair.master.settings.timing.stepMs + 2_000)
  t.equal(pair.answer(id), 'failed')
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.strictSame(pair.owners(), ['master'])
  t.match(pair.facts('master', 'move-failed').join(), 'timed out after 10000 ms')
  t.end()
})

void t.test('an answer under an id that nobody waits for moves no plan on', (t) => {
  const pair = settled()
  pair.slave.hands['vip-add'] = 'hang'
  pair.order('master', 'make-slave')
  pair.run(10)
  const id = pair.effects('vip-add').at(-1)?.effect.id ?? 0
  for (const other of [0, id - 1, id + 1]) {
    pair.give('slave', { type: 'effect-done', id: other })
    pair.give('slave', { type: 'effect-failed', id: other, text: 'EIO' })
    t.equal(pair.slave.state.phase, 'taking-over')
  }
  pair.give('slave', { type: 'effect-done', id })
  t.equal(pair.slave.state.phase, 'running-master')
  t.end()
})

void t.test('a taker that loses its power after released is taken over from by the giver', (t) => {
  const pair = settled()
  pair.slave.hands['vip-add'] = 'hang'
  pair.order('master', 'make-slave')
  pair.run(10)
  pair.cutPower('slave')
  pair.run(30_000)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('a giver that loses its power before released is taken over from on a verdict of death only', (t) => {
  const pair = settled()
  pair.master.hands['vip-remove'] = 'hang'
  pair.order('master', 'make-slave')
  pair.run(10)
  pair.cutPower('master')
  const at = pair.now
  pair.run(19_000)
  t.strictSame(pair.owners(), [])
  pair.run(3_000)
  t.strictSame(pair.owners(), ['slave'])
  t.ok((pair.told('slave', 'takeover')[0] ?? 0) >= at + 19_400)
  t.end()
})

void t.test('an order whose answer never comes expires and is told as failed', (t) => {
  const pair = settled()
  pair.cut([0, 1, 2], ['slave'])
  const id = pair.order('master', 'make-slave')
  pair.run(70_000)
  t.equal(pair.answer(id), 'failed')
  t.equal(pair.master.state.order, undefined)
  t.strictSame(pair.owners(), ['master'])
  t.end()
})

void t.test('an order does not outlive the silence of the peer: nothing is carried out when it comes back', (t) => {
  const pair = settled()
  pair.cut([0, 1, 2], ['slave'])
  pair.order('slave', 'make-master')
  pair.cut([0, 1, 2])
  pair.run(29_000)
  pair.cuts.clear()
  pair.run(5_000)
  t.strictSame(pair.owners(), ['master'])
  t.strictSame(pair.phases(), ['running-master', 'running-slave'])
  t.end()
})

void t.test('one order at a time travels, and its id is unique within the run', (t) => {
  const pair = settled()
  const ids: (number | undefined)[] = []
  for (const node of ['slave', 'master', 'slave', 'master'] as const) {
    pair.order(node, 'make-master')
    ids.push(pair.node(node).state.order?.order.id)
    pair.run(2_000)
  }
  t.equal(new Set(ids).size, 4)
  t.notOk(ids.includes(undefined))
  t.equal(pair.master.state.order, undefined, 'and the last one is put away')
  t.end()
})
