/**
 * Is a claim kept, interrupted and given up as it must be?
 *
 * The kernel ends what nobody renews; so the promises here are about the effects that lengthen, add, announce or remove,
 * and about the conflict of two claims (C3..C8, D1, D5, D6).
 */
import type { Beat } from '../../src/core/beat-content.ts'
import { relate } from '../../src/core/generation.ts'
import type { Agent, Machine } from './machine.ts'
import type { Hooks, Promised, Step } from './promise.ts'
import type { World } from './world.ts'

/** A stall of this share of the lease interrupts the claim (C5). */
const lapseShare = 0.5
/** Ages of two claims closer than this are told apart by nobody, ms. */
const ageMarginMs = 1_500
/** Address changes younger than this may not be known to the agent, ms. */
const noticeMs = 50
/** Steps of a move beside the end of a lease, in time limits of one step. */
const stepsOfMove = 5
/** Timer steps of one simulated second that are still no busy loop: base, and per beat of a path. */
const timersMax = 400

/** Promises about claims, leases and announcements. */
export const claimPromises: readonly Promised[] = [
  {
    name: 'lapsed-keeps-still',
    sentence: 'after a stall of half a lease nothing is renewed, added or announced before it is proven free (C5)',
    watch: (world) => watchLapse(world),
  },
  {
    name: 'released-holds-nothing',
    sentence: 'a beat says released only while the kernel of its sender holds no address (D5)',
    watch: (world) => ({
      performing: (machine, _agent, effect) => {
        if (effect.type !== 'send-beat' || !effect.beat.flags.released || !machine.kernel.holdsAny) return
        world.violate('released-holds-nothing', `${machine.name} says released and holds ${machine.kernel.present}`)
      },
    }),
  },
  {
    name: 'owner-phase',
    sentence: 'addresses are added only while taking over and renewed only as running master (S8)',
    watch: (world) => ({
      performing: (machine, agent, effect) => {
        const { phase } = agent.state
        const right =
          effect.type === 'vip-add'
            ? phase === 'taking-over'
            : effect.type === 'vip-renew'
              ? phase === 'running-master'
              : true
        if (!right) world.violate('owner-phase', `${machine.name} orders ${effect.type} in phase ${phase}`)
      },
    }),
  },
  {
    name: 'announce-what-is-held',
    sentence: 'nothing is announced that the kernel does not hold (S9)',
    watch: (world) => watchAnnouncements(world),
  },
  {
    name: 'lease-renewed',
    sentence: 'a running master whose loop runs never loses an address to its lease (D3)',
    watch: (world) => ({
      owned: (machine) => {
        lookAtLease(world, machine)
      },
    }),
  },
  {
    name: 'restart-keeps-service',
    sentence: 'an agent that starts within the lease of its own addresses renews them at once (D6)',
    watch: (world) => ({
      stepped: (step) => {
        if (step.event.type === 'started') lookAtStart(world, step)
      },
    }),
  },
  {
    name: 'conflict-by-rule',
    sentence: 'of two claims the one that loses by the rule of D1 is given up, not the other',
    watch: (world) => ({
      phased: (step) => {
        if (step.agent.state.plan?.cause === 'conflict' && step.agent.state.phase === 'releasing')
          lookAtConflict(world, step)
      },
    }),
  },
  {
    name: 'move-ends',
    sentence: 'taking over and releasing end within their time limits, whatever the hands do (C4)',
    watch: (world) => watchMoves(world),
  },
  {
    name: 'late-answer-changes-nothing',
    sentence: 'the answer of an order that was replaced changes nothing (C3)',
    watch: (world) => watchAnswers(world),
  },
  {
    name: 'no-busy-loop',
    sentence: 'the core never asks to be woken again and again',
    watch: (world) => watchTimers(world),
  },
]

function watchLapse(world: World): Hooks {
  const lapsedAt: [number, number] = [0, 0]
  const lives: [number, number] = [0, 0]
  return {
    stepped: ({ machine, agent, event, before }) => {
      const { index } = machine
      if (lives[index] !== agent.life || agent.state.claim === undefined) lapsedAt[index] = 0
      lives[index] = agent.life
      if (event.type === 'stalled' && (before.phase === 'running-master' || before.phase === 'taking-over')) {
        if (event.forMs >= machine.settings.timing.leaseMs * lapseShare) lapsedAt[index] = machine.own(world.now)
      }
      if (event.type !== 'beat' || lapsedAt[index] === 0) return
      if (provesFree(event.beat, lapsedAt[index])) lapsedAt[index] = 0
    },
    performing: (machine, _agent, effect) => {
      const since = lapsedAt[machine.index]
      if (since === 0 || (effect.type !== 'vip-renew' && effect.type !== 'vip-add' && effect.type !== 'announce'))
        return
      if (machine.own(world.now) - since >= world.deadMs) return
      world.violate('lapsed-keeps-still', `${machine.name} orders ${effect.type} after a stall`)
    },
  }
}

function provesFree(beat: Beat, since: number): boolean {
  const fresh = beat.echoes.some((echo) => echo !== undefined && echo >= Math.floor(since))
  return fresh && beat.phase !== 'running-master' && beat.phase !== 'taking-over'
}

function watchAnnouncements(world: World): Hooks {
  const lostAt: [number, number] = [0, 0]
  return {
    owned: (machine) => {
      if (!machine.kernel.holdsAll) lostAt[machine.index] = world.now
    },
    performing: (machine, _agent, effect) => {
      if (effect.type !== 'announce' || machine.kernel.holdsAny) return
      if (world.now - lostAt[machine.index] < noticeMs) return
      world.violate('announce-what-is-held', `${machine.name} announces and holds nothing`)
    },
  }
}

function lookAtLease(world: World, machine: Machine): void {
  const { agent } = machine
  if (agent === undefined || agent.stopped || !machine.awake || !world.expiring) return
  const { claim, plan, phase } = agent.state
  const running = world.now - Math.max(world.truth.nodes[machine.index].runningSince, agent.startedAt)
  if (phase !== 'running-master' || claim?.held !== true || plan !== undefined) return
  if (Number.isFinite(claim.lapsedAt) || running < machine.settings.timing.leaseMs + 1_500) return
  world.violate('lease-renewed', `${machine.name} runs as master and lost an address to its lease`)
}

function lookAtStart(world: World, { machine, agent, event, effects }: Step): void {
  if (event.type !== 'started' || typeof event.memory === 'string') return
  const { memory, owned, inconsistent } = event
  if (memory.phase !== 'running-master' || memory.bootId !== event.bootId || owned !== 'all' || inconsistent) return
  if (memory.intent !== 'none' || memory.cleanDeparture) return
  const renews = effects.some((effect) => effect.type === 'vip-renew')
  const removes = effects.some((effect) => effect.type === 'vip-remove')
  if (renews && !removes && agent.state.phase === 'running-master') return
  world.violate('restart-keeps-service', `${machine.name} was running master and held all, and does not renew`)
}

function lookAtConflict(world: World, { machine, agent, before, effects }: Step): void {
  const truth = world.truth.nodes[machine.index]
  const theirs = truth.beat
  // Two that hold nothing yet are told apart by their terms, which both read alike.
  if (before.phase === 'taking-over' && theirs?.phase === 'taking-over' && !machine.kernel.holdsAny) return
  // Both judge what was told, not what changed since (D1).
  const mine = truth.told
  const { claim } = before
  if (claim === undefined) return
  if (!effects.some((effect) => effect.type === 'vip-remove')) {
    world.violate('conflict-by-rule', `${machine.name} gives up without removing its addresses in the same step (D5)`)
  }
  if (theirs === undefined || mine === undefined) return
  // A conflict that outlives a dead time is decided by the terms alone.
  const now = machine.own(world.now)
  if (now - before.conflictSince > world.deadMs && Number.isFinite(before.conflictSince)) return
  // With disks the copy that is behind, or failed, gives way before anything else is asked (D1).
  if ([...before.disks, ...agent.state.disks].some(({ facts }) => facts.disk === 'failed')) return
  if (agent.state.wanted.disks.some(({ own, peer }) => relate(own, peer) === 'mine-behind')) return
  if (mine.flags.witness !== theirs.flags.witness) {
    if (mine.flags.witness) world.violate('conflict-by-rule', `${machine.name} has a witness, the other has none`)
    return
  }
  // The claim may have been interrupted in this very step.
  const lapsedAt = agent.state.claim?.lapsedAt ?? claim.lapsedAt
  const lapsed = Number.isFinite(lapsedAt) || before.phase === 'isolated'
  const theirsLapsed = theirs.flags.lapsed || theirs.phase === 'isolated'
  if (lapsed !== theirsLapsed) {
    if (!lapsed) world.violate('conflict-by-rule', `${machine.name} was not interrupted, the other was`)
    return
  }
  const older = now - claim.since - theirs.claimAgeMs
  if (older > ageMarginMs) world.violate('conflict-by-rule', `${machine.name} claims ${Math.round(older)} ms longer`)
}

function watchMoves(world: World): Hooks {
  const since: [number, number] = [0, 0]
  return {
    phased: ({ machine }) => {
      since[machine.index] = world.now
    },
    swept: () => {
      for (const machine of world.machines) {
        const agent = machine.agent
        if (agent === undefined || agent.stopped || machine.frozen) continue
        const { phase } = agent.state
        if (phase !== 'taking-over' && phase !== 'releasing') continue
        const { stepMs, leaseMs, answerMs } = machine.settings.timing
        const { diskStepMs, unitsStopMs } = machine.settings.timing
        const disks = machine.settings.resources.length === 0 ? 0 : stepsOfMove * diskStepMs
        // A forced release ends the services after the addresses (D5, FO-10).
        const limit = stepsOfMove * stepMs + leaseMs + 1_500 + 4 * answerMs + disks + unitsStopMs
        const from = Math.max(since[machine.index], world.truth.nodes[machine.index].runningSince)
        if (world.now - from > limit)
          world.violate('move-ends', `${machine.name} is ${phase} for ${Math.round(world.now - from)} ms`)
      }
    },
  }
}

function watchAnswers(world: World): Hooks {
  const latest: [number, number] = [0, 0]
  const ours: [Set<number>, Set<number>] = [new Set(), new Set()]
  const note = (machine: Machine, agent: Agent, id: number): void => {
    if (id <= latest[machine.index] && agent.events > 1) {
      world.violate('late-answer-changes-nothing', `${machine.name} uses the id ${id} again`)
    }
    latest[machine.index] = id
    ours[machine.index].add(id)
  }
  return {
    agentEnded: (machine) => {
      latest[machine.index] = 0
      ours[machine.index].clear()
    },
    performing: (machine, agent, effect) => {
      if (effect.type === 'vip-add' || effect.type === 'vip-remove') note(machine, agent, effect.id)
    },
    stepped: ({ machine, agent, event, before, effects }) => {
      if (event.type !== 'effect-done' && event.type !== 'effect-failed') return
      if (!ours[machine.index].has(event.id) || event.id === latest[machine.index]) return
      const acts = effects.some((effect) => effect.type === 'vip-add' || effect.type === 'vip-remove')
      if (!acts && before.plan?.index === agent.state.plan?.index) return
      world.violate('late-answer-changes-nothing', `${machine.name} acts on the answer ${event.id} of a replaced order`)
    },
  }
}

function watchTimers(world: World): Hooks {
  const timers: [number, number] = [0, 0]
  return {
    stepped: ({ machine, event }) => {
      if (event.type === 'timer') timers[machine.index] += 1
    },
    swept: () => {
      for (const machine of world.machines) {
        const count = timers[machine.index]
        timers[machine.index] = 0
        if (count > timersMax) world.violate('no-busy-loop', `${machine.name} was woken ${count} times in a second`)
      }
    },
  }
}
