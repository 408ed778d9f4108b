/**
 * C9: do the same facts at the same instants give the same effects, byte for byte?
 */
import t from 'tap'
import { firstState, step } from '../../src/core/step.ts'
import type { PairSettings } from '../../src/core/settings.ts'
import { deadMs, Desk, pairSettings } from './desk.ts'
import type { Fed } from './desk.ts'

/** A night with everything in it: boot, conflict, stall, handover order, silence, takeover. */
function night(settings: PairSettings): readonly Fed[] {
  const desk = new Desk(settings).become()
  desk.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: desk.now })
  desk.hear({ phase: 'running-master', claimAgeMs: 1, term: { number: 9, node: 'slave' } })
  desk.waitWithPeer(2000)
  desk.feed({ type: 'stalled', forMs: deadMs }, deadMs)
  desk.feed({ type: 'caught-up' }, 1)
  desk.waitWithPeer(2000)
  desk.feed({ type: 'order', orderId: 'a', order: { verb: 'make-slave', force: false } }, 3.25)
  desk.waitWithPeer(1000)
  desk.feed({ type: 'path-device', path: 1, usable: true, carrier: false }, 0.5)
  desk.feed({ type: 'zone-carrier', zone: 'lan', up: false }, 0.125)
  desk.feed({ type: 'zone-carrier', zone: 'lan', up: true }, 40)
  desk.wait(deadMs * 3)
  return desk.fed
}

function played(settings: PairSettings, facts: readonly Fed[]): string {
  const first = facts[0]
  if (first === undefined) return ''
  let state = firstState(settings, first.at)
  const lines = facts.map(({ event, at }) => {
    const stepped = step(state, event, settings, at)
    state = stepped.state
    return JSON.stringify(stepped.effects)
  })
  return [...lines, JSON.stringify(state)].join('\n')
}

for (const node of ['master', 'slave'] as const) {
  void t.test(`the same night of the ${node} twice gives the same effects and the same state [C9]`, (t) => {
    const settings = pairSettings(node)
    const facts = night(settings)
    const first = played(settings, facts)
    // As the flight recorder keeps them: through JSON, in which nothing of the first run can hide.
    const recorded = JSON.parse(JSON.stringify(facts)) as typeof facts
    t.ok(facts.length > 50, `${facts.length} facts`)
    t.ok(first.includes('vip-add') && first.includes('vip-remove'))
    t.equal(played(settings, recorded), first)
    t.end()
  })
}

void t.test('a step changes neither its state nor its fact: both may be frozen [C9]', (t) => {
  // A desk freezes everything it passes in; a core that writes into it throws a TypeError.
  t.doesNotThrow(() => night(pairSettings('master')))
  t.end()
})
