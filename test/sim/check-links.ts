/**
 * Does the role move for links and targets only where that helps, and only after the whole time?
 *
 * Judged in the step in which the giver asks, by what is true of links and rounds and by the beat that it absorbed last.
 */
import { linkKinds } from '../../src/core/link-view.ts'
import type { LinkKind } from '../../src/core/link-view.ts'
import type { MoveCause } from '../../src/core/types.ts'
import { other } from './machine.ts'
import type { Promised, Step } from './promise.ts'
import { noticeMs } from './sight.ts'
import type { Sight } from './sight.ts'
import type { World } from './world.ts'

/** A beat is fresh for so many intervals (D19); two clocks and timers are late by less than this, ms. */
const freshBeats = 2
const toleranceMs = 2

const causes: Readonly<Partial<Record<MoveCause, LinkKind>>> = { 'lan-down': 'lan', 'internet-down': 'internet' }

/** A step in which a node asks its peer to take for a link or for targets, with the eyes of the world. */
type Asking = { readonly step: Step; readonly sight: Sight; readonly cause: MoveCause }

function asking(world: World, step: Step): Asking | undefined {
  const order = step.agent.state.order?.order
  const { sight } = world
  if (sight === undefined || order?.step !== 'asked' || order.id === step.before.order?.order.id) return undefined
  return order.taker === step.machine.name ? undefined : { step, sight, cause: order.cause }
}

function watch(name: string, sentence: string, judge: (world: World, asked: Asking) => string | undefined): Promised {
  return {
    name,
    sentence,
    watch: (world) => ({
      stepped: (step) => {
        const asked = asking(world, step)
        const broken = asked === undefined ? undefined : judge(world, asked)
        if (broken !== undefined) world.violate(name, `${step.machine.name} hands over: ${broken}`)
      },
    }),
  }
}

function onlyToBetter(world: World, { step, cause }: Asking): string | undefined {
  const kind = causes[cause]
  const jury = cause === 'fewer-targets'
  if (kind === undefined && !jury) return undefined
  const { machine } = step
  const { beat, arrivedAt } = world.truth.nodes[machine.index]
  const ageMs = world.now - arrivedAt
  if (ageMs > freshBeats * machine.settings.timing.beatMs + toleranceMs)
    return `its peer spoke ${Math.round(ageMs)} ms ago`
  if (kind !== undefined && beat?.eyes?.[kind] !== 'up') return `its peer does not say that its ${kind} is up`
  const lacking = linkKinds.find((one) => step.agent.state.links[one].state !== 'down' && beat?.eyes?.[one] === 'down')
  return lacking === undefined ? undefined : `its peer lacks ${lacking}, which this node has`
}

function timerHonoured(world: World, { step, sight, cause }: Asking): string | undefined {
  const kind = causes[cause]
  if (kind === undefined) return undefined
  const { machine } = step
  const limitMs = kind === 'lan' ? machine.settings.onLanDownMs : machine.settings.onInternetDownMs
  // What ended within the last look is not known yet.
  const sinceMs = world.now - Math.min(sight.downSince[kind][machine.index], world.now)
  const endedNow = !sight.down(kind, machine.index) && world.now - sight.changedAt <= noticeMs + toleranceMs
  if (limitMs !== 'off' && (endedNow || sinceMs >= limitMs - toleranceMs)) return undefined
  return `its ${kind} is down for ${Math.round(sinceMs)} ms, its timer is ${limitMs}`
}

/** What the peer tells may be old by two beats, and by what its cables and its own look add. */
function bothDown(world: World, { step, sight, cause }: Asking): string | undefined {
  const kind = causes[cause]
  if (kind === undefined) return undefined
  const peer = other(step.machine.index)
  const downMs = world.now - sight.downSince[kind][peer]
  const toldAfterMs = noticeMs + (world.now - world.truth.nodes[step.machine.index].beatSentAt) + toleranceMs
  return downMs > toldAfterMs && world.machines[peer].awake && world.machines[peer].agent?.stopped === false
    ? `the ${kind} of its peer is down for ${Math.round(downMs)} ms as well`
    : undefined
}

function lastingDifference(world: World, { step, sight, cause }: Asking): string | undefined {
  if (cause !== 'fewer-targets') return undefined
  const { machine } = step
  const limitMs = machine.settings.onFewerTargetsMs
  if (limitMs === 'off') return 'its jury is off'
  const from = world.now - limitMs
  const rounds = sight.rounds.filter(({ at }) => at > from && at <= world.now - sight.lateMs)
  const peer = other(machine.index)
  const level = rounds.filter(({ reached }) => (reached[machine.index] ?? 0) >= (reached[peer] ?? 0))
  return level.length === 0 ? undefined : `${level.length} of the last ${rounds.length} rounds showed no difference`
}

/** Promises about moves for links and targets. */
export const linkPromises: readonly Promised[] = [
  watch(
    'link-move-only-to-better',
    'the role moves for a link only when a fresh beat says that the peer has it, and lacks nothing else (FO-7)',
    onlyToBetter,
  ),
  watch(
    'link-timer-is-honoured',
    'the role moves for a link only when it was down all the time (FO-3, FO-5)',
    timerHonoured,
  ),
  watch('both-down-stays', 'while the links of a kind are down on both nodes the roles stay (FO-7)', bothDown),
  watch(
    'jury-needs-a-lasting-difference',
    'the role moves for targets only when each round of the whole span had fewer answers here',
    lastingDifference,
  ),
]
