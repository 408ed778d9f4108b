/**
 * What goes wrong, and how does it end?
 *
 * Each class of fault is one function: it begins the fault and gives back how to end it. A schedule draws which classes
 * are on. Rejected: a list of probabilities per millisecond, under which long faults never meet.
 */
import { diskFaults } from './fault-disk.ts'
import { fenceFaults } from './fault-fence.ts'
import { someMachine } from './fault.ts'
import type { Faults } from './fault.ts'
import { linkFaults } from './fault-links.ts'
import { netFaults } from './fault-net.ts'
import { storyFaults } from './fault-story.ts'
import { nodeFaults } from './fault-node.ts'
import { pathFaults } from './fault-path.ts'
import { serviceFaults } from './fault-services.ts'
import { deleteAddress, killAgent } from './operations.ts'

const settingFaults: Faults = {
  'address-deleted': (world, chance) => {
    const machine = someMachine(world, chance)
    deleteAddress(world, machine, chance.below(Math.max(1, machine.kernel.addresses.length)))
    return undefined
  },
  'foreign-version': (world, chance) => {
    const node = chance.node()
    world.note(undefined, `frames of node ${node} are of an unknown version`)
    world.foreign[node] = true
    return () => {
      world.foreign[node] = false
    }
  },
  'settings-differ': (world, chance) => {
    const machine = someMachine(world, chance)
    const before = machine.settings
    if (!machine.awake) return undefined
    world.change(machine, { ...before, settingsHash: 2 })
    return () => {
      world.change(machine, before)
    }
  },
  'settings-inconsistent': (world, chance) => {
    const machine = someMachine(world, chance)
    if (machine.frozen) return undefined
    machine.inconsistent = true
    killAgent(world, machine)
    return () => {
      machine.inconsistent = false
      if (!machine.frozen) killAgent(world, machine)
    }
  },
}

/** Every class of fault, by name. The order of the names is part of the meaning of a seed. */
export const faults: Faults = { ...pathFaults, ...nodeFaults, ...netFaults, ...settingFaults }

/** With those of disks, of stories, of devices, of links and of services; drawn apart, so that a seed means the same without. */
export const allFaults: Faults = {
  ...{ ...faults, ...diskFaults, ...storyFaults, ...fenceFaults, ...linkFaults },
  ...serviceFaults,
}
