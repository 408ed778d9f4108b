/**
 * Which bugs of fencing devices must the simulator find (D15)?
 */
import { playScriptHolds } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Bugs planted in what a pair with devices decides. */
export const fenceMutants: readonly Mutant[] = [
  {
    name: 'a takeover by silence does not wait for the device',
    file: 'fence-device.ts',
    find: '  if (!armed(settings) || state.peer.departed || fenced(state, settings, now)) return true\n',
    replace: '  if (!armed(settings) || state.peer.departed || state.fence.id !== 0) return true\n',
    promises: ['no-take-by-silence-without-device'],
    script: 'fence-power-cut.txt',
  },
  {
    name: 'the word of the device outlives every sign of life',
    file: 'fence-device.ts',
    find: '  const { orderedAt, confirmedAt } = state.fence\n',
    replace: '  const { orderedAt, confirmedAt } = state.fence\n  if (orderedAt > never) return undefined\n',
    promises: ['no-take-by-silence-without-device'],
    script: 'fence-twice.txt',
  },
  {
    name: 'an order that failed counts as done',
    file: 'fence-device.ts',
    find: '    fail(turn, failure)\n    return true\n',
    replace: "    set(turn, { fence: { ...fence, id: 0, confirmedAt: now, failure: '' } })\n    return true\n",
    promises: ['no-take-by-silence-without-device'],
    script: 'fence-device-fails.txt',
  },
  {
    name: 'frozen writes go on by silence alone',
    file: 'fence-finding.ts',
    find: "  if (armed(settings)) return fenced(state, settings, now) ? switchedOff : 'ask-device'\n",
    replace: "  if (armed(settings) && now < 0) return fenced(state, settings, now) ? switchedOff : 'ask-device'\n",
    promises: ['truthful-fence-answer', 'no-divergence-with-device', 'one-line-of-writes'],
  },
  {
    name: 'an order in vain is never repeated',
    file: 'fence-device.ts',
    find: '  return Math.min(retryMs.first * 2 ** Math.min(failures, 10), retryMs.max)\n',
    replace: '  return failures > 0 || retryMs.max > 0 ? 86_400_000 : 0\n',
    promises: [playScriptHolds],
    script: 'fence-device-works-again.txt',
  },
  {
    name: 'a holder asks as early as the node that follows',
    file: 'fence-finding.ts',
    find: '  if (!isDead(verdict) || now < later(aloneAt(state, settings), provenAt(state, settings))) return undefined\n',
    replace: '  if (!isDead(verdict) || now < provenAt(state, settings)) return undefined\n',
    promises: ['only-the-silent-are-fenced'],
  },
  {
    name: 'an order without force takes from a silent peer without the device',
    file: 'operator.ts',
    find: "  if (isDead(verdict)) return 'not-fenced'\n",
    replace: '  if (isDead(verdict)) return undefined\n',
    promises: ['one-owner-with-device'],
    script: 'fence-both-cut-devices-fail.txt',
  },
]
