/**
 * Do the right services run on the right node, one after the other, and only where their disk is (SVC-4..13)?
 *
 * The units of the two service managers are the truth. What a node could not know, or could not change because its manager
 * answers nobody or a unit cannot be killed, is not held against it; nor is what somebody starts by hand in that moment.
 */
import { isDead } from '../../src/core/verdict.ts'
import type { Machine } from './machine.ts'
import { other } from './machine.ts'
import type { Disks } from './disks.ts'
import type { Hooks, Promised } from './promise.ts'
import { able, calm, placementOf, Since, startSumMs, startsThere, stopSumMs } from './service-truth.ts'
import type { Services } from './services.ts'
import { active } from './service-units.ts'
import type { World } from './world.ts'

/** A fact of the driver or of a manager reaches the core this much later at most, ms. */
const newsMs = 1_100

function withServices(world: World, watch: (services: Services) => Hooks): Hooks {
  return world.services === undefined ? {} : watch(world.services)
}

/** Promises about services. */
export const servicePromises: readonly Promised[] = [
  {
    name: 'single-placed-runs-once',
    sentence: 'a service placed on one node never runs on both for longer than a stop takes while they hear each other',
    watch: (world) => withServices(world, (services) => watchDoubles(world, services)),
  },
  {
    name: 'stop-before-start',
    sentence: 'a service is stopped on the node that gives it before the other one starts it (SVC-9)',
    watch: (world) => withServices(world, (services) => watchOrder(world, services)),
  },
  {
    name: 'no-service-before-the-disk',
    sentence: 'a service of the master is started only where every volume is mounted, and ends before the unmount',
    watch: (world) =>
      withServices(world, (services) => (world.disks === undefined ? {} : watchDisks(world, services, world.disks))),
  },
  {
    name: 'failed-start-stops-nothing-else',
    sentence: 'a running master starts every service that can be started, whatever becomes of the others (SVC-13)',
    watch: (world) => withServices(world, (services) => watchStarts(world, services)),
  },
  {
    name: 'services-need-no-operator',
    sentence: 'what runs on the wrong node is stopped, and what is enabled at boot is taken away, by itself (D12)',
    watch: (world) => withServices(world, (services) => watchAstray(world, services)),
  },
  {
    name: 'services-follow-the-role',
    sentence: 'after healing each service runs where it is placed, and nowhere else (SVC-6)',
    watch: (world) => withServices(world, () => watchPlaces(world)),
  },
]

function watchDoubles(world: World, services: Services): Hooks {
  const since = new Since(world)
  const text = (index: number): string => `service s${index} runs on both nodes`
  return {
    swept: () => {
      const [one, two] = world.machines
      const settled = [one, two].every((machine) => calm(machine) && able(services, machine))
      const masters = [one, two].filter(({ agent }) => agent?.state.phase === 'running-master').length
      const hear = world.now - world.truth.mutualSince() >= 0 && settled && masters === 1
      for (const index of one.settings.services.keys()) {
        const both = [0, 1].every((node) => active(services.managers[node === 0 ? 0 : 1].unit(index)))
        const stubborn = [one, two].some((machine) => !able(services, machine, index))
        const holds = hear && both && placementOf(one, index) !== 'both' && !stubborn
        const limitMs = stopSumMs(one) + world.deadMs + newsMs
        if (since.longerThan(`double ${index}`, holds, limitMs)) world.violate('single-placed-runs-once', text(index))
      }
    },
    performing: (machine, agent, effect) => {
      if (effect.type !== 'service-start' || placementOf(machine, effect.service) === 'both') return
      const peer = world.machines[other(machine.index)]
      const unit = services.managers[peer.index].unit(effect.service)
      const knownMs = machine.settings.timing.lateMs + newsMs
      if (!active(unit) || world.now - unit.activeSince < knownMs || peer.agent === undefined || peer.agent.stopped)
        return
      if (world.now - Math.max(agent.startedAt, peer.agent.startedAt) < world.deadMs + knownMs) return
      if (world.now - world.truth.mutualSince() < world.deadMs + knownMs || !peer.awake) return
      world.violate('single-placed-runs-once', `${machine.name} starts s${effect.service}, which the peer runs`)
    },
  }
}

function watchOrder(world: World, services: Services): Hooks {
  const runsOwn = (machine: Machine): number | undefined => {
    const { units } = services.managers[machine.index]
    const found = units.findIndex(
      (unit, index) => placementOf(machine, index) !== 'both' && active(unit) && !unit.byHand,
    )
    return found < 0 ? undefined : found
  }
  return {
    performing: (machine, agent, effect) => {
      const violate = (text: string): never => world.violate('stop-before-start', `${machine.name} ${text}`)
      if (effect.type === 'service-start' && placementOf(machine, effect.service) !== 'both') {
        const { beat, heardAt } = world.truth.nodes[machine.index]
        if (beat?.eyes === undefined || heardAt < agent.startedAt) return
        const said = Math.floor(beat.eyes.runs / 2 ** effect.service) % 2 === 1
        if (said && world.now - heardAt < machine.settings.timing.lateMs && !beat.flags.leaving)
          violate(`starts s${effect.service}, which the peer says it runs`)
      }
      const { plan } = agent.state
      const orderly = plan !== undefined && plan.steps.indexOf('units-stop') < plan.steps.indexOf('vip-remove')
      if (effect.type === 'vip-remove' && orderly && plan.steps.includes('units-stop')) {
        const left = runsOwn(machine)
        if (left !== undefined) violate(`gives the addresses up while s${left} runs`)
      }
      if (effect.type !== 'send-beat' || !effect.beat.flags.leaving || !effect.beat.flags.released) return
      const left = runsOwn(machine)
      if (left !== undefined) violate(`says that it left while s${left} runs`)
    },
  }
}

function watchDisks(world: World, services: Services, disks: Disks): Hooks {
  const mountedAt: [number, number] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const look = (): void => {
    for (const { index } of world.machines) {
      const whole = disks.replications.every((on) => on.of(index).role === 'primary' && on.of(index).mounted)
      if (whole) mountedAt[index] = world.now
    }
  }
  disks.watchers.push({ changed: look })
  return {
    swept: look,
    performing: (machine, agent, effect) => {
      const violate = (text: string): never => world.violate('no-service-before-the-disk', `${machine.name} ${text}`)
      if (effect.type === 'service-start' && placementOf(machine, effect.service) === 'master') {
        look()
        if (world.now - mountedAt[machine.index] > newsMs) violate(`starts s${effect.service} without its disk`)
      }
      if (effect.type !== 'unmount') return
      const { unitsStopMs } = machine.settings.timing
      const units = services.managers[machine.index].units
      const left = units.findIndex(
        (unit, index) => placementOf(machine, index) === 'master' && active(unit) && !unit.byHand,
      )
      const stop = agent.state.plan?.durations.find(({ step }) => step === 'units-stop')
      if (left >= 0 && (stop === undefined || stop.ms < unitsStopMs)) violate(`unmounts while s${left} runs`)
    },
  }
}

function watchStarts(world: World, services: Services): Hooks {
  const since = new Since(world)
  return {
    swept: () => {
      for (const machine of world.machines) {
        for (const [index, unit] of services.managers[machine.index].units.entries()) {
          const placement = placementOf(machine, index)
          const wanted = placement === 'master' || placement === 'both'
          const peer = services.managers[other(machine.index)].unit(index)
          const free = placement === 'both' || (!active(peer) && knownFree(world, machine, index))
          const holds =
            wanted && free && leads(world, machine) && startsThere(services, machine, index) && unit.state !== 'running'
          if (since.longerThan(`${machine.name} ${index}`, holds, startSumMs(machine)))
            world.violate('failed-start-stops-nothing-else', `${machine.name} does not start s${index}`)
        }
      }
    },
  }
}

/** Does the node know that the peer does not run the service: by its last word, or because it is dead? */
function knownFree({ truth }: World, { index, agent }: Machine, service: number): boolean {
  const runs = truth.nodes[index].beat?.eyes?.runs ?? 0
  return Math.floor(runs / 2 ** service) % 2 === 0 || (agent !== undefined && isDead(agent.state.peer.verdict))
}

/** Is it running master with everything that its services need? */
function leads(world: World, machine: Machine): boolean {
  const state = machine.agent?.state
  if (state?.phase !== 'running-master' || !calm(machine) || Number.isFinite(state.claim?.lapsedAt)) return false
  const { disks } = world
  return disks?.replications.every((on) => on.of(machine.index).mounted) ?? true
}

function watchAstray(world: World, services: Services): Hooks {
  const since = new Since(world)
  return {
    swept: () => {
      for (const machine of world.machines) {
        const phase = machine.agent?.state.phase
        const stands = (phase === 'running-slave' || phase === 'held') && calm(machine)
        const held = world.disks?.any(machine.index, 'primary') === true || world.disks?.any(machine.index, 'mounted')
        for (const [index, unit] of services.managers[machine.index].units.entries()) {
          const changeable = able(services, machine, index)
          const astray = stands && held !== true && placementOf(machine, index) === 'master' && active(unit)
          if (since.longerThan(`${machine.name} runs ${index}`, astray && changeable, stopSumMs(machine) + newsMs))
            world.violate('services-need-no-operator', `${machine.name} runs s${index} as ${phase ?? 'nobody'}`)
          const ruled = phase !== 'starting' && calm(machine)
          const limitMs = machine.settings.timing.stepMs + stopSumMs(machine) + startSumMs(machine)
          if (since.longerThan(`${machine.name} boots ${index}`, unit.atBoot && ruled && changeable, limitMs))
            world.violate('services-need-no-operator', `s${index} is enabled at boot on ${machine.name}`)
        }
      }
    },
  }
}

function watchPlaces(world: World): Hooks {
  return {
    ended: ({ machines }) => {
      const { services } = world
      const owner = machines.find(({ agent }) => agent?.state.phase === 'running-master')
      if (services === undefined || owner === undefined || !owner.kernel.holdsAll) return
      const slave = machines.find((machine) => machine !== owner)
      const steady = machines.every(({ agent, settings, clockOffset }) => {
        const state = agent?.state
        const limitMs = 70_000 + settings.services.reduce((ms, { startMs }) => ms + startMs, 0) + 3 * world.deadMs
        return state !== undefined && world.now + clockOffset - state.phaseAt > limitMs
      })
      if (!steady || (slave !== undefined && slave.agent?.state.phase !== 'running-slave')) return
      for (const machine of machines) {
        for (const [index, unit] of services.managers[machine.index].units.entries()) {
          const placement = placementOf(machine, index)
          const here =
            placement === 'both' ||
            (placement === 'master' || slave === undefined ? machine === owner : machine === slave)
          if (here === (unit.state === 'running') && (here || !active(unit))) continue
          const place = machine === owner ? 'the master' : 'the slave'
          world.violate('services-follow-the-role', `s${index} (${placement}) is ${unit.state} on ${place}`)
        }
      }
    },
  }
}
