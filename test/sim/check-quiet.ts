/**
 * Does a pair to which nothing happens keep still?
 *
 * Quiet: for ten dead times no fault began, ended or was armed, nobody was started, stopped or ordered anything, and both
 * nodes hear each other. A pair that moves then would move for ever. The automatic failback is due after a time of its
 * own and is the one move that is allowed (D4).
 */
import type { PairState } from '../../src/core/state.ts'
import type { Agent, Machine } from './machine.ts'
import type { Hooks, Promised, Step } from './promise.ts'
import type { World } from './world.ts'

/** Nothing happened for this long, in dead times. */
const quietDeads = 10
/**
 * The spans that are no share of the dead time, together, ms: a step of the product and the end of a lease that hung
 * hands leave behind, the restart grace, the slowest questions of the fast class.
 */
const fixedMs = 2_500
/** The longest pause of a service that fails, and its start, ms. */
const servicePauseMs = 75_000
/** From the first announcement of a schedule to each of the next ones, ms, and then each minute (D10). */
const scheduleMs = [0, 200, 400, 600, 800, 1_000, 5_000, 30_000]
const minuteMs = 60_000
/** Timers of several rounds are late by less than this in all, ms. */
const latenessMs = 100

type Round = { readonly round: number; readonly at: number }

const never: Round = { round: -1, at: Number.NEGATIVE_INFINITY }

/** Promises about a pair without faults. */
export const quietPromises: readonly Promised[] = [
  {
    name: 'quiet-when-steady',
    sentence: 'without a fault for ten dead times no phase and no term changes, and announcements keep their schedule',
    watch: (world) => watchQuiet(world),
  },
]

function watchQuiet(world: World): Hooks {
  const last: [Round, Round] = [never, never]
  return {
    stepped: (step) => {
      if (quiet(world)) lookAtChange(world, step)
    },
    performing: (machine, agent, effect) => {
      if (effect.type !== 'announce') return
      const before = last[machine.index]
      const now: Round = { round: effect.round, at: world.now }
      last[machine.index] = now
      if (!quiet(world) || (now.round === 0 && begins(world, machine, agent)) || inSchedule(world, before, now)) return
      world.violate(
        'quiet-when-steady',
        `${machine.name} announces round ${now.round}, ${Math.round(now.at - before.at)} ms after round ${before.round}`,
      )
    },
    agentEnded: ({ index }) => {
      last[index] = never
    },
  }
}

function inSchedule(world: World, before: Round, now: Round): boolean {
  if (now.round !== before.round + 1 || before === never) return false
  const lateMs = now.at - before.at - (dueMs(now.round) - dueMs(before.round))
  // What happened in between may have held up the loop.
  return lateMs >= -latenessMs && (lateMs <= latenessMs || before.at <= world.truth.disturbedAt)
}

function dueMs(round: number): number {
  const known = scheduleMs[round]
  return known ?? (scheduleMs.at(-1) ?? 0) + (round + 1 - scheduleMs.length) * minuteMs
}

function quiet(world: World): boolean {
  const { now, deadMs, undo, armed, orders, truth, machines } = world
  // A disk order that hung while something was broken ends at its own limit (C4).
  const stepMs = world.disks === undefined ? 0 : machines[0].settings.timing.diskStepMs
  // A service that failed is tried again after a pause, and hands over when it fails then as well (FO-9).
  const pauseMs = world.services === undefined ? 0 : servicePauseMs + machines[0].settings.timing.unitsStopMs
  if (now - truth.disturbedAt < quietDeads * deadMs + fixedMs + stepMs + pauseMs) return false
  if (undo.size > 0 || armed.length > 0 || orders.open.size > 0) return false
  // A link that is down, or a target that is silent, is a fault that lasts, and its timer may be longer than this.
  if (world.sight?.troubled === true) return false
  if (machines.some(({ awake, agent }) => !awake || agent === undefined || agent.stopped)) return false
  return now - truth.mutualSince() >= quietDeads * deadMs
}

function lookAtChange(world: World, { machine, agent, before }: Step): void {
  const after = agent.state
  if (failingBack(before) || failingBack(after)) return
  const what = changed(before, after)
  if (what === undefined) return
  const quietMs = Math.round(world.now - world.truth.disturbedAt)
  world.violate('quiet-when-steady', `${machine.name}: ${what}, ${quietMs} ms after the last happening`)
}

function changed(before: PairState, after: PairState): string | undefined {
  if (before.phase !== after.phase) return `${before.phase} => ${after.phase}`
  const from = before.claim?.term.number ?? 0
  const to = after.claim?.term.number ?? 0
  return from === to ? undefined : `term ${from} => ${to}`
}

/** Is the one move that may come by itself under way? */
function failingBack(state: PairState): boolean {
  return state.plan?.cause === 'automatic-failback'
}

/** Did this node become running master just now? */
function begins(world: World, machine: Machine, agent: Agent): boolean {
  return machine.own(world.now) - agent.state.phaseAt <= latenessMs
}
