/**
 * Which bugs of conflict, evidence, lease and roles must the simulator find (D1..D4)?
 */
import type { Mutant } from './mutant.ts'

/** Bugs planted in claims, evidence and takeovers. */
export const claimMutants: readonly Mutant[] = [
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
    file: 'zone-facts.ts',
    find: 'vipHeardAt: at, vipAnswerer',
    replace: 'vipHeardAt: zone.vipHeardAt, vipAnswerer',
    promises: ['no-take-while-address-answers'],
  },
  {
    name: 'an isolated slave takes (FO-12)',
    file: 'verdict.ts',
    find: '(zone) => !known || hostAnswered(zone, state, settings, now)',
    replace: '(zone) => true || hostAnswered(zone, state, settings, now)',
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
    find: '  if (turn.now >= plus(claim.renewAt, -earlyMs)) renew(turn, claim)',
    replace:
      '  if (turn.now >= plus(claim.renewAt, -earlyMs)) setClaim(turn, claim, { renewAt: plus(turn.now, turn.settings.timing.renewMs) })',
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
    find: '  if (claim?.held !== true || lapsed(claim) || yields(turn.state.plan)) return\n',
    replace: '  if (claim?.held !== true || lapsed(claim)) return\n',
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
    file: 'flaps.ts',
    find: '  const flapCount = state.wanted.flapCount + 1\n',
    replace: '  const flapCount = 0\n',
    promises: ['failback-when-steady'],
  },
  {
    name: 'isolation = manual binds pairs with a disk only (D15)',
    file: 'held-back.ts',
    find: "  if (settings.isolation === 'auto' || word || state.peer.departed) return undefined\n",
    replace:
      "  if (settings.isolation === 'auto' || word || state.peer.departed || state.disks.length === 0) return undefined\n",
    promises: ['manual-waits-for-operator'],
  },
  {
    name: 'keep-standby is not kept (FO-15)',
    file: 'standby.ts',
    find: "  if (settings.onFailure === 'keep-standby' || maintained(state)) return\n",
    replace: '  if (maintained(state)) return\n',
    promises: ['keep-standby-takes-nothing'],
  },
  {
    name: 'a held node takes',
    file: 'guards.ts',
    find: "  if (state.wanted.held || state.soloHold) return 'held'\n",
    replace: '',
    promises: ['held-takes-nothing', 'answered-once'],
  },
]
