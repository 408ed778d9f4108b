/** Is each order the right call, with the right meaning of its end, in its turn? */
import t from 'tap'
import { instant } from '../../src/base/time.ts'
import { commandLine, generationLine, isDestructive, lineOf, parseGrammar } from '../../src/drbd/commands.ts'
import type { DiskVerb } from '../../src/drbd/commands.ts'
import { isToolFailure, isWorthRepeating, meaningOf } from '../../src/drbd/exit-codes.ts'
import type { Outcome } from '../../src/drbd/exit-codes.ts'
import {
  breakerMs,
  emptyLane,
  failuresMax,
  settleOrder,
  skipOrder,
  submitOrder,
  waitingMax,
  withdrawOrder,
} from '../../src/drbd/lane.ts'
import type { Lane, LaneOrder } from '../../src/drbd/lane.ts'
import { destructiveLine, tokenMs } from '../../src/drbd/tokens.ts'
import type { DestructionToken, TokenScene } from '../../src/drbd/tokens.ts'
import { recordedEnds } from './recorded.ts'

const r0 = { name: 'r0', minor: 3 }
const call = (verb: DiskVerb, grammar: '8.4' | '9' = '8.4'): string => {
  const { program, arguments: words } = lineOf(verb, r0, grammar)
  return [program, ...words].join(' ')
}

const calls: Readonly<Record<DiskVerb, string>> = {
  up: 'drbdadm up r0',
  down: 'drbdadm down r0',
  adjust: 'drbdadm adjust r0',
  primary: 'drbdadm primary r0',
  secondary: 'drbdadm secondary r0',
  'emergency-secondary': 'drbdsetup secondary 3',
  connect: 'drbdadm connect r0',
  disconnect: 'drbdadm disconnect r0',
  'disconnect-now': 'drbdadm disconnect --force r0',
  outdate: 'drbdadm outdate r0',
  'resume-io': 'drbdadm resume-io r0',
  'pause-resync': 'drbdadm pause-sync r0',
  'resume-resync': 'drbdadm resume-sync r0',
  verify: 'drbdadm verify r0',
  'force-primary': 'drbdadm primary --force r0',
  'connect-discarding-mine': 'drbdadm connect --discard-my-data r0',
  invalidate: 'drbdadm invalidate r0',
  'force-detach': 'drbdadm detach --force r0',
  'create-metadata': 'drbdadm create-md --force r0',
  'new-generation': 'drbdadm new-current-uuid --clear-bitmap r0',
  'disk-state': 'drbdadm dstate r0',
  role: 'drbdadm role r0',
  connection: 'drbdadm cstate r0',
  settings: 'drbdsetup show --show-defaults r0',
}

void t.test('each verb is one call, without a shell, with a deadline [DRBD-16]', (t) => {
  for (const verb in calls) {
    t.equal(call(verb as DiskVerb), calls[verb as DiskVerb], verb)
    t.ok(lineOf(verb as DiskVerb, r0, '8.4').deadlineMs > 0, verb)
  }
  t.equal(call('emergency-secondary', '9'), 'drbdsetup secondary r0')
  t.end()
})

void t.test('identifiers are asked of the kernel, never of the backing disk', (t) => {
  t.match(generationLine(r0, '8.4', '0'), { program: 'drbdsetup', arguments: ['get-gi', '3'] })
  t.match(generationLine(r0, '9', '1'), { program: 'drbdsetup', arguments: ['get-gi', 'r0', '1', '0'] })
  t.end()
})

void t.test('what can destroy data is marked, and nothing else', (t) => {
  const destructive = Object.keys(calls).filter((verb) => isDestructive(verb as DiskVerb))
  t.same(destructive, [
    'force-primary',
    'connect-discarding-mine',
    'invalidate',
    'force-detach',
    'create-metadata',
    'new-generation',
  ])
  t.end()
})

void t.test('a name that a tool could take for an option is a broken assumption', (t) => {
  for (const name of ['--force', '', 'a b', '../r0', 'r0\n']) {
    t.throws(() => commandLine('primary', { name, minor: 0 }, '8.4'), { name: 'BrokenAssumption' }, name)
  }
  t.end()
})

void t.test('the version of the kernel module decides the grammar, not that of the tools', (t) => {
  t.equal(parseGrammar('DRBD_KERNEL_VERSION_CODE=0x08040b\nDRBDADM_VERSION_CODE=0x091600\n'), '8.4')
  t.equal(parseGrammar('DRBD_KERNEL_VERSION_CODE=0x090204\nDRBDADM_VERSION_CODE=0x091600\n'), '9')
  t.equal(parseGrammar('DRBD_KERNEL_VERSION_CODE=0x000000\n'), undefined, 'no module')
  t.equal(parseGrammar(''), undefined)
  t.end()
})

function meaning(verb: DiskVerb, end: { readonly code: number; readonly errors: string }): Outcome {
  return meaningOf(verb, { type: 'exited', output: '', ...end })
}

void t.test('the recorded ends mean what they meant', (t) => {
  const ends = recordedEnds
  const rows: readonly (readonly [DiskVerb, keyof typeof ends, object])[] = [
    ['primary', 'secondPrimary', { type: 'refused', refusal: 'peer-is-primary' }],
    ['secondary', 'heldOpen', { type: 'refused', refusal: 'held-open' }],
    ['primary', 'noCurrentData', { type: 'refused', refusal: 'no-current-data' }],
    ['primary', 'peerNotOutdated', { type: 'refused', refusal: 'peer-not-outdated' }],
    ['connect-discarding-mine', 'discardWhilePrimary', { type: 'refused', refusal: 'is-primary' }],
    ['disconnect', 'disconnectAlone', { type: 'already' }],
    ['disconnect-now', 'disconnectAlone', { type: 'already' }],
    ['up', 'disconnectAlone', { type: 'failed' }],
    ['connect', 'connectTwice', { type: 'already' }],
    ['up', 'connectTwice', { type: 'bad-configuration' }],
    ['resume-resync', 'pauseCleared', { type: 'already' }],
    ['outdate', 'outdateInconsistent', { type: 'already' }],
    ['primary', 'brokenFile', { type: 'bad-configuration' }],
    ['primary', 'moduleMissing', { type: 'failed', text: 'Could not stat /proc/drbd: No such file or directory' }],
  ]
  for (const [verb, name, expected] of rows) t.match(meaning(verb, ends[name]), expected, `${verb}, ${name}`)
  t.end()
})

void t.test('a message says what DRBD said and never what drbdadm called: that line has the secret', (t) => {
  const outcome = meaning('connect-discarding-mine', recordedEnds.discardWhilePrimary)
  t.match(outcome, { text: 'r0: Failure: (123) --discard-my-data not allowed when primary.' })
  const only = {
    code: 10,
    errors: "Command 'drbdsetup-84 connect --shared-secret=s3cret' terminated with exit code 10\n",
  }
  t.notMatch(JSON.stringify(meaning('connect', only)), 's3cret')
  t.end()
})

void t.test('other ends are told apart: unknown resource, no disk, wrong call, a state that passes', (t) => {
  const unknown = { code: 10, errors: 'r0: Failure: (158) Unknown resource\n' }
  t.match(meaning('primary', unknown), { type: 'not-up' })
  t.match(meaning('down', unknown), { type: 'already' })
  t.match(meaning('verify', { code: 10, errors: '0: Failure: (138) Device does not have a disk-config\n' }), {
    refusal: 'no-disk',
  })
  t.match(meaning('invalidate', { code: 16, errors: '' }), { refusal: 'no-disk' })
  t.match(meaning('up', { code: 1, errors: 'usage\n' }), { type: 'bad-configuration' })
  t.match(meaning('secondary', { code: 11, errors: '0: State change failed: (-19) Concurrent\n' }), {
    refusal: 'in-transition',
  })
  t.match(meaning('secondary', { code: 11, errors: 'nothing known\n' }), { refusal: 'other' })
  t.match(meaning('primary', { code: 10, errors: '0: Failure: (152) Permission denied.\n' }), { type: 'failed' })
  t.match(meaningOf('up', { type: 'killed', signal: 'SIGKILL' }), { type: 'failed', text: 'killed by SIGKILL' })
  t.match(meaningOf('up', { type: 'timed-out', afterMs: 5 }), { type: 'failed', text: 'timed out after 5 ms' })
  t.match(meaningOf('up', { type: 'not-started', text: 'ENOENT' }), { type: 'failed', text: 'ENOENT' })
  t.same(meaningOf('up', { type: 'cancelled' }), { type: 'cancelled' })
  t.match(meaningOf('volume', { type: 'exited', code: 32, output: '', errors: 'umount: /x: target is busy.\n' }), {
    type: 'refused',
    text: 'umount: /x: target is busy.',
  })
  t.end()
})

void t.test('what the tool failed at may be repeated, what DRBD forbids may not', (t) => {
  t.ok(isToolFailure(meaning('up', recordedEnds.moduleMissing)))
  t.notOk(isToolFailure(meaning('primary', recordedEnds.noCurrentData)))
  t.ok(isWorthRepeating(meaning('secondary', recordedEnds.heldOpen)))
  t.notOk(isWorthRepeating(meaning('primary', recordedEnds.noCurrentData)))
  t.notOk(isWorthRepeating(meaning('primary', recordedEnds.brokenFile)))
  t.end()
})

const now = instant(1000)
const order = (id: number, kind: LaneOrder['kind'] = 'other'): LaneOrder => ({ id, kind })
const submit = (lane: Lane, one: LaneOrder) => submitOrder(lane, one, now)

void t.test('one order of a resource runs, the next one follows when its process has gone', (t) => {
  const first = submit(emptyLane, order(1))
  t.equal(first.start, 1)
  const second = submit(first.lane, order(2))
  t.equal(second.start, undefined)
  t.same(settleOrder(second.lane, false, now), {
    lane: { running: order(2), waiting: [], failures: 0, turnedAway: 0 },
    start: 2,
  })
  t.end()
})

void t.test('an order that is not wanted any more at its turn is passed over, and says nothing about the tool', (t) => {
  const waiting = submit(submit({ ...emptyLane, failures: 2 }, order(1)).lane, order(2)).lane
  t.same(skipOrder(waiting), { lane: { running: order(2), waiting: [], failures: 2, turnedAway: 0 }, start: 2 })
  t.same(skipOrder(submit(emptyLane, order(1)).lane), { lane: emptyLane })
  t.end()
})

void t.test('a demotion ends a promotion and comes before everything that waits', (t) => {
  let lane = submit(emptyLane, order(1, 'promotes')).lane
  lane = submit(lane, order(2)).lane
  const step = submit(lane, order(3, 'demotes'))
  t.equal(step.abort, 1)
  t.equal(settleOrder(step.lane, false, now).start, 3)
  t.equal(submit(submit(emptyLane, order(1)).lane, order(2, 'demotes')).abort, undefined, 'others are not ended')
  t.equal(submit(step.lane, order(4, 'demotes')).refuse?.reason, 'too-many', 'one demotion waits at most')
  t.end()
})

void t.test('more orders than may wait are turned away and counted', (t) => {
  let lane = submit(emptyLane, order(0)).lane
  for (let id = 1; id <= waitingMax; id += 1) lane = submit(lane, order(id)).lane
  const step = submit(lane, order(99))
  t.same(step.refuse, { id: 99, reason: 'too-many' })
  t.equal(step.lane.turnedAway, 1)
  t.equal(withdrawOrder(step.lane, 2).waiting.length, waitingMax - 1)
  t.end()
})

function failing(times: number): Lane {
  let lane = emptyLane
  for (let id = 0; id < times; id += 1) lane = settleOrder(submit(lane, order(id)).lane, true, now).lane
  return lane
}

void t.test('a tool that failed three times in a row is not asked for a while, except to demote', (t) => {
  t.equal(submit(failing(failuresMax - 1), order(7)).start, 7)
  const open = failing(failuresMax)
  t.equal(submit(open, order(7)).refuse?.reason, 'tool-failing')
  t.equal(submit(open, order(7, 'demotes')).start, 7)
  const after = instant(now + breakerMs)
  const trial = submitOrder(open, order(7), after)
  t.equal(trial.start, 7, 'then one is let through')
  t.equal(submitOrder(settleOrder(trial.lane, true, after).lane, order(8), after).refuse?.reason, 'tool-failing')
  t.equal(submitOrder(settleOrder(trial.lane, false, after).lane, order(8), after).start, 8)
  t.end()
})

const token: DestructionToken = {
  id: 'x1',
  node: 'master',
  resource: 'r0',
  verb: 'force-primary',
  generation: 'F9C061FDDC6EFB5E',
  expires: instant(now + tokenMs),
}
const scene: TokenScene = { node: 'master', resource: r0, grammar: '8.4', generation: token.generation, used: false }

void t.test('an order that can destroy data is built with a fitting token only [SB-3]', (t) => {
  t.match(destructiveLine('force-primary', token, scene, now), { arguments: ['primary', '--force', 'r0'] })
  t.same(destructiveLine('invalidate', token, scene, now), ['other-verb'])
  t.same(destructiveLine('force-primary', token, { ...scene, node: 'slave' }, now), ['other-node'])
  t.same(destructiveLine('force-primary', token, { ...scene, resource: { name: 'r1', minor: 4 } }, now), [
    'other-resource',
  ])
  t.same(destructiveLine('force-primary', token, { ...scene, generation: 'none' }, now), ['other-generation'])
  t.same(destructiveLine('force-primary', token, { ...scene, used: true }, now), ['used'])
  t.same(destructiveLine('force-primary', token, scene, token.expires), ['expired'])
  t.same(destructiveLine('force-primary', { ...token, expires: instant(now + tokenMs + 1) }, scene, now), ['expired'])
  t.same(destructiveLine('invalidate', token, { ...scene, used: true }, now), ['other-verb', 'used'], 'every reason')
  t.end()
})
