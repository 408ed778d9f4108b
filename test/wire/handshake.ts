/**
 * Do two nodes agree on a session, whatever the line loses or repeats?
 */
import t from 'tap'
import type { NodeName } from '../../src/core/types.ts'
import { peerOf } from '../../src/core/types.ts'
import type { PairKey, Session } from '../../src/wire/session.ts'
import { beatOf, converse, joined, open, pairKey, sealed } from './pair.ts'

const oneWayMs = 15
const rttMs = 2 * oneWayMs
const beatMs = rttMs

type Travelling = { readonly to: NodeName; readonly atMs: number; readonly frame: Uint8Array }

/** Two nodes on a line that loses the messages whose bit is set in `lost`; the bit counts messages from the first. */
class Line {
  readonly nodes: Record<NodeName, Session>
  readonly #counter = { master: 100, slave: 100 }
  #lost: number
  #travelling: Travelling[] = []
  lastLossMs = 0
  sent = 0

  constructor(nodes: Record<NodeName, Session>, lost: number) {
    this.nodes = nodes
    this.#lost = lost
  }

  send(from: NodeName, frame: Uint8Array, nowMs: number): void {
    this.sent += 1
    const isLost = (this.#lost & 1) === 1
    this.#lost >>= 1
    if (isLost) this.lastLossMs = nowMs
    else this.#travelling.push({ to: peerOf(from), atMs: nowMs + oneWayMs, frame })
  }

  /** Each node sends what is due: a beat, or a hello while it has no session. */
  beat(from: NodeName, nowMs: number): void {
    const node = this.nodes[from]
    const frame = node.seal(beatOf(from, 1, this.#counter[from]++))
    this.send(from, frame === 'no-session' ? node.hello(1) : frame, nowMs)
  }

  /** Delivers what arrives by `nowMs`, replies included. */
  deliver(nowMs: number): void {
    const due = this.#travelling.filter((message) => message.atMs <= nowMs)
    this.#travelling = this.#travelling.filter((message) => message.atMs > nowMs)
    for (const { to, atMs, frame } of due) {
      const received = this.nodes[to].receive(1, frame, atMs)
      if ('reply' in received) this.send(to, received.reply, atMs)
    }
  }
}

/** Id of the session in force, as its sealed frames name it; nothing when there is none. */
function sessionOf(node: Session, name: NodeName): string | undefined {
  const frame = node.seal(beatOf(name, 1, 1))
  return frame === 'no-session' ? undefined : Buffer.from(frame.subarray(8, 12)).toString('hex')
}

/** How long after the last loss both nodes are in the same session. */
function joinMs(line: Line, startMs: number, staggerMs: number): number {
  for (let nowMs = startMs; nowMs < startMs + 3000; nowMs += 5) {
    if ((nowMs - startMs) % beatMs === 0) line.beat('master', nowMs)
    if ((nowMs - startMs) % beatMs === staggerMs) line.beat('slave', nowMs)
    line.deliver(nowMs)
    const session = sessionOf(line.nodes.master, 'master')
    const joined = session !== undefined && session === sessionOf(line.nodes.slave, 'slave')
    if (joined) return nowMs - Math.max(startMs, line.lastLossMs)
  }
  return Number.POSITIVE_INFINITY
}

const startings: Readonly<Record<string, () => Record<NodeName, Session>>> = {
  'both start': () => ({ master: open('master'), slave: open('slave') }),
  'the master restarts': () => ({ ...joined(), master: open('master', 1) }),
  'the slave restarts': () => ({ ...joined(), slave: open('slave', 1) }),
}

for (const [name, starting] of Object.entries(startings)) {
  void t.test(
    `[F24] ${name}: one session within 3 round trips of the last loss, whichever of 10 messages are lost`,
    (t) => {
      let worst = 0
      for (let lost = 0; lost < 1024; lost++) {
        for (const staggerMs of [0, 5, 15]) {
          const nodes = starting()
          const took = joinMs(new Line(nodes, lost), 5000, staggerMs)
          worst = Math.max(worst, took)
          // One more round trip: the first beats of both are counted here, not only the session.
          if (took > 4 * rttMs) t.fail(`lost ${lost.toString(2)}, stagger ${staggerMs}: ${took} ms`)
        }
      }
      t.ok(worst <= 3 * rttMs, `worst ${worst} ms`)
      t.end()
    },
  )
}

void t.test('[F24] hellos that cross end in one session and then the line is quiet', (t) => {
  const nodes = { master: open('master'), slave: open('slave') }
  const line = new Line(nodes, 0)
  line.send('master', nodes.master.hello(1), 0)
  line.send('slave', nodes.slave.hello(1), 0)
  for (let nowMs = 0; nowMs < 2000; nowMs += 5) line.deliver(nowMs)
  t.ok(line.sent <= 7, `${line.sent} messages`)
  t.equal(nodes.slave.receive(1, sealed(nodes.master, beatOf('master', 1, 1)), 2000).type, 'beat')
  t.equal(nodes.master.receive(1, sealed(nodes.slave, beatOf('slave', 1, 1)), 2000).type, 'beat')
  t.equal(nodes.master.counters().sessions, 1)
  t.equal(nodes.slave.counters().sessions, 1)
  t.end()
})

void t.test('a hello that does not echo my nonce is answered and is no life', (t) => {
  t.match(open('master').receive(1, open('slave').hello(1), 0), { type: 'hello' })
  t.match(open('slave').receive(1, open('master').hello(1), 0), { type: 'hello' })
  t.end()
})

void t.test('the first beat under the prepared session takes it into force when the decision was lost', (t) => {
  const master = open('master')
  const slave = open('slave')
  const answer = slave.receive(1, master.hello(1), 0)
  if (answer.type !== 'hello') throw new Error(answer.type)
  t.equal(master.receive(1, answer.reply, 0).type, 'session', 'its reply is lost')
  t.equal(slave.seal(beatOf('slave', 1, 1)), 'no-session')
  t.equal(slave.receive(2, sealed(master, beatOf('master', 2, 1)), 10).type, 'beat')
  t.equal(master.receive(0, sealed(slave, beatOf('slave', 0, 1)), 10).type, 'beat')
  t.end()
})

void t.test('until the new session is proven the old one stays in force', (t) => {
  const { master, slave } = joined()
  const restarted = open('slave', 1)
  t.equal(master.receive(1, restarted.hello(1), 1000).type, 'hello')
  t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 1)), 1000).type, 'beat')
  t.equal(slave.receive(1, sealed(master, beatOf('master', 1, 1)), 1000).type, 'beat')
  t.end()
})

void t.test('a slave keeps two prepared sessions and counts the ones that it drops', (t) => {
  const slave = open('slave')
  for (let start = 0; start < 5; start++) {
    t.equal(slave.receive(1, open('master', start).hello(1), start * 100).type, 'hello')
  }
  t.equal(slave.counters().candidatesDropped, 3)
  t.end()
})

void t.test('a slave that lost the prepared session still finds into it once its old one is silent', (t) => {
  const { slave } = joined()
  const master = open('master', 1)
  const answer = slave.receive(1, master.hello(1), 100)
  if (answer.type !== 'hello') throw new Error(answer.type)
  t.equal(master.receive(1, answer.reply, 100).type, 'session', 'its reply is lost')
  for (let start = 2; start < 4; start++) slave.receive(1, open('master', start).hello(1), start * 100)
  const early = slave.receive(1, sealed(master, beatOf('master', 1, 1)), 500)
  t.match(early, { type: 'refused', kind: 'mis-keyed' })
  t.notOk('reply' in early, 'a forged frame could ask for this while the session lives')
  const late = slave.receive(1, sealed(master, beatOf('master', 1, 2)), 1500)
  t.match(late, { type: 'refused', kind: 'mis-keyed' })
  if (!('reply' in late)) throw new Error('no reply')
  t.strictSame(converse(slave, master, late.reply, 1500), ['hello', 'session'])
  t.equal(slave.receive(1, sealed(master, beatOf('master', 1, 3)), 1600).type, 'beat')
  t.end()
})

void t.test('a path sends at most one reply to hellos in 20 ms and counts the others', (t) => {
  const master = open('master')
  let replies = 0
  for (let nowMs = 0; nowMs < 200; nowMs++) {
    if ('reply' in master.receive(1, open('slave', nowMs).hello(1), nowMs)) replies += 1
  }
  t.equal(replies, 10)
  t.equal(master.counters().repliesHeldBack, 190)
  t.equal(master.receive(2, open('slave').hello(2), 199).type, 'hello', 'another path has its own budget')
  t.end()
})

void t.test('a flood of recorded hellos does not keep a restarted node out', (t) => {
  const recorded = Array.from({ length: 8 }, (_, start) => open('slave', start + 1).hello(1))
  const { master } = joined()
  const restarted = open('slave', 9)
  const flood = (nowMs: number): Uint8Array | undefined => {
    const received = master.receive(1, recorded[nowMs % recorded.length] ?? new Uint8Array(), nowMs)
    return 'reply' in received ? received.reply : undefined
  }
  let said: string[] = []
  for (let nowMs = 5000; nowMs < 5200 && !said.includes('session'); nowMs++) {
    // The flood takes every reply that the budget allows, but the restarted node hears those replies too.
    const reply = flood(nowMs)
    t.not(master.receive(1, restarted.hello(1), nowMs).type, 'hello', 'the budget is spent')
    if (reply !== undefined) said = converse(master, restarted, reply, nowMs)
  }
  t.ok(said.includes('session'), said.join())
  t.equal(master.receive(1, sealed(restarted, beatOf('slave', 1, 1)), 6000).type, 'beat')
  t.end()
})

void t.test('key rotation: any listed key is accepted, and different first keys end in one session', (t) => {
  const next: PairKey = { id: 2, secret: new Uint8Array(32).fill(9) }
  const lists: readonly (readonly [readonly PairKey[], readonly PairKey[]])[] = [
    [[pairKey, next], [pairKey]],
    [[next, pairKey], [pairKey]],
    [[pairKey], [next, pairKey]],
    [
      [next, pairKey],
      [pairKey, next],
    ],
    [[next], [pairKey, next]],
  ]
  for (const [ofMaster, ofSlave] of lists) {
    const nodes = { master: open('master', 0, { keys: ofMaster }), slave: open('slave', 0, { keys: ofSlave }) }
    for (const staggerMs of [0, 5, 15]) {
      t.ok(joinMs(new Line(nodes, 0), 5000, staggerMs) <= 3 * rttMs, `stagger ${staggerMs}`)
    }
  }
  t.end()
})

void t.test('what was prepared with the old nonce cannot come into force after another session has', (t) => {
  const slave = open('slave')
  const masters = [0, 1].map((start) => open('master', start))
  for (const [index, master] of masters.entries()) {
    const answer = slave.receive(1, master.hello(1), index * 100)
    if (answer.type !== 'hello') throw new Error(answer.type)
    t.equal(master.receive(1, answer.reply, index * 100).type, 'session')
  }
  const said = masters.map((master) => slave.receive(1, sealed(master, beatOf('master', 1, 1)), 300))
  t.match(said, [{ type: 'beat' }, { type: 'refused', kind: 'mis-keyed' }])
  t.end()
})

void t.test('a master answers a hello of the session in force until it has heard a beat of it', (t) => {
  const master = open('master')
  const slave = open('slave')
  const hello = slave.hello(1)
  converse(slave, master, hello, 0)
  t.equal(master.receive(1, hello, 100).type, 'hello', 'the slave may have missed the decision')
  master.receive(1, sealed(slave, beatOf('slave', 1, 1)), 100)
  t.match(master.receive(1, hello, 200), { type: 'refused', kind: 'unexpected' })
  t.end()
})

void t.test('a hello that is sent while a session is in force changes nothing', (t) => {
  const { master, slave } = joined()
  t.match(slave.receive(1, master.hello(1), 100), { type: 'refused', kind: 'unexpected' })
  t.strictSame(converse(slave, master, slave.hello(1), 100), ['hello', 'refused'])
  t.equal(master.counters().sessions, 1)
  t.equal(slave.counters().sessions, 1)
  t.end()
})

void t.test('the nonce on offer is a new one after each session', (t) => {
  const master = open('master')
  const offered = new Set<string>()
  for (let start = 0; start < 5; start++) {
    const slave = open('slave', start)
    const received = master.receive(1, slave.hello(1), start * 1000)
    if (received.type !== 'hello') throw new Error(received.type)
    offered.add(Buffer.from(received.reply.subarray(9, 25)).toString('hex'))
    converse(master, slave, received.reply, start * 1000)
  }
  t.equal(offered.size, 5)
  t.equal(master.counters().sessions, 5)
  t.end()
})

void t.test('an echo that stands still for 49.7 days does not come back to life', (t) => {
  const { master, slave } = joined()
  const hear = (counter: number, nowMs: number): unknown => {
    const received = master.receive(1, sealed(slave, beatOf('slave', 1, counter)), nowMs)
    return received.type === 'beat' ? received.beat.echoes : received.type
  }
  t.strictSame(hear(1, 1000), [900, undefined, 950])
  t.strictSame(hear(2, 1000 + 2 ** 32), [900, undefined, 950])
  t.end()
})
