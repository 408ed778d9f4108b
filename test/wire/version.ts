/**
 * Is a peer of another protocol version alive, and told as such?
 */
import { createSecretKey } from 'node:crypto'
import t from 'tap'
import { protocolVersion } from '../../src/wire/envelope.ts'
import { deriveSession, sealFrame } from '../../src/wire/seal.ts'
import { beatOf, joined, nonceOf, open, pairId, pairKey, sealed } from './pair.ts'

const pairSecret = createSecretKey(pairKey.secret)

/** A beat of the slave as a later version would send it: same envelope, other body. */
function laterBeat(counter: number, bodyBytes: number): Uint8Array {
  const nonces = { master: nonceOf('master', 0), slave: nonceOf('slave', 0) }
  const keys = deriveSession(pairSecret, nonces, 'slave', pairId)
  const { slave } = joined()
  const frame = new Uint8Array(18 + bodyBytes + 16).fill(0xee)
  frame.set(sealed(slave, beatOf('slave', 1, counter)).subarray(0, 18))
  frame[3] = protocolVersion + 1
  sealFrame(keys.sendKey, frame)
  return frame
}

/** A hello with another version and more bytes before the tag. */
function laterHello(hello: Uint8Array): Uint8Array {
  const frame = Uint8Array.from([...hello.subarray(0, 41), 1, 2, 3, ...new Uint8Array(16)])
  frame[3] = protocolVersion + 1
  sealFrame(pairSecret, frame)
  return frame
}

void t.test('an authentic beat of version N+1 tells its version, whatever its body', (t) => {
  const { master } = joined()
  for (const [index, bodyBytes] of [0, 1, 45, 400].entries()) {
    const received = master.receive(1, laterBeat(index + 1, bodyBytes), 0)
    t.strictSame(received, { type: 'foreign-version', version: protocolVersion + 1 })
  }
  t.equal(master.counters().foreignVersions, 4)
  t.end()
})

void t.test('a beat of version N+1 is no life twice, nor with a wrong tag', (t) => {
  const { master } = joined()
  const frame = laterBeat(1, 45)
  t.equal(master.receive(1, frame, 0).type, 'foreign-version')
  t.match(master.receive(1, frame, 0), { type: 'refused', kind: 'replay' })
  const forged = laterBeat(2, 45)
  forged[30] = 0
  t.match(master.receive(1, forged, 0), { type: 'refused', kind: 'mis-keyed' })
  t.end()
})

void t.test('a beat of version N is not made one of N+1 by changing its version', (t) => {
  const { master, slave } = joined()
  const frame = sealed(slave, beatOf('slave', 1, 1))
  frame[3] = protocolVersion + 1
  t.match(master.receive(1, frame, 0), { type: 'refused', kind: 'mis-keyed' })
  t.end()
})

void t.test('an authentic frame of the wrong length is garbage', (t) => {
  const { master, slave } = joined()
  const keys = deriveSession(pairSecret, { master: nonceOf('master', 0), slave: nonceOf('slave', 0) }, 'slave', pairId)
  const shortBeat = sealed(slave, beatOf('slave', 1, 1)).slice(0, 30)
  shortBeat[3] = protocolVersion + 1
  sealFrame(keys.sendKey, shortBeat)
  // Its tag lies over the counter; the session id before it is right, and no body of its version can be judged.
  t.match(master.receive(1, shortBeat, 0), { type: 'refused', kind: 'garbage' })
  const hello = slave.hello(1)
  for (const [bytes, version] of [
    [58, protocolVersion],
    [56, protocolVersion],
    [56, protocolVersion + 1],
  ] as const) {
    const frame = Uint8Array.from({ length: bytes }, (_, at) => hello[at] ?? 0)
    frame[3] = version
    sealFrame(pairSecret, frame)
    t.match(open('master').receive(1, frame, 0), { type: 'refused', kind: 'garbage' }, `${bytes} bytes`)
  }
  t.end()
})

void t.test('a session can be agreed on with a later version, and is told as its version', (t) => {
  const master = open('master')
  const slave = open('slave')
  const first = master.receive(1, laterHello(slave.hello(1)), 0)
  if (first.type !== 'hello') throw new Error(first.type)
  t.pass('a hello without my nonce is no life in any version')
  const second = slave.receive(1, first.reply, 0)
  if (second.type !== 'hello') throw new Error(second.type)
  const third = master.receive(1, laterHello(second.reply), 0)
  t.match(third, { type: 'foreign-version', version: protocolVersion + 1, reply: Uint8Array })
  t.equal(master.receive(1, laterBeat(1, 10), 0).type, 'foreign-version')
  t.end()
})
