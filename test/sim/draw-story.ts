/**
 * Which schedules tell a story?
 *
 * Some bugs need several things in one order: a failback between two other settings, a third takeover after a second
 * failback, an order in the few milliseconds of a conflict, questions that cease after the first was answered. Faults
 * drawn one by one bring them about in a few of ten thousand schedules. One schedule in twenty-five is drawn around such
 * a story instead, from a stream of its own, so that the other seeds mean what they always did. Rejected: greater shares
 * of single faults, which make their meeting hardly more likely and everything else rarer.
 */
import { Chance } from './chance.ts'
import type { Draw, DrawnFault } from './draw.ts'

/** A story is told by the seeds with this remainder; none of those in `failed-seeds.txt` has it. */
const storyEvery = 25
const storyRemainder = 7
/** Makes the stream differ from that of the same seed. */
const salt = 0x57041e5

/** A story's instants are in dead times. */
type Teller = (drawn: Draw, chance: Chance) => Draw

/** The chosen schedule, or the story that its seed tells instead. */
export function withStory(drawn: Draw): Draw {
  if (drawn.seed % storyEvery !== storyRemainder) return drawn
  const chance = new Chance(drawn.seed ^ salt)
  return toldInTime(chance.pick(tellers)({ ...drawn, leftOff: undefined, powerAt: [0, chance.fraction()] }, chance))
}

/** With a long dead time a story is longer than what was drawn for faults; none begins after everything was healed. */
function toldInTime(drawn: Draw): Draw {
  const last = Math.max(...drawn.faults.map(({ at }) => at))
  return last < drawn.faultMs ? drawn : { ...drawn, faultMs: last + drawn.pair.deadMs }
}

/** The configured master fails soon after each failback; now and then the settings differ meanwhile (D4, S17). */
function failsAgain(drawn: Draw, chance: Chance): Draw {
  const deadMs = Math.min(drawn.pair.deadMs, 4_000 + 250 * chance.below(8))
  const pair = {
    ...drawn.pair,
    deadMs,
    ethernetBeatMs: Math.min(drawn.pair.ethernetBeatMs, deadMs / 8),
    serialBeatMs: Math.min(drawn.pair.serialBeatMs, deadMs / (drawn.pair.ethernets === 0 ? 8 : 4)),
    failback: 'auto' as const,
    onFailure: 'promote' as const,
    soloStart: 'auto' as const,
    steadyMs: deadMs * chance.between(0.5, 1.5),
  }
  const differ = chance.hit(0.7) ? 2 + chance.below(5) : 0
  return {
    ...drawn,
    pair,
    faults: inOrder([
      fault('master-fails-again', 2 * deadMs, drawn.faultMs, chance),
      ...Array.from({ length: differ }, () =>
        fault('settings-differ', chance.between(4 * deadMs, drawn.faultMs), deadMs * chance.spread(0.2, 3), chance),
      ),
    ]),
  }
}

/** Both come to hold, hear each other again, and the operator types an order in that very moment (D1). */
function quarrels(drawn: Draw, chance: Chance): Draw {
  const { deadMs } = drawn.pair
  const pair = { ...drawn.pair, onFailure: 'promote' as const, soloStart: 'auto' as const }
  const times = 1 + chance.below(3)
  const from = 4 * deadMs
  const spanMs = Math.max((drawn.faultMs - from) / times, 1)
  const cuts = Array.from({ length: times }, (_, count) =>
    fault('total-isolation', from + count * spanMs, Math.min(spanMs * 0.9, deadMs * chance.between(1.3, 4)), chance),
  )
  return { ...drawn, pair, faults: inOrder([fault('order-in-conflict', from, drawn.faultMs, chance), ...cuts]) }
}

/** Every path is cut, the networks are whole, and questions cease to leave when the first ones were answered (D2). */
function ceases(drawn: Draw, chance: Chance): Draw {
  const { deadMs } = drawn.pair
  const pair = { ...drawn.pair, onFailure: 'promote' as const }
  const at = chance.between(5 * deadMs, Math.max(drawn.faultMs * 0.6, 6 * deadMs))
  return {
    ...drawn,
    pair,
    faults: inOrder([
      fault('paths-cut', at, deadMs * chance.between(2, 5), chance),
      fault('questions-cease', at + deadMs * chance.between(0.1, 1.2), deadMs * chance.between(0.5, 4), chance),
      ...(chance.hit(0.3) ? [fault('agent-killed', at + deadMs * chance.fraction(), 0, chance)] : []),
    ]),
  }
}

const tellers: readonly Teller[] = [failsAgain, quarrels, ceases]

function fault(name: string, at: number, lastsMs: number, chance: Chance): DrawnFault {
  return { name, at, lastsMs, seed: chance.word() }
}

function inOrder(faults: readonly DrawnFault[]): readonly DrawnFault[] {
  return [...faults].sort((one, two) => one.at - two.at)
}
