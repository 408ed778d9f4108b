/**
 * What can happen in a play-script?
 *
 * One word per happening; the world's operations do the work. README.md lists them for the reader.
 */
import type { OperatorOrder } from '../../src/core/events.ts'
import { linkKinds } from '../../src/core/link-view.ts'
import { orderRepair } from '../sim/disk-repair.ts'
import type { Machine, NodeIndex } from '../sim/machine.ts'
import {
  continueAgent,
  cutPath,
  deleteAddress,
  freeze,
  giveOrder,
  killAgent,
  powerOff,
  powerOn,
  pullCable,
  refreshNets,
  startAgent,
  stopAgent,
  thaw,
} from '../sim/operations.ts'
import type { World } from '../sim/world.ts'
import { changeAnswers, changeUnit } from './verbs-services.ts'
import { parseSpan } from './script.ts'

/** Boot of a machine up to the start of the agent, ms. */
const bootMs = 2_000
const startMs = 500

type Verb = (world: World, words: readonly string[]) => string | undefined

function machineOf(world: World, word: string | undefined): Machine | undefined {
  return world.machines.find((machine) => machine.name === word)
}

function machinesOf(world: World, word: string | undefined): readonly Machine[] {
  return word === 'both' ? world.machines : world.machines.filter((machine) => machine.name === word)
}

/** A verb for one node or both. */
function onNodes(act: (world: World, machine: Machine, words: readonly string[]) => void): Verb {
  return (world, words) => {
    const machines = machinesOf(world, words[0])
    if (machines.length === 0) return 'master, slave or both is wanted'
    for (const machine of machines) act(world, machine, words.slice(1))
    return undefined
  }
}

/** A verb for a path by name, or `all`, or `ethernet`, and perhaps one direction: `from NODE`. */
function onPaths(by: 1 | -1): Verb {
  return (world, words) => {
    const [name, from, node] = words
    if (name === 'replication') return cutReplication(world, by)
    const paths = world.paths.filter(
      ({ settings }) =>
        name === 'all' || settings.name === name || (name === 'ethernet' && settings.medium === 'ethernet'),
    )
    if (paths.length === 0) return `${name ?? ''} is no path`
    const directions: readonly NodeIndex[] = from === 'from' ? [node === 'slave' ? 1 : 0] : [0, 1]
    for (const path of paths) for (const direction of directions) cutPath(world, path.settings.id, direction, by)
    return undefined
  }
}

/** The wire of the disks, in both directions. */
function cutReplication(world: World, by: 1 | -1): string | undefined {
  const { disks } = world
  if (disks === undefined) return 'a pair with disks is wanted'
  for (const node of [0, 1] as const) disks.cuts[node] += by
  disks.review()
  return undefined
}

/** A verb for the cable between a node and a zone. */
function onCarrier(by: 1 | -1): Verb {
  return (world, [zone, node]) => {
    const machine = machineOf(world, node)
    const nets = world.lan.nets.filter((net) => zone === 'all' || net.zone === zone)
    if (machine === undefined || nets.length === 0) return 'a zone and a node are wanted'
    for (const net of nets) net.unplugged[machine.index] += by
    refreshNets(world)
    return undefined
  }
}

function onNets(change: (world: World, node: NodeIndex | undefined) => void): Verb {
  return (world, [node]) => {
    change(world, machineOf(world, node)?.index)
    refreshNets(world)
    return undefined
  }
}

function pull(pulled: boolean): Verb {
  return (world, [name]) => {
    const path = world.paths.find(({ settings }) => settings.name === name)
    if (path === undefined) return `${name ?? ''} is no path`
    pullCable(world, path.settings.id, pulled)
    return undefined
  }
}

const roleVerbs = ['make-master', 'make-slave', 'failover', 'failback'] as const
const plainVerbs = ['hold', 'unhold', 'release', 'stop', 'restart', 'announce', 'force-master'] as const

function orderOf(words: readonly string[]): OperatorOrder | undefined {
  const [verb] = words
  const role = roleVerbs.find((known) => known === verb)
  if (role !== undefined) {
    const stale = words.includes('--stale')
    return {
      verb: role,
      force: words.includes('--force'),
      ...(stale ? { seen: { term: 999, phase: 'running-slave' } } : {}),
    }
  }
  const plain = plainVerbs.find((known) => known === verb)
  return plain === undefined ? undefined : { verb: plain }
}

function flap(world: World, words: readonly string[]): string | undefined {
  const half = parseSpan(words[2])
  const times = Number(words[4])
  const path = world.paths.find(({ settings }) => settings.name === words[0])
  if (path === undefined || half === undefined || !Number.isInteger(times)) return 'flap PATH every SPAN times N'
  const turn = (left: number, by: 1 | -1): void => {
    for (const direction of [0, 1] as const) cutPath(world, path.settings.id, direction, by)
    if (left > 1 || by === 1) {
      world.later(half, () => {
        turn(by === 1 ? left : left - 1, by === 1 ? -1 : 1)
      })
    }
  }
  turn(times, 1)
  return undefined
}

/** Questions do not leave a zone's devices, and the agents are told. */
function unsent(share: number): Verb {
  return (world, [zone]) => {
    const net = world.lan.nets.find((one) => one.zone === zone)
    if (net === undefined) return 'a zone is wanted'
    net.unsent = share === 0 ? undefined : { share, chance: world.noise }
    return undefined
  }
}

/** How the hands of both nodes work from now on. */
function hands(world: World, [how]: readonly string[]): string | undefined {
  if (how !== 'work' && how !== 'hang' && how !== 'fail' && how !== 'slow') return 'hands work, hang, fail or are slow'
  world.faultiness = { slow: Number(how === 'slow'), fail: Number(how === 'fail'), hang: Number(how === 'hang') }
  return undefined
}

/** What the fencing device of a node does from now on: `device NODE works | fails | hangs | mute | takes SPAN`. */
function device(world: World, [node, how, span]: readonly string[]): string | undefined {
  const machine = machineOf(world, node)
  const { fence } = world
  if (machine === undefined || fence === undefined) return 'a node of a pair with fencing devices is wanted'
  const troubles = {
    unreachable: Number(how === 'fails'),
    hangs: Number(how === 'hangs'),
    mute: Number(how === 'mute'),
  }
  Object.assign(fence.troubles[machine.index], troubles)
  if (how === 'takes') fence.workMs = parseSpan(span)
  return how === 'works' || how === 'takes' || troubles.unreachable + troubles.hangs + troubles.mute > 0
    ? undefined
    : 'a device works, fails, hangs, is mute or takes a span'
}

/** Frames of a path are late by up to a fifth of the span, a few of them by all of it. */
function delay(world: World, [name, , span]: readonly string[]): string | undefined {
  const path = world.paths.find(({ settings }) => settings.name === name)
  const jitterMs = parseSpan(span)
  if (path === undefined || jitterMs === undefined) return 'delay PATH by SPAN'
  for (const direction of path.directions) direction.jitterMs = jitterMs
  return undefined
}

/** The checks of a kind fail on a node, or pass again, with the carrier up: `links KIND down|up NODE`. */
function links(world: World, [word, how, node]: readonly string[]): string | undefined {
  const kind = linkKinds.find((one) => one === word)
  const { sight } = world
  const machines = machinesOf(world, node)
  if (kind === undefined || sight === undefined || machines.length === 0 || (how !== 'down' && how !== 'up'))
    return 'links lan|internet down|up NODE, in a pair that looks at its links'
  for (const { index } of machines) sight.faults[kind][index] = Number(how === 'down')
  sight.refresh()
  world.truth.disturb()
  return undefined
}

/** So many targets of the jury do not answer a node: `targets silent N NODE`. */
function targets(world: World, [, count, node]: readonly string[]): string | undefined {
  const { sight } = world
  const machines = machinesOf(world, node)
  if (sight === undefined || machines.length === 0) return 'targets silent N NODE, in a pair with a jury'
  for (const { index } of machines) sight.silent[index] = Number(count)
  world.truth.disturb()
  return undefined
}

const verbs: Readonly<Record<string, Verb>> = {
  'power-on': onNodes((world, machine) => {
    powerOn(world, machine, bootMs)
  }),
  'power-cut': onNodes((world, machine) => {
    powerOff(world, machine)
  }),
  'kill-agent': onNodes((world, machine, [, span]) => {
    world.respawnMs = parseSpan(span) ?? startMs
    killAgent(world, machine)
  }),
  'start-agent': onNodes((world, machine) => {
    startAgent(world, machine, startMs)
  }),
  'stop-agent': onNodes((world, machine, [, span]) => {
    stopAgent(world, machine)
    world.later(parseSpan(span) ?? 0, () => {
      continueAgent(world, machine)
    })
  }),
  freeze: onNodes((world, machine, [, span]) => {
    freeze(world, machine)
    world.later(parseSpan(span) ?? 0, () => {
      thaw(world, machine)
    })
  }),
  cut: onPaths(1),
  mend: onPaths(-1),
  pull: pull(true),
  plug: pull(false),
  unplug: onCarrier(1),
  replug: onCarrier(-1),
  split: onNets((world) => {
    for (const net of world.lan.nets) net.split += 1
  }),
  unsplit: onNets((world) => {
    for (const net of world.lan.nets) net.split -= 1
  }),
  'hosts-silent': onNets((world, node) => {
    if (node !== undefined) for (const net of world.lan.nets) net.deserted[node] += 1
  }),
  'hosts-answer': onNets((world, node) => {
    if (node !== undefined) for (const net of world.lan.nets) net.deserted[node] -= 1
  }),
  'delete-address': onNodes((world, machine) => {
    deleteAddress(world, machine, 0)
  }),
  'change-settings': onNodes((world, machine) => {
    world.later(0, () => {
      world.change(machine, { ...machine.settings, settingsHash: machine.settings.settingsHash + 1 })
    })
  }),
  unsent: unsent(1),
  sent: unsent(0),
  hands,
  delay,
  // Somebody leads with this copy for a moment: nobody has named the data that is there then.
  'new-data': onNodes(({ disks }, { index }) => {
    for (const on of disks?.replications ?? []) {
      on.of(index).beginGeneration(on.fresh())
      on.of(index).persist()
    }
    disks?.changed(index)
  }),
  order: (world, [node, ...words]) => {
    const machine = machineOf(world, node)
    if (machine !== undefined && words[0] === 'repair') {
      orderRepair(world, machine)
      return undefined
    }
    const order = orderOf(words)
    if (machine === undefined || order === undefined) return 'order NODE VERB [--force] [--stale]'
    return giveOrder(world, machine, order) === undefined ? 'no agent answers there' : undefined
  },
  flap,
  links,
  targets,
  device,
  unit: changeUnit,
  manager: changeAnswers,
}

/** Lets something happen now. Gives the problem when the words cannot be understood. */
export function happen(world: World, words: readonly string[]): string | undefined {
  const [verb, ...rest] = words
  const act = verbs[verb ?? '']
  return act === undefined ? `${verb ?? ''} is no word of a play-script` : act(world, rest)
}
