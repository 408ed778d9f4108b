/** Cases for `heartbeat-serial/backlog.ts`: at most one frame waits, none too long, and a dead line is told apart. */
import t from 'tap'
import { instant, type Instant } from '../../src/base/time.ts'
import { afterWrite, emptyBacklog, judgeBacklog, lineMs, type Backlog } from '../../src/heartbeat-serial/backlog.ts'

const frame = 100
const slow = { baudRate: 9600, waitMsMax: 1000 }

/** Plays a line that sends `bytesPerMs`, offered one frame at each of the instants. Returns what was done with each. */
function play(bytesPerMs: number, offers: readonly number[], line = slow) {
  let backlog: Backlog = emptyBacklog(instant(0))
  let pending = 0
  let last = 0
  let most = 0
  const verdicts = offers.map((ms) => {
    pending = Math.max(0, pending - (ms - last) * bytesPerMs)
    last = ms
    const judged = judgeBacklog(backlog, { ...line, pendingBytes: pending }, instant(ms))
    backlog = judged.backlog
    if (judged.verdict === 'write') {
      backlog = afterWrite(backlog, frame)
      pending += frame
    }
    if (judged.verdict === 'discard') {
      backlog = emptyBacklog(instant(ms))
      pending = 0
    }
    most = Math.max(most, pending)
    return judged.verdict
  })
  return { verdicts, most }
}

void t.test('a line that keeps up takes every frame', (t) => {
  t.strictSame(play(1, [0, 1000, 2000, 3000]).verdicts, ['write', 'write', 'write', 'write'])
  t.end()
})

void t.test('one frame may wait behind the one on the line, and no third', (t) => {
  const { verdicts, most } = play(1, [0, 1, 2, 3])
  t.strictSame(verdicts, ['write', 'write', 'drop', 'drop'])
  t.ok(most <= 2 * frame)
  t.end()
})

void t.test('a frame that would wait longer than its interval is dropped', (t) => {
  // 100 bytes take 104 ms at 9600 baud.
  t.strictSame(play(1, [0, 1], { baudRate: 9600, waitMsMax: 50 }).verdicts, ['write', 'drop'])
  t.end()
})

void t.test('a line that stands still never holds more than two frames, and is emptied after a beat interval', (t) => {
  const { verdicts, most } = play(0, [0, 500, 1000, 1501, 1502, 2000])
  t.strictSame(verdicts, ['write', 'write', 'drop', 'discard', 'write', 'write'])
  t.equal(most, 2 * frame)
  t.end()
})

void t.test('over any offers a dead line holds at most two frames', (t) => {
  const offers = Array.from({ length: 5000 }, (_none, at) => at * 7)
  const { most } = play(0, offers)
  t.equal(most, 2 * frame)
  t.end()
})

void t.test('a byte takes ten bits on the line', (t) => {
  t.equal(lineMs(96, 9600), 100)
  t.equal(lineMs(0, 115_200), 0)
  t.end()
})

void t.test('a slow line that still drains is not taken for a dead one', (t) => {
  let backlog = afterWrite(emptyBacklog(instant(0)), 1000)
  for (const [ms, pendingBytes] of [
    [2000, 800],
    [4000, 600],
    [6000, 400],
  ] as const) {
    const judged = judgeBacklog(backlog, { ...slow, pendingBytes }, at(ms))
    t.not(judged.verdict, 'discard')
    backlog = judged.backlog
  }
  t.end()
})

function at(ms: number): Instant {
  return instant(ms)
}
