/**
 * Is what must survive a crash on the disk before it counts?
 *
 * Terms order all claims, so a term that is forgotten or given twice breaks everything above it (C1, C2, D17).
 */
import { claims } from '../../src/core/state.ts'
import type { Memory } from '../../src/core/types.ts'
import type { Machine, NodeIndex } from './machine.ts'
import type { Promised } from './promise.ts'
import type { World } from './world.ts'

/** A sound disk has written a heard term this long after it was heard, ms. */
const writtenMs = 1_000

function highest(record: Memory | 'empty' | 'unreadable'): number {
  return typeof record === 'string' ? 0 : Math.max(record.term.number, record.heard.number, record.reserved)
}

function reservedNumber(record: Memory | 'empty' | 'unreadable'): number {
  return typeof record === 'string' ? 0 : Math.max(record.term.number, record.reserved)
}

/** Promises about the durable record and the terms. */
export const recordPromises: readonly Promised[] = [
  {
    name: 'term-durable-before-advertised',
    sentence: 'no beat carries a term that the disk of its sender does not know (C1)',
    watch: (world) => ({
      performing: (machine, _agent, effect) => {
        if (effect.type !== 'send-beat') return
        const { number } = effect.beat.term
        const durable = highest(machine.store.record)
        if (number <= durable) return
        world.violate(
          'term-durable-before-advertised',
          `${machine.name} sends term ${number}, its disk knows ${durable}`,
        )
      },
    }),
  },
  {
    name: 'term-durable-before-take',
    sentence: 'a node that could not write its term adds no address (D17)',
    watch: (world) => ({
      performing: (machine, agent, effect) => {
        if (effect.type !== 'vip-add') return
        const number = agent.state.claim?.term.number ?? 0
        const durable = reservedNumber(machine.store.record)
        if (number > 0 && number <= durable) return
        world.violate(
          'term-durable-before-take',
          `${machine.name} takes under term ${number}, its disk knows ${durable}`,
        )
      },
    }),
  },
  {
    name: 'heard-term-durable',
    sentence: 'a term that was heard is known after a restart (C2)',
    watch: (world) => ({
      agentEnded: (machine) => {
        lookAtHeard(world, machine)
      },
    }),
  },
  {
    name: 'term-claimed-once',
    sentence: 'no node claims under a term that it has claimed or heard before, restarts included (P7)',
    watch: (world) => watchTerms(world),
  },
]

function lookAtHeard(world: World, machine: Machine): void {
  const truth = world.truth.nodes[machine.index]
  const durable = highest(machine.store.record)
  const long = world.now - truth.heardTermAt > writtenMs && truth.runningSince < truth.heardTermAt
  if (truth.heardTerm > durable && long && !world.forgetful) {
    world.violate('heard-term-durable', `${machine.name} heard term ${truth.heardTerm}, its disk knows ${durable}`)
  }
  truth.heardTerm = Math.min(truth.heardTerm, durable)
}

function watchTerms(world: World): ReturnType<Promised['watch']> {
  const claimed: [number, number] = [0, 0]
  const holding: [number, number] = [0, 0]
  const look = (machine: Machine, number: number): void => {
    const { index } = machine
    if (number === holding[index]) return
    holding[index] = number
    if (number === 0) return
    const { heardTerm } = world.truth.nodes[index]
    if (number <= claimed[index]) {
      world.violate('term-claimed-once', `${machine.name} claims term ${number} after ${claimed[index]}`)
    }
    if (number <= heardTerm) {
      world.violate('term-claimed-once', `${machine.name} claims term ${number} though it heard ${heardTerm}`)
    }
    claimed[index] = number
  }
  return {
    stepped: ({ machine, agent, before, event }) => {
      const { claim } = agent.state
      if (event.type === 'started') {
        if (typeof event.memory === 'string') forget(world, machine.index, claimed)
        // A claim that goes on after a restart is not a new one (D6).
        holding[machine.index] = claims(agent.state.phase) ? (claim?.term.number ?? 0) : 0
        claimed[machine.index] = Math.max(claimed[machine.index], holding[machine.index])
        return
      }
      if (claim?.term !== before.claim?.term) look(machine, claim?.term.number ?? 0)
    },
  }
}

function forget(world: World, node: NodeIndex, claimed: [number, number]): void {
  claimed[node] = 0
  world.truth.nodes[node].heardTerm = 0
}
