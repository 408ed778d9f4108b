/**
 * Which deliberate bugs must the simulator find?
 *
 * Each is a textual patch of one file of the core, and the promise that must fail because of it. A patch whose text is
 * no longer found exactly once is out of date and fails the test.
 */

export type Mutant = {
  readonly name: string
  /** Under `src/core`. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Names of promises; one of them must be broken first. */
  readonly promises: readonly string[]
}

export const mutants: readonly Mutant[] = [
  {
    name: 'the longer claim loses a conflict (D1)',
    file: 'conflict.ts',
    find: "loser: difference < 0 ? 'mine' : 'theirs',",
    replace: "loser: difference < 0 ? 'theirs' : 'mine',",
    promises: ['conflict-by-rule'],
  },
  {
    name: 'the node with a witness loses a conflict (D1)',
    file: 'conflict.ts',
    find: "return { loser: mineWitness ? 'theirs' : 'mine'",
    replace: "return { loser: mineWitness ? 'mine' : 'theirs'",
    promises: ['conflict-by-rule'],
  },
  {
    name: 'both sides win a conflict (C8)',
    file: 'conflict.ts',
    find: "  if (ruling.loser === 'mine') {",
    replace: "  if (ruling.loser === 'mine' && state.conflictSince > now) {",
    promises: ['one-owner', 'one-owner-after-heal'],
  },
  {
    name: 'conflicts are not judged at all (C8)',
    file: 'conflict.ts',
    find: 'claims(state.phase) && claims(beat.phase) && fresh(turn)',
    replace: 'claims(state.phase) && claims(beat.phase) && fresh(turn) && beat.term.number < 0',
    promises: ['one-owner', 'no-take-from-audible-master', 'one-owner-after-heal'],
  },
  {
    name: 'an interrupted claim is as good as a whole one (D1)',
    file: 'conflict.ts',
    find: '  if (mineLapsed !== theirsLapsed) {',
    replace: '  if (mineLapsed !== theirsLapsed && now < 0) {',
    promises: ['conflict-by-rule', 'lapsed-keeps-still', 'one-owner'],
  },
  {
    name: 'a VIP that answers is no sign of life (D2)',
    file: 'evidence.ts',
    find: 'return zone.vipHeardAt >= lateAt(state, settings) && zone.unanswered.length < probesForSilence',
    replace: 'return zone.vipHeardAt > zone.vipHeardAt',
    promises: ['no-take-while-address-answers'],
  },
  {
    name: 'VIP answers are not absorbed (D2)',
    file: 'absorb.ts',
    find: 'vipHeardAt: at, vipAnswerer',
    replace: 'vipHeardAt: zone.vipHeardAt, vipAnswerer',
    promises: ['no-take-while-address-answers'],
  },
  {
    name: 'an isolated slave takes (FO-12)',
    file: 'verdict.ts',
    find: '(zone) => !known || hostAnswered(zone, state, settings)',
    replace: '(zone) => true || hostAnswered(zone, state, settings)',
    promises: ['isolated-slave-keeps-still'],
  },
  {
    name: 'only the first path counts as life (D2)',
    file: 'links.ts',
    find: 'contactAt: later(peer.contactAt, heardAt),\n    beatAt',
    replace: 'contactAt: beat.path === 0 ? later(peer.contactAt, heardAt) : peer.contactAt,\n    beatAt',
    promises: ['no-take-from-audible-master'],
  },
  {
    name: 'late is dead (D7)',
    file: 'silence.ts',
    find: '  if (beat?.flags.restarting === true) return Math.max(deadMs',
    replace:
      '  if (beat !== undefined) return deadMs / 2\n  if (beat?.flags.restarting === true) return Math.max(deadMs',
    promises: ['no-take-from-audible-master', 'failback-when-steady', 'one-owner'],
  },
  {
    name: 'addresses are not renewed (D3)',
    file: 'claim.ts',
    find: '  if (turn.now >= claim.renewAt) renew(turn, claim)',
    replace:
      '  if (turn.now >= claim.renewAt) setClaim(turn, claim, { renewAt: plus(turn.now, turn.settings.timing.renewMs) })',
    promises: ['lease-renewed', 'one-owner-after-heal'],
  },
  {
    name: 'addresses have no end (D3)',
    file: 'plan.ts',
    find: "type: 'vip-add', id, leaseMs: settings.timing.leaseMs",
    replace: "type: 'vip-add', id, leaseMs: settings.timing.leaseMs * 100",
    promises: ['lease-ends', 'one-owner'],
  },
  {
    name: 'renewed for too long (D3)',
    file: 'claim.ts',
    find: "type: 'vip-renew', leaseMs: settings.timing.leaseMs }",
    replace: "type: 'vip-renew', leaseMs: settings.timing.leaseMs * 20 }",
    promises: ['lease-ends'],
  },
  {
    name: 'a releasing node renews (D3)',
    file: 'claim.ts',
    find: "lapsed(claim) || turn.state.plan?.kind === 'release') return\n  if (turn.now >= claim.renewAt)",
    replace: 'lapsed(claim)) return\n  if (turn.now >= claim.renewAt)',
    promises: ['owner-phase', 'released-holds-nothing'],
  },
  {
    name: 'failback at once (D4)',
    file: 'mastery.ts',
    find: '  return plus(since, settings.timing.steadyMs * factor)',
    replace: '  return plus(since, settings.timing.steadyMs * factor * 0.1)',
    promises: ['failback-when-steady'],
  },
  {
    name: 'failback with other settings (S17)',
    file: 'mastery.ts',
    find: '  if (peer.beat?.settingsHash !== settings.settingsHash) return undefined\n',
    replace: '',
    promises: ['failback-when-steady'],
  },
  {
    name: 'failback without end (D4)',
    file: 'standby.ts',
    find: '  if (flapCount < flapsToStop) return\n',
    replace: '  if (flapCount > 0) return\n',
    promises: ['failback-when-steady'],
  },
  {
    name: 'keep-standby is not kept (FO-15)',
    file: 'standby.ts',
    find: "  if (settings.onFailure === 'keep-standby') return\n",
    replace: '',
    promises: ['keep-standby-takes-nothing'],
  },
  {
    name: 'a held node takes',
    file: 'guards.ts',
    find: "  if (state.wanted.held || state.soloHold) return 'held'\n",
    replace: '',
    promises: ['held-takes-nothing', 'answered-once'],
  },
  {
    name: 'released is said before the addresses are gone (D5)',
    file: 'beats.ts',
    find: "released: state.claim === undefined && state.plan === undefined && state.phase !== 'starting'",
    replace: "released: state.phase !== 'running-master' && state.phase !== 'taking-over'",
    promises: ['released-holds-nothing'],
  },
  {
    name: 'a failed removal counts as done (D5)',
    file: 'plan.ts',
    find: '    waitForLease(turn, plan)\n    return\n',
    replace: '    finish(turn, plan)\n    return\n',
    promises: ['released-holds-nothing'],
  },
  {
    name: 'the loser of a conflict drops a step later (D5)',
    file: 'plan.ts',
    find: "kind === 'take' ? 'taking' : 'giving up', `cause: ${cause}`)\n  performStep(turn)",
    replace:
      "kind === 'take' ? 'taking' : 'giving up', `cause: ${cause}`)\n  if (cause !== 'conflict') performStep(turn)",
    promises: ['conflict-by-rule'],
  },
  {
    name: 'the taker does not wait for released (D8)',
    file: 'handover.ts',
    find: "theirs.step === 'released' && (mine === undefined || mine.step === 'ready')",
    replace: "(theirs.step === 'released' || theirs.step === 'asked') && (mine === undefined || mine.step === 'ready')",
    promises: ['no-take-from-audible-master'],
  },
  {
    name: 'a restarted agent removes what it held (D6)',
    file: 'absorb.ts',
    find: "memory.phase === 'running-master' && event.owned === 'all'",
    replace: "memory.phase === 'isolated' && event.owned === 'all'",
    promises: ['restart-keeps-service'],
  },
  {
    name: 'an adopted claim is not renewed at once (D6)',
    file: 'election.ts',
    find: '  if (claim !== undefined) renew(turn, claim)\n',
    replace:
      '  if (claim !== undefined) set(turn, { claim: { ...claim, renewAt: Number.POSITIVE_INFINITY as never } })\n',
    promises: ['restart-keeps-service'],
  },
  {
    name: 'an isolated master keeps its addresses (D16)',
    file: 'mastery.ts',
    find: '  if (isolated(state, settings, now)) {',
    replace: '  if (isolated(state, settings, now) && now < 0) {',
    promises: ['isolated-master-drops'],
  },
  {
    name: 'isolation is judged too late (D16)',
    file: 'guards.ts',
    find: '  if (elapsed(state.authorityAt, now) < isolateMs ||',
    replace: '  if (elapsed(state.authorityAt, now) < isolateMs * 4 ||',
    promises: ['isolated-master-drops'],
  },
  {
    name: 'a term is told before it is durable (C1)',
    file: 'beats.ts',
    find: '  const known = greaterTerm(state.durable.term, state.durable.heard)',
    replace: '  const known = greaterTerm(state.wanted.term, greaterTerm(state.wanted.heard, state.durable.heard))',
    promises: ['term-durable-before-advertised'],
  },
  {
    name: 'a term that was heard is forgotten (C2)',
    file: 'links.ts',
    find: '  if (heard !== wanted.heard) want(turn, { heard })',
    replace: '  if (heard !== wanted.heard && beat.term.number < 0) want(turn, { heard })',
    promises: ['heard-term-durable', 'term-claimed-once'],
  },
  {
    name: 'a term that was heard is not written (C2)',
    file: 'record.ts',
    find: '  const memory = turn.state.wanted\n',
    replace: '  const memory = { ...turn.state.wanted, heard: turn.state.durable.heard }\n',
    promises: ['heard-term-durable', 'term-claimed-once'],
  },
  {
    name: 'a term is claimed without a record (D17)',
    file: 'guards.ts',
    find: '  return state.claim !== undefined || nextTermNumber(state) <= state.durable.reserved',
    replace: '  return true',
    promises: ['term-durable-before-take', 'no-broken-assumption'],
  },
  {
    name: 'the term of the last run is claimed again (P7)',
    file: 'absorb.ts',
    find: '  const spent = { number: Math.max(memory.term.number, memory.reserved), node: turn.settings.node }',
    replace: '  const spent = { number: Math.max(memory.term.number - 1, 0), node: turn.settings.node }',
    promises: ['term-claimed-once'],
  },
  {
    name: 'any answer counts (C3)',
    file: 'plan.ts',
    find: '  if (plan === undefined || plan.effectId !== id || id === 0) return\n  advance',
    replace: '  if (plan === undefined || plan.effectId === 0 || id === 0) return\n  advance',
    promises: ['late-answer-changes-nothing', 'released-holds-nothing'],
  },
  {
    name: 'no order has a deadline (C4)',
    file: 'plan.ts',
    find: 'deadlineAt: plus(now, settings.timing.stepMs), stepBegunAt: now } })',
    replace: 'deadlineAt: endOfTime, stepBegunAt: now } })',
    promises: ['move-ends', 'answered-in-time', 'one-owner-after-heal'],
  },
  {
    name: 'ids are used twice (C3)',
    file: 'turn.ts',
    find: '  set(turn, { nextId: id + 1 })\n',
    replace: '  set(turn, { nextId: id })\n',
    promises: ['late-answer-changes-nothing'],
  },
  {
    name: 'a stall does not interrupt the claim (C5)',
    file: 'claim.ts',
    find: 'const lapseShare = 0.5',
    replace: 'const lapseShare = 5_000',
    promises: ['lapsed-keeps-still'],
  },
  {
    name: 'an interrupted claim goes on at once (C5)',
    file: 'claim.ts',
    find: '  if (now >= state.judgeFrom && isDead',
    replace: "  if (now >= state.startedAt) return 'forgotten'\n  if (now >= state.judgeFrom && isDead",
    promises: ['lapsed-keeps-still'],
  },
  {
    name: 'echoes from before the stall prove the claim (C5)',
    file: 'claim.ts',
    find: 'state.authorityAt >= Math.floor(claim.lapsedAt) &&',
    replace: 'state.authorityAt >= never &&',
    promises: ['lapsed-keeps-still'],
  },
  {
    name: 'an order is answered twice',
    file: 'plan-end.ts',
    find: '  answer(turn, waiting.orderId, { type, text })\n  set(turn, { waiting: undefined })',
    replace: '  answer(turn, waiting.orderId, { type, text })',
    promises: ['answered-once'],
  },
  {
    name: 'an order is never answered',
    file: 'plan-end.ts',
    find: '  answer(turn, waiting.orderId, { type, text })\n',
    replace: '',
    promises: ['answered-in-time'],
  },
  {
    name: 'a refused order leaves a mark (S7)',
    file: 'operator.ts',
    find: '  if (refusal !== undefined) {\n    refuse(turn, orderId, refusal)\n    return\n  }\n  switch',
    replace:
      '  if (refusal !== undefined) {\n    want(turn, { sticky: turn.settings.node })\n    refuse(turn, orderId, refusal)\n    return\n  }\n  switch',
    promises: ['refused-changes-nothing'],
  },
  {
    name: 'two nodes wait for each other',
    file: 'standby.ts',
    find: '  if (preferred(state, settings.node) !== settings.node) {',
    replace: '  if (state.wanted.heard.number > 0) {\n    if (elapsed(turn.state.vacantSince, now) >= 0) return',
    promises: ['one-owner-after-heal'],
  },
  {
    name: 'nothing is announced',
    file: 'claim.ts',
    find: 'turn.now >= kept.announceAt && announcing(turn.state)',
    replace: 'turn.now < kept.announceAt && announcing(turn.state)',
    promises: ['one-owner-after-heal', 'announce-what-is-held', 'lapsed-keeps-still'],
  },
  {
    name: 'the timer is always due',
    file: 'deadlines.ts',
    find: '  let at: Instant = endOfTime\n  for (const path of state.paths)',
    replace: '  let at: Instant = plus(state.steppedAt, 0)\n  for (const path of state.paths)',
    promises: ['no-busy-loop'],
  },
]
