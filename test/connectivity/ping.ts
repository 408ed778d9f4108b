/** Cases for `connectivity/ping.ts` and `echo.ts`: which reply counts, and the bytes of an echo. */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { decodeEchoReply, encodeEchoRequest } from '../../src/connectivity/echo.ts'
import {
  absorbReply,
  answerMsMax,
  beginRound,
  echoOf,
  newAsking,
  waitingMax,
  type Asking,
  type Question,
} from '../../src/connectivity/ping.ts'

const secret = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
const targets = [
  { witness: 0, address: '192.0.2.254' },
  { witness: 3, address: '2001:db8::1', device: 'eth0' },
]

function asked(now = 0): { asking: Asking; first: Question; second: Question } {
  const { questions, asking } = beginRound(newAsking(4711, secret), targets, instant(now))
  const [first, second] = questions
  if (first === undefined || second === undefined) throw new Error('two targets, two questions')
  return { asking, first, second }
}

const replyTo = (asking: Asking, question: Question) => ({ ...echoOf(asking, question), from: question.target.address })

void t.test('a reply that repeats everything, from the host that was asked, counts for its witness', (t) => {
  const { asking, first, second } = asked()
  t.equal(absorbReply(asking, replyTo(asking, first), instant(5)).witness, 0)
  t.equal(absorbReply(asking, replyTo(asking, second), instant(answerMsMax)).witness, 3)
  t.end()
})

const wrong: readonly [what: string, change: Partial<ReturnType<typeof replyTo>>][] = [
  ['another identifier', { identifier: 4712 }],
  ['a sequence number that was not asked', { sequence: 99 }],
  ['the sequence number of another target', { sequence: 1 }],
  ['another secret', { payload: new Uint8Array(8) }],
  ['a longer secret', { payload: Uint8Array.of(...secret, 9) }],
  ['another sender', { from: '192.0.2.253' }],
]
for (const [what, change] of wrong) {
  void t.test(`a reply with ${what} does not count`, (t) => {
    const { asking, first } = asked()
    t.equal(absorbReply(asking, { ...replyTo(asking, first), ...change }, instant(5)).witness, undefined)
    t.end()
  })
}

void t.test('a reply later than a second does not count', (t) => {
  const { asking, first } = asked()
  t.equal(absorbReply(asking, replyTo(asking, first), instant(answerMsMax + 1)).witness, undefined)
  t.end()
})

void t.test('a reply counts once', (t) => {
  const { asking, first } = asked()
  const once = absorbReply(asking, replyTo(asking, first), instant(5))
  t.equal(absorbReply(once.asking, replyTo(asking, first), instant(6)).witness, undefined)
  t.end()
})

void t.test('sequence numbers go around after 65535', (t) => {
  const { questions, asking } = beginRound({ ...newAsking(1, secret), sequence: 65535 }, targets, instant(0))
  t.strictSame(
    questions.map(({ sequence }) => sequence),
    [65535, 0],
  )
  t.equal(asking.sequence, 1)
  t.end()
})

void t.test('at most 512 questions wait for a reply, the oldest give way and are counted', (t) => {
  let asking = newAsking(1, secret)
  for (let round = 0; round < 300; round++) asking = beginRound(asking, targets, instant(round)).asking
  t.equal(asking.waiting.length, waitingMax)
  t.equal(asking.givenUp, 600 - waitingMax)
  t.equal(asking.waiting.at(-1)?.sequence, 599)
  t.end()
})

void t.test('questions that are too old are forgotten with the next round', (t) => {
  const { asking } = asked()
  t.equal(beginRound(asking, targets, instant(5000)).asking.waiting.length, 2)
  t.end()
})

void t.test('an IPv4 echo request carries its checksum, an IPv6 one leaves it to the kernel', (t) => {
  const echo = { identifier: 0x1234, sequence: 0x0102, payload: Uint8Array.of(0xab) }
  t.equal(Buffer.from(encodeEchoRequest(4, echo)).toString('hex'), '080039c912340102ab')
  t.equal(Buffer.from(encodeEchoRequest(6, echo)).toString('hex'), '8000000012340102ab')
  t.end()
})

void t.test('an echo reply is read with an IPv4 header of any length, and without one for IPv6', (t) => {
  const message = [0, 0, 0xff, 0xff, 0x12, 0x34, 1, 2, 0xab]
  const header = (words: number) => [0x40 | words, ...new Array<number>(words * 4 - 1).fill(0)]
  const echo = { identifier: 0x1234, sequence: 0x0102, payload: Uint8Array.of(0xab) }
  t.match(decodeEchoReply(4, Uint8Array.from([...header(5), ...message])), echo)
  t.match(decodeEchoReply(4, Uint8Array.from([...header(15), ...message])), echo)
  t.match(decodeEchoReply(6, Uint8Array.from([129, ...message.slice(1)])), echo)
  t.end()
})

void t.test('what is no echo reply, or is cut short, is none', (t) => {
  const header = [0x45, ...new Array<number>(19).fill(0)]
  for (const packet of [
    [],
    [0x45],
    header,
    [...header, 0, 0, 0, 0],
    [...header, 8, 0, 0, 0, 0, 0, 0, 0],
    [0x4f, ...header],
    [...header, 0, 1, 0, 0, 0, 0, 0, 0],
  ]) {
    t.equal(decodeEchoReply(4, Uint8Array.from(packet)), undefined)
  }
  t.equal(decodeEchoReply(6, Uint8Array.of(128, 0, 0, 0, 0, 0, 0, 0)), undefined)
  t.equal(decodeEchoReply(6, Uint8Array.of(129, 0, 0)), undefined)
  t.end()
})
