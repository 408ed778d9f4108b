/**
 * Is diverged data told as split brain, and nothing else (FO-23, SB-1)?
 */
import { instant } from '../../src/base/time.ts'
import type { PairState } from '../../src/core/state.ts'
import { withDisks } from './check-data.ts'
import type { DiskTruth } from './disk-truth.ts'
import type { Machine } from './machine.ts'
import type { Promised } from './promise.ts'
import type { World } from './world.ts'

/** A fact of the driver reaches the core this much later at most, ms. */
const newsMs = 1_000

/** Promises about the word split brain. */
export const splitBrainPromises: readonly Promised[] = [
  {
    name: 'split-brain-told',
    sentence: 'data that has diverged is told as split brain by every node that hears the other (FO-23)',
    watch: (world) => withDisks(world, (_, truth) => watchSplitBrain(world, truth)),
  },
  {
    name: 'split-brain-is-true',
    sentence: 'a split brain is told only of data that has diverged (FO-23)',
    watch: (world) =>
      withDisks(world, (_, truth) => ({
        performing: (machine, _agent, effect) => {
          if (effect.type !== 'tell' || effect.told.reason !== 'split-brain' || truth.diverged) return
          // What the driver told last may be older than the meeting that ended it.
          if (world.now - truth.divergedAt < newsMs) return
          // A new run tells again what an earlier one saw; what became of the silent peer since it cannot know (FO-23).
          const { record } = machine.store
          const { heardAt } = world.truth.nodes[machine.index]
          const seen = typeof record !== 'string' && record.disks.some(({ apart }) => apart)
          if (seen && (heardAt < (machine.agent?.startedAt ?? 0) || tellsNothing(world, machine))) return
          world.violate('split-brain-is-true', `${machine.name} tells a split brain of data that has not diverged`)
        },
      })),
  },
]

/** Does the peer say of a disk that it knows nothing of its data? Then it may be another one by now. */
function tellsNothing(world: World, machine: Machine): boolean {
  const { beat } = world.truth.nodes[machine.index]
  return beat?.resources.some(({ disk, generation }) => disk === 'failed' || generation === undefined) === true
}

/** The condition of the pair as the node's status tells it. */
function wordOf(world: World, machine: Machine, state: PairState): unknown {
  const document = world.core.status(state, machine.settings, instant(machine.own(world.now)))
  return typeof document === 'object' && document !== null && 'pair' in document ? document.pair : undefined
}

function watchSplitBrain(world: World, truth: DiskTruth): ReturnType<Promised['watch']> {
  let since = Number.POSITIVE_INFINITY
  let lives = ''
  return {
    swept: () => {
      // A new run of an agent has its time, whether or not a sweep saw it end.
      const alive = world.machines.map(({ agent }) => agent?.life ?? 0).join()
      if (alive !== lives) since = Number.POSITIVE_INFINITY
      lives = alive
      const mutual = world.truth.mutualSince()
      const running = world.machines.every(({ awake, agent }) => awake && agent?.stopped === false)
      const known = world.machines.every(({ agent }) =>
        agent?.state.disks.every(({ facts }) => facts.generation !== undefined),
      )
      if (!truth.diverged || !running || !known || !Number.isFinite(mutual)) since = Number.POSITIVE_INFINITY
      else since = Math.min(since, world.now)
      if (world.now - since <= world.deadMs) return
      for (const machine of world.machines) {
        const state = machine.agent?.state
        if (state === undefined || machine.settings.resources.length === 0) continue
        const word = wordOf(world, machine, state)
        if (word !== 'split-brain')
          world.violate('split-brain-told', `${machine.name} says ${String(word)}, the data diverged`)
      }
    },
  }
}
