/**
 * C5 and C7: what may a node still do after it stood still, and who renews?
 */
import t from 'tap'
import { deadMs, deeds, Desk, only, pairSettings } from './desk.ts'

/** A stalled loop tells how long, absorbs what waited, and goes on. */
function stall(desk: Desk, forMs: number): void {
  desk.feed({ type: 'stalled', forMs }, forMs)
  desk.feed({ type: 'caught-up' }, 1)
}

const lease = pairSettings('master').timing.leaseMs

void t.test('a stall under half a lease interrupts nothing [C5]', (t) => {
  const desk = new Desk(pairSettings('master')).become()
  stall(desk, lease / 2 - 1)
  t.strictSame(deeds(desk.wait(lease / 4)), ['vip-renew'])
  t.end()
})

void t.test('after a stall of half a lease nothing is renewed, added or announced until a fresh echo [C5]', (t) => {
  const desk = new Desk(pairSettings('master')).become()
  const before = Math.floor(desk.now)
  stall(desk, lease / 2)
  const stalledAt = Math.floor(desk.now)
  t.strictSame(deeds(desk.wait(lease)), [])
  t.strictSame(deeds(desk.hear({ hears: false })), [], 'a beat that echoes nothing proves nothing')
  t.strictSame(deeds(desk.hear({ echoes: [before, before] })), [], 'an echo from before the stall proves nothing')
  t.strictSame(deeds(desk.wait(lease)), [])
  t.ok(desk.now > stalledAt)
  t.strictSame(deeds(desk.hear()), ['vip-renew', 'announce'])
  t.end()
})

void t.test('after a stall a peer that claims under a higher term is never contradicted [C5]', (t) => {
  const desk = new Desk(pairSettings('master')).become()
  desk.feed({ type: 'stalled', forMs: deadMs * 2 }, deadMs * 2)
  const says = { phase: 'running-master', term: { number: 2, node: 'slave' }, claimAgeMs: deadMs } as const
  const decoded = desk.hear(says)
  t.strictSame(deeds(decoded), ['vip-remove'], 'dropped in the step that decodes the claim')
  desk.feed({ type: 'caught-up' }, 1)
  t.strictSame(deeds(desk.wait(lease * 2)), [])
  t.equal(desk.state.phase, 'releasing')
  t.end()
})

void t.test('a stalled standby gives no death verdict for one dead time [C5]', (t) => {
  const desk = new Desk(pairSettings('slave'))
  desk.confirm(desk.start())
  desk.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: desk.now })
  desk.waitWithPeer(deadMs, { phase: 'running-master', term: { number: 1, node: 'master' }, claimAgeMs: 9000 })
  stall(desk, deadMs * 3)
  t.strictSame(deeds(desk.wait(deadMs - 10)), [])
  t.equal(desk.state.peer.verdict, 'cannot-judge')
  t.end()
})

void t.test(
  'an address that ended during a stall interrupts the claim, one that somebody deleted does not [C5]',
  (t) => {
    const ended = new Desk(pairSettings('master')).become()
    ended.feed({ type: 'stalled', forMs: 10 }, 10)
    t.strictSame(deeds(ended.feed({ type: 'address-missing', zone: 'lan', address: '192.0.2.10' })), [])
    ended.feed({ type: 'caught-up' }, 1)
    t.strictSame(deeds(ended.wait(lease)), [])

    const deleted = new Desk(pairSettings('master')).become()
    const missing = { type: 'address-missing', zone: 'lan', address: '192.0.2.10' } as const
    t.strictSame(deeds(deleted.feed(missing)), [], 'just renewed: the next renewal comes sooner')
    t.strictSame(deeds(deleted.wait(100)), ['vip-renew'])
    t.strictSame(deeds(deleted.feed(missing, 150)), ['vip-renew'], 'later: at once')
    t.end()
  },
)

void t.test(
  'a peer whose clock ran on by a quarter of the dead time tells of a freeze that no clock here shows [C5]',
  (t) => {
    const desk = new Desk(pairSettings('master')).become()
    t.strictSame(deeds(desk.hear({ aheadMs: deadMs / 4 })), [], 'a quarter is not more than a quarter')
    desk.waitWithPeer(deadMs * 3)
    desk.hear({ aheadMs: deadMs / 4 + deadMs, hears: false })
    t.strictSame(deeds(desk.wait(lease)), [])
    t.ok((desk.state.claim?.lapsedAt ?? 0) > 0)
    t.end()
  },
)

void t.test('neither the lease nor the watchdog is renewed while the facts of a stall still come in [C7]', (t) => {
  const desk = new Desk(pairSettings('master')).become()
  const forMs = lease / 2 - 1
  const stalled = desk.feed({ type: 'stalled', forMs }, forMs)
  const during = [...stalled, ...desk.hear(), ...desk.feed({ type: 'timer' }, 1)]
  t.strictSame(deeds(during), [])
  t.strictSame(only(during, 'feed-watchdog'), [])
  t.strictSame(deeds(desk.feed({ type: 'caught-up' }, 1)), ['vip-renew'])
  t.end()
})

void t.test('a turn that decides to let go renews nothing, although a renewal is due [C7]', (t) => {
  const desk = new Desk(pairSettings('master')).become()
  desk.now = desk.state.claim?.renewAt ?? desk.now
  const effects = desk.hear({ phase: 'running-master', term: { number: 2, node: 'slave' }, claimAgeMs: 600_000 })
  t.strictSame(deeds(effects), ['vip-remove'])
  t.end()
})

void t.test(
  'every turn of a running master feeds the watchdog at most once a second, and a silent core never [C7]',
  (t) => {
    const desk = new Desk(pairSettings('master')).become()
    const feeds = only(desk.waitWithPeer(10_000), 'feed-watchdog').length
    t.ok(feeds >= 9 && feeds <= 10, `${feeds} in 10 s`)
    t.end()
  },
)
