/**
 * What can happen to a machine, a cable or a network?
 *
 * Every verb of faults and play-scripts is one function here: power, clock, agent, paths, zones. Verbs that begin
 * something have a partner that ends it; counted faults may overlap.
 */
import type { OperatorOrder } from '../../src/core/events.ts'
import { instant } from '../../src/base/time.ts'
import { absorb, resume, settle } from './daemon.ts'
import { tellCarrier } from './lan.ts'
import { greet, tellDevice } from './links.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { Asked } from './orders.ts'
import type { World } from './world.ts'

/** Own clock of a machine at boot, ms. */
const bootClockMs = [3_000, 60_000] as const

/** Gives power; the agent starts after `bootMs`. */
export function powerOn(world: World, machine: Machine, bootMs: number): void {
  if (machine.powered) return
  machine.powered = true
  machine.poweredAt = world.now
  machine.bootId = world.chance.word()
  machine.clockOffset = Math.round(world.chance.between(...bootClockMs)) - world.now
  world.note(machine, 'power on')
  world.disks?.powerOn(machine)
  world.services?.managers[machine.index].powerOn()
  startAgent(world, machine, bootMs)
  refreshDevices(world)
}

/** Takes the power: addresses, agent and what the disk had not finished are gone. */
export function powerOff(world: World, machine: Machine): void {
  if (!machine.powered) return
  machine.powered = false
  machine.frozen = false
  machine.thawed.length = 0
  machine.startTicket += 1
  world.note(machine, 'power off')
  endAgent(world, machine)
  world.disks?.powerOff(machine)
  world.services?.managers[machine.index].powerOff()
  if (machine.kernel.removeAll()) world.owned(machine)
  refreshDevices(world)
}

/** Starts the agent after a delay, unless it runs then or another start was ordered later. */
export function startAgent(world: World, machine: Machine, afterMs: number): void {
  machine.startTicket += 1
  const ticket = machine.startTicket
  world.later(afterMs, () => {
    if (machine.startTicket !== ticket || !machine.powered || machine.agent !== undefined) return
    if (machine.frozen) startAgent(world, machine, machine.settings.timing.deadMs)
    else begin(world, machine)
  })
}

function begin(world: World, machine: Machine): void {
  const { record } = machine.store
  const now = instant(machine.own(world.now))
  world.lives += 1
  world.truth.disturb()
  const agent: Agent = {
    life: world.lives,
    incarnation: (typeof record === 'string' ? 0 : record.incarnation) + 1,
    startedAt: world.now,
    state: world.core.firstState(machine.settings, now),
    stopped: false,
    inbox: [],
    timerAt: Number.POSITIVE_INFINITY,
    peerLife: 0,
    candidateLife: 0,
    counters: world.paths.map(() => 0),
    hands: undefined,
    learned: [],
    departure: 'none',
    fedAt: now,
    fed: false,
    events: 0,
  }
  machine.agent = agent
  world.running(machine)
  machine.toldPath.length = 0
  machine.toldZone.length = 0
  world.note(machine, `agent starts, run ${agent.incarnation}`)
  const { kernel } = machine
  const alive = absorb(world, machine, agent, {
    type: 'started',
    memory: record,
    bootId: machine.bootId,
    incarnation: agent.incarnation,
    owned: kernel.holdsAll ? 'all' : kernel.holdsAny ? 'some' : 'none',
    inconsistent: machine.inconsistent,
  })
  if (!alive) return
  tellCarrier(world, machine)
  for (const path of world.paths) tellDevice(world, machine, path)
  world.disks?.agentStarts(machine)
  world.sight?.agentStarts(machine)
  world.services?.tellSoon(machine.index)
  greet(world, machine, agent)
  settle(world, machine, agent)
}

function endAgent(world: World, machine: Machine): void {
  if (machine.agent === undefined) return
  world.truth.disturb()
  machine.store.crash(world.chance)
  machine.agent = undefined
  world.disks?.hands.agentEnds(machine.index)
  world.agentEnded(machine)
}

/** Ends the agent without a word. Gives false, for the hands that asked whether it lives. */
export function killAgent(world: World, machine: Machine): false {
  if (machine.agent === undefined) return false
  world.note(machine, 'agent killed')
  endAgent(world, machine)
  startAgent(world, machine, world.respawnMs)
  return false
}

/** The agent ended by itself. A restart is begun at once by the service manager, a stop is not. */
export function exitAgent(world: World, machine: Machine, agent: Agent): void {
  const restart = agent.departure !== 'stop'
  world.note(machine, 'agent exits')
  endAgent(world, machine)
  if (restart) startAgent(world, machine, world.respawnMs)
}

/** Stops the agent by a signal, or lets it go on. */
export function stopAgent(world: World, machine: Machine): void {
  if (machine.agent === undefined || machine.agent.stopped) return
  machine.agent.stopped = true
  world.note(machine, 'agent stopped by a signal')
  world.paused(machine)
}

/** Lets a stopped agent go on; it first learns that it was stalled. */
export function continueAgent(world: World, machine: Machine): void {
  const agent = machine.agent
  if (agent === undefined || !agent.stopped || machine.frozen) return
  world.note(machine, 'agent goes on')
  world.running(machine)
  resume(world, machine, agent)
}

/** Freezes the whole machine with its clock, or thaws it. */
export function freeze(world: World, machine: Machine): void {
  if (!machine.awake) return
  machine.frozenAt = world.now
  machine.frozen = true
  world.note(machine, 'machine frozen')
  world.disks?.review()
  world.paused(machine)
  world.owned(machine)
}

/** Lets a frozen machine go on, its clock and its kernel with it. */
export function thaw(world: World, machine: Machine): void {
  if (!machine.frozen) return
  machine.frozen = false
  machine.clockOffset -= world.now - machine.frozenAt
  machine.thawedAt = world.now
  world.note(machine, 'machine thawed')
  world.owned(machine)
  world.watchLease(machine)
  if (machine.agent?.stopped === false) world.running(machine)
  for (const act of machine.thawed.splice(0)) act()
  world.disks?.thawed(machine)
  const agent = machine.agent
  if (agent === undefined) return
  agent.timerAt = Number.POSITIVE_INFINITY
  settle(world, machine, agent)
}

/** Cuts a path in the direction from one node, or ends one such cut. */
export function cutPath(world: World, path: number, from: NodeIndex, by: 1 | -1): void {
  const direction = world.paths[path]?.directions[from]
  if (direction !== undefined) direction.cuts += by
  world.disks?.review()
}

/** Pulls the cable of a path out, or puts it in: both ends can see that. */
export function pullCable(world: World, path: number, pulled: boolean): void {
  const pulledPath = world.paths[path]
  if (pulledPath === undefined) return
  pulledPath.pulled = pulled
  refreshDevices(world)
}

/** Breaks the device of a path on one node, or mends it. */
export function breakDevice(world: World, machine: Machine, path: number, broken: boolean): void {
  machine.brokenDevice[path] = broken
  refreshDevices(world)
}

/** Something of the networks changed: carriers and visibility are told anew. */
export function refreshNets(world: World): void {
  for (const machine of world.machines) tellCarrier(world, machine)
  refreshDevices(world)
  world.netsChanged()
}

/** Tells a node what its devices look like now. */
export function refreshDevices(world: World): void {
  for (const machine of world.machines) {
    if (!machine.awake) continue
    for (const path of world.paths) tellDevice(world, machine, path)
  }
  world.disks?.review()
}

/** Deletes an address by hand. */
export function deleteAddress(world: World, machine: Machine, index: number): void {
  if (!machine.awake) return
  const gone = machine.kernel.removeOne(index)
  if (gone === undefined) return
  world.note(machine, `address ${gone.text} deleted by hand`)
  world.owned(machine)
  world.tellMissing(machine, gone)
}

/** An operator gives an order on a node; nothing happens when no agent answers there. */
export function giveOrder(world: World, machine: Machine, order: OperatorOrder): Asked | undefined {
  const agent = machine.agent
  if (agent === undefined || !machine.awake) return undefined
  world.truth.disturb()
  const asked = world.orders.ask(machine.index, agent.life, order, world.now)
  world.note(machine, `operator orders ${order.verb}${'force' in order && order.force ? ' --force' : ''}`)
  if (order.verb === 'force-master' || ('force' in order && order.force))
    world.truth.nodes[machine.index].forcedAt = world.now
  if (order.verb === 'stop' || order.verb === 'restart') agent.departure = order.verb
  world.enterFact(machine, agent, world.now, { type: 'order', orderId: asked.id, order })
  return asked
}

/** The machine of the other node. */
export function peerMachine(world: World, machine: Machine): Machine {
  return world.machines[other(machine.index)]
}
