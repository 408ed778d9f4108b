/**
 * Whom does the operator of this appliance call when the data has diverged?
 *
 * The firmware profile says so (SB-6). Whoever may not read the settings, or has wrong ones, is still told the rest.
 */
import { OpError } from '../base/op-error.ts'
import { may } from '../config/entry.ts'
import { supportText } from '../config/keys/profile.ts'
import type { Context } from './call.ts'
import { loadHere } from './settings.ts'

/** The text of the profile; undefined when there is none, or the settings cannot be read here. */
export function supportHere({ folders }: Context): string | undefined {
  try {
    const read = loadHere(folders)
    if (!read.ok) return undefined
    return may({ path: '', entries: read.site.effective.entries }, supportText)
  } catch (error) {
    if (error instanceof OpError) return undefined
    throw error
  }
}
