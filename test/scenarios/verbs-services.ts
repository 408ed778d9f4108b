/**
 * What can happen to a service and its manager in a play-script?
 */
import type { Machine } from '../sim/machine.ts'
import type { Services } from '../sim/services.ts'
import type { Unit, UnitTroubles } from '../sim/service-units.ts'
import type { World } from '../sim/world.ts'

const troubles: Readonly<Record<string, keyof UnitTroubles>> = {
  refuses: 'refuses',
  hangs: 'hangs',
  lingers: 'lingers',
  stays: 'unkillable',
  flaps: 'dies',
  missing: 'missing',
  masked: 'masked',
  sick: 'sick',
}

/** `unit NODE NAME WORD`: what happens to it, or what it does from now on; `works` ends every trouble. */
export function changeUnit(world: World, [node, name, word = '']: readonly string[]): string | undefined {
  const machine = world.machines.find((one) => one.name === node)
  const service = machine?.settings.services.findIndex((one) => one.name === name) ?? -1
  if (machine === undefined || world.services === undefined || service < 0) return 'a node and a service are wanted'
  const unit = world.services.managers[machine.index].unit(service)
  const trouble = troubles[word]
  if (trouble !== undefined) unit.troubles[trouble] = 1
  const known = trouble !== undefined || act(world.services, machine, service, unit, word)
  if (word === 'flaps') world.services.managers[machine.index].dieSoon(service)
  world.services.tellSoon(machine.index)
  return known ? undefined : `${word} is nothing that a unit does`
}

function act(services: Services, { index, settings }: Machine, service: number, unit: Unit, word: string): boolean {
  const manager = services.managers[index]
  const limits = settings.services[service]
  switch (word) {
    case 'works':
      for (const trouble of Object.values(troubles)) unit.troubles[trouble] = 0
      return true
    case 'starts':
      manager.start(service, limits?.startMs ?? 0, true, () => undefined)
      return true
    case 'dies':
      manager.die(service)
      return true
    case 'enabled':
      unit.atBoot = true
      return true
    default:
      return false
  }
}

/** `manager NODE deaf | answers`. */
export function changeAnswers(world: World, [node, word]: readonly string[]): string | undefined {
  const machine = world.machines.find((one) => one.name === node)
  if (machine === undefined || world.services === undefined || (word !== 'deaf' && word !== 'answers'))
    return 'manager NODE deaf or answers'
  world.services.managers[machine.index].deaf = Number(word === 'deaf')
  world.services.tellSoon(machine.index)
  return undefined
}
