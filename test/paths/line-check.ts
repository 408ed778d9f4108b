/** Cases for `heartbeat-serial/line-check.ts`: which counters make which finding. */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import {
  createLineWatch,
  judgeLine,
  type LineFindingType,
  type LineSample,
  type ModemLines,
} from '../../src/heartbeat-serial/line-check.ts'

const still: LineSample = {
  at: instant(0),
  open: true,
  modemLines: 'unknown',
  bytesHeard: 1000,
  framesHeard: 10,
  framesSent: 10,
  fromPeer: 10,
  echoes: 10,
  loopback: 0,
  foreign: 0,
  misKeyed: 0,
}

/** The same line five beats later, with so much more of each. */
function later(
  growth: Partial<
    Record<
      'bytesHeard' | 'framesHeard' | 'framesSent' | 'fromPeer' | 'echoes' | 'loopback' | 'foreign' | 'misKeyed',
      number
    >
  >,
  rest: Partial<LineSample> = {},
): LineSample {
  const grown = { ...still, at: instant(5000), framesSent: still.framesSent + 5, ...rest }
  return Object.entries(growth).reduce(
    (sample, [name, by]) => ({ ...sample, [name]: still[name as 'echoes'] + by }),
    grown,
  )
}

const raised: ModemLines = { cts: true, dsr: true, dcd: true }
const lowered: ModemLines = { cts: false, dsr: false, dcd: false }

const table: readonly [what: string, sample: LineSample, finding: LineFindingType][] = [
  ['beats heard and echoed', later({ bytesHeard: 600, framesHeard: 5, fromPeer: 5, echoes: 5 }), 'ok'],
  ['one beat heard and echoed among noise', later({ bytesHeard: 9000, framesHeard: 1, fromPeer: 1, echoes: 1 }), 'ok'],
  ['beats heard, none of ours echoed', later({ bytesHeard: 600, framesHeard: 5, fromPeer: 5 }), 'half-open'],
  ['nothing heard, but the peer echoes ours by another path', later({ echoes: 5 }), 'half-open'],
  ['not one byte, no modem lines', later({}), 'cable-absent'],
  ['not one byte, all modem lines low', later({}, { modemLines: lowered }), 'cable-absent'],
  ['not one byte, but the other end drives its lines', later({}, { modemLines: raised }), 'peer-silent'],
  ['bytes, but no frame', later({ bytesHeard: 600 }), 'garbage'],
  ['our own frames come back', later({ bytesHeard: 600, framesHeard: 5, loopback: 5 }), 'loopback'],
  ['frames of another pair', later({ bytesHeard: 600, framesHeard: 5, foreign: 5 }), 'foreign-pair'],
  ['whole frames that nobody knows', later({ bytesHeard: 600, framesHeard: 5 }), 'foreign-pair'],
  ['frames that fail the key', later({ bytesHeard: 600, framesHeard: 5, misKeyed: 5 }), 'mis-keyed'],
  ['the port is closed, whatever was heard', later({ fromPeer: 5, echoes: 5 }, { open: false }), 'port-closed'],
  ['silence, but hardly anything sent', later({ framesSent: 2 }), 'not-judged'],
  [
    'beats heard, but hardly anything sent',
    later({ bytesHeard: 100, framesHeard: 1, fromPeer: 1, framesSent: 2 }),
    'not-judged',
  ],
]

for (const [what, sample, type] of table) {
  void t.test(`the line check says ${type} for: ${what}`, (t) => {
    t.equal(judgeLine(still, sample).type, type)
    t.end()
  })
}

void t.test('each finding that needs an operator has one sentence and one action, and no two are alike', (t) => {
  const findings = [
    ...new Map(table.map(([, sample]) => [judgeLine(still, sample).type, judgeLine(still, sample)])).values(),
  ]
  for (const { type, seen, action } of findings) {
    t.match(seen, /^[A-Z].*\.$/, type)
    if (type !== 'ok' && type !== 'not-judged') t.match(action, /^[A-Z].*\.$/, type)
  }
  t.equal(new Set(findings.map(({ seen }) => seen)).size, findings.length)
  t.equal(findings.length, 10, 'the table reaches every finding')
  t.end()
})

void t.test('a half-open line says which direction is broken', (t) => {
  t.match(judgeLine(still, later({ bytesHeard: 600, framesHeard: 5, fromPeer: 5 })).seen, 'does not hear this node')
  t.match(judgeLine(still, later({ echoes: 5 })).seen, 'nothing arrives here')
  t.end()
})

void t.test('the watch forgets what lies more than two windows back', (t) => {
  const watch = createLineWatch(1000, still)
  const heard = { ...later({ bytesHeard: 600, framesHeard: 5, fromPeer: 5, echoes: 5 }), at: instant(900) }
  t.equal(watch.absorb(heard).type, 'ok')
  const silent = (ms: number, sent: number): LineSample => ({
    ...heard,
    at: instant(ms),
    framesSent: heard.framesSent + sent,
  })
  t.equal(watch.absorb(silent(1100, 1)).type, 'ok', 'the beats lie in the window')
  t.equal(watch.absorb(silent(2200, 12)).type, 'cable-absent', 'the window moved on')
  t.end()
})
