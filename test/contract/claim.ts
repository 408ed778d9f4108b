/**
 * C6 and C8: what does a node claim when it starts, and when another one claims too?
 */
import t from 'tap'
import type { Beat, BeatFlags } from '../../src/core/beat-content.ts'
import { deadMs, deeds, Desk, only, pairSettings } from './desk.ts'
import type { PeerSays } from './desk.ts'

const master = pairSettings('master')

void t.test('a restart within the lease keeps what it holds, and its first deed is to renew [C6]', (t) => {
  const desk = new Desk(master)
  const memory = desk.memory({ bootId: 11, phase: 'running-master', term: { number: 4, node: 'master' }, reserved: 5 })
  const effects = desk.start({ memory, owned: 'all', incarnation: 2 })
  t.strictSame(deeds(effects).slice(0, 1), ['vip-renew'])
  t.equal(desk.state.phase, 'running-master')
  t.equal(desk.state.claim?.term.number, 5, 'the reserve: the run that ended may have told it already')
  t.end()
})

void t.test('anything else than a restart within the lease removes first and listens for one dead time [C6]', (t) => {
  const memory = { phase: 'running-master', bootId: 11, term: { number: 4, node: 'master' }, reserved: 5 } as const
  const cases: readonly (readonly [string, PeerSays['bootId'], Parameters<Desk['start']>[0]])[] = [
    ['another boot of the kernel', 99, { owned: 'all' }],
    ['an address is missing', 11, { owned: 'some' }],
    ['the settings contradict the devices', 11, { owned: 'all', inconsistent: true }],
  ]
  for (const [why, bootId = 11, fields] of cases) {
    const desk = new Desk(master)
    const effects = desk.start({ ...fields, memory: desk.memory(memory), bootId, incarnation: 2 })
    t.strictSame(deeds(effects), ['vip-remove'], why)
    const listened = desk.confirm(effects)
    t.strictSame(deeds([...listened, ...desk.wait(deadMs - 100)]), [], why)
  }
  const unread = new Desk(master)
  const effects = unread.start({ memory: 'unreadable', owned: 'all' })
  t.strictSame(deeds(effects), ['vip-remove'])
  t.strictSame(
    deeds([...unread.confirm(effects), ...unread.waitWithPeer(deadMs * 3)]),
    [],
    'holds until told otherwise',
  )
  t.end()
})

/** What differs between the two claims. `mine` and `theirs` are told in beats; the first difference decides. */
type Rivalry = {
  readonly why: string
  readonly wins: boolean
  readonly claimAgeMs: number
  readonly term: number
  readonly flags?: Partial<BeatFlags>
  readonly phase?: Beat['phase']
}

/** This node has claimed term 1 for some 8 s, with a witness and without a break. */
const rivalries: readonly Rivalry[] = [
  { why: 'a peer without a witness loses', wins: true, claimAgeMs: 900_000, term: 9, flags: { witness: false } },
  { why: 'a claim that lapsed loses', wins: true, claimAgeMs: 900_000, term: 9, flags: { lapsed: true } },
  { why: 'an isolated claim loses', wins: true, claimAgeMs: 900_000, term: 9, phase: 'isolated' },
  { why: 'the shorter claim loses, whatever its term', wins: true, claimAgeMs: 1, term: 9 },
  { why: 'the longer claim wins, whatever its term', wins: false, claimAgeMs: 900_000, term: 1 },
]

for (const { why, wins, flags = {}, phase = 'running-master', term, claimAgeMs } of rivalries) {
  void t.test(`both claim: ${why} [C8, D1]`, (t) => {
    const desk = new Desk(master).become()
    desk.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: desk.now })
    desk.waitWithPeer(500)
    const effects = desk.hear({ phase, claimAgeMs, term: { number: term, node: 'slave' }, flags })
    t.strictSame(deeds(effects), wins ? ['announce'] : ['vip-remove'])
    t.end()
  })
}

for (const [node, wins] of [
  ['master', true],
  ['slave', false],
] as const) {
  void t.test(`both claim alike: the ${node} ${wins ? 'keeps' : 'drops'} the addresses [C8, D1]`, (t) => {
    const desk = new Desk(pairSettings(node)).become()
    desk.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: desk.now })
    desk.waitWithPeer(500)
    const claimAgeMs = Math.floor(desk.now - (desk.state.claim?.since ?? desk.now))
    const rival = node === 'master' ? 'slave' : 'master'
    const number = desk.state.claim?.term.number ?? 0
    const effects = desk.hear({ phase: 'running-master', claimAgeMs, term: { number, node: rival } })
    t.strictSame(deeds(effects), wins ? ['announce'] : ['vip-remove'])
    t.end()
  })
}

void t.test('the winner remembers a term above both and announces again when the other has dropped [C8, D1]', (t) => {
  const desk = new Desk(master).become()
  desk.feed({ type: 'probe-answer', zone: 'lan', subject: 'neighbour', answerer: 'unknown', at: desk.now })
  desk.waitWithPeer(500)
  const rival: PeerSays = { phase: 'running-master', claimAgeMs: 1, term: { number: 9, node: 'slave' } }
  const conflict = desk.hear(rival)
  desk.confirm([...conflict, ...desk.wait(100)])
  const over = desk.hear({ term: { number: 9, node: 'slave' } })
  t.strictSame(deeds(over), ['announce'])
  t.equal(desk.state.claim?.term.number, 10)
  const told = only([...over, ...desk.wait(600)], 'send-beat').map(({ beat }) => beat.term.number)
  t.ok(told.includes(10))
  t.ok(desk.state.durable.reserved >= 10, 'the new term was reserved on the disk before')
  t.end()
})
