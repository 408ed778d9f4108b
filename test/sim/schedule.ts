/**
 * How is one seed played from power-on to judgement?
 *
 * Two phases: faults on, and nothing forbidden happens; then everything is healed, and the right thing happens within
 * its bound (TigerBeetle's VOPR has the same shape). When one node is left off, the other must serve alone.
 */
import type { Core } from './core-port.ts'
import type { Counts } from './coverage.ts'
import { Chance } from './chance.ts'
import { restful } from './check-disk-ending.ts'
import { orderRepair, orderRepairTooLate } from './disk-repair.ts'
import { draw } from './draw.ts'
import type { Draw, DrawnFault } from './draw.ts'
import { mendDisk } from './fault-node.ts'
import { allFaults } from './faults.ts'
import type { Machine } from './machine.ts'
import {
  continueAgent,
  giveOrder,
  killAgent,
  peerMachine,
  powerOff,
  powerOn,
  refreshNets,
  startAgent,
  thaw,
} from './operations.ts'
import { settingsOf } from './spans.ts'
import { World } from './world.ts'
import type { Violation } from './happening.ts'

/** What came of a seed. */
export type Outcome = {
  readonly seed: number
  readonly violation: Violation | undefined
  readonly counts: Counts
  readonly steps: number
  readonly simulatedMs: number
  readonly hash: number
}

/** How often promises about time are looked at, ms. */
const sweepMs = 1_000
/** A hold is lifted this long after healing, in dead times. */
const unholdDeads = 0.5
/** A move that is under way at the judgement gets this many times the time limit of an order. */
const graceOrders = 2

/** How one seed is played. */
export type Manner = {
  /** Gets a line per happening. */
  readonly trace?: (line: string) => void
  /** The hash says every effect. */
  readonly compare?: boolean
  /** A share of the schedules has replicated disks. */
  readonly disks?: boolean
  /** Most pairs have fencing devices. */
  readonly fence?: boolean
  /** Most pairs place services. */
  readonly services?: boolean
}

/** Plays one seed. */
export function play(
  core: Core,
  seed: number,
  { trace, compare = false, disks = false, fence = false, services = false }: Manner = {},
): Outcome {
  const drawn = draw(seed, disks, fence, services)
  const world = new World(
    core,
    {
      settings: [settingsOf(drawn.pair, 'master'), settingsOf(drawn.pair, 'slave')],
      modemLines: drawn.modemLines,
      watchdog: drawn.watchdog,
      disks: drawn.disks,
    },
    drawn.worldSeed,
  )
  world.trace = trace
  world.respawnMs = drawn.respawnMs
  if (compare) world.hash = 1
  begin(world, drawn)
  world.run(drawn.faultMs)
  if (world.violation === undefined) heal(world, drawn)
  return {
    seed,
    violation: world.violation,
    counts: world.checks.coverage.counts,
    steps: world.steps,
    simulatedMs: world.now,
    hash: world.hash,
  }
}

function begin(world: World, drawn: Draw): void {
  world.note(undefined, JSON.stringify({ ...drawn.pair, leftOff: drawn.leftOff, watchdog: drawn.watchdog }))
  world.machines.forEach((machine, index) => {
    const at = drawn.powerAt[index === 0 ? 0 : 1]
    if (Number.isFinite(at)) {
      world.later(at, () => {
        powerOn(world, machine, 10)
      })
    }
  })
  for (const fault of drawn.faults) world.later(fault.at, () => strike(world, fault))
  sweep(world)
}

function sweep(world: World): void {
  world.bite()
  world.checks.swept()
  world.later(sweepMs, () => {
    sweep(world)
  })
}

function strike(world: World, drawn: DrawnFault): void {
  const begin = allFaults[drawn.name]
  if (begin === undefined) return
  world.truth.disturb()
  world.strikes += 1
  world.note(undefined, `fault ${drawn.name}`)
  const end = begin(world, new Chance(drawn.seed))
  if (end === undefined) return
  world.undo.add(end)
  world.later(drawn.lastsMs, () => {
    if (!world.undo.delete(end)) return
    world.strikes += 1
    world.truth.disturb()
    world.note(undefined, `fault ${drawn.name} ends`)
    end()
  })
}

/** In one seed of so many the data changes in the moment of the repair. */
const tooLateEvery = 4

function heal(world: World, drawn: Draw): void {
  world.later(0, () => {
    mend(world, drawn)
  })
  world.later(world.deadMs * unholdDeads, () => {
    liftHolds(world)
  })
  world.later(drawn.healMs / 2, () => {
    liftHolds(world)
    if (drawn.seed % tooLateEvery === 0) orderRepairTooLate(world)
    // A repair does not outlive the agent that was told of it (S5): who wanted it orders it once more.
    else if (drawn.seed % 2 === 0 || world.disks?.repair !== undefined) orderRepair(world)
  })
  world.run(drawn.faultMs + drawn.healMs)
  for (let extra = 1; extra <= graceOrders && world.violation === undefined && moving(world); extra += 1) {
    world.run(world.now + world.machines[0].settings.timing.orderMs)
  }
  if (world.violation !== undefined) return
  world.later(0, () => {
    world.checks.ended({ machines: world.machines.filter((machine) => machine.powered) })
  })
  world.run(world.now)
}

function mend(world: World, drawn: Draw): void {
  world.truth.disturb()
  world.strikes += 1
  world.note(undefined, 'everything is healed')
  if (world.disks !== undefined) world.disks.wholeWhenHealed = restful(world)
  for (const end of world.undo) end()
  world.undo.clear()
  world.armed.length = 0
  if (world.fence !== undefined) world.fence.healed = true
  world.faultiness = { slow: 0, fail: 0, hang: 0 }
  world.machines.forEach((machine) => {
    if (machine.index === drawn.leftOff) {
      powerOff(world, machine)
      world.disks?.forgetReset(machine.index)
      world.fence?.forget(machine.index)
    } else revive(world, machine)
  })
  refreshNets(world)
}

function revive(world: World, machine: Machine): void {
  thaw(world, machine)
  continueAgent(world, machine)
  mendDisk(world, machine)
  machine.inconsistent = false
  if (machine.agent?.state.inconsistent === true) killAgent(world, machine)
  powerOn(world, machine, world.deadMs * 0.1)
  if (machine.agent === undefined) startAgent(world, machine, world.deadMs * 0.1)
}

/** The operator lifts every hold, and starts what was stopped, so that the pair may decide by itself again. */
export function liftHolds(world: World): void {
  for (const machine of world.machines) {
    if (machine.powered && machine.agent === undefined) {
      startAgent(world, machine, world.deadMs * 0.1)
      // It may remember a hold that it could not lift while it left.
      world.later(world.deadMs * unholdDeads, () => {
        liftHolds(world)
      })
    }
    const state = machine.agent?.state
    // Or the other node says so, and has no power to take it back.
    const theirs = state?.peer.beat?.flags.maintenance === true
    if (state?.wanted.maintenance === true || (theirs && !peerMachine(world, machine).powered))
      giveOrder(world, machine, { verb: 'unmaintain' })
    if (state === undefined || (!state.wanted.held && state.phase !== 'held')) continue
    giveOrder(world, machine, { verb: 'unhold' })
  }
}

function moving(world: World): boolean {
  return world.machines.some((machine) => {
    const phase = machine.agent?.state.phase
    return phase === 'taking-over' || phase === 'releasing'
  })
}
