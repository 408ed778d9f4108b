/**
 * Which bytes are no sign of life, and are they refused by the right name?
 */
import t from 'tap'
import type { Received, Session } from '../../src/wire/session.ts'
import { beatOf, converse, joined, open, pairId, pairKey, sealed } from './pair.ts'

/** Life is what keeps a peer from being declared dead. */
function isLife(received: Received): boolean {
  return received.type === 'beat' || received.type === 'session' || received.type === 'foreign-version'
}

/** A slave's hello that proves it to a master without a session, and that master. */
function provingHello(): { readonly master: Session; readonly hello: Uint8Array } {
  const master = open('master')
  const received = open('slave').receive(1, master.hello(1), 0)
  if (received.type !== 'hello') throw new Error(received.type)
  return { master, hello: received.reply }
}

void t.test('[A01] no single flipped bit of a sealed beat leaves a sign of life', (t) => {
  const { master, slave } = joined()
  const frame = sealed(slave, beatOf('slave', 1, 5))
  const kinds: Record<string, number> = {}
  for (let bit = 0; bit < frame.length * 8; bit++) {
    const spoilt = frame.slice()
    spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const received = master.receive(1, spoilt, 1000)
    if (received.type !== 'refused') t.fail(`bit ${bit}: ${received.type}`)
    else kinds[received.kind] = (kinds[received.kind] ?? 0) + 1
  }
  t.strictSame(kinds, { garbage: 16 + 5, loopback: 1, 'mis-keyed': 632 - 16 - 5 - 1 - 32, foreign: 32 })
  t.equal(master.receive(1, frame, 1000).type, 'beat', 'the frame itself still passes')
  t.end()
})

void t.test('[A01] no single flipped bit of a hello leaves a sign of life or is answered', (t) => {
  const { master, hello } = provingHello()
  for (let bit = 0; bit < hello.length * 8; bit++) {
    const spoilt = hello.slice()
    spoilt[bit >> 3] = (spoilt[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    const received = master.receive(1, spoilt, 1000)
    if (received.type !== 'refused' || received.reply !== undefined) t.fail(`bit ${bit}: ${received.type}`)
  }
  t.equal(master.receive(1, hello, 1000).type, 'session', 'the hello itself still passes')
  t.end()
})

void t.test('no truncated or lengthened frame is a sign of life', (t) => {
  const { master, slave } = joined()
  const beat = sealed(slave, beatOf('slave', 1, 5))
  const proving = provingHello()
  for (const [receiver, frame] of [
    [master, beat],
    [proving.master, proving.hello],
  ] as const) {
    for (let length = 0; length < frame.length; length++) {
      if (receiver.receive(1, frame.subarray(0, length), 1000).type !== 'refused') t.fail(`first ${length} bytes`)
      if (receiver.receive(1, frame.subarray(frame.length - length), 1000).type !== 'refused') t.fail(`last ${length}`)
    }
    t.equal(receiver.receive(1, Uint8Array.from([...frame, 0]), 1000).type, 'refused')
    t.ok(isLife(receiver.receive(1, frame, 1000)), 'the frame itself still passes')
  }
  t.end()
})

void t.test('less than an envelope and a tag is garbage', (t) => {
  const { master, slave } = joined()
  const frame = sealed(slave, beatOf('slave', 1, 5))
  for (let length = 0; length < 24; length++) {
    t.match(master.receive(1, frame.subarray(0, length), 0), { type: 'refused', kind: 'garbage' })
  }
  t.end()
})

void t.test('a frame of more than 512 bytes is refused by its size', (t) => {
  const { master } = joined()
  t.match(master.receive(1, new Uint8Array(513), 0), { type: 'refused', kind: 'garbage', why: /too many/ })
  t.end()
})

void t.test('[F10] frames of another pair are foreign, whatever their key', (t) => {
  const master = open('master')
  const stranger = open('slave', 0, { pairId: pairId + 1 })
  t.match(master.receive(1, stranger.hello(1), 0), { type: 'refused', kind: 'foreign' })
  t.end()
})

void t.test('frames of our pair under another key are mis-keyed and not answered', (t) => {
  const master = open('master')
  const otherSecret = open('slave', 0, { keys: [{ id: 1, secret: new Uint8Array(32) }] })
  const otherId = open('slave', 0, { keys: [{ ...pairKey, id: 9 }] })
  for (const slave of [otherSecret, otherId]) {
    const received = master.receive(1, slave.hello(1), 0)
    t.match(received, { type: 'refused', kind: 'mis-keyed' })
    t.notOk('reply' in received)
  }
  t.end()
})

void t.test('[F09] our own frames are loopback', (t) => {
  const { master } = joined()
  t.match(master.receive(1, master.hello(1), 0), { type: 'refused', kind: 'loopback' })
  t.match(master.receive(1, sealed(master, beatOf('master', 1, 1)), 0), { type: 'refused', kind: 'loopback' })
  t.end()
})

void t.test('bytes that are no frame are garbage', (t) => {
  const { master } = joined()
  for (const bytes of [[], [0], [0xd1, 0x48], Array.from({ length: 79 }, (_, at) => at)]) {
    t.match(master.receive(0, Uint8Array.from(bytes), 0), { type: 'refused', kind: 'garbage' })
  }
  t.end()
})

void t.test('what was refused is counted by kind, what was accepted too', (t) => {
  const { master, slave } = joined()
  const beat = sealed(slave, beatOf('slave', 0, 1))
  master.receive(0, beat, 0)
  master.receive(0, beat, 0)
  master.receive(0, Uint8Array.from([1]), 0)
  t.match(master.counters(), { beatsHeard: 1, hellosHeard: 1, sessions: 1, refused: { replay: 1, garbage: 1 } })
  t.match(slave.counters(), { beatsSealed: 1, sessions: 1 })
  t.end()
})

void t.test('nothing can be sealed before a session is in force', (t) => {
  const master = open('master')
  const slave = open('slave')
  t.equal(master.seal(beatOf('master', 0, 1)), 'no-session')
  t.strictSame(converse(slave, master, slave.hello(0), 0, 0), ['hello', 'hello', 'session', 'session'])
  t.not(master.seal(beatOf('master', 0, 1)), 'no-session')
  t.not(slave.seal(beatOf('slave', 0, 1)), 'no-session')
  t.end()
})
