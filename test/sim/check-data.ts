/**
 * Is any write lost that was acknowledged, and is anything discarded?
 *
 * The ground truth of S1, S4 and S5: the world knows every write that an application was told to be safe, and which copy
 * holds it. What two nodes acknowledge side by side is promised only outside the window of class A (D15).
 */
import { relate } from '../../src/core/generation.ts'
import type { Acknowledged } from './application.ts'
import { DiskTruth } from './disk-truth.ts'
import { named } from './disk-repair.ts'
import type { Disks } from './disks.ts'
import { other } from './machine.ts'
import type { Machine, NodeIndex } from './machine.ts'
import { forced } from './check-takeover.ts'
import type { Hooks, Promised, Step } from './promise.ts'
import { worse } from './replica.ts'
import type { Replica } from './replica.ts'
import type { World } from './world.ts'

/** A fact of the driver reaches the core this much later at most, ms. */
const newsMs = 500

/** Acknowledged writes that a copy does not hold, those given up aside. */
function missing(disks: Disks, resource: number, replica: Replica): readonly Acknowledged[] {
  const all = disks.applications.acknowledged[resource] ?? []
  return all.filter((write) => !write.given && !replica.content.has(write.id))
}

function said(writes: readonly Acknowledged[]): string {
  const [first] = writes
  if (first === undefined) return 'nothing'
  return `${writes.length} acknowledged writes, the first by node ${first.node} at ${(first.at / 1000).toFixed(3)} s`
}

/** Watches a pair with disks; one without has nothing to watch. */
export function withDisks(world: World, watch: (disks: Disks, truth: DiskTruth) => Hooks): Hooks {
  const { disks } = world
  if (disks === undefined) return {}
  disks.truth ??= new DiskTruth(disks)
  return watch(disks, disks.truth)
}

/** Promises about the data itself. */
export const dataPromises: readonly Promised[] = [
  {
    name: 'one-primary-connected',
    sentence: 'two connected copies are never both primary (S1)',
    watch: (world) =>
      withDisks(world, (disks, truth) => {
        disks.watchers.push({
          changed: () => {
            for (const { replicas } of disks.replications) {
              if (!replicas.every(({ role, connection }) => role === 'primary' && connection === 'connected')) continue
              world.violate('one-primary-connected', 'both are primary and connected')
            }
          },
        })
        const look = (machine: Machine, does: string): void => {
          if (forced(world, machine) || !hearsRival(disks, truth, machine)) return
          world.violate('one-primary-connected', `${machine.name} ${does} while the connected peer is primary`)
        }
        return {
          performing: (machine, _agent, effect) => {
            if (effect.type === 'disk-primary') look(machine, 'promotes')
          },
          // A primary that the driver hears is life, whatever the beats say (D2).
          phased: ({ machine, agent: { state } }) => {
            if (state.phase === 'taking-over' && state.plan?.cause === 'takeover') look(machine, 'takes over')
          },
        }
      }),
  },
  {
    name: 'promoted-is-current',
    sentence: 'a copy that is promoted without force holds every acknowledged write (S4)',
    watch: (world) =>
      withDisks(world, (disks, truth) => {
        disks.watchers.push({
          promoted: (node, resource, force) => {
            lookAtPromotion(world, disks, truth, { node, resource, force })
          },
        })
        return {}
      }),
  },
  {
    name: 'behind-takes-nothing',
    sentence:
      'a node that hears that its copy is behind begins no take by itself while the replication is cut (S4, D4)',
    watch: (world) =>
      withDisks(world, () => ({
        phased: (step) => {
          lookAtTake(world, step)
        },
      })),
  },
  {
    name: 'one-line-of-writes',
    sentence: 'a primary that was overtaken acknowledges nothing, but in the window of class A (S4, D15)',
    watch: (world) =>
      withDisks(world, (disks, truth) => {
        disks.watchers.push({
          acknowledged: (node, resource, id) => {
            lookAtWrite(world, disks, truth, { node, resource, id })
          },
        })
        return {
          swept: () => {
            truth.lookForClassA()
          },
        }
      }),
  },
  {
    name: 'nothing-discarded',
    sentence: 'no resynchronisation overwrites an acknowledged write that its source has not got (S5)',
    watch: (world) =>
      withDisks(world, (disks, truth) => {
        disks.watchers.push({
          discarding: (node, resource) => {
            if (disks.replications[resource]?.of(node).generation?.current === named(disks, resource)) return
            world.violate('nothing-discarded', `node ${node} discards data that the operator did not name`)
          },
          resynced: (resource, source, target) => {
            const lost = missing(disks, resource, source).filter(({ id }) => target.content.has(id))
            if (lost.length === 0) return
            // What the operator forced apart, or gave up, is not promised.
            if (truth.resources[resource]?.torn === true || (target.discards && disks.repair !== undefined)) {
              for (const write of lost) write.given = true
              return
            }
            world.violate('nothing-discarded', `node ${target.node} is overwritten and loses ${said(lost)}`)
          },
        })
        return {
          performing: (machine, _agent, effect) => {
            if (effect.type === 'disk-discard' && disks.repair === undefined)
              world.violate('nothing-discarded', `${machine.name} discards its data and no operator said so`)
          },
        }
      }),
  },
  {
    name: 'no-force-without-operator',
    sentence: 'a copy is promoted with force only on the standing or given word of the operator (S5)',
    watch: (world) => ({
      performing: (machine, agent, effect) => {
        if (effect.type !== 'disk-primary' || !effect.force) return
        // The standing word is for a lone start: no beat was heard since then (D4).
        const lone = world.truth.nodes[machine.index].heardAt < agent.startedAt
        if (machine.settings.soloStart === 'promote' && lone) return
        if (forcedHere(world, machine.index)) return
        world.violate('no-force-without-operator', `${machine.name} promotes with force`)
      },
    }),
  },
]

/** Does the driver of a node know that the peer's disk leads? */
function hearsRival({ replications, world }: Disks, truth: DiskTruth, machine: Machine): boolean {
  const { index, thawedAt, frozenAt } = machine
  // A machine that was frozen goes on with the facts of then: no clock of its own shows it (C5).
  const knownAt = world.now - thawedAt < newsMs ? frozenAt : world.now
  return replications.some((on) => {
    const told = truth.promotedBefore(on.index, index, knownAt - newsMs)
    return on.linked && on.peerOf(index).role === 'primary' && told && on.of(index).connection === 'connected'
  })
}

/** Did the operator use force on this node? */
export function forcedHere(world: World, node: NodeIndex): boolean {
  return world.truth.nodes[node].forcedAt > Number.NEGATIVE_INFINITY
}

function lookAtTake(world: World, { machine, agent, before }: Step): void {
  const { plan, phase, disks } = agent.state
  // The operator's force knows better, and a claim that was put aside is no take.
  if (phase !== 'taking-over' || plan === undefined || plan.forced || before.claim !== undefined) return
  const { beat, heardAt } = world.truth.nodes[machine.index]
  if (forced(world, machine) || world.now - heardAt >= machine.settings.timing.lateMs) return
  const behind = disks.findIndex(({ facts }, resource) => {
    const theirs = beat?.resources.find((block) => block.resource === resource)?.generation
    return facts.connection !== 'connected' && relate(facts.generation, theirs) === 'mine-behind'
  })
  if (behind < 0) return
  world.violate(
    'behind-takes-nothing',
    `${machine.name} takes for ${plan.cause}, and the peer says that it has newer data`,
  )
}

type Promotion = { readonly node: NodeIndex; readonly resource: number; readonly force: boolean }

function lookAtPromotion(world: World, disks: Disks, truth: DiskTruth, promotion: Promotion): void {
  const { node, resource, force } = promotion
  const on = disks.replications[resource]
  const known = truth.resources[resource]
  if (on === undefined || known === undefined) return
  const own = on.of(node)
  // A copy that is not whole serves from the other one; the hands undo that promotion when they read it back (E10).
  const serves = worse(own.disk, 'consistent') && own.connection === 'connected' ? on.peerOf(node) : own
  const lost = missing(disks, resource, serves)
  if (lost.length === 0 || known.torn) return
  const asleep = lost.every(({ at }) => truth.sleptThrough(node, at))
  if (truth.halfTaken(resource, node, Math.min(...lost.map(({ at }) => at)))) {
    for (const write of lost) write.given = true
    return
  }
  if (force || asleep) {
    known.torn = true
    for (const write of lost) write.given = true
    return
  }
  world.violate('promoted-is-current', `${world.machines[node].name} is promoted and has not got ${said(lost)}`)
}

function lookAtWrite(
  world: World,
  disks: Disks,
  truth: DiskTruth,
  { node, resource, id }: { readonly node: NodeIndex; readonly resource: number; readonly id: number },
): void {
  const on = disks.replications[resource]
  const known = truth.resources[resource]
  if (on === undefined || known === undefined) return
  const both = on.of(other(node)).role === 'primary'
  const overtaken = both && truth.overtaken(resource, node)
  if (overtaken && truth.lookForClassA()) known.schism = true
  const written = disks.applications.acknowledged[resource]?.findLast((write) => write.id === id)
  if (written === undefined) return
  const asleep = both ? truth.overtakenAsleep(resource, node) : truth.classA && truth.sleeper(node)
  if (asleep || (both && (known.schism || known.torn))) {
    written.given = true
    return
  }
  if (!overtaken) return
  world.violate('one-line-of-writes', `${world.machines[node].name} acknowledges a write though it was overtaken`)
}
