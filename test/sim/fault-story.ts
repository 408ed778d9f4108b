/**
 * What goes wrong only in a schedule that tells a story (`draw-story.ts`)?
 *
 * These faults watch the pair and strike at the moment that the story needs. They are drawn apart from the others.
 */
import { drawRoleOrder } from './fault-node.ts'
import { owner } from './fault.ts'
import type { Faults } from './fault.ts'
import { giveOrder, powerOff, powerOn, refreshNets, startAgent } from './operations.ts'

/** How often the moment to strike is looked for, in dead times. */
const lookDeads = 0.2
/** How often it is looked whether an agent has ended, ms. */
const lookMs = 500

/** Faults of stories. */
export const storyFaults: Faults = {
  'master-fails-again': (world, chance) => {
    const [master] = world.machines
    const { deadMs } = world
    let on = true
    const look = (): void => {
      if (!on) return
      const strikes = master.kernel.holdsAny && master.awake
      if (strikes) {
        world.later(deadMs * chance.fraction(), () => {
          if (on) powerOff(world, master)
        })
        world.later(deadMs * chance.between(2.1, 3), () => {
          powerOn(world, master, deadMs * 0.1)
        })
      }
      world.later(deadMs * (strikes ? 3 : lookDeads), look)
    }
    look()
    return () => {
      on = false
      powerOn(world, master, deadMs * 0.1)
    }
  },
  'owner-leaves': (world, chance) => {
    const machine = owner(world, chance)
    const reboots = chance.hit(0.5)
    const asked = giveOrder(world, machine, { verb: 'stop' })
    let on = true
    const look = (): void => {
      const leaving = machine.agent !== undefined && machine.agent.life === asked?.life
      if (!on || !reboots) return
      // The service manager waits for the agent to end, and switches off then.
      if (leaving) world.later(lookMs, look)
      else powerOff(world, machine)
    }
    look()
    return () => {
      on = false
      powerOn(world, machine, world.deadMs * 0.1)
      if (machine.agent === undefined) startAgent(world, machine, world.deadMs * 0.1)
    }
  },
  'order-in-conflict': (world, chance) => {
    const reader = { reason: 'conflict-won', order: drawRoleOrder(chance) } as const
    world.orders.readers.add(reader)
    return () => {
      world.orders.readers.delete(reader)
    }
  },
  'questions-cease': (world, chance) => {
    const nets = chance.hit(0.7) ? world.lan.nets : [chance.pick(world.lan.nets)]
    for (const net of nets) net.unsent = { share: chance.hit(0.7) ? 1 : 0.8, chance }
    refreshNets(world)
    return () => {
      for (const net of nets) net.unsent = undefined
      refreshNets(world)
    }
  },
}
