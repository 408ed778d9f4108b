/**
 * Which core runs in the simulated world?
 *
 * The simulator touches the core only through these functions, so that a patched copy of it (a mutant) can run in the
 * same world as the true one. Rejected: a static import, which would tie the world to one copy.
 */
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type { Instant } from '../../src/base/time.ts'
import type { Effect } from '../../src/core/effects.ts'
import type { PairEvent } from '../../src/core/events.ts'
import type { PairState } from '../../src/core/state.ts'
import type { PairSettings } from '../../src/core/settings.ts'

/** The entries of the core, as the daemon uses them. */
export type Core = {
  readonly firstState: (settings: PairSettings, now: Instant) => PairState
  readonly step: (
    state: PairState,
    event: PairEvent,
    settings: PairSettings,
    now: Instant,
  ) => { readonly state: PairState; readonly effects: readonly Effect[] }
  readonly wakeAt: (state: PairState, settings: PairSettings) => Instant
  readonly status: (state: PairState, settings: PairSettings, now: Instant) => unknown
}

/** Loads the core of a source folder, e.g. `src` of this project or of a patched copy. */
export async function loadCore(sourceFolder: string): Promise<Core> {
  const entries = await Promise.all(
    ['state.ts', 'step.ts', 'deadlines.ts', 'status.ts'].map(
      (file) => import(pathToFileURL(join(sourceFolder, 'core', file)).href) as Promise<Partial<Core>>,
    ),
  )
  const core: Partial<Core> = {}
  for (const entry of entries) Object.assign(core, entry)
  if (!isCore(core)) throw new Error(`${sourceFolder}/core does not export firstState, step, wakeAt and status`)
  return core
}

function isCore(core: Partial<Core>): core is Core {
  return [core.firstState, core.step, core.wakeAt, core.status].every((entry) => typeof entry === 'function')
}
