/**
 * Which plans of the core are crashed at each of their effects?
 *
 * One short story per kind of plan: how the pair comes to it, what begins it, and how long it takes. The stories are the
 * same every time, so that the n-th effect of one is the same effect in every play. Chance has no part in it.
 */
import { orderRepair } from './disk-repair.ts'
import type { DiskChoice } from './disks.ts'
import { together } from './fault.ts'
import { split } from './fault-net.ts'
import { cut } from './fault-path.ts'
import type { NodeIndex } from './machine.ts'
import { continueAgent, deleteAddress, giveOrder, killAgent, powerOff, powerOn, stopAgent } from './operations.ts'
import type { PairChoice } from './spans.ts'
import type { World } from './world.ts'

/** A kind of plan. Instants are global, ms. */
export type CrashPlan = {
  readonly name: string
  readonly disks: boolean
  readonly pair: PairChoice
  /** What happens on the way to the plan, from the power on. */
  readonly before: (world: World) => void
  /** Effects from here to there are crash points. */
  readonly from: number
  readonly until: number
  readonly begin: (world: World) => void
  /** What the story cut or stopped is mended here. */
  readonly mendAt: number
}

const deadMs = 4_000
const base: PairChoice = {
  deadMs,
  ethernetBeatMs: 500,
  serialBeatMs: 1_000,
  serial: true,
  ethernets: 2,
  zones: ['lan'],
  addressesPerZone: 2,
  witnesses: 1,
  failback: 'manual',
  onFailure: 'promote',
  soloStart: 'auto',
  onCarrierLossMs: 'off',
  takeFromStranger: false,
  steadyMs: 2_000,
  stepMs: 1_000,
}

/** The disks of a story: one resource, a wire of its own, a fast line. */
export const diskChoice: DiskChoice = { resources: ['r0'], sharesCable: false, rate: 40, writeMs: 300, seed: 1 }

/** Both nodes run and the master serves by now, ms. */
const upMs = 8_000
const bothOn = (world: World): void => {
  for (const machine of world.machines) powerOn(world, machine, 10)
}

function at(world: World, ms: number, act: () => void): void {
  world.agenda.enter(ms, { type: 'act', act })
}

function ordered(node: NodeIndex, verb: 'make-slave' | 'failback' | 'make-master') {
  return (world: World): void => {
    giveOrder(world, world.machines[node], { verb, force: false })
  }
}

function forced(world: World): void {
  giveOrder(world, world.machines[1], { verb: 'force-master' })
}

/** Every path, the networks and the replication; mended when the story is. */
function cutEverything(world: World, mendAt: number): void {
  const end = together(
    cut(
      world,
      world.paths.map(({ settings }) => settings.id),
      [0, 1],
    ),
    split(world),
  )
  const wire = (by: 1 | -1): void => {
    if (world.disks === undefined) return
    for (const node of [0, 1] as const) world.disks.cuts[node] += by
    world.disks.review()
  }
  wire(1)
  at(world, mendAt, () => {
    wire(-1)
    end()
  })
}

type Story = Omit<CrashPlan, 'disks' | 'pair'> & {
  readonly pair?: Partial<PairChoice>
  /** With a disk there is no such plan: the replication hears that the primary lives. */
  readonly plainOnly?: true
}

function plain(name: string, begin: CrashPlan['begin'], tookMs: number, more: Partial<Story> = {}): Story {
  const from = more.from ?? upMs
  return { name, before: bothOn, from, begin, until: from + tookMs, mendAt: from + tookMs, ...more }
}

const stories: readonly Story[] = [
  plain('vacancy at boot', bothOn, 5_000, { from: 0, before: () => undefined }),
  plain(
    'takeover from a stopped agent',
    (world) => {
      const [master] = world.machines
      stopAgent(world, master)
      at(world, upMs + 3 * deadMs, () => {
        continueAgent(world, master)
      })
    },
    2 * deadMs,
    { mendAt: upMs + 3 * deadMs, plainOnly: true },
  ),
  plain(
    'takeover from a dead machine',
    (world) => {
      const [master] = world.machines
      powerOff(world, master)
      at(world, upMs + 3 * deadMs, () => {
        powerOn(world, master, 10)
      })
    },
    2 * deadMs,
    { mendAt: upMs + 3 * deadMs },
  ),
  plain('release', (world) => giveOrder(world, world.machines[0], { verb: 'release' }), deadMs),
  plain('stop', (world) => giveOrder(world, world.machines[0], { verb: 'stop' }), deadMs),
  plain('restart', (world) => giveOrder(world, world.machines[0], { verb: 'restart' }), deadMs),
  plain('handover', ordered(0, 'make-slave'), deadMs),
  plain('handover asked by the taker', ordered(1, 'make-master'), deadMs),
  plain('failback', ordered(1, 'failback'), deadMs, {
    from: upMs + 2 * deadMs,
    before: (world) => {
      bothOn(world)
      at(world, upMs, () => {
        ordered(0, 'make-slave')(world)
      })
    },
  }),
  plain('automatic failback', () => undefined, 2 * deadMs, {
    from: upMs + 2 * deadMs,
    pair: { failback: 'auto' },
    before: (world) => {
      bothOn(world)
      at(world, upMs, () => {
        powerOff(world, world.machines[0])
      })
      at(world, upMs + 2 * deadMs, () => {
        powerOn(world, world.machines[0], 10)
      })
    },
  }),
  plain(
    'cleaning',
    (world) => {
      const [master] = world.machines
      killAgent(world, master)
      deleteAddress(world, master, 0)
    },
    deadMs,
  ),
  plain('take by force', forced, 2 * deadMs, {
    from: upMs + 2 * deadMs,
    mendAt: upMs + 5 * deadMs,
    pair: { onFailure: 'keep-standby' },
    before: (world) => {
      bothOn(world)
      at(world, upMs, () => {
        cutEverything(world, upMs + 5 * deadMs)
      })
    },
  }),
]

/** Both lead and write while nothing passes between them; then the operator chooses. */
const repair: Story = plain(
  'repair',
  (world) => {
    orderRepair(world)
  },
  2 * deadMs,
  {
    from: upMs + 9 * deadMs,
    before: (world) => {
      bothOn(world)
      at(world, upMs, () => {
        cutEverything(world, upMs + 7 * deadMs)
      })
      at(world, upMs + 4 * deadMs, () => {
        forced(world)
      })
    },
  },
)

/** Nothing passes between the two any more, both lose their power in turn or one of them does, and the first one boots alone. */
function bootsAlone(name: string, afterDeads: number, before: CrashPlan['before'], more: Partial<Story> = {}): Story {
  const from = upMs + afterDeads * deadMs
  const mendAt = from + 4 * deadMs
  const begin = (world: World): void => {
    powerOn(world, world.machines[0], 10)
  }
  return plain(name, begin, 4 * deadMs, {
    from,
    mendAt,
    before: (world) => {
      bothOn(world)
      at(world, upMs, () => {
        cutEverything(world, mendAt)
      })
      before(world)
    },
    ...more,
  })
}

/**
 * Both led while nothing passed between them. The first one lost its power, the other one wrote on and lost its own: the
 * first one boots alone with a disk that calls its peer outdated, and only by silence (D4, S4).
 */
const boot = bootsAlone('boot of a copy whose peer was only presumed to be behind', 8, (world) => {
  const [one, two] = world.machines
  at(world, upMs + 4 * deadMs, () => {
    powerOff(world, one)
  })
  at(world, upMs + 6 * deadMs, () => {
    powerOff(world, two)
  })
  at(world, upMs + 12 * deadMs, () => {
    powerOn(world, two, 10)
  })
})

/**
 * Only the operator lets a node take over. The master wrote on at once when it lost its peer, lost its power, and boots alone
 * with a disk that calls its peer outdated, and only by silence: the operator may have let the peer lead meanwhile (D15).
 */
const bootOfManual = bootsAlone(
  'boot of a copy that left its peer to the operator',
  4,
  (world) => {
    at(world, upMs + 2 * deadMs, () => {
      powerOff(world, world.machines[0])
    })
  },
  { pair: { isolation: 'manual' } },
)

/** Every kind of plan, without disks and with them. */
export const crashPlans: readonly CrashPlan[] = [
  ...stories.map((story) => ({ ...story, disks: false, pair: { ...base, ...story.pair } })),
  ...[...stories.filter(({ plainOnly }) => plainOnly !== true), repair, boot, bootOfManual].map((story) => ({
    ...story,
    name: `${story.name}, with a disk`,
    disks: true,
    pair: { ...base, ...story.pair, resources: diskChoice.resources },
  })),
]
