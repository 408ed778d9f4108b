/**
 * What do the hands of the daemon do with an effect, and what goes wrong there?
 *
 * One pair of hands writes the record, one touches addresses. Both can be slow, fail, or never answer; a newer order
 * for the addresses ends the older one, whose answer then comes late under an id that nobody waits for (C3). The agent
 * can crash before or after any effect.
 */
import type { Effect } from '../../src/core/effects.ts'
import type { Reason } from '../../src/core/reasons.ts'
import { exitAgent, giveOrder, killAgent } from './operations.ts'
import { askWitnesses, probe } from './lan.ts'
import { actOnDisks } from './disk-effects.ts'
import { sendBeat } from './links.ts'
import type { AddressOrder, Agent, Machine } from './machine.ts'
import type { Write } from './store.ts'
import type { World } from './world.ts'

/** A sound disk writes within this span, a sound kernel changes addresses within that, ms. */
const writeMs = [1, 20] as const
const addressMs = [0.3, 6] as const
/** How slow slow hands are, as a share of the time limit of a step. */
const slowShare = [0.2, 1.6] as const
/** The answer of an order that a newer one ended comes this late, ms. */
const lateAnswerMs = [0, 300] as const

/** Performs one effect. False when the agent is gone after it. */
export function perform(world: World, machine: Machine, agent: Agent, effect: Effect): boolean {
  const crash = world.crashAt(machine, effect)
  if (crash === 'before') return killAgent(world, machine)
  world.performing(machine, agent, effect)
  act(world, machine, agent, effect)
  if (crash === 'after' && machine.agent === agent) return killAgent(world, machine)
  return machine.agent === agent
}

function act(world: World, machine: Machine, agent: Agent, effect: Effect): void {
  switch (effect.type) {
    case 'send-beat':
      sendBeat(world, machine, agent, effect.beat)
      return
    case 'vip-renew':
      renew(world, machine, effect.leaseMs)
      return
    case 'remember':
      remember(world, machine, agent, { id: effect.id, memory: effect.memory })
      return
    case 'vip-add':
      beginAddresses(world, machine, agent, { id: effect.id, type: 'vip-add', leaseMs: effect.leaseMs })
      return
    case 'vip-remove':
      beginAddresses(world, machine, agent, { id: effect.id, type: 'vip-remove', leaseMs: 0 })
      return
    case 'probe':
      probe(world, machine, agent, effect.zones)
      return
    case 'ask-witnesses':
      askWitnesses(world, machine, agent)
      return
    case 'answer':
      world.orders.answer(effect.orderId, effect.answer, world.now)
      return
    case 'feed-watchdog':
      agent.fedAt = machine.own(world.now)
      agent.fed = true
      return
    case 'exit':
      exitAgent(world, machine, agent)
      return
    case 'fence-peer':
      world.fence?.order(machine, agent, effect.id)
      return
    case 'tell':
      orderWhenTold(world, machine, effect.told.reason)
      return
    case 'announce':
      return
    case 'service-start':
    case 'service-stop':
    case 'service-disable':
    case 'end-clients':
      world.services?.perform(machine, agent, effect)
      return
    default:
      actOnDisks(world, machine, agent, effect)
  }
}

function orderWhenTold(world: World, machine: Machine, reason: Reason): void {
  for (const reader of world.orders.readers) if (reader.reason === reason) giveOrder(world, machine, reader.order)
}

function renew(world: World, machine: Machine, leaseMs: number): void {
  const added = machine.kernel.put(machine.own(world.now), leaseMs, world.noise)
  world.watchLease(machine)
  if (added) world.owned(machine)
}

function remember(world: World, machine: Machine, agent: Agent, write: Write): void {
  const { store } = machine
  if (store.underWay !== undefined) {
    if (store.waiting !== undefined) {
      world.enterFact(machine, agent, world.now, { type: 'effect-failed', id: store.waiting.id, text: 'cancelled' })
    }
    store.waiting = write
    return
  }
  store.underWay = write
  if (store.hanging) return
  const ms = world.chance.between(...writeMs) + slowness(world, machine)
  world.agenda.enter(world.now + ms, { type: 'written', node: machine.index, life: agent.life, write })
}

/** The disk is done with a write, well or badly. */
export function endWrite(world: World, machine: Machine, agent: Agent, write: Write): void {
  const { store } = machine
  if (store.underWay !== write) return
  const failed = store.full || world.chance.hit(world.faultiness.fail)
  if (!failed) store.finish(write)
  store.underWay = undefined
  const next = store.waiting
  store.waiting = undefined
  const id = write.id
  world.enterFact(
    machine,
    agent,
    world.now,
    failed
      ? { type: 'effect-failed', id, text: 'write record.a: refused by the kernel (ENOSPC)' }
      : { type: 'effect-done', id },
  )
  if (next !== undefined) remember(world, machine, agent, next)
}

function beginAddresses(world: World, machine: Machine, agent: Agent, order: AddressOrder): void {
  const ended = agent.hands
  if (ended !== undefined && world.chance.hit(0.5)) {
    const at = world.now + world.chance.between(...lateAnswerMs)
    const fact = world.chance.hit(0.5)
      ? ({ type: 'effect-done', id: ended.id } as const)
      : ({ type: 'effect-failed', id: ended.id, text: 'cancelled' } as const)
    world.enterFact(machine, agent, at, fact)
  }
  agent.hands = order
  if (world.chance.hit(world.faultiness.hang)) return
  const ms = world.chance.between(...addressMs) + slowness(world, machine)
  world.agenda.enter(world.now + ms, { type: 'addressed', node: machine.index, life: agent.life, order })
}

/** The hands reach the kernel with an order of the addresses. */
export function endAddresses(world: World, machine: Machine, agent: Agent, order: AddressOrder): void {
  if (agent.hands !== order) return
  agent.hands = undefined
  const failed = world.chance.hit(world.faultiness.fail)
  const count = machine.kernel.addresses.length
  const reached = failed ? world.chance.below(count) : count
  const changed =
    order.type === 'vip-add'
      ? machine.kernel.put(machine.own(world.now), order.leaseMs, world.noise, reached)
      : machine.kernel.removeAll(count - reached)
  world.watchLease(machine)
  if (changed) world.owned(machine)
  const { id } = order
  world.enterFact(
    machine,
    agent,
    world.now,
    failed
      ? { type: 'effect-failed', id, text: 'change addresses: refused by the kernel (ENODEV)' }
      : { type: 'effect-done', id },
  )
}

function slowness(world: World, machine: Machine): number {
  if (!world.chance.hit(world.faultiness.slow)) return 0
  return machine.settings.timing.stepMs * world.chance.between(...slowShare)
}
