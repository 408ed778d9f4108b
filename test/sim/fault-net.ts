/**
 * What goes wrong in the networks of the virtual addresses: carrier, switches, gateways, hosts, strangers?
 */
import type { Chance } from './chance.ts'
import { allPaths, counted, together } from './fault.ts'
import type { Faults } from './fault.ts'
import { cut } from './fault-path.ts'
import type { Machine, NodeIndex } from './machine.ts'
import { refreshNets } from './operations.ts'
import type { World } from './world.ts'

/** Share of the faults of probes that are questions which never leave. */
const unsentShare = 0.4

function someNet(world: World, chance: Chance): World['lan']['nets'][number] {
  return chance.pick(world.lan.nets)
}

/** Nothing outside the pair answers a node any more. */
export function desert(world: World, nodes: readonly NodeIndex[]): () => void {
  return counted(world, `no host answers nodes ${nodes.join(',')}`, (by) => {
    for (const net of world.lan.nets) for (const node of nodes) net.deserted[node] += by
  })
}

/** The nodes cannot reach each other in any zone. */
export function split(world: World): () => void {
  return counted(world, 'networks split', (by) => {
    for (const net of world.lan.nets) net.split += by
  })
}

function unplug(world: World, nodes: readonly NodeIndex[], all: boolean, chance: Chance): () => void {
  const nets = all ? world.lan.nets : [someNet(world, chance)]
  const names = nets.map((net) => net.zone).join(',')
  return counted(world, `no carrier in ${names} on nodes ${nodes.join(',')}`, (by) => {
    for (const net of nets) for (const node of nodes) net.unplugged[node] += by
  })
}

/** Faults of networks. */
export const netFaults: Faults = {
  'zone-unplugged': (world, chance) => unplug(world, [chance.node()], false, chance),
  'zones-unplugged': (world, chance) => unplug(world, [chance.node()], true, chance),
  'switches-off': (world) =>
    counted(world, 'every switch off', (by) => {
      for (const net of world.lan.nets) net.switchOff += by
    }),
  'nets-split': (world) => split(world),
  'hosts-silent': (world, chance) => desert(world, chance.hit(0.4) ? [0, 1] : [chance.node()]),
  'targets-down': (world) =>
    counted(world, 'ping targets down', (by) => {
      world.lan.targetsDown += by
    }),
  'probe-loss': (world, chance) => {
    const net = someNet(world, chance)
    const share = chance.between(0.1, 0.9)
    // A full queue or a device that resets loses questions and says so; a network loses answers and says nothing.
    if (chance.hit(unsentShare)) net.unsent = { share: 1 - share / 2, chance }
    else net.loss = share
    refreshNets(world)
    return () => {
      net.loss = 0
      net.unsent = undefined
      refreshNets(world)
    }
  },
  'total-isolation': (world) => together(cut(world, allPaths(world), [0, 1]), split(world)),
  'one-isolated': (world, chance) => {
    const node = chance.node()
    return together(cut(world, allPaths(world), [0, 1]), split(world), desert(world, [node]))
  },
  'one-unplugged': (world, chance) => {
    const node = chance.node()
    return together(cut(world, allPaths(world), [0, 1]), unplug(world, [node], true, chance))
  },
  stranger: (world, chance) => {
    const net = someNet(world, chance)
    return counted(world, `a stranger claims the address in ${net.zone}`, (by) => {
      net.stranger += by
      for (const machine of world.machines) announceStranger(world, machine, net.zone)
    })
  },
}

function announceStranger(world: World, machine: Machine, zone: World['lan']['nets'][number]['zone']): void {
  const { agent } = machine
  const address = machine.kernel.addresses.find((own) => world.lan.nets[own.zone]?.zone === zone)?.text
  if (agent === undefined || !machine.awake || address === undefined) return
  world.enterFact(machine, agent, world.now, { type: 'address-rival', zone, address, answerer: 'third' })
}
