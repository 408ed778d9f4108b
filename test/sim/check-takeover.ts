/**
 * When may a node take the addresses?
 *
 * Judged at the first touch (`vip-add`): by then a sign of life should have ended the move. Allowed are an order that
 * the peer agreed to, a peer that says it holds nothing, a peer proven dead, and the operator's force.
 */
import type { Beat } from '../../src/core/beat-content.ts'
import { askMs } from '../../src/core/evidence.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { Promised } from './promise.ts'
import type { World } from './world.ts'

/** Rounding of clocks and timer lateness, ms. */
const toleranceMs = 2
/** Whoever asks first finds out within so many answer windows that an address is in use (VIP-18). */
const verifyAnswers = 2.5

/** Does the beat say that its sender holds, or still gives up, the addresses? */
export function saysHolding(beat: Beat): boolean {
  if (beat.flags.released) return false
  return beat.phase === 'running-master' || beat.phase === 'taking-over' || beat.phase === 'releasing'
}

/** Was this node told by its operator, with force, to take? */
export function forced(world: World, machine: Machine): boolean {
  for (const asked of world.orders.book.values()) {
    const { order } = asked
    const force = order.verb === 'force-master' || ('force' in order && order.force)
    if (asked.node !== machine.index || !force) continue
    if (world.now - asked.at < machine.settings.timing.orderMs * 2) return true
  }
  return false
}

/** Did the peer, by its last word, leave in order? */
export function departed(world: World, node: NodeIndex): boolean {
  const { beat } = world.truth.nodes[node]
  return beat?.flags.leaving === true && beat.flags.released
}

function heardAgo(world: World, machine: Machine): number {
  return world.now - world.truth.nodes[machine.index].heardAt
}

/** Promises about takeovers and failbacks. */
export const takeoverPromises: readonly Promised[] = [
  {
    name: 'no-take-from-audible-master',
    sentence: 'no node takes from a peer whose beat was heard within the dead time and says that it holds',
    watch: (world) => ({
      performing: (machine, _agent, effect) => {
        if (effect.type !== 'vip-add') return
        const { beat } = world.truth.nodes[machine.index]
        const agoMs = world.now - world.truth.nodes[machine.index].arrivedAt
        if (beat === undefined || agoMs >= world.deadMs - toleranceMs || !saysHolding(beat)) return
        // A peer that gives up may be relied on once its kernel is empty; a probe tells the taker.
        if (beat.phase === 'releasing' && !world.machines[other(machine.index)].kernel.holdsAny) return
        // With --force the operator answers for a peer that is late (D15); not for one that is heard.
        if (agoMs >= machine.settings.timing.lateMs - toleranceMs && forced(world, machine)) return
        world.violate(
          'no-take-from-audible-master',
          `${machine.name} adds; ${beat.phase} was heard ${Math.round(agoMs)} ms ago`,
        )
      },
    }),
  },
  {
    name: 'no-take-while-address-answers',
    sentence: 'no node takes while a virtual address answers with the hardware address of the peer (D2)',
    watch: (world) => ({
      performing: (machine, agent, effect) => {
        if (effect.type === 'vip-add') lookAtVisibility(world, machine, agent)
      },
    }),
  },
  {
    name: 'isolated-slave-keeps-still',
    sentence: 'a node that hears neither peer nor any witness takes nothing (FO-12)',
    watch: (world) => ({
      performing: (machine, agent, effect) => {
        if (effect.type !== 'vip-add' || forced(world, machine)) return
        const truth = world.truth.nodes[machine.index]
        const silent = heardAgo(world, machine) >= world.deadMs && truth.heardAt >= agent.startedAt
        // Witnesses that were silent for both nodes at the last contact prove nothing (D2).
        const knew = truth.witnessSeenAt >= agent.startedAt && truth.witnessAgeMs <= askMs(machine.settings)
        const desert =
          truth.desertedSince > truth.heardAt && truth.desertedSince < truth.heardAt + machine.settings.timing.lateMs
        // A claim of its own that was put aside is not a takeover.
        if (!silent || !knew || !desert || truth.beat === undefined || !saysHolding(truth.beat)) return
        world.violate(
          'isolated-slave-keeps-still',
          `${machine.name} adds though nothing answered it since the last beat`,
        )
      },
    }),
  },
  {
    name: 'held-takes-nothing',
    sentence: 'a held node takes nothing',
    watch: (world) => ({
      phased: ({ machine, agent, before, event }) => {
        if (agent.state.phase !== 'taking-over' || before.phase === 'isolated' || before.phase === 'releasing') return
        // The answer to the order that lifts the hold is an effect of this very step.
        if (event.type === 'order' && (event.order.verb === 'unhold' || event.order.verb === 'force-master')) return
        if (!heldByBook(world, machine)) return
        world.violate('held-takes-nothing', `${machine.name} takes though the operator holds it`)
      },
    }),
  },
  {
    name: 'keep-standby-takes-nothing',
    sentence: 'a node with on-failure = keep-standby does not take over from a dead peer by itself (FO-15)',
    watch: (world) => ({
      phased: ({ machine, agent, before }) => {
        if (agent.state.phase !== 'taking-over' || machine.settings.onFailure !== 'keep-standby') return
        const truth = world.truth.nodes[machine.index]
        const lost = heardAgo(world, machine) >= world.deadMs && truth.heardAt >= agent.startedAt
        if (!lost || before.claim !== undefined || truth.beat === undefined || !saysHolding(truth.beat)) return
        if (orderedHere(world, machine)) return
        world.violate('keep-standby-takes-nothing', `${machine.name} takes over by itself`)
      },
    }),
  },
  {
    name: 'manual-waits-for-operator',
    sentence: 'with isolation = manual nobody takes over from a silent peer by itself that could lead (D15)',
    watch: (world) => ({
      phased: ({ machine, agent, before }) => {
        const { settings, index } = machine
        const { phase, plan, disks, wanted } = agent.state
        if (settings.isolation === 'auto' || phase !== 'taking-over' || plan?.cause !== 'takeover') return
        if (settings.soloStart === 'promote' || departed(world, index) || before.claim !== undefined) return
        const behind = disks.every(({ facts: { peerDisk } }) => peerDisk === 'outdated' || peerDisk === 'inconsistent')
        // A copy that this node only presumes to be behind may have been led by the operator's word since (S4).
        const known = wanted.disks.every(({ peerBehind }) => peerBehind !== 'no' && peerBehind !== 'presumed')
        if ((disks.length > 0 && behind && known) || orderedHere(world, machine)) return
        world.violate('manual-waits-for-operator', `${machine.name} takes over by itself`)
      },
    }),
  },
  {
    name: 'failback-when-steady',
    sentence: 'an automatic failback comes only after the steady time, with equal settings, and at most twice (D4)',
    watch: (world) => {
      const moves = new Set<number>()
      let leaves = 0
      return {
        stepped: ({ event, before, agent: { state } }) => {
          const stops = event.type === 'order' && event.order.verb === 'stop' && before.leaving === 'no'
          if (stops && state.leaving === 'stopping' && before.claim !== undefined) leaves += 1
        },
        phased: ({ machine, agent }) => {
          const { plan, phase, order } = agent.state
          // The giver lets go by what it was told last; what changes after that comes too late (D4, S17).
          const told = world.truth.nodes[machine.index].beat?.settingsHash
          const gives = phase === 'releasing' && plan?.cause === 'automatic-failback'
          if (gives && told !== machine.settings.settingsHash)
            world.violate('failback-when-steady', 'the settings differ')
          // Disks take their time to be given up, and what was given must be taken whatever comes meanwhile (D5, D8).
          if (gives && world.disks !== undefined) lookAtSteadiness(world, machine)
          if (phase !== 'taking-over' || plan?.cause !== 'automatic-failback') return
          // A taker that was restarted in the middle goes on with the same order, which is no failback more (D8).
          moves.add(order?.order.id ?? 0)
          // Who served and left in order has not failed: that it gets its role back counts for nothing (D4, FO-24).
          lookAtFailback(world, machine, moves.size - leaves)
        },
      }
    },
  },
]

function lookAtVisibility(world: World, machine: Machine, agent: Agent): void {
  const truth = world.truth.nodes[machine.index]
  const { beat } = truth
  if (forced(world, machine)) return
  // The word of a peer that is heard stands above the probe (D8).
  if (beat !== undefined && heardAgo(world, machine) < world.deadMs && !saysHolding(beat)) return
  const running = world.now - Math.max(agent.startedAt, truth.runningSince)
  if (running < world.deadMs) return
  const longMs = asks(agent) ? machine.settings.timing.answerMs * verifyAnswers : world.deadMs
  truth.visibleSince.forEach((since, zone) => {
    if (world.now - since < longMs || !world.lan.carrier(machine.index, zone)) return
    const name = world.lan.nets[zone]?.zone ?? ''
    world.violate(
      'no-take-while-address-answers',
      `${machine.name} adds; the peer answers in ${name} since ${Math.round(world.now - since)} ms`,
    )
  })
}

/** Is this a take that asks for the addresses first, because neither a death nor the giver's word stands behind it? */
function asks(agent: Agent): boolean {
  const cause = agent.state.plan?.cause
  return cause === 'vacant' || cause === 'isolated' || cause === 'taken-back'
}

/** What the book of orders says of hold: the last order of the kind that was done on this node. */
function heldByBook(world: World, machine: Machine): boolean {
  let held = false
  let at = -1
  for (const asked of world.orders.book.values()) {
    if (asked.node !== machine.index || asked.answer?.type !== 'done' || asked.answeredAt < at) continue
    const { verb } = asked.order
    if (verb !== 'hold' && verb !== 'unhold' && verb !== 'release') continue
    held = verb !== 'unhold'
    at = asked.answeredAt
  }
  return held && typeof machine.store.record !== 'string' && machine.store.record.held
}

/** Did the operator order a role on this node lately? */
function orderedHere(world: World, machine: Machine): boolean {
  for (const asked of world.orders.book.values()) {
    if (
      asked.node === machine.index &&
      ('force' in asked.order || asked.order.verb === 'force-master') &&
      world.now - asked.at < machine.settings.timing.orderMs * 2
    )
      return true
  }
  return false
}

/** Since when a giver runs that was frozen in the middle of giving its disks up: nobody holds anything, the taker goes on. */
function thawedGiver(world: World, machine: Machine): number {
  const giver = world.machines[other(machine.index)]
  const asleep = world.disks !== undefined && giver.frozenAt > 0
  return asleep ? world.truth.nodes[giver.index].runningSince : 0
}

function lookAtFailback(world: World, machine: Machine, count: number): void {
  if (world.disks === undefined) lookAtSteadiness(world, machine)
  if (world.forgetful || [...world.orders.book.values()].some((asked) => 'force' in asked.order)) return
  if (count > 2) world.violate('failback-when-steady', `automatic failback number ${count}`)
}

function lookAtSteadiness(world: World, machine: Machine): void {
  // A machine that was frozen a moment ago acts on what its receive ring kept: it cannot know better yet (F33).
  const since = Math.max(world.truth.nodes[machine.index].runningSince, thawedGiver(world, machine))
  const paused = world.now - since < world.deadMs
  const steady = paused ? Number.POSITIVE_INFINITY : world.now - world.truth.mutualSince()
  const { steadyMs } = machine.settings.timing
  if (steady < steadyMs * 0.9)
    world.violate('failback-when-steady', `the pair was steady for ${Math.round(steady)} ms only`)
  const [one, two] = world.machines
  const differ = one.settings.settingsHash !== two.settings.settingsHash
  if (differ && world.now - Math.max(one.settingsAt, two.settingsAt) > world.deadMs / 4)
    world.violate('failback-when-steady', 'the settings differ')
}
