/**
 * What goes wrong with services and their manager?
 */
import type { Chance } from './chance.ts'
import type { Fault, Faults } from './fault.ts'
import type { NodeIndex } from './machine.ts'
import type { UnitTroubles } from './service-units.ts'
import type { World } from './world.ts'

/** A trouble of one unit, on one node or on both. */
function trouble(kind: keyof UnitTroubles, both = 0.2): Fault {
  return (world, chance) => {
    const { services } = world
    if (services === undefined) return undefined
    const service = someService(world, chance)
    const nodes: readonly NodeIndex[] = chance.hit(both) ? [0, 1] : [chance.node()]
    const change = (by: 1 | -1): void => {
      for (const node of nodes) {
        const manager = services.managers[node]
        const unit = manager.unit(service)
        unit.troubles[kind] += by
        unit.troubledAt = world.now
        if (by === 1 && kind === 'dies') manager.dieSoon(service)
        services.tellSoon(node)
      }
    }
    world.note(undefined, `service s${service} of ${nodes.join(' and ')}: ${kind}`)
    change(1)
    return () => {
      change(-1)
    }
  }
}

function someService(world: World, chance: Chance): number {
  return chance.below(Math.max(world.machines[0].settings.services.length, 1))
}

/** Faults of pairs with services. */
export const serviceFaults: Faults = {
  'service-refuses': trouble('refuses'),
  'service-hangs': trouble('hangs'),
  'service-lingers': trouble('lingers'),
  'service-unkillable': trouble('unkillable'),
  'service-flaps': trouble('dies'),
  'service-missing': trouble('missing'),
  'service-masked': trouble('masked'),
  'service-sick': trouble('sick'),
  'service-dies': (world, chance) => {
    world.services?.managers[chance.node()].die(someService(world, chance))
    return undefined
  },
  'service-started-by-hand': (world, chance) => {
    const node = chance.node()
    const service = someService(world, chance)
    const { awake, settings } = world.machines[node]
    if (!awake) return undefined
    world.note(world.machines[node], `s${service} is started by hand`)
    world.services?.managers[node].start(service, settings.services[service]?.startMs ?? 0, true, () => undefined)
    return undefined
  },
  'service-stopped-by-hand': (world, chance) => {
    const node = chance.node()
    const service = someService(world, chance)
    const { awake, settings } = world.machines[node]
    const ms = settings.services[service]?.stopMs ?? 0
    if (!awake) return undefined
    world.note(world.machines[node], `s${service} is stopped by hand`)
    world.services?.managers[node].stop(service, ms, ms, () => undefined)
    return undefined
  },
  'service-enabled': (world, chance) => {
    const { services } = world
    const node = chance.node()
    if (services === undefined) return undefined
    services.managers[node].unit(someService(world, chance)).atBoot = true
    services.tellSoon(node)
    return undefined
  },
  'manager-deaf': (world, chance) => {
    const { services } = world
    if (services === undefined) return undefined
    const nodes: readonly NodeIndex[] = chance.hit(0.15) ? [0, 1] : [chance.node()]
    const change = (by: 1 | -1): void => {
      for (const node of nodes) {
        services.managers[node].deaf += by
        for (const unit of services.managers[node].units) unit.troubledAt = world.now
        services.tellSoon(node)
      }
    }
    change(1)
    return () => {
      change(-1)
    }
  },
  'farewell-hangs': (world, chance) => {
    const { services } = world
    const node = chance.node()
    if (services === undefined) return undefined
    services.farewellHangs[node] += 1
    return () => {
      services.farewellHangs[node] -= 1
    }
  },
}
