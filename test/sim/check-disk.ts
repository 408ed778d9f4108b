/**
 * Are the disks moved in order, is the kernel told the truth, and is nothing forgotten (S6, S8..S11, L8)?
 */
import { worse } from './replica.ts'
import { forcedHere, withDisks } from './check-data.ts'
import { confirmedOff } from './check-fence.ts'
import { departed, forced } from './check-takeover.ts'
import type { DiskTruth } from './disk-truth.ts'
import type { Disks } from './disks.ts'
import { other } from './machine.ts'
import type { Machine, NodeIndex } from './machine.ts'
import type { Memory } from '../../src/core/types.ts'
import type { Promised, Step } from './promise.ts'
import type { World } from './world.ts'

/** A fact of the driver reaches the core this much later at most, and a record the disk, ms. */
const newsMs = 1_000
/** Moves that the pair or its operator chose; each needs both copies whole (S6). */
const planned: ReadonlySet<string> = new Set([
  'make-master',
  'make-slave',
  'failover',
  'failback',
  'automatic-failback',
  'carrier-loss',
])
/** A frozen master that may go on does so within this many dead times, and this much more, ms (L8, D11a). */
const frozenShare = 1.2
const frozenMoreMs = 12_000
/** A device that failed is asked again after this at the latest, ms. */
const retryMs = 60_000
/** Tolerance of clocks and timers, ms. */
const toleranceMs = 5
/** What a node does not own is left within this time, ms. */
const cleanMs = 20_000

/** Promises about orders for the disks and answers to the kernel. */
export const diskPromises: readonly Promised[] = [
  {
    name: 'disk-order',
    sentence: 'primary before mount before addresses; addresses gone before unmount before secondary (S9)',
    watch: (world) =>
      withDisks(world, (disks) => ({
        performing: (machine, _agent, effect) => {
          const wrong = outOfOrder(disks, machine, effect.type)
          if (wrong !== undefined) world.violate('disk-order', `${machine.name} orders ${effect.type} ${wrong}`)
        },
      })),
  },
  {
    name: 'released-holds-no-disk',
    sentence: 'a beat says released only while its sender has no primary disk and no mount (D5)',
    watch: (world) =>
      withDisks(world, (disks) => ({
        performing: (machine, _agent, effect) => {
          if (effect.type !== 'send-beat' || !effect.beat.flags.released) return
          const { index } = machine
          if (!disks.any(index, 'primary') && !disks.any(index, 'mounted')) return
          world.violate('released-holds-no-disk', `${machine.name} says released and holds a disk`)
        },
      })),
  },
  {
    name: 'mounted-on-master-only',
    sentence: 'a node that is not running master, nor on its way, keeps no mount and no primary disk (DRBD-3, S8)',
    watch: (world) => withDisks(world, (disks) => watchLeftovers(world, disks)),
  },
  {
    name: 'planned-move-in-sync',
    sentence: 'a planned move begins only while every disk is in sync (S6)',
    watch: (world) =>
      withDisks(world, (disks, truth) => ({
        phased: (step) => {
          lookAtMove(world, disks, truth, step)
        },
      })),
  },
  {
    name: 'truthful-fence-answer',
    sentence: 'the kernel is told only what is proven of the peer (S10)',
    watch: (world) =>
      withDisks(world, (disks, truth) => {
        disks.watchers.push({
          answered: (node, resource, code) => {
            const lie = lieOf(world, disks, { node, resource, code })
            if (lie !== undefined && truth.resources[resource]?.torn !== true)
              world.violate('truthful-fence-answer', `${world.machines[node].name} answers ${code}: ${lie}`)
          },
        })
        return {}
      }),
  },
  {
    name: 'stale-remembered',
    sentence: 'that a copy is stale is forgotten only after a whole resynchronisation or by the operator (S11)',
    watch: (world) =>
      withDisks(world, (_, truth) => ({
        performing: (machine, _agent, effect) => {
          if (effect.type === 'remember') lookAtRecord(world, truth, machine, effect.memory)
        },
      })),
  },
  {
    name: 'not-frozen-for-ever',
    sentence: 'writes of a master that is alone, or whose peer is heard, do not stay frozen (L8)',
    watch: (world) => withDisks(world, (disks, truth) => watchFrozen(world, disks, truth)),
  },
]

function lookAtRecord(world: World, truth: DiskTruth, machine: Machine, memory: Memory): void {
  const { record } = machine.store
  if (typeof record === 'string') return
  record.disks.forEach((disk, resource) => {
    const wanted = memory.disks[resource]?.stale === true
    // A write that was given up may still land: what counts is when the agent began to want the mark.
    truth.wantStale(machine.index, resource, wanted, disk.stale)
    if (!disk.stale || wanted) return
    if (truth.wholeSinceMark(machine.index, resource) || forcedHere(world, machine.index)) return
    world.violate('stale-remembered', `${machine.name} forgets that ${disk.name} is stale`)
  })
}

/** Did somebody else unmount a volume so lately that no news of it have come? A frozen machine goes on where it was. */
function unmountedLately(disks: Disks, { index, thawedAt, frozenAt }: Machine): boolean {
  const { now } = disks.world
  const knownAt = now - thawedAt < newsMs ? frozenAt : now
  return disks.unmountedAt[index] >= knownAt - newsMs
}

function outOfOrder(disks: Disks, machine: Machine, type: string): string | undefined {
  const { index, kernel } = machine
  switch (type) {
    case 'vip-add':
      // What somebody else unmounted is known when the driver's news have come.
      return disks.all(index, 'mounted') || unmountedLately(disks, machine)
        ? undefined
        : 'before every volume is mounted'
    case 'mount':
      return disks.all(index, 'primary') ? undefined : 'before every disk is primary'
    case 'unmount':
      return kernel.holdsAny ? 'while it holds addresses' : undefined
    case 'disk-secondary':
      return disks.replications.some((on) => on.of(index).mounted) ? 'while a volume is mounted' : undefined
    default:
      return undefined
  }
}

function watchLeftovers(world: World, disks: Disks): ReturnType<Promised['watch']> {
  const since: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  const astray = ({ index, agent }: Machine): boolean => {
    if (agent === undefined || agent.stopped) return false
    const { phase, plan } = agent.state
    const idle = plan === undefined && (phase === 'running-slave' || phase === 'held')
    return idle && (disks.any(index, 'primary') || disks.replications.some((on) => on.of(index).mounted))
  }
  return {
    swept: () => {
      for (const machine of world.machines) {
        const { index } = machine
        if (!machine.awake || !astray(machine)) since[index] = Number.POSITIVE_INFINITY
        else since[index] = Math.min(since[index], world.now)
        if (world.now - since[index] <= cleanMs || world.faultiness.hang > 0) continue
        world.violate(
          'mounted-on-master-only',
          `${machine.name} is ${machine.agent?.state.phase ?? ''} and keeps a disk`,
        )
      }
    },
  }
}

function lookAtMove(world: World, disks: Disks, truth: DiskTruth, { machine, agent, before }: Step): void {
  const { plan, phase } = agent.state
  if (phase !== 'releasing' || before.phase !== 'running-master' || plan === undefined) return
  if (plan.forced || !planned.has(plan.cause)) return
  // A machine that was frozen goes on with the facts of then: no clock of its own shows it (C5).
  const knownAt = world.now - machine.thawedAt < newsMs ? machine.frozenAt : world.now
  truth.resources.forEach((_, resource) => {
    if (truth.wholeSince(resource, knownAt - newsMs) || followsAlone(disks, machine.index, resource)) return
    world.violate('planned-move-in-sync', `${machine.name} gives for ${plan.cause} and is not in sync`)
  })
}

/** The giver has no disk any more and the peer has every write: it may go at any time, whoever asks (FO-8). */
function followsAlone(disks: Disks, node: NodeIndex, resource: number): boolean {
  const on = disks.replications[resource]
  const connected = on?.of(node).connection === 'connected' && on.linked
  return connected && on.of(node).disk === 'diskless' && on.peerOf(node).disk === 'up-to-date'
}

type Answer = { readonly node: NodeIndex; readonly resource: number; readonly code: number }

/** What is wrong with an answer to the kernel, by the truth. */
function lieOf(world: World, disks: Disks, { node, resource, code }: Answer): string | undefined {
  const on = disks.replications[resource]
  if (on === undefined) return undefined
  const peer = on.of(other(node))
  const { consistent, wasUpToDate } = peer.metadata
  // The kernel looks away when it is connected again.
  if (on.of(node).connection === 'connected') return undefined
  switch (code) {
    case 1:
      return undefined
    case 3:
      return consistent ? 'the disk of the peer is not inconsistent' : undefined
    case 4:
      // A copy whose disk failed is behind by the record of its node, as long as that stands; it may just have been mended.
      if (peer.disk === 'diskless' || saidFailed(world, node, resource))
        if (remembersStale(world, other(node), resource)) return undefined
      return consistent && wasUpToDate ? 'the disk of the peer is not outdated' : undefined
    case 5:
      return lieOfSilence(world, node)
    case 6:
      return peer.role === 'primary' || saidPrimary(world, node, resource) ? undefined : 'the peer is not primary'
    default:
      return confirmedOff(world, world.machines[node]) ? undefined : 'no device said that the peer is off'
  }
}

function saidFailed(world: World, node: NodeIndex, resource: number): boolean {
  const block = world.truth.nodes[node].beat?.resources.find((one) => one.resource === resource)
  return block?.disk === 'failed'
}

function saidPrimary(world: World, node: NodeIndex, resource: number): boolean {
  const block = world.truth.nodes[node].beat?.resources.find((one) => one.resource === resource)
  return block?.role === 'disk-primary'
}

function remembersStale(world: World, node: NodeIndex, resource: number): boolean {
  const { record } = world.machines[node].store
  return typeof record !== 'string' && record.disks[resource]?.stale === true
}

function lieOfSilence(world: World, node: NodeIndex): string | undefined {
  const { settings, agent } = world.machines[node]
  const { beat, arrivedAt } = world.truth.nodes[node]
  const agoMs = world.now - arrivedAt
  const { deadMs, lateMs } = settings.timing
  if (world.fence !== undefined && lies(world, node)) return 'silence is no proof where a device is'
  if (beat === undefined || departed(world, node) || beat.order?.step === 'released') return undefined
  if (settings.isolation === 'manual' || beat.flags.keepStandby) {
    return agoMs >= lateMs - toleranceMs ? undefined : `the peer was heard ${Math.round(agoMs)} ms ago`
  }
  if (agoMs < deadMs - toleranceMs) return `the peer was heard ${Math.round(agoMs)} ms ago`
  const peer = world.machines[other(node)]
  if (agent?.state.phase === 'taking-over' || !peer.powered || agoMs >= deadMs * frozenShare - toleranceMs) {
    return undefined
  }
  return `the peer may still decide, ${Math.round(agoMs)} ms after its last beat`
}

/**
 * With a device silence alone is no answer. A peer that left in order or gave everything away is no silent one, one that
 * never takes by itself needs no device, and the operator may answer for it by force (D15).
 */
function lies(world: World, node: NodeIndex): boolean {
  const machine = world.machines[node]
  const { beat } = world.truth.nodes[node]
  if (beat?.order?.step === 'released' || beat?.flags.keepStandby === true || departed(world, node)) return false
  return !forced(world, machine) && machine.agent?.state.plan?.forced !== true
}

function watchFrozen(world: World, disks: Disks, truth: DiskTruth): ReturnType<Promised['watch']> {
  const since: [number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  return {
    swept: () => {
      for (const machine of world.machines) {
        const { index } = machine
        if (!entitled(world, disks, truth, machine)) since[index] = Number.POSITIVE_INFINITY
        else since[index] = Math.min(since[index], world.now)
        const deviceMs = world.fence === undefined ? 0 : machine.settings.timing.fenceMs + retryMs
        if (world.now - since[index] <= world.deadMs * frozenShare + frozenMoreMs + deviceMs) continue
        world.violate('not-frozen-for-ever', `${machine.name} is frozen for ${Math.round(world.now - since[index])} ms`)
      }
    },
  }
}

/** Is the node frozen though it may go on: its peer has no power, or hears it and stands by? */
function entitled(world: World, disks: Disks, truth: DiskTruth, machine: Machine): boolean {
  const { agent, index } = machine
  const { slow, fail, hang } = world.faultiness
  if (agent === undefined || agent.stopped || !machine.awake || slow + fail + hang > 0) return false
  if (agent.state.phase !== 'running-master' || agent.state.plan !== undefined) return false
  if (machine.store.hanging || machine.store.full || disks.streamLost[index] > 0) return false
  const frozen = disks.replications.filter((on) => on.of(index).suspended && on.of(index).role === 'primary')
  if (frozen.length === 0 || frozen.some((on) => worse(on.of(index).disk, 'up-to-date'))) return false
  const peer = world.machines[other(index)]
  // Overtaken by a silent peer or diverged, it waits (S4, D1); only behind a peer which it hears, it gives way.
  const overtaken = frozen.some((on) => truth.overtaken(on.index, index))
  if (overtaken && (!peer.powered || truth.diverged)) return false
  const { fence } = world
  if (fence !== undefined && !peer.powered && (fence.troubled(index) || agent.state.wanted.maintenance)) return false
  if (!peer.powered) return world.lan.anyWitness(index)
  const standsBy = peer.agent?.state.phase === 'running-slave' && disks.streamLost[peer.index] === 0
  const up = disks.replications.every((on) => on.of(peer.index).up)
  return standsBy && Number.isFinite(world.truth.mutualSince()) && up
}
