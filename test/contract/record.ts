/**
 * C1 and C2: is a term on the disk before anybody hears of it?
 */
import t from 'tap'
import type { Effect } from '../../src/core/effects.ts'
import { Desk, only, pairSettings } from './desk.ts'
import type { PeerSays } from './desk.ts'

/** Highest term number told in these beats; 0 when none was sent. */
function told(effects: readonly Effect[]): number {
  return Math.max(0, ...only(effects, 'send-beat').map(({ beat }) => beat.term.number))
}

void t.test('a term is neither claimed nor told before the record that reserves it is on the disk [C1]', (t) => {
  const desk = new Desk(pairSettings('master'))
  const started = desk.start()
  const effects = [...started, ...desk.hear(), ...desk.wait(4000), ...desk.hear(), ...desk.wait(400)]
  t.equal(told(effects), 0)
  t.strictSame(only(effects, 'vip-add'), [])
  t.equal(desk.state.claim, undefined)
  const writes = only(effects, 'remember')
  t.ok((writes[0]?.memory.reserved ?? 0) >= 1, 'the first record reserves a term')

  const after = [...desk.confirm(writes.slice(-1)), ...desk.hear(), ...desk.wait(400)]
  t.equal(desk.state.phase, 'taking-over')
  t.equal(told(after), 1)
  t.ok(desk.state.durable.reserved >= 1)
  t.end()
})

void t.test('an announced handover tells no term above what the disk has reserved [C1]', (t) => {
  const desk = new Desk(pairSettings('slave'))
  desk.confirm(desk.start())
  desk.hear({ phase: 'running-master', term: { number: 5, node: 'master' }, claimAgeMs: 9000 })
  // Term 5 was heard; the write that remembers it and reserves 6 is under way and stays unanswered.
  const order = {
    id: 9,
    cause: 'make-slave',
    step: 'asked',
    taker: 'slave',
    term: { number: 6, node: 'slave' },
  } as const
  const asked = desk.hear({ phase: 'running-master', term: { number: 5, node: 'master' }, claimAgeMs: 9000, order })
  const effects = [...asked, ...desk.wait(400)]
  t.ok(told(effects) < 6)
  const answers = only(effects, 'send-beat').map(({ beat }) => beat.order?.step)
  t.notOk(answers.includes('ready'), 'ready promises a term that is on the disk')
  t.end()
})

void t.test('a record that cannot be written leaves a running master alone, and a standby without a term [C1]', (t) => {
  const desk = new Desk(pairSettings('slave'))
  const writes = only(desk.start(), 'remember')
  desk.feed({ type: 'effect-failed', id: writes[0]?.id ?? 0, text: 'no space left on device' }, 1)
  const effects = desk.wait(60_000)
  t.strictSame(only(effects, 'vip-add'), [])
  t.equal(told(effects), 0)
  t.ok(only(effects, 'remember').length >= 1, 'the write is tried again')

  const master = new Desk(pairSettings('master')).become()
  const raised = master.hear({ term: { number: 9, node: 'slave' } })
  master.feed({ type: 'effect-failed', id: only(raised, 'remember')[0]?.id ?? 0, text: 'no space left on device' }, 1)
  t.equal(only(master.wait(master.settings.timing.renewMs * 3), 'vip-renew').length, 3)
  t.equal(master.state.phase, 'running-master')
  t.end()
})

void t.test('a term that was heard is remembered, told only from the disk, and never claimed again [C2]', (t) => {
  const says: PeerSays = { phase: 'running-master', term: { number: 7, node: 'master' }, claimAgeMs: 9000 }
  const desk = new Desk(pairSettings('slave'))
  desk.confirm(desk.start())
  const heard = desk.hear(says)
  const write = only(heard, 'remember')[0]
  t.equal(write?.memory.heard.number, 7)
  t.equal(write?.memory.reserved, 8)
  t.equal(told([...heard, ...desk.wait(400)]), 0, 'not yet on the disk')
  desk.confirm(heard)
  t.equal(told(desk.wait(600)), 7)

  const again = new Desk(pairSettings('slave'))
  again.confirm(again.start({ memory: desk.state.durable, bootId: 12, incarnation: 2 }))
  t.ok(again.state.durable.reserved > 8, 'a reserve that may have been claimed is spent')
  t.end()
})
