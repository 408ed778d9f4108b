/**
 * Is a frame that was heard once ever believed again?
 */
import t from 'tap'
import type { Session } from '../../src/wire/session.ts'
import { beatOf, converse, joined, open, sealed } from './pair.ts'

/** Everything that went over the line while a pair joined and the slave sent ten beats. */
function recording(): { readonly master: Session; readonly slave: Session; readonly frames: readonly Uint8Array[] } {
  const master = open('master')
  const slave = open('slave')
  const frames: Uint8Array[] = [slave.hello(1)]
  for (let turn = 0; ; turn++) {
    const receiver = turn % 2 === 0 ? master : slave
    const received = receiver.receive(1, frames[turn] ?? new Uint8Array(), turn)
    if (!('reply' in received)) break
    frames.push(received.reply)
  }
  for (let counter = 1; counter <= 10; counter++) {
    const frame = sealed(slave, beatOf('slave', 1, counter))
    frames.push(frame)
    t.equal(master.receive(1, frame, 100).type, 'beat')
  }
  return { master, slave, frames }
}

/** Plays frames to a node and says what it took for a sign of life. */
function lifeIn(node: Session, frames: readonly Uint8Array[], path = 1): string[] {
  const said = frames.map((frame, index) => node.receive(path, frame, 10_000 + index * 1000).type)
  return said.filter((type) => type !== 'refused' && type !== 'hello')
}

void t.test('[A02] a recording played again in the same session is no life', (t) => {
  const { master, slave, frames } = recording()
  t.strictSame(lifeIn(master, frames), [])
  t.equal(master.counters().refused.replay, 10)
  t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 11)), 30_000).type, 'beat', 'the session goes on')
  t.end()
})

void t.test('[A02] a recording played on another path is no life', (t) => {
  const { master, frames } = recording()
  t.strictSame(lifeIn(master, frames, 2), [])
  t.strictSame(lifeIn(master, frames, 0), [])
  t.end()
})

void t.test('[A02] a recording played back to its sender is no life', (t) => {
  const { slave, frames } = recording()
  t.strictSame(lifeIn(slave, frames), [])
  t.equal(slave.counters().refused.loopback, 12, 'its two hellos and ten beats')
  const flipped = frames.slice(-10).map((frame) => frame.map((byte, at) => (at === 2 ? byte ^ 0x08 : byte)))
  t.strictSame(lifeIn(slave, flipped), [], 'nor with the sender changed')
  t.end()
})

void t.test('[A02] a recording is no life after a restart of the receiver', (t) => {
  const { slave, frames } = recording()
  const master = open('master', 1)
  t.strictSame(lifeIn(master, frames), [], 'before the new session')
  converse(master, slave, master.hello(1), 50_000)
  t.not(master.seal(beatOf('master', 1, 1)), 'no-session')
  t.strictSame(lifeIn(master, frames), [], 'and in it')
  t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 11)), 90_000).type, 'beat')
  t.end()
})

void t.test('[A02] a recording is no life after a restart of the sender', (t) => {
  const { master, frames } = recording()
  const slave = open('slave', 1)
  converse(slave, master, slave.hello(1), 50_000)
  t.equal(master.counters().sessions, 2)
  t.strictSame(lifeIn(master, frames), [])
  t.equal(master.counters().refused.replay, 10, 'beats of the session before this one are known as such')
  t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 1)), 90_000).type, 'beat')
  t.end()
})

void t.test('[A02] a recording is no life after a restart of both', (t) => {
  const { frames } = recording()
  const master = open('master', 1)
  const slave = open('slave', 1)
  t.strictSame(lifeIn(master, frames), [], 'before the new session')
  t.strictSame(lifeIn(slave, frames), [], 'before the new session')
  converse(slave, master, slave.hello(1), 50_000)
  t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 20)), 60_000).type, 'beat')
  t.strictSame(lifeIn(master, frames), [])
  t.end()
})

void t.test('[A03] the session in force survives a recorded hello of every earlier start', (t) => {
  const recorded: Uint8Array[] = []
  const master = open('master')
  let slave = open('slave', 0)
  for (let start = 0; start < 4; start++) {
    slave = open('slave', start)
    const hello = slave.hello(1)
    recorded.push(hello)
    const offer = master.receive(1, hello, start * 1000)
    if (offer.type !== 'hello') throw new Error(offer.type)
    const proof = slave.receive(1, offer.reply, start * 1000)
    if (proof.type !== 'hello') throw new Error(proof.type)
    recorded.push(proof.reply)
    const told = master.receive(1, proof.reply, start * 1000)
    if (told.type !== 'session' || told.reply === undefined) throw new Error(told.type)
    t.equal(slave.receive(1, told.reply, start * 1000).type, 'session')
    t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 1)), start * 1000).type, 'beat')
  }
  for (const [index, hello] of recorded.entries()) {
    const nowMs = 10_000 + index * 1000
    const replies = converse(slave, master, hello, nowMs)
    t.notOk(replies.includes('session'), `recording ${index}: ${replies.join()}`)
    t.equal(master.receive(1, sealed(slave, beatOf('slave', 1, 2 + index)), nowMs).type, 'beat')
    t.equal(slave.receive(1, sealed(master, beatOf('master', 1, 2 + index)), nowMs).type, 'beat')
  }
  t.equal(master.counters().sessions, 4, 'no session came of a recording')
  t.end()
})

void t.test('on a serial path each counter must be higher than the one before', (t) => {
  const { master, slave } = joined()
  const said = [5, 6, 5, 6, 4, 9, 8, 10].map((counter) =>
    master.receive(0, sealed(slave, beatOf('slave', 0, counter)), 0),
  )
  t.strictSame(
    said.map((received) => received.type === 'beat'),
    [true, true, false, false, false, true, false, true],
  )
  t.end()
})

void t.test('on an Ethernet path 64 counters may come in any order, each once', (t) => {
  const { master, slave } = joined()
  const hear = (counter: number): boolean =>
    master.receive(1, sealed(slave, beatOf('slave', 1, counter)), 0).type === 'beat'
  t.ok(hear(100))
  t.ok(hear(37), 'the oldest within the window')
  t.notOk(hear(36), 'too old')
  t.notOk(hear(37), 'twice')
  t.notOk(hear(100), 'twice')
  t.ok(hear(99))
  t.ok(hear(101))
  t.notOk(hear(37), 'slid out')
  t.ok(hear(2 ** 48 - 1), 'the last counter of all')
  t.notOk(hear(102))
  t.end()
})

void t.test('a hello that comes on another path than its own proves nothing', (t) => {
  const master = open('master')
  const answer = open('slave').receive(1, master.hello(1), 0)
  if (answer.type !== 'hello') throw new Error(answer.type)
  t.match(master.receive(2, answer.reply, 0), { type: 'refused', kind: 'unexpected' })
  t.equal(master.receive(1, answer.reply, 0).type, 'session')
  t.end()
})

void t.test('paths have counters of their own', (t) => {
  const { master, slave } = joined()
  for (const path of [0, 1, 2]) {
    t.equal(master.receive(path, sealed(slave, beatOf('slave', path, 1)), 0).type, 'beat')
  }
  t.end()
})

void t.test('a frame whose tag does not fit does not move the window', (t) => {
  const { master, slave } = joined()
  const high = sealed(slave, beatOf('slave', 0, 1000))
  high[high.length - 1] = (high[high.length - 1] ?? 0) ^ 1
  t.equal(master.receive(0, high, 0).type, 'refused')
  t.equal(master.receive(0, sealed(slave, beatOf('slave', 0, 1)), 0).type, 'beat')
  t.end()
})
