/**
 * Cases for `core/verdict.ts`: which facts make which verdict, and which single fact keeps a peer from being dead.
 *
 * The base is a slave whose master lost its power one dead time ago; each row changes one fact of its state and nothing
 * else.
 */
import t from 'tap'
import { instant, never, plus } from '../../src/base/time.ts'
import type { PairState } from '../../src/core/state.ts'
import type { Verdict } from '../../src/core/types.ts'
import { isDead, judge } from '../../src/core/verdict.ts'
import type { PathView, ZoneView } from '../../src/core/views.ts'
import { Pair } from './pair.ts'
import type { Changes } from './settings.ts'

/** A standby whose running master has been without power for `ms`. It is held, so that it only judges. */
function bereaved(ms: number, changes: Changes = {}): Pair {
  const pair = Pair.running(changes)
  pair.order('slave', 'hold')
  pair.run(2_000)
  pair.cutPower('master')
  pair.run(pair.slave.state.peer.contactAt + ms - pair.now)
  return pair
}

function verdictOf(pair: Pair, change: (state: PairState, now: number) => Partial<PairState> = () => ({})): Verdict {
  const { state, settings } = pair.slave
  return judge({ ...state, ...change(state, pair.now) }, settings, instant(pair.now)).verdict
}

function zonesWith(fields: Partial<ZoneView>): (state: PairState) => Partial<PairState> {
  return (state) => ({ zones: state.zones.map((zone) => ({ ...zone, ...fields })) })
}

/** No witness answered in this boot, and the record knows of none. */
function noWitness(state: PairState): Partial<PairState> {
  return { witnessAt: never, wanted: { ...state.wanted, witnessed: false } }
}

function firstPathWith(fields: Partial<PathView>): (state: PairState) => Partial<PairState> {
  return (state) => ({ paths: state.paths.map((path, index) => (index === 0 ? { ...path, ...fields } : path)) })
}

const dead = bereaved(20_300)
const contact = dead.slave.state.peer.contactAt
const lastProbes = dead.slave.state.zones[0]?.unanswered ?? []

void t.test('the base of the table is a dead master: silence, a silent VIP, a neighbour that answers', (t) => {
  t.equal(verdictOf(dead), 'silent-dead')
  t.ok(lastProbes.length >= 3)
  t.end()
})

/** Each row: what is different, and the verdict that follows. */
const table: readonly [
  what: string,
  change: (state: PairState, now: number) => Partial<PairState>,
  verdict: Verdict,
][] = [
  ['a beat 4.9 s ago', (state, now) => ({ peer: { ...state.peer, contactAt: instant(now - 4_900) } }), 'alive'],
  ['a beat 5.1 s ago', (state, now) => ({ peer: { ...state.peer, contactAt: instant(now - 5_100) } }), 'late'],
  ['a beat 19.9 s ago', (state, now) => ({ peer: { ...state.peer, contactAt: instant(now - 19_900) } }), 'late'],
  [
    'a frame of an unknown version within the dead time',
    (_, now) => firstPathWith({ foreignAt: instant(now - 19_000) })(dead.slave.state),
    'alive-foreign',
  ],
  [
    'the peer said that it left and holds nothing',
    (state) => ({ peer: { ...state.peer, departed: true } }),
    'departed',
  ],
  [
    'the peer said that its agent restarts, 20 s of grace',
    (state) => ({ peer: { ...state.peer, beat: restarting(state) } }),
    'restarting',
  ],
  ['this node is absorbing a stall', () => ({ absorbing: true }), 'cannot-judge'],
  ['this node was stalled within the dead time', (_, now) => ({ judgeFrom: instant(now + 1) }), 'cannot-judge'],
  [
    'the VIP answers with the hardware address of the peer',
    zonesWith({ vipHeardAt: plus(contact, 6_000), vipAnswerer: 'peer', unanswered: [] }),
    'links-cut',
  ],
  [
    'the VIP answers, nobody knows who',
    zonesWith({ vipHeardAt: plus(contact, 6_000), vipAnswerer: 'unknown', unanswered: [] }),
    'links-cut',
  ],
  [
    'a third host answers for the VIP',
    zonesWith({ vipHeardAt: plus(contact, 6_000), vipAnswerer: 'third', unanswered: [] }),
    'links-cut',
  ],
  [
    'the VIP answered before the silence only',
    zonesWith({ vipHeardAt: plus(contact, 4_000), vipAnswerer: 'peer' }),
    'silent-dead',
  ],
  ['no device with VIPs has carrier', zonesWith({ carrier: false, unanswered: [] }), 'i-am-isolated'],
  [
    'no neighbour answered since the silence began',
    zonesWith({ neighbourHeardAt: plus(contact, 4_000) }),
    'i-am-isolated',
  ],
  [
    'no neighbour was ever known, but a ping target answers',
    (state, now) => ({ ...zonesWith({ neighbourHeardAt: never })(state), witnessAt: instant(now) }),
    'silent-dead',
  ],
  [
    'no neighbour was ever known, and the ping target is silent',
    (state) => ({ ...zonesWith({ neighbourHeardAt: never })(state), witnessAt: plus(contact, 1_000) }),
    'i-am-isolated',
  ],
  [
    'no witness was ever heard, so that its silence tells nothing',
    (state) => ({ ...zonesWith({ neighbourHeardAt: never })(state), ...noWitness(state) }),
    'silent-dead',
  ],
  ['only two probes were left unanswered', zonesWith({ unanswered: lastProbes.slice(-2) }), 'gathering'],
  [
    'three probes, but the last one long before the dead time',
    zonesWith({ unanswered: [6_000, 8_000, 10_000].map((ms) => plus(contact, ms)) }),
    'gathering',
  ],
  [
    'three probes, but the last one is still open',
    (state, now) => zonesWith({ unanswered: [...lastProbes.slice(-3, -1), instant(now - 100)] })(state),
    'gathering',
  ],
  [
    "the peer's own address answers while its VIP is silent",
    zonesWith({ peerHeardAt: plus(contact, 6_000) }),
    'agent-dead',
  ],
  [
    "the peer's own address answered before the silence only",
    zonesWith({ peerHeardAt: plus(contact, 4_000) }),
    'silent-dead',
  ],
  [
    'the direct cable went dark with the last beat',
    firstPathWith({ carrier: false, carrierLostAt: plus(contact, 900) }),
    'powered-off',
  ],
  [
    'a path that was never heard in this run went dark with the last beat',
    firstPathWith({ carrier: false, carrierLostAt: plus(contact, 900), heardAt: never }),
    'silent-dead',
  ],
  [
    'the direct cable went dark long after the last beat',
    firstPathWith({ carrier: false, carrierLostAt: plus(contact, 1_100) }),
    'silent-dead',
  ],
  [
    'the direct cable went dark long before the last beat',
    firstPathWith({ carrier: false, carrierLostAt: plus(contact, -1_100) }),
    'silent-dead',
  ],
  [
    'the direct cable has its carrier back',
    firstPathWith({ carrier: true, carrierLostAt: plus(contact, 100) }),
    'silent-dead',
  ],
]

function restarting(state: PairState): NonNullable<PairState['peer']['beat']> {
  const { beat } = state.peer
  if (beat === undefined) throw new Error('the peer was heard')
  return { ...beat, flags: { ...beat.flags, restarting: true }, restartTtlMs: 20_000 }
}

for (const [what, change, verdict] of table) {
  void t.test(`${verdict}: ${what}`, (t) => {
    t.equal(verdictOf(dead, change), verdict)
    t.end()
  })
}

void t.test('a verdict of death lists the silence and its evidence', (t) => {
  const { state, settings } = dead.slave
  t.match(judge(state, settings, instant(dead.now)).evidence, [
    /^no beat on any path for 20300 ms$/,
    /silent in lan/,
    /own addresses are silent/,
  ])
  t.end()
})

void t.test('a refused frame is no life and no veto', (t) => {
  const pair = Pair.running()
  pair.cutPower('master')
  for (let second = 0; second < 22; second += 1) {
    pair.run(1_000)
    pair.give('slave', { type: 'beat-refused', path: 0, kind: 'mis-keyed' })
  }
  t.strictSame(pair.owners(), ['slave'])
  t.equal(pair.told('slave', 'takeover').length, 1)
  t.end()
})

void t.test('mis-keyed frames with an answering VIP hold the takeover', (t) => {
  const pair = Pair.running()
  pair.kill('master')
  pair.slave.network.vip = 'peer'
  for (let second = 0; second < 60; second += 1) {
    pair.run(1_000)
    pair.give('slave', { type: 'beat-refused', path: 0, kind: 'mis-keyed' })
  }
  t.equal(pair.slave.state.phase, 'running-slave')
  t.equal(pair.slave.state.peer.verdict, 'links-cut')
  t.end()
})

void t.test('only agent-dead, powered-off, silent-dead and departed let a node take over', (t) => {
  const all: readonly Verdict[] = [
    ...(['never-heard', 'alive', 'alive-foreign', 'late', 'restarting', 'links-cut', 'agent-dead'] as const),
    ...(['powered-off', 'silent-dead', 'i-am-isolated', 'cannot-judge', 'gathering', 'departed'] as const),
  ]
  t.strictSame(all.filter(isDead), ['agent-dead', 'powered-off', 'silent-dead', 'departed'])
  t.end()
})

void t.test('without any VIP silence and a living witness suffice', (t) => {
  const pair = bereaved(20_300, { zones: [] })
  t.equal(verdictOf(pair), 'silent-dead')
  t.equal(
    verdictOf(pair, (state) => ({ witnessAt: plus(state.peer.contactAt, 4_000) })),
    'i-am-isolated',
  )
  t.equal(verdictOf(pair, noWitness), 'silent-dead')
  t.end()
})

void t.test('a session proven anew is life although it says nothing', (t) => {
  const pair = bereaved(19_000)
  pair.give('slave', { type: 'session', path: 2 })
  pair.run(4_000)
  t.equal(pair.slave.state.peer.verdict, 'alive')
  t.equal(pair.told('slave', 'peer-dead').length, 0)
  t.end()
})
