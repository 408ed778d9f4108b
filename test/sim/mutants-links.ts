/**
 * Which bugs of link timers and of the jury must the simulator find (FO-2..7)?
 */
import type { Mutant } from './mutant.ts'
import { playScriptHolds } from './mutant.ts'

/** Bugs planted in the watch over links and targets. */
export const linkMutants: readonly Mutant[] = [
  {
    name: 'the links of the peer are not asked about (FO-7)',
    file: 'link-watch.ts',
    find: "  if (theirs === 'down') return 'those of the peer are down as well'\n  if (theirs !== 'up') return 'the peer does not say that its own are up'\n",
    replace: '',
    promises: ['link-move-only-to-better', 'both-down-stays'],
  },
  {
    name: 'an old beat says that the links of the peer are up (D19)',
    file: 'link-watch.ts',
    find: '  if (elapsed(state.peer.beatAt, now) > freshBeats * settings.timing.beatMs) return false\n',
    replace: '',
    promises: ['link-move-only-to-better', 'both-down-stays'],
    script: 'links-cut-at-the-timer.txt',
  },
  {
    name: 'down on both nodes counts as up there (FO-7)',
    file: 'link-view.ts',
    find: '  if (before.state === state) return before\n',
    replace:
      "  if (before.state === state || turn.settings.node === 'slave') return before.state === 'unwatched' ? { ...before, state: 'up' } : before\n",
    promises: ['both-down-stays'],
  },
  {
    name: 'the role goes to a node that lacks the other links',
    file: 'link-watch.ts',
    find: '  return lacks(state, [otherKind[kind]])',
    replace: '  return lacks(state, [])',
    promises: ['link-move-only-to-better'],
  },
  {
    name: 'half of the timer is enough (FO-3, FO-5)',
    file: 'link-watch.ts',
    find: '  return later(plus(link.since, limitMs), state.judgeFrom)',
    replace: '  return later(plus(link.since, limitMs / 2), state.judgeFrom)',
    promises: ['link-timer-is-honoured'],
  },
  {
    name: 'a recovery does not reset the timer (FO-3, FO-5)',
    file: 'link-view.ts',
    find: "  return { state, since: turn.now, told: 'nothing' }",
    replace: "  return { state, since: before.since > never ? before.since : turn.now, told: 'nothing' }",
    promises: ['link-timer-is-honoured'],
  },
  {
    name: 'a round of equals does not cancel',
    file: 'jury.ts',
    find: '  const fewerSince = goesOn ? targets.fewerSince : fewer ? now : never',
    replace: '  const fewerSince = targets.fewerSince > never ? targets.fewerSince : fewer ? now : never',
    promises: ['jury-needs-a-lasting-difference'],
  },
  {
    name: 'one round of difference is enough for the jury',
    file: 'link-watch.ts',
    find: '  if (elapsed(fewerSince, now) < limitMs || lacks(state, linkKinds) !== undefined) return false',
    replace: '  if (lacks(state, linkKinds) !== undefined) return false',
    promises: ['jury-needs-a-lasting-difference'],
  },
  {
    name: 'the return of the link brings the role back (FO-30)',
    file: 'moves.ts',
    find: "  return cause === 'carrier-loss' || cause === 'lan-down' || cause === 'internet-down' || cause === 'fewer-targets'",
    replace: "  return cause === 'carrier-loss'",
    promises: [playScriptHolds],
    script: 'lan-down.txt',
  },
]
