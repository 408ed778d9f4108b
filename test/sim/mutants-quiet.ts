/**
 * Which bugs of asking, leaving, changed settings and idling must the simulator find?
 */
import { playScriptHolds } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Bugs planted in what a node does when nobody orders anything, and in how it leaves. */
export const quietMutants: readonly Mutant[] = [
  {
    name: 'questions that never left are silence (D2)',
    file: 'zone-facts.ts',
    find: 'unanswered: view.unanswered.slice(0, -1)',
    replace: 'unanswered: view.unanswered',
    promises: ['no-take-while-address-answers'],
  },
  {
    name: 'taking back asks nobody (D5)',
    file: 'plan-watch.ts',
    find: "`, 'taking back')\n  beginTake(turn, 'taken-back', true)",
    replace: "`, 'taking back')\n  beginTake(turn, 'taken-back', false)",
    promises: ['no-take-while-address-answers'],
    script: 'removal-hangs-while-cut.txt',
  },
  {
    name: 'a take goes on though its questions never left (VIP-18)',
    file: 'verify.ts',
    find: '  if (!asked(state)) return',
    replace: '  if (!asked(state) && now < plan.stepBegunAt) return',
    promises: ['no-take-while-address-answers'],
    script: 'taking-back-asks-in-vain.txt',
  },
  {
    name: 'a stop ends the agent in the middle of a plan (D5)',
    file: 'leaving.ts',
    find: '    if (state.claim !== undefined || state.plan !== undefined) {',
    replace: '    if (state.claim !== undefined && state.plan === undefined) {',
    promises: ['stopped-holds-nothing'],
    script: 'stop-during-a-release.txt',
  },
  {
    name: 'a stop in the middle of a move is forgotten',
    file: 'leaving.ts',
    find: "      if (state.plan === undefined && !ordering(state.order)) beginRelease(turn, 'leaving', false)\n",
    replace: '',
    promises: [playScriptHolds],
    script: 'stop-during-a-take.txt',
  },
  {
    name: 'new settings renew whatever is under way (C7)',
    file: 'absorb.ts',
    find: '  if (claim?.held === true) setClaim(',
    replace:
      "  if (claim?.held === true) turn.effects.push({ type: 'vip-renew', leaseMs: next.timing.leaseMs })\n  if (claim?.held === true) setClaim(",
    promises: ['owner-phase'],
    script: 'settings-during-a-release.txt',
  },
  {
    name: 'a kept claim waits for its former lease (D5)',
    file: 'plan.ts',
    find: 'since: now, renewedAt: never }',
    replace: 'since: now }',
    promises: ['released-holds-nothing'],
    script: 'add-and-removal-fail.txt',
  },
  {
    name: 'a holder counts its steady time through a freeze (D4)',
    file: 'claim.ts',
    find: '  if (forMs >= settings.timing.deadMs * steadyShare) setPeer(turn, { readySince: never })\n',
    replace: '',
    promises: [playScriptHolds],
    script: 'freeze-during-steady-time.txt',
  },
  {
    name: 'a vacancy after a crash is no flap (D4)',
    file: 'standby.ts',
    find: '  if (!beat.flags.leaving) noteFlap(turn)\n',
    replace: '',
    promises: ['failback-when-steady'],
    script: 'flapping-agent.txt',
  },
  {
    name: 'what is heard last counts, not what was said last (D8)',
    file: 'links.ts',
    find: '  if (beat.sentAtMs !== last.sentAtMs) return beat.sentAtMs > last.sentAtMs',
    replace: '  if (beat.sentAtMs !== last.sentAtMs) return true',
    promises: [playScriptHolds],
    script: 'slow-path.txt',
  },
  {
    name: 'announcements come ten times as often (D10)',
    file: 'claim.ts',
    find: 'const announceSteadyMs = 60_000',
    replace: 'const announceSteadyMs = 6_000',
    promises: ['quiet-when-steady'],
  },
  {
    name: 'a holder raises its term without a rival (D1)',
    file: 'conflict.ts',
    find: '  if (state.conflictSince === never && !outranked) return',
    replace: '  if (state.conflictSince === never && !outranked && state.zones.length < 3) return',
    promises: ['quiet-when-steady'],
  },
  {
    name: 'a holder hands over again and again (D4)',
    file: 'mastery.ts',
    find: '  if (maintained(state)) return\n',
    replace:
      "  if (maintained(state)) return\n  if (elapsed(state.phaseAt, now) > 5 * settings.timing.deadMs && peerRefusal(state, settings, now) === undefined) {\n    askPeer(turn, 'failover')\n    return\n  }\n",
    promises: ['quiet-when-steady'],
  },
]
