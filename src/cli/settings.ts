/**
 * What do the settings files of this node say?
 *
 * Judged by the same rules as in the daemon, so that "check passed" means that the daemon starts. All problems are
 * printed, each with its line. A changed text of pair.yaml can be judged before it is written.
 */
import { join } from 'node:path'
import { OpError } from '../base/op-error.ts'
import type { LoadResult } from '../config/load.ts'
import { renderProblem } from '../config/problem.ts'
import type { Problem } from '../config/problem.ts'
import type { Site } from '../config/site.ts'
import { readSettings } from '../daemon/settings-texts.ts'
import { CommandError, exitCodes } from './exit-codes.ts'
import type { Folders } from './folders.ts'

/** The folders of settings and profiles. */
export type SettingsPlaces = Pick<Folders, 'config' | 'profiles'>

/** The file of the pair, the same on both nodes. */
export function pairFileOf(places: SettingsPlaces): string {
  return join(places.config, 'pair.yaml')
}

/** The file of this node. */
export function nodeFileOf(places: SettingsPlaces): string {
  return join(places.config, 'node.yaml')
}

/** Reads and judges; `pairText` instead of the text of pair.yaml. Throws OpError when a file cannot be read. */
export function loadHere(places: SettingsPlaces, pairText?: string): LoadResult {
  return readSettings(places, pairText)
}

/** The settings. Throws CommandError with every problem when there are any, OpError when a file cannot be read. */
export function settingsHere(places: SettingsPlaces): Site {
  const result = loadHere(places)
  if (result.ok) return result.site
  throw badSettings(result.problems)
}

/** Every problem, one per line, as the end of a command. */
export function badSettings(problems: readonly Problem[]): CommandError {
  return new CommandError(exitCodes.badSettings, problems.map(renderProblem).join('\n'))
}

/** Does something to a file, and says in an OpError what could not be done. */
export function attempt<T>(operation: string, file: string, perform: () => T): T {
  try {
    return perform()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    const errno = 'code' in error ? String(error.code) : error.message
    throw new OpError(operation, file, { type: 'refused', errno }, error)
  }
}
