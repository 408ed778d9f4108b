/**
 * Who answers in the networks of the virtual addresses?
 *
 * Each zone has a switch with both nodes, a gateway and other hosts. The kernel of a machine answers for what it holds
 * as long as the machine runs, whatever the agent does: this is why a stopped agent is visible as a living owner. A
 * zone can be split, so that each node sees hosts but not the other node. Targets of `ask-witnesses` lie beyond the
 * gateway of the first zone.
 */
import { instant } from '../../src/base/time.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { Zone } from '../../src/core/types.ts'
import type { Chance } from './chance.ts'
import type { Agent, Machine, NodeIndex } from './machine.ts'
import { other } from './machine.ts'
import type { World } from './world.ts'

/** Round trip of a probe, and of a ping beyond the gateway, ms. */
const probeMs = [0.2, 2] as const
const pingMs = [0.5, 5] as const
/** The sender learns within this span that no question left, ms. */
const noticeMs = 0.5

/** One network with a virtual address. Counters count the faults that are active. */
export type Net = {
  readonly zone: Zone
  readonly unplugged: [number, number]
  switchOff: number
  split: number
  /** Neither gateway nor host answers this node. */
  readonly deserted: [number, number]
  /** A third host answers for the virtual address. */
  stranger: number
  loss: number
  /** Questions that do not leave a node, as a share; the node is told. */
  unsent: { readonly share: number; readonly chance: Chance } | undefined
}

/** The networks of the pair. */
export class Lan {
  readonly nets: readonly Net[]
  /** Ping targets that are down. */
  targetsDown = 0

  constructor(zones: readonly Zone[]) {
    this.nets = zones.map((zone) => ({
      zone,
      unplugged: [0, 0],
      switchOff: 0,
      split: 0,
      deserted: [0, 0],
      stranger: 0,
      loss: 0,
      unsent: undefined,
    }))
  }

  /** Carrier of the device of this node in the zone. */
  carrier(node: NodeIndex, zone: number): boolean {
    const net = this.nets[zone]
    return net !== undefined && net.unplugged[node] === 0 && net.switchOff === 0
  }

  /** Can the two nodes reach each other in this zone? */
  reaches(zone: number): boolean {
    const net = this.nets[zone]
    return net?.split === 0 && this.carrier(0, zone) && this.carrier(1, zone)
  }

  /** Does a host that is not of the pair answer this node in the zone? */
  hosted(node: NodeIndex, zone: number): boolean {
    return this.carrier(node, zone) && this.nets[zone]?.deserted[node] === 0
  }

  /** Do the ping targets answer this node? */
  targetsAnswer(node: NodeIndex): boolean {
    return this.targetsDown === 0 && this.hosted(node, 0)
  }

  /** Does anything outside the pair answer this node? */
  anyWitness(node: NodeIndex): boolean {
    return this.nets.some((_, zone) => this.hosted(node, zone)) || this.targetsAnswer(node)
  }
}

/** Performs the effect `probe`: every answer that comes is entered in the agenda. */
export function probe(world: World, machine: Machine, agent: Agent, zones: readonly Zone[]): void {
  const peer = world.machines[other(machine.index)]
  world.lan.nets.forEach((net, zone) => {
    if (!zones.includes(net.zone) || !world.lan.carrier(machine.index, zone)) return
    if (net.unsent?.chance.hit(net.unsent.share) === true) {
      const at = world.now + net.unsent.chance.between(0, noticeMs)
      world.enterFact(machine, agent, at, { type: 'probe-unsent', zone: net.zone })
      return
    }
    const sees = peer.awake && world.lan.reaches(zone)
    if (sees && peer.kernel.holdsIn(zone)) reply(world, machine, agent, zone, 'vip', 'peer')
    if (net.stranger > 0) reply(world, machine, agent, zone, 'vip', 'third')
    if (sees) reply(world, machine, agent, zone, 'peer-address', 'peer')
    if (world.lan.hosted(machine.index, zone)) reply(world, machine, agent, zone, 'neighbour', 'third')
  })
}

function reply(
  world: World,
  machine: Machine,
  agent: Agent,
  zone: number,
  subject: Answered['subject'],
  who: 'peer' | 'third',
): void {
  const net = world.lan.nets[zone]
  if (net === undefined || world.chance.hit(net.loss)) return
  world.agenda.enter(world.now + world.chance.between(...probeMs), {
    type: 'answer',
    node: machine.index,
    life: agent.life,
    answered: { zone, subject, who },
  })
}

/** An answer on its way. `who` is the truth. */
export type Answered = {
  readonly zone: number
  readonly subject: 'vip' | 'peer-address' | 'neighbour'
  readonly who: 'peer' | 'third'
}

/** The fact that an agent sees. The peer's hardware address is known only after its own address answered once. */
export function answerSeen(world: World, machine: Machine, agent: Agent, answered: Answered): PairEvent | undefined {
  const net = world.lan.nets[answered.zone]
  if (net === undefined) return undefined
  if (answered.subject === 'peer-address') agent.learned[answered.zone] = true
  const unknown = answered.who === 'peer' && agent.learned[answered.zone] !== true
  return {
    type: 'probe-answer',
    zone: net.zone,
    subject: answered.subject,
    answerer: unknown ? 'unknown' : answered.who,
    at: instant(machine.own(world.now)),
  }
}

/** Performs the effect `ask-witnesses`. */
export function askWitnesses(world: World, machine: Machine, agent: Agent): void {
  for (let witness = 0; witness < machine.settings.witnesses; witness += 1) {
    const net = world.lan.nets[0]
    if (!world.lan.targetsAnswer(machine.index) || world.chance.hit(net?.loss ?? 0)) continue
    world.enterFact(machine, agent, world.now + world.chance.between(...pingMs), { type: 'witness-answer', witness })
  }
}

/** Tells the agent of each zone whose carrier changed. */
export function tellCarrier(world: World, machine: Machine): void {
  const agent = machine.agent
  if (agent === undefined) return
  world.lan.nets.forEach((net, zone) => {
    const up = world.lan.carrier(machine.index, zone)
    if (machine.toldZone[zone] === String(up)) return
    machine.toldZone[zone] = String(up)
    const at = Math.max(world.now + world.chance.between(0, 1), machine.toldZoneAt[zone] ?? 0)
    machine.toldZoneAt[zone] = at
    world.enterFact(machine, agent, at, {
      type: 'zone-carrier',
      zone: net.zone,
      up,
    })
  })
}
