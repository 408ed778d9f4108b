/**
 * C3 and C4: whose completion counts, and what if none comes?
 */
import t from 'tap'
import { leaseSlackMs } from '../../src/core/claim.ts'
import { deadMs, deeds, Desk, only, pairSettings } from './desk.ts'

/** Beats of the peer, 100 ms apart, within which a vacant pair must have found its taker. */
const beatsMax = 50

/** A master that has ordered its addresses to be added; `id` is the effect that it waits for. */
function taking(): { readonly desk: Desk; readonly id: number } {
  const desk = new Desk(pairSettings('master'))
  desk.confirm(desk.start())
  desk.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: desk.now })
  for (let beats = 0; beats < beatsMax; beats += 1) {
    const effects = [...desk.hear(), ...desk.wait(100)]
    const add = only(effects, 'vip-add')[0]
    if (add !== undefined) return { desk, id: add.id }
    desk.confirm(only(effects, 'remember'))
  }
  throw new Error('the master did not begin to take')
}

void t.test('a completion with an id that nobody waits for changes nothing [C3]', (t) => {
  const { desk, id } = taking()
  for (const stale of [0, id - 1, id + 1, 4_000_000]) {
    desk.feed({ type: 'effect-done', id: stale }, 1)
    desk.feed({ type: 'effect-failed', id: stale, text: 'late' }, 1)
    t.equal(desk.state.phase, 'taking-over', `after id ${stale}`)
  }
  desk.feed({ type: 'effect-done', id }, 1)
  t.equal(desk.state.phase, 'running-master')
  desk.feed({ type: 'effect-failed', id, text: 'said twice' }, 1)
  t.equal(desk.state.phase, 'running-master')
  t.end()
})

void t.test('a release aborts the take, and the late completion of the take is ignored [C3]', (t) => {
  const { desk, id } = taking()
  const effects = desk.hear({ phase: 'running-master', term: { number: 9, node: 'slave' }, claimAgeMs: 60_000 })
  t.strictSame(deeds(effects), ['vip-remove'])
  const remove = only(effects, 'vip-remove')[0]?.id ?? 0
  t.not(remove, id)
  desk.feed({ type: 'effect-done', id }, 1)
  t.equal(desk.state.phase, 'releasing')
  desk.feed({ type: 'effect-done', id: remove }, 1)
  t.equal(desk.state.phase, 'running-slave')
  t.end()
})

void t.test('at most one order is out at a time, whatever is asked meanwhile [C3]', (t) => {
  const { desk } = taking()
  for (const verb of ['make-slave', 'make-master', 'failover', 'failback'] as const) {
    const effects = desk.feed({ type: 'order', orderId: verb, order: { verb, force: false } }, 1)
    t.strictSame(deeds(effects), [])
    t.equal(only(effects, 'answer')[0]?.answer.type, 'refused')
  }
  t.end()
})

void t.test('an order that is not answered turns the take into a release, exactly at its deadline [C4]', (t) => {
  const { desk, id } = taking()
  const deadline = desk.state.plan?.deadlineAt ?? 0
  t.strictSame(deeds(desk.wait(deadline - desk.now - 0.5)), [])
  t.equal(desk.state.phase, 'taking-over')
  t.strictSame(deeds(desk.wait(0.5)), ['vip-remove'], 'the core asked to be woken then')
  desk.feed({ type: 'effect-done', id }, 1)
  t.equal(desk.state.phase, 'releasing', 'too late')
  t.end()
})

/** A master that lost a conflict, and the instant at which the kernel has ended its addresses for certain. */
function releasing(): { readonly desk: Desk; readonly id: number; readonly endedAt: number } {
  const desk = new Desk(pairSettings('master')).become()
  desk.wait(100)
  const endedAt = (desk.state.claim?.renewedAt ?? 0) + desk.settings.timing.leaseMs + leaseSlackMs
  const effects = desk.hear({ phase: 'running-master', term: { number: 9, node: 'slave' }, claimAgeMs: 600_000 })
  return { desk, id: only(effects, 'vip-remove')[0]?.id ?? 0, endedAt }
}

void t.test('a release that fails ends when the kernel has ended the lease for certain, not before [C4]', (t) => {
  const { desk, id, endedAt } = releasing()
  desk.feed({ type: 'effect-failed', id, text: 'no such device' }, 1)
  t.strictSame(deeds(desk.wait(endedAt - desk.now - 0.5)), [])
  t.equal(desk.state.phase, 'releasing')
  desk.wait(0.5)
  t.equal(desk.state.phase, 'running-slave')
  t.end()
})

void t.test('a release that is never answered ends after its deadline and the lease [C4]', (t) => {
  const { desk, endedAt } = releasing()
  const deadline = desk.state.plan?.deadlineAt ?? 0
  desk.wait(Math.max(deadline, endedAt) - desk.now - 0.5)
  t.equal(desk.state.phase, 'releasing')
  desk.wait(500)
  t.equal(desk.state.phase, 'running-slave', 'at the next beat at the latest')
  t.end()
})

void t.test('a write that is not answered is given up and tried again [C4]', (t) => {
  const desk = new Desk(pairSettings('slave'))
  const first = only(desk.start(), 'remember')[0]?.id ?? 0
  const again = only(desk.wait(deadMs * 3), 'remember')
  t.ok(again.length >= 1)
  desk.feed({ type: 'effect-done', id: first }, 1)
  t.equal(desk.state.durable.reserved, 0, 'the answer of the first one comes too late')
  t.end()
})
