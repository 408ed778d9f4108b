/**
 * How does the daemon's loop turn facts into steps of the core?
 *
 * This is `daemon/loop.ts` without sockets: facts one by one, each by one step; effects in order; a timer when the core
 * wants one. After a stop of its own the loop says so first, then what queued up, then `caught-up` (C5).
 */
import { instant } from '../../src/base/time.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { Agent, Machine, Waiting } from './machine.ts'
import { open } from './links.ts'
import { perform } from './performers.ts'
import type { World } from './world.ts'

/** The loop calls itself stalled when a timer was late by this share of the beat interval. */
const stallShare = 0.5
/** An operating system timer fires up to this late, ms. */
const timerLatenessMs = 1
/** The receive buffers hold this many frames and facts for an agent that does not read. */
const inboxMax = 512

/** Hands something that arrived to the agent of a machine, or keeps it while the agent is stopped. */
export function deliver(world: World, machine: Machine, waiting: Waiting): void {
  const agent = machine.agent
  if (agent === undefined) return
  if (agent.stopped) {
    if (agent.inbox.length < inboxMax) agent.inbox.push(waiting)
    return
  }
  read(world, machine, agent, waiting)
  settle(world, machine, agent)
}

/** Reads one thing that arrived. False when the agent ended over it. */
function read(world: World, machine: Machine, agent: Agent, waiting: Waiting): boolean {
  const { what } = waiting
  switch (what.type) {
    case 'frame-beat':
    case 'frame-hello':
    case 'frame-reply':
      break
    default:
      return absorb(world, machine, agent, what)
  }
  const opened = open(world, machine, agent, waiting.path, what)
  if (opened === 'nothing') return true
  if (opened === 'refused' || opened === 'replayed') {
    const kind = opened === 'refused' ? 'unexpected' : 'replay'
    return absorb(world, machine, agent, { type: 'beat-refused', path: waiting.path, kind })
  }
  if (opened === 'session' && !absorb(world, machine, agent, { type: 'session', path: waiting.path })) return false
  if (what.beat === undefined) return true
  if (world.foreign[what.from]) {
    return absorb(world, machine, agent, { type: 'foreign-version', path: waiting.path, version: 9 })
  }
  const ageMs = machine.own(world.now) - waiting.at
  world.heard(machine, what.beat, what.sentAt, world.now - Math.max(ageMs, 0))
  return absorb(world, machine, agent, { type: 'beat', beat: what.beat, ageMs })
}

/** One step of the core with one fact. False when the agent ended over its effects. */
export function absorb(world: World, machine: Machine, agent: Agent, event: PairEvent): boolean {
  const now = instant(machine.own(world.now))
  const before = agent.state
  world.steps += 1
  agent.events += 1
  const outcome = world.core.step(before, event, machine.settings, now)
  agent.state = outcome.state
  world.stepped(machine, agent, event, before, outcome.effects)
  for (const effect of outcome.effects) {
    if (!perform(world, machine, agent, effect)) return false
  }
  return true
}

/** After a turn: arms the timer for the instant that the core wants. */
export function settle(world: World, machine: Machine, agent: Agent): void {
  if (machine.agent !== agent || agent.stopped) return
  const wake = world.core.wakeAt(agent.state, machine.settings) - machine.clockOffset
  if (wake >= agent.timerAt) return
  armAt(world, machine, agent, wake)
}

function armAt(world: World, machine: Machine, agent: Agent, wake: number): void {
  if (wake === Number.POSITIVE_INFINITY) return
  agent.timerAt = Math.max(wake, world.now) + world.chance.fraction() * timerLatenessMs
  world.enterFor(machine, agent, agent.timerAt, 'timer')
}

/** The timer entry of an agent has come: perhaps it is too early, because the core wants a later instant now. */
export function ring(world: World, machine: Machine, agent: Agent): void {
  if (world.now < agent.timerAt) return
  agent.timerAt = Number.POSITIVE_INFINITY
  if (agent.stopped) return
  const wake = world.core.wakeAt(agent.state, machine.settings) - machine.clockOffset
  if (wake > world.now) {
    armAt(world, machine, agent, wake)
    return
  }
  if (absorb(world, machine, agent, { type: 'timer' })) settle(world, machine, agent)
}

/** The agent was stopped and goes on: `stalled`, all that waits, `caught-up`. */
export function resume(world: World, machine: Machine, agent: Agent): void {
  agent.stopped = false
  const due = world.core.wakeAt(agent.state, machine.settings) - machine.clockOffset
  const lateMs = world.now - due
  const noticed = lateMs > machine.settings.timing.beatMs * stallShare
  if (noticed && !absorb(world, machine, agent, { type: 'stalled', forMs: lateMs })) return
  for (const waiting of agent.inbox.splice(0)) {
    if (!read(world, machine, agent, waiting)) return
  }
  if (noticed && !absorb(world, machine, agent, { type: 'caught-up' })) return
  agent.timerAt = Number.POSITIVE_INFINITY
  settle(world, machine, agent)
}
